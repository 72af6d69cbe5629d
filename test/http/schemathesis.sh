#!/usr/bin/env bash
# The OpenAPI document against a running service: generated requests, right and wrong, must get what the document says.
# First every route with names out of thin air, then every GET with the names of what is there, then calls that follow from
# each other. Two minutes and a half.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
root="$(cd "$here/../.." && pwd)"
venv="$root/.cache/schemathesis"
python="$venv/bin/python"

if [ ! -x "$python" ]; then python3 -m venv "$venv"; fi
if ! cmp -s "$here/requirements.txt" "$venv/installed.txt"; then
  "$python" -m pip install --quiet --disable-pip-version-check --requirement "$here/requirements.txt"
  cp "$here/requirements.txt" "$venv/installed.txt"
fi

home="$(mktemp -d)"
service=""
finish() {
  if [ -n "$service" ]; then kill "$service" 2>/dev/null || true; wait "$service" 2>/dev/null || true; fi
  rm -rf "$home"
}
trap finish EXIT
trap 'exit 130' INT TERM

cd "$root"
# not by npx: the process to end has to be the service itself
node packages/cli/bin/evenmatch.mjs serve --port 0 --home "$home" >"$home/out" 2>"$home/errors" &
service=$!
for _ in $(seq 600); do
  if [ -s "$home/url" ] && [ -s "$home/owner-key" ]; then break; fi
  if ! kill -0 "$service" 2>/dev/null; then cat "$home/errors" >&2; exit 1; fi
  sleep 0.1
done
cp "$here/schemathesis.toml" "$home/anything.toml"
cp "$here/schemathesis.toml" "$home/stateful.toml"
{ npx --no-install tsx "$here/seed.ts" "$home"; cat "$here/schemathesis.toml"; } >"$home/named.toml"

url="$(cat "$home/url")/openapi.json"
run() { # name, seconds, further arguments
  local name="$1" seconds="$2"
  shift 2
  echo "-- $name"
  "$venv/bin/st" --config-file "$home/$name.toml" run "$url" --header "Authorization: Bearer $(cat "$home/owner-key")" \
    --max-time "$seconds" --seed "${SEED:-1}" --continue-on-failure --no-color --warnings off \
    --report-ndjson-path "$home/$name.ndjson" "$@" >"$home/$name.log" 2>&1 || true
  # what it says of failures, and its summary
  sed -n '/= FAILURES =/,/= SUMMARY =/p; /= ERRORS =/,/= SUMMARY =/p' "$home/$name.log" | cut -c1-300 | head -300
  grep -A1 '^Test cases:' "$home/$name.log" || tail -20 "$home/$name.log"
}
cd "$home"
run anything "${SECONDS_ANYTHING:-60}" --phases examples,coverage,fuzzing --max-examples 30
run named "${SECONDS_NAMED:-45}" --phases examples,coverage,fuzzing --max-examples 20 --include-method GET
run stateful "${SECONDS_STATEFUL:-30}" --phases stateful --max-examples 30

if [ "$(wc -l <"$home/errors")" -gt 1 ]; then
  echo "the service wrote to stderr:" >&2
  head -c 4000 "$home/errors" >&2
  exit 1
fi
"$python" "$here/count-scenarios.py" "$home/anything.ndjson=40" "$home/named.ndjson=40" "$home/stateful.ndjson=1"

#!/usr/bin/env bash
# Every number of 200 seeded experiments, computed again with scipy and statsmodels and compared over HTTP.
# Arguments go to check.py: --experiments N, --first SEED, --verbose.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
root="$(cd "$here/../.." && pwd)"
venv="$root/.cache/oracles"
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

status=0
# one core is the service's
OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 "$python" "$here/check.py" --home "$home" "$@" || status=$?
# its first line says where it listens
if [ "$(wc -l <"$home/errors")" -gt 1 ]; then
  echo "the service wrote to stderr:" >&2
  head -c 4000 "$home/errors" >&2
fi
exit "$status"

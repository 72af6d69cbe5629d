#!/usr/bin/env bash
# Logs made afresh by the real tools (Inspect with its mock model, lm-evaluation-harness with its dummy model), read and
# compared with what the tools say of them; what is exported of them, under Every Eval Ever's own schemas.
# Installs the tools once into .cache/fresh-logs; needs no network after that.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
root="$(cd "$here/../.." && pwd)"
cache="$root/.cache/fresh-logs"
python="$cache/venv/bin/python"

if [ ! -x "$python" ]; then python3 -m venv "$cache/venv"; fi
if ! cmp -s "$here/fresh/requirements.txt" "$cache/installed.txt"; then
  "$python" -m pip install --quiet --disable-pip-version-check --requirement "$here/fresh/requirements.txt"
  cp "$here/fresh/requirements.txt" "$cache/installed.txt"
fi

logs="$(mktemp -d)"
trap 'rm -rf "$logs"' EXIT
cd "$root"
# caches of the tools stay in here too
HF_HOME="$logs/hf" XDG_DATA_HOME="$logs/data" XDG_CACHE_HOME="$logs/cache" INSPECT_TRACE_FILE="$logs/trace" \
  "$python" "$here/fresh/make_logs.py" "$logs/made"

status=0
node_modules/.bin/tsx "$here/fresh/check.ts" "$logs/made" || status=$?
schemas="${EVERY_EVAL_EVER_SCHEMAS:-$root/../shared/fixtures/every_eval_ever}"
if [ -f "$schemas/eval.schema.json" ]; then
  "$python" "$here/fresh/validate.py" "$schemas" "$logs/made/exported" || status=$?
else
  echo "the schemas of Every Eval Ever are not in $schemas: the export was not validated"
fi
exit "$status"

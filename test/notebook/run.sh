#!/usr/bin/env bash
# The notebook client: types, lint, a wheel, its tests against a running service, and the example notebooks executed anew.
# `--write` puts the notebooks' new outputs in place.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
root="$(cd "$here/../.." && pwd)"
package="$root/packages/notebook"
cache="$root/.cache/notebook"
bin="$cache/venv/bin"

mkdir -p "$cache"
if [ ! -x "$bin/python" ]; then python3 -m venv "$cache/venv"; fi
if ! cmp -s "$here/requirements.txt" "$cache/installed.txt"; then
  "$bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$here/requirements.txt"
  cp "$here/requirements.txt" "$cache/installed.txt"
fi

home="$(mktemp -d)"
service=""
finish() {
  if [ -n "$service" ]; then kill "$service" 2>/dev/null || true; wait "$service" 2>/dev/null || true; fi
  rm -rf "$home"
}
trap finish EXIT
trap 'exit 130' INT TERM

passed=0
failed=0
stage() { # name, command…
  local name=$1 started=$SECONDS
  shift
  if "$@" >"$home/log" 2>&1; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
  tail -n 60 "$home/log"
  echo "-- $name: $((SECONDS - started)) s"
}
# what pytest and the notebooks count is counted one by one
count() {
  awk '{ for (i = 2; i <= NF; i++) { if ($i ~ /^passed/) p = $(i - 1); if ($i ~ /^(failed|error)/) f += $(i - 1) } }
       END { printf "%d %d\n", p, f }'
}
counted() { # name, command…
  local name=$1 started=$SECONDS code=0 sum
  shift
  "$@" >"$home/log" 2>&1 || code=$?
  tail -n 80 "$home/log"
  read -r -a sum <<<"$(tail -n 1 "$home/log" | count)"
  passed=$((passed + sum[0]))
  failed=$((failed + sum[1]))
  if [ "$code" -ne 0 ] && [ "${sum[1]}" -eq 0 ]; then failed=$((failed + 1)); fi
  echo "-- $name: $((SECONDS - started)) s"
}

cd "$package"
stage "format and lint" bash -c "'$bin/ruff' format --check src tests && '$bin/ruff' check src tests"
stage "types" env PYTHONDONTWRITEBYTECODE=1 "$bin/mypy" --cache-dir "$cache/mypy"
wheel_installs() {
  rm -rf "$cache/wheel"
  "$bin/python" -m build --wheel --no-isolation --outdir "$cache/wheel" . >"$home/build.log" 2>&1 || { cat "$home/build.log"; return 1; }
  "$bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --force-reinstall "$cache"/wheel/*.whl
  # the wheel, not the sources: nothing here is on the path
  (cd "$home" && "$bin/python" -c 'import evenmatch, pathlib; at = pathlib.Path(evenmatch.__file__); assert "site-packages" in at.parts and (at.parent / "py.typed").exists(); print("wheel", evenmatch.__version__)')
}
stage "wheel" wheel_installs

cd "$root"
# not by npx: the process to end has to be the service itself
node packages/cli/bin/evenmatch.mjs serve --port 0 --home "$home/service" >"$home/out" 2>"$home/errors" &
service=$!
for _ in $(seq 600); do
  if [ -s "$home/service/url" ] && [ -s "$home/service/owner-key" ]; then break; fi
  if ! kill -0 "$service" 2>/dev/null; then cat "$home/errors" >&2; exit 1; fi
  sleep 0.1
done
export EVENMATCH_HOME="$home/service" PYTHONDONTWRITEBYTECODE=1 OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
unset EVENMATCH_URL EVENMATCH_KEY

counted "tests" "$bin/python" -m pytest --rootdir "$package" -c "$package/pyproject.toml" "$package/tests"
counted "notebooks" "$bin/python" "$here/execute.py" "$@"
if [ "$(wc -l <"$home/errors")" -gt 1 ]; then
  echo "the service wrote to stderr:"
  head -c 4000 "$home/errors"
  failed=$((failed + 1))
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

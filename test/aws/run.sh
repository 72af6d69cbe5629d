#!/usr/bin/env bash
# The cloud side without an account: the store's suites on moto, the infrastructure under mocks, the built functions under
# Lambda's own runtime client, and a short day of faults. Each piece ends in a line "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/../.."
cache=.cache/aws
status=0

piece() { # name, command…
  echo "-- $1"
  shift
  local started=$SECONDS
  "$@" || status=1
  echo "-- took $((SECONDS - started)) s"
}

# sst.config.ts and the stacks, beside SST's own components, as they stand at a deployment
stack_types() {
  rm -rf "$cache/sst/stacks"
  cp -r stacks sst.config.ts sst-env.d.ts "$cache/sst/"
  cp test/aws/infrastructure/stacks.tsconfig.json "$cache/sst/tsconfig.json"
  if npx tsc -p "$cache/sst/tsconfig.json" && npx tsc -p test/aws/infrastructure/tsconfig.json; then
    echo "1 passed, 0 failed"
  else
    echo "0 passed, 1 failed"
    return 1
  fi
}

echo "-- install"
started=$SECONDS
test/aws/install.sh || exit 1
echo "-- took $((SECONDS - started)) s"
piece "types of the stacks" stack_types
piece "infrastructure" npx vitest run --config test/aws/infrastructure/vitest.config.ts
piece "store, queues and functions" npx vitest run --config test/aws/vitest.config.ts
piece "faults" npx tsx test/aws/faults/main.ts --short
exit "$status"

#!/bin/sh
# Compiles the kernel and writes its bytes as a module; with --check, says whether the committed ones are these.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
tools=$root/.cache/assemblyscript
version=0.28.20
if ! [ -x "$tools/node_modules/.bin/asc" ]; then
  mkdir -p "$tools"
  npm install --silent --no-audit --no-fund --prefix "$tools" "assemblyscript@$version"
fi
# level 2: of some forms of the loop level 3 makes what takes V8 of Node 20 and 22 almost twice as long, and of none what is quicker
"$tools/node_modules/.bin/asc" "$here/gather.ts" --outFile "$tools/gather.wasm" \
  --runtime stub --importMemory --initialMemory 0 --optimizeLevel 2 --shrinkLevel 0 --noAssert --enable simd
node "$here/embed.mjs" "$tools/gather.wasm" "$root/packages/stats/src/bootstrap/kernel-bytes.ts" "${1:-}"

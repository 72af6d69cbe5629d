#!/usr/bin/env bash
# Hostile and broken files, mutated for ninety seconds from a fixed seed; more with --seconds N and another --seed.
set -euo pipefail
cd "$(dirname "$0")/../.."
exec node_modules/.bin/tsx test/formats/fuzz.ts --seconds 90 --seed 1 "$@"

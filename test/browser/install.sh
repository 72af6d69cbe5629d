#!/bin/sh
# Brings Debian's Chromium where it is missing; needs root.
set -eu
if command -v chromium >/dev/null 2>&1; then
  chromium --version
  exit 0
fi
apt-get update -qq
apt-get install -y -qq --no-install-recommends chromium
chromium --version

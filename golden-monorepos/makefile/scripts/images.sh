#!/bin/sh
set -eu
ROOT="$(cd "$(dirname "$0")/.." && pwd)"
for name in jobs; do
  docker build --platform linux/amd64 "$ROOT/services/$name"
done

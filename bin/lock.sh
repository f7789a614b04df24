#!/usr/bin/env bash
# Compile requirements/*.in into hashed locks that hold no address, with uv in a throw-away environment.
# uv's own uv.lock and pylock.toml would write index addresses: hence `uv pip compile`.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder"
"$folder/bin/python" -m pip --disable-pip-version-check install -q uv
for name in base dev node; do
  echo "  requirements/$name.lock"
  "$folder/bin/uv" pip compile -q --universal --python-version 3.11 --generate-hashes --no-header \
    --no-emit-index-url --no-emit-find-links "$@" "requirements/$name.in" -o "requirements/$name.lock"
done
"${NPM:-npm}" install --package-lock-only --ignore-scripts --no-audit --no-fund

#!/usr/bin/env bash
# Installs what is missing, builds, runs all tests. `--sanitize` does the same under the address and undefined-behaviour sanitizers.
set -euo pipefail
cd "$(dirname "$0")/.."

preset=release
[ "${1:-}" = --sanitize ] && { preset=sanitize; shift; }

installer/setup.sh build run test
export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
cmake --preset "$preset" >/dev/null
cmake --build --preset "$preset"
export QT_QPA_PLATFORM=offscreen
exec ctest --preset "$preset" --parallel "$(nproc)" "$@"

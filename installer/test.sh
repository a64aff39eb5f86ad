#!/usr/bin/env bash
# Installs what is missing, builds, runs all tests. `--sanitize` does the same under the address and undefined-behaviour sanitizers;
# `--thread` under ThreadSanitizer what runs without Qt; `--fuzz` runs each fuzz target for a bounded number of inputs instead.
set -euo pipefail
cd "$(dirname "$0")/.."

preset=release
case "${1:-}" in
  --sanitize | --thread | --fuzz) preset=${1#--}; shift ;;
esac

installer/setup.sh build run test
export CCACHE_DEPEND=1 # without it each miss costs a run of the preprocessor besides
export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
cmake --preset "$preset" >/dev/null
cmake --build --preset "$preset"
export QT_QPA_PLATFORM=offscreen
# Many tests wait for a while: one more than there are processors.
exec ctest --preset "$preset" --parallel "$(($(nproc) + 1))" "$@"

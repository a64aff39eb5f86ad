#!/usr/bin/env bash
# Installs what is missing, builds, and runs all tests.
#
#   --sanitize             under the address and undefined-behaviour sanitizers
#   --thread               under ThreadSanitizer, what runs without Qt
#   --fuzz                 each fuzz target for a bounded number of inputs instead
#   --label-exclude REGEX  leaves out the tests with such a label (process, long)
#   -- OPTION…             goes to ctest, e.g. -- -R e2e.walkthrough
set -euo pipefail
cd "$(dirname "$0")/.."

preset=release ctest=()
fail() { echo "$*" >&2; exit 2; }
while [ $# -gt 0 ]; do
  case $1 in
    --sanitize | --thread | --fuzz)
      [ $preset = release ] || fail "--$preset and $1 are two builds: give one of them."
      preset=${1#--}
      ;;
    --label-exclude)
      [ -n "${2:-}" ] || fail "--label-exclude needs the labels to leave out, e.g. 'process|long'."
      ctest+=("$1" "$2")
      shift
      ;;
    --) shift; ctest+=("$@"); break ;;
    -h | --help) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) fail "There is no option $1; see $0 --help. What is meant for ctest goes behind --." ;;
  esac
  shift
done

installer/setup.sh build run test
export CCACHE_DEPEND=1 # without it each miss costs a run of the preprocessor besides
export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
cmake --preset "$preset" >/dev/null
cmake --build --preset "$preset"
export QT_QPA_PLATFORM=offscreen
command -v promtool >/dev/null || [ "$preset" = fuzz ] ||
  echo "promtool (Debian's package prometheus) is not here: contract.OperationsTest.CountsWhatHappens reads the metrics without it, and counts as skipped."
# Many tests wait for a while: one more than there are processors.
exec ctest --preset "$preset" --parallel "$(($(nproc) + 1))" "${ctest[@]}"

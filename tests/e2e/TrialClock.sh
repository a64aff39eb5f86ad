#!/usr/bin/env bash
# Runs a program, and all that it starts, under one clock of its own (Debian's faketime), which that program moves by
# writing to the file that FAKETIME_TIMESTAMP_FILE names: codes are fresh without anybody waiting. Timers stay real.
#
#   TrialClock.sh PROGRAM [ARGUMENT…]
set -euo pipefail
library=$(find /usr/lib -name libfaketimeMT.so.1 -print -quit)
[ -n "$library" ] || { echo "libfaketimeMT.so.1 is missing: apt-get install faketime" >&2; exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
echo +0s >"$folder/clock"
LD_PRELOAD=$library FAKETIME_TIMESTAMP_FILE=$folder/clock FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1 "$@"

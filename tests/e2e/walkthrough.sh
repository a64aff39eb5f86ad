#!/usr/bin/env bash
# The walkthrough as a test: one trial in a temporary folder, every program on one clock that the walkthrough moves, so that codes
# need no waiting. `walkthrough.sh BIN [KEEP-FOLDER [OPTION…]]`; the options (`--dark`) are the
# walkthrough's.
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
export COUNTERSIGN_BIN=$1
trial=${2:-$(mktemp -d)}
clock=$trial.clock
[ -e "$clock" ] || printf '+0s\n' >"$clock"
finish() {
  "$here/installer/trial.sh" stop "$trial"
  [ $# -gt 0 ] || rm -rf "$trial" "$clock"
}
library=$(find /usr/lib -name libfaketimeMT.so.1 | head -n 1)
[ -n "$library" ] || { echo "faketime is not installed (installer/setup.sh test)" >&2; exit 1; }
"$here/installer/trial.sh" prepare "$trial" --patients 60
export LD_PRELOAD=$library FAKETIME_TIMESTAMP_FILE=$clock FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1
trap 'finish ${2:+keep}' EXIT
"$here/installer/trial.sh" start "$trial"
QT_QPA_PLATFORM=offscreen "$COUNTERSIGN_BIN/countersign-walkthrough" --trial "$trial" --clock-file "$clock" "${@:3}"

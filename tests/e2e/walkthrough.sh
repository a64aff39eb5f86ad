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
"$here/installer/trial.sh" prepare "$trial" --patients 60
. "$here/tests/e2e/clock.sh" "$clock"
trap 'finish ${2:+keep}' EXIT
"$here/installer/trial.sh" start "$trial"
walk() { QT_QPA_PLATFORM=offscreen "$COUNTERSIGN_BIN/countersign-walkthrough" --trial "$trial" --clock-file "$clock" "$@"; }
walk "${@:3}"
[ $# -lt 2 ] || exit 0

# What installer/lie.sh shows: history rewritten, found by a console that saw it, and put back.
looks() { # EXPECTED [OPTION]
  moved=$(tr -dc 0-9 <"$clock")
  printf '+%ds\n' $((moved + 60)) >"$clock" # another code than the last one
  "$here/installer/trial.sh" start "$trial"
  said=$(walk --look adler "${@:2}") || { echo "$said"; exit 1; }
  "$here/installer/trial.sh" stop "$trial"
  grep -q "$1" <<<"$said" || { printf 'adler should have been told: %s\n%s\n' "$1" "$said" >&2; exit 1; }
}
"$here/installer/trial.sh" stop "$trial"
"$COUNTERSIGN_BIN/countersign-forge" "$trial/data"
looks "All actions are stopped"
"$COUNTERSIGN_BIN/countersign-forge" "$trial/data" --undo
looks "All actions are stopped"
looks "log verified through entry" --go-on

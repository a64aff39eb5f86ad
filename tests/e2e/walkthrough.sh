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

# What it leaves for countersign-verify.
fail() { echo "walkthrough: $*" >&2; exit 1; }
evidence=$(echo "$trial"/evidence/*.countersign-evidence)
[ "$(stat -c %a "$evidence")" = 600 ] || fail "others on this machine can read the evidence"
"$COUNTERSIGN_BIN/countersign-verify" --profile "$trial/profiles/trial.json" "$evidence" >/dev/null || fail "the evidence proves nothing"

# What installer/lie.sh shows: history rewritten, found by a console that saw it, and put back.
shots() { find "$trial/screenshots" -name '*.png' | wc -l; }
taken=$(shots)
looks() { # PERSON EXPECTED [OPTION]
  moved=$(tr -dc 0-9 <"$clock")
  printf '+%ds\n' $((moved + 60)) >"$clock" # another code than the last one
  "$here/installer/trial.sh" start "$trial"
  said=$(walk --look "$1" "${@:3}" 2>&1) || fail "$said"
  "$here/installer/trial.sh" stop "$trial"
  grep -q "$2" <<<"$said" || fail "$1 should have been told: $2; but: $said"
  [ "$(shots)" = "$taken" ] || fail "a look took away what the walkthrough left"
}
"$here/installer/trial.sh" stop "$trial"
forged=$("$COUNTERSIGN_BIN/countersign-forge" "$trial/data" | grep -o "^Entry [0-9]*")
looks adler "$forged of the audit log is not what this console verified"
grep -q "Everything after ${forged,}" <<<"$said" || fail "adler should have been told what that touches: $said"
"$COUNTERSIGN_BIN/countersign-forge" "$trial/data" --undo
looks weber "weber's console had not stopped" --go-on
looks adler "All actions are stopped"
[ "$("$here/installer/trial.sh" stopped "$trial")" = adler ] || fail "only adler's console has stopped"
looks adler "log verified through entry" --go-on
[ -z "$("$here/installer/trial.sh" stopped "$trial")" ] || fail "adler's console goes on"

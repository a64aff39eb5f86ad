#!/usr/bin/env bash
# What the scripts of installer/ say of a slip of their user's, and that they leave nothing behind then.
set -euo pipefail
installer=$(cd "$(dirname "$0")/../../installer" && pwd)
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export COUNTERSIGN_TRIAL=$home/none
unset DISPLAY WAYLAND_DISPLAY

failed() { echo "trial-commands: $*" >&2; exit 1; }
says() { # CODE WORDS COMMAND…
  local code=0 said
  said=$("${@:3}" 2>&1 </dev/null) || code=$?
  [ "$code" = "$1" ] || failed "${*:3} ended with $code: $said"
  grep -qF -- "$2" <<<"$said" || failed "${*:3} should have said: $2; but: $said"
  ! grep -q "line [0-9]*:" <<<"$said" || failed "${*:3} showed a fault of the shell: $said"
  [ -z "$(ls -A "$home")" ] || failed "${*:3} made $(ls -A "$home")"
}

none="There is no trial in $COUNTERSIGN_TRIAL yet: run installer/try.sh first."
says 0 "installer/code.sh amira" "$installer/code.sh" --help
says 2 "Usage" "$installer/code.sh"
says 1 "$none" "$installer/code.sh" amira
says 2 "$none" "$installer/lie.sh"
for command in start people console stopped; do
  says 1 "$none" "$installer/trial.sh" $command "$COUNTERSIGN_TRIAL" amira
done
says 1 "There is no folder" "$installer/trial.sh" stop "$COUNTERSIGN_TRIAL"
says 1 "There is no 'sart'" "$installer/trial.sh" sart "$COUNTERSIGN_TRIAL"
says 1 "needs the trial's folder" "$installer/trial.sh" start
says 1 "can't be made" "$installer/trial.sh" prepare /proc/none
says 0 "trial.sh prepare FOLDER" "$installer/trial.sh" --help
says 1 "Whose? The trial's people: amira" "$installer/try.sh" --as
says 1 "Whose? The trial's people: amira" "$installer/lie.sh" --as
says 0 "--label-exclude" "$installer/test.sh" --help
says 2 "There is no option --bogus" "$installer/test.sh" --bogus
says 2 "needs the labels" "$installer/test.sh" --sanitize --label-exclude
says 2 "two builds" "$installer/test.sh" --sanitize --fuzz
echo "each slip has its sentence"

# Where a console of the trial proposes to put files: below the trial. The program is a stand-in that prints what it was given.
mkdir -p "$home/bin" "$COUNTERSIGN_TRIAL"
touch "$COUNTERSIGN_TRIAL/codes"
printf '#!/bin/sh\necho "$@"\ncat "$XDG_CONFIG_HOME/user-dirs.dirs"\n' >"$home/bin/countersign"
chmod 700 "$home/bin/countersign"
given=$(COUNTERSIGN_BIN=$home/bin "$installer/trial.sh" console "$COUNTERSIGN_TRIAL" silva)
[ "$given" = "--profiles $COUNTERSIGN_TRIAL/profiles --state $COUNTERSIGN_TRIAL/console/silva
XDG_DOCUMENTS_DIR=\"$COUNTERSIGN_TRIAL/documents\"" ] || failed "a console was started so: $given"

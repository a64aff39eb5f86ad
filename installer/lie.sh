#!/usr/bin/env bash
# A lie to try, after installer/try.sh: somebody who owns the server's disk rewrites history. One entry of the trial's audit log is
# changed, and everything that the server itself could check is made to fit. Then a console that saw the log before looks.
#
#   --as PERSON       whose console looks (adler unless said)
#   --undo            puts the log back as it was; that person says that they have looked at the evidence, and goes on
set -euo pipefail
cd "$(dirname "$0")/.."

trial=${COUNTERSIGN_TRIAL:-${XDG_DATA_HOME:-$HOME/.local/share}/countersign-trial}
undo=false person=adler
fail() { echo "$*" >&2; exit 2; }
while [ $# -gt 0 ]; do
  case $1 in
    --undo) undo=true ;;
    --as) person=${2:-}; shift; installer/trial.sh knows "$trial" "$person" || exit 1 ;;
    -h | --help) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) fail "There is no option $1; see $0 --help." ;;
  esac
  shift
done
[ -e "$trial/data/countersign.db" ] || fail "There is no trial in $trial yet: run installer/try.sh first."
! installer/trial.sh running "$trial" || fail "The trial in $trial runs: close its windows first, or installer/trial.sh stop $trial."
lied=$trial/data/countersign.db.before
stopped() { installer/trial.sh stopped "$trial"; }
if $undo && [ ! -e "$lied" ] && ! stopped | grep -qx "$person"; then
  fail "This log was not rewritten, and $person's console has not stopped: there is nothing to undo."
fi

export CCACHE_DEPEND=1
export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
cmake --preset release >/dev/null
cmake --build --preset release --target countersign countersign-forge countersign-walkthrough >/dev/null
if ! $undo && [ -e "$lied" ]; then
  echo "The log was rewritten already (--undo puts it back)."
elif ! $undo; then
  build/bin/countersign-forge "$trial/data"
elif [ -e "$lied" ]; then
  build/bin/countersign-forge "$trial/data" --undo
  echo "The log is as it was before."
fi

trap 'installer/trial.sh stop "$trial"' EXIT
trap 'exit 130' INT TERM
installer/trial.sh start "$trial"
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  echo "Sign in as $person: the console compares the log with what it saw before."
  ! $undo || echo "It stays stopped until you say that you have looked at the evidence: Go on…"
  installer/trial.sh console "$trial" "$person"
else
  echo "Waiting for the next code of ${person}'s authenticator …"
  sleep $((31 - $(date +%s) % 30))
  options=()
  ! $undo || options=(--go-on)
  QT_QPA_PLATFORM=offscreen build/bin/countersign-walkthrough --trial "$trial" --look "$person" "${options[@]}"
fi
$undo || exit 0
for other in $(stopped); do
  echo "$other's console is still stopped. To go on there: installer/lie.sh --undo --as $other"
done

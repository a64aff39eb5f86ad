#!/usr/bin/env bash
# Installs what is missing, builds, starts a trial (FHIR source, export server, people) and opens the console. Without a display, or
# with --walkthrough, the very same windows go off-screen through the whole job.
#
#   --fresh           begins anew: removes what earlier runs left
#   --walkthrough     drives the windows off-screen even where there is a display
#   --as PERSON       whose console opens (amira unless said); each has one of their own, as on a computer of their own
#   --data FOLDER     serves the NDJSON files of a folder instead of synthetic records (with --fresh, or the first time)
set -euo pipefail
cd "$(dirname "$0")/.."

trial=${COUNTERSIGN_TRIAL:-${XDG_DATA_HOME:-$HOME/.local/share}/countersign-trial}
fresh=false walkthrough=false data=() person=amira
fail() { echo "$*" >&2; exit 2; }
while [ $# -gt 0 ]; do
  case $1 in
    --fresh) fresh=true ;;
    --walkthrough) walkthrough=true ;;
    --as) person=${2:-}; shift; installer/trial.sh knows "$trial" "$person" || exit 1 ;;
    --data)
      [ -d "${2:-}" ] || fail "--data needs a folder with NDJSON files; '${2:-}' is none."
      data=(--folder "$(cd "$2" && pwd)")
      shift
      ;;
    -h | --help) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) fail "There is no option $1; see $0 --help." ;;
  esac
  shift
done
[ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || walkthrough=true
if installer/trial.sh running "$trial"; then
  fail "A trial is running in $trial already: use its windows, or end it first (close them, or installer/trial.sh stop $trial)."
fi
if $walkthrough && ! $fresh && [ -e "$trial/codes" ]; then
  [ ! -e "$trial/data/countersign.db.before" ] || fail "This trial's log was rewritten: put it back first, by installer/lie.sh --undo."
  stopped=$(installer/trial.sh stopped "$trial" | head -n 1)
  [ -z "$stopped" ] || fail "$stopped's console stopped at a rewritten log: let it go on first, by installer/lie.sh --undo --as $stopped."
fi
if [ ${#data[@]} -gt 0 ] && ! $fresh && [ -e "$trial/source.options" ]; then
  fail "This trial serves other records already: --data goes with --fresh, which begins anew."
fi

installer/setup.sh build run
export CCACHE_DEPEND=1
export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
echo "Building (the first time takes some minutes) …"
cmake --preset release >/dev/null
cmake --build --preset release --target countersignd countersign-trialsource countersign countersign-verify countersign-walkthrough

if $fresh && [ -e "$trial" ]; then
  installer/trial.sh stop "$trial"
  # Nothing is removed that is not a trial.
  [ -e "$trial/countersign.toml" ] || [ -z "$(ls -A "$trial")" ] || { echo "$trial is not a trial's folder; not removed." >&2; exit 1; }
  rm -rf "$trial"
fi
installer/trial.sh prepare "$trial" "${data[@]}"
trap 'installer/trial.sh stop "$trial"' EXIT
trap 'exit 130' INT TERM
installer/trial.sh start "$trial"

echo
installer/trial.sh people "$trial"
cat <<TEXT

The name goes with the enrolment code the first time; then you choose a password. Codes without a phone:
    installer/code.sh PERSON
Each person has a console of their own, with a key of their own; this opens $person's. Another person's, beside it:
    installer/trial.sh console "$trial" PERSON
Whom the walkthrough enrolled, it gave a password and a passphrase: files of these names in $trial/console/PERSON.
All of the trial lies in $trial, and what its windows save goes below it unless you say otherwise; only a key may be kept
by your system's key store. Its servers stop when this ends.

TEXT
if $walkthrough; then
  QT_QPA_PLATFORM=offscreen build/bin/countersign-walkthrough --trial "$trial"
else
  installer/trial.sh console "$trial" "$person"
fi

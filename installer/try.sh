#!/usr/bin/env bash
# Installs what is missing, builds, starts a trial (FHIR source, export server, people) and opens the console. Without a display, or
# with --walkthrough, the very same windows go off-screen through the whole job.
#
#   --fresh           begins anew: removes what earlier runs left
#   --walkthrough     drives the windows off-screen even where there is a display
#   --data FOLDER     serves the NDJSON files of a folder instead of synthetic records (with --fresh, or the first time)
set -euo pipefail
cd "$(dirname "$0")/.."

trial=${COUNTERSIGN_TRIAL:-${XDG_DATA_HOME:-$HOME/.local/share}/countersign-trial}
fresh=false walkthrough=false data=()
while [ $# -gt 0 ]; do
  case $1 in
    --fresh) fresh=true ;;
    --walkthrough) walkthrough=true ;;
    --data) data=(--folder "$(cd "$2" && pwd)"); shift ;;
    -h | --help) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "There is no option $1; see $0 --help." >&2; exit 2 ;;
  esac
  shift
done
[ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || walkthrough=true

installer/setup.sh build run
export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
echo "Building (the first time takes some minutes) …"
cmake --preset release >/dev/null
cmake --build --preset release --target countersignd countersign-trialsource countersign countersign-walkthrough

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
A second console for another person:
    build/bin/countersign --profiles "$trial/profiles"
All of the trial lies in $trial; its servers stop when this ends.

TEXT
if $walkthrough; then
  QT_QPA_PLATFORM=offscreen build/bin/countersign-walkthrough --trial "$trial"
else
  build/bin/countersign --profiles "$trial/profiles"
fi

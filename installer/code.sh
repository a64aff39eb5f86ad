#!/usr/bin/env bash
# A current code of somebody in the trial, for people without a phone: `installer/code.sh amira`.
set -euo pipefail
case ${1:-} in
  -h | --help) sed -n '2s/^# //p' "$0"; exit 0 ;;
esac
[ $# -eq 1 ] || { echo "Usage: installer/code.sh PERSON" >&2; exit 2; }
exec "$(dirname "$0")/trial.sh" code "${COUNTERSIGN_TRIAL:-${XDG_DATA_HOME:-$HOME/.local/share}/countersign-trial}" "$1"

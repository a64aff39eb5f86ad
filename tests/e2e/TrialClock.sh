#!/usr/bin/env bash
# Runs a program, and all that it starts, under one clock of its own, which that program moves by writing to the file that
# FAKETIME_TIMESTAMP_FILE names: codes are fresh without anybody waiting.
#
#   TrialClock.sh PROGRAM [ARGUMENT…]
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
echo +0s >"$folder/clock"
(
  . "$(dirname "$0")/clock.sh" "$folder/clock"
  "$@"
)

#!/bin/bash
# A test in a D-Bus session of its own with a gnome-keyring of its own, open and empty. 77: there is none here.
for needed in dbus-run-session gnome-keyring-daemon; do
    command -v "$needed" >/dev/null || { echo "skipped: no $needed here"; exit 77; }
done
home=$(mktemp -d) || exit 1
trap 'rm -rf "$home"' EXIT
mkdir -m 700 "$home/run"
# The daemon ends with its bus.
HOME=$home XDG_RUNTIME_DIR=$home/run XDG_DATA_HOME=$home/.local/share dbus-run-session -- bash -c '
    printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null || exit 77
    "$@"' keyring "$@"

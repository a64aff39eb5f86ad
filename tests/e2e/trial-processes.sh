#!/usr/bin/env bash
# What installer/trial.sh stops, and what it must leave alone: numbers of processes are given out again. The two programs are
# stand-ins that say where they listen and wait.
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
trial=$(mktemp -d)
mine=()
finish() {
  [ ${#mine[@]} -eq 0 ] || kill "${mine[@]}" 2>/dev/null || true
  rm -rf "$trial"
}
trap finish EXIT
failed() { echo "trial-processes: $*" >&2; exit 1; }
alive() { [ -e "/proc/$1/stat" ] && [ "$(sed 's/.*) //; s/ .*//' "/proc/$1/stat")" != Z ]; }
trial() { COUNTERSIGN_BIN=$trial/bin "$here/installer/trial.sh" "$1" "$trial"; }

mkdir "$trial/bin"
cat >"$trial/bin/countersignd" <<'PROGRAM'
#!/usr/bin/env bash
while [ $# -gt 0 ]; do [ "$1" = --port-file ] && echo 1 >"$2"; shift; done
exec sleep 600
PROGRAM
chmod 700 "$trial/bin/countersignd"
cp "$trial/bin/countersignd" "$trial/bin/countersign-trialsource"
touch "$trial/codes"
echo 18444 >"$trial/source.port"
echo --patients >"$trial/source.options"

trial start
server=$(cat "$trial/server.pid")
mine+=("$server" "$(cat "$trial/source.pid")")
trial start
[ "$(cat "$trial/server.pid")" = "$server" ] || failed "a second start started another server"
trial stop
alive "$server" && failed "stop left the server running"
[ ! -e "$trial/server.pid" ] || failed "stop left the number"

sleep 600 &
stranger=$!
mine+=("$stranger")
echo "$stranger" >"$trial/server.pid"
trial stop
alive "$stranger" || failed "stop ended a process that it had not started (a number alone)"
echo "$stranger" >"$trial/server.pid"
echo "1 $(cat /proc/sys/kernel/random/boot_id)" >"$trial/server.began"
trial stop
alive "$stranger" || failed "stop ended a process that it had not started (a number given out again)"

# A dead one that its parent never asked for: kill -0 finds it for ever.
bash -c 'echo begun >"$0/zombie"; sleep 0 & echo $! >"$0/zombie"; exec sleep 600' "$trial" &
mine+=($!)
until [ -s "$trial/zombie" ] && zombie=$(cat "$trial/zombie") && [ "$zombie" != begun ] && [ -e "/proc/$zombie/stat" ] &&
  ! alive "$zombie"; do :; done
ticks=$(sed 's/.*) //' "/proc/$zombie/stat" | cut -d' ' -f20)
echo "$zombie" >"$trial/server.pid"
echo "$ticks $(cat /proc/sys/kernel/random/boot_id)" >"$trial/server.began"
trial start
[ "$(cat "$trial/server.pid")" != "$zombie" ] || failed "start took a dead process for the server"
mine+=("$(cat "$trial/server.pid")" "$(cat "$trial/source.pid")")
trial stop
echo "stops what it started, and nothing else"

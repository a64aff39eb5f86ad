#!/usr/bin/env bash
# Both servers of a trial under slowhttptest, h2load and wrk, and nginx under the same of what can be compared: a small answer over TLS 1.3.
# Fails where the service was not available throughout a slow attack, or an answer was lost.
#
#   load.sh [BIN-FOLDER]   prints the table of the README; about three minutes, on loopback alone
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
export COUNTERSIGN_BIN=${1:-$here/build/bin}
"$here/installer/setup.sh" run bench
ulimit -n "$(ulimit -Hn)"

work=$(mktemp -d "${TMPDIR:-/var/tmp}/countersign-load-XXXXXX")
trial=$work/trial
nginx=
end() {
  "$here/installer/trial.sh" stop "$trial"
  [ -z "$nginx" ] || kill "$nginx" 2>/dev/null || true
  rm -rf "$work"
}
trap end EXIT
"$here/installer/trial.sh" prepare "$trial" --patients 10
"$here/installer/trial.sh" start "$trial"
server=https://localhost:$(cat "$trial/server.listening")/v1/people # nobody signed in: 401, as soon as the proof is missed
source=https://localhost:$(cat "$trial/source.listening")/fhir/metadata

# nginx with the same certificate, and a body of the same length as our refusal.
start_nginx() {
  local port=18600 body
  while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
  body=$(curl -s --cacert "$trial/ca.pem" "$server")
  cat >"$work/nginx.conf" <<CONF
$([ "$(id -u)" != 0 ] || echo "user root root;")
daemon off;
worker_processes 2;
pid nginx.pid;
events { worker_connections 4096; }
http {
  access_log off;
  server {
    listen 127.0.0.1:$port ssl;
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_certificate $trial/server.pem;
    ssl_certificate_key $trial/server.key;
    location / { default_type application/problem+json; return 401 '$body'; }
  }
}
CONF
  nginx -e stderr -p "$work" -c "$work/nginx.conf" >"$work/nginx.log" 2>&1 &
  nginx=$!
  reference=https://localhost:$port/v1/people
  for _ in $(seq 100); do
    curl -s -o /dev/null --cacert "$trial/ca.pem" "$reference" && return
    sleep 0.1
  done
  cat "$work/nginx.log"
  exit 1
}

missed=0

# Slow heads, slow bodies, slow readers: 1000 connections for 30 s, a probe each second. Longest gap without service: none.
survive() { # NAME URL MODE OPTION…
  local name=$1 url=$2 mode=$3 verdict=available
  shift 3
  slowhttptest -c 1000 -r 200 -l 30 -p 3 -g -o "$work/slow" -u "$url" "$@" >"$work/slow.txt" 2>&1 || true
  # Columns of the CSV: seconds, closed, pending, connected, service available (1000: yes).
  awk -F, 'NR > 2 && $5 + 0 == 0 { bad = 1 } NR > 2 { rows++ } END { exit !(rows > 5 && !bad) }' "$work/slow.csv" || {
    verdict="NOT AVAILABLE"
    missed=1
  }
  printf '%-10s %-14s %s, at most %s connections held\n' "$name" "$mode" "$verdict" \
    "$(awk -F, 'NR > 1 && $4 + 0 > m { m = $4 + 0 } END { print m + 0 }' "$work/slow.csv")"
}

attack() { # NAME URL
  survive "$1" "$2" "slow heads" -H -i 1 -x 24
  survive "$1" "$2" "slow bodies" -B -i 1 -s 8192 -x 10
  survive "$1" "$2" "slow readers" -X -w 10 -y 20 -n 1 -z 32 -k 3
}

# Requests a second; every one answered.
rate() { # URL
  local out
  out=$(h2load --h1 -n 40000 -c 64 -t 2 "$1" 2>&1)
  grep -q '40000 done, .* 0 errored, 0 timeout' <<<"$out" || missed=1
  sed -n 's/^finished in .*, \([0-9.]*\) req\/s.*/\1/p' <<<"$out"
}

# Handshakes a second: one connection a request.
handshakes() { # URL
  local out
  out=$(wrk -t 2 -c 16 -d 8s -H 'Connection: close' "$1" 2>&1)
  sed -n 's/^Requests\/sec: *\([0-9.]*\)/\1/p' <<<"$out"
}

latency() { # URL
  wrk -t 2 -c 64 -d 8s --latency "$1" 2>&1 | awk '/^ *99%/ { print $2 }'
}

start_nginx
printf '%-10s %14s %14s %10s\n' "" "requests/s" "handshakes/s" "p99 of wrk"
row() { # NAME URL
  printf '%-10s %14s %14s %10s\n' "$1" "$(rate "$2")" "$(handshakes "$2")" "$(latency "$2")"
}
row server "$server"
row source "$source"
row nginx "$reference"
attack server "$server"
attack source "$source"
exit "$missed"

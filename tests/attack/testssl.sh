#!/usr/bin/env bash
# Both listeners of a trial, as testssl finds them: fails on any finding above LOW, HTTP headers included.
#
#   testssl.sh [BIN-FOLDER]   77, which ctest shows as skipped, where testssl is missing
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
export COUNTERSIGN_BIN=${1:-$here/build/bin}
command -v testssl >/dev/null || { echo "SKIPPED: testssl is missing; installer/setup.sh test installs it"; exit 77; }

work=$(mktemp -d)
trial=$work/trial
end() {
  "$here/installer/trial.sh" stop "$trial"
  rm -rf "$work"
}
trap end EXIT
"$here/installer/trial.sh" prepare "$trial" --patients 10
"$here/installer/trial.sh" start "$trial"

# Severity, id and text of each finding, one a line.
findings() { # JSON-FILE
  awk -F'"' '$2 == "id" { id = $4 } $2 == "severity" { severity = $4 } $2 == "finding" { print severity, id, $4 }' "$1"
}

# A finding of ours that testssl calls WARN is one that it could not look at: that is a failure, too.
check() { # NAME PORT
  local out=$work/$1.json bad
  # Protocols, ciphers, forward secrecy, preferences, the certificate, headers, vulnerabilities; no simulation of
  # browsers, which takes as long again and says nothing of the server.
  (cd "$work" && timeout 3400 testssl -p -s -f -P -S -h -U --warnings off --quiet --color 0 --add-ca "$trial/ca.pem" --jsonfile "$out" \
    --ip 127.0.0.1 "https://localhost:$2") >"$work/$1.txt" 2>&1 || true
  [ -s "$out" ] || { cat "$work/$1.txt"; echo "testssl has told nothing about the $1"; return 1; }
  echo "$1: $(findings "$out" | cut -d' ' -f1 | sort | uniq -c | tr -s ' \n' ' ')"
  bad=$(findings "$out" | grep -E '^(MEDIUM|HIGH|CRITICAL|WARN|FATAL)' | grep -vE "$allowed" || true)
  [ -z "$bad" ] || { echo "$bad"; return 1; }
  # Not -q: a reader that leaves early breaks the pipe, and that would count as no HSTS.
  findings "$out" | grep -E '^OK HSTS_time' >/dev/null || { echo "the $1 sends no HSTS"; return 1; }
}

# The trial's own CA has no revocation, and nobody else knows it; testssl's own openssl knows no GOST.
allowed='^[A-Z]+ (cert_revocation|DNS_CAArecord|engine_problem) '
failed=0
check server "$(cat "$trial/server.listening")" &
both=($!)
check source "$(cat "$trial/source.listening")" &
both+=($!)
for one in "${both[@]}"; do wait "$one" || failed=1; done
exit "$failed"

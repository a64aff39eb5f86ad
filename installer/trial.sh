#!/usr/bin/env bash
# A trial of Countersign in one folder: a CA, a FHIR source, an export server, its first people.
#
#   trial.sh prepare FOLDER [SOURCE-OPTION…]   makes what is missing; the options go to countersign-trialsource
#   trial.sh start FOLDER                      starts both servers, if they are not running
#   trial.sh stop FOLDER                       stops what `start` started
#   trial.sh running FOLDER                    whether it runs, as exit code
#   trial.sh people FOLDER                     how each person signs in
#   trial.sh knows FOLDER PERSON               whether the trial has such a person, as exit code; says whom it has
#   trial.sh code FOLDER PERSON                a current code, for people without a phone
#   trial.sh console FOLDER PERSON             opens that person's console
#   trial.sh stopped FOLDER                    whose consoles stopped at a broken log, a line each
#
# COUNTERSIGN_BIN names the folder of the programs (build/bin).
set -euo pipefail
umask 077
here=$(cd "$(dirname "$0")/.." && pwd)
bin=${COUNTERSIGN_BIN:-$here/build/bin}

fail() { echo "$*" >&2; exit 1; }

# ID, name, roles: whom the trial invites.
everybody() {
  cat <<'PEOPLE'
amira|Amira Haddad|admin
boris|Boris Lang|admin
okafor|Joy Okafor|export-operator
brandt|Lars Brandt|export-operator
adler|Miriam Adler|security-approver
weber|Tom Weber|security-approver
silva|Rui Silva|artifact-downloader
lindqvist|Eva Lindqvist|compliance-officer
PEOPLE
}

base64url() { basenc --base64url -w 0 | tr -d =; }

# The first port from $1 on that nobody listens on.
free_port() {
  local port=$1
  while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
  echo "$port"
}

make_certificate() { # NAME
  openssl req -x509 -CA ca.pem -CAkey ca.key -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 90 \
    -subj "/CN=$1" -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -addext extendedKeyUsage=serverAuth \
    -addext basicConstraints=critical,CA:FALSE -keyout "$1.key" -out "$1.pem" 2>/dev/null
}

make_certificates() {
  [ -e ca.pem ] || openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 \
    -subj "/CN=Countersign trial CA" -addext basicConstraints=critical,CA:TRUE,pathlen:0 \
    -addext keyUsage=critical,keyCertSign,cRLSign -keyout ca.key -out ca.pem 2>/dev/null
  local name
  for name in server source; do
    # Ten days before its end a certificate is made anew.
    openssl x509 -in "$name.pem" -noout -checkend 864000 >/dev/null 2>&1 || make_certificate "$name"
  done
}

# The key with which the export server signs in at the source (SMART Backend Services, ES384), and its public half.
make_client_key() {
  [ -e client.jwks ] && return
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out client.key 2>/dev/null
  local point x y kid
  point=$(openssl pkey -in client.key -pubout -outform DER | tail -c 96 | basenc --base16 -w 0)
  x=$(printf %s "${point:0:96}" | basenc --base16 -d | base64url)
  y=$(printf %s "${point:96:96}" | basenc --base16 -d | base64url)
  # RFC 7638: the thumbprint of the members in this order.
  kid=$(printf '{"crv":"P-384","kty":"EC","x":"%s","y":"%s"}' "$x" "$y" | openssl dgst -sha256 -binary | base64url)
  printf '{"keys":[{"kty":"EC","crv":"P-384","x":"%s","y":"%s","alg":"ES384","kid":"%s","key_ops":["verify"]}]}\n' \
    "$x" "$y" "$kid" >client.jwks
}

write_configuration() {
  local port source_port
  source_port=$(free_port $((18000 + RANDOM % 12000))) # trials that are prepared at once find others
  port=$(free_port $((source_port + 1)))
  echo "$source_port" >source.port
  cat >countersign.toml <<TOML
# The trial's export server. Paths are relative to this file.
[server]
id = "trial"
name = "Countersign trial"
environment = "training"
data_folder = "data"
passphrase_file = "passphrase"

[listen]
address = "127.0.0.1"
port = $port
origin = "https://localhost:$port"
certificate_file = "server.pem"
key_file = "server.key"

[policy]
high_types = ["Observation"]
downloads = 2

[[source]]
id = "trial-fhir"
name = "Trial FHIR server"
tenant = "trial"
base_url = "https://localhost:$source_port/fhir"
ca_file = "ca.pem"
client_id = "countersign-trial"
key_file = "client.key"
scope = "system/*.read"
TOML
  everybody | while IFS='|' read -r id name roles; do
    printf '[[person]]\nid = "%s"\nname = "%s"\nroles = ["%s"]\n\n' "$id" "$name" "$roles"
  done >people.toml
}

prepare() {
  mkdir -p profiles
  make_certificates
  make_client_key
  [ -e passphrase ] || openssl rand -base64 24 >passphrase
  [ -e countersign.toml ] || write_configuration
  [ -e source.options ] && [ $# -eq 0 ] || printf '%s\n' "$@" >source.options
  [ -e profiles/trial.json ] || "$bin/countersignd" init --config countersign.toml --people people.toml --codes-file codes \
    --ca-file ca.pem --profile-file profiles/trial.json 2>init.log || { cat init.log >&2; fail "The export server could not be set up."; }
}

# Which process a number stands for: when it began, in ticks of this start of the machine. Empty where there is none, or
# only what a dead one leaves for its parent.
identity() { # PID
  local line
  line=$({ cat "/proc/$1/stat"; } 2>/dev/null) || return 0
  # The name stands in parentheses and may hold anything: field 3 follows the last one.
  read -r -a line <<<"${line##*) }"
  [ "${line[0]}" = Z ] || [ "${line[0]}" = X ] || echo "${line[19]} $(cat /proc/sys/kernel/random/boot_id)"
}

# Whether what `launch` started still runs: a number alone may be another process's by now.
running() { # NAME
  local now
  [ -e "$1.pid" ] && [ -e "$1.began" ] || return 1
  now=$(identity "$(cat "$1.pid")")
  [ -n "$now" ] && [ "$now" = "$(cat "$1.began")" ]
}

launch() { # NAME COMMAND…
  local name=$1
  shift
  running "$name" && return
  rm -f "$name.listening"
  "$@" --port-file "$name.listening" >>"$name.log" 2>&1 &
  echo $! >"$name.pid"
  identity $! >"$name.began"
  for _ in $(seq 300); do
    [ -e "$name.listening" ] && return
    running "$name" || break
    sleep 0.1
  done
  tail -n 2 "$name.log" >&2
  fail "$(basename "$1") did not start; its log is $PWD/$name.log. If its port is taken, end whatever listens there (ss -ltnp tells), or begin anew with --fresh on other ports."
}

# Whoever has not enrolled in time gets a new code; whoever has, none.
renew_codes() {
  local now person expires
  now=$(date -u +%Y-%m-%dT%H:%M:%S)
  while read -r person _ expires; do
    [[ "$expires" > "$now" ]] && continue
    rm -f codes.new
    if "$bin/countersignd" new-code --config countersign.toml --codes-file codes.new "$person" 2>/dev/null; then
      sed -i "/^$person /d" codes
      cat codes.new >>codes
      rm codes.new
    fi
  done < <(cat codes)
}

start() {
  local options=()
  mapfile -t options <source.options
  [ -n "${options[*]}" ] || options=(--patients 500)
  running server || renew_codes
  launch source "$bin/countersign-trialsource" --port "$(cat source.port)" --public-url "https://localhost:$(cat source.port)" \
    --certificate source.pem --key source.key --client-id countersign-trial --client-jwks client.jwks "${options[@]}"
  launch server "$bin/countersignd" serve --config countersign.toml
}

stop() {
  local name
  for name in server source; do
    if running "$name"; then
      kill "$(cat "$name.pid")" 2>/dev/null || true
      for _ in $(seq 150); do running "$name" || break; sleep 0.1; done
      ! running "$name" || kill -9 "$(cat "$name.pid")" 2>/dev/null || true
    fi
    rm -f "$name.pid" "$name.began" "$name.listening"
  done
}

people() {
  printf '%-11s %-15s %-20s %s\n' "sign in as" "who" "role" "enrolment code for the first sign-in"
  everybody | while IFS='|' read -r id name roles; do
    local code
    code=$(awk -v id="$id" '$1 == id {print $2}' codes)
    [ ! -e "authenticator/$id" ] || code="(enrolled; if that was broken off: $code)"
    [ ! -e "console/$id/password" ] || code="(enrolled; password in console/$id/password)"
    printf '%-11s %-15s %-20s %s\n' "$id" "$name" "$roles" "$code"
  done
}

knows() {
  [ -n "${1:-}" ] || fail "Whose? The trial's people: $(everybody | cut -d'|' -f1 | tr '\n' ' ')"
  everybody | cut -d'|' -f1 | grep -Fx -- "$1" >/dev/null || fail "There is no '$1' in this trial. Its people: $(everybody | cut -d'|' -f1 | tr '\n' ' ')"
}

# The secret is typed once, from the enrolment page, and kept in the trial's folder as a phone would keep it.
code() {
  local person=$1 secret
  knows "$person"
  mkdir -p authenticator
  if [ ! -s "authenticator/$person" ]; then
    echo "No secret of $person is known here yet. Type the secret that the enrolment page shows as text, then Enter:" >&2
    IFS= read -r secret
    secret=$(printf %s "$secret" | tr -d ' -' | tr a-z A-Z)
    [[ "$secret" =~ ^[A-Z2-7]{16,}$ ]] || fail "That is not such a secret: it has letters and the digits 2 to 7 only."
    printf '%s\n' "$secret" >"authenticator/$person"
  fi
  oathtool --totp -b - <"authenticator/$person"
  echo "good for $((30 - $(date +%s) % 30)) s more; each code works once" >&2
}

# What its windows propose for files is a folder of the trial's, too: Qt takes it from there (xdg-user-dirs).
console() {
  local person=${1:-}
  knows "$person"
  mkdir -p "console/$person" console/config documents
  printf 'XDG_DOCUMENTS_DIR="%s"\n' "$PWD/documents" >console/config/user-dirs.dirs
  XDG_CONFIG_HOME=$PWD/console/config exec "$bin/countersign" --profiles "$PWD/profiles" --state "$PWD/console/$person"
}

stopped() {
  local note
  for note in console/*/trial/broken.json; do
    [ ! -e "$note" ] || echo "$note" | cut -d/ -f2
  done
}

usage() { sed -n '2,15s/^# \{0,1\}//p' "$0"; }

command=${1:-}
folder=${2:-}
case $command in
  -h | --help) usage; exit ;;
  '') usage >&2; exit 2 ;;
  prepare | start | stop | running | people | code | knows | console | stopped) ;;
  *) fail "There is no '$command'; see $0 --help." ;;
esac
[ -n "$folder" ] || fail "trial.sh $command needs the trial's folder."
shift 2
case $command in
  knows) knows "$@"; exit ;; # before there is a trial
  running) [ -d "$folder" ] || exit 1 ;;
  prepare) mkdir -p "$folder" || fail "The trial needs a folder that can be written: $folder can't be made." ;;
  stop) [ -d "$folder" ] || fail "There is no folder $folder." ;;
  *) [ -e "$folder/codes" ] || fail "There is no trial in $folder yet: run installer/try.sh first." ;;
esac
cd "$folder"
case $command in
  running) running server || running source ;;
  *) "$command" "$@" ;;
esac

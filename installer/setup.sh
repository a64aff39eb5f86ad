#!/usr/bin/env bash
# Installs the Debian packages of the groups named (installer/packages.txt) that are missing. Asks for root only then.
set -euo pipefail
cd "$(dirname "$0")/.."

wanted=()
for group in "$@"; do
  while read -r name; do wanted+=("$name"); done < <(
    awk -v group="[$group]" '/^#/ || !NF {next} /^\[/ {on = ($0 == group); next} on {print $1}' installer/packages.txt)
done

missing=()
for name in "${wanted[@]}"; do
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null || true)" = installed ] || missing+=("$name")
done
[ ${#missing[@]} -eq 0 ] && exit 0

echo "Installing ${#missing[@]} Debian packages: ${missing[*]}"
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "Please install them as root: apt-get install ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null

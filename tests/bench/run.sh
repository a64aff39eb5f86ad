#!/usr/bin/env bash
# Installs what is missing, builds and runs the benchmarks, prints a table of ratios to public tools. Exit code 1 if one misses its target.
set -euo pipefail
cd "$(dirname "$0")/../.."

# 5 GB on a real disk: /tmp may be memory, where a sync costs nothing.
export TMPDIR="${TMPDIR:-/var/tmp}" LC_ALL=C.UTF-8
export CCACHE_DEPEND=1
export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
installer/setup.sh build run test bench
cmake --preset bench >/dev/null
cmake --build --preset bench --target countersign countersign_bench_{ingest,retrieval,start,commit,evidence,tree,logs,attack,consoles}

log=$(mktemp)
trap 'rm -f "$log" "$log.err"' EXIT
missed=0

# The counter of that name in what Google Benchmark wrote.
counter() { sed -nE "s/.*[[:space:]]$1=([^[:space:]]+).*/\1/p" "$log" | tail -n 1; }

# measure NAME UNIT least|most TARGET COMMAND…
measure() {
  local name=$1 unit=$2 sense=$3 target=$4 load ratio verdict=met
  shift 4
  load=$(cut -d' ' -f1 /proc/loadavg)
  "$@" >"$log" 2>"$log.err" || { cat "$log.err" >&2; echo "$name did not run to its end." >&2; exit 1; }
  ratio=$(counter ratio)
  [ -n "$ratio" ] || { cat "$log" "$log.err" >&2; exit 1; }
  awk -v r="$ratio" -v t="$target" -v s="$sense" 'BEGIN { exit !(s == "least" ? r >= t : r <= t) }' || { verdict=MISSED; missed=1; }
  printf '%-10s %9s %9s %-5s %6.2f  at %-5s %4s  %-7s %8s %6s\n' "$name" "$(counter ours)" "$(counter theirs)" "$unit" "$ratio" \
    "$sense" "$target" "$verdict" "$(counter peakMiB)" "$load"
}

bin=build-bench/bin
printf '%-10s %9s %9s %-5s %6s  %-13s %-7s %8s %6s\n' benchmark ours theirs "" ratio target "" peak/MiB load
measure ingest MB/s least 0.6 "$bin/countersign_bench_ingest"
measure retrieval MB/s least 0.8 "$bin/countersign_bench_retrieval"
measure start s most 1.2 dbus-run-session -- "$bin/countersign_bench_start"
measure commit 1/s least 2 "$bin/countersign_bench_commit"
measure evidence s most 5 "$bin/countersign_bench_evidence"
measure tree MB/s least 0.6 "$bin/countersign_bench_tree"
measure following s most 1.5 "$bin/countersign_bench_logs" --benchmark_filter=catching-up
measure replay s most 0.1 "$bin/countersign_bench_logs" --benchmark_filter=replay
measure attack s most 2 "$bin/countersign_bench_attack"

# Rows of the consoles' benchmarks, each with its counters; `growth` alone has a target.
load=$(cut -d' ' -f1 /proc/loadavg)
"$bin/countersign_bench_consoles" >"$log" 2>"$log.err" || { cat "$log.err" >&2; echo "consoles did not run to its end." >&2; exit 1; }
if grep ERROR "$log" >&2; then exit 1; fi
printf '\n%s (load %s)\n' consoles "$load"
while read -r line; do
  name=${line%%/iterations*}
  verdict=
  growth=$(sed -nE 's/.*[[:space:]]growth=([^[:space:]]+).*/\1/p' <<<"$line")
  if [ -n "$growth" ]; then
    verdict=met
    awk -v g="$growth" 'BEGIN { exit !(g <= 1.3) }' || { verdict=MISSED; missed=1; }
    verdict="  at most 1.3  $verdict"
  fi
  printf '%-16s %s%s\n' "$name" "$(grep -oE '[A-Za-z0-9_]+=[^[:space:]]+' <<<"$line" | tr '\n' ' ')" "$verdict"
done < <(grep '/iterations:' "$log")
exit "$missed"

#!/bin/sh
# Every target for as many seconds as are given (600), one after the other: fuzz/run.sh [seconds] [target …]
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-600}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- $(cargo fuzz list)
for target; do
    mkdir -p "fuzz/corpus/$target"
    cargo fuzz run "$target" -s none "fuzz/corpus/$target" "fuzz/seeds/$target" -- \
        -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=65536 -print_final_stats=1
done

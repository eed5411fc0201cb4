#!/bin/sh
# bench/run.sh [BUILD]: build libcosign and print its figures as one table.
# The rows about cosign 3.1.3 need its binary where scripts/ installs it, those
# about other clients what bench/peers/install.sh can install.
set -eu
cd "$(dirname "$0")/.."
build=${1:-build}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! {
	cmake -S . -B "$build" -DCOSIGN_BENCH=ON &&
		cmake --build "$build" --target bench-programs
} >"$log" 2>&1; then
	cat "$log" >&2
	exit 1
fi
bench/peers/install.sh
bench/table.sh "$build"

#!/bin/sh
# bench/table.sh BUILD: run bench-table in a folder that is removed again.
# A gigabyte lies there: in memory rather than on a disk, where there is room,
# since the figures are about processor and memory. TMPDIR overrides.
set -eu
parent=${TMPDIR:-/tmp}
if [ -z "${TMPDIR:-}" ] && [ -w /dev/shm ] &&
	[ "$(df -P -k /dev/shm | awk 'NR == 2 { print $4 }')" -gt 2097152 ]; then
	parent=/dev/shm
fi
work=$(mktemp -d "$parent/cosign-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
"$1/bench/bench-table" "$1" "$work"

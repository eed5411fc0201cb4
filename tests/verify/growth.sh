#!/bin/bash
# growth.sh GROWTH: what it takes to refuse a hostile document grows with its
# length and not faster. Instructions are counted, by valgrind: no clock.
#
# From a hundred kilobytes to two hundred: a little more than twice as many
# are allowed, four times would be a square.
set -eu
growth=$1
status=0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

instructions() # KIND BYTES
{
	valgrind --tool=callgrind --callgrind-out-file="$folder/out" \
	    "$growth" "$1" "$2" >"$folder/said" 2>&1 || {
		cat "$folder/said" >&2
		return 1
	}
	sed -n 's/.*Collected : //p' "$folder/said"
}

while read -r kind; do
	none=$(instructions "$kind" 0)
	once=$(($(instructions "$kind" 100000) - none))
	twice=$(($(instructions "$kind" 200000) - none))
	printf '%s: %d, %d\n' "$kind" "$once" "$twice"
	if [ "$twice" -gt $((once * 5 / 2 + 1000000)) ]; then
		printf '%s: grows faster than the document\n' "$kind" >&2
		status=1
	fi
done < <("$growth")
exit "$status"

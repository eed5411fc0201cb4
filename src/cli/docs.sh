#!/bin/sh
# docs.sh COSIGNC FOLDER: write FOLDER/cosignc.md and FOLDER/man/ anew.
set -eu
cosignc=$1
folder=$2

mkdir -p "$folder/man"
rm -f "$folder"/man/cosignc*.1
"$cosignc" help --format markdown >"$folder/cosignc.md"
"$cosignc" help --format man >"$folder/man/cosignc.1"
"$cosignc" --help | sed -n 's/^  \([a-z][a-z -]*[a-z]\)  .*/\1/p' |
	while read -r first second; do
		"$cosignc" help --format man "$first" ${second:+"$second"} \
			>"$folder/man/cosignc-$first${second:+-$second}.1"
	done

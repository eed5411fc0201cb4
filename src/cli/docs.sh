#!/bin/sh
# docs.sh COSIGNC FOLDER: write FOLDER/cosignc.md and FOLDER/man/ anew.
set -eu
cosignc=$1
folder=$2

mkdir -p "$folder/man"
rm -f "$folder"/man/cosignc*.1
"$cosignc" help --format markdown >"$folder/cosignc.md"
"$cosignc" help --format man >"$folder/man/cosignc.1"
for command in $("$cosignc" --help | sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p'); do
	"$cosignc" help --format man "$command" \
		>"$folder/man/cosignc-$command.1"
done

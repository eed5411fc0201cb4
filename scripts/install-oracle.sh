#!/bin/bash
# install-oracle.sh: build the real cosign in the versions that the oracle
# tests compare with, into
#   ${COSIGN_CACHE:-${XDG_CACHE_HOME:-~/.cache}/libcosign}/oracle/VERSION/cosign
# What is there is left alone. Exit status 77 without a Go that can do it.
set -eu
. "$(dirname "$0")/lib/common.sh"

# VERSION MODULE
versions="
3.1.3 github.com/sigstore/cosign/v3/cmd/cosign
2.6.5 github.com/sigstore/cosign/v2/cmd/cosign
"
needed_go=1.26

install_one() # VERSION MODULE
{
	local target why
	target=$(cache_dir)/oracle/$1
	[ ! -x "$target/cosign" ] || return 0
	why=$(why_no_go "$needed_go")
	[ -z "$why" ] || {
		say "$why"
		exit 77
	}
	say "Building cosign $1 (minutes the first time)"
	mkdir -p "$target"
	# Into a folder of its own, then renamed: never half a program.
	GOBIN="$target/new" quietly go install "$2@v$1"
	mv "$target/new/cosign" "$target/cosign"
	rmdir "$target/new"
}

while read -r version module; do
	[ -z "$version" ] || install_one "$version" "$module"
done <<<"$versions"
say "cosign$(awk 'NF { printf " %s", $1 }' <<<"$versions") is in $(cache_dir)/oracle"

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

# Go 1.21 and later fetch the release that a module asks for, unless told not
# to.
go_is_new_enough() {
	local version lowest=$needed_go
	[ "$(go env GOTOOLCHAIN)" = local ] || lowest=1.21
	version=$(go env GOVERSION)
	printf '%s\n%s\n' "$lowest" "${version#go}" | sort -V -C
}

install_one() # VERSION MODULE
{
	local target
	target=$(cache_dir)/oracle/$1
	[ ! -x "$target/cosign" ] || return 0
	have go || {
		say "Go is not installed"
		exit 77
	}
	go_is_new_enough || {
		say "Go $needed_go is needed, $(go env GOVERSION) is installed"
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

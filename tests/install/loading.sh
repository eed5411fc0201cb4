#!/bin/bash
# loading.sh COSIGNC: what a command does not use is not loaded. libsodium
# comes with the first private key, and only then; libcurl and libp11 come
# with none of these.
set -eu
cosignc=$1
failed=0

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export COSIGN_PASSWORD=secret
unset COSIGN_KEY COSIGN_BUNDLE COSIGN_OUTPUT COSIGN_OUTPUT_SIGNATURE
# The system's may have OpenSSL load more.
export OPENSSL_CONF=/dev/null

# What the dynamic linker loads after the start, and those three at any time.
loaded() # ARGUMENT...
{
	rm -f debug.*
	LD_DEBUG=files LD_DEBUG_OUTPUT=debug "$cosignc" "$@" >log 2>&1 || {
		cat log >&2
		exit 1
	}
	sed -nE 's/.*file=([^ ]*)\.so.*; +dynamically loaded by .*/\1/p
		s/.*file=(libsodium|libcurl|libp11)\.so.*/\1/p' debug.* |
		sort -u
}

expect() # LIBRARY|nothing COMMAND [ARGUMENT...]
{
	local expected=$1 libraries
	shift
	libraries=$(loaded "$@")
	echo "$1: ${libraries:=nothing}"
	[ "$libraries" = "$expected" ] || {
		echo "$expected is expected"
		failed=1
	}
}

echo hello >file
expect nothing version
expect libsodium generate-key-pair
expect libsodium sign-blob --key cosign.key --tlog-upload=false \
    --bundle bundle file
expect nothing verify-blob --key cosign.pub --insecure-ignore-tlog \
    --bundle bundle file
exit "$failed"

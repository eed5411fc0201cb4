#!/bin/sh
# material.sh COSIGNC STACK FOLDER: two key pairs, a file f, and its signature
# by the first of them in all forms: bundle b, older bundle l, detached s
# (base64) and r (bytes). Then what stack.c writes.
set -eu
cosignc=$1
stack=$2
folder=$3

rm -rf "$folder"
mkdir -p "$folder"
cd "$folder"
export COSIGN_PASSWORD=secret
unset COSIGN_KEY COSIGN_BUNDLE COSIGN_OUTPUT COSIGN_OUTPUT_SIGNATURE

sign() # ARGUMENT...
{
	"$cosignc" --quiet sign-blob --key cosign.key --tlog-upload=false "$@" f \
		>log 2>&1 || {
		cat log >&2
		exit 1
	}
}

printf 'hello\n' >f
"$cosignc" --quiet generate-key-pair
"$cosignc" --quiet generate-key-pair --output-key-prefix other
sign --new-bundle-format=false --bundle l --output-signature s
sign --bundle b
sign --b64=false --output-signature r
rm log
"$stack" .
touch made

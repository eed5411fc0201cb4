#!/bin/bash
# Make signatures that cosign does not make: other hashes, other paddings.
#
# usage: vectors/verify/record.sh, with openssl 3 and python3
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir hashes

make_key() { # NAME COMMAND...
	"${@:2}" > "$1.pem" 2> /dev/null
	openssl pkey -in "$1.pem" -pubout -out "hashes/$1.pub"
}

sign() { # KEY HASH [OPTION...]
	openssl dgst "-$2" "${@:3}" -sign "$1.pem" "$here/artifact" |
	    base64 -w0 > "hashes/$1-$2.sig"
}

make_key p256 openssl ecparam -name prime256v1 -genkey -noout
make_key p384 openssl ecparam -name secp384r1 -genkey -noout
make_key p521 openssl ecparam -name secp521r1 -genkey -noout
make_key rsa openssl genrsa 2048
for key in p256 p384 p521 rsa; do
	for hash in sha256 sha384 sha512; do
		sign "$key" "$hash"
	done
done
openssl dgst -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:max \
    -sign rsa.pem "$here/artifact" | base64 -w0 > hashes/rsa-pss-sha256.sig

rm -rf "${here:?}/hashes"
mv hashes "$here"

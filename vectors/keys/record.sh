#!/bin/bash
# vectors/keys/record.sh: make the keys of this folder anew.
#
# usage: COSIGN3=/path/to/cosign COSIGN2=/path/to/cosign record.sh
#
# All keys are for tests and known to everybody; the password of those that
# are encrypted is "correct horse" unless README.md says otherwise. Every run
# makes other keys. example* are not made here: README.md says how they were.
set -eu
cd "$(dirname "$0")"
password="correct horse"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

pem() # FILE: PEM to accepted/FILE.pem and the same as DER
{
	local form=$1
	shift
	"$@" -out "accepted/$form.pem"
	"$@" -outform DER -out "accepted/$form.der"
}

pkcs8() { openssl pkcs8 -topk8 -nocrypt -in "$work/key" "$@"; }
sec1() { openssl ec -in "$work/key" "$@" 2>"$work/log"; }
pkcs1() { openssl rsa -traditional -in "$work/key" "$@" 2>"$work/log"; }

new() # NAME OPENSSL-GENPKEY-ARGUMENT...
{
	local name=$1
	shift
	openssl genpkey "$@" -out "$work/key" 2>"$work/log"
	openssl pkey -in "$work/key" -pubout -out "accepted/$name.pub"
	pem "$name-pkcs8" pkcs8
}

# RSA keys that openssl does not make: numbers as "openssl asn1parse -genconf"
# takes them. composite: they fit together although the first "prime" is none,
# so that signatures do not verify. long-exponent: d is right, plus a multiple
# of (p - 1)(q - 1), and thereby far above n.
rsa_numbers() # KIND
{
	python3 - "$1" "$(openssl prime -generate -bits 512)" \
		"$(openssl prime -generate -bits 512)" \
		"$(openssl prime -generate -bits 1024)" \
		"$(openssl prime -generate -bits 1024)" <<'PYTHON'
import sys
a, b, p, q = map(int, sys.argv[2:])
e = 65537
if sys.argv[1] == "composite":
    p = a * b
if (p * q).bit_length() != 2048:
    sys.exit(1)
d = pow(e, -1, (p - 1) * (q - 1))
exponents = d % (p - 1), d % (q - 1)
if sys.argv[1] == "long-exponent":
    d += (p - 1) * (q - 1) << 2048
print("asn1=SEQUENCE:key\n[key]")
for i, number in enumerate((0, p * q, e, d, p, q, *exponents, pow(q, -1, p))):
    print(f"n{i}=INTEGER:{number}")
PYTHON
}
odd_rsa() # KIND
{
	until rsa_numbers "$1" >"$work/numbers"; do :; done
	openssl asn1parse -genconf "$work/numbers" -noout -out "$work/der"
	echo "-----BEGIN RSA PRIVATE KEY-----"
	openssl base64 -in "$work/der"
	echo "-----END RSA PRIVATE KEY-----"
}

mkdir -p accepted rejected

for curve in 256 384 521; do
	new p$curve -algorithm EC -pkeyopt ec_paramgen_curve:P-$curve
	pem p$curve-sec1 sec1
done
for bits in 2048 3072 4096; do
	new rsa$bits -algorithm RSA -pkeyopt rsa_keygen_bits:$bits
	pem rsa$bits-pkcs1 pkcs1
done
new ed25519 -algorithm ED25519

# The P-256 key under each cipher and each key derivation.
openssl pkey -in accepted/p256-pkcs8.pem -out "$work/key"
encrypt() # FILE ARGUMENT...
{
	local file=$1
	shift
	openssl pkcs8 -topk8 -in "$work/key" -passout "pass:$password" "$@" \
		-out "$file"
}
encrypt accepted/p256-sha1-aes128.pem -v2 aes-128-cbc -v2prf hmacWithSHA1
encrypt accepted/p256-sha256-aes192.pem -v2 aes-192-cbc
encrypt accepted/p256-sha256-aes256.pem -v2 aes-256-cbc
encrypt accepted/p256-sha256-aes256.der -v2 aes-256-cbc -outform DER
encrypt accepted/p256-sha384-aes256.pem -v2 aes-256-cbc -v2prf hmacWithSHA384
encrypt accepted/p256-sha512-aes256.pem -v2 aes-256-cbc -v2prf hmacWithSHA512
encrypt accepted/p256-scrypt-aes256.pem -scrypt
openssl pkey -in accepted/rsa2048-pkcs8.pem -out "$work/key"
encrypt accepted/rsa2048-sha256-aes256.pem -v2 aes-256-cbc
openssl pkey -in accepted/p256-pkcs8.pem -out "$work/key"

# What "openssl ecparam -genkey" writes: the curve, then the key.
{
	openssl ecparam -name prime256v1
	cat accepted/p256-sec1.pem
} >accepted/p256-ecparam.pem

# Key files of the real cosign: made by it, and made of the keys above.
export COSIGN_PASSWORD=$password
cosign_pair() # COSIGN NAME
{
	(cd "$work" && "$1" generate-key-pair --output-key-prefix pair) \
		>"$work/log" 2>&1
	mv "$work/pair.key" "accepted/$2.key"
	mv "$work/pair.pub" "accepted/$2.pub"
}
cosign_pair "$COSIGN3" cosign-3.1.3
cosign_pair "$COSIGN2" cosign-2.6.5
COSIGN_PASSWORD='' cosign_pair "$COSIGN3" cosign-3.1.3-empty
for name in p256 p384 p521 rsa2048 rsa3072 rsa4096 ed25519; do
	"$COSIGN3" import-key-pair -y --key accepted/$name-pkcs8.pem \
		--output-key-prefix "$work/pair" >"$work/log" 2>&1
	mv "$work/pair.key" accepted/cosign-3.1.3-import-$name.key
	cmp "$work/pair.pub" accepted/$name.pub
done

# Keys of kinds and sizes off the list, and forms that are not read.
refuse() # NAME ARGUMENT...
{
	local name=$1
	shift
	openssl genpkey "$@" -out "rejected/$name.pem" 2>"$work/log"
}
refuse rsa1024 -algorithm RSA -pkeyopt rsa_keygen_bits:1024
refuse rsa2056 -algorithm RSA -pkeyopt rsa_keygen_bits:2056
refuse rsa2048-three-primes -algorithm RSA -pkeyopt rsa_keygen_bits:2048 \
	-pkeyopt rsa_keygen_primes:3
refuse rsa2048-exponent-3 -algorithm RSA -pkeyopt rsa_keygen_bits:2048 \
	-pkeyopt rsa_keygen_pubexp:3
refuse rsa2048-pss-only -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048
refuse secp256k1 -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1
refuse explicit-curve -algorithm EC -pkeyopt ec_paramgen_curve:P-256 \
	-pkeyopt ec_param_enc:explicit
refuse x25519 -algorithm X25519
refuse ed448 -algorithm ED448
for kind in composite long-exponent; do
	odd_rsa $kind >rejected/rsa2048-$kind.pem
done
openssl dsaparam -genkey -noout 1024 >rejected/dsa.pem 2>"$work/log"
openssl ecparam -name prime256v1 -genkey -noout |
	openssl ec -param_enc explicit -out rejected/explicit-curve-sec1.pem \
		2>"$work/log"
encrypt rejected/des3.pem -v2 des3
encrypt rejected/pbes1.pem -v1 PBE-SHA1-3DES
openssl pkcs8 -topk8 -in "$work/key" -passout "pass:$password" -iter 10000001 \
	-out rejected/iterations.pem
openssl rsa -traditional -in accepted/rsa2048-pkcs8.pem -aes256 \
	-passout "pass:$password" -out rejected/dek-info.pem 2>"$work/log"
ssh-keygen -q -t ed25519 -N '' -C '' -f "$work/ssh"
mv "$work/ssh" rejected/openssh.pem
openssl ecparam -name prime256v1 -out rejected/only-parameters.pem
cp accepted/p256.pub rejected/public.pem
openssl req -x509 -new -key accepted/p256-pkcs8.pem -subj /CN=test -days 1 \
	-out rejected/certificate.pem

openssl version
"$COSIGN3" version 2>/dev/null | grep GitVersion
"$COSIGN2" version 2>/dev/null | grep GitVersion

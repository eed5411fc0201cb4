#!/bin/bash
# Make accepted/ and rejected/ anew with the real cosign, and check with it
# that they are what they are called.
#
# usage: COSIGN3=.../cosign COSIGN2=.../cosign vectors/bundle/record.sh
#
# Needs openssl and python3. Keys and signatures are fresh each time; what the
# tests expect does not depend on them.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
: "${COSIGN3:?path of cosign 3.1.3}" "${COSIGN2:?path of cosign 2.6.5}"
# Nothing here needs a network; whatever asks for one fails at once.
export HTTP_PROXY=http://127.0.0.1:9 HTTPS_PROXY=http://127.0.0.1:9
export COSIGN_PASSWORD=recorded

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir accepted rejected
printf 'hello world\n' > accepted/artifact

v3() { "$COSIGN3" "$@" > v3.log 2>&1 || { cat v3.log >&2; return 1; }; }
v2() { "$COSIGN2" "$@" > v2.log 2>&1 || { cat v2.log >&2; return 1; }; }

make_key() { # KIND
	case $1 in
	p256) openssl ecparam -name prime256v1 -genkey -noout ;;
	p384) openssl ecparam -name secp384r1 -genkey -noout ;;
	p521) openssl ecparam -name secp521r1 -genkey -noout ;;
	rsa*) openssl genrsa "${1#rsa}" 2> /dev/null ;;
	ed25519) openssl genpkey -algorithm ed25519 ;;
	esac > "$1.pem"
	v3 import-key-pair --key "$1.pem" --output-key-prefix "$1"
	cp "$1.pub" "accepted/$1.pub"
}

no_log="--use-signing-config=false --tlog-upload=false -y"
sign_3() { # KIND
	v3 sign-blob --key "$1.key" $no_log \
	    --bundle "accepted/$1-v3.sigstore.json" accepted/artifact
	v3 sign-blob --key "$1.key" $no_log --new-bundle-format=false \
	    --bundle "accepted/$1-v3.legacy.json" \
	    --output-signature "accepted/$1-v3.sig" accepted/artifact
}

sign_2() { # KIND
	v2 sign-blob --key "$1.key" --tlog-upload=false -y \
	    --new-bundle-format --bundle "accepted/$1-v2.sigstore.json" \
	    accepted/artifact
	v2 sign-blob --key "$1.key" --tlog-upload=false -y \
	    --bundle "accepted/$1-v2.legacy.json" \
	    --output-signature "accepted/$1-v2.sig" accepted/artifact
}

# The flag that cosign needs to verify what it signed itself.
digest_flag() {
	case $1 in
	p384) echo --signature-digest-algorithm=sha384 ;;
	p521) echo --signature-digest-algorithm=sha512 ;;
	esac
}

verify() { # KIND FILE
	case $2 in
	*.sig) set -- "$1" --signature "$2" ;;
	*) set -- "$1" --bundle "$2" ;;
	esac
	v3 verify-blob --key "accepted/$1.pub" --insecure-ignore-tlog \
	    $(digest_flag "$1") "$2" "$3" accepted/artifact
}

for kind in p256 p384 p521 rsa2048 rsa3072 rsa4096 ed25519; do
	make_key "$kind"
	sign_3 "$kind"
	# 2.6.5 panics when it signs with Ed25519 and without a log.
	[ "$kind" = ed25519 ] || sign_2 "$kind"
	for file in "accepted/$kind"-v?.*; do
		case $file in
		# cosign refuses its own: message is missing artifact digest
		accepted/ed25519-v3.sigstore.json) continue ;;
		esac
		verify "$kind" "$file"
	done
done

# An attestation, and a signature by a certificate: forms that a key's
# verification has to tell apart.
echo '{}' > predicate
v3 attest-blob --key p256.key $no_log --predicate predicate --type custom \
    --bundle accepted/envelope-v3.sigstore.json accepted/artifact
v3 attest-blob --key p256.key $no_log --new-bundle-format=false \
    --predicate predicate --type custom \
    --bundle accepted/envelope-v3.legacy.json accepted/artifact
openssl req -x509 -new -key p384.pem -subj /CN=root -days 36500 -outform der \
    -out accepted/root.der
openssl x509 -inform der -in accepted/root.der -out root.pem
openssl req -new -key p256.pem -subj /CN=leaf -out leaf.csr
openssl x509 -req -in leaf.csr -CA root.pem -CAkey p384.pem -days 36500 \
    -set_serial 1 -out accepted/leaf.pem 2> /dev/null
openssl x509 -in accepted/leaf.pem -outform der -out accepted/leaf.der

python3 "$here/mutate.py" accepted/p256-v3.sigstore.json \
    accepted/leaf.der rejected
for file in rejected/*.json; do
	if v3 verify-blob --key accepted/p256.pub --insecure-ignore-tlog \
	    --bundle "$file" accepted/artifact 2> /dev/null; then
		echo "$file: accepted by cosign 3.1.3" >&2
		exit 1
	fi
done

rm -rf "$here/accepted" "$here/rejected"
mv accepted rejected "$here"
"$COSIGN3" version 2>&1 | grep GitVersion
"$COSIGN2" version 2>&1 | grep GitVersion

#!/bin/bash
# Make accepted/ anew with the real cosign and openssl.
#
# usage: COSIGN3=.../cosign vectors/trust/record.sh
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
: "${COSIGN3:?path of cosign 3.1.3}"
export HTTP_PROXY=http://127.0.0.1:9 HTTPS_PROXY=http://127.0.0.1:9

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir accepted

since=start-time=2024-01-01T00:00:00Z
service="api-version=1,$since,operator=example"
"$COSIGN3" signing-config create --out accepted/none.signing-config.json
"$COSIGN3" signing-config create \
    --fulcio="url=https://fulcio.example,$service" \
    --oidc-provider="url=https://oidc.example,$service" \
    --rekor="url=https://rekor.example,$service,end-time=2030-01-01T00:00:00Z" \
    --rekor-config=ANY \
    --tsa="url=https://tsa.example/api/v1/timestamp,$service" \
    --tsa-config=EXACT:1 --out accepted/full.signing-config.json

ec() { openssl ecparam -name prime256v1 -genkey -noout -out "$1"; }
ec root.pem && ec leaf.pem && ec log.pem
openssl ec -in log.pem -pubout -out log.pub 2> /dev/null
openssl req -x509 -new -key root.pem -subj /CN=root -days 36500 -out root.crt
openssl req -new -key leaf.pem -subj /CN=leaf -out leaf.csr
printf 'extendedKeyUsage=critical,timeStamping\n' > leaf.ext
openssl x509 -req -in leaf.csr -CA root.crt -CAkey root.pem -days 36500 \
    -set_serial 1 -extfile leaf.ext -out leaf.crt 2> /dev/null
cat leaf.crt root.crt > tsa.crt

"$COSIGN3" trusted-root create --out accepted/none.trusted-root.json
"$COSIGN3" trusted-root create \
    --fulcio="url=https://fulcio.example,certificate-chain=root.crt" \
    --ctfe="url=https://ct.example,public-key=log.pub,$since" \
    --rekor="url=https://rekor.example,public-key=log.pub,$since" \
    --tsa="url=https://tsa.example,certificate-chain=tsa.crt" \
    --out accepted/full.trusted-root.json

rm -rf "$here/accepted"
mv accepted "$here"
"$COSIGN3" version 2>&1 | grep GitVersion

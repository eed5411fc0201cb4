#!/bin/sh
# images.sh EXAMPLES: an image in a layout is signed, and found to be. Exit
# status 1 is what was not signed, 2 what is not there.
set -eu
programs=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

expect() # STATUS COMMAND...
{
	wanted=$1
	shift
	status=0
	"$@" >out 2>err </dev/null || status=$?
	if [ "$status" -ne "$wanted" ]; then
		echo "$*: status $status instead of $wanted" >&2
		cat out err >&2
		exit 1
	fi
}

# An image without layers.
config='{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}'
digest() { printf '%s' "$1" | sha256sum | cut -d' ' -f1; }
manifest="{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"size\":${#config},\"digest\":\"sha256:$(digest "$config")\"},\"layers\":[]}"
mkdir -p images/blobs/sha256
printf '%s' "$config" >"images/blobs/sha256/$(digest "$config")"
printf '%s' "$manifest" >"images/blobs/sha256/$(digest "$manifest")"
printf '{"imageLayoutVersion":"1.0.0"}' >images/oci-layout
printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","size":%d,"digest":"sha256:%s","annotations":{"org.opencontainers.image.ref.name":"1"}}]}' \
	"${#manifest}" "$(digest "$manifest")" >images/index.json

echo secret | "$programs/make_key" release >printed.pub
expect 1 "$programs/verify_image" release.pub oci:images:1
grep -q 'no signature' err
expect 2 "$programs/verify_image" release.pub oci:images:2
echo secret | "$programs/sign_image" release.key oci:images:1 >signed
grep -q "oci:images@sha256:$(digest "$manifest")" signed
expect 0 "$programs/verify_image" release.pub oci:images:1
cmp out signed

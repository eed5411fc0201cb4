#!/bin/bash
# demo.sh: install what is missing, build, and show the main job on real
# input: make a key, sign a file, verify it, see a changed file refused.
set -eu
. "$(dirname "$0")/lib/common.sh"

step "What building needs"
scripts/install-deps.sh build

step "Building into build/"
[ -f build/CMakeCache.txt ] || configure build -DCOSIGN_TESTS=OFF
build build cosignc

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp build/libcosign.so "$work/libcosign.so"
cd "$work"
PATH=$root/build:$PATH
# Asked for at the prompt otherwise.
export COSIGN_PASSWORD="demo only"
unset COSIGN_KEY COSIGN_YES

run() # COMMAND...: show it, then run it
{
	printf '%s$' "$bold"
	printf ' %q' "$@"
	printf '%s\n' "$plain"
	"$@"
}

step "Make a key: the private half is encrypted (COSIGN_PASSWORD)"
run cosignc generate-key-pair
run head -2 cosign.key
run cat cosign.pub

step "Sign a file: the library that was built just now"
run cosignc sign-blob --key cosign.key --tlog-upload=false --yes \
    --bundle libcosign.so.sigstore.json libcosign.so
run cat libcosign.so.sigstore.json
echo

step "Verify it with the public half"
verify=(cosignc verify-blob --key cosign.pub --insecure-ignore-tlog
	--bundle libcosign.so.sigstore.json libcosign.so)
run "${verify[@]}"

step "Change one byte: the file is refused"
printf 'X' | run dd of=libcosign.so bs=1 seek=4096 conv=notrunc status=none
if run "${verify[@]}"; then
	die "a changed file was accepted"
fi
say "(exit status 1)"

step "Done. cosignc and both libraries are in $root/build"

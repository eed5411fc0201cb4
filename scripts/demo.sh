#!/bin/bash
# demo.sh: install what is missing, build, and show the main job on real
# input: make a key, sign a file, verify it, see a changed file refused; put an
# image into a folder and into a registry, sign it in both forms, verify it.
set -eu
. "$(dirname "$0")/lib/common.sh"

step "What building needs"
scripts/install-deps.sh build

step "Building into build/"
[ -f build/CMakeCache.txt ] || configure build -DCOSIGN_TESTS=OFF
build build cosignc

work=$(mktemp -d)
registry_pid=
finish() {
	[ -z "$registry_pid" ] || kill "$registry_pid" 2>/dev/null || true
	rm -rf "$work"
}
trap finish EXIT
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

# Debian's, in memory, on a free port of the loopback; $registry is where.
start_registry() {
	local program
	program=$(cache_dir)/real/docker-registry
	cat >registry.yml <<-'END'
		version: 0.1
		storage:
		  inmemory: {}
		http:
		  addr: "127.0.0.1:0"
	END
	"$program" serve registry.yml >registry.log 2>&1 &
	registry_pid=$!
	registry=
	for _ in $(seq 100); do
		registry=$(grep -o 'listening on 127.0.0.1:[0-9]*' registry.log |
			head -1 | cut -d ' ' -f 3)
		[ -z "$registry" ] || return 0
		sleep 0.1
	done
	cat registry.log >&2
	die "the registry does not start"
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

step "Put an image into a folder: the command itself, as an OCI artifact"
cp "$root/build/cosignc" command
run cosignc upload blob -f command oci:images:1

step "Sign it in both forms, beside it in the same folder"
run cosignc sign --key cosign.key --tlog-upload=false --yes --format both \
    -a built-by=demo oci:images:1
run cosignc tree oci:images:1

step "Verify it: the answer names the digest, not the tag"
run cosignc verify --key cosign.pub --insecure-ignore-tlog \
    -a built-by=demo oci:images:1

step "The same in a real registry"
if (cd "$root" && scripts/install-real.sh docker-registry); then
	start_registry
	image=$registry/demo/command:1
	run cosignc copy oci:images:1 "$image"
	run cosignc verify --key cosign.pub --insecure-ignore-tlog "$image"
	run cosignc sign --key cosign.key --tlog-upload=false --yes \
	    --format both -a where=registry "$image"
	run cosignc verify --key cosign.pub --insecure-ignore-tlog \
	    -a where=registry "$image"
	run cosignc tree "$image"
else
	say "(left out: there is no registry to be had)"
fi

step "Done. cosignc and both libraries are in $root/build"

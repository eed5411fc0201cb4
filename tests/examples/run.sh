#!/bin/sh
# Make a key, sign a file, verify it, and see a changed file refused, with the
# example programs alone.
#
# usage: run.sh FOLDER-OF-EXAMPLES VERIFIER
set -eu
examples=$1
verifier=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

echo "hello world" >file
echo "a password" | "$examples/make_key" mine >printed.pub
cmp printed.pub mine.pub
echo "a password" | "$examples/sign_file" mine.key file file.sigstore.json
"$examples/$verifier" mine.pub file.sigstore.json file
echo "a password" | "$examples/push_signed" mine.key file oci:images:file >said
grep -q "^oci:images@sha256:" said

fails() {
	if "$@" >said 2>&1; then
		echo "succeeded: $*"
		exit 1
	fi
}

echo "hello w0rld" >file
fails "$examples/$verifier" mine.pub file.sigstore.json file
grep -q "signature" said
echo "wrong" >password
fails "$examples/sign_file" mine.key file file.sigstore.json <password
grep -q "password" said
fails "$examples/make_key" mine <password
grep -q "mine.key: file exists" said

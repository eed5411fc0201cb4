#!/bin/bash
# install-deps.sh [build|test|real]: install the Debian packages that building
# (default) or also testing needs, or those for the tests with real registries.
# Only what is missing is asked of apt-get; where nothing is, nothing is run.
set -eu
. "$(dirname "$0")/lib/common.sh"

build_packages="gcc libc6-dev cmake ninja-build pkg-config
	libssl-dev libjansson-dev libsodium-dev libcurl4-openssl-dev"
# g++: the C++ user of the library. clang: second compiler and fuzzing.
test_packages="libcriterion-dev libre2-dev g++ git python3 openssl
	clang libclang-rt-14-dev clang-format clang-tidy cppcheck shellcheck
	python3-jsonschema valgrind"
# ca-certificates: Go fetches modules.
real_packages="skopeo ca-certificates"

case ${1-build} in
build) wanted=$build_packages ;;
test) wanted="$build_packages $test_packages" ;;
real) wanted=$real_packages ;;
*) die "usage: install-deps.sh [build|test|real]" ;;
esac

have apt-get || die "this is no Debian: install by hand: "\
    "$(tr -s "[:space:]" " " <<<"$wanted")"

missing=""
for package in $wanted; do
	dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null |
		grep -q '^.i' || missing="$missing $package"
done
if [ -z "$missing" ]; then
	say "All packages are installed."
	exit 0
fi

as_root=""
if [ "$(id -u)" -ne 0 ]; then
	have sudo || die "not root and no sudo; missing packages:$missing"
	as_root="sudo"
fi

say "Installing$missing"
export DEBIAN_FRONTEND=noninteractive
install() {
	# shellcheck disable=SC2086 # words are meant
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
	    --no-install-recommends $missing
}
# The lists of a fresh machine are empty or old.
quietly $as_root apt-get update -qq
quietly install

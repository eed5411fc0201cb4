#!/bin/bash
# install-real.sh [docker-registry]: get the real registries and the foreign
# clients that the tests labelled "real" talk to, or that registry alone, into
#   ${COSIGN_CACHE:-${XDG_CACHE_HOME:-~/.cache}/libcosign}/real/PROGRAM
# and skopeo, which is installed as a package. What is there and was built from
# the same sources is left alone. Exit status 77 if something cannot be had
# here; the last line says what. The tests that need it say the same.
set -eu
. "$(dirname "$0")/lib/common.sh"

# PROGRAM MODULE PACKAGE TAGS: built in tests/real/MODULE, whose go.mod and
# go.sum say of what, to the last dependency.
programs="
registry registry .
crane registry github.com/google/go-containerregistry/cmd/crane
policy policy . containers_image_openpgp,containers_image_storage_stub
oras oras oras.land/oras/cmd/oras
distribution distribution .
"
needed_go=1.26.7
docker_registry=2.8

target=$(cache_dir)/real
mkdir -p "$target"
missing=""

lack() # TEXT...
{
	say "$*"
	missing="$missing${missing:+; }$*"
}

# What a program is made of.
sum_of() # MODULE
{
	(
		cd "tests/real/$1"
		cat -- *.go go.mod go.sum 2>/dev/null
		go env GOVERSION
	) | sha256sum | cut -d ' ' -f 1
}

build_one() # PROGRAM MODULE PACKAGE [TAGS]
{
	local sum
	sum=$(sum_of "$2")
	if [ -x "$target/$1" ] && [ "$sum" = "$(cat "$target/$1.sum" 2>/dev/null)" ]; then
		return 0
	fi
	say "Building $1 (up to a minute the first time)"
	# Pure Go runs everywhere, and needs no packages. Built beside, then
	# renamed: never half a program.
	CGO_ENABLED=0 quietly nice go build -C "tests/real/$2" -p "$(cpus)" \
	    -tags "${4-}" -o "$target/$1.new" "$3"
	mv "$target/$1.new" "$target/$1"
	echo "$sum" >"$target/$1.sum"
}

build_programs() {
	local why program module package tags
	why=$(why_no_go "$needed_go")
	[ -z "$why" ] || {
		lack "$why"
		return 0
	}
	while read -r program module package tags; do
		[ -z "$program" ] ||
			build_one "$program" "$module" "$package" "$tags"
	done <<<"$programs"
}

# The programs of packages that are only unpacked: one would start a registry
# with the machine, the other comes with new tools for users and passwords. They
# need nothing else of them, but for libraries that skopeo has brought.
unpack() # PROGRAM, which is the package's name, too
{
	local folder
	[ ! -x "$target/$1" ] || return 0
	have apt-get || {
		lack "$1 is unpacked from a Debian package only"
		return 0
	}
	say "Unpacking $1"
	folder=$(mktemp -d)
	if (cd "$folder" && quietly apt-get -qq download "$1" &&
		dpkg-deb -x "$1"_*.deb .); then
		mv "$folder/usr/bin/$1" "$target/$1"
	else
		lack "the package $1 cannot be had"
	fi
	rm -rf "$folder"
}

check_docker_registry() {
	[ -x "$target/docker-registry" ] || return 0
	"$target/docker-registry" --version | grep -q " $docker_registry" ||
		lack "docker-registry is not $docker_registry but $(
			"$target/docker-registry" --version)"
}

check_buildah() {
	[ -x "$target/buildah" ] || return 0
	quietly "$target/buildah" --version || {
		rm "$target/buildah"
		lack "buildah does not run here"
	}
}

case ${1-all} in
all)
	scripts/install-deps.sh real || lack "skopeo cannot be installed"
	build_programs
	unpack buildah
	check_buildah
	;;
docker-registry) ;;
*) die "usage: install-real.sh [docker-registry]" ;;
esac
unpack docker-registry
check_docker_registry
[ -z "$missing" ] || {
	say "$missing"
	exit 77
}
[ "${1-}" = docker-registry ] ||
	say "buildah, crane, oras, policy, registry, distribution are in $target"
say "docker-registry is in $target"

# Shared by the scripts in this folder: sourced, not run.
# shellcheck shell=bash

cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
root=$PWD
export root

# Go is often unpacked here and not in PATH.
[ -d /usr/local/go/bin ] && PATH=$PATH:/usr/local/go/bin

if [ -t 1 ] && [ -z "${NO_COLOR-}" ]; then
	bold=$(printf '\033[1m') plain=$(printf '\033[0m')
else
	bold='' plain=''
fi

step() # TEXT...: a heading
{
	printf '\n%s== %s%s\n' "$bold" "$*" "$plain"
}

say() # TEXT...
{
	printf '%s\n' "$*"
}

die() # TEXT...
{
	printf '%s: %s\n' "$(basename "$0")" "$*" >&2
	exit 1
}

have() # PROGRAM
{
	command -v "$1" >/dev/null 2>&1
}

cpus() {
	nproc 2>/dev/null || echo 2
}

# Nothing, or what is wrong with the installed Go. Go 1.21 and later fetch the
# release that a module asks for, unless told not to.
why_no_go() # VERSION
{
	local version lowest=$1
	have go || {
		echo "Go is not installed"
		return 0
	}
	[ "$(go env GOTOOLCHAIN)" = local ] || lowest=1.21
	version=$(go env GOVERSION)
	printf '%s\n%s\n' "$lowest" "${version#go}" | sort -V -C ||
		echo "Go $1 is needed, $version is installed"
}

# Where what is built once and kept stands: the real cosign, real
# registries and their clients.
cache_dir() {
	echo "${COSIGN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/libcosign}"
}

# configure FOLDER [OPTION...]: leaves the generator of a folder that is
# configured already.
configure() {
	local folder=$1
	shift
	if [ ! -f "$folder/CMakeCache.txt" ]; then
		set -- -G Ninja "$@"
	fi
	quietly cmake -S . -B "$folder" "$@"
}

build() # FOLDER [TARGET...]
{
	local folder=$1
	shift
	quietly cmake --build "$folder" -j "$(cpus)" ${1:+--target "$@"}
}

# Shows what a command prints only if it fails.
quietly() {
	local log status=0
	log=$(mktemp)
	"$@" >"$log" 2>&1 || status=$?
	if [ "$status" -ne 0 ]; then
		cat "$log" >&2
		printf '%s: failed with status %s: %s\n' "$(basename "$0")" \
		    "$status" "$*" >&2
	fi
	rm -f "$log"
	return "$status"
}

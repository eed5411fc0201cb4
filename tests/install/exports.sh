#!/bin/bash
# exports.sh CHECK CC SOURCE BUILD NM READELF, where CHECK is one of
#
#   headers    the maps list what the headers declare: the core headers for
#              libcosign-verify, all of them for libcosign
#   libraries  the libraries export what the maps list, and the archives
#              define no name that could meet one of the program's
#   needs      the core links libcrypto, jansson and libc alone; what is
#              loaded on first use is not linked
#   programs   no library can start a program
set -eu
check=$1 cc=$2 source=$3 build=$4 nm=$5 readelf=$6
export LC_ALL=C

# As cosign.h says.
core="base.h error.h algorithm.h pubkey.h artifact.h bundle.h trust.h policy.h verify.h"
node=COSIGN_0.1
failed=0

fail() # TEXT...
{
	echo "$*"
	failed=1
}

# Names declared with COSIGN_API in these headers and in what they include.
# After the preprocessor, COSIGN_API is the visibility attribute.
declared() # HEADER...
{
	printf '#include <cosign/%s>\n' "$@" |
		"$cc" -E -P -I "$source/include" -xc - | tr '\n' ' ' |
		grep -oE '__attribute__\(\(visibility\("default"\)\)\)[^;]*;' |
		sed -E 's/__attribute__\(\([a-z_]+(\([^)]*\))?\)\)//g
			s/\(.*//; s/.*[ *]//' | sort
}

# The names of a map file: one version node, each name on a line of its own,
# sorted, no patterns.
mapped() # MAP
{
	sed -n "/^$node {\$/,/^};\$/p" "$1" |
		sed -n '/^  global:$/,/^  local:$/p' | sed '1d;$d; s/^ *//; s/;$//'
}

# The node itself is a symbol too: "COSIGN_0.1" for binutils, the same with a
# version behind it for LLVM.
exported() # LIBRARY
{
	"$nm" -D --defined-only "$1" | awk -v node="$node" '
		$2 == "A" && ($3 == node || $3 == node "@@" node) { next }
		$3 !~ ("@@" node "$") { print $3, "(not of node " node ")" }
		{ sub(/@@.*/, "", $3); print $3 }' | sort
}

compare() # WHAT EXPECTED WHAT ACTUAL
{
	local difference
	difference=$(diff <(echo "$2") <(echo "$4")) ||
		fail "$1 (<) and $3 (>) differ:
$(grep '^[<>]' <<<"$difference")"
}

check_headers() {
	local library headers map
	for library in libcosign-verify libcosign; do
		headers=$core
		[ "$library" = libcosign-verify ] ||
			headers=$(cd "$source/include/cosign" && echo *.h)
		map=$source/src/$library.map
		# shellcheck disable=SC2086 # words are meant
		compare "headers" "$(declared $headers)" \
		    "$map" "$(mapped "$map" | sort)"
	done
}

check_libraries() {
	local library map names foreign
	for library in libcosign-verify libcosign; do
		map=$source/src/$library.map
		names=$(mapped "$map")
		[ -n "$names" ] || fail "$map: no names in node $node"
		compare "$map" "$names" "$map, sorted" "$(sort -u <<<"$names")"
		compare "$map" "$(sort <<<"$names")" \
		    "$library.so" "$(exported "$build/$library.so")"
		foreign=$("$nm" -g --defined-only "$build/$library.a" |
			awk 'NF == 3 && $3 !~ /^(cosign|csn)_/ { print $3 }')
		[ -z "$foreign" ] || fail "$library.a defines: $foreign"
		echo "$library: $(wc -l <<<"$names") functions"
	done
}

needed() # LIBRARY
{
	# The dynamic linker is named where thread-local variables are used.
	"$readelf" -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\.so.*/\1/p' |
		grep -v '^ld-linux' | sort
}

check_needs() {
	local library
	compare "what libcosign-verify may need" "libc
libcrypto
libjansson" "what it needs" "$(needed "$build/libcosign-verify.so")"
	for library in libsodium libcurl libp11; do
		! needed "$build/libcosign.so" | grep -qx "$library" ||
			fail "libcosign.so links $library"
	done
}

check_programs() {
	local library names
	for library in libcosign-verify libcosign; do
		names=$("$nm" -D --undefined-only "$build/$library.so" |
			awk '{ sub(/@.*/, "", $2); print $2 }' |
			grep -xE '_?_?(v?fork|clone3?|exec[a-z]*|posix_spawnp?|system|p(open|close)|wordexp)' ||
			true)
		[ -z "$names" ] || fail "$library.so imports $names"
	done
}

case $check in
headers) check_headers ;;
libraries) check_libraries ;;
needs) check_needs ;;
programs) check_programs ;;
*) fail "no check $check" ;;
esac
exit "$failed"

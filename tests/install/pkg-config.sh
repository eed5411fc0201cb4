#!/bin/bash
# pkg-config.sh PREFIX SOURCES CC CXX WORK: build and run the consumers with
# what pkg-config says, against the shared libraries and against the static.
set -eu
prefix=$1 sources=$2 cc=$3 cxx=$4 work=$5

rm -rf "$work"
mkdir -p "$work"
libdir=$(dirname "$(find "$prefix" -name libcosign.pc)")/..
export PKG_CONFIG_PATH="$libdir/pkgconfig"

build_and_run() # COMPILER SOURCE PACKAGE [--static]
{
	local program
	program="$work/$3-$(basename "$2" | tr . -)${4-}"
	echo "$1 $2, $3 ${4-}"
	# shellcheck disable=SC2046,SC2086 # words are meant
	$1 -o "$program" "$2" $(pkg-config --cflags --libs ${4-} "$3")
	LD_LIBRARY_PATH="$libdir" "$program"
}

build_all() # [--static]
{
	build_and_run "$cc" "$sources/sign.c" libcosign "$@"
	build_and_run "$cxx" "$sources/sign.cc" libcosign "$@"
	build_and_run "$cc" "$sources/verify.c" libcosign-verify "$@"
	build_and_run "$cxx" "$sources/verify.cc" libcosign-verify "$@"
}

build_all

# Where only the archives are installed, --static is how they are linked.
cp -R "$prefix" "$work/static"
find "$work/static" -name '*.so*' -delete
libdir=$(dirname "$(find "$work/static" -name libcosign.pc)")/..
export PKG_CONFIG_PATH="$libdir/pkgconfig"
build_all --static

#!/bin/bash
# stage.sh CMAKE BUILD PREFIX: install BUILD, then move the tree to PREFIX, so
# that whatever remembers where it was installed to fails the tests after it.
set -eu
cmake=$1 build=$2 prefix=$3

rm -rf "$prefix" "$prefix.staging"
"$cmake" --install "$build" --prefix "$prefix.staging"
mv "$prefix.staging" "$prefix"
if grep -rIl "$prefix.staging" "$prefix"; then
	echo "these files hold the path that they were installed to"
	exit 1
fi

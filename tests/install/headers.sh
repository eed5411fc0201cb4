#!/bin/bash
# headers.sh PREFIX CC CXX: every public header compiles by itself, in C11 and
# C++17, with warnings as errors.
set -eu
prefix=$1 cc=$2 cxx=$3
warnings="-Wall -Wextra -Wpedantic -pedantic -Werror -Wundef"
failed=0
count=0

cd "$prefix/include"
for header in cosign.h cosign/*.h; do
	for how in "$cc -std=c11 -xc -Wstrict-prototypes" "$cxx -std=c++17 -xc++"; do
		# Twice: the include guard holds.
		# shellcheck disable=SC2086 # words are meant
		printf '#include <%s>\n#include <%s>\n' "$header" "$header" |
			$how $warnings -I. -fsyntax-only - || {
			echo "$header: $how"
			failed=1
		}
	done
	count=$((count + 1))
done
echo "$count headers"
[ "$count" -gt 1 ] && [ "$failed" -eq 0 ]

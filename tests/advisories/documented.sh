#!/bin/sh
# docs/advisories.md and the tests name the same: each test of this folder is
# on the page, and each SUITE/TEST of the page is a test somewhere.
# usage: documented.sh SOURCE
set -eu

page=$1/docs/advisories.md
status=0

# Test(suite, name), also across lines, as suite/name.
tests_of()
{
	find "$@" -name '*_test.c' -exec cat {} + | tr '\n\t' '  ' |
	    grep -oE '(^|[^A-Za-z_])(Parameterized)?Test\(([^(),]*\*[^(),]*, *)?[a-z0-9_]+, *[A-Za-z0-9_]+' |
	    sed -E 's/.*[ (]([a-z0-9_]+), *([A-Za-z0-9_]+)$/\1\/\2/' | sort -u
}

named=$(grep -oE '[a-z][a-z0-9_]*/[A-Za-z0-9_]+' "$page" |
    grep -vE '^(build|tests|advisories|digitorus)/' | sort -u)
here=$(tests_of "$1/tests/advisories")
everywhere=$(tests_of "$1/tests")

for test in $here; do
	if ! printf '%s\n' "$named" | grep -qx "$test"; then
		echo "$test is not in docs/advisories.md"
		status=1
	fi
done
for test in $named; do
	if ! printf '%s\n' "$everywhere" | grep -qx "$test"; then
		echo "docs/advisories.md names $test, which is no test"
		status=1
	fi
done
[ "$(printf '%s\n' "$here" | wc -l)" -gt 100 ] || {
	echo "few tests were found"
	status=1
}
exit $status

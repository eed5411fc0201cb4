#!/bin/bash
# test.sh [--quick] [--no-oracle] [--no-real]: install what the tests need,
# build, run everything, and close with CTest's summary. The exit status tells.
#
#   --quick      the plain build alone, without what takes long
#   --no-oracle  do not build the real cosign, nor compare with it
#   --no-real    do not get real registries and foreign clients, nor use them
set -eu
. "$(dirname "$0")/lib/common.sh"

quick=0
oracle=1
real=1
for option; do
	case $option in
	--quick) quick=1 ;;
	--no-oracle) oracle=0 ;;
	--no-real) real=0 ;;
	*) die "usage: test.sh [--quick] [--no-oracle] [--no-real]" ;;
	esac
done

step "What the tests need"
scripts/install-deps.sh test
why_no_oracle=""
if [ "$quick" -eq 1 ] || [ "$oracle" -eq 0 ]; then
	why_no_oracle="not asked for"
else
	status=0
	answer=$(scripts/install-oracle.sh 2>&1) || status=$?
	say "$answer"
	case $status in
	0) ;;
	77) why_no_oracle=$(tail -1 <<<"$answer") ;;
	*) die "the real cosign cannot be built; --no-oracle does without" ;;
	esac
fi
why_no_real=""
if [ "$quick" -eq 1 ] || [ "$real" -eq 0 ]; then
	real=0
	why_no_real="not asked for"
else
	status=0
	answer=$(scripts/install-real.sh 2>&1) || status=$?
	say "$answer"
	case $status in
	0) ;;
	# Each test still runs that needs none of what is missing.
	77) why_no_real=$(tail -1 <<<"$answer") ;;
	*) die "real registries cannot be built; --no-real does without" ;;
	esac
fi

# One line for each build: FOLDER COMPILER OPTIONS. All of them run as one
# test suite, in which the prefix tells them apart. What can be left out is left
# out of one of them; the public-good trusted root of the one that has no test
# of cosignc.
builds="build gcc -DCOSIGN_LINT=$((1 - quick))"
[ "$quick" -eq 1 ] || builds="$builds
build-clang clang -DCOSIGN_TEST_PREFIX=clang: -DCOSIGN_OWN_CURVES=OFF
build-asan gcc -DCOSIGN_SANITIZE=address
build-tsan gcc -DCOSIGN_SANITIZE=thread -DCOSIGN_PUBLIC_GOOD=OFF
build-fuzz clang -DCOSIGN_SANITIZE=address -DCOSIGN_FUZZ=ON -DCOSIGN_TESTS=OFF"

folders=""
while read -r folder compiler options; do
	step "Building $folder ($compiler $options)"
	# shellcheck disable=SC2086 # words are meant
	CC=$compiler configure "$folder" \
	    -DCOSIGN_WERROR=ON -DCOSIGN_TESTS=ON $options
	build "$folder"
	folders="$folders $folder"
done <<<"$builds"

# A suite of suites: CTest descends into every build folder.
suite=build-suite
mkdir -p "$suite"
for folder in $folders; do
	printf 'subdirs("%s/%s")\n' "$root" "$folder"
done >"$suite/CTestTestfile.cmake"

step "Running"
say "In build/: unit tests, fuzz corpora, cosignc, installation, lint."
without=""
if [ -n "$why_no_oracle" ]; then
	without="oracle"
	say "Skipped: comparing with the real cosign: $why_no_oracle."
fi
if [ -n "$why_no_real" ]; then
	[ "$real" -eq 1 ] || without="$without${without:+|}real"
	say "Skipped: real registries and foreign clients: $why_no_real."
fi
if [ "$quick" -eq 1 ]; then
	without="$without|valgrind|mutation"
	say "Skipped: second compiler, sanitizers, valgrind, fuzzing, mutants of"
	say "keyless bundles and of trusted roots: --quick."
else
	say "In build-clang/, build-asan/, build-tsan/: the same tests compiled"
	say "by clang, with ASan and UBSan, and the threaded ones with TSan."
	say "In build-fuzz/: a short search by every fuzz target."
fi
exec ctest --test-dir "$suite" -j "$(cpus)" --output-on-failure \
    ${without:+-LE "$without"}

#!/bin/sh
# Run a test under a sanitizer and fail if the sanitizer reported anything,
# from whichever process: a leak does not change the exit status of a
# Criterion runner, since it is found while the test's own process ends.
#
# usage: run-sanitized.sh COMMAND [ARGUMENT...]
set -u
reports=$(mktemp -d) || exit 1
trap 'rm -rf "$reports"' EXIT INT TERM
options="log_path=$reports/report"
ASAN_OPTIONS="detect_leaks=1:$options:${ASAN_OPTIONS:-}" \
TSAN_OPTIONS="$options:${TSAN_OPTIONS:-}" \
UBSAN_OPTIONS="print_stacktrace=1:${UBSAN_OPTIONS:-}" "$@"
status=$?
for report in "$reports"/report*; do
	[ -e "$report" ] || continue
	cat "$report" >&2
	status=1
done
exit $status

#!/bin/sh
# The example that verifies what a certificate signed: accepted, rejected for
# each reason, and what is no verdict.
#
# usage: keyless.sh VERIFY_KEYLESS MATERIAL
set -eu
verify=$1
cd "$2"
alice=alice@example.com
issuer=https://oidc.sigstore.test

# expect STATUS WORDS ARGUMENT...: this status, and words of what is printed.
expect() {
	wanted=$1 words=$2
	shift 2
	status=0
	said=$("$verify" "$@") || status=$?
	case $said in
	*"$words"*) ;;
	*) status="$status with other words" ;;
	esac
	[ "$status" = "$wanted" ] || {
		echo "status $status instead of $wanted: $*: $said"
		exit 1
	}
}

for bundle in keyless rekor2 legacy; do
	expect 0 "accepted: signed by $alice, for whom $issuer vouched, at 17500" \
	    root $alice $issuer $bundle app
done
expect 1 "rejected: signed by $alice, says $issuer" \
    root mallory@example.com $issuer keyless app
expect 1 "rejected: signed by $alice, says $issuer" \
    root $alice https://elsewhere.test keyless app
expect 1 "rejected: the signature does not verify under the certificate's key" \
    root $alice $issuer keyless f
expect 1 "rejected: tlogEntries[0]: of a log that is not trusted" \
    today.root $alice $issuer keyless app
expect 1 "rejected: no transparency log entry in the bundle" \
    root $alice $issuer unlogged app
expect 1 "rejected: signed by a key, a certificate was asked for" \
    root $alice $issuer keyed app
expect 2 "no verdict: missing: No such file or directory" \
    root $alice $issuer keyless missing
expect 2 "no verdict: missing: No such file or directory" \
    missing $alice $issuer keyless app
expect 2 "" root $alice $issuer keyless

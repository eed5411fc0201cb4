#!/bin/sh
# Run a test with real registries, or say why it cannot be run.
#
# usage: run.sh PROGRAM... -- COMMAND [ARGUMENT...]
while [ "$1" != -- ]; do
	command -v "$1" >/dev/null || {
		echo "skipped: ${1##*/} is not there; scripts/install-real.sh" \
		    "gets it (cosign: scripts/install-oracle.sh)"
		exit 77
	}
	shift
done
shift
exec "$@"

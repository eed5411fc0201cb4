#!/bin/sh
# Run an oracle test, or say why it cannot be run.
#
# usage: run.sh COSIGN COMMAND [ARGUMENT...]
[ -x "$1" ] || {
	echo "skipped: $1 is not there; scripts/install-oracle.sh builds it"
	exit 77
}
shift
exec "$@"

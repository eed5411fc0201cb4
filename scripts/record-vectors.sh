#!/bin/bash
# record-vectors.sh: make every vector anew that comes from the real cosign.
# Each vectors/FOLDER/record.sh says what it records, and with which command.
set -eu
. "$(dirname "$0")/lib/common.sh"

scripts/install-deps.sh test
scripts/install-oracle.sh
oracle=$(cache_dir)/oracle
export COSIGN3=$oracle/3.1.3/cosign COSIGN2=$oracle/2.6.5/cosign
for script in vectors/*/record.sh; do
	step "$script"
	"$script"
done

#include "mutate.h"
#include "trust.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cosign_trust_t *trust;
	cosign_rc_t rc =
	    cosign_trust_parse(&trust, (const char *)data, size, NULL);

	HOLDS(rc == COSIGN_OK || cosign_rc_class(rc) == COSIGN_CLASS_MALFORMED);
	if (rc == COSIGN_OK) {
		check_again(trust);
		check_combined(trust);
	}
	cosign_trust_free(trust);
	return 0;
}

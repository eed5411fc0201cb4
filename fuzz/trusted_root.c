#include "fuzz.h"

#include <cosign/config.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cosign_rc_t rc =
	    cosign_trusted_root_check((const char *)data, size, NULL);

	HOLDS(rc == COSIGN_OK || cosign_rc_class(rc) == COSIGN_CLASS_MALFORMED);
	return 0;
}

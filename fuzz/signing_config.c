#include "fuzz.h"

#include <cosign/config.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cosign_signing_config_t *config = NULL;
	cosign_rc_t rc = cosign_signing_config_parse(
	    &config, (const char *)data, size, NULL);

	HOLDS((rc == COSIGN_OK) == (config != NULL));
	HOLDS(rc == COSIGN_OK || cosign_rc_class(rc) == COSIGN_CLASS_MALFORMED);
	if (config != NULL)
		HOLDS(cosign_signing_config_tlog_count(config) <= 256);
	cosign_signing_config_free(config);
	return 0;
}

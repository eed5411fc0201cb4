#include "fuzz.h"

#include <cosign/base.h>
#include <cosign/trust.h>

#include <string.h>

/* What is written is read again, and writes itself. */
static void
check_again(const cosign_trust_t *trust)
{
	cosign_trust_t *again = NULL;
	char *json = NULL, *same = NULL;
	size_t len, same_len;

	HOLDS(cosign_trust_encode(trust, &json, &len, NULL) == COSIGN_OK);
	HOLDS(cosign_trust_parse(&again, json, len, NULL) == COSIGN_OK);
	HOLDS(cosign_trust_encode(again, &same, &same_len, NULL) == COSIGN_OK);
	HOLDS(len == same_len && memcmp(json, same, len) == 0);
	HOLDS(cosign_trust_ca_count(trust) == cosign_trust_ca_count(again));
	HOLDS(cosign_trust_tlog_count(trust) == cosign_trust_tlog_count(again));
	cosign_free(json);
	cosign_free(same);
	cosign_trust_free(again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cosign_trust_t *trust;
	cosign_rc_t rc =
	    cosign_trust_parse(&trust, (const char *)data, size, NULL);

	HOLDS(rc == COSIGN_OK || cosign_rc_class(rc) == COSIGN_CLASS_MALFORMED);
	if (rc == COSIGN_OK)
		check_again(trust);
	cosign_trust_free(trust);
	return 0;
}

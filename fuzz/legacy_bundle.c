/* cosign's older bundle, and its place among the other forms. */
#include "mutate.h"

#include <cosign/bundle.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cosign_bundle_t *b = NULL, *any = NULL;
	cosign_rc_t rc =
	    cosign_bundle_parse_legacy(&b, (const char *)data, size, NULL);

	HOLDS((rc == COSIGN_OK) == (b != NULL));
	HOLDS(rc == COSIGN_OK || cosign_rc_class(rc) == COSIGN_CLASS_MALFORMED);
	if (b != NULL) {
		HOLDS(cosign_bundle_form(b) == COSIGN_FORM_LEGACY);
		/* A key in it is nobody. */
		HOLDS(cosign_bundle_key_hint(b) == NULL);
		HOLDS(cosign_bundle_tlog_count(b) <= 1);
	}
	rc = cosign_bundle_parse_any(&any, data, size, NULL);
	HOLDS((rc == COSIGN_OK) == (any != NULL));
	HOLDS(rc == COSIGN_OK || rc == COSIGN_E_NO_SIGNATURE ||
	    cosign_rc_class(rc) == COSIGN_CLASS_MALFORMED);
	cosign_bundle_free(any);
	cosign_bundle_free(b);
	return 0;
}

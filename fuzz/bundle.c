/* A bundle that is read can be written where nothing is lost, and what was
   written reads as the same. */
#include "mutate.h"

#include "util/span.h"

#include <cosign/bundle.h>

static int
same(const cosign_bundle_t *a, const cosign_bundle_t *b)
{
	cosign_hash_t hash_a, hash_b;
	size_t sig_a, sig_b, digest_a, digest_b;
	const uint8_t *p = cosign_bundle_signature(a, &sig_a);
	const uint8_t *q = cosign_bundle_signature(b, &sig_b);

	if (!csn_span_eq(csn_span(p, sig_a), csn_span(q, sig_b)))
		return 0;
	p = cosign_bundle_digest(a, &hash_a, &digest_a);
	q = cosign_bundle_digest(b, &hash_b, &digest_b);
	return hash_a == hash_b &&
	    csn_span_eq(csn_span(p, digest_a), csn_span(q, digest_b)) &&
	    strcmp(cosign_bundle_key_hint(a), cosign_bundle_key_hint(b)) == 0;
}

static void
check_round_trip(const cosign_bundle_t *b)
{
	cosign_bundle_t *again = NULL;
	char *text = NULL;
	size_t len = 0;
	cosign_rc_t rc =
	    cosign_bundle_encode(b, COSIGN_ENCODE_V03, &text, &len, NULL);

	HOLDS((rc == COSIGN_OK) == (text != NULL));
	if (rc != COSIGN_OK) {
		HOLDS(rc == COSIGN_E_ARGUMENT || rc == COSIGN_E_UNSUPPORTED);
		return;
	}
	HOLDS(cosign_bundle_parse(&again, text, len, NULL) == COSIGN_OK);
	HOLDS(same(b, again));
	cosign_bundle_free(again);
	cosign_free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cosign_bundle_t *b = NULL, *any = NULL;
	cosign_rc_t rc =
	    cosign_bundle_parse(&b, (const char *)data, size, NULL);

	HOLDS((rc == COSIGN_OK) == (b != NULL));
	HOLDS(rc == COSIGN_OK || cosign_rc_class(rc) == COSIGN_CLASS_MALFORMED);
	if (b != NULL) {
		HOLDS(cosign_bundle_form(b) == COSIGN_FORM_SIGSTORE);
		HOLDS(cosign_bundle_media_type(b) != NULL);
		HOLDS(cosign_bundle_tlog_count(b) <= 32);
		HOLDS(cosign_bundle_timestamp_count(b) <= 32);
		check_round_trip(b);
		/* Never read as another form. */
		HOLDS(cosign_bundle_parse_any(&any, data, size, NULL) ==
		    COSIGN_OK);
		HOLDS(cosign_bundle_form(any) == COSIGN_FORM_SIGSTORE);
	}
	cosign_bundle_free(any);
	cosign_bundle_free(b);
	return 0;
}

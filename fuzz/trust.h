/* What holds for every object of trust. */
#ifndef FUZZ_TRUST_H
#define FUZZ_TRUST_H

#include "fuzz.h"

#include <cosign/base.h>
#include <cosign/trust.h>

static inline void
check_same_counts(const cosign_trust_t *a, const cosign_trust_t *b)
{
	HOLDS(cosign_trust_ca_count(a) == cosign_trust_ca_count(b));
	HOLDS(cosign_trust_tsa_count(a) == cosign_trust_tsa_count(b));
	HOLDS(cosign_trust_tlog_count(a) == cosign_trust_tlog_count(b));
	HOLDS(cosign_trust_ctlog_count(a) == cosign_trust_ctlog_count(b));
}

/* What is written is read again, and writes itself. */
static inline void
check_again(const cosign_trust_t *trust)
{
	cosign_trust_t *again = NULL;
	char *json = NULL, *same = NULL;
	size_t len, same_len;

	HOLDS(cosign_trust_encode(trust, &json, &len, NULL) == COSIGN_OK);
	HOLDS(cosign_trust_parse(&again, json, len, NULL) == COSIGN_OK);
	HOLDS(cosign_trust_encode(again, &same, &same_len, NULL) == COSIGN_OK);
	HOLDS(len == same_len && memcmp(json, same, len) == 0);
	check_same_counts(trust, again);
	cosign_free(json);
	cosign_free(same);
	cosign_trust_free(again);
}

/* By itself and with nobody it is the same; with itself it is twice as much,
   or too much. */
static inline void
check_combined(const cosign_trust_t *trust)
{
	const cosign_trust_t *const twice[] = { trust, trust };
	cosign_trust_t *one = NULL, *two = NULL;
	cosign_rc_t rc;

	HOLDS(cosign_trust_combine(&one, twice, 1, NULL) == COSIGN_OK);
	check_same_counts(trust, one);
	rc = cosign_trust_combine(&two, twice, 2, NULL);
	HOLDS(rc == COSIGN_OK || rc == COSIGN_E_LIMIT);
	HOLDS(rc != COSIGN_OK ||
	    cosign_trust_tlog_count(two) == 2 * cosign_trust_tlog_count(one));
	cosign_trust_free(one);
	cosign_trust_free(two);
}

#endif

/* Trust put together: pieces (frames.h) that are a chain, a key or a trusted
   root, where the use says what, and whether there are a name and times. */
#include "frames.h"
#include "trust.h"

#include <cosign/pubkey.h>

#define URL   "https://log.example"
#define START "2020-01-02T03:04:05Z"
#define END   "2030-01-02T03:04:05Z"

struct piece {
	const uint8_t *p;
	size_t len;
	const char *url, *start, *end;
};

static cosign_rc_t
add_ca(cosign_trust_builder_t *b, const struct piece *x)
{
	return cosign_trust_builder_add_ca(
	    b, x->p, x->len, x->url, x->start, x->end, NULL);
}

static cosign_rc_t
add_tsa(cosign_trust_builder_t *b, const struct piece *x)
{
	return cosign_trust_builder_add_tsa(
	    b, x->p, x->len, x->url, x->start, x->end, NULL);
}

/* The certificates twice: as roots and as intermediates. */
static cosign_rc_t
add_roots(cosign_trust_builder_t *b, const struct piece *x)
{
	return cosign_trust_builder_add_roots(
	    b, x->p, x->len, x->url != NULL ? x->p : NULL, x->len, NULL);
}

static cosign_rc_t
add_log(cosign_trust_builder_t *b, const struct piece *x)
{
	cosign_pubkey_t *key = NULL;
	cosign_rc_t rc = cosign_pubkey_parse(&key, x->p, x->len, NULL);

	if (rc == COSIGN_OK)
		rc = cosign_trust_builder_add_tlog(
		    b, key, x->url, NULL, x->start, x->end, NULL);
	if (rc == COSIGN_OK)
		rc = cosign_trust_builder_add_ctlog(
		    b, key, x->url, x->start, x->end, NULL);
	cosign_pubkey_free(key);
	return rc;
}

static cosign_rc_t
add_trust(cosign_trust_builder_t *b, const struct piece *x)
{
	cosign_trust_t *trust = NULL;
	cosign_rc_t rc =
	    cosign_trust_parse(&trust, (const char *)x->p, x->len, NULL);

	if (rc == COSIGN_OK)
		rc = cosign_trust_builder_add(
		    b, trust, cosign_trust_all(), NULL);
	cosign_trust_free(trust);
	return rc;
}

static cosign_rc_t (*const adds[])(cosign_trust_builder_t *b,
    const struct piece *x) = { add_ca, add_tsa, add_roots, add_log, add_trust };

#define ADDS (sizeof(adds) / sizeof(adds[0]))

/* What does not go in leaves the rest as it was. */
static void
add_all(cosign_trust_builder_t *b, struct csn_span in)
{
	struct csn_span bytes;
	struct piece piece;
	unsigned int use;
	cosign_rc_t rc;

	while (next_frame(&in, &use, &bytes)) {
		piece = (struct piece){ bytes.p, bytes.len,
			(use & 0x80) != 0 ? URL : NULL,
			(use & 0x40) != 0 ? START : NULL,
			(use & 0x20) != 0 ? END : NULL };
		rc = adds[(use & 0x1f) % ADDS](b, &piece);
		HOLDS(rc == COSIGN_OK || rc == COSIGN_E_KEY_KIND ||
		    cosign_rc_class(rc) == COSIGN_CLASS_ARGUMENT ||
		    cosign_rc_class(rc) == COSIGN_CLASS_MALFORMED);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cosign_trust_builder_t *b = NULL;
	cosign_trust_t *trust = NULL;

	HOLDS(cosign_trust_builder_new(&b, NULL) == COSIGN_OK);
	add_all(b, csn_span(data, size));
	HOLDS(cosign_trust_builder_finish(b, &trust, NULL) == COSIGN_OK);
	check_again(trust);
	check_combined(trust);
	cosign_trust_free(trust);
	cosign_trust_builder_free(b);
	return 0;
}

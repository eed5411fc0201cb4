/* RFC 3161 timestamps: every part is a view of what was read, and what is
   taken as an authority's holds a TSTInfo that it signed. */
#include "known.h"

#include "timestamp/attributes.h"
#include "timestamp/token.h"

static const char *const names[] = { "leaf", "root", "nothing", "sha-1" };

struct seen {
	struct csn_span stamped;
	struct csn_token tokens[CSN_ARRAY_LEN(names)];
};

/* Responses as they lie in the corpus. */
static const struct seen *
seen(void)
{
	static struct seen s;
	size_t i;

	if (s.stamped.p != NULL)
		return &s;
	for (i = 0; i < CSN_ARRAY_LEN(names); i++)
		HOLDS(csn_token_read(&s.tokens[i], known("timestamp", names[i]),
			  NULL) == COSIGN_OK);
	s.stamped = known("timestamp", "stamped");
	return &s;
}

static int
was_signed(const struct csn_token *token)
{
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(names); i++)
		if (csn_span_eq(token->info, seen()->tokens[i].info) &&
		    csn_span_eq(
			token->attributes, seen()->tokens[i].attributes))
			return 1;
	return 0;
}

static void
check_views(const struct csn_token *t, struct csn_span in)
{
	const struct csn_span parts[] = { t->info, t->issuer, t->signer_serial,
		t->attributes, t->signature };
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(parts); i++)
		HOLDS(is_inside(parts[i], in));
	HOLDS(is_inside(t->policy, t->info));
	HOLDS(is_inside(t->serial, t->info));
	HOLDS(t->certificate_count <= CSN_TOKEN_CERTIFICATES_MAX);
	for (i = 0; i < t->certificate_count; i++)
		HOLDS(is_inside(t->certificates[i], in));
	HOLDS(t->imprint.len == cosign_hash_size(t->imprint.hash));
	HOLDS(t->time.nsec < 1000000000);
}

static cosign_rc_t
check_verdict(const struct csn_token *t)
{
	const struct csn_authority_list *tsas = &known_trust()->tsas;
	const struct csn_authority_list nobody = { NULL, 0 };
	const struct csn_authority *tsa = NULL;
	unsigned int budget = CSN_BUNDLE_CHECKS_MAX;
	const cosign_rc_t rc = csn_token_verify(&tsa, t, tsas, &budget, NULL);
	cosign_rc_t imprint, unasked;

	HOLDS((rc == COSIGN_OK) == (tsa != NULL));
	HOLDS(rc == COSIGN_OK || cosign_rc_class(rc) == COSIGN_CLASS_REJECTED);
	HOLDS(rc != COSIGN_OK || was_signed(t));
	/* What it carries is read before anybody is asked. */
	unasked = csn_token_verify(&tsa, t, &nobody, &budget, NULL);
	HOLDS(unasked == COSIGN_E_UNTRUSTED ||
	    (unasked == COSIGN_E_TIMESTAMP && rc == COSIGN_E_TIMESTAMP));
	imprint = csn_token_check_imprint(t, seen()->stamped, NULL);
	HOLDS(imprint == COSIGN_OK || imprint == COSIGN_E_TIMESTAMP);
	return rc;
}

/* Otherwise nothing would be tested. */
static void
check_good_ones(void)
{
	static int is_done;
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(names) && !is_done; i++)
		HOLDS(check_verdict(&seen()->tokens[i]) == COSIGN_OK);
	is_done = 1;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct csn_span in = csn_span(data, size);
	static struct csn_token t;
	cosign_rc_t rc;

	check_good_ones();
	rc = csn_token_read(&t, in, NULL);
	if (rc == COSIGN_OK) {
		check_views(&t, in);
		(void)check_verdict(&t);
	} else {
		HOLDS(rc == COSIGN_E_TIMESTAMP ||
		    cosign_rc_class(rc) == COSIGN_CLASS_MALFORMED);
	}
	return 0;
}

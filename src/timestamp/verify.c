#include "crypto/der.h"
#include "timestamp/attributes.h"

#include <stdlib.h>

/* Who signed, and certificates that may stand between it and the root. */
struct signer {
	const struct csn_issuer *issuer;
	size_t count;
	struct csn_issuer embedded[]; /* room for those of the token */
};

static cosign_rc_t
refuse(cosign_error_t *err, const char *why)
{
	return csn_fail(err, COSIGN_E_TIMESTAMP, "%s", why);
}

static int
is_named(const struct csn_token *token, const struct csn_certificate *c)
{
	return csn_span_eq(token->issuer, c->issuer) &&
	    csn_span_eq(token->signer_serial, c->serial);
}

/* Nobody signed them, so at least each has to be a certificate. */
static cosign_rc_t
read_embedded(
    struct signer *s, const struct csn_token *token, cosign_error_t *err)
{
	cosign_rc_t rc;

	for (; s->count < token->certificate_count; s->count++) {
		rc = csn_issuer_init(
		    &s->embedded[s->count], token->certificates[s->count], err);
		if (rc != COSIGN_OK)
			return csn_fail_at(
			    err, rc, "certificates[%zu]", s->count);
	}
	return COSIGN_OK;
}

/*
 * The certificate that the token names by issuer and serial number, whatever
 * else is there. Where the trusted root says who signs, it has to be that one.
 * A token that carries certificates has to carry its signer's: otherwise a
 * change to it there would make it a stranger's, and nobody would mind.
 */
static cosign_rc_t
find_signer(struct signer *s, const struct csn_token *token,
    const struct csn_issuer *leaf, cosign_error_t *err)
{
	int is_there = s->count == 0;
	size_t i;

	s->issuer = NULL;
	if (leaf != NULL && is_named(token, &leaf->certificate))
		s->issuer = leaf;
	for (i = 0; i < s->count; i++) {
		if (!is_named(token, &s->embedded[i].certificate))
			continue;
		is_there = 1;
		if (s->issuer == NULL) {
			s->issuer = &s->embedded[i];
		} else if (!csn_span_eq(s->issuer->certificate.der,
			       s->embedded[i].certificate.der)) {
			return refuse(err, "two certificates of its signer");
		}
	}
	if (s->issuer == NULL)
		return refuse(err, "no certificate of its signer");
	if (!is_there)
		return refuse(err, "its signer is not among its certificates");
	if (leaf != NULL && s->issuer != leaf)
		return csn_fail(err, COSIGN_E_UNTRUSTED,
		    "signed by another than the authority's certificate");
	if (s->issuer->key == NULL)
		return refuse(err, "its signer's key is of another kind");
	return COSIGN_OK;
}

/* RFC 3161 2.3: for time stamping and nothing else, and critically so. */
static cosign_rc_t
check_usage(const struct csn_certificate *c, cosign_error_t *err)
{
	if (c->is_ca)
		return csn_fail(err, COSIGN_E_USAGE, "its signer is a CA");
	if (c->usage_count != 1 || (c->usages & CSN_EKU_TIME_STAMPING) == 0 ||
	    (c->critical & CSN_EXT_EXTENDED_USAGE) == 0)
		return csn_fail(err, COSIGN_E_USAGE,
		    "its signer's certificate is not for time stamping alone");
	if ((c->present & CSN_EXT_KEY_USAGE) != 0 &&
	    (c->key_usage &
		(CSN_KU_DIGITAL_SIGNATURE | CSN_KU_NON_REPUDIATION)) == 0)
		return csn_fail(err, COSIGN_E_USAGE,
		    "its signer's key usage does not allow signatures");
	return COSIGN_OK;
}

/* RFC 5652 5.4: over the attributes as a SET, which they are not tagged as
   where they stand. */
static cosign_rc_t
check_signature(
    const struct csn_token *token, const struct signer *s, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf set;

	csn_buf_init(&set, CSN_TIMESTAMP_MAX + 16);
	csn_buf_reserve(&set, token->attributes.len + 16);
	csn_der_add(&set, CSN_DER_SET, token->attributes);
	CSN_TRY(csn_buf_finish(&set, err));
	rc = csn_scheme_verify(&token->scheme, s->issuer->key,
	    csn_span(set.p, set.len), token->signature, err);
	if (rc == COSIGN_E_SIGNATURE || rc == COSIGN_E_NO_SIGNATURE ||
	    rc == COSIGN_E_ALGORITHM)
		rc = refuse(err, "not signed by the authority");
out:
	csn_buf_dispose(&set);
	return rc;
}

static cosign_rc_t
check_path(const struct csn_token *token, const struct csn_authority *tsa,
    const struct signer *s, unsigned int *budget, cosign_error_t *err)
{
	const struct csn_path_request request = {
		.authority = tsa,
		.leaf = &s->issuer->certificate,
		.untrusted = s->embedded,
		.untrusted_count = s->count,
		.time = token->time,
		.usage = CSN_EKU_TIME_STAMPING,
		.budget = budget,
	};
	const struct csn_issuer *issuer;

	return csn_path_verify(&issuer, &request, err);
}

/* The list of refusals. */
static cosign_rc_t
verify(const struct csn_token *token, const struct csn_authority *tsa,
    struct signer *s, unsigned int *budget, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(find_signer(s, token, csn_tsa_leaf(tsa), err));
	CSN_TRY(csn_attributes_check(token, &s->issuer->certificate, err));
	CSN_TRY(check_signature(token, s, err));
	CSN_TRY(check_usage(&s->issuer->certificate, err));
	CSN_TRY(check_path(token, tsa, s, budget, err));
	if (!csn_window_holds(&tsa->window, token->time))
		CSN_TRY(csn_fail(err, COSIGN_E_EXPIRED,
		    "the authority is not trusted at that time"));
	rc = COSIGN_OK;
out:
	return rc;
}

/* The first authority that made it. */
static cosign_rc_t
try_authorities(const struct csn_authority **tsa, const struct csn_token *token,
    const struct csn_authority_list *tsas, struct signer *s,
    unsigned int *budget, cosign_error_t *err)
{
	cosign_rc_t rc = csn_fail(
	    err, COSIGN_E_UNTRUSTED, "no timestamp authority is trusted");
	size_t i;

	for (i = 0; i < tsas->count && rc != COSIGN_OK; i++) {
		rc = verify(token, tsas->items[i], s, budget, err);
		if (cosign_rc_class(rc) == COSIGN_CLASS_INTERNAL)
			return rc;
		if (rc == COSIGN_OK)
			*tsa = tsas->items[i];
	}
	return rc;
}

cosign_rc_t
csn_token_verify(const struct csn_authority **tsa,
    const struct csn_token *token, const struct csn_authority_list *tsas,
    unsigned int *budget, cosign_error_t *err)
{
	struct signer *s = calloc(
	    1, sizeof(*s) + token->certificate_count * sizeof(*s->embedded));
	cosign_rc_t rc;
	size_t i;

	*tsa = NULL;
	if (s == NULL)
		return csn_fail_nomem(err);
	rc = read_embedded(s, token, err);
	if (rc == COSIGN_OK)
		rc = try_authorities(tsa, token, tsas, s, budget, err);
	for (i = 0; i < s->count; i++)
		csn_issuer_dispose(&s->embedded[i]);
	free(s);
	/* What is malformed in it, or too much, does not count. */
	if (cosign_rc_class(rc) == COSIGN_CLASS_MALFORMED)
		rc = csn_fail_as(err, COSIGN_E_TIMESTAMP);
	return csn_fail_at(err, rc, "timestamp");
}

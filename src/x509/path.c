#include "x509/path.h"

#include "x509/constraints.h"

#include <stdlib.h>

cosign_rc_t
csn_issuer_init(
    struct csn_issuer *out, struct csn_span der, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	memset(out, 0, sizeof(*out));
	if (der.len == 0 || der.len > CSN_CERTIFICATE_MAX)
		return csn_fail(err, COSIGN_E_LIMIT,
		    "certificate: %zu bytes, at most %zu", der.len,
		    CSN_CERTIFICATE_MAX);
	out->bytes = malloc(der.len);
	if (out->bytes == NULL)
		return csn_fail_nomem(err);
	memcpy(out->bytes, der.p, der.len);
	CSN_TRY(csn_certificate_read(
	    &out->certificate, csn_span(out->bytes, der.len), err));
	rc = csn_certificate_key(&out->key, &out->certificate, err);
	/* What is wrong with a key matters to who meets it. */
	if (cosign_rc_class(rc) == COSIGN_CLASS_MALFORMED) {
		cosign_error_clear(err);
		rc = COSIGN_OK;
	}
out:
	if (rc != COSIGN_OK)
		csn_issuer_dispose(out);
	return rc;
}

void
csn_issuer_dispose(struct csn_issuer *issuer)
{
	cosign_pubkey_free(issuer->key);
	free(issuer->bytes);
	issuer->key = NULL;
	issuer->bytes = NULL;
}

void
csn_authority_unref(struct csn_authority *authority)
{
	size_t i;

	if (authority == NULL || atomic_fetch_sub(&authority->refs, 1) != 1)
		return;
	for (i = 0; i < authority->count; i++)
		csn_issuer_dispose(&authority->issuers[i]);
	free(authority->issuers);
	free(authority->uri);
	free(authority);
}

/* A search in progress. */
struct search {
	const struct csn_path_request *request;
	const struct csn_issuer *path[CSN_CHAIN_MAX]; /* above the leaf */
	size_t depth;
	unsigned int checks; /* of signatures */
	cosign_rc_t broken;  /* how the last complete path failed */
	cosign_error_t *err;
};

static const struct csn_issuer *
anchor_of(const struct csn_authority *authority)
{
	return &authority->issuers[authority->count - 1];
}

/* Index among the authority's certificates, -1 for another. */
static int
index_of(const struct csn_authority *a, const struct csn_certificate *c)
{
	size_t i;

	for (i = 0; i < a->count; i++)
		if (&a->issuers[i].certificate == c)
			return (int)i;
	return -1;
}

static const struct csn_certificate *
top_of(const struct search *s)
{
	return s->depth == 0 ? s->request->leaf
			     : &s->path[s->depth - 1]->certificate;
}

static int
spend(unsigned int *budget)
{
	if (budget == NULL)
		return 1;
	if (*budget == 0)
		return 0;
	(*budget)--;
	return 1;
}

static cosign_rc_t
check_signature(struct search *s, const struct csn_issuer *issuer)
{
	const struct csn_certificate *c = top_of(s);
	cosign_rc_t rc;

	if (++s->checks > CSN_PATH_CHECKS_MAX || !spend(s->request->budget))
		return csn_fail(s->err, COSIGN_E_LIMIT,
		    "too many signatures to verify for a path");
	if (c->has_unknown_scheme)
		return COSIGN_E_ALGORITHM;
	/* A no is one candidate less, not what the caller is told. */
	rc = csn_scheme_verify(
	    &c->scheme, issuer->key, c->tbs, c->signature, NULL);
	if (cosign_rc_class(rc) == COSIGN_CLASS_INTERNAL)
		return csn_fail(s->err, rc, "%s", cosign_rc_text(rc));
	return rc;
}

/* The links between certificates of the trusted root are verified once. */
static cosign_rc_t
check_link(struct search *s, const struct csn_issuer *issuer)
{
	const struct csn_authority *a = s->request->authority;
	const int from = index_of(a, top_of(s));
	const int to = index_of(a, &issuer->certificate);
	/* The only thing of it that changes. */
	struct csn_issuer *known = from < 0 ? NULL : &a->issuers[from];
	uint32_t bit;
	cosign_rc_t rc;

	if (s->depth == 0 && issuer == s->request->issued_by)
		return COSIGN_OK;
	if (known == NULL || to < 0)
		return check_signature(s, issuer);
	bit = (uint32_t)1 << to;
	if ((atomic_load(&known->issued_by) & bit) != 0)
		return COSIGN_OK;
	rc = check_signature(s, issuer);
	if (rc == COSIGN_OK)
		(void)atomic_fetch_or(&known->issued_by, bit);
	return rc;
}

static cosign_rc_t
fail_at(struct search *s, size_t above, cosign_rc_t rc, const char *what)
{
	(void)csn_fail(s->err, rc, "%s", what);
	return csn_fail_at(s->err, rc,
	    above == 0 ? "certificate" : "certificate %zu of the chain",
	    above + 1);
}

/* 6.1.3 (a)(2): at the time of the signature, both ends included. */
static cosign_rc_t
check_time(struct search *s, size_t above, const struct csn_certificate *c)
{
	const struct csn_time t = s->request->time;

	if (csn_time_cmp(t, c->not_before) < 0)
		return fail_at(s, above, COSIGN_E_EXPIRED,
		    "not yet valid at the time of the signature");
	if (csn_time_cmp(t, c->not_after) > 0)
		return fail_at(s, above, COSIGN_E_EXPIRED,
		    "expired at the time of the signature");
	return COSIGN_OK;
}

/* 6.1.4 (k) to (n), for certificates above the leaf; below counts those
   between it and the leaf. */
static cosign_rc_t
check_authority(struct search *s, size_t above, size_t below,
    const struct csn_certificate *c)
{
	if (!c->is_ca)
		return fail_at(s, above, COSIGN_E_USAGE, "is no CA");
	if (c->path_len >= 0 && below > (size_t)c->path_len)
		return fail_at(
		    s, above, COSIGN_E_USAGE, "path below it is too long");
	if ((c->present & CSN_EXT_KEY_USAGE) != 0 &&
	    (c->key_usage & CSN_KU_CERT_SIGN) == 0)
		return fail_at(s, above, COSIGN_E_USAGE,
		    "key usage does not allow it to issue certificates");
	if ((c->present & CSN_EXT_EXTENDED_USAGE) != 0 &&
	    (c->usages & (s->request->usage | CSN_EKU_ANY)) == 0)
		return fail_at(s, above, COSIGN_E_USAGE,
		    "extended key usage does not allow this use below it");
	return csn_fail_at(s->err,
	    csn_constraints_check(c, s->request->leaf, s->err),
	    "certificate %zu of the chain", above + 1);
}

static cosign_rc_t
check_any(struct search *s, size_t above, const struct csn_certificate *c)
{
	if (c->unknown.len > 0)
		return fail_at(s, above, COSIGN_E_USAGE,
		    "has a critical extension that is not known");
	if ((c->present & CSN_EXT_POISON) != 0)
		return fail_at(s, above, COSIGN_E_USAGE, "is a precertificate");
	return check_time(s, above, c);
}

/* The whole path against the rules, from the leaf up. */
static cosign_rc_t
check_path(struct search *s)
{
	cosign_rc_t rc = check_any(s, 0, s->request->leaf);
	size_t i, below = 0;

	for (i = 0; i < s->depth && rc == COSIGN_OK; i++) {
		const struct csn_certificate *c = &s->path[i]->certificate;

		rc = check_any(s, i + 1, c);
		if (rc == COSIGN_OK)
			rc = check_authority(s, i + 1, below, c);
		/* 6.1.4 (l): self-issued ones do not count. */
		below += csn_certificate_is_self_issued(c) ? 0 : 1;
	}
	return rc;
}

static int
is_in_path(const struct search *s, const struct csn_issuer *issuer)
{
	size_t i;

	for (i = 0; i < s->depth; i++)
		if (csn_span_eq(
			s->path[i]->certificate.der, issuer->certificate.der))
			return 1;
	return 0;
}

static cosign_rc_t extend(struct search *s);

/* A rule that is broken ends this path, not the search; what is no verdict
   ends the search. */
static int
is_final(cosign_rc_t rc)
{
	return rc == COSIGN_OK || rc == COSIGN_E_LIMIT ||
	    cosign_rc_class(rc) == COSIGN_CLASS_INTERNAL;
}

static cosign_rc_t
try_issuer(struct search *s, const struct csn_issuer *issuer)
{
	cosign_rc_t rc;

	if (issuer->key == NULL || is_in_path(s, issuer) ||
	    !csn_span_eq(top_of(s)->issuer, issuer->certificate.subject))
		return COSIGN_E_UNTRUSTED;
	rc = check_link(s, issuer);
	if (rc != COSIGN_OK)
		return is_final(rc) ? rc : COSIGN_E_UNTRUSTED;
	s->path[s->depth++] = issuer;
	if (issuer == anchor_of(s->request->authority)) {
		rc = check_path(s);
		s->broken = rc;
	} else {
		rc = extend(s);
	}
	if (rc != COSIGN_OK)
		s->depth--;
	return rc;
}

/* Depth-first; the depth is bounded, and so is the number of signatures. */
static cosign_rc_t
extend(struct search *s)
{
	const struct csn_path_request *r = s->request;
	cosign_rc_t rc = COSIGN_E_UNTRUSTED;
	size_t i;

	if (s->depth == CSN_CHAIN_MAX)
		return COSIGN_E_UNTRUSTED;
	for (i = r->authority->count; i > 0 && !is_final(rc); i--)
		rc = try_issuer(s, &r->authority->issuers[i - 1]);
	for (i = 0; i < r->untrusted_count && !is_final(rc); i++)
		rc = try_issuer(s, &r->untrusted[i]);
	return rc;
}

cosign_rc_t
csn_path_verify(const struct csn_issuer **issuer,
    const struct csn_path_request *request, cosign_error_t *err)
{
	struct search s = { .request = request, .err = err };
	cosign_rc_t rc;

	*issuer = NULL;
	if (request->authority->count == 0)
		return csn_fail(err, COSIGN_E_INTERNAL, "authority is empty");
	rc = extend(&s);
	if (rc == COSIGN_OK) {
		*issuer = s.path[0];
		return COSIGN_OK;
	}
	if (is_final(rc))
		return rc;
	/* The reason stands in err: nothing else was recorded since. */
	if (s.broken != COSIGN_OK)
		return csn_fail_at(err, s.broken, "path");
	return csn_fail(err, COSIGN_E_UNTRUSTED,
	    "certificate: no path to a trusted authority");
}

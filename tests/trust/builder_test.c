/* Trust put together by hand. */
#include "roots.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct vs *vs;
static cosign_trust_builder_t *builder;

static void
enter(void)
{
	vs = vs_new(NULL);
	MUST(cosign_trust_builder_new(&builder, NULL));
}

static void
leave(void)
{
	cosign_trust_builder_free(builder);
	vs_free(vs);
}

TestSuite(trust_builder, .init = enter, .fini = leave);

static cosign_trust_t *
finish(void)
{
	cosign_trust_t *trust = NULL;

	MUST(cosign_trust_builder_finish(builder, &trust, NULL));
	cr_assert_not_null(trust);
	return trust;
}

/* What is in the builder; afterwards it is empty. */
static void
expect_finished(size_t tlogs, size_t cas, size_t ctlogs, size_t tsas)
{
	cosign_trust_t *trust = finish();

	expect_counts(trust, tlogs, cas, ctlogs, tsas);
	cosign_trust_free(trust);
	trust = finish();
	expect_counts(trust, 0, 0, 0, 0);
	cosign_trust_free(trust);
}

typedef cosign_rc_t (*add_fn)(cosign_trust_builder_t *b, const void *chain,
    size_t len, const char *uri, const char *start, const char *end,
    cosign_error_t *err);

static const struct authority {
	add_fn add;
	const char *name;
} authorities[] = {
	{ cosign_trust_builder_add_ca, "certificate authority" },
	{ cosign_trust_builder_add_tsa, "timestamp authority" },
};

static const char *
pem_of(const struct vs_authority *a)
{
	return vs_chain_pem(a);
}

Test(trust_builder, adds_authorities)
{
	const char *ca = pem_of(vs->ca), *tsa = pem_of(vs->tsa);
	const char *tsa_above = vs_cert_pem(vs, vs->tsa->chain[1]);
	const struct csn_authority *a;
	cosign_trust_t *trust;

	MUST(cosign_trust_builder_add_ca(builder, ca, strlen(ca), "https://ca",
	    "2025-01-01T00:00:00Z", NULL, NULL));
	MUST(cosign_trust_builder_add_tsa(builder, tsa, strlen(tsa), NULL, NULL,
	    "2025-01-01T00:00:00.5Z", NULL));
	MUST(cosign_trust_builder_add_tsa(
	    builder, tsa_above, strlen(tsa_above), NULL, NULL, NULL, NULL));
	trust = finish();
	expect_counts(trust, 0, 1, 0, 2);
	a = trust->cas.items[0];
	cr_expect_eq(a->count, 2);
	cr_expect_str_eq(a->uri, "https://ca");
	cr_expect(a->window.has_start && !a->window.has_end);
	cr_expect_eq(a->window.start.sec, 1735689600);
	a = trust->tsas.items[0];
	cr_expect_null(a->uri);
	cr_expect(!a->window.has_start && a->window.has_end);
	cr_expect_eq(a->window.end.nsec, 500000000);
	/* Who signs is told, or is not. */
	cr_expect_eq(csn_tsa_leaf(a), &a->issuers[0]);
	cr_expect_null(csn_tsa_leaf(trust->tsas.items[1]));
	cosign_trust_free(trust);
}

/* Ends and what stands between certificates do not matter. */
Test(trust_builder, reads_pem)
{
	const char *text =
	    vs_text(vs, "\n\n%s\n%s\r\n\n", vs_cert_pem(vs, vs->ca->chain[0]),
		vs_cert_pem(vs, vs->ca->chain[1]));

	MUST(cosign_trust_builder_add_ca(
	    builder, text, strlen(text), NULL, NULL, NULL, NULL));
	expect_finished(0, 1, 0, 0);
}

struct chain {
	const char *text;
	cosign_rc_t rc;
	const char *message; /* behind the authority's name */
};

static void
expect_chain(const struct authority *a, const struct chain *row)
{
	cosign_error_t *err = cosign_error_new();

	expect_error(err,
	    a->add(builder, row->text,
		row->text == NULL ? 0 : strlen(row->text), NULL, NULL, NULL,
		err),
	    row->rc,
	    row->rc == COSIGN_OK
		? ""
		: vs_text(vs, "%s: %s", a->name, row->message));
	cosign_error_free(err);
}

Test(trust_builder, refuses_chains)
{
	const char *cert = vs_cert_pem(vs, vs->ca->chain[1]);
	const char *five =
	    vs_text(vs, "%s%s%s%s%s", cert, cert, cert, cert, cert);
	const struct chain rows[] = {
		{ NULL, COSIGN_E_ARGUMENT, "no certificates" },
		{ "", COSIGN_E_PEM, "no certificates" },
		{ "text\n", COSIGN_E_PEM, "" },
		{ vs_key_pem(vs, vs->ct->key), COSIGN_E_PEM,
		    "something else than certificates" },
		{ vs_text(vs, "%s%s", cert, vs_key_pem(vs, vs->ct->key)),
		    COSIGN_E_PEM, "something else than certificates" },
		{ vs_text(vs, "%.*s", (int)strlen(cert) - 2, cert),
		    COSIGN_E_PEM, "" },
		{ "-----BEGIN CERTIFICATE-----\n!!!!\n"
		  "-----END CERTIFICATE-----\n",
		    COSIGN_E_BASE64, "" },
		{ "-----BEGIN CERTIFICATE-----\nMAA=\n"
		  "-----END CERTIFICATE-----\n",
		    COSIGN_E_DER, "certificates[0]: DER: cut" },
		{ vs_text(vs, "%s%s", five, five), COSIGN_OK, "" },
		{ vs_text(vs, "%s%s%s", five, five, cert), COSIGN_E_LIMIT,
		    "more than 10 certificates" },
	};
	size_t i, k;

	for (k = 0; k < ARRAY_LEN(authorities); k++)
		for (i = 0; i < ARRAY_LEN(rows); i++)
			expect_chain(&authorities[k], &rows[i]);
	/* Nothing of those that failed was added. */
	expect_finished(0, 1, 0, 1);
}

/* A timestamp authority has a root above who signs. */
Test(trust_builder, refuses_timestamp_authorities_without_a_root)
{
	const char *leaf = vs_cert_pem(vs, vs->tsa->chain[0]);
	const char *root = vs_cert_pem(vs, vs->tsa->chain[1]);
	const struct chain rows[] = {
		{ leaf, COSIGN_E_UNSUPPORTED,
		    "chain of a timestamp authority without a root" },
		{ vs_text(vs, "%s%s", root, leaf), COSIGN_E_UNSUPPORTED,
		    "certificates[1]: is no CA" },
		{ root, COSIGN_OK, "" },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++)
		expect_chain(&authorities[1], &rows[i]);
}

/* The same of all that has a window. */
static cosign_rc_t
add_with_window(
    int which, const char *start, const char *end, cosign_error_t *err)
{
	cosign_pubkey_t *key = public_of(vs->rekor1->key);
	const char *chain = pem_of(vs->tsa);
	cosign_rc_t rc;

	switch (which) {
	case 0:
	case 1:
		rc = authorities[which].add(
		    builder, chain, strlen(chain), NULL, start, end, err);
		break;
	case 2:
		rc = cosign_trust_builder_add_tlog(
		    builder, key, NULL, NULL, start, end, err);
		break;
	default:
		rc = cosign_trust_builder_add_ctlog(
		    builder, key, NULL, start, end, err);
		break;
	}
	cosign_pubkey_free(key);
	return rc;
}

Test(trust_builder, minds_windows)
{
	static const char *const places[] = { "certificate authority",
		"timestamp authority", "transparency log", "certificate log" };
	static const struct {
		const char *start, *end;
		cosign_rc_t rc;
		const char *message;
	} rows[] = {
		{ NULL, NULL, COSIGN_OK, "" },
		{ "2025-01-01T00:00:00Z", "2025-01-01T00:00:00Z", COSIGN_OK,
		    "" },
		{ "2025-01-01T00:00:00.5+01:00", NULL, COSIGN_OK, "" },
		{ "2025-01-01T00:00:00.5Z", "2025-01-01T00:00:00Z",
		    COSIGN_E_ARGUMENT, "it ends before it begins" },
		{ "2025-01-02T00:00:00Z", "2025-01-01T00:00:00Z",
		    COSIGN_E_ARGUMENT, "it ends before it begins" },
		{ "", "", COSIGN_OK, "" },
		{ "2025-01-01", NULL, COSIGN_E_MALFORMED,
		    "\"2025-01-01\": not a time of RFC 3339" },
		{ NULL, "now", COSIGN_E_MALFORMED,
		    "\"now\": not a time of RFC 3339" },
		{ "2025-02-29T00:00:00Z", NULL, COSIGN_E_MALFORMED,
		    "\"2025-02-29T00:00:00Z\": not a time of RFC 3339" },
	};
	cosign_error_t *err = cosign_error_new();
	size_t i;
	int which;

	for (which = 0; which < 4; which++)
		for (i = 0; i < ARRAY_LEN(rows); i++) {
			cosign_error_clear(err);
			expect_error(err,
			    add_with_window(
				which, rows[i].start, rows[i].end, err),
			    rows[i].rc,
			    rows[i].rc == COSIGN_OK
				? ""
				: vs_text(vs, "%s: %s", places[which],
				      rows[i].message));
		}
	cosign_error_free(err);
}

/* An authority without a start begins with its certificate: June 2024. */
Test(trust_builder, minds_windows_that_begin_with_a_certificate)
{
	static const char *const places[] = {
		"certificate authority: it ends before it begins",
		"timestamp authority: it ends before it begins"
	};
	cosign_error_t *err = cosign_error_new();
	int which;

	for (which = 0; which < 2; which++) {
		cosign_error_clear(err);
		expect_error(err,
		    add_with_window(which, "", "2024-06-15T15:06:39Z", err),
		    COSIGN_E_ARGUMENT, places[which]);
		cosign_error_clear(err);
		expect_error(err,
		    add_with_window(which, "", "2024-06-15T15:06:40Z", err),
		    COSIGN_OK, "");
	}
	cosign_error_free(err);
}

Test(trust_builder, adds_logs)
{
	cosign_pubkey_t *v1 = public_of(vs->rekor1->key);
	cosign_pubkey_t *v2 = public_of(vs->rekor2->key);
	cosign_pubkey_t *ct = public_of(vs->ct->key);
	const struct csn_log *log;
	cosign_trust_t *trust;

	MUST(cosign_trust_builder_add_tlog(
	    builder, v1, "https://rekor.test", NULL, NULL, NULL, NULL));
	MUST(cosign_trust_builder_add_tlog(builder, v2, vs->rekor2->url,
	    vs->rekor2->host, "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z",
	    NULL));
	MUST(cosign_trust_builder_add_ctlog(
	    builder, ct, NULL, NULL, NULL, NULL));
	trust = finish();
	expect_counts(trust, 2, 0, 1, 0);
	log = trust->tlogs.items[0];
	cr_expect(csn_span_eq(
	    csn_bytes_span(&log->id), csn_span(vs->rekor1->key->id.p, 32)));
	cr_expect_str_eq(log->url, "https://rekor.test");
	cr_expect_str_eq(log->host, "rekor.test");
	/* As in a trusted root, where it has to be said. */
	cr_expect_eq(log->window.has_start, 1);
	cr_expect_eq(log->window.start.sec, 0);
	cr_expect_eq(log->window.has_end, 0);
	log = trust->tlogs.items[1];
	cr_expect(csn_span_eq(csn_bytes_span(&log->id),
	    csn_span(vs->rekor2->id.p, vs->rekor2->id.len)));
	cr_expect(log->window.has_start && log->window.has_end);
	log = trust->ctlogs.items[0];
	cr_expect_null(log->url);
	cr_expect(csn_span_eq(
	    csn_bytes_span(&log->id), csn_span(vs->ct->key->id.p, 32)));
	/* The keys are shared. */
	cosign_pubkey_free(v1);
	cosign_pubkey_free(v2);
	cosign_pubkey_free(ct);
	cr_expect_not_null(cosign_pubkey_fingerprint(log->key));
	cosign_trust_free(trust);
}

/* A new one takes the place of another of the same id. */
Test(trust_builder, replaces_logs_of_one_id)
{
	cosign_pubkey_t *key = public_of(vs->rekor1->key);
	cosign_pubkey_t *other = public_of(vs->rekor2->key);
	cosign_trust_t *trust;

	MUST(cosign_trust_builder_add_tlog(
	    builder, key, "https://a", NULL, NULL, NULL, NULL));
	MUST(cosign_trust_builder_add_tlog(
	    builder, other, "https://b", NULL, NULL, NULL, NULL));
	MUST(cosign_trust_builder_add_tlog(
	    builder, key, "https://c", NULL, NULL, NULL, NULL));
	/* of a name, so of another id */
	MUST(cosign_trust_builder_add_tlog(
	    builder, other, "https://d", "d", NULL, NULL, NULL));
	MUST(cosign_trust_builder_add_ctlog(
	    builder, key, "https://e", NULL, NULL, NULL));
	MUST(cosign_trust_builder_add_ctlog(
	    builder, key, "https://f", NULL, NULL, NULL));
	trust = finish();
	expect_counts(trust, 3, 0, 1, 0);
	cr_expect_str_eq(trust->tlogs.items[0]->url, "https://c");
	cr_expect_str_eq(trust->tlogs.items[1]->url, "https://b");
	cr_expect_str_eq(trust->tlogs.items[2]->url, "https://d");
	cr_expect_str_eq(trust->ctlogs.items[0]->url, "https://f");
	cosign_trust_free(trust);
	cosign_pubkey_free(other);
	cosign_pubkey_free(key);
}

Test(trust_builder, adds_what_another_trusts)
{
	cosign_trust_t *other = must_parse(vs_trusted_root(vs, NULL));
	cosign_trust_t *trust;

	MUST(cosign_trust_builder_add(builder, other, COSIGN_TRUST_ALL, NULL));
	MUST(cosign_trust_builder_add(builder, other, COSIGN_TRUST_ALL, NULL));
	cosign_trust_free(other);
	trust = finish();
	expect_counts(trust, 4, 2, 2, 2);
	cr_expect_eq(trust->tlogs.items[0], trust->tlogs.items[2]);
	cr_expect_eq(trust->cas.items[0], trust->cas.items[1]);
	cosign_trust_free(trust);
}

/* Of each kind by itself. */
Test(trust_builder, adds_kinds_of_what_another_trusts)
{
	static const struct {
		uint32_t kinds;
		size_t tlogs, cas, ctlogs, tsas;
	} rows[] = {
		{ COSIGN_TRUST_CA, 0, 1, 0, 0 },
		{ COSIGN_TRUST_TSA, 0, 0, 0, 1 },
		{ COSIGN_TRUST_TLOG, 2, 0, 0, 0 },
		{ COSIGN_TRUST_CTLOG, 0, 0, 1, 0 },
		{ COSIGN_TRUST_CA | COSIGN_TRUST_CTLOG, 0, 1, 1, 0 },
		{ 0, 0, 0, 0, 0 },
		{ COSIGN_TRUST_ALL, 2, 1, 1, 1 },
	};
	cosign_trust_t *other = must_parse(vs_trusted_root(vs, NULL));
	size_t i;

	cr_expect_eq(cosign_trust_all(), COSIGN_TRUST_ALL);
	for (i = 0; i < ARRAY_LEN(rows); i++) {
		MUST(cosign_trust_builder_add(
		    builder, other, rows[i].kinds, NULL));
		expect_finished(
		    rows[i].tlogs, rows[i].cas, rows[i].ctlogs, rows[i].tsas);
	}
	cosign_trust_free(other);
}

/* Each of the roots, with all of what may stand below. */
Test(trust_builder, adds_roots_and_intermediates)
{
	const struct csn_authority *a;
	const char *roots, *below;
	cosign_trust_t *trust;
	size_t i;

	(void)vs_ca(vs, NULL);
	roots = vs_roots_pem(vs);
	below = vs_intermediates_pem(vs);
	MUST(cosign_trust_builder_add_roots(
	    builder, roots, strlen(roots), below, strlen(below), NULL));
	MUST(cosign_trust_builder_add_roots(
	    builder, roots, strlen(roots), NULL, 0, NULL));
	trust = finish();
	expect_counts(trust, 0, 4, 0, 0);
	for (i = 0; i < 4; i++) {
		a = trust->cas.items[i];
		cr_expect_eq(a->count, i < 2 ? 3u : 1u);
		cr_expect(!a->window.has_start && !a->window.has_end);
		cr_expect(csn_span_eq(a->issuers[a->count - 1].certificate.der,
		    csn_span(
			(i % 2 == 0 ? vs->ca : vs->ca->next)->chain[1]->der.p,
			(i % 2 == 0 ? vs->ca : vs->ca->next)
			    ->chain[1]
			    ->der.len)));
	}
	cosign_trust_free(trust);
}

Test(trust_builder, refuses_roots)
{
	const char *cert = vs_cert_pem(vs, vs->ca->chain[1]);
	const char *five =
	    vs_text(vs, "%s%s%s%s%s", cert, cert, cert, cert, cert);
	const struct {
		const char *roots, *below;
		cosign_rc_t rc;
		const char *message;
	} rows[] = {
		{ NULL, cert, COSIGN_E_ARGUMENT, "no certificates" },
		{ "", cert, COSIGN_E_PEM, "roots: no certificates" },
		{ cert, "", COSIGN_E_PEM, "intermediates: no certificates" },
		{ cert, vs_key_pem(vs, vs->ct->key), COSIGN_E_PEM,
		    "intermediates: something else than certificates" },
		{ vs_text(vs, "%s%s%s", five, five, cert), NULL, COSIGN_E_LIMIT,
		    "roots: more than 10 certificates" },
		{ cert, vs_text(vs, "%s%s", five, five), COSIGN_E_LIMIT,
		    "more than 10 certificates" },
	};
	cosign_error_t *err = cosign_error_new();
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++)
		expect_error(err,
		    cosign_trust_builder_add_roots(builder, rows[i].roots,
			rows[i].roots == NULL ? 0 : strlen(rows[i].roots),
			rows[i].below,
			rows[i].below == NULL ? 0 : strlen(rows[i].below), err),
		    rows[i].rc,
		    vs_text(vs, "certificate authority: %s", rows[i].message));
	expect_finished(0, 0, 0, 0);
	cosign_error_free(err);
}

/* "" as its beginning: from when the certificate is valid that matters. */
Test(trust_builder, may_begin_with_the_certificate)
{
	const struct vs_cert_options certs[] = { { .not_before = VS_NOW - 7 },
		{ .not_before = VS_NOW - 9 } };
	const struct vs_authority_options o = { .certs = certs };
	const char *ca = vs_chain_pem(vs_ca(vs, &o));
	const char *tsa = vs_chain_pem(vs_tsa(vs, &o));
	cosign_trust_t *trust;

	MUST(cosign_trust_builder_add_ca(
	    builder, ca, strlen(ca), NULL, "", "", NULL));
	MUST(cosign_trust_builder_add_tsa(
	    builder, tsa, strlen(tsa), NULL, "", NULL, NULL));
	trust = finish();
	cr_expect_eq(trust->cas.items[0]->window.has_start, 1);
	cr_expect_eq(trust->cas.items[0]->window.start.sec, VS_NOW - 9);
	cr_expect_eq(trust->cas.items[0]->window.has_end, 0);
	cr_expect_eq(trust->tsas.items[0]->window.has_start, 1);
	cr_expect_eq(trust->tsas.items[0]->window.start.sec, VS_NOW - 7);
	cosign_trust_free(trust);
}

/* A log of Rekor v2 is known by the host of its URL. */
Test(trust_builder, wants_an_origin_that_is_the_host)
{
	static const struct {
		const char *url, *origin;
		cosign_rc_t rc;
	} rows[] = {
		{ "https://log.test", "log.test", COSIGN_OK },
		{ "https://u@log.test:80/path", "log.test", COSIGN_OK },
		{ "https://log.test", "log.tests", COSIGN_E_ARGUMENT },
		{ "https://log.test", "LOG.test", COSIGN_E_ARGUMENT },
		{ "https://log.test", "https://log.test", COSIGN_E_ARGUMENT },
		{ "https://log.test", "", COSIGN_E_ARGUMENT },
		{ NULL, "log.test", COSIGN_E_ARGUMENT },
		{ "log.test", "log.test", COSIGN_E_ARGUMENT },
	};
	cosign_pubkey_t *key = public_of(vs->rekor2->key);
	cosign_error_t *err = cosign_error_new();
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++)
		expect_error(err,
		    cosign_trust_builder_add_tlog(builder, key, rows[i].url,
			rows[i].origin, NULL, NULL, err),
		    rows[i].rc,
		    rows[i].rc == COSIGN_OK
			? ""
			: "transparency log: its origin is not the host of "
			  "its URL");
	cosign_error_free(err);
	cosign_pubkey_free(key);
}

/* What was left out there is counted on. */
Test(trust_builder, counts_what_was_left_out)
{
	cosign_trust_t *other, *trust;

	vs->ct->key_details = "ML_DSA_44";
	other = must_parse(vs_trusted_root(vs, NULL));
	MUST(cosign_trust_builder_add(builder, other, COSIGN_TRUST_ALL, NULL));
	trust = finish();
	cr_expect_eq(cosign_trust_skipped_count(trust), 1);
	cosign_trust_free(trust);
	cosign_trust_free(other);
}

/* So many, and then no more: what is there stays. */
Test(trust_builder, takes_256_of_a_kind)
{
	const char *chain = vs_cert_pem(vs, vs->ca->chain[1]);
	cosign_error_t *err = cosign_error_new();
	cosign_trust_t *trust;
	size_t i, k;

	for (k = 0; k < ARRAY_LEN(authorities); k++) {
		for (i = 0; i < CSN_TRUST_LIST_MAX; i++)
			MUST(authorities[k].add(builder, chain, strlen(chain),
			    NULL, NULL, NULL, NULL));
		expect_error(err,
		    authorities[k].add(
			builder, chain, strlen(chain), NULL, NULL, NULL, err),
		    COSIGN_E_LIMIT,
		    vs_text(vs, "%s: more than 256 of a kind",
			authorities[k].name));
	}
	trust = finish();
	expect_counts(trust, 0, CSN_TRUST_LIST_MAX, 0, CSN_TRUST_LIST_MAX);
	MUST(cosign_trust_builder_add(builder, trust, COSIGN_TRUST_ALL, NULL));
	expect_error(err,
	    cosign_trust_builder_add(builder, trust, COSIGN_TRUST_ALL, err),
	    COSIGN_E_LIMIT, "trust: more than 256 of a kind");
	cosign_trust_free(trust);
	cosign_error_free(err);
}

Test(trust_builder, takes_256_logs)
{
	cosign_error_t *err = cosign_error_new();
	cosign_pubkey_t *key = public_of(vs->rekor2->key);
	size_t i;

	for (i = 0; i < CSN_TRUST_LIST_MAX; i++)
		MUST(cosign_trust_builder_add_tlog(builder, key,
		    vs_text(vs, "https://%zu", i), vs_text(vs, "%zu", i), NULL,
		    NULL, NULL));
	expect_error(err,
	    cosign_trust_builder_add_tlog(
		builder, key, "https://more", "more", NULL, NULL, err),
	    COSIGN_E_LIMIT, "transparency log: more than 256 of a kind");
	/* in the place of another */
	MUST(cosign_trust_builder_add_tlog(
	    builder, key, "https://7", "7", NULL, NULL, NULL));
	expect_finished(CSN_TRUST_LIST_MAX, 0, 0, 0);
	cosign_pubkey_free(key);
	cosign_error_free(err);
}

Test(trust_builder, needs_its_arguments)
{
	cosign_error_t *err = cosign_error_new();
	cosign_pubkey_t *key = public_of(vs->rekor2->key);
	cosign_trust_t *trust = finish();
	const char *chain = pem_of(vs->ca);

	expect_error(err, cosign_trust_builder_new(NULL, err),
	    COSIGN_E_ARGUMENT, "trust: nowhere to write to");
	expect_error(err,
	    cosign_trust_builder_add_ca(
		NULL, chain, strlen(chain), NULL, NULL, NULL, err),
	    COSIGN_E_ARGUMENT, "certificate authority: no builder");
	expect_error(err,
	    cosign_trust_builder_add_tsa(
		NULL, chain, strlen(chain), NULL, NULL, NULL, err),
	    COSIGN_E_ARGUMENT, "timestamp authority: no builder");
	expect_error(err,
	    cosign_trust_builder_add_tlog(
		NULL, key, NULL, NULL, NULL, NULL, err),
	    COSIGN_E_ARGUMENT, "transparency log: no builder");
	expect_error(err,
	    cosign_trust_builder_add_ctlog(NULL, key, NULL, NULL, NULL, err),
	    COSIGN_E_ARGUMENT, "certificate log: no builder");
	expect_error(err,
	    cosign_trust_builder_add_tlog(
		builder, NULL, NULL, NULL, NULL, NULL, err),
	    COSIGN_E_ARGUMENT, "transparency log: no key");
	expect_error(err,
	    cosign_trust_builder_add_tlog(
		builder, NULL, "https://a", "a", NULL, NULL, err),
	    COSIGN_E_ARGUMENT, "transparency log: no key");
	expect_error(err,
	    cosign_trust_builder_add_ctlog(
		builder, NULL, NULL, NULL, NULL, err),
	    COSIGN_E_ARGUMENT, "certificate log: no key");
	expect_error(err,
	    cosign_trust_builder_add(NULL, trust, COSIGN_TRUST_ALL, err),
	    COSIGN_E_ARGUMENT, "trust: no builder");
	expect_error(err,
	    cosign_trust_builder_add(builder, NULL, COSIGN_TRUST_ALL, err),
	    COSIGN_E_ARGUMENT, "trust: nothing to add");
	expect_error(err, cosign_trust_builder_add(builder, trust, 0x10, err),
	    COSIGN_E_ARGUMENT, "trust: no such kind");
	expect_error(err,
	    cosign_trust_builder_add_roots(
		NULL, chain, strlen(chain), NULL, 0, err),
	    COSIGN_E_ARGUMENT, "certificate authority: no builder");
	expect_error(err, cosign_trust_builder_finish(builder, NULL, err),
	    COSIGN_E_ARGUMENT, "trust: nowhere to write to");
	cosign_trust_free(trust);
	expect_error(err, cosign_trust_builder_finish(NULL, &trust, err),
	    COSIGN_E_ARGUMENT, "trust: no builder");
	cr_expect_null(trust);
	cosign_trust_builder_free(NULL);
	cosign_pubkey_free(key);
	cosign_error_free(err);
}

/* What was added and never finished is freed. */
Test(trust_builder, may_be_given_up)
{
	const char *chain = pem_of(vs->ca);

	MUST(cosign_trust_builder_add_ca(
	    builder, chain, strlen(chain), "uri", NULL, NULL, NULL));
}

/* Objects of trust: shared, combined, asked. */
#include "roots.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct vs *vs;

static void
enter(void)
{
	vs = vs_new(NULL);
}

static void
leave(void)
{
	vs_free(vs);
}

TestSuite(trust, .init = enter, .fini = leave);

Test(trust, has_owners)
{
	cosign_trust_t *trust = must_parse(vs_trusted_root(vs, NULL));
	cosign_trust_t *again = cosign_trust_ref(trust);

	cr_expect_eq(again, trust);
	cosign_trust_free(trust);
	expect_counts(again, 2, 1, 1, 1);
	cosign_trust_free(again);
	cosign_trust_free(NULL);
	cr_expect_null(cosign_trust_ref(NULL));
}

Test(trust, nobody_is_trusted_by_nothing)
{
	expect_counts(NULL, 0, 0, 0, 0);
	cr_expect_eq(cosign_trust_skipped_count(NULL), 0);
	cr_expect_null(cosign_trust_log_url(NULL, vs->ct->id.p, 32));
}

/* The parts share what they have with the whole, in whatever order they are
   freed. */
Test(trust, may_be_combined)
{
	struct vs *other = vs_new(NULL);
	const cosign_trust_t *parts[3];
	cosign_trust_t *a, *b, *all = NULL;

	(void)vs_tsa(other, NULL);
	other->ct->key_details = "ML_DSA_44";
	a = must_parse(vs_trusted_root(vs, NULL));
	b = must_parse(vs_trusted_root(other, NULL));
	parts[0] = parts[2] = a;
	parts[1] = b;
	MUST(cosign_trust_combine(&all, parts, 2, NULL));
	expect_counts(all, 4, 2, 1, 3);
	cr_expect_eq(cosign_trust_skipped_count(all), 1);
	cr_expect_eq(all->tlogs.items[0], a->tlogs.items[0]);
	cr_expect_eq(all->tsas.items[2], b->tsas.items[1]);
	cosign_trust_free(all);
	MUST(cosign_trust_combine(&all, parts, 3, NULL));
	cosign_trust_free(a);
	cosign_trust_free(b);
	expect_counts(all, 6, 3, 2, 4);
	cr_expect_str_eq(
	    cosign_trust_log_url(all, vs->ct->id.p, 32), vs->ct->url);
	cosign_trust_free(all);
	vs_free(other);
}

Test(trust, may_be_combined_of_nothing)
{
	cosign_trust_t *trust = NULL;

	MUST(cosign_trust_combine(&trust, NULL, 0, NULL));
	expect_counts(trust, 0, 0, 0, 0);
	cosign_trust_free(trust);
}

Test(trust, combining_needs_its_arguments)
{
	cosign_error_t *err = cosign_error_new();
	cosign_trust_t *trust = must_parse(vs_trusted_root(vs, NULL));
	const cosign_trust_t *parts[] = { trust, NULL };
	cosign_trust_t *out = trust;

	expect_error(err, cosign_trust_combine(NULL, parts, 1, err),
	    COSIGN_E_ARGUMENT, "trust: nothing to combine or nowhere");
	expect_error(err, cosign_trust_combine(&out, NULL, 1, err),
	    COSIGN_E_ARGUMENT, "trust: nothing to combine or nowhere");
	expect_error(err, cosign_trust_combine(&out, parts, 2, err),
	    COSIGN_E_ARGUMENT, "trust: trust: part 1 is missing");
	cr_expect_null(out);
	cosign_trust_free(trust);
	cosign_error_free(err);
}

Test(trust, combined_is_limited)
{
	static const cosign_trust_t *parts[CSN_TRUST_LIST_MAX + 1];
	cosign_error_t *err = cosign_error_new();
	cosign_trust_t *trust, *out = NULL;
	size_t i;

	vs->rekor2->untrusted = 1;
	trust = must_parse(vs_trusted_root(vs, NULL));
	for (i = 0; i < ARRAY_LEN(parts); i++)
		parts[i] = trust;
	MUST(cosign_trust_combine(&out, parts, CSN_TRUST_LIST_MAX, NULL));
	expect_counts(out, CSN_TRUST_LIST_MAX, CSN_TRUST_LIST_MAX,
	    CSN_TRUST_LIST_MAX, CSN_TRUST_LIST_MAX);
	cosign_trust_free(out);
	expect_error(err,
	    cosign_trust_combine(&out, parts, CSN_TRUST_LIST_MAX + 1, err),
	    COSIGN_E_LIMIT, "trust: more than 256 of a kind");
	cr_expect_null(out);
	cosign_trust_free(trust);
	cosign_error_free(err);
}

/* By id, whole; of transparency logs and certificate logs. */
Test(trust, tells_the_url_of_a_log)
{
	cosign_trust_t *trust;
	uint8_t other[32];

	trust = must_parse(vs_trusted_root(vs, NULL));
#define URL(id, len) cosign_trust_log_url(trust, id, len)
	cr_expect_str_eq(URL(vs->rekor1->id.p, 32), vs->rekor1->url);
	cr_expect_str_eq(URL(vs->rekor2->id.p, 32), vs->rekor2->url);
	cr_expect_str_eq(URL(vs->ct->id.p, 32), vs->ct->url);
	cr_expect_null(URL(vs->ct->id.p, 31));
	cr_expect_null(URL(vs->ct->id.p, 0));
	cr_expect_null(URL(NULL, 32));
	memcpy(other, vs->ct->id.p, sizeof(other));
	other[31] ^= 1;
	cr_expect_null(URL(other, 32));
	cosign_trust_free(trust);
}

/* One without a URL; and one that is both kinds of log. */
Test(trust, tells_no_url_where_there_is_none)
{
	const struct vs_log_options same = { .key = vs->ct->key };
	struct vs_log *log = vs_rekor1(vs, &same);
	cosign_trust_t *trust;

	vs->rekor1->url = NULL;
	log->url = NULL;
	trust = must_parse(vs_trusted_root(vs, NULL));
	cr_expect_null(URL(vs->rekor1->id.p, 32));
	cr_expect_str_eq(URL(log->id.p, 32), vs->ct->url);
	cosign_trust_free(trust);
}
#undef URL

/* ---- logs by themselves ---- */

static struct csn_log *
log_with(const char *url, const cosign_pubkey_t *key)
{
	const struct csn_log_parts parts = { .url = csn_span_str(url),
		.key = key };
	struct csn_log *log = NULL;

	MUST(csn_log_new(&log, &parts, NULL));
	return log;
}

/* The name of a log of Rekor v2. */
Test(trust, knows_logs_by_their_host)
{
	static const struct {
		const char *url, *host;
	} rows[] = {
		{ "https://log.test", "log.test" },
		{ "https://log.test/", "log.test" },
		{ "https://log.test/path/://x", "log.test" },
		{ "https://log.test:3003/path", "log.test" },
		{ "http://user:password@log.test:1", "log.test" },
		{ "https://a@b@log.test", "log.test" },
		{ "https://log.test?a=@b", "log.test" },
		{ "https://log.test#a", "log.test" },
		{ "https://LOG.test", "LOG.test" },
		{ "https://[::1]:3003/path", "::1" },
		{ "https://[::1]", "::1" },
		{ "https://127.0.0.1:80", "127.0.0.1" },
		{ "grpc://log.test", "log.test" },
		{ "log.test", NULL },
		{ "https://", NULL },
		{ "https:///path", NULL },
		{ "https://user@", NULL },
		{ "", NULL },
	};
	cosign_pubkey_t *key = public_of(vs->rekor2->key);
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		struct csn_log *log = log_with(rows[i].url, key);

		if (rows[i].host == NULL)
			cr_expect_null(log->host, "%s", rows[i].url);
		else
			cr_expect_str_eq(log->host, rows[i].host);
		cr_expect_eq(log->url == NULL, rows[i].url[0] == '\0');
		csn_log_unref(log);
	}
	csn_log_unref(NULL);
	cosign_pubkey_free(key);
}

/* By keys of each kind, as the virtual log does it; and one recorded from a
   public log. */
Test(trust, knows_logs_by_key_and_name)
{
	static const enum vs_kind kinds[] = { VS_P256, VS_P384, VS_P521,
		VS_RSA2048, VS_ED25519 };
	size_t i;

	for (i = 0; i < ARRAY_LEN(kinds); i++) {
		const struct vs_log_options o = { .kind = kinds[i] };
		const struct vs_log *from = vs_rekor2(vs, &o);
		cosign_pubkey_t *key = public_of(from->key);
		struct csn_log *log = log_with(from->url, key);
		uint8_t id[CSN_NOTE_ID_SIZE];

		csn_note_id(id, csn_span_str(from->host), key);
		cr_expect_eq(memcmp(id, from->id.p, 32), 0, "row %zu", i);
		cr_expect_eq(memcmp(log->note_id, id, 32), 0);
		/* its id is the key's, unless it is told */
		cr_expect(csn_span_eq(
		    csn_bytes_span(&log->id), csn_span(from->key->id.p, 32)));
		csn_log_unref(log);
		log = log_with("", key);
		memset(id, 0, sizeof(id));
		cr_expect_eq(memcmp(log->note_id, id, 32), 0);
		csn_log_unref(log);
		cosign_pubkey_free(key);
	}
}

Test(trust, knows_a_public_log)
{
	static const char pem[] =
	    "-----BEGIN PUBLIC KEY-----\n"
	    "MCowBQYDK2VwAyEAt8rlp1knGwjfbcXAYPYAkn0XiLz1x8O4t0YkEhie244=\n"
	    "-----END PUBLIC KEY-----\n";
	cosign_pubkey_t *key = NULL;
	uint8_t id[CSN_NOTE_ID_SIZE];

	MUST(cosign_pubkey_parse(&key, pem, sizeof(pem) - 1, NULL));
	csn_note_id(id, csn_span_str("log2025-1.rekor.sigstore.dev"), key);
	cr_expect_str_eq(vs_hex(vs, vs_copy(vs, id, sizeof(id))),
	    "cf1199155bddd051268d1f16ac5c0c75c009f6fb5a63f4177f8e18d7051e3fa0");
	cosign_pubkey_free(key);
}

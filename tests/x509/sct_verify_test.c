/* Timestamps of certificate logs: who signed them, over what. */
#include "x509/sct.h"

#include "bytes.h"
#include "cases.h"
#include "crypto/digest.h"
#include "issuers.h"
#include "trust/trust.h"
#include "util/buf.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
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

TestSuite(sct_verify, .init = enter, .fini = leave);

#define NOT_SIGNED  "SCT: not signed by the log over this certificate"
#define NO_SUCH_KEY "SCT: the log's key is neither P-256 nor RSA"

static struct csn_span
span_of(struct vs_bytes bytes)
{
	return csn_span(bytes.p, bytes.len);
}

static cosign_pubkey_t *
public_of(const struct vs_key *key)
{
	cosign_pubkey_t *out = NULL;

	MUST(csn_pubkey_from_spki(&out, span_of(key->spki), NULL));
	return out;
}

static struct csn_sct
first_sct(const struct csn_certificate *c)
{
	static struct csn_sct scts[CSN_SCTS_MAX];
	size_t count;

	MUST(csn_sct_list_read(scts, &count, c->scts, NULL));
	return scts[0];
}

/* The first timestamp of a leaf, by a log and an issuer. */
static cosign_rc_t
verify(const struct vs_cert *leaf, const struct vs_key *log,
    const struct vs_key *issuer, cosign_error_t *err)
{
	const struct csn_certificate *c = certificate_read(vs, leaf);
	const struct csn_sct sct = first_sct(c);
	cosign_pubkey_t *key = public_of(log);
	const cosign_rc_t rc = csn_sct_verify(
	    &sct, key, c, CSN_SCT_EMBEDDED, span_of(issuer->spki), err);

	cosign_pubkey_free(key);
	return rc;
}

/* Logs of these keys sign so that everybody can tell. */
Test(sct_verify, accepts_logs_of_each_kind)
{
	static const struct {
		enum vs_kind kind;
		cosign_rc_t rc;
	} rows[] = {
		{ VS_P256, COSIGN_OK },
		{ VS_RSA2048, COSIGN_OK },
		{ VS_RSA4096, COSIGN_OK },
		{ VS_P384, COSIGN_E_SCT },
		{ VS_P521, COSIGN_E_SCT },
	};
	cosign_error_t *err = cosign_error_new();
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		const struct vs_log_options lo = { .kind = rows[i].kind };
		struct vs_sct_options so = { .log = vs_ct(vs, &lo) };
		const struct vs_leaf_options o = { .scts = &so };
		struct vs_cert *leaf = vs_leaf(vs, &o);

		expect_error(err,
		    verify(leaf, so.log->key, leaf->issuer->key, err),
		    rows[i].rc, rows[i].rc == COSIGN_OK ? "" : NO_SUCH_KEY);
	}
	cosign_error_free(err);
}

/* Extensions are signed, too, and come as they are. */
Test(sct_verify, signs_extensions_of_the_log)
{
	struct vs_sct_options so = { .extensions = vs_copy(
					 vs, "\0\0\5\0\0\xd\xde\x14", 8) };
	const struct vs_leaf_options o = { .scts = &so };
	struct vs_cert *leaf = vs_leaf(vs, &o);
	struct csn_sct sct = first_sct(certificate_read(vs, leaf));

	cr_expect(csn_span_eq(sct.extensions, span_of(so.extensions)));
	MUST(verify(leaf, vs->ct->key, leaf->issuer->key, NULL));
}

/* The byte at a place counted from the start. */
static void
change(struct vs *stack, struct vs_bytes *bytes, void *user)
{
	const size_t *at = user;

	(void)stack;
	bytes->p[*at] ^= 1;
}

static void
expect_refused(
    const struct vs_sct_options *sct, const struct vs_leaf_options *o)
{
	struct vs_leaf_options with = { .ca = NULL };
	cosign_error_t *err = cosign_error_new();
	struct vs_cert *leaf;

	if (o != NULL)
		with = *o;
	with.scts = sct;
	leaf = vs_leaf(vs, &with);
	expect_error(err, verify(leaf, vs->ct->key, leaf->issuer->key, err),
	    COSIGN_E_SCT, NOT_SIGNED);
	cosign_error_free(err);
}

/* Each field in turn is another than the one that was signed. */
Test(sct_verify, signs_each_field)
{
	/* of the struct that is signed: version, type, time, entry type,
	   issuer, length, certificate, extensions */
	static size_t signed_at[] = { 0, 1, 2, 9, 10, 11, 12, 43, 44, 46, 47,
		300 };
	/* of the timestamp: its time, its extensions' length is 0 */
	static size_t said_at[] = { 33, 40 };
	size_t i;

	for (i = 0; i < ARRAY_LEN(signed_at); i++) {
		const struct vs_sct_options o = { .signed_data = { .fn = change,
						      .user = &signed_at[i] } };

		expect_refused(&o, NULL);
	}
	for (i = 0; i < ARRAY_LEN(said_at); i++) {
		const struct vs_sct_options o = { .sct = { .fn = change,
						      .user = &said_at[i] } };

		expect_refused(&o, NULL);
	}
}

static void
expect_issuer_refused(const struct vs_cert *issuer)
{
	const struct vs_sct_options o = { .issuer = issuer };

	expect_refused(&o, NULL);
}

static void
expect_log_refused(struct vs_log *log, int algorithm)
{
	const struct vs_sct_options o = { .log = log, .algorithm = algorithm };

	expect_refused(&o, NULL);
}

static void
expect_signature_refused(
    void (*fn)(struct vs *, struct vs_bytes *, void *), void *user)
{
	const struct vs_sct_options o = { .signature = {
					      .fn = fn, .user = user } };

	expect_refused(&o, NULL);
}

Test(sct_verify, refuses_other_signatures)
{
	static const struct vs_sct_options rows[] = {
		{ .signature = { .to = "x" } }, { .digest = "SHA384" },
		{ .digest = "SHA1" }, { .algorithm = 1 }, /* said to be RSA */
	};
	struct vs_bytes nothing = { vs_copy(vs, "", 0).p, 0 };
	const struct vs_sct_options over = { .over = vs_leaf(vs, NULL) };
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++)
		expect_refused(&rows[i], NULL);
	expect_signature_refused(vs_flip, NULL);
	expect_signature_refused(vs_raw_ecdsa, vs->ct->key);
	expect_signature_refused(vs_put, &nothing);
	expect_refused(&over, NULL);
	expect_issuer_refused(vs->ca->chain[1]);
	expect_issuer_refused(vs_leaf(vs, NULL));
	expect_log_refused(vs_ct(vs, NULL), 0);
	expect_log_refused(vs_rekor2(vs, NULL), 3);
}

/* The log saw a certificate with, or without, what this one has. */
Test(sct_verify, is_over_the_whole_certificate)
{
	static const struct vs_edit edit = { .from = "alice@example.com",
		.to = "alick@example.com" };
	const struct vs_leaf_options o = { .cert.tbs = edit };
	const struct vs_sct_options usual = { .log = NULL };

	expect_refused(&usual, &o);
}

static void
expect_kind(enum vs_kind kind, int algorithm, const char *message)
{
	struct vs_key *key = vs_key(vs, kind);
	const struct vs_sct_options so = { .algorithm = algorithm };
	const struct vs_leaf_options o = { .scts = &so };
	struct vs_cert *leaf = vs_leaf(vs, &o);
	cosign_error_t *err = cosign_error_new();

	expect_error(err, verify(leaf, key, leaf->issuer->key, err),
	    COSIGN_E_SCT, message);
	cosign_error_free(err);
}

Test(sct_verify, wants_a_key_of_the_kind_that_it_says)
{
	expect_kind(VS_P256, 1, NOT_SIGNED);
	expect_kind(VS_RSA2048, 3, NOT_SIGNED);
	expect_kind(VS_ED25519, 3, NO_SUCH_KEY);
	expect_kind(VS_ED25519, 1, NO_SUCH_KEY);
	expect_kind(VS_P256, 3, NOT_SIGNED); /* of somebody else */
}

/* By the key of who issued the certificate. */
Test(sct_verify, is_bound_to_the_issuer)
{
	struct vs_cert *leaf = vs_leaf(vs, NULL);
	cosign_error_t *err = cosign_error_new();

	MUST(verify(leaf, vs->ct->key, vs->ca->chain[0]->key, NULL));
	expect_error(err, verify(leaf, vs->ct->key, vs->ca->chain[1]->key, err),
	    COSIGN_E_SCT, NOT_SIGNED);
	expect_error(err, verify(leaf, vs->ct->key, leaf->key, err),
	    COSIGN_E_SCT, NOT_SIGNED);
	cosign_error_free(err);
}

/* Detached: over the certificate as it is, whoever issued it. */
static struct csn_sct
detached(const struct vs_cert *leaf)
{
	const size_t len = leaf->der.len;
	const uint8_t length[3] = { (uint8_t)(len >> 16), (uint8_t)(len >> 8),
		(uint8_t)len };
	const struct vs_bytes data = vs_join(vs,
	    (struct vs_bytes[]){ vs_copy(vs, "\0\0\0\0\0\0\0\0\0\7\0\0", 12),
		vs_copy(vs, length, 3), leaf->der, vs_copy(vs, "\0\1x", 3),
		{ NULL, 0 } });
	const struct csn_sct sct = {
		.timestamp = 7,
		.extensions = csn_span_str("x"),
		.kind = CSN_KEY_P256,
		.signature = span_of(vs_key_sign(
		    vs, vs->ct->key, VS_SCHEME_USUAL, "SHA256", data)),
	};

	return sct;
}

Test(sct_verify, accepts_detached_ones)
{
	const struct vs_leaf_options o = { .sct_count = VS_NONE };
	struct vs_cert *leaf = vs_leaf(vs, &o);
	const struct csn_certificate *c = certificate_read(vs, leaf);
	struct csn_sct sct = detached(leaf);
	cosign_pubkey_t *key = public_of(vs->ct->key);
	cosign_error_t *err = cosign_error_new();

	MUST(csn_sct_verify(
	    &sct, key, c, CSN_SCT_DETACHED, csn_span(NULL, 0), NULL));
	expect_error(err,
	    csn_sct_verify(&sct, key, certificate_read(vs, vs_leaf(vs, NULL)),
		CSN_SCT_DETACHED, csn_span(NULL, 0), err),
	    COSIGN_E_SCT, NOT_SIGNED);
	/* It is no embedded one, nor the reverse. */
	expect_error(err,
	    csn_sct_verify(&sct, key, c, CSN_SCT_EMBEDDED,
		span_of(leaf->issuer->key->spki), err),
	    COSIGN_E_SCT, "no SCTs among other extensions");
	c = certificate_read(vs, vs_leaf(vs, NULL));
	sct = first_sct(c);
	expect_error(err,
	    csn_sct_verify(
		&sct, key, c, CSN_SCT_DETACHED, csn_span(NULL, 0), err),
	    COSIGN_E_SCT, NOT_SIGNED);
	cosign_error_free(err);
	cosign_pubkey_free(key);
}

/* Recorded by others: what three certificates have. */
static const struct known {
	const char *name, *log_id; /* the id's first and last bytes */
	uint64_t timestamp;
	const char *extensions;
	size_t tbs_len, rest_len;
	const char *rest_hash, *issuer_hash;
} known[] = {
	{ "happy-path-v0.3", "dd3d306a29ee8e", 1710869186470, "", 1979, 1838,
	    "55ccfea63ac94f7813048190ac6d95ddb7fe98f4f36ad9285a8156630882b29f",
	    "c355ee53d69e68aade04e5c6cc202cfac11fbcaa67e9a2ba7a64ced2aec8ccd"
	    "0" },
	{ "rekor2-dsse-happy-path", "3e607153a0a6b6", 1778700212624,
	    "00000500000dde14", 1991, 1839,
	    "393104f38cdd6c61f296c987d16b3667dc514956079e713cc9c93bc202d32ee6",
	    "639a75005a9df13820ec7e67045fe536b571852908ea41e9a5d0c4db78dcd40"
	    "7" },
	{ "bundle-with-sct-with-extensions", "2ca5cd27fcf8ef", 1768517364925,
	    "0000050000000070", 2013, 1862,
	    "84d393ef4c59527d9227b976f6d2087e6c441623e0508104ca9b6fbabe0ce5de",
	    "91c1257a50c1f16a4cfb7118e53eab1f0e2448eab6f6aa72cd6aed937fd2e19"
	    "2" },
};

#define FOLDER "sigstore-conformance/bundle-verify"

static struct vector
case_file(const char *name, const char *file)
{
	char path[256];

	(void)snprintf(path, sizeof(path), "%s/%s", name, file);
	if (!cases_has(FOLDER, path))
		return cases_load("public-good", file);
	return cases_load(FOLDER, path);
}

/* Of a bundle's leaf. */
static struct vs_bytes
leaf_der(const char *name)
{
	struct vector text = case_file(name, "bundle.sigstore.json");
	json_t *root = json_loadb(text.data, text.len, 0, NULL);
	const char *base64;
	struct vs_bytes der;
	size_t len;

	cr_assert_eq(json_unpack(root, "{s:{s:{s:s}}}", "verificationMaterial",
			 "certificate", "rawBytes", &base64),
	    0);
	len = strlen(base64);
	der = vs_copy(vs, base64, len);
	cr_assert_geq(
	    EVP_DecodeBlock(der.p, (const unsigned char *)base64, (int)len), 0);
	der.len = strcspn(base64, "=") * 3 / 4;
	json_decref(root);
	vector_free(&text);
	return der;
}

static void
expect_hash(struct csn_span bytes, const char *text)
{
	struct csn_digest digest;

	csn_digest_bytes(&digest, COSIGN_HASH_SHA256, bytes.p, bytes.len);
	expect_hex(digest.bytes, digest.len, text);
}

static void
expect_known(const struct known *k, const struct csn_certificate *c,
    const struct csn_sct *sct)
{
	uint8_t id[8];
	struct csn_buf tbs;

	csn_buf_init(&tbs, CSN_CERTIFICATE_MAX);
	memcpy(id, sct->log_id.p, 4);
	memcpy(id + 4, sct->log_id.p + 29, 3);
	expect_hex(id, 7, k->log_id);
	cr_expect_eq(sct->timestamp, k->timestamp);
	expect_hex(sct->extensions.p, sct->extensions.len, k->extensions);
	cr_expect_eq(c->tbs.len, k->tbs_len);
	MUST(csn_tbs_without_scts(&tbs, c, NULL));
	cr_expect_eq(tbs.len, k->rest_len);
	expect_hash(csn_span(tbs.p, tbs.len), k->rest_hash);
	csn_buf_dispose(&tbs);
}

/* Of whom the trusted root says that it may issue certificates. */
static struct csn_span
issuer_of(const cosign_trust_t *trust, const struct csn_certificate *leaf)
{
	size_t i, k;

	for (i = 0; i < trust->cas.count; i++)
		for (k = 0; k < trust->cas.items[i]->count; k++) {
			const struct csn_certificate *c =
			    &trust->cas.items[i]->issuers[k].certificate;

			if (csn_span_eq(c->subject, leaf->issuer))
				return c->spki;
		}
	cr_assert_fail("no issuer");
	return csn_span(NULL, 0);
}

static const cosign_pubkey_t *
log_key(const cosign_trust_t *trust, const struct csn_sct *sct)
{
	size_t i;

	for (i = 0; i < trust->ctlogs.count; i++)
		if (csn_span_eq(csn_bytes_span(&trust->ctlogs.items[i]->id),
			sct->log_id))
			return trust->ctlogs.items[i]->key;
	cr_assert_fail("no log");
	return NULL;
}

Test(sct_verify, agrees_with_what_others_recorded)
{
	size_t i;

	cases_require(FOLDER);
	cases_require("public-good");
	for (i = 0; i < ARRAY_LEN(known); i++) {
		const struct vs_cert leaf = { .der = leaf_der(known[i].name) };
		struct vector root =
		    case_file(known[i].name, "trusted_root.json");
		const struct csn_certificate *c = certificate_read(vs, &leaf);
		const struct csn_sct sct = first_sct(c);
		cosign_trust_t *trust = NULL;
		struct csn_span issuer;

		MUST(cosign_trust_parse(&trust, root.data, root.len, NULL));
		expect_known(&known[i], c, &sct);
		issuer = issuer_of(trust, c);
		expect_hash(issuer, known[i].issuer_hash);
		MUST(csn_sct_verify(&sct, log_key(trust, &sct), c,
		    CSN_SCT_EMBEDDED, issuer, NULL));
		cosign_trust_free(trust);
		vector_free(&root);
	}
}

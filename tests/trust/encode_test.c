/* Trusted roots written and read again. */
#include "cases.h"
#include "roots.h"
#include "trust/public_good.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <jansson.h>
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

TestSuite(trust_encode, .init = enter, .fini = leave);

static char *
encode(const cosign_trust_t *trust)
{
	char *text = NULL;
	size_t len = 0;

	MUST(cosign_trust_encode(trust, &text, &len, NULL));
	cr_expect_eq(strlen(text), len);
	return text;
}

/* A text and what is written of it. */
static void
expect_same(const char *text, const char *want)
{
	cosign_trust_t *trust = must_parse(text);
	char *written = encode(trust);

	cr_expect_str_eq(written, want);
	cosign_free(written);
	cosign_trust_free(trust);
}

static void
expect_vector(const char *name)
{
	struct vector v = vector_load("trust/accepted", name);

	while (v.len > 0 && v.data[v.len - 1] == '\n')
		v.data[--v.len] = '\0';
	expect_same(v.data, v.data);
	vector_free(&v);
}

/* Byte for byte, on one line. */
Test(trust_encode, writes_as_cosign_does)
{
	expect_vector("none.trusted-root.json");
	expect_vector("full.trusted-root.json");
}

#define TYPE "application/vnd.dev.sigstore.trustedroot+json;version=0.1"

/* Whatever the media type was; lists that are empty are left out. */
Test(trust_encode, writes_nothing_of_nobody)
{
	expect_same(
	    "{\"mediaType\":\"" TYPE "\"}", "{\"mediaType\":\"" TYPE "\"}");
	expect_same("{\"media_type\":\"application/vnd.dev.sigstore."
		    "trustedroot.v0.2+json\",\"tlogs\":[]}",
	    "{\"mediaType\":\"" TYPE "\"}");
}

/* The same document, but for names in authorities' subjects: they are those
   of the certificates. */
static void
drop_subjects(json_t *root)
{
	static const char *const lists[] = { "certificateAuthorities",
		"timestampAuthorities" };
	json_t *list;
	size_t i, k;

	for (i = 0; i < ARRAY_LEN(lists); i++) {
		list = json_object_get(root, lists[i]);
		for (k = 0; k < json_array_size(list); k++)
			(void)json_object_del(
			    json_array_get(list, k), "subject");
	}
}

static void
expect_same_members(const char *text, size_t len, int with_subjects)
{
	json_t *before = json_loadb(text, len, 0, NULL), *after;
	cosign_trust_t *trust = NULL;
	char *written;

	MUST(cosign_trust_parse(&trust, text, len, NULL));
	written = encode(trust);
	after = json_loads(written, 0, NULL);
	if (!with_subjects) {
		drop_subjects(before);
		drop_subjects(after);
	}
	cr_expect(json_equal(before, after), "%s", written);
	expect_same(written, written);
	json_decref(before);
	json_decref(after);
	cosign_free(written);
	cosign_trust_free(trust);
}

/* Keys of every kind, windows, chains. */
Test(trust_encode, loses_nothing)
{
	static const enum vs_kind kinds[] = { VS_P384, VS_P521, VS_RSA2048,
		VS_RSA3072, VS_RSA4096, VS_ED25519 };
	const struct vs_authority_options chain = { .depth = 4,
		.start = VS_NOW + 5 };
	const char *text;
	size_t i;

	for (i = 0; i < ARRAY_LEN(kinds); i++) {
		const struct vs_log_options o = { .kind = kinds[i],
			.start = VS_NOW + (int64_t)i,
			.end = VS_NOW + 9 };

		(void)vs_rekor2(vs, &o);
		(void)vs_ct(vs, &o);
	}
	(void)vs_ca(vs, &chain);
	(void)vs_tsa(vs, &chain);
	text = vs_trusted_root(vs, NULL);
	expect_same_members(text, strlen(text), 0);
}

/* Those of the last certificate of a chain. */
Test(trust_encode, names_who_is_trusted)
{
	const struct vs_cert_options certs[] = { { .common_name = "first" },
		{ .common_name = "the \"root\"", .organization = "org" } };
	const struct vs_authority_options o = { .certs = certs };
	const struct vs_options empty = { .empty = 1 };
	struct vs *other = vs_new(&empty);
	cosign_trust_t *trust;
	char *text;

	(void)vs_ca(other, &o);
	trust = must_parse(vs_trusted_root(other, NULL));
	text = encode(trust);
	cr_expect_not_null(strstr(text,
			       "\"subject\":{\"organization\":\"org\","
			       "\"commonName\":\"the \\\"root\\\"\"}"),
	    "%s", text);
	cosign_free(text);
	cosign_trust_free(trust);
	vs_free(other);
}

/* Oldest first; what began together stays in its order. */
static void
name_with_nul(X509 *x509, void *user)
{
	(void)user;
	cr_assert_eq(
	    X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "O",
		MBSTRING_UTF8, (const unsigned char *)"a\0b", 3, -1, 0),
	    1);
}

/* No document may hold one: what is written could not be read. */
Test(trust_encode, leaves_out_names_with_nul)
{
	const struct vs_cert_options odd = { .common_name = "cn",
		.basic = "critical,CA:TRUE",
		.edit = name_with_nul };
	const char *pem = vs_cert_pem(vs, vs_cert(vs, NULL, &odd));
	cosign_trust_builder_t *builder = NULL;
	cosign_trust_t *trust = NULL;
	char *text;

	MUST(cosign_trust_builder_new(&builder, NULL));
	MUST(cosign_trust_builder_add_ca(
	    builder, pem, strlen(pem), NULL, NULL, NULL, NULL));
	MUST(cosign_trust_builder_finish(builder, &trust, NULL));
	text = encode(trust);
	cr_expect_not_null(strstr(text, "\"subject\":{\"commonName\":\"cn\"}"));
	cosign_trust_free(must_parse(text));
	cosign_free(text);
	cosign_trust_free(trust);
	cosign_trust_builder_free(builder);
}

Test(trust_encode, sorts_by_time)
{
	static const struct {
		const char *url;
		int64_t start;
	} rows[] = {
		{ "https://4", VS_NOW + 3 },
		{ "https://1", 1 },
		{ "https://3", VS_NOW + 2 },
		{ "https://5", VS_NOW + 3 },
		{ "https://2", VS_NOW - 9 },
	};
	const struct vs_options empty = { .empty = 1 };
	struct vs *other = vs_new(&empty);
	cosign_trust_t *trust;
	const char *at;
	char *text;
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		const struct vs_log_options o = { .url = rows[i].url,
			.start = rows[i].start };

		(void)vs_rekor1(other, &o);
	}
	trust = must_parse(vs_trusted_root(other, NULL));
	text = encode(trust);
	for (i = 1, at = text; i <= ARRAY_LEN(rows); i++) {
		at = strstr(at, vs_text(vs, "\"https://%zu\"", i));
		cr_assert_not_null(at, "%zu: %s", i, text);
	}
	cosign_free(text);
	cosign_trust_free(trust);
	vs_free(other);
}

/* An authority that is always trusted comes before all others. */
Test(trust_encode, sorts_what_has_no_beginning)
{
	const struct vs_authority_options always = { .uri = "https://always",
		.start = VS_NONE };
	cosign_trust_t *trust;
	const char *at;
	char *text;

	(void)vs_ca(vs, &always);
	trust = must_parse(vs_trusted_root(vs, NULL));
	text = encode(trust);
	at = strstr(text, "https://always");
	cr_assert_not_null(at);
	cr_expect_lt(at, strstr(text, "https://fulcio.sigstore.test"));
	cr_expect_not_null(strstr(text, "\"validFor\":{}"));
	cosign_free(text);
	cosign_trust_free(trust);
}

/* Keys that were left out are not written, and PKCS#1 as everybody reads
   it. */
Test(trust_encode, writes_what_is_trusted)
{
	const struct vs_log_options rsa = { .kind = VS_RSA2048 };
	struct vs_log *log = vs_ct(vs, &rsa);
	cosign_trust_t *trust;
	char *text;

	log->key_details = "PKCS1_RSA_PKCS1V5";
	log->raw_key = vs_key_pkcs1(vs, log->key);
	vs->ct->key_details = "ML_DSA_44";
	trust = must_parse(vs_trusted_root(vs, NULL));
	text = encode(trust);
	cr_expect_not_null(strstr(text, "\"PKIX_RSA_PKCS1V15_2048_SHA256\""));
	cr_expect_not_null(strstr(text, vs_base64(vs, log->key->spki)));
	cr_expect_null(strstr(text, vs_base64(vs, vs->ct->key->spki)));
	cosign_free(text);
	cosign_trust_free(trust);
}

Test(trust_encode, of_the_public_good_instance)
{
	struct vector v;

	cases_require("public-good");
	v = cases_load("public-good", "trusted_root.json");
	expect_same_members(v.data, v.len, 1);
	vector_free(&v);
}

Test(trust_encode, needs_its_arguments)
{
	cosign_error_t *err = cosign_error_new();
	cosign_trust_t *trust = must_parse("{\"mediaType\":\"" TYPE "\"}");
	char *text = NULL;
	size_t len = 0;

	expect_error(err, cosign_trust_encode(NULL, &text, &len, err),
	    COSIGN_E_ARGUMENT, "trusted root: nothing to write");
	cr_expect_null(text);
	expect_error(err, cosign_trust_encode(trust, NULL, &len, err),
	    COSIGN_E_ARGUMENT, "trusted root: nowhere to write to");
	expect_error(err, cosign_trust_encode(trust, &text, NULL, err),
	    COSIGN_E_ARGUMENT, "trusted root: nowhere to write to");
	cosign_trust_free(trust);
	cosign_error_free(err);
}

/* ---- the one that is compiled in ---- */

Test(public_good, is_compiled_in_or_said_to_be_missing)
{
	cosign_error_t *err = cosign_error_new();
	cosign_trust_t *trust = NULL;
	cosign_rc_t rc = cosign_trust_public_good(&trust, err);

	if (csn_public_good_len == 0) {
		expect_error(err, rc, COSIGN_E_UNSUPPORTED,
		    "the public-good trusted root is not compiled in");
		cr_expect_null(trust);
	} else {
		expect_error(err, rc, COSIGN_OK, "");
		expect_counts(trust, 2, 2, 2, 1);
		cr_expect_eq(cosign_trust_skipped_count(trust), 0);
	}
	cosign_trust_free(trust);
	expect_error(err, cosign_trust_public_good(NULL, err),
	    COSIGN_E_ARGUMENT, "trust: nowhere to write to");
	cosign_error_free(err);
}

/* Ids of its logs, as recorded. */
Test(public_good, has_known_logs)
{
	static const struct {
		const char *id, *url;
	} rows[] = {
		{ "wNI9atQGlz+VWfO6LRygH4QUfY/8W4RFwiT5i5WRgB0=",
		    "https://rekor.sigstore.dev" },
		{ "zxGZFVvd0FEmjR8WrFwMdcAJ9vtaY/QXf44Y1wUeP6A=",
		    "https://log2025-1.rekor.sigstore.dev" },
		{ "CGCS8ChS/2hF0dFrJ4ScRWcYrBY9wzjSbea8IgY2b3I=",
		    "https://ctfe.sigstore.dev/test" },
		{ "3T0wasbHETJjGR4cmWc3AqJKXrjePK3/h4pygC8p7o4=",
		    "https://ctfe.sigstore.dev/2022" },
	};
	cosign_trust_t *trust = NULL;
	uint8_t id[48];
	size_t i;

	if (csn_public_good_len == 0)
		cr_skip_test("the public-good root is not compiled in");
	MUST(cosign_trust_public_good(&trust, NULL));
	for (i = 0; i < ARRAY_LEN(rows); i++) {
		cr_assert_eq(
		    EVP_DecodeBlock(id, (const unsigned char *)rows[i].id, 44),
		    33);
		cr_expect_str_eq(
		    cosign_trust_log_url(trust, id, 32), rows[i].url);
	}
	cosign_trust_free(trust);
}

/* But for the whitespace that indents it. */
Test(public_good, is_what_was_published)
{
	json_t *compiled_in, *published;
	struct vector v;

	cases_require("public-good");
	if (csn_public_good_len == 0)
		cr_skip_test("the public-good root is not compiled in");
	v = cases_load("public-good", "trusted_root.json");
	published = json_loadb((const char *)v.data, v.len, 0, NULL);
	compiled_in =
	    json_loadb(csn_public_good_json, csn_public_good_len, 0, NULL);
	cr_assert_not_null(published);
	cr_expect(json_equal(compiled_in, published));
	cr_expect_null(memchr(csn_public_good_json, '\n', csn_public_good_len));
	json_decref(compiled_in);
	json_decref(published);
	vector_free(&v);
}

#include "bundle/entity.h"
#include "edit.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <string.h>

static cosign_bundle_t *
load(const char *folder, const char *name)
{
	struct vector v = vector_load(folder, name);
	cosign_bundle_t *b = NULL;

	MUST(cosign_bundle_parse_any(&b, v.data, v.len, NULL));
	vector_free(&v);
	return b;
}

static void
expect_encoded(const cosign_bundle_t *b, cosign_encoding_t encoding,
    const void *expected, size_t expected_len)
{
	char *text = NULL;
	size_t len = 0;

	MUST(cosign_bundle_encode(b, encoding, &text, &len, NULL));
	cr_expect_eq(
	    len, expected_len, "%zu bytes instead of %zu", len, expected_len);
	cr_expect_eq(memcmp(text, expected, expected_len), 0, "%s", text);
	cr_expect_eq(text[len], '\0');
	cosign_free(text);
}

/* Byte for byte what is known beforehand. */
Test(bundle_encode, writes_the_worked_example_in_every_form)
{
	struct vector v03 =
	    vector_load("bundle/worked", "bundle.sigstore.json");
	struct vector old = vector_load("bundle/worked", "bundle.legacy.json");
	struct vector sig = vector_load("bundle/worked", "signature.sig");
	cosign_bundle_t *b = load("bundle/worked", "bundle.sigstore.json");
	const uint8_t *raw;
	size_t len;

	raw = cosign_bundle_signature(b, &len);
	expect_encoded(b, COSIGN_ENCODE_V03, v03.data, v03.len);
	expect_encoded(b, COSIGN_ENCODE_LEGACY, old.data, old.len);
	expect_encoded(b, COSIGN_ENCODE_BASE64, sig.data, sig.len);
	expect_encoded(b, COSIGN_ENCODE_RAW, raw, len);
	cosign_bundle_free(b);
	vector_free(&v03);
	vector_free(&old);
	vector_free(&sig);
}

Test(bundle_encode, writes_what_was_just_signed)
{
	struct vector v = vector_load("bundle/worked", "bundle.sigstore.json");
	cosign_bundle_t *parsed = load("bundle/worked", "bundle.sigstore.json");
	cosign_bundle_t *made = NULL;
	const uint8_t *sig;
	size_t len;

	sig = cosign_bundle_signature(parsed, &len);
	MUST(csn_bundle_new_signed(&made, csn_span(sig, len), &parsed->digest,
	    cosign_bundle_key_hint(parsed), NULL));
	cr_expect_eq(cosign_bundle_form(made), COSIGN_FORM_SIGSTORE);
	expect_encoded(made, COSIGN_ENCODE_V03, v.data, v.len);
	cosign_bundle_free(made);
	cosign_bundle_free(parsed);
	vector_free(&v);
}

/* 2.6.5 puts a blank after each comma of a v0.3 bundle (any protojson may). */
static void
drop_blanks(struct vector *v)
{
	size_t i, kept = 0;

	for (i = 0; i < v->len; i++)
		if (v->data[i] != ' ')
			v->data[kept++] = v->data[i];
	v->data[kept] = '\0';
	v->len = kept;
}

/* What cosign wrote is read, and written again as it was. */
struct form {
	char suffix[24];
	cosign_encoding_t encoding;
};

struct recorded {
	char kind[16];
	char version[4];
};

ParameterizedTestParameters(bundle_encode, writes_as_cosign_does)
{
	static struct recorded rows[] = {
		{ "p256", "v2" },
		{ "p256", "v3" },
		{ "p384", "v2" },
		{ "p384", "v3" },
		{ "p521", "v2" },
		{ "p521", "v3" },
		{ "rsa2048", "v2" },
		{ "rsa2048", "v3" },
		{ "rsa3072", "v2" },
		{ "rsa3072", "v3" },
		{ "rsa4096", "v2" },
		{ "rsa4096", "v3" },
	};

	return cr_make_param_array(struct recorded, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct recorded *row, bundle_encode, writes_as_cosign_does)
{
	static const struct form forms[] = {
		{ "sigstore.json", COSIGN_ENCODE_V03 },
		{ "legacy.json", COSIGN_ENCODE_LEGACY },
		{ "sig", COSIGN_ENCODE_BASE64 },
	};
	char name[160];
	size_t i;

	for (i = 0; i < ARRAY_LEN(forms); i++) {
		struct vector v;
		cosign_bundle_t *b;

		(void)snprintf(name, sizeof(name), "%s-%s.%s", row->kind,
		    row->version, forms[i].suffix);
		v = vector_load("bundle/accepted", name);
		drop_blanks(&v);
		b = load("bundle/accepted", name);
		expect_encoded(b, forms[i].encoding, v.data, v.len);
		cosign_bundle_free(b);
		vector_free(&v);
	}
}

/* What a form cannot hold, and what would be lost. */
struct refused {
	char file[48];
	cosign_encoding_t encoding;
	cosign_rc_t rc;
	char message[80];
};

ParameterizedTestParameters(bundle_encode, refuses)
{
	static struct refused rows[] = {
		{ "worked/signature.sig", COSIGN_ENCODE_V03, COSIGN_E_ARGUMENT,
		    "bundle: no key hint" },
		{ "worked/bundle.legacy.json", COSIGN_ENCODE_V03,
		    COSIGN_E_ARGUMENT, "bundle: no key hint" },
		{ "accepted/ed25519-v3.sigstore.json", COSIGN_ENCODE_V03,
		    COSIGN_E_ARGUMENT, "bundle: no digest" },
		{ "worked/with-entry.sigstore.json", COSIGN_ENCODE_V03,
		    COSIGN_E_UNSUPPORTED, "bundle: bundles with log entries" },
		{ "worked/with-entry.sigstore.json", COSIGN_ENCODE_LEGACY,
		    COSIGN_E_UNSUPPORTED, "bundle: bundles with log entries" },
		{ "worked/with-entry.legacy.json", COSIGN_ENCODE_LEGACY,
		    COSIGN_E_UNSUPPORTED, "bundle: bundles with a cert" },
		{ "rejected/by-certificate.json", COSIGN_ENCODE_V03,
		    COSIGN_E_UNSUPPORTED, "bundle: bundles with a cert" },
		{ "rejected/signature-empty.json", COSIGN_ENCODE_V03,
		    COSIGN_E_ARGUMENT, "bundle: no signature" },
		{ "rejected/signature-empty.json", COSIGN_ENCODE_RAW,
		    COSIGN_E_ARGUMENT, "bundle: no signature" },
		{ "accepted/envelope-v3.sigstore.json", COSIGN_ENCODE_BASE64,
		    COSIGN_E_UNSUPPORTED, "bundle: envelopes" },
		{ "worked/signature.sig", (cosign_encoding_t)0,
		    COSIGN_E_ARGUMENT, "bundle: no encoding has number 0" },
		{ "worked/signature.sig", (cosign_encoding_t)5,
		    COSIGN_E_ARGUMENT, "bundle: no encoding has number 5" },
	};

	return cr_make_param_array(struct refused, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct refused *row, bundle_encode, refuses)
{
	cosign_bundle_t *b = load("bundle", row->file);
	cosign_error_t *err = cosign_error_new();
	static char left[1];
	char *text = left;
	size_t len = 1;

	expect_error(err,
	    cosign_bundle_encode(b, row->encoding, &text, &len, err), row->rc,
	    row->message);
	cr_expect_null(text);
	cr_expect_eq(len, 0);
	cosign_bundle_free(b);
	cosign_error_free(err);
}

Test(bundle_encode, needs_its_arguments)
{
	cosign_bundle_t *b = load("bundle/worked", "signature.sig");
	cosign_error_t *err = cosign_error_new();
	char *text = NULL;
	size_t len;

	expect_error(err,
	    cosign_bundle_encode(NULL, COSIGN_ENCODE_RAW, &text, &len, err),
	    COSIGN_E_ARGUMENT, "bundle: nothing to write");
	expect_error(err,
	    cosign_bundle_encode(b, COSIGN_ENCODE_RAW, NULL, &len, err),
	    COSIGN_E_ARGUMENT, "bundle: nowhere to write to");
	expect_error(err,
	    cosign_bundle_encode(b, COSIGN_ENCODE_RAW, &text, NULL, err),
	    COSIGN_E_ARGUMENT, "bundle: nowhere to write to");
	cosign_bundle_free(b);
	cosign_error_free(err);
}

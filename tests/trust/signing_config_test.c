#include "cases.h"
#include "edit.h"
#include "util/buf.h"
#include "util/limits.h"
#include "vectors.h"

#include <cosign/config.h>

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

static cosign_rc_t
parse(const struct vector *v, cosign_error_t *err)
{
	cosign_signing_config_t *config = NULL;
	cosign_rc_t rc =
	    cosign_signing_config_parse(&config, v->data, v->len, err);

	cr_expect_eq(config != NULL, rc == COSIGN_OK);
	cosign_signing_config_free(config);
	return rc;
}

static void
expect_counts(
    const struct vector *v, size_t ca, size_t oidc, size_t tlog, size_t tsa)
{
	cosign_signing_config_t *config = NULL;

	MUST(cosign_signing_config_parse(&config, v->data, v->len, NULL));
	cr_expect_eq(cosign_signing_config_ca_count(config), ca);
	cr_expect_eq(cosign_signing_config_oidc_count(config), oidc);
	cr_expect_eq(cosign_signing_config_tlog_count(config), tlog);
	cr_expect_eq(cosign_signing_config_tsa_count(config), tsa);
	cosign_signing_config_free(config);
}

Test(signing_config, counts_services)
{
	struct vector none =
	    vector_load("trust/accepted", "none.signing-config.json");
	struct vector full =
	    vector_load("trust/accepted", "full.signing-config.json");

	expect_counts(&none, 0, 0, 0, 0);
	expect_counts(&full, 1, 1, 1, 1);
	vector_free(&none);
	vector_free(&full);
}

Test(signing_config, of_the_public_good_instance_parses)
{
	struct vector v;

	cases_require("public-good");
	v = cases_load("public-good", "signing_config.v0.2.json");
	expect_counts(&v, 1, 1, 1, 1);
	vector_free(&v);
}

struct change {
	char from[100];
	char to[100];
	cosign_rc_t rc;
	char message[80];
};

ParameterizedTestParameters(signing_config, minds_each_member)
{
	static struct change rows[] = {
		{ "", "[]", COSIGN_E_MALFORMED,
		    "signing config: no mediaType" },
		{ "", "null", COSIGN_E_JSON, "signing config: " },
		{ "", "{}", COSIGN_E_MALFORMED,
		    "signing config: no mediaType" },
		{ "", "{\"mediaType\":null}", COSIGN_E_MALFORMED,
		    "signing config: no mediaType" },
		{ "", "{\"mediaType\":1}", COSIGN_E_JSON,
		    "signing config: mediaType: not a string" },
		/* its members differ, but it is the version that counts */
		{ "",
		    "{\"mediaType\":\"application/vnd.dev.sigstore."
		    "signingconfig.v0.1+json\",\"caUrl\":\"x\"}",
		    COSIGN_E_UNSUPPORTED, "signing config: media type" },
		{ "{\"mediaType\"", "{\"x\":1,\"mediaType\"",
		    COSIGN_E_MALFORMED, "signing config: unknown member x" },
		{ "\"rekorTlogConfig\":{\"selector\":\"ANY\"},", "",
		    COSIGN_E_MALFORMED, "signing config: no rekorTlogConfig" },
		{ ",\"tsaConfig\":{\"selector\":\"EXACT\",\"count\":1}", "",
		    COSIGN_E_MALFORMED, "signing config: no tsaConfig" },
		{ "\"selector\":\"ANY\"", "\"selector\":2", COSIGN_OK, "" },
		{ "\"selector\":\"ANY\"", "\"selector\":\"any\"",
		    COSIGN_E_UNSUPPORTED,
		    "signing config: rekorTlogConfig: selector" },
		{ "\"count\":1", "\"count\":\"1\"", COSIGN_OK, "" },
		{ "\"count\":1", "\"count\":-1", COSIGN_E_MALFORMED,
		    "signing config: tsaConfig: count" },
		{ "\"count\":1", "\"count\":4294967296", COSIGN_E_MALFORMED,
		    "signing config: tsaConfig: count" },
		{ "rekorTlogUrls", "rekor_tlog_urls", COSIGN_OK, "" },
		{ "\"end\":\"2030-01-01T00:00:00Z\"",
		    "\"end\":\"2030-01-01T00:00:00\"", COSIGN_E_MALFORMED,
		    "signing config: rekorTlogUrls[0]: validFor: end" },
	};

	return cr_make_param_array(struct change, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct change *row, signing_config, minds_each_member)
{
	struct vector v =
	    vector_load("trust/accepted", "full.signing-config.json");
	struct vector changed = edit(&v, row->from, row->to);
	cosign_error_t *err = cosign_error_new();

	expect_error(err, parse(&changed, err), row->rc, row->message);
	cosign_error_free(err);
	vector_free(&changed);
	vector_free(&v);
}

static cosign_rc_t
parse_services(size_t count, cosign_error_t *err)
{
	struct csn_buf text;
	struct vector v;
	cosign_rc_t rc;
	size_t i;

	csn_buf_init(&text, 1024 * 1024);
	csn_buf_add_str(&text,
	    "{\"mediaType\":\"application/vnd.dev.sigstore."
	    "signingconfig.v0.2+json\",\"caUrls\":[{}");
	for (i = 1; i < count; i++)
		csn_buf_add_str(&text, ",{}");
	csn_buf_add_str(&text, "]}");
	MUST(csn_buf_finish(&text, NULL));
	v.data = (char *)text.p;
	v.len = text.len;
	rc = parse(&v, err);
	csn_buf_dispose(&text);
	return rc;
}

Test(signing_config, takes_256_services_and_no_more)
{
	cosign_error_t *err = cosign_error_new();

	MUST(parse_services(CSN_TRUST_LIST_MAX, err));
	expect_error(err, parse_services(CSN_TRUST_LIST_MAX + 1, err),
	    COSIGN_E_LIMIT, "signing config: caUrls");
	cosign_error_free(err);
}

Test(signing_config, needs_its_arguments)
{
	cosign_signing_config_t *config = NULL;
	cosign_error_t *err = cosign_error_new();

	expect_error(err, cosign_signing_config_parse(NULL, "{}", 2, err),
	    COSIGN_E_ARGUMENT, "signing config: ");
	expect_error(err, cosign_signing_config_parse(&config, NULL, 0, err),
	    COSIGN_E_ARGUMENT, "signing config: ");
	cosign_signing_config_free(NULL);
	cosign_error_free(err);
}

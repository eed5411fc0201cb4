#include "cases.h"
#include "edit.h"
#include "vectors.h"

#include <cosign/trust.h>

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <string.h>

#define CONFORMANCE "sigstore-conformance/bundle-verify"

static cosign_rc_t
parse(const char *json, size_t len, cosign_error_t *err)
{
	cosign_trust_t *trust;
	const cosign_rc_t rc = cosign_trust_parse(&trust, json, len, err);

	cr_expect_eq(trust != NULL, rc == COSIGN_OK);
	cosign_trust_free(trust);
	return rc;
}

static void
expect_shape(const char *name)
{
	struct vector v = vector_load("trust/accepted", name);

	MUST(parse(v.data, v.len, NULL));
	vector_free(&v);
}

Test(trusted_root, as_cosign_makes_it_has_the_shape)
{
	expect_shape("none.trusted-root.json");
	expect_shape("full.trusted-root.json");
}

Test(trusted_root, of_the_public_good_instance_has_the_shape)
{
	struct vector v;

	cases_require("public-good");
	v = cases_load("public-good", "trusted_root.json");
	MUST(parse(v.data, v.len, NULL));
	vector_free(&v);
}

static size_t roots;

static void
check_case(const char *name)
{
	char file[512];
	struct vector v;
	cosign_error_t *err = cosign_error_new();
	cosign_rc_t rc;

	(void)snprintf(file, sizeof(file), "%s/trusted_root.json", name);
	if (cases_has(CONFORMANCE, file)) {
		v = cases_load(CONFORMANCE, file);
		rc = parse(v.data, v.len, err);
		if (strcmp(name,
			"trust-root-tlog-missing-validity-start_fail") == 0)
			expect_error(err, rc, COSIGN_E_MALFORMED,
			    "trusted root: tlogs[1]: publicKey: no "
			    "validFor.start");
		else
			cr_expect_eq(rc, COSIGN_OK, "%s: %s", name,
			    cosign_error_message(err));
		vector_free(&v);
		roots++;
	}
	cosign_error_free(err);
}

Test(trusted_root, of_the_conformance_suite_has_the_shape)
{
	cases_require(CONFORMANCE);
	(void)cases_each(CONFORMANCE, check_case);
	cr_expect_gt(roots, 30);
}

struct change {
	char from[100];
	char to[100];
	cosign_rc_t rc;
	char message[100];
};

#define TYPE "application/vnd.dev.sigstore.trustedroot+json;version=0.1"

ParameterizedTestParameters(trusted_root, minds_each_member)
{
	static struct change rows[] = {
		{ "", "{}", COSIGN_E_MALFORMED, "trusted root: no mediaType" },
		{ TYPE, "application/vnd.dev.sigstore.trustedroot.v0.1+json",
		    COSIGN_OK, "" },
		{ TYPE, "application/vnd.dev.sigstore.trustedroot.v0.2+json",
		    COSIGN_OK, "" },
		{ TYPE, "application/vnd.dev.sigstore.trustedroot.v0.3+json",
		    COSIGN_E_UNSUPPORTED, "trusted root: media type" },
		{ TYPE,
		    "application/vnd.dev.sigstore.trustedroot+json;"
		    "version=0.2",
		    COSIGN_E_UNSUPPORTED, "trusted root: media type" },
		{ "\"tlogs\":[", "\"tlogs\":[{},", COSIGN_E_UNSUPPORTED,
		    "trusted root: tlogs[0]: hashAlgorithm: 0" },
		{ "\"tlogs\":[", "\"tlogs\":[{\"x\":1},", COSIGN_E_MALFORMED,
		    "trusted root: tlogs[0]: unknown member x" },
		{ "\"tlogs\":[", "\"tlogs\":[{\"hashAlgorithm\":\"SHA2_256\"},",
		    COSIGN_E_MALFORMED,
		    "trusted root: tlogs[0]: no publicKey" },
		{ "\"tlogs\":[",
		    "\"tlogs\":[{\"hashAlgorithm\":1,\"publicKey\":"
		    "{\"rawBytes\":\"AA==\"}},",
		    COSIGN_E_MALFORMED,
		    "trusted root: tlogs[0]: no LogId.keyId" },
		{ "\"tlogs\":[", "\"tlogs\":[null,", COSIGN_E_JSON,
		    "trusted root: tlogs[0]" },
		{ "\"certificateAuthorities\":[",
		    "\"certificateAuthorities\":[{},", COSIGN_E_MALFORMED,
		    "trusted root: certificateAuthorities[0]: certChain: no" },
		{ "\"timestampAuthorities\":[",
		    "\"timestampAuthorities\":[{\"certChain\":{}},",
		    COSIGN_E_MALFORMED,
		    "trusted root: timestampAuthorities[0]: certChain: no" },
		{ "\"timestampAuthorities\":[",
		    "\"timestampAuthorities\":[{\"certChain\":"
		    "{\"certificates\":[{}]}},",
		    COSIGN_E_MALFORMED,
		    "trusted root: timestampAuthorities[0]: certChain: "
		    "certificates[0]: no X509Certificate.rawBytes" },
		{ "\"certificateAuthorities\":[",
		    "\"certificate_authorities\":[", COSIGN_OK, "" },
	};

	return cr_make_param_array(struct change, rows, ARRAY_LEN(rows));
}

ParameterizedTest(struct change *row, trusted_root, minds_each_member)
{
	struct vector v =
	    vector_load("trust/accepted", "full.trusted-root.json");
	struct vector changed = edit(&v, row->from, row->to);
	cosign_error_t *err = cosign_error_new();

	expect_error(
	    err, parse(changed.data, changed.len, err), row->rc, row->message);
	cosign_error_free(err);
	vector_free(&changed);
	vector_free(&v);
}

Test(trusted_root, needs_its_arguments)
{
	cosign_error_t *err = cosign_error_new();

	expect_error(
	    err, parse(NULL, 0, err), COSIGN_E_ARGUMENT, "trusted root: ");
	cosign_error_free(err);
}

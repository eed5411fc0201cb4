/* Each allocation fails in turn: nothing comes out, and nothing leaks. */
#include "alloc_fail.h"
#include "vectors.h"
#include "virtual/virtual.h"

#include <cosign/bundle.h>
#include <cosign/inspect.h>

#include <criterion/criterion.h>
#include <string.h>

static void
fail_each(const cosign_bundle_t *bundle, const cosign_trust_t *names,
    cosign_inspect_form_t form)
{
	cosign_error_t *err = cosign_error_new();
	cosign_rc_t rc;
	char *text;
	size_t n, len;
	int met;

	for (n = 1;; n++) {
		text = (void *)1;
		alloc_fail_arm(n);
		rc = cosign_bundle_inspect(
		    bundle, names, form, &text, &len, err);
		met = alloc_fail_disarm();
		if (!met)
			break;
		cr_expect_eq(rc, COSIGN_E_NOMEM, "allocation %zu: %s", n,
		    cosign_rc_name(rc));
		cr_expect_eq(cosign_error_code(err), rc);
		cr_expect_null(text);
		cr_expect_eq(len, 0);
		cosign_free(text);
	}
	cr_expect_eq(rc, COSIGN_OK);
	cr_expect_gt(n, 5, "%zu allocations", n);
	cosign_free(text);
	cosign_error_free(err);
}

static void
fail_both(const char *document, const char *trusted_root)
{
	cosign_trust_t *names = NULL;
	cosign_bundle_t *b = NULL;

	MUST(cosign_bundle_parse_any(&b, document, strlen(document), NULL));
	MUST(cosign_trust_parse(
	    &names, trusted_root, strlen(trusted_root), NULL));
	fail_each(b, names, COSIGN_INSPECT_TEXT);
	fail_each(b, NULL, COSIGN_INSPECT_TEXT);
	fail_each(b, names, COSIGN_INSPECT_JSON);
	cosign_trust_free(names);
	cosign_bundle_free(b);
}

Test(inspect_alloc, of_bundles)
{
	struct vs *vs = vs_new(NULL);
	const struct vs_sign_options dsse = { .dsse = 1 };
	const struct vs_entry_options in_v2 = { .log = vs->rekor2 };
	struct vs_signature *sig = vs_sign(vs, NULL);
	const char *root = vs_trusted_root(vs, NULL);

	(void)vs_log(sig, NULL);
	(void)vs_stamp(sig, NULL);
	fail_both(vs_bundle(sig, NULL), root);
	fail_both(vs_legacy_bundle(sig, NULL), root);
	sig->timestamps[0]->der.len--;
	sig->entries[0]->checkpoint[0] = '\n';
	fail_both(vs_bundle(sig, NULL), root);
	sig = vs_sign(vs, &dsse);
	(void)vs_log(sig, &in_v2);
	fail_both(vs_bundle(sig, NULL), root);
	fail_both(vs_envelope(sig, 0), root);
	vs_free(vs);
}

Test(inspect_alloc, of_what_cannot_be_read)
{
	struct vs *vs = vs_new(NULL);
	const struct vs_leaf_options leaf = { .list_length_lie = 1,
		.cert = { .kind = VS_SECP256K1, .eku = "1.2.3,1.2.4" } };
	const struct vs_sign_options sign = { .leaf = &leaf,
		.dsse = 1,
		.payload =
		    vs_of("{\"subject\":[{\"digest\":{\"a\":\"b\"}}]}") };
	struct vs_signature *sig = vs_sign(vs, &sign);
	const char *root = vs_trusted_root(vs, NULL);

	fail_both(vs_bundle(sig, NULL), root);
	fail_both("AAAA", root);
	fail_both("{\"base64Signature\":\"AAAA\",\"rekorBundle\":{"
		  "\"SignedEntryTimestamp\":\"AAAA\",\"Payload\":{\"body\":"
		  "\"e30=\",\"logID\":\"c0d23d6ad406973f9559f3ba2d1ca01f84147"
		  "d8ffc5b8445c224f98b9591801d\",\"integratedTime\":1,"
		  "\"logIndex\":1}}}",
	    root);
	vs_free(vs);
}

/* Every allocation fails once: an error, nothing half done, nothing leaked. */
#include "util/base64.h"
#include "util/hex.h"
#include "util/json.h"
#include "util/json_write.h"

#include "all_message.h"
#include "alloc_fail.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <stdlib.h>

/* Strings and names longer than any small buffer, many members, all types. */
static const char document[] =
    "{\"a\":[1,-2.5,true,null,\"\\u00e9\\ud83d\\ude00\"],"
    "\"a name that is longer than sixteen bytes\":"
    "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\","
    "\"b\":{\"b\":{\"b\":{}}},\"c\":[],\"d\":[[1],[2],[3],[4],[5],[6],[7],[8],"
    "[9]],\"e\":1,\"f\":2,\"g\":3,\"h\":4,\"i\":5,\"j\":6,\"k\":7,\"l\":8,"
    "\"m\":9,\"n\":123456789012345678901e-5}";

Test(alloc, json_parse)
{
	cosign_error_t *err = cosign_error_new();
	json_t *out;
	cosign_rc_t rc;
	size_t n;

	for (n = 1;; n++) {
		out = NULL;
		alloc_fail_arm(n);
		rc = csn_json_parse(&out, document, strlen(document), err);
		if (!alloc_fail_disarm())
			break;
		cr_expect_null(out);
		expect_error(err, rc, COSIGN_E_NOMEM, "out of memory");
	}
	cr_expect_eq(rc, COSIGN_OK);
	cr_expect_gt(n, 50);
	json_decref(out);
	cosign_error_free(err);
}

static cosign_rc_t
write_document(const json_t *tree, cosign_error_t *err)
{
	struct csn_json_writer w;
	struct csn_buf buf;
	cosign_rc_t rc;

	csn_buf_init(&buf, 1 << 16);
	csn_jw_init(&w, &buf, CSN_JSON_PROTO);
	csn_jw_tree(&w, tree);
	rc = csn_buf_finish(&buf, err);
	csn_buf_dispose(&buf);
	return rc;
}

Test(alloc, json_write)
{
	cosign_error_t *err = cosign_error_new();
	json_t *tree = NULL;
	cosign_rc_t rc;
	size_t n;

	MUST(csn_json_parse(&tree, document, strlen(document), NULL));
	for (n = 1;; n++) {
		alloc_fail_arm(n);
		rc = write_document(tree, err);
		if (!alloc_fail_disarm())
			break;
		expect_error(err, rc, COSIGN_E_NOMEM, "out of memory");
	}
	cr_expect_eq(rc, COSIGN_OK);
	cr_expect_gt(n, 5);
	json_decref(tree);
	cosign_error_free(err);
}

static cosign_rc_t
recode(const char *text, cosign_error_t *err)
{
	struct csn_buf bytes, again;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	csn_buf_init(&bytes, 4096);
	csn_buf_init(&again, 4096);
	CSN_TRY(csn_base64_decode(
	    &bytes, text, strlen(text), CSN_BASE64_STRICT, err));
	csn_base64_encode(&again, bytes.p, bytes.len);
	csn_hex_encode(&again, bytes.p, bytes.len);
	csn_buf_addf(&again, "%s", text);
	rc = csn_buf_finish(&again, err);
out:
	csn_buf_dispose_secret(&bytes);
	csn_buf_dispose(&again);
	return rc;
}

Test(alloc, text)
{
	cosign_error_t *err = cosign_error_new();
	char text[401];
	cosign_rc_t rc;
	size_t n;

	memset(text, 'A', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	for (n = 1;; n++) {
		alloc_fail_arm(n);
		rc = recode(text, err);
		if (!alloc_fail_disarm())
			break;
		expect_error(err, rc, COSIGN_E_NOMEM, "out of memory");
	}
	cr_expect_eq(rc, COSIGN_OK);
	cr_expect_gt(n, 3);
	cosign_error_free(err);
}

Test(alloc, error_object)
{
	cosign_error_t *err;

	alloc_fail_arm(1);
	err = cosign_error_new();
	cr_expect(alloc_fail_disarm());
	cr_expect_null(err);
	cr_expect_eq(csn_fail(err, COSIGN_E_JSON, "x"), COSIGN_E_JSON);
	cosign_error_free(err);
}

Test(alloc, protojson)
{
	static const char text[] =
	    "{\"text\":\"a\\u00e9\",\"raw_bytes\":\"QUI=\",\"bigInt\":\"-1\","
	    "\"time\":\"2024-01-01T00:00:00Z\",\"inner\":{\"inner\":{}},"
	    "\"notes\":{\"a\":\"b\"},\"free\":{\"x\":[1.5e3,null]},"
	    "\"manyKinds\":[\"FIRST\",2]}";
	cosign_error_t *err = cosign_error_new();
	json_t *out;
	cosign_rc_t rc;
	size_t n;

	for (n = 1;; n++) {
		out = NULL;
		alloc_fail_arm(n);
		rc = csn_pj_parse(
		    &out, text, strlen(text), 1024, &all_message, err);
		if (!alloc_fail_disarm())
			break;
		cr_expect_null(out);
		expect_error(err, rc, COSIGN_E_NOMEM, "out of memory");
	}
	cr_expect_eq(rc, COSIGN_OK);
	cr_expect_gt(n, 30);
	json_decref(out);
	cosign_error_free(err);
}

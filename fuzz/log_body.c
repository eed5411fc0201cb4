/* Bodies of log entries: what is read does not depend on how the JSON is
   spaced, and what Rekor v2 logs is written as it is read. */
#include "known.h"
#include "mutate.h"

#include "rekor/body.h"
#include "util/json.h"

static void
check_body(const struct csn_entry_body *b)
{
	const int is_intoto_1 = b->type == CSN_ENTRY_INTOTO_V001;

	HOLDS(b->hash.len == cosign_hash_size(b->hash.hash));
	HOLDS(b->hash.len > 0);
	HOLDS((b->signature.len == 0) == is_intoto_1);
	HOLDS(b->verifier.len > 0);
	HOLDS(b->envelope.len == 0 || b->type == CSN_ENTRY_DSSE_V001 ||
	    is_intoto_1 || b->type == CSN_ENTRY_INTOTO_V002);
	HOLDS(b->payload.len == 0 || b->type == CSN_ENTRY_INTOTO_V002);
}

static int
same(const struct csn_entry_body *a, const struct csn_entry_body *b)
{
	return a->type == b->type && a->has_certificate == b->has_certificate &&
	    a->hash.hash == b->hash.hash &&
	    memcmp(a->hash.bytes, b->hash.bytes, a->hash.len) == 0 &&
	    csn_span_eq(
		csn_bytes_span(&a->signature), csn_bytes_span(&b->signature)) &&
	    csn_span_eq(
		csn_bytes_span(&a->verifier), csn_bytes_span(&b->verifier)) &&
	    csn_span_eq(
		csn_bytes_span(&a->payload), csn_bytes_span(&b->payload)) &&
	    csn_span_eq(csn_bytes_span(&a->payload_type),
		csn_bytes_span(&b->payload_type));
}

static void
check_same(const struct csn_entry_body *b, struct csn_span text)
{
	struct csn_entry_body again;

	HOLDS(csn_entry_body_read(&again, text, NULL) == COSIGN_OK);
	HOLDS(same(b, &again));
	csn_entry_body_dispose(&again);
}

/* Sorted by jansson, and with spaces. */
static void
check_spaced(const struct csn_entry_body *b, struct csn_span in)
{
	json_t *root = NULL;
	char *text;

	HOLDS(csn_json_parse(&root, (const char *)in.p, in.len, NULL) ==
	    COSIGN_OK);
	text = json_dumps(root, JSON_SORT_KEYS | JSON_INDENT(3));
	HOLDS(text != NULL);
	check_same(b, csn_span_str(text));
	free(text);
	json_decref(root);
}

static void
check_written(const struct csn_entry_body *b)
{
	const struct csn_entry_v002 e = {
		.key_details = "PKIX_ECDSA_P256_SHA_256",
		.digest = b->hash,
		.signature = csn_bytes_span(&b->signature),
		.verifier = csn_bytes_span(&b->verifier),
		.has_certificate = b->has_certificate,
	};
	struct csn_buf out;

	csn_buf_init(&out, (size_t)32 * 1024 * 1024);
	csn_entry_v002_write(&out, &e);
	HOLDS(csn_buf_finish(&out, NULL) == COSIGN_OK);
	check_same(b, csn_span(out.p, out.len));
	csn_buf_dispose(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct csn_span in = csn_span(data, size);
	cosign_error_t *err = cosign_error_new();
	struct csn_entry_body b;
	cosign_rc_t rc;

	HOLDS(err != NULL);
	rc = csn_entry_body_read(&b, in, err);
	if (rc == COSIGN_OK) {
		check_body(&b);
		check_spaced(&b, in);
		if (b.type == CSN_ENTRY_HASHEDREKORD_V002)
			check_written(&b);
		csn_entry_body_dispose(&b);
	} else {
		HOLDS(cosign_rc_class(rc) == COSIGN_CLASS_MALFORMED);
		HOLDS(is_printable(cosign_error_message(err)));
	}
	cosign_error_free(err);
	return 0;
}

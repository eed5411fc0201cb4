/* Envelopes and statements: one that is read strictly is read loosely, too;
   what is asked of subjects is what they say; and what is signed is one text
   for one payload. */
#include "mutate.h"

#include "dsse/envelope.h"
#include "dsse/pae.h"
#include "dsse/statement.h"
#include "util/limits.h"

#define LEN(s) (sizeof(s) - 1)

/* The digest over what is written is the one that is taken without it. */
static void
check_pae(struct csn_span type, struct csn_span payload)
{
	static const cosign_hash_t hashes[] = { COSIGN_HASH_SHA256,
		COSIGN_HASH_SHA384, COSIGN_HASH_SHA512 };
	struct csn_digest a, b;
	struct csn_buf out;
	size_t i;

	csn_buf_init(&out, 2 * CSN_BUNDLE_MAX);
	csn_pae_write(&out, type, payload);
	HOLDS(csn_buf_finish(&out, NULL) == COSIGN_OK);
	HOLDS(out.len >= LEN("DSSEv1 0  0 ") + type.len + payload.len);
	HOLDS(memcmp(out.p, "DSSEv1 ", LEN("DSSEv1 ")) == 0);
	HOLDS(csn_span_eq(
	    payload, csn_span(out.p + out.len - payload.len, payload.len)));
	for (i = 0; i < CSN_ARRAY_LEN(hashes); i++) {
		csn_pae_digest(&a, hashes[i], type, payload);
		csn_digest_bytes(&b, hashes[i], out.p, out.len);
		HOLDS(csn_span_eq(
		    csn_span(a.bytes, a.len), csn_span(b.bytes, b.len)));
	}
	csn_buf_dispose(&out);
}

static void
check_subjects(const struct csn_statement *s)
{
	const unsigned int all = csn_hash_bit(COSIGN_HASH_SHA256) |
	    csn_hash_bit(COSIGN_HASH_SHA384) | csn_hash_bit(COSIGN_HASH_SHA512);
	struct csn_digest nobodys;
	unsigned int set = 0;
	cosign_rc_t rc = csn_statement_hashes(s, &set, NULL);

	HOLDS(json_array_size(s->subjects) >= 1);
	HOLDS(json_array_size(s->subjects) <= CSN_SUBJECTS_MAX);
	HOLDS(rc == COSIGN_OK || rc == COSIGN_E_SUBJECT);
	HOLDS((rc == COSIGN_OK) == (set != 0));
	HOLDS((set & ~all) == 0);
	/* Of a text that no statement holds. */
	csn_digest_bytes(&nobodys, COSIGN_HASH_SHA256, "nobody's", 8);
	HOLDS(csn_statement_find(s, &nobodys) == NULL);
	memset(&nobodys, 0, sizeof(nobodys));
	HOLDS(csn_statement_find(s, &nobodys) == NULL);
}

static cosign_rc_t
check_form(struct csn_span text, enum csn_statement_form form)
{
	struct csn_statement s;
	cosign_rc_t rc = csn_statement_read(&s, text, form, NULL);

	HOLDS((rc == COSIGN_OK) == (s.root != NULL));
	HOLDS(rc == COSIGN_OK || rc == COSIGN_E_STATEMENT ||
	    rc == COSIGN_E_LIMIT);
	if (rc == COSIGN_OK) {
		HOLDS(s.predicate_type != NULL);
		check_subjects(&s);
	}
	csn_statement_dispose(&s);
	return rc;
}

/* Protobuf has a second spelling of names, which the older forms do not. */
static int
has_other_spelling(struct csn_span text)
{
	return memmem(text.p, text.len, "\"type\"", LEN("\"type\"")) != NULL ||
	    memmem(text.p, text.len, "predicate_type", LEN("predicate_type")) !=
	    NULL ||
	    memchr(text.p, '\\', text.len) != NULL;
}

static void
check_statement(struct csn_span text)
{
	const cosign_rc_t strict = check_form(text, CSN_STATEMENT_STRICT);
	const cosign_rc_t lax = check_form(text, CSN_STATEMENT_LAX);

	HOLDS(strict != COSIGN_OK || lax == COSIGN_OK ||
	    has_other_spelling(text));
}

static void
check_envelope(const json_t *root)
{
	struct csn_envelope e;
	cosign_rc_t rc = csn_envelope_read(&e, root, NULL);

	if (rc != COSIGN_OK) {
		HOLDS(cosign_rc_class(rc) == COSIGN_CLASS_MALFORMED);
		HOLDS(e.signatures == NULL && e.count == 0);
		return;
	}
	HOLDS(csn_is_envelope(root));
	HOLDS(e.count >= 1 && e.count <= CSN_ENVELOPE_SIGNATURES_MAX);
	check_pae(csn_bytes_span(&e.payload_type), csn_bytes_span(&e.payload));
	check_statement(csn_bytes_span(&e.payload));
	csn_envelope_dispose(&e);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct csn_span in = csn_span(data, size);
	json_t *root = NULL;

	check_statement(in);
	check_pae(csn_span(data, size / 2),
	    csn_span(data + size / 2, size - size / 2));
	if (csn_json_parse(&root, (const char *)data, size, NULL) == COSIGN_OK)
		check_envelope(root);
	json_decref(root);
	return 0;
}

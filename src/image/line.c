/* What cosign download prints of a signature: one line of JSON. */
#include "image/signatures.h"

#include "util/json_write.h"
#include "util/limits.h"

#include <stdlib.h>
#include <string.h>

/* The first byte of U+2028 and U+2029 in UTF-8, and the two behind it. */
static int
is_separator(const char *p, size_t left)
{
	return left >= 3 && memcmp(p, "\xE2\x80", 2) == 0 &&
	    (p[2] == '\xA8' || p[2] == '\xA9');
}

/* A byte inside a string, as Go's encoder has it. How many were taken. */
static size_t
write_inner(struct csn_buf *out, const char *p, size_t left)
{
	switch (*p) {
	case '<':
		csn_buf_add_str(out, "\\u003c");
		return 1;
	case '>':
		csn_buf_add_str(out, "\\u003e");
		return 1;
	case '&':
		csn_buf_add_str(out, "\\u0026");
		return 1;
	case '\\':
		csn_buf_add(out, p, left >= 2 ? 2 : 1);
		return left >= 2 ? 2 : 1;
	default:
		break;
	}
	if (is_separator(p, left)) {
		csn_buf_add_str(out, p[2] == '\xA8' ? "\\u2028" : "\\u2029");
		return 3;
	}
	csn_buf_add_char(out, *p);
	return 1;
}

/* Text that is known to be JSON, with its members where they were and nothing
   between them. */
static void
write_compact(struct csn_buf *out, const char *text, size_t len)
{
	int in_string = 0;
	size_t i = 0;

	while (i < len) {
		if (text[i] == '"') {
			in_string = !in_string;
			csn_buf_add_char(out, text[i++]);
		} else if (in_string) {
			i += write_inner(out, text + i, len - i);
		} else {
			if (strchr(" \t\r\n", text[i]) == NULL)
				csn_buf_add_char(out, text[i]);
			i++;
		}
	}
}

/* ---- the older form ---- */

static void
write_certificate(struct csn_json_writer *w, const struct csn_bytes *der)
{
	csn_jw_object_begin(w);
	csn_jw_name(w, "Raw");
	csn_jw_base64(w, der->p, der->len);
	csn_jw_object_end(w);
}

static void
write_certificates(struct csn_json_writer *w, const cosign_bundle_t *b)
{
	size_t i;

	csn_jw_name(w, "Cert");
	if (b->chain_count > 0)
		write_certificate(w, &b->chain[0]);
	else
		csn_jw_null(w);
	csn_jw_name(w, "Chain");
	if (b->chain_count < 2) {
		csn_jw_null(w);
		return;
	}
	csn_jw_array_begin(w);
	for (i = 1; i < b->chain_count; i++)
		write_certificate(w, &b->chain[i]);
	csn_jw_array_end(w);
}

/* A value that another writer made, or null. */
static cosign_rc_t
write_note(struct csn_json_writer *w, const char *name, struct csn_buf *text,
    cosign_error_t *err)
{
	const cosign_rc_t rc = csn_buf_finish(text, err);

	if (rc != COSIGN_OK)
		return rc;
	csn_jw_name(w, name);
	if (text->len > 0)
		csn_jw_json(w, text->p, text->len);
	else
		csn_jw_null(w);
	return COSIGN_OK;
}

static cosign_rc_t
write_evidence(
    struct csn_json_writer *w, const cosign_bundle_t *b, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf entry, timestamp;

	csn_buf_init(&entry, CSN_BUNDLE_MAX);
	csn_buf_init(&timestamp, CSN_BUNDLE_MAX);
	if (b->entry_count > 0)
		csn_note_entry_write(&entry, &b->entries[0]);
	if (b->timestamp_count > 0)
		csn_note_timestamp_write(&timestamp, &b->timestamps[0]);
	CSN_TRY(write_note(w, "Bundle", &entry, err));
	CSN_TRY(write_note(w, "RFC3161Timestamp", &timestamp, err));
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&timestamp);
	csn_buf_dispose(&entry);
	return rc;
}

static cosign_rc_t
write_legacy(struct csn_buf *out, const struct csn_image_signature *row,
    cosign_error_t *err)
{
	const cosign_bundle_t *b = row->bundle;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_json_writer w;

	csn_jw_init(&w, out, CSN_JSON_GO);
	csn_jw_object_begin(&w);
	csn_jw_name(&w, "Base64Signature");
	csn_jw_base64(&w, b->signature.p, b->signature.len);
	csn_jw_name(&w, "Payload");
	csn_jw_base64(&w, row->content.p, row->content.len);
	write_certificates(&w, b);
	CSN_TRY(write_evidence(&w, b, err));
	csn_jw_object_end(&w);
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
cosign_image_signature_line(char **out, size_t *len,
    const cosign_image_signatures_t *signatures, size_t index,
    cosign_error_t *err)
{
	const struct csn_image_signature *row;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf text;

	if (out != NULL)
		*out = NULL;
	if (out == NULL || signatures == NULL || index >= signatures->count ||
	    signatures->list[index].bundle == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "signature: none that could be read, or nowhere to write "
		    "to");
	row = &signatures->list[index];
	csn_buf_init(&text, 2 * CSN_BUNDLE_MAX);
	if (row->form == COSIGN_IMAGE_BUNDLE)
		write_compact(
		    &text, (const char *)row->content.p, row->content.len);
	else
		CSN_TRY(write_legacy(&text, row, err));
	CSN_TRY(csn_buf_take(&text, out, len, err));
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&text);
	return rc;
}

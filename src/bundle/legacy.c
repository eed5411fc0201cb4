/*
 * cosign's own bundle of a blob's signature ("LocalSignedPayload"), which
 * came before Sigstore's. Go reads it with encoding/json: unknown members are
 * ignored. Other liberties of that reader are not taken over: a repeated
 * name, or a known one in other letters, would mean different things to
 * different readers.
 */
#include "bundle/legacy.h"
#include "crypto/pem.h"
#include "util/base64.h"
#include "util/hex.h"
#include "util/json.h"
#include "util/limits.h"

#include <strings.h>

static const char *const bundle_names[] = { "base64Signature", "cert",
	"rekorBundle", NULL };
static const char *const rekor_names[] = { "SignedEntryTimestamp", "Payload",
	NULL };
static const char *const payload_names[] = { "body", "integratedTime",
	"logIndex", "logID", NULL };

/*
 * Equality under Unicode's simple case folding, as encoding/json compares
 * names: beyond ASCII only the long s and the Kelvin sign fold to letters
 * that names hold.
 */
static int
folds_to(const char *text, const char *name)
{
	for (; *name != '\0'; name++) {
		char c = *text;

		if (strncmp(text, "\xc5\xbf", 2) == 0) {
			c = 's';
			text += 2;
		} else if (strncmp(text, "\xe2\x84\xaa", 3) == 0) {
			c = 'k';
			text += 3;
		} else if (c != '\0') {
			text++;
		}
		if (strncasecmp(&c, name, 1) != 0)
			return 0;
	}
	return *text == '\0';
}

static cosign_rc_t
check_names(const json_t *o, const char *const *names, cosign_error_t *err)
{
	void *iter;
	size_t i;

	for (iter = json_object_iter(csn_json_iterable(o)); iter != NULL;
	     iter = json_object_iter_next(csn_json_iterable(o), iter)) {
		const char *key = json_object_iter_key(iter);

		for (i = 0; names[i] != NULL; i++)
			if (strcmp(key, names[i]) != 0 &&
			    folds_to(key, names[i]))
				return csn_fail(err, COSIGN_E_MALFORMED,
				    "%.*s: the name is %s", CSN_QUOTE_MAX, key,
				    names[i]);
	}
	return COSIGN_OK;
}

/*
 * A signature in this form may be a whole DSSE envelope (attest-blob). It is
 * told by what it holds, since a raw signature may start with any byte.
 */
static cosign_rc_t
take_signature(cosign_bundle_t *b, struct csn_buf *bytes, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL, parsed = COSIGN_E_JSON;
	json_t *o = NULL;

	if (bytes->len > 0 && bytes->p[0] == '{')
		parsed = csn_json_parse(
		    &o, (const char *)bytes->p, bytes->len, NULL);
	/* Lack of memory says nothing about the text. */
	if (parsed == COSIGN_E_NOMEM)
		CSN_TRY(csn_fail_nomem(err));
	if (parsed == COSIGN_OK && csn_is_envelope(o))
		CSN_TRY(csn_bundle_set_envelope(
		    b, o, csn_span(bytes->p, bytes->len), err));
	else
		csn_bytes_take(&b->signature, bytes);
	rc = COSIGN_OK;
out:
	json_decref(o);
	return rc;
}

static cosign_rc_t
read_signature(cosign_bundle_t *b, const json_t *root, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span text;
	struct csn_buf bytes;

	csn_buf_init(&bytes, CSN_BUNDLE_MAX);
	CSN_TRY(csn_json_string(&text, root, "base64Signature", err));
	CSN_TRY(csn_fail_at(err,
	    csn_base64_decode(
		&bytes, (const char *)text.p, text.len, CSN_BASE64_GO, err),
	    "base64Signature"));
	CSN_TRY(csn_fail_at(
	    err, take_signature(b, &bytes, err), "base64Signature"));
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&bytes);
	return rc;
}

/* Further blocks, and nothing between or behind them: cosign takes such text
   for damaged. */
static cosign_rc_t
check_pem_rest(struct csn_span text, size_t at, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_pem pem;

	memset(&pem, 0, sizeof(pem));
	for (;;) {
		if (at < text.len && text.p[at] == '\r')
			at++;
		if (at < text.len && text.p[at] == '\n')
			at++;
		if (at >= text.len)
			break;
		rc = csn_pem_next(&pem, text, &at, err);
		csn_pem_dispose(&pem);
		if (rc == COSIGN_E_NOT_FOUND)
			rc = csn_fail(
			    err, COSIGN_E_PEM, "something behind the PEM");
		CSN_TRY(rc);
	}
	rc = COSIGN_OK;
out:
	return rc;
}

/*
 * The first block decides. A public key (which cosign 3.0 to 3.1.2 wrote, and
 * then trusted: GHSA-fx35-mq7g-6g98) is as good as nothing: it is read past
 * and never used.
 */
static cosign_rc_t
read_certificate_pem(
    cosign_bundle_t *b, struct csn_span text, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_pem pem;
	size_t at = 0;

	memset(&pem, 0, sizeof(pem));
	CSN_TRY(csn_pem_next(&pem, text, &at, err));
	if (csn_pem_is(&pem, "CERTIFICATE"))
		CSN_TRY(csn_bundle_add_certificate(b, &pem.der, err));
	else if (!csn_pem_is(&pem, "PUBLIC KEY"))
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED, "not a certificate"));
	CSN_TRY(check_pem_rest(text, at, err));
	rc = COSIGN_OK;
out:
	csn_pem_dispose(&pem);
	return rc;
}

/* Base64 of PEM as cosign writes it, PEM itself, or base64 of DER as its
   image signing once did. */
static cosign_rc_t
read_certificate_text(
    cosign_bundle_t *b, struct csn_span text, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf bytes;

	csn_buf_init(&bytes, CSN_BUNDLE_MAX);
	if (!csn_pem_looks_like(text)) {
		CSN_TRY(csn_base64_decode(&bytes, (const char *)text.p,
		    text.len, CSN_BASE64_GO, err));
		text = csn_span(bytes.p, bytes.len);
	}
	if (csn_pem_looks_like(text))
		CSN_TRY(read_certificate_pem(b, text, err));
	else
		CSN_TRY(csn_bundle_add_certificate(b, &bytes, err));
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&bytes);
	return csn_fail_at(err, rc, "cert");
}

static cosign_rc_t
read_certificate(cosign_bundle_t *b, const json_t *root, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span text;

	CSN_TRY(csn_json_string_opt(&text, root, "cert", err));
	if (text.len > 0)
		CSN_TRY(read_certificate_text(b, text, err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* In the one way that logs write it: the text is what they signed. */
static int
read_log_id(uint8_t out[CSN_NOTE_ID_SIZE], struct csn_span id)
{
	size_t i;

	for (i = 0; i < id.len; i++)
		if (id.p[i] >= 'A' && id.p[i] <= 'F')
			return 0;
	return csn_hex_decode(out, CSN_NOTE_ID_SIZE, (const char *)id.p, id.len,
		   NULL) == COSIGN_OK;
}

/* What the log signed is read as far as it can be: who asks for no log entry
   does not mind. */
static cosign_rc_t
try_body(struct csn_entry *entry, struct csn_span body, struct csn_span id,
    cosign_error_t *err)
{
	uint8_t log_id[CSN_NOTE_ID_SIZE];
	cosign_rc_t rc = COSIGN_E_INTERNAL, read;
	struct csn_buf text;

	csn_buf_init(&text, CSN_BUNDLE_MAX);
	if (!read_log_id(log_id, id))
		return COSIGN_OK;
	CSN_TRY(csn_bytes_copy(
	    &entry->log_id, csn_span(log_id, sizeof(log_id)), err));
	read = csn_base64_decode(
	    &text, (const char *)body.p, body.len, CSN_BASE64_STRICT, NULL);
	if (read == COSIGN_OK)
		read = csn_entry_body_read(
		    &entry->body, csn_span(text.p, text.len), NULL);
	entry->is_readable = read == COSIGN_OK;
	/* Lack of memory says nothing about the text. */
	if (read == COSIGN_E_NOMEM)
		CSN_TRY(csn_fail_nomem(err));
	csn_bytes_take(&entry->text, &text);
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&text);
	return rc;
}

static cosign_rc_t
read_payload(
    struct csn_entry *entry, const json_t *payload, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span body, id;

	CSN_TRY(check_names(payload, payload_names, err));
	CSN_TRY(csn_json_string(&body, payload, "body", err));
	CSN_TRY(csn_json_int(
	    &entry->integrated_time, payload, "integratedTime", err));
	CSN_TRY(csn_json_int(&entry->index, payload, "logIndex", err));
	if (entry->index < 0)
		CSN_TRY(
		    csn_fail(err, COSIGN_E_MALFORMED, "logIndex: less than 0"));
	CSN_TRY(csn_json_string(&id, payload, "logID", err));
	CSN_TRY(try_body(entry, body, id, err));
	rc = COSIGN_OK;
out:
	return csn_fail_at(err, rc, "Payload");
}

cosign_rc_t
csn_rekor_bundle_read(
    cosign_bundle_t *b, const json_t *rekor, cosign_error_t *err)
{
	struct csn_entry *entry = csn_bundle_add_entry(b, err);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const json_t *payload;
	struct csn_span text;
	struct csn_buf bytes;

	csn_buf_init(&bytes, CSN_BUNDLE_MAX);
	if (entry == NULL)
		return COSIGN_E_NOMEM;
	CSN_TRY(check_names(rekor, rekor_names, err));
	CSN_TRY(csn_json_string(&text, rekor, "SignedEntryTimestamp", err));
	CSN_TRY(csn_fail_at(err,
	    csn_base64_decode(
		&bytes, (const char *)text.p, text.len, CSN_BASE64_GO, err),
	    "SignedEntryTimestamp"));
	csn_bytes_take(&entry->promise, &bytes);
	CSN_TRY(csn_json_object(&payload, rekor, "Payload", err));
	CSN_TRY(read_payload(entry, payload, err));
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&bytes);
	return csn_fail_at(err, rc, "rekorBundle");
}

/* A log keeps the signature as text, and cosign compares that. */
static cosign_rc_t
check_logged_text(
    const cosign_bundle_t *b, const json_t *root, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span text;

	if (b->content == CSN_CONTENT_ENVELOPE)
		return COSIGN_OK;
	CSN_TRY(csn_json_string(&text, root, "base64Signature", err));
	CSN_TRY(csn_fail_at(err,
	    csn_base64_check(
		(const char *)text.p, text.len, CSN_BASE64_STRICT, err),
	    "base64Signature"));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
read_rekor(cosign_bundle_t *b, const json_t *root, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const json_t *rekor;

	CSN_TRY(csn_json_object_opt(&rekor, root, "rekorBundle", err));
	if (rekor == NULL)
		return COSIGN_OK;
	CSN_TRY(csn_rekor_bundle_read(b, rekor, err));
	CSN_TRY(check_logged_text(b, root, err));
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
csn_bundle_read_legacy(
    cosign_bundle_t **out, const json_t *root, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_bundle_t *b = NULL;

	*out = NULL;
	if (!json_is_object(root))
		CSN_TRY(csn_fail(err, COSIGN_E_JSON, "not an object"));
	CSN_TRY(check_names(root, bundle_names, err));
	CSN_TRY(csn_bundle_new(&b, COSIGN_FORM_LEGACY, err));
	CSN_TRY(read_signature(b, root, err));
	CSN_TRY(read_certificate(b, root, err));
	CSN_TRY(read_rekor(b, root, err));
	*out = b;
	b = NULL;
	rc = COSIGN_OK;
out:
	cosign_bundle_free(b);
	return csn_fail_at(err, rc, "legacy bundle");
}

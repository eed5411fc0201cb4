#include "rekor/body.h"

#include "crypto/pem.h"
#include "util/base64.h"
#include "util/hex.h"
#include "util/json.h"
#include "util/limits.h"

#include <stdlib.h>

/* Whether an object holds nothing but these. */
static cosign_rc_t
check_names(const json_t *o, const char *const *names, cosign_error_t *err)
{
	void *iter;
	size_t i;

	for (iter = json_object_iter(csn_json_iterable(o)); iter != NULL;
	     iter = json_object_iter_next(csn_json_iterable(o), iter)) {
		const char *key = json_object_iter_key(iter);

		for (i = 0; names[i] != NULL; i++)
			if (strcmp(key, names[i]) == 0)
				break;
		if (names[i] == NULL)
			return csn_fail(err, COSIGN_E_MALFORMED,
			    "unknown member %.*s", CSN_QUOTE_MAX, key);
	}
	return COSIGN_OK;
}

/* A member that is an object of these members. */
static cosign_rc_t
object(const json_t **out, const json_t *o, const char *name,
    const char *const *names, cosign_error_t *err)
{
	cosign_rc_t rc = csn_json_object(out, o, name, err);

	return rc == COSIGN_OK
	    ? csn_fail_at(err, check_names(*out, names, err), "%s", name)
	    : rc;
}

#define OBJECT(out, o, name, err, ...) \
	object(out, o, name, (const char *const[]){ __VA_ARGS__, NULL }, err)

static cosign_rc_t
read_base64(struct csn_bytes *out, const json_t *o, const char *name,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span text;
	struct csn_buf bytes;

	csn_buf_init(&bytes, CSN_BUNDLE_MAX);
	CSN_TRY(csn_json_string(&text, o, name, err));
	CSN_TRY(csn_fail_at(err,
	    csn_base64_decode(
		&bytes, (const char *)text.p, text.len, CSN_BASE64_STRICT, err),
	    "%s", name));
	if (bytes.len == 0)
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED, "%s: empty", name));
	csn_bytes_take(out, &bytes);
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&bytes);
	return rc;
}

/* {"algorithm":"sha256","value":HEX} */
static cosign_rc_t
read_hash(struct csn_digest *out, const json_t *o, const char *name,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span algorithm, value;
	const json_t *hash;
	int i;

	memset(out, 0, sizeof(*out));
	CSN_TRY(OBJECT(&hash, o, name, err, "algorithm", "value"));
	CSN_TRY(csn_json_string(&algorithm, hash, "algorithm", err));
	CSN_TRY(csn_json_string(&value, hash, "value", err));
	for (i = COSIGN_HASH_SHA256; i <= COSIGN_HASH_SHA512; i++)
		if (csn_span_eq(algorithm,
			csn_span_str(cosign_hash_name((cosign_hash_t)i))))
			out->hash = (cosign_hash_t)i;
	if (out->hash == COSIGN_HASH_NONE)
		CSN_TRY(csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "algorithm is none of sha256, sha384, sha512"));
	out->len = cosign_hash_size(out->hash);
	CSN_TRY(csn_hex_decode(
	    out->bytes, out->len, (const char *)value.p, value.len, err));
	rc = COSIGN_OK;
out:
	return csn_fail_at(err, rc, "%s", name);
}

static cosign_rc_t
first_pem(
    struct csn_pem *pem, struct csn_span text, size_t *at, cosign_error_t *err)
{
	const cosign_rc_t rc = csn_pem_next(pem, text, at, err);

	return rc != COSIGN_E_NOT_FOUND ? rc
					: csn_fail(err, COSIGN_E_PEM, "no PEM");
}

/* Base64 of one PEM block: a certificate or a public key. */
static cosign_rc_t
read_verifier(struct csn_entry_body *body, const json_t *o, const char *name,
    cosign_error_t *err)
{
	struct csn_bytes text = { NULL, 0 };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_pem pem, more;
	size_t at = 0;

	memset(&pem, 0, sizeof(pem));
	CSN_TRY(read_base64(&text, o, name, err));
	CSN_TRY(first_pem(&pem, csn_bytes_span(&text), &at, err));
	body->has_certificate = csn_pem_is(&pem, "CERTIFICATE");
	if (!body->has_certificate && !csn_pem_is(&pem, "PUBLIC KEY"))
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED,
		    "neither a certificate nor a public key"));
	if (pem.der.len == 0)
		CSN_TRY(csn_fail(err, COSIGN_E_PEM, "PEM: nothing inside"));
	if (csn_pem_find(&more, csn_bytes_span(&text), &at, NULL) !=
	    COSIGN_E_NOT_FOUND)
		CSN_TRY(csn_fail(
		    err, COSIGN_E_MALFORMED, "more than one PEM block"));
	csn_bytes_take(&body->verifier, &pem.der);
	rc = COSIGN_OK;
out:
	csn_pem_dispose(&pem);
	free(text.p);
	return csn_fail_at(err, rc, "%s", name);
}

static cosign_rc_t
read_hashedrekord_v001(
    struct csn_entry_body *body, const json_t *spec, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const json_t *data, *signature, *key;

	CSN_TRY(check_names(
	    spec, (const char *const[]){ "data", "signature", NULL }, err));
	CSN_TRY(OBJECT(&data, spec, "data", err, "hash"));
	CSN_TRY(read_hash(&body->hash, data, "hash", err));
	CSN_TRY(
	    OBJECT(&signature, spec, "signature", err, "content", "publicKey"));
	CSN_TRY(read_base64(&body->signature, signature, "content", err));
	CSN_TRY(OBJECT(&key, signature, "publicKey", err, "content"));
	CSN_TRY(read_verifier(body, key, "content", err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* The same with a format before it. */
static cosign_rc_t
read_rekord_v001(
    struct csn_entry_body *body, const json_t *spec, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const json_t *data, *signature, *key;
	struct csn_span format;

	CSN_TRY(check_names(
	    spec, (const char *const[]){ "data", "signature", NULL }, err));
	CSN_TRY(OBJECT(&data, spec, "data", err, "hash"));
	CSN_TRY(read_hash(&body->hash, data, "hash", err));
	CSN_TRY(OBJECT(&signature, spec, "signature", err, "format", "content",
	    "publicKey"));
	CSN_TRY(csn_json_string(&format, signature, "format", err));
	if (!csn_span_eq(format, csn_span_str("x509")))
		CSN_TRY(csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "signature: format is not x509"));
	CSN_TRY(read_base64(&body->signature, signature, "content", err));
	CSN_TRY(OBJECT(&key, signature, "publicKey", err, "content"));
	CSN_TRY(read_verifier(body, key, "content", err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* The only element of a list of objects. */
static cosign_rc_t
only_one(const json_t **out, const json_t *o, const char *name,
    const char *const *names, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const json_t *list;

	*out = NULL;
	CSN_TRY(csn_json_array_opt(&list, o, name, err));
	if (json_array_size(list) != 1)
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED,
		    "%s: %zu instead of one", name, json_array_size(list)));
	*out = json_array_get(list, 0);
	if (!json_is_object(*out))
		CSN_TRY(csn_fail(err, COSIGN_E_JSON, "%s: no object", name));
	CSN_TRY(csn_fail_at(err, check_names(*out, names, err), "%s", name));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
read_dsse_v001(
    struct csn_entry_body *body, const json_t *spec, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const json_t *signature;

	CSN_TRY(check_names(spec,
	    (const char *const[]){
		"envelopeHash", "payloadHash", "signatures", NULL },
	    err));
	CSN_TRY(read_hash(&body->envelope, spec, "envelopeHash", err));
	CSN_TRY(read_hash(&body->hash, spec, "payloadHash", err));
	CSN_TRY(only_one(&signature, spec, "signatures",
	    (const char *const[]){ "signature", "verifier", NULL }, err));
	CSN_TRY(read_base64(&body->signature, signature, "signature", err));
	CSN_TRY(read_verifier(body, signature, "verifier", err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* Base64 of base64. */
static cosign_rc_t
unwrap(struct csn_bytes *bytes, const char *name, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf inner;

	csn_buf_init(&inner, CSN_BUNDLE_MAX);
	CSN_TRY(csn_base64_decode(&inner, (const char *)bytes->p, bytes->len,
	    CSN_BASE64_STRICT, err));
	csn_bytes_take(bytes, &inner);
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&inner);
	return csn_fail_at(err, rc, "%s: base64 inside", name);
}

static cosign_rc_t
read_intoto_envelope(
    struct csn_entry_body *body, const json_t *content, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const json_t *envelope, *signature;
	struct csn_span type;

	CSN_TRY(OBJECT(&envelope, content, "envelope", err, "payload",
	    "payloadType", "signatures"));
	if (json_object_get(envelope, "payload") != NULL) {
		CSN_TRY(read_base64(&body->payload, envelope, "payload", err));
		CSN_TRY(unwrap(&body->payload, "payload", err));
	}
	CSN_TRY(csn_json_string(&type, envelope, "payloadType", err));
	CSN_TRY(csn_bytes_copy(&body->payload_type, type, err));
	CSN_TRY(only_one(&signature, envelope, "signatures",
	    (const char *const[]){ "publicKey", "sig", "keyid", NULL }, err));
	CSN_TRY(read_base64(&body->signature, signature, "sig", err));
	CSN_TRY(unwrap(&body->signature, "sig", err));
	CSN_TRY(read_verifier(body, signature, "publicKey", err));
	rc = COSIGN_OK;
out:
	return csn_fail_at(err, rc, "envelope");
}

static cosign_rc_t
read_intoto_v002(
    struct csn_entry_body *body, const json_t *spec, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const json_t *content;

	CSN_TRY(
	    check_names(spec, (const char *const[]){ "content", NULL }, err));
	CSN_TRY(OBJECT(
	    &content, spec, "content", err, "envelope", "hash", "payloadHash"));
	CSN_TRY(read_hash(&body->envelope, content, "hash", err));
	CSN_TRY(read_hash(&body->hash, content, "payloadHash", err));
	CSN_TRY(read_intoto_envelope(body, content, err));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
read_intoto_v001(
    struct csn_entry_body *body, const json_t *spec, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const json_t *content;

	CSN_TRY(check_names(
	    spec, (const char *const[]){ "content", "publicKey", NULL }, err));
	CSN_TRY(OBJECT(&content, spec, "content", err, "hash", "payloadHash"));
	CSN_TRY(read_hash(&body->envelope, content, "hash", err));
	CSN_TRY(read_hash(&body->hash, content, "payloadHash", err));
	CSN_TRY(read_verifier(body, spec, "publicKey", err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* {"algorithm":"SHA2_256","digest":BASE64} */
static cosign_rc_t
read_v002_digest(struct csn_digest *out, const json_t *o, cosign_error_t *err)
{
	struct csn_bytes digest = { NULL, 0 };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span algorithm;
	const json_t *data;
	int i;

	memset(out, 0, sizeof(*out));
	CSN_TRY(OBJECT(&data, o, "data", err, "algorithm", "digest"));
	CSN_TRY(csn_json_string(&algorithm, data, "algorithm", err));
	for (i = COSIGN_HASH_SHA256; i <= COSIGN_HASH_SHA512; i++)
		if (csn_span_eq(algorithm,
			csn_span_str(cosign_hash_spec_name((cosign_hash_t)i))))
			out->hash = (cosign_hash_t)i;
	if (out->hash == COSIGN_HASH_NONE)
		CSN_TRY(csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "algorithm is none of SHA2_256, SHA2_384, SHA2_512"));
	CSN_TRY(read_base64(&digest, data, "digest", err));
	if (digest.len != cosign_hash_size(out->hash))
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED,
		    "digest: %zu bytes instead of %zu", digest.len,
		    cosign_hash_size(out->hash)));
	out->len = digest.len;
	memcpy(out->bytes, digest.p, digest.len);
	rc = COSIGN_OK;
out:
	free(digest.p);
	return csn_fail_at(err, rc, "data");
}

/* keyDetails follow from the key; they are compared when the entry is written
   anew. */
static cosign_rc_t
read_v002_verifier(
    struct csn_entry_body *body, const json_t *signature, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const json_t *verifier, *certificate, *key;
	struct csn_span details;

	CSN_TRY(OBJECT(&verifier, signature, "verifier", err, "keyDetails",
	    "x509Certificate", "publicKey"));
	CSN_TRY(csn_json_string(&details, verifier, "keyDetails", err));
	CSN_TRY(csn_json_object_opt(
	    &certificate, verifier, "x509Certificate", err));
	CSN_TRY(csn_json_object_opt(&key, verifier, "publicKey", err));
	if ((certificate == NULL) == (key == NULL))
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED,
		    "not one of x509Certificate and publicKey"));
	body->has_certificate = certificate != NULL;
	if (certificate == NULL)
		certificate = key;
	CSN_TRY(check_names(
	    certificate, (const char *const[]){ "rawBytes", NULL }, err));
	CSN_TRY(read_base64(&body->verifier, certificate, "rawBytes", err));
	rc = COSIGN_OK;
out:
	return csn_fail_at(err, rc, "verifier");
}

static cosign_rc_t
read_hashedrekord_v002(
    struct csn_entry_body *body, const json_t *spec, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const json_t *entry, *signature;

	CSN_TRY(check_names(
	    spec, (const char *const[]){ "hashedRekordV002", NULL }, err));
	CSN_TRY(
	    OBJECT(&entry, spec, "hashedRekordV002", err, "data", "signature"));
	CSN_TRY(read_v002_digest(&body->hash, entry, err));
	CSN_TRY(
	    OBJECT(&signature, entry, "signature", err, "content", "verifier"));
	CSN_TRY(read_base64(&body->signature, signature, "content", err));
	CSN_TRY(read_v002_verifier(body, signature, err));
	rc = COSIGN_OK;
out:
	return rc;
}

static const struct row {
	enum csn_entry_type type;
	const char *kind;
	const char *version;
	cosign_rc_t (*read)(struct csn_entry_body *body, const json_t *spec,
	    cosign_error_t *err);
} rows[] = {
	{ CSN_ENTRY_HASHEDREKORD_V001, "hashedrekord", "0.0.1",
	    read_hashedrekord_v001 },
	{ CSN_ENTRY_HASHEDREKORD_V002, "hashedrekord", "0.0.2",
	    read_hashedrekord_v002 },
	{ CSN_ENTRY_DSSE_V001, "dsse", "0.0.1", read_dsse_v001 },
	{ CSN_ENTRY_INTOTO_V001, "intoto", "0.0.1", read_intoto_v001 },
	{ CSN_ENTRY_INTOTO_V002, "intoto", "0.0.2", read_intoto_v002 },
	{ CSN_ENTRY_REKORD_V001, "rekord", "0.0.1", read_rekord_v001 },
};

static const struct row *
row_of(enum csn_entry_type type)
{
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(rows); i++)
		if (rows[i].type == type)
			return &rows[i];
	return &rows[0];
}

const char *
csn_entry_kind(enum csn_entry_type type)
{
	return row_of(type)->kind;
}

const char *
csn_entry_version(enum csn_entry_type type)
{
	return row_of(type)->version;
}

static int
quoted(struct csn_span text)
{
	return (int)(text.len < CSN_QUOTE_MAX ? text.len : CSN_QUOTE_MAX);
}

static cosign_rc_t
find_row(const struct row **out, const json_t *root, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span kind, version;
	size_t i;

	CSN_TRY(csn_json_string(&kind, root, "kind", err));
	CSN_TRY(csn_json_string(&version, root, "apiVersion", err));
	for (i = 0; i < CSN_ARRAY_LEN(rows); i++) {
		*out = &rows[i];
		if (csn_span_eq(kind, csn_span_str(rows[i].kind)) &&
		    csn_span_eq(version, csn_span_str(rows[i].version)))
			return COSIGN_OK;
	}
	rc = csn_fail(err, COSIGN_E_UNSUPPORTED,
	    "entries of kind %.*s %.*s are not supported", quoted(kind),
	    (const char *)kind.p, quoted(version), (const char *)version.p);
out:
	return rc;
}

cosign_rc_t
csn_entry_body_read(
    struct csn_entry_body *out, struct csn_span text, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const struct row *row = NULL;
	json_t *root = NULL;
	const json_t *spec;

	memset(out, 0, sizeof(*out));
	CSN_TRY(csn_json_parse(&root, (const char *)text.p, text.len, err));
	if (!json_is_object(root))
		CSN_TRY(csn_fail(err, COSIGN_E_JSON, "not an object"));
	CSN_TRY(find_row(&row, root, err));
	CSN_TRY(check_names(root,
	    (const char *const[]){ "apiVersion", "kind", "spec", NULL }, err));
	CSN_TRY(csn_json_object(&spec, root, "spec", err));
	out->type = row->type;
	CSN_TRY(csn_fail_at(
	    err, row->read(out, spec, err), "%s %s", row->kind, row->version));
	rc = COSIGN_OK;
out:
	json_decref(root);
	if (rc != COSIGN_OK)
		csn_entry_body_dispose(out);
	return rc;
}

void
csn_entry_body_dispose(struct csn_entry_body *body)
{
	free(body->signature.p);
	free(body->verifier.p);
	free(body->payload_type.p);
	free(body->payload.p);
	memset(body, 0, sizeof(*body));
}

/* Members in the order of their names, which is how they are canonicalized;
   no text of them needs escaping. */
void
csn_entry_v002_write(struct csn_buf *out, const struct csn_entry_v002 *e)
{
	csn_buf_add_str(out,
	    "{\"apiVersion\":\"0.0.2\",\"kind\":\"hashedrekord\",\"spec\":{"
	    "\"hashedRekordV002\":{\"data\":{\"algorithm\":\"");
	csn_buf_add_str(out, cosign_hash_spec_name(e->digest.hash));
	csn_buf_add_str(out, "\",\"digest\":\"");
	csn_base64_encode(out, e->digest.bytes, e->digest.len);
	csn_buf_add_str(out, "\"},\"signature\":{\"content\":\"");
	csn_base64_encode(out, e->signature.p, e->signature.len);
	csn_buf_add_str(out, "\",\"verifier\":{\"keyDetails\":\"");
	csn_buf_add_str(out, e->key_details);
	csn_buf_add_str(out,
	    e->has_certificate ? "\",\"x509Certificate\":{\"rawBytes\":\""
			       : "\",\"publicKey\":{\"rawBytes\":\"");
	csn_base64_encode(out, e->verifier.p, e->verifier.len);
	csn_buf_add_str(out, "\"}}}}}}");
}

int
csn_entry_may_be_of(enum csn_entry_type type, int is_envelope)
{
	switch (type) {
	case CSN_ENTRY_HASHEDREKORD_V001:
	case CSN_ENTRY_REKORD_V001:
		return !is_envelope;
	case CSN_ENTRY_DSSE_V001:
	case CSN_ENTRY_INTOTO_V001:
	case CSN_ENTRY_INTOTO_V002:
		return is_envelope;
	case CSN_ENTRY_HASHEDREKORD_V002:
		return 1;
	}
	return 0;
}

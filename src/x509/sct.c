#include "x509/sct.h"

#include "crypto/der.h"
#include "x509/extension.h"

/* RFC 6962 3.2, 3.4; RFC 5246 7.4.1.4.1. */
#define VERSION_1             0
#define CERTIFICATE_TIMESTAMP 0
#define X509_ENTRY            0
#define PRECERT_ENTRY         1
#define HASH_SHA256           4
#define SIGNATURE_RSA         1
#define SIGNATURE_ECDSA       3

/* A number of so many bytes; what is missing makes the span empty and the
   number too large for what follows. */
static cosign_rc_t
take_number(
    struct csn_span *in, size_t bytes, uint64_t *out, cosign_error_t *err)
{
	*out = 0;
	if (in->len < bytes)
		return csn_fail(err, COSIGN_E_MALFORMED, "cut");
	for (; bytes > 0; bytes--, in->p++, in->len--)
		*out = *out << 8 | in->p[0];
	return COSIGN_OK;
}

static cosign_rc_t
take_bytes(
    struct csn_span *in, size_t len, struct csn_span *out, cosign_error_t *err)
{
	*out = csn_span(in->p, 0);
	if (in->len < len)
		return csn_fail(err, COSIGN_E_MALFORMED, "cut");
	*out = csn_span(in->p, len);
	in->p += len;
	in->len -= len;
	return COSIGN_OK;
}

/* opaque<0..2^16-1> */
static cosign_rc_t
take_vector(struct csn_span *in, struct csn_span *out, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	uint64_t len;

	CSN_TRY(take_number(in, 2, &len, err));
	CSN_TRY(take_bytes(in, (size_t)len, out, err));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
read_algorithm(struct csn_sct *out, struct csn_span *in, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	uint64_t hash, kind;

	CSN_TRY(take_number(in, 1, &hash, err));
	CSN_TRY(take_number(in, 1, &kind, err));
	if (hash != HASH_SHA256 ||
	    (kind != SIGNATURE_RSA && kind != SIGNATURE_ECDSA))
		CSN_TRY(csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "signature algorithm is none of ECDSA and RSA with "
		    "SHA-256"));
	out->kind = kind == SIGNATURE_RSA ? CSN_KEY_RSA : CSN_KEY_P256;
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
csn_sct_read(struct csn_sct *out, struct csn_span bytes, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	uint64_t version;

	memset(out, 0, sizeof(*out));
	CSN_TRY(take_number(&bytes, 1, &version, err));
	if (version != VERSION_1)
		CSN_TRY(
		    csn_fail(err, COSIGN_E_UNSUPPORTED, "version is not 1"));
	CSN_TRY(take_bytes(&bytes, CSN_LOG_ID_SIZE, &out->log_id, err));
	CSN_TRY(take_number(&bytes, 8, &out->timestamp, err));
	CSN_TRY(take_vector(&bytes, &out->extensions, err));
	CSN_TRY(read_algorithm(out, &bytes, err));
	CSN_TRY(take_vector(&bytes, &out->signature, err));
	if (bytes.len > 0)
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED,
		    "%zu bytes too many at the end", bytes.len));
	rc = COSIGN_OK;
out:
	return csn_fail_at(err, rc, "SCT");
}

cosign_rc_t
csn_sct_list_read(struct csn_sct out[CSN_SCTS_MAX], size_t *count,
    struct csn_span list, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span content, bytes;

	*count = 0;
	CSN_TRY(take_vector(&list, &content, err));
	if (list.len > 0)
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED,
		    "%zu bytes too many at the end", list.len));
	do {
		if (*count == CSN_SCTS_MAX)
			CSN_TRY(csn_fail(
			    err, COSIGN_E_LIMIT, "more than %d", CSN_SCTS_MAX));
		CSN_TRY(take_vector(&content, &bytes, err));
		rc = csn_sct_read(&out[*count], bytes, err);
		if (rc == COSIGN_E_UNSUPPORTED) {
			out[*count].is_unknown = 1;
			cosign_error_clear(err);
			rc = COSIGN_OK;
		}
		CSN_TRY(rc);
		++*count;
	} while (content.len > 0);
	rc = COSIGN_OK;
out:
	return csn_fail_at(err, rc, "SCT list");
}

/* The extension, a part of c->extensions; empty if there is none. */
static cosign_rc_t
find_scts(const struct csn_certificate *c, struct csn_span *element,
    cosign_error_t *err)
{
	struct csn_span list = c->extensions;
	struct csn_extension e;
	cosign_rc_t rc;

	*element = csn_span(c->extensions.p, 0);
	while (list.len > 0) {
		rc = csn_extension_next(&list, &e, err);
		if (rc != COSIGN_OK)
			return rc;
		if (csn_extension_is_scts(&e))
			*element = e.element;
	}
	return COSIGN_OK;
}

/*
 * RFC 6962 3.2: the TBSCertificate with the extension left out. Everything
 * before the extensions stays; the lengths of the three things around them
 * are written anew. (A certificate that Fulcio issued has others left.)
 */
cosign_rc_t
csn_tbs_without_scts(
    struct csn_buf *out, const struct csn_certificate *c, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_span tbs = c->tbs, content, left_out, before;
	size_t rest;

	CSN_TRY(csn_der_read(&tbs, CSN_DER_SEQUENCE, &content, err));
	CSN_TRY(find_scts(c, &left_out, err));
	rest = c->extensions.len - left_out.len;
	if (left_out.len == 0 || rest == 0)
		CSN_TRY(csn_fail(
		    err, COSIGN_E_SCT, "no SCTs among other extensions"));
	/* Up to the [3], which is the last thing in the certificate. */
	before = csn_span(content.p,
	    content.len - csn_der_size(csn_der_size(c->extensions.len)));
	csn_der_add_header(out, CSN_DER_SEQUENCE,
	    before.len + csn_der_size(csn_der_size(rest)));
	csn_buf_add(out, before.p, before.len);
	csn_der_add_header(
	    out, CSN_DER_CONTEXT_CONSTRUCTED(3), csn_der_size(rest));
	csn_der_add_header(out, CSN_DER_SEQUENCE, rest);
	csn_buf_add(
	    out, c->extensions.p, (size_t)(left_out.p - c->extensions.p));
	csn_buf_add(out, left_out.p + left_out.len,
	    rest - (size_t)(left_out.p - c->extensions.p));
	CSN_TRY(csn_buf_finish(out, err));
	rc = COSIGN_OK;
out:
	return rc;
}

static void
add_number(struct csn_buf *out, uint64_t number, size_t bytes)
{
	while (bytes-- > 0)
		csn_buf_add_char(out, (char)(number >> (8 * bytes) & 0xff));
}

static cosign_rc_t
add_precertificate(struct csn_buf *out, const struct csn_certificate *c,
    struct csn_span issuer_key, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_digest issuer;
	struct csn_buf tbs;

	csn_buf_init(&tbs, CSN_CERTIFICATE_MAX);
	CSN_TRY(csn_tbs_without_scts(&tbs, c, err));
	csn_digest_bytes(
	    &issuer, COSIGN_HASH_SHA256, issuer_key.p, issuer_key.len);
	csn_buf_add(out, issuer.bytes, issuer.len);
	add_number(out, tbs.len, 3);
	csn_buf_add(out, tbs.p, tbs.len);
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&tbs);
	return rc;
}

/* digitally-signed struct of RFC 6962 3.2 */
static cosign_rc_t
write_signed(struct csn_buf *out, const struct csn_sct *sct,
    const struct csn_certificate *c, enum csn_sct_entry entry,
    struct csn_span issuer_key, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	csn_buf_reserve(out, c->der.len + sct->extensions.len + 64);
	add_number(out, VERSION_1, 1);
	add_number(out, CERTIFICATE_TIMESTAMP, 1);
	add_number(out, sct->timestamp, 8);
	if (entry == CSN_SCT_EMBEDDED) {
		add_number(out, PRECERT_ENTRY, 2);
		CSN_TRY(add_precertificate(out, c, issuer_key, err));
	} else {
		add_number(out, X509_ENTRY, 2);
		add_number(out, c->der.len, 3);
		csn_buf_add(out, c->der.p, c->der.len);
	}
	add_number(out, sct->extensions.len, 2);
	csn_buf_add(out, sct->extensions.p, sct->extensions.len);
	CSN_TRY(csn_buf_finish(out, err));
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
csn_sct_verify(const struct csn_sct *sct, const cosign_pubkey_t *log_key,
    const struct csn_certificate *certificate, enum csn_sct_entry entry,
    struct csn_span issuer_key, cosign_error_t *err)
{
	const struct csn_signature_scheme scheme = { .kind = sct->kind,
		.hash = COSIGN_HASH_SHA256 };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf signed_bytes;

	csn_buf_init(&signed_bytes, 2 * CSN_CERTIFICATE_MAX);
	/* 2.1.4: P-256, or RSA. */
	if (csn_pubkey_kind(log_key) != CSN_KEY_P256 &&
	    csn_pubkey_kind(log_key) != CSN_KEY_RSA)
		CSN_TRY(csn_fail(err, COSIGN_E_SCT,
		    "SCT: the log's key is neither P-256 nor RSA"));
	CSN_TRY(write_signed(
	    &signed_bytes, sct, certificate, entry, issuer_key, err));
	rc = csn_scheme_verify(&scheme, log_key,
	    csn_span(signed_bytes.p, signed_bytes.len), sct->signature, err);
	if (rc == COSIGN_E_SIGNATURE || rc == COSIGN_E_NO_SIGNATURE ||
	    rc == COSIGN_E_ALGORITHM)
		rc = csn_fail(err, COSIGN_E_SCT,
		    "SCT: not signed by the log over this certificate");
out:
	csn_buf_dispose(&signed_bytes);
	return rc;
}

/* What a bundle says of who signed. */
#include "inspect/describe.h"
#include "bundle/media_type.h"
#include "util/base64.h"
#include "util/hex.h"

void
csn_describe_hint(struct csn_buf *out, struct csn_span hint)
{
	struct csn_buf bytes;
	cosign_rc_t rc;

	csn_buf_init(&bytes, CSN_BUNDLE_MAX);
	rc = csn_base64_decode(
	    &bytes, (const char *)hint.p, hint.len, CSN_BASE64_GO, NULL);
	if (rc == COSIGN_OK)
		csn_hex_encode(out, bytes.p, bytes.len);
	else if (rc == COSIGN_E_BASE64)
		csn_buf_add(out, hint.p, hint.len);
	else
		csn_buf_fail(out, rc, NULL);
	csn_buf_dispose(&bytes);
}

/* Up to v0.2 a bundle has a chain, if only of one. */
static int
has_chain(const cosign_bundle_t *b)
{
	struct csn_version version;

	if (b->chain_count > 1 || b->chain_needs_consent)
		return 1;
	return b->media_type != NULL &&
	    csn_media_type_version(
		&version, csn_span_str(b->media_type), NULL) == COSIGN_OK &&
	    !csn_version_at_least(&version, 3);
}

static void
report_chain(struct csn_report *r)
{
	const cosign_bundle_t *b = r->bundle;
	const int in_list = has_chain(b);
	size_t i;

	csn_report_flat_list(
	    r, in_list ? "Certificates" : NULL, "certificates", b->chain_count);
	for (i = 0; i < b->chain_count; i++) {
		csn_report_place(r, "certificates[%zu]", i);
		csn_report_object(r, NULL);
		if (in_list)
			csn_report_numbered(r, "Certificate", i);
		csn_describe_certificate(r, csn_bytes_span(&b->chain[i]));
		if (i == 0)
			csn_check_signer(r);
		if (in_list)
			csn_report_heading_end(r);
		csn_report_object_end(r);
	}
	csn_report_flat_list_end(r);
}

static const char *
content_name(const cosign_bundle_t *b)
{
	switch (b->signer) {
	case CSN_SIGNER_KEY:
		return "Public Key Identifier";
	case CSN_SIGNER_CERTIFICATE:
		return has_chain(b) ? "X.509 Certificate Chain"
				    : "X.509 Certificate";
	case CSN_SIGNER_UNNAMED:
		break;
	}
	return "None";
}

static void
report_sct(struct csn_report *r)
{
	const struct csn_span bytes = csn_bytes_span(&r->bundle->sct);

	if (bytes.len == 0) {
		csn_report_null(r, "detachedSct");
		return;
	}
	csn_report_place(r, "detachedSct");
	csn_report_open(
	    r, "Detached Signed Certificate Timestamp", "detachedSct");
	csn_describe_sct(r, bytes);
	csn_report_close(r);
}

void
csn_describe_signer(struct csn_report *r)
{
	const cosign_bundle_t *b = r->bundle;

	csn_report_place(r, "keyHint");
	csn_report_heading(r, "Content", content_name(b));
	csn_report_str(r, NULL, "keyHint", b->key_hint);
	if (b->key_hint != NULL)
		csn_report_written(r, "Hint", NULL, csn_describe_hint,
		    csn_span_str(b->key_hint));
	if (b->signer == CSN_SIGNER_KEY)
		csn_check_signer(r);
	report_chain(r);
	report_sct(r);
	csn_report_heading_end(r);
}

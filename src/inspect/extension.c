/* Extensions of certificates that have no place of their own. */
#include "inspect/describe.h"
#include "inspect/value.h"
#include "x509/extension.h"
#include "x509/sct.h"

/* 1.3.6.1.4.1.57264.1, and the number of the extension. */
static const uint8_t id_fulcio[] = { 0x2b, 6, 1, 4, 1, 0x83, 0xbf, 0x30, 1 };

/* By their numbers. */
static const struct {
	const char *label;
	const char *name;
} fulcio[CSN_FULCIO_MAX + 1] = {
	[1] = { "OIDC Issuer", "issuer" },
	[2] = { "GitHub Workflow Trigger", "githubWorkflowTrigger" },
	[3] = { "GitHub Workflow SHA", "githubWorkflowSHA" },
	[4] = { "GitHub Workflow Name", "githubWorkflowName" },
	[5] = { "GitHub Workflow Repository", "githubWorkflowRepository" },
	[6] = { "GitHub Workflow Ref", "githubWorkflowRef" },
	[8] = { "Issuer (V2)", "issuerV2" },
	[9] = { "Build Signer URI", "buildSignerURI" },
	[10] = { "Build Signer Digest", "buildSignerDigest" },
	[11] = { "Runner Environment", "runnerEnvironment" },
	[12] = { "Source Repository URI", "sourceRepositoryURI" },
	[13] = { "Source Repository Digest", "sourceRepositoryDigest" },
	[14] = { "Source Repository Ref", "sourceRepositoryRef" },
	[15] = { "Source Repository Identifier", "sourceRepositoryIdentifier" },
	[16] = { "Source Repository Owner URI", "sourceRepositoryOwnerURI" },
	[17] = { "Source Repository Owner Identifier",
	    "sourceRepositoryOwnerIdentifier" },
	[18] = { "Build Config URI", "buildConfigURI" },
	[19] = { "Build Config Digest", "buildConfigDigest" },
	[20] = { "Build Trigger", "buildTrigger" },
	[21] = { "Run Invocation URI", "runInvocationURI" },
	[22] = { "Source Repository Visibility At Signing",
	    "sourceRepositoryVisibilityAtSigning" },
	[23] = { "Deployment Environment", "deploymentEnvironment" },
	[24] = { "Token Subject", "tokenSubject" },
};

enum kind {
	KIND_TOLD = 0, /* among names and usages */
	KIND_FULCIO = 1,
	KIND_SCTS = 2,
	KIND_OTHER = 4,
};

/* A certificate, and its list of timestamps. */
struct extended {
	const struct csn_certificate *certificate;
	struct csn_span scts[CSN_SCTS_MAX];
	size_t count;
	cosign_rc_t rc; /* of reading the list; the report has the reason */
};

static int
fulcio_number(struct csn_span oid)
{
	return csn_value_number_after(id_fulcio, sizeof(id_fulcio), oid);
}

static int
is_told(struct csn_span oid)
{
	switch (csn_value_standard_number(oid)) {
	case CSN_VALUE_SUBJECT_KEY_ID:
	case CSN_VALUE_KEY_USAGE:
	case CSN_VALUE_SUBJECT_ALT_NAME:
	case CSN_VALUE_AUTHORITY_KEY_ID:
	case CSN_VALUE_EXTENDED_USAGE:
		return 1;
	default:
		return 0;
	}
}

static enum kind
kind_of(const struct extended *x, const struct csn_extension *e)
{
	const int number = fulcio_number(e->oid);

	if (is_told(e->oid))
		return KIND_TOLD;
	if (number > 0 && number <= CSN_FULCIO_MAX &&
	    x->certificate->fulcio[number].p != NULL &&
	    fulcio[number].name != NULL)
		return KIND_FULCIO;
	if (csn_extension_is_scts(e) && x->rc == COSIGN_OK)
		return KIND_SCTS;
	return KIND_OTHER;
}

static void
report_fulcio(struct csn_report *r, const struct csn_certificate *c,
    const struct csn_extension *e)
{
	const int number = fulcio_number(e->oid);

	csn_report_text(
	    r, fulcio[number].label, fulcio[number].name, c->fulcio[number]);
}

static void
report_sct(struct csn_report *r, const struct csn_sct *sct)
{
	const struct csn_signature_scheme scheme = { .kind = sct->kind,
		.hash = COSIGN_HASH_SHA256 };
	const char *url = csn_value_ctlog_url(r->names, sct->log_id);
	const struct csn_time time = { (int64_t)(sct->timestamp / 1000),
		(uint32_t)(sct->timestamp % 1000) * 1000000 };

	/* Others are not read. */
	csn_report_str(r, "Version", NULL, "v1");
	csn_report_uint(r, NULL, "version", 1);
	csn_report_str(r, "Log URL", "logUrl", url);
	csn_report_hex(r, url == NULL ? "Log ID" : NULL, "logId", sct->log_id);
	csn_report_time(r, "Timestamp", "timestamp", time);
	if (sct->extensions.len > 0)
		csn_report_textf(
		    r, "Extensions", "%zu bytes", sct->extensions.len);
	else
		csn_report_str(r, "Extensions", NULL, "none");
	csn_report_present(r, NULL, "extensions", sct->extensions);
	csn_report_str(
	    r, NULL, "signatureAlgorithm", csn_value_scheme(&scheme));
	csn_report_present(r, "Signature", "signature", sct->signature);
}

void
csn_describe_sct(struct csn_report *r, struct csn_span bytes)
{
	struct csn_sct sct;

	if (csn_report_refused(r, csn_sct_read(&sct, bytes, r->reason)))
		csn_report_present(r, "Timestamp", "unreadable", bytes);
	else
		report_sct(r, &sct);
}

/* opaque<0..2^16-1> */
static cosign_rc_t
take_vector(struct csn_span *in, struct csn_span *out, cosign_error_t *err)
{
	size_t len = 0;

	if (in->len >= 2)
		len = (size_t)in->p[0] << 8 | in->p[1];
	if (in->len < 2 || in->len - 2 < len)
		return csn_fail(err, COSIGN_E_MALFORMED, "SCT list: cut");
	*out = csn_span(in->p + 2, len);
	in->p += 2 + len;
	in->len -= 2 + len;
	return COSIGN_OK;
}

/* Parted here, so that each is seen whatever the others are. */
static cosign_rc_t
read_list(struct extended *x, cosign_error_t *err)
{
	struct csn_span list = x->certificate->scts, content = { NULL, 0 };
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(take_vector(&list, &content, err));
	if (list.len > 0)
		CSN_TRY(csn_fail(err, COSIGN_E_MALFORMED,
		    "SCT list: %zu bytes too many at the end", list.len));
	for (; content.len > 0; x->count++) {
		if (x->count == CSN_SCTS_MAX)
			CSN_TRY(csn_fail(err, COSIGN_E_LIMIT,
			    "SCT list: more than %d", CSN_SCTS_MAX));
		CSN_TRY(take_vector(&content, &x->scts[x->count], err));
	}
	rc = COSIGN_OK;
out:
	if (rc != COSIGN_OK)
		x->count = 0;
	return rc;
}

static void
report_scts(struct csn_report *r, const struct extended *x)
{
	size_t i;

	csn_report_list(r, "Signed Certificate Timestamps", "scts", x->count);
	for (i = 0; i < x->count; i++) {
		csn_report_item(r, "Signed Certificate Timestamp", i);
		csn_describe_sct(r, x->scts[i]);
		csn_report_close(r);
	}
	csn_report_list_end(r);
}

/* "OID: 2.5.29.19: (Critical: true) [5 bytes]" */
static void
report_other_line(struct csn_report *r, const struct csn_extension *e)
{
	struct csn_buf oid;

	csn_buf_init(&oid, CSN_CERTIFICATE_MAX);
	csn_value_oid(&oid, e->oid);
	if (csn_buf_finish(&oid, NULL) == COSIGN_OK)
		csn_report_textf(r, "OID", "%s: (Critical: %s) [%zu bytes]",
		    (char *)oid.p, e->critical ? "true" : "false",
		    e->value.len);
	else
		csn_buf_fail(&r->out, oid.failed, NULL);
	csn_buf_dispose(&oid);
}

static void
report_other(struct csn_report *r, const struct extended *x,
    const struct csn_extension *e)
{
	if (csn_extension_is_scts(e))
		(void)csn_report_refused(r, x->rc);
	if (!r->is_json) {
		report_other_line(r, e);
		return;
	}
	csn_report_object(r, NULL);
	csn_report_written(r, NULL, "oid", csn_value_oid, e->oid);
	csn_jw_name(&r->json, "critical");
	csn_jw_bool(&r->json, e->critical);
	csn_report_present(r, NULL, "value", e->value);
	csn_report_object_end(r);
}

/* Those of some kinds, in their order. */
static void
report_kinds(struct csn_report *r, const struct extended *x, unsigned int kinds)
{
	struct csn_span list = x->certificate->extensions;
	struct csn_extension e;
	enum kind kind;

	while (
	    list.len > 0 && csn_extension_next(&list, &e, NULL) == COSIGN_OK) {
		kind = kind_of(x, &e);
		if ((kind & kinds) == 0)
			continue;
		if (kind == KIND_FULCIO)
			report_fulcio(r, x->certificate, &e);
		else if (kind == KIND_SCTS)
			report_scts(r, x);
		else
			report_other(r, x, &e);
	}
}

/* JSON has them by their kinds. */
static void
report_by_kind(struct csn_report *r, const struct extended *x)
{
	csn_report_object(r, "extensions");
	report_kinds(r, x, KIND_FULCIO);
	csn_report_object_end(r);
	report_scts(r, x);
	csn_report_flat_list(r, NULL, "otherExtensions", 0);
	report_kinds(r, x, KIND_OTHER);
	csn_report_flat_list_end(r);
}

void
csn_describe_extensions(struct csn_report *r, const struct csn_certificate *c)
{
	struct extended x = { .certificate = c, .rc = COSIGN_OK };

	if (c->present & CSN_EXT_SCT_LIST)
		x.rc = read_list(&x, r->reason);
	if (r->is_json)
		report_by_kind(r, &x);
	else
		report_kinds(r, &x, KIND_FULCIO | KIND_SCTS | KIND_OTHER);
}

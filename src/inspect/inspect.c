/* What a bundle says: docs/inspect.md. */
#include "inspect/describe.h"

#define INSPECT_VERSION 1

static void
report_entries(struct csn_report *r)
{
	const size_t count = r->bundle->entry_count;
	size_t i;

	if (count == 0) {
		csn_report_flat_list(r, NULL, "tlogEntries", 0);
		csn_report_flat_list_end(r);
		return;
	}
	csn_report_list(r, "Transparency Log Entries", "tlogEntries", count);
	for (i = 0; i < count; i++) {
		csn_report_place(r, "tlogEntries[%zu]", i);
		csn_report_item(r, "Entry", i);
		csn_describe_entry(r, i);
		csn_report_close(r);
	}
	csn_report_list_end(r);
}

static void
report_timestamps(struct csn_report *r)
{
	const size_t count = r->bundle->timestamp_count;
	size_t i;

	if (count > 0)
		csn_report_heading(r, "Timestamp Verification Data", NULL);
	csn_report_flat_list(
	    r, count > 0 ? "RFC3161 Timestamps" : NULL, "timestamps", count);
	for (i = 0; i < count; i++) {
		csn_report_place(r, "timestamps[%zu]", i);
		csn_report_item(r, "Timestamp", i);
		csn_describe_timestamp(r, i);
		csn_report_close(r);
	}
	csn_report_flat_list_end(r);
	if (count > 0)
		csn_report_heading_end(r);
}

/* The older forms have no media type. */
static void
report_form(struct csn_report *r)
{
	const cosign_bundle_t *b = r->bundle;
	const char *name = NULL, *text = NULL;

	switch (b->form) {
	case COSIGN_FORM_SIGSTORE:
		name = "sigstore";
		break;
	case COSIGN_FORM_LEGACY:
		name = "legacy";
		text = "cosign's, before Sigstore's";
		break;
	case COSIGN_FORM_DETACHED:
		name = "detached";
		text = b->content == CSN_CONTENT_ENVELOPE
		    ? "DSSE envelope by itself"
		    : "signature by itself";
		break;
	}
	csn_report_str(r, NULL, "form", name);
	if (b->media_type == NULL)
		csn_report_str(r, "Bundle Form", NULL, text);
	csn_report_str(r, "Bundle Media Type", "mediaType", b->media_type);
}

/* Written aside on the way. */
static void
report_problems(struct csn_report *r)
{
	if (r->problems.failed != COSIGN_OK)
		csn_buf_fail(&r->out, r->problems.failed, NULL);
	csn_jw_name(&r->json, "problems");
	csn_jw_array_begin(&r->json);
	csn_buf_add(&r->out, r->problems.p, r->problems.len);
	csn_jw_array_end(&r->json);
}

static void
report_parts(struct csn_report *r)
{
	report_form(r);
	csn_report_heading(r, "Verification Material", NULL);
	csn_describe_signer(r);
	report_entries(r);
	report_timestamps(r);
	csn_report_heading_end(r);
	csn_describe_content(r);
}

/* The sentences stand first, and tell how many problems were found. */
static void
report_text(struct csn_report *r)
{
	struct csn_buf tree;

	report_parts(r);
	tree = r->out;
	csn_buf_init(&r->out, tree.max);
	if (tree.failed != COSIGN_OK)
		csn_buf_fail(&r->out, tree.failed, tree.why);
	csn_describe_summary(r);
	csn_buf_add(&r->out, tree.p, tree.len);
	csn_buf_dispose(&tree);
}

static void
report_json(struct csn_report *r)
{
	csn_report_object(r, NULL);
	csn_report_uint(r, NULL, "version", INSPECT_VERSION);
	report_parts(r);
	report_problems(r);
	csn_report_object_end(r);
}

static cosign_rc_t
check_arguments(const cosign_bundle_t *bundle, cosign_inspect_form_t form,
    char **out, size_t *len, cosign_error_t *err)
{
	if (out != NULL)
		*out = NULL;
	if (len != NULL)
		*len = 0;
	if (out == NULL || len == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "inspect: nowhere to write to");
	if (bundle == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "inspect: nothing to look at");
	if (form != COSIGN_INSPECT_TEXT && form != COSIGN_INSPECT_JSON)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "inspect: no form %d", (int)form);
	return COSIGN_OK;
}

static cosign_rc_t
inspect(const cosign_bundle_t *bundle, const cosign_trust_t *names,
    cosign_inspect_form_t form, char **out, size_t *len, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_report r;

	CSN_TRY(csn_report_init(&r, form, err));
	r.bundle = bundle;
	r.names = names;
	if (r.is_json)
		report_json(&r);
	else
		report_text(&r);
	CSN_TRY(csn_report_take(&r, out, len, err));
	rc = COSIGN_OK;
out:
	csn_report_dispose(&r);
	return rc;
}

cosign_rc_t
cosign_bundle_inspect(const cosign_bundle_t *bundle,
    const cosign_trust_t *names, cosign_inspect_form_t form, char **out,
    size_t *len, cosign_error_t *err)
{
	const cosign_rc_t rc = check_arguments(bundle, form, out, len, err);

	return rc == COSIGN_OK ? inspect(bundle, names, form, out, len, err)
			       : rc;
}

/* Entries of transparency logs. */
#include "inspect/describe.h"
#include "inspect/value.h"

static void
report_log(struct csn_report *r, const struct csn_entry *entry)
{
	const struct csn_span id = csn_bytes_span(&entry->log_id);
	const char *url = csn_value_log_url(r->names, id);

	csn_report_str(r, "Log URL", "logUrl", url);
	if (id.len > 0)
		csn_report_hex(r, url == NULL ? "Log ID" : NULL, "logId", id);
	else
		csn_report_null(r, "logId");
}

static void
report_kind(struct csn_report *r, const struct csn_entry *entry)
{
	const enum csn_entry_type type = entry->body.type;

	csn_report_str(r, "Kind", "kind",
	    entry->is_readable ? csn_entry_kind(type) : NULL);
	csn_report_str(r, "Version", "version",
	    entry->is_readable ? csn_entry_version(type) : NULL);
}

static void
report_promise(struct csn_report *r, const struct csn_entry *entry)
{
	const struct csn_span promise = csn_bytes_span(&entry->promise);

	if (promise.len == 0) {
		csn_report_null(r, "inclusionPromise");
		return;
	}
	csn_report_heading(r, "Inclusion Promise", NULL);
	csn_report_present(
	    r, "Signed Entry Timestamp", "inclusionPromise", promise);
	csn_report_heading_end(r);
}

static void
report_hashes(struct csn_report *r, const struct csn_entry_proof *proof)
{
	size_t i;

	csn_report_flat_list(r, "Hashes", "hashes", proof->count);
	for (i = 0; i < proof->count && r->is_json; i++)
		csn_jw_hex(&r->json, proof->hashes[i], CSN_HASH_SIZE);
	csn_report_flat_list_end(r);
}

static void
report_proof(struct csn_report *r, const struct csn_entry_proof *proof)
{
	if (proof == NULL) {
		csn_report_null(r, "inclusionProof");
		return;
	}
	csn_report_open(r, "Inclusion Proof", "inclusionProof");
	csn_report_int(r, "Log Index", "logIndex", proof->index);
	csn_report_int(r, "Tree Size", "treeSize", proof->size);
	csn_report_hex(r, NULL, "rootHash", csn_bytes_span(&proof->root));
	report_hashes(r, proof);
	csn_describe_checkpoint(r, proof);
	csn_report_close(r);
}

void
csn_describe_entry(struct csn_report *r, size_t index)
{
	const struct csn_entry *entry = &r->bundle->entries[index];
	const struct csn_span text = csn_bytes_span(&entry->text);

	csn_report_int(r, "Log Index", "logIndex", entry->index);
	report_log(r, entry);
	report_kind(r, entry);
	if (entry->integrated_time == 0) {
		csn_report_str(r, "Integrated Time", NULL, "0 (Not set)");
		csn_report_null(r, "integratedTime");
	} else {
		csn_report_time(r, "Integrated Time", "integratedTime",
		    (struct csn_time){ entry->integrated_time, 0 });
	}
	report_promise(r, entry);
	report_proof(r, entry->proof);
	if (text.len > 0)
		csn_report_present(
		    r, "Canonicalized Body", "canonicalizedBody", text);
	else
		csn_report_null(r, "canonicalizedBody");
	csn_check_entry(r, index);
}

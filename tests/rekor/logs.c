#include "logs.h"

#include "vectors.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

struct csn_span
span_of(struct vs_bytes bytes)
{
	return csn_span(bytes.p, bytes.len);
}

struct csn_log *
log_of(const struct vs_log *log)
{
	struct csn_log_parts parts = { .id = span_of(log->id),
		.url = csn_span_str(log->url != NULL ? log->url : ""),
		.window = { .has_start = log->start != VS_NONE,
		    .start = { log->start, 0 },
		    .has_end = log->end != VS_NONE,
		    .end = { log->end, 0 } } };
	cosign_pubkey_t *key = NULL;
	struct csn_log *out = NULL;

	MUST(csn_pubkey_from_spki(&key, span_of(log->key->spki), NULL));
	parts.key = key;
	MUST(csn_log_new(&out, &parts, NULL));
	cosign_pubkey_free(key);
	return out;
}

static struct csn_bytes
copy_of(struct vs_bytes bytes)
{
	struct csn_bytes copy = { NULL, 0 };

	if (bytes.p != NULL)
		MUST(csn_bytes_copy(&copy, span_of(bytes), NULL));
	return copy;
}

static struct csn_entry_proof *
proof_of(const struct vs_entry *entry)
{
	struct csn_entry_proof *proof = calloc(1, sizeof(*proof));

	cr_assert_not_null(proof);
	proof->index = entry->tree_index;
	proof->size = entry->tree_size;
	proof->root = copy_of(entry->root);
	proof->count = entry->hashes.len / CSN_HASH_SIZE;
	proof->hashes = calloc(proof->count + 1, CSN_HASH_SIZE);
	cr_assert_not_null(proof->hashes);
	if (proof->count > 0)
		memcpy(proof->hashes, entry->hashes.p, entry->hashes.len);
	proof->checkpoint = copy_of(vs_of(entry->checkpoint));
	return proof;
}

struct csn_entry
entry_of(const struct vs_entry *entry)
{
	struct csn_entry out = { .index = entry->log_index,
		.log_id = copy_of(entry->log_id),
		.integrated_time = entry->time == VS_NONE ? 0 : entry->time,
		.promise = copy_of(entry->set),
		.text = copy_of(entry->body) };

	if (entry->proof)
		out.proof = proof_of(entry);
	out.is_readable = csn_entry_body_read(&out.body,
			      csn_bytes_span(&out.text), NULL) == COSIGN_OK;
	return out;
}

/* Entries in Rekor: promise, inclusion proof, checkpoint. */
#include "tools.h"

static enum vs_entry_kind
kind_of(const struct vs_signature *sig, const struct vs_log *log,
    enum vs_entry_kind kind)
{
	return kind != VS_ENTRY_USUAL ? kind
	    : log->type == VS_REKOR2  ? VS_HASHEDREKORD_2
	    : sig->dsse               ? VS_DSSE
				      : VS_HASHEDREKORD;
}

/* The signed entry timestamp. */
static void
promise(struct vs *vs, struct vs_entry *entry, const struct vs_entry_options *o)
{
	const struct vs_key *key =
	    o->set_key != NULL ? o->set_key : entry->log->key;
	struct vs_bytes payload;

	payload = vs_of(vs_dump(vs,
	    json_pack("{s:o, s:I, s:s, s:I}", "body",
		vs_json_base64(vs, entry->body), "integratedTime",
		(json_int_t)(entry->time == VS_NONE ? 0 : entry->time), "logID",
		vs_hex(vs, entry->log_id), "logIndex",
		(json_int_t)entry->log_index),
	    1));
	vs_edit(vs, &o->set, &payload);
	entry->set = vs_key_sign(vs, key, VS_SCHEME_USUAL,
	    o->set_digest != NULL ? o->set_digest : "SHA256", payload);
	vs_edit(vs, &o->set_signature, &entry->set);
}

static void
prove(struct vs *vs, struct vs_entry *entry, uint64_t index, uint64_t size,
    const struct vs_entry_options *o)
{
	const struct vs_tree *tree = entry->log->tree;

	entry->proof = 1;
	entry->tree_index = (int64_t)index;
	entry->tree_size = (int64_t)size;
	entry->root = vs_tree_root(vs, tree, size);
	entry->hashes = vs_tree_proof(vs, tree, index, size);
	entry->checkpoint =
	    vs_note(vs, entry->log, size, entry->root, &o->note);
}

struct vs_entry *
vs_log(struct vs_signature *sig, const struct vs_entry_options *o)
{
	const struct vs_entry_options usual = { .log = NULL };
	struct vs *vs = sig->vs;
	struct vs_entry *entry = vs_alloc(vs, sizeof(*entry));
	const struct vs_log *log;
	uint64_t index, size;
	int is_v1;

	if (o == NULL)
		o = &usual;
	log = o->log != NULL ? o->log : vs->rekor1;
	is_v1 = log->type == VS_REKOR1;
	entry->log = log;
	entry->log_id = VS_CAT(vs, log->id);
	entry->body = vs_body(sig, kind_of(sig, log, o->kind), entry);
	vs_edit(vs, &o->body, &entry->body);
	index = o->size != 0 ? o->index : vs_tree_size(log->tree);
	size = o->size != 0 ? o->size : index + 1;
	vs_tree_put(vs, log->tree, index, entry->body);
	entry->log_index = (int64_t)(index + (uint64_t)log->shard);
	entry->time = o->time != 0 ? o->time : is_v1 ? vs->now + 1 : VS_NONE;
	if (o->promise != VS_NONE && (is_v1 || o->promise != 0))
		promise(vs, entry, o);
	if (o->proof != VS_NONE)
		prove(vs, entry, index, size, o);
	VS_NEED(sig->entry_count < VS_LIST_MAX);
	sig->entries[sig->entry_count++] = entry;
	return entry;
}

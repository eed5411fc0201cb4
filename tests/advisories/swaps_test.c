/*
 * Of two good bundles each part of one is put into the other. Who compares all
 * that belongs together refuses every such bundle; what is accepted is listed
 * with its reason. This finds evidence that is not bound to what is verified
 * (CVE-2022-23649, CVE-2022-36056, CVE-2024-51746, CVE-2024-53267,
 * CVE-2026-22703 and their like) without knowing where.
 */
#include "attack.h"

#include <string.h>

/* ---- parts: each says whether it made a difference ---- */

static int
bytes(struct vs_bytes *a, struct vs_bytes b)
{
	const int differs =
	    a->len != b.len || (b.len > 0 && memcmp(a->p, b.p, b.len) != 0);

	*a = b;
	return differs;
}

static int
number(int64_t *a, int64_t b)
{
	const int differs = *a != b;

	*a = b;
	return differs;
}

static int
text(const char **a, const char *b)
{
	const int differs = strcmp(*a, b) != 0;

	*a = b;
	return differs;
}

static int
signature(struct vs_signature *a, struct vs_signature *b)
{
	return bytes(&a->signature, b->signature);
}

static int
certificate(struct vs_signature *a, struct vs_signature *b)
{
	const int differs = a->cert != b->cert;

	a->cert = b->cert;
	return differs;
}

static int
digest(struct vs_signature *a, struct vs_signature *b)
{
	return !a->dsse && bytes(&a->hashed, b->hashed);
}

static int
payload(struct vs_signature *a, struct vs_signature *b)
{
	return a->dsse && bytes(&a->payload, b->payload);
}

static int
payload_type(struct vs_signature *a, struct vs_signature *b)
{
	return a->dsse && text(&a->payload_type, b->payload_type);
}

/* All that is signed, with its signature. */
static int
content(struct vs_signature *a, struct vs_signature *b)
{
	const int type = payload_type(a, b);
	const int body = payload(a, b), hash = digest(a, b);

	(void)bytes(&a->signature, b->signature);
	return type || body || hash;
}

static int
has_entries(const struct vs_signature *a, const struct vs_signature *b)
{
	return a->entry_count > 0 && b->entry_count > 0;
}

static int
entry(struct vs_signature *a, struct vs_signature *b)
{
	if (!has_entries(a, b))
		return 0;
	a->entries[0] = b->entries[0];
	return 1;
}

static int
body(struct vs_signature *a, struct vs_signature *b)
{
	return has_entries(a, b) &&
	    bytes(&a->entries[0]->body, b->entries[0]->body);
}

static int
promise(struct vs_signature *a, struct vs_signature *b)
{
	return has_entries(a, b) && a->entries[0]->set.p != NULL &&
	    bytes(&a->entries[0]->set, b->entries[0]->set);
}

static int
integrated_time(struct vs_signature *a, struct vs_signature *b)
{
	return has_entries(a, b) &&
	    number(&a->entries[0]->time, b->entries[0]->time);
}

static int
log_index(struct vs_signature *a, struct vs_signature *b)
{
	return has_entries(a, b) &&
	    number(&a->entries[0]->log_index, b->entries[0]->log_index);
}

static int
log_id(struct vs_signature *a, struct vs_signature *b)
{
	return has_entries(a, b) &&
	    bytes(&a->entries[0]->log_id, b->entries[0]->log_id);
}

static int
tree_index(struct vs_signature *a, struct vs_signature *b)
{
	return has_entries(a, b) &&
	    number(&a->entries[0]->tree_index, b->entries[0]->tree_index);
}

static int
tree_size(struct vs_signature *a, struct vs_signature *b)
{
	return has_entries(a, b) &&
	    number(&a->entries[0]->tree_size, b->entries[0]->tree_size);
}

static int
root(struct vs_signature *a, struct vs_signature *b)
{
	return has_entries(a, b) &&
	    bytes(&a->entries[0]->root, b->entries[0]->root);
}

static int
hashes(struct vs_signature *a, struct vs_signature *b)
{
	return has_entries(a, b) &&
	    bytes(&a->entries[0]->hashes, b->entries[0]->hashes);
}

static int
checkpoint(struct vs_signature *a, struct vs_signature *b)
{
	if (!has_entries(a, b))
		return 0;
	a->entries[0]->checkpoint = b->entries[0]->checkpoint;
	return 1;
}

/* The proof without its checkpoint. */
static int
proof(struct vs_signature *a, struct vs_signature *b)
{
	const int index = tree_index(a, b), size = tree_size(a, b);
	const int top = root(a, b), path = hashes(a, b);

	return index || size || top || path;
}

static int
whole_proof(struct vs_signature *a, struct vs_signature *b)
{
	const int differs = proof(a, b);

	return checkpoint(a, b) && differs;
}

/* What the promise is about, and the promise. */
static int
promised(struct vs_signature *a, struct vs_signature *b)
{
	const int set = promise(a, b);
	const int time = integrated_time(a, b), index = log_index(a, b);

	return set && (time || index);
}

/* Who issued the certificate, as it comes with the bundle. */
static int
chain(struct vs_signature *a, struct vs_signature *b)
{
	static struct vs_cert leaf;

	if (a->cert == NULL || a->cert->issuer == b->cert->issuer)
		return 0;
	leaf = *a->cert;
	leaf.issuer = b->cert->issuer;
	a->cert = &leaf;
	return 1;
}

static int
timestamp(struct vs_signature *a, struct vs_signature *b)
{
	if (a->timestamp_count == 0 || b->timestamp_count == 0)
		return 0;
	a->timestamps[0] = b->timestamps[0];
	return 1;
}

/* All that others say about the signature. */
static int
evidence(struct vs_signature *a, struct vs_signature *b)
{
	const int stamped = timestamp(a, b), logged = entry(a, b);

	return stamped && logged;
}

static const struct part {
	const char *name;
	int (*put)(struct vs_signature *a, struct vs_signature *b);
	int is_new; /* older bundles have no such part */
} parts[] = {
	{ "signature", signature, 0 },
	{ "certificate", certificate, 0 },
	{ "digest", digest, 1 },
	{ "payload", payload, 0 },
	{ "payload type", payload_type, 0 },
	{ "content", content, 0 },
	{ "entry", entry, 0 },
	{ "body", body, 0 },
	{ "promise", promise, 0 },
	{ "time", integrated_time, 0 },
	{ "log index", log_index, 0 },
	{ "log id", log_id, 0 },
	{ "promised", promised, 0 },
	{ "tree index", tree_index, 1 },
	{ "tree size", tree_size, 1 },
	{ "root", root, 1 },
	{ "hashes", hashes, 1 },
	{ "checkpoint", checkpoint, 1 },
	{ "proof", proof, 1 },
	{ "whole proof", whole_proof, 1 },
	{ "chain", chain, 1 },
	{ "timestamp", timestamp, 0 },
	{ "evidence", evidence, 0 },
};

/* ---- pairs ---- */

enum other {
	ANOTHER_ARTIFACT,    /* by the same key or certificate */
	SIGNED_AGAIN,        /* of the same artifact, by the same */
	ANOTHER_CERTIFICATE, /* of the same name, of the same artifact */
	ANOTHER_CA,          /* the same, issued by another authority */
	ANOTHER_KEY,         /* by somebody else */
	ANOTHER_LOG,         /* the same signature in another log */
	LATER,               /* the same, logged once more, stamped once more */
	LARGER_TREE          /* the same entry, when the log has grown */
};

/* Log and authority both have to say when. */
#define TWO_TIMES .stamps = 1, .asked.times = 2

/* Bundles bring along who issued their certificate. */
static void
roots_alone(struct vs *vs, struct attack *a)
{
	(void)a;
	vs->ca->cut_first = 1;
}

#define CHAINS                                          \
	.prepare = roots_alone, .asked.allow_chain = 1, \
	.bundle = { .material = VS_CHAIN, .chain = 1 }

static const struct pair {
	const char *name;
	enum other other;
	struct attack twin;
} pairs[] = {
	{ "v1", ANOTHER_ARTIFACT, { TWO_TIMES } },
	{ "v2", ANOTHER_ARTIFACT, { V2 } },
	{ "key", ANOTHER_ARTIFACT, { .key = VS_P256, TWO_TIMES } },
	{ "key v2", ANOTHER_ARTIFACT,
	    { .key = VS_P256, V2, .asked.stamps = 1 } },
	{ "dsse", ANOTHER_ARTIFACT, { DSSE, TWO_TIMES } },
	{ "dsse v2", ANOTHER_ARTIFACT, { DSSE, V2 } },
	{ "intoto", ANOTHER_ARTIFACT,
	    { DSSE, .entry.kind = VS_INTOTO_2, TWO_TIMES } },
	{ "legacy", ANOTHER_ARTIFACT, { .form = LEGACY, TWO_TIMES } },
	{ "legacy dsse", ANOTHER_ARTIFACT,
	    { DSSE, .form = LEGACY, TWO_TIMES } },
	{ "one time", ANOTHER_ARTIFACT, { .stamps = 1 } },
	{ "signed twice", SIGNED_AGAIN, { TWO_TIMES } },
	{ "signed twice v2", SIGNED_AGAIN, { V2 } },
	{ "two certificates", ANOTHER_CERTIFICATE, { TWO_TIMES } },
	{ "two certificates v2", ANOTHER_CERTIFICATE, { V2 } },
	{ "two certificates dsse", ANOTHER_CERTIFICATE, { DSSE, TWO_TIMES } },
	{ "two certificates legacy", ANOTHER_CERTIFICATE,
	    { .form = LEGACY, TWO_TIMES } },
	{ "two authorities", ANOTHER_CA, { TWO_TIMES, CHAINS } },
	{ "two keys", ANOTHER_KEY, { .key = VS_P256, TWO_TIMES } },
	{ "two keys dsse", ANOTHER_KEY, { .key = VS_P256, DSSE, TWO_TIMES } },
	{ "two logs", ANOTHER_LOG, { TWO_TIMES } },
	{ "later", LATER, { TWO_TIMES } },
	{ "later v2", LATER, { V2 } },
	{ "larger tree", LARGER_TREE, { TWO_TIMES } },
	{ "larger tree v2", LARGER_TREE, { V2 } },
};

static void
choose_signer(
    struct vs_sign_options *o, const struct vs_signature *a, enum other other)
{
	static struct vs_leaf_options leaf;

	if (other == ANOTHER_KEY) {
		o->key = vs_key(a->vs, VS_P256);
	} else if (other == ANOTHER_CA) {
		leaf.ca = vs_ca(a->vs, NULL);
		leaf.ca->cut_first = 1;
		o->leaf = &leaf;
	} else if (other != ANOTHER_CERTIFICATE) {
		o->key = a->cert == NULL ? a->key : NULL;
		o->cert = a->cert;
	}
}

/* B is logged and stamped where A is. */
static struct vs_signature *
other_of(struct vs_signature *a, const struct pair *pair)
{
	const struct attack *twin = &pair->twin;
	const int same = pair->other >= ANOTHER_LOG;
	struct vs_sign_options o = { .dsse = a->dsse,
		.artifact = pair->other == ANOTHER_ARTIFACT ? "other" : NULL };
	const struct vs_log_options log = { .url = "https://second.test" };
	struct vs_timestamp_options stamp = { .time = VS_NOW + 3 };
	struct vs_entry_options e = {
		.log = twin->where == IN_V2 ? a->vs->rekor2 : a->vs->rekor1,
		.kind = twin->entry.kind
	};
	struct vs_signature *b;

	choose_signer(&o, a, pair->other);
	b = vs_sign(a->vs, &o);
	if (same)
		b->signature = a->signature;
	if (pair->other == ANOTHER_LOG)
		e.log = vs_rekor1(a->vs, &log);
	if (pair->other == LATER && twin->where != IN_V2)
		e.time = VS_NOW + 3;
	if (pair->other == LARGER_TREE) {
		e.index = (uint64_t)a->entries[0]->tree_index;
		e.size = e.index + 9;
	}
	(void)vs_log(b, &e);
	if (b->dsse && twin->form == LEGACY)
		stamp.over = vs_of(vs_envelope(b, 0));
	(void)vs_stamp(b, &stamp);
	return b;
}

static const struct pair *pair_now;
static const struct part *part_now; /* NULL: B itself */
static int differs, of_b;           /* whether B's artifact is verified */

static void
put_part(struct vs_signature *a)
{
	struct vs_signature *b = other_of(a, pair_now);

	if (part_now == NULL)
		*a = *b;
	else
		differs = part_now->put(a, b);
	if (of_b)
		a->artifact = b->artifact;
}

/* ---- what is said ---- */

#define ENTRY "tlogEntries[0]: "
#define OTHER_SIGNATURE \
	COSIGN_E_ENTRY, ENTRY "is about another signature than the bundle's"
#define OTHER_ARTIFACT COSIGN_E_ENTRY, ENTRY "is about another artifact"
#define OTHER_BODY \
	COSIGN_E_ENTRY, ENTRY "is about another artifact, or not as the log"
#define OTHER_PAYLOAD COSIGN_E_ENTRY, ENTRY "is about another payload"
#define OTHER_LEAF    COSIGN_E_ENTRY, ENTRY "is about another certificate than"
#define NOT_PROMISED \
	COSIGN_E_PROMISE, ENTRY "inclusion promise: not signed by the log"
#define OTHER_ROOT \
	COSIGN_E_CHECKPOINT, ENTRY "checkpoint: is of another root hash than"
#define OTHER_SIZE \
	COSIGN_E_CHECKPOINT, ENTRY "checkpoint: is of another size than"
#define NOT_ITS_NOTE \
	COSIGN_E_CHECKPOINT, ENTRY "checkpoint: not signed by the log"
#define BEYOND \
	COSIGN_E_PROOF, ENTRY "inclusion proof: index is beyond the size of"
#define NOT_ITS_INDEX \
	COSIGN_E_PROOF, ENTRY "inclusion proof: index is not the entry's"
#define NOT_ROOT COSIGN_E_PROOF, ENTRY "inclusion proof: root hash differs"
#define HASHES(got, wanted) \
	COSIGN_E_PROOF,     \
	    ENTRY "inclusion proof: " #got " hashes instead of " #wanted
#define OTHER_STAMPED \
	COSIGN_E_TIMESTAMP, "timestamps[0]: timestamp: is of another signature"
#define NO_PATH \
	COSIGN_E_UNTRUSTED, "certificate: no path to an authority that is"
#define HARMLESS(reason) COSIGN_OK, reason

static const struct swap {
	const char *pair, *part;
	cosign_rc_t rc;
	const char *message; /* or why it does no harm */
} swaps[] = {
#include "swaps_rows.h"
};

static const struct swap *
find(const char *pair, const char *part)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(swaps); i++)
		if (strcmp(swaps[i].pair, pair) == 0 &&
		    strcmp(swaps[i].part, part) == 0)
			return &swaps[i];
	return NULL;
}

static cosign_rc_t
try_swap(cosign_error_t *err)
{
	struct attack a = pair_now->twin;

	a.label = pair_now->name;
	a.change = put_part;
	differs = 0;
	return attack_try(&a, err);
}

static size_t used;

static void
expect_swap(cosign_error_t *err)
{
	const cosign_rc_t rc = try_swap(err);
	const struct swap *row = find(pair_now->name, part_now->name);
	static struct attack a;

	if (!differs) {
		cr_expect_null(row, "%s: %s: nothing to swap", pair_now->name,
		    part_now->name);
		return;
	}
	cr_assert_not_null(row, "%s: %s: no row, and %s", pair_now->name,
	    part_now->name, cosign_error_message(err));
	a = (struct attack){ .label = part_now->name, .rc = row->rc };
	if (row->rc != COSIGN_OK)
		a.message = row->message;
	attack_judge(&a, rc, err);
	used++;
	/* Nor is it a signature of the other artifact. */
	of_b = pair_now->other == ANOTHER_ARTIFACT;
	if (of_b)
		cr_expect_neq(try_swap(NULL), COSIGN_OK, "%s: %s: of the other",
		    pair_now->name, part_now->name);
	of_b = 0;
}

Test(swaps, of_each_part_are_refused)
{
	cosign_error_t *err = cosign_error_new();
	size_t i, j;

	for (i = 0; i < ARRAY_LEN(pairs); i++) {
		pair_now = &pairs[i];
		for (j = 0; j < ARRAY_LEN(parts); j++) {
			part_now = &parts[j];
			if (!part_now->is_new ||
			    pair_now->twin.form == SIGSTORE)
				expect_swap(err);
		}
	}
	cr_expect_eq(used, ARRAY_LEN(swaps));
	cosign_error_free(err);
}

/* B is good, and so is A. */
Test(swaps, are_of_good_bundles)
{
	cosign_error_t *err = cosign_error_new();
	size_t i;

	part_now = NULL;
	for (i = 0; i < ARRAY_LEN(pairs); i++) {
		pair_now = &pairs[i];
		cr_expect_eq(attack_try(&pair_now->twin, err), COSIGN_OK,
		    "%s: %s", pair_now->name, cosign_error_message(err));
		cr_expect_eq(try_swap(err), COSIGN_OK, "%s: %s", pair_now->name,
		    cosign_error_message(err));
	}
	cosign_error_free(err);
}

static void
scts_of_another(struct vs *vs, struct attack *a)
{
	static struct vs_sct_options sct;
	static const struct vs_leaf_options leaf = { .scts = &sct };

	sct.over = vs_leaf(vs, NULL);
	a->sign.leaf = &leaf;
}

static void
scts_of_another_issuer(struct vs *vs, struct attack *a)
{
	static struct vs_sct_options sct;
	static const struct vs_leaf_options leaf = { .scts = &sct };

	sct.issuer = vs_ca(vs, NULL)->chain[0];
	a->sign.leaf = &leaf;
}

#define NOT_LOGGED "scts[0]: SCT: not signed by the log over this certificate"

/* What certificate logs signed is part of a certificate, and swapped before
   that is signed. */
static const struct attack scts[] = {
	{ TWIN("its own") },
	{ BAD("of another certificate", SCT, NOT_LOGGED),
	    .prepare = scts_of_another },
	{ BAD("of another issuer", SCT, NOT_LOGGED),
	    .prepare = scts_of_another_issuer },
};

Test(swaps, of_scts)
{
	ATTACKS(scts);
}

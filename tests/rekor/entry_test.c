#include "rekor/entry.h"

#include "cases.h"
#include "logs.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct vs *vs;

static void
enter(void)
{
	vs = vs_new(NULL);
}

static void
leave(void)
{
	vs_free(vs);
}

TestSuite(entry, .init = enter, .fini = leave);

#define NOT_SIGNED   "inclusion promise: not signed by the log"
#define OUT_OF_RANGE "inclusion promise: time or index out of range"
#define NOT_THEN     "inclusion promise: the log's key was not valid then"
#define NOT_ECDSA    "inclusion promise: the log's key is not ECDSA"

#define EXACT_MAX (INT64_C(1) << 53)

static struct vs_entry *
log_entry(const struct vs_entry_options *o)
{
	return vs_log(vs_sign(vs, NULL), o);
}

static void
expect_promise(const struct vs_entry *from, const struct vs_log *log,
    cosign_rc_t rc, const char *message)
{
	struct csn_entry entry = entry_of(from);
	struct csn_log *known = log_of(log);
	cosign_error_t *err = cosign_error_new();

	expect_error(
	    err, csn_entry_verify_promise(&entry, known, err), rc, message);
	cosign_error_free(err);
	csn_log_unref(known);
	csn_entry_dispose(&entry);
}

/* By logs of every curve; cosign knows no others. */
Test(entry, has_a_promise)
{
	static const struct {
		enum vs_kind kind;
		cosign_rc_t rc;
		const char *message;
	} rows[] = {
		{ VS_P256, COSIGN_OK, "" },
		{ VS_P384, COSIGN_OK, "" },
		{ VS_P521, COSIGN_OK, "" },
		{ VS_RSA2048, COSIGN_E_PROMISE, NOT_ECDSA },
		{ VS_ED25519, COSIGN_E_PROMISE, NOT_ECDSA },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		const struct vs_log_options lo = { .kind = rows[i].kind };
		const struct vs_entry_options eo = { .log =
							 vs_rekor1(vs, &lo) };

		expect_promise(
		    log_entry(&eo), eo.log, rows[i].rc, rows[i].message);
	}
}

/* What was promised, and of whom. */
Test(entry, promise_is_signed_by_the_log)
{
	static const struct vs_entry_options rows[] = {
		{ .set_signature = { .fn = vs_flip } },
		{ .set_signature = { .to = "x" } },
		{ .set_digest = "SHA384" },
		{ .set = { "\"integratedTime\":", "\"integratedTime\": ", NULL,
		      NULL } },
		{ .set = { .to = "\n" } },
		{ .set = { "logIndex", "logindex", NULL, NULL } },
	};
	const struct vs_entry_options other = { .set_key =
						    vs_key(vs, VS_P256) };
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++)
		expect_promise(log_entry(&rows[i]), vs->rekor1,
		    COSIGN_E_PROMISE, NOT_SIGNED);
	expect_promise(
	    log_entry(&other), vs->rekor1, COSIGN_E_PROMISE, NOT_SIGNED);
	expect_promise(
	    log_entry(NULL), vs_rekor1(vs, NULL), COSIGN_E_PROMISE, NOT_SIGNED);
}

/* ECDSA in DER alone: cosign reads promises so. */
Test(entry, promise_is_der)
{
	const struct vs_entry_options o = {
		.set_signature = { .fn = vs_raw_ecdsa, .user = vs->rekor1->key }
	};

	expect_promise(log_entry(&o), vs->rekor1, COSIGN_E_PROMISE, NOT_SIGNED);
}

/* Each member, changed afterwards. */
Test(entry, promise_is_of_this_entry)
{
	const struct vs_entry *good = log_entry(NULL);
	struct vs_entry e;

	expect_promise(good, vs->rekor1, COSIGN_OK, "");
	e = *good;
	e.log_index++;
	expect_promise(&e, vs->rekor1, COSIGN_E_PROMISE, NOT_SIGNED);
	e = *good;
	e.time++;
	expect_promise(&e, vs->rekor1, COSIGN_E_PROMISE, NOT_SIGNED);
	e.time = VS_NONE;
	expect_promise(&e, vs->rekor1, COSIGN_E_EXPIRED, NOT_THEN);
	e = *good;
	e.body =
	    vs_join(vs, (struct vs_bytes[]){ e.body, vs_of(" "), { NULL, 0 } });
	expect_promise(&e, vs->rekor1, COSIGN_E_PROMISE, NOT_SIGNED);
	e = *good;
	e.log_id = vs_copy(vs, e.log_id.p, e.log_id.len);
	e.log_id.p[31] ^= 1;
	expect_promise(&e, vs->rekor1, COSIGN_E_PROMISE, NOT_SIGNED);
	e = *good;
	e.set = log_entry(NULL)->set;
	expect_promise(&e, vs->rekor1, COSIGN_E_PROMISE, NOT_SIGNED);
}

/* JSON's numbers are exact up to 2^53. */
Test(entry, promise_has_exact_numbers)
{
	const struct vs_entry *good = log_entry(NULL);
	struct vs_log open = *vs->rekor1;
	struct vs_entry e = *good;

	open.start = open.end = VS_NONE;
	e.log_index = EXACT_MAX;
	expect_promise(&e, &open, COSIGN_E_PROMISE, NOT_SIGNED);
	e.log_index = EXACT_MAX + 1;
	expect_promise(&e, &open, COSIGN_E_PROMISE, OUT_OF_RANGE);
	e = *good;
	e.time = EXACT_MAX;
	expect_promise(&e, &open, COSIGN_E_PROMISE, NOT_SIGNED);
	e.time = EXACT_MAX + 1;
	expect_promise(&e, &open, COSIGN_E_PROMISE, OUT_OF_RANGE);
	e.time = INT64_MAX;
	expect_promise(&e, &open, COSIGN_E_PROMISE, OUT_OF_RANGE);
	e.time = -2;
	expect_promise(&e, &open, COSIGN_E_PROMISE, OUT_OF_RANGE);
	e.time = INT64_MIN;
	expect_promise(&e, &open, COSIGN_E_PROMISE, OUT_OF_RANGE);
}

/* Both ends of a log's window are included. */
Test(entry, promise_is_of_a_time_when_the_log_was_trusted)
{
	const int64_t t = vs->now + 1;
	const struct {
		int64_t start, end;
		cosign_rc_t rc;
	} rows[] = {
		{ t, VS_NONE, COSIGN_OK },
		{ VS_NONE, t, COSIGN_OK },
		{ t, t, COSIGN_OK },
		{ VS_NONE, VS_NONE, COSIGN_OK },
		{ t + 1, VS_NONE, COSIGN_E_EXPIRED },
		{ VS_NONE, t - 1, COSIGN_E_EXPIRED },
		{ t + 1, t - 1, COSIGN_E_EXPIRED },
	};
	const struct vs_entry *good = log_entry(NULL);
	struct vs_log log = *vs->rekor1;
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		log.start = rows[i].start;
		log.end = rows[i].end;
		expect_promise(good, &log, rows[i].rc,
		    rows[i].rc == COSIGN_OK ? "" : NOT_THEN);
	}
}

static void
expect_proof_of(const struct vs_entry *from, const struct vs_log *log,
    struct csn_span text, cosign_rc_t rc, const char *message)
{
	struct csn_entry entry = entry_of(from);
	struct csn_log *known = log_of(log);
	cosign_error_t *err = cosign_error_new();

	expect_error(
	    err, csn_entry_verify_proof(&entry, known, text, err), rc, message);
	cosign_error_free(err);
	csn_log_unref(known);
	csn_entry_dispose(&entry);
}

static void
expect_proof(const struct vs_entry *from, cosign_rc_t rc, const char *message)
{
	expect_proof_of(from, from->log, span_of(from->body), rc, message);
}

/* Wherever in trees of whatever size. */
Test(entry, has_a_proof)
{
	static const struct {
		uint64_t index, size;
	} rows[] = {
		{ 0, 1 },
		{ 0, 2 },
		{ 1, 2 },
		{ 5, 1000 },
		{ 999, 1000 },
		{ 123456789, UINT64_C(1) << 40 },
		{ 0, UINT64_C(1) << 62 },
		{ (UINT64_C(1) << 62) - 1, UINT64_C(1) << 62 },
		{ UINT64_C(1) << 62, INT64_MAX },
		{ INT64_MAX - 1, INT64_MAX },
	};
	struct vs_log *logs[] = { vs->rekor1, vs->rekor2 };
	size_t i, k;

	for (k = 0; k < ARRAY_LEN(logs); k++) {
		struct vs_entry_options o = { .log = logs[k] };

		expect_proof(log_entry(&o), COSIGN_OK, "");
		for (i = 0; i < ARRAY_LEN(rows); i++) {
			o.index = rows[i].index;
			o.size = rows[i].size;
			expect_proof(log_entry(&o), COSIGN_OK, "");
		}
	}
}

/* One number or hash of a proof is odd, in an entry of v1 or v2. */
static const struct odd {
	const char *what;
	cosign_rc_t v1;
	const char *message_v1;
	cosign_rc_t v2;
	const char *message_v2;
} odd_ones[] = {
	{ "index", COSIGN_E_PROOF, "inclusion proof: root hash differs",
	    COSIGN_E_PROOF, "inclusion proof: index is not the entry's" },
	{ "negative index", COSIGN_E_PROOF,
	    "inclusion proof: index is not the entry's", COSIGN_E_PROOF,
	    "inclusion proof: index is not the entry's" },
	{ "index beyond", COSIGN_E_PROOF,
	    "inclusion proof: index is beyond the size of the tree",
	    COSIGN_E_PROOF, "inclusion proof: index is not the entry's" },
	{ "entry", COSIGN_OK, "", COSIGN_E_PROOF,
	    "inclusion proof: index is not the entry's" },
	{ "size", COSIGN_E_CHECKPOINT,
	    "checkpoint: is of another size than the proof",
	    COSIGN_E_CHECKPOINT,
	    "checkpoint: is of another size than the proof" },
	{ "negative size", COSIGN_E_CHECKPOINT,
	    "checkpoint: is of another size than the proof",
	    COSIGN_E_CHECKPOINT,
	    "checkpoint: is of another size than the proof" },
	{ "root", COSIGN_E_CHECKPOINT,
	    "checkpoint: is of another root hash than the proof",
	    COSIGN_E_CHECKPOINT,
	    "checkpoint: is of another root hash than the proof" },
	{ "short root", COSIGN_E_CHECKPOINT,
	    "checkpoint: is of another root hash than the proof",
	    COSIGN_E_CHECKPOINT,
	    "checkpoint: is of another root hash than the proof" },
	/* of v2 they may be missing: the checkpoint says it all */
	{ "no root", COSIGN_E_CHECKPOINT,
	    "checkpoint: is of another root hash than the proof", COSIGN_OK,
	    "" },
	{ "no size", COSIGN_E_CHECKPOINT,
	    "checkpoint: is of another size than the proof", COSIGN_OK, "" },
	{ "no index", COSIGN_E_PROOF, "inclusion proof: root hash differs",
	    COSIGN_OK, "" },
	{ "hash", COSIGN_E_PROOF, "inclusion proof: root hash differs",
	    COSIGN_E_PROOF, "inclusion proof: root hash differs" },
	{ "hashes", COSIGN_E_PROOF, "inclusion proof: 9 hashes instead of 10",
	    COSIGN_E_PROOF, "inclusion proof: 9 hashes instead of 10" },
};

static void
make_odd(struct vs_entry *e, const char *what)
{
	e->hashes = vs_copy(vs, e->hashes.p, e->hashes.len);
	e->root = vs_copy(vs, e->root.p, e->root.len);
	if (strcmp(what, "index") == 0)
		e->tree_index++;
	else if (strcmp(what, "negative index") == 0)
		e->tree_index = -1;
	else if (strcmp(what, "index beyond") == 0)
		e->tree_index = e->tree_size;
	else if (strcmp(what, "entry") == 0)
		e->log_index++;
	else if (strcmp(what, "size") == 0)
		e->tree_size++;
	else if (strcmp(what, "negative size") == 0)
		e->tree_size = INT64_MIN;
	else if (strcmp(what, "root") == 0)
		e->root.p[31] ^= 1;
	else if (strcmp(what, "short root") == 0)
		e->root.len--;
	else if (strcmp(what, "no root") == 0)
		e->root.len = 0;
	else if (strcmp(what, "no size") == 0)
		e->tree_size = 0;
	else if (strcmp(what, "no index") == 0)
		e->tree_index = 0;
	else if (strcmp(what, "hash") == 0)
		e->hashes.p[0] ^= 1;
	else if (strcmp(what, "hashes") == 0)
		e->hashes.len -= CSN_HASH_SIZE;
	else
		cr_assert_fail("%s", what);
}

Test(entry, proof_is_of_this_entry)
{
	struct vs_log *logs[] = { vs->rekor1, vs->rekor2 };
	size_t i, k;

	for (k = 0; k < ARRAY_LEN(logs); k++) {
		const struct vs_entry_options o = {
			.log = logs[k], .index = 5, .size = 1000
		};
		const struct vs_entry *good = log_entry(&o);

		for (i = 0; i < ARRAY_LEN(odd_ones); i++) {
			struct vs_entry e = *good;

			make_odd(&e, odd_ones[i].what);
			expect_proof(&e,
			    k == 0 ? odd_ones[i].v1 : odd_ones[i].v2,
			    k == 0 ? odd_ones[i].message_v1
				   : odd_ones[i].message_v2);
		}
	}
}

/* What is hashed is what the caller says, not what the entry carries. */
Test(entry, proof_is_of_the_text_that_is_given)
{
	struct vs_log *logs[] = { vs->rekor1, vs->rekor2 };
	size_t k;

	for (k = 0; k < ARRAY_LEN(logs); k++) {
		const struct vs_entry_options o = { .log = logs[k] };
		struct vs_entry e = *log_entry(&o);
		const struct csn_span text = span_of(e.body);

		expect_proof_of(&e, e.log, csn_span(text.p, text.len - 1),
		    COSIGN_E_PROOF, "inclusion proof: root hash differs");
		e.body = log_entry(&o)->body;
		expect_proof_of(&e, e.log, text, COSIGN_OK, "");
	}
}

/* The checkpoint has to be the log's. */
Test(entry, proof_ends_at_a_checkpoint)
{
	static const struct {
		struct vs_note_options note;
		const char *message;
	} rows[] = {
		{ { .signature = { .fn = vs_flip } },
		    "checkpoint: the log's signature does not verify" },
		{ { .no_line = 1 }, "checkpoint: no signatures" },
		{ { .size = 99 },
		    "checkpoint: is of another size than the proof" },
	};
	struct vs_log *logs[] = { vs->rekor1, vs->rekor2 };
	const unsigned char other[32] = { 1 };
	size_t i, k;

	for (k = 0; k < ARRAY_LEN(logs); k++) {
		struct vs_entry_options o = { .log = logs[k] };

		for (i = 0; i < ARRAY_LEN(rows); i++) {
			o.note = rows[i].note;
			expect_proof(log_entry(&o), COSIGN_E_CHECKPOINT,
			    rows[i].message);
		}
		o.note =
		    (struct vs_note_options){ .root = vs_copy(vs, other, 32) };
		expect_proof(log_entry(&o), COSIGN_E_CHECKPOINT,
		    "checkpoint: is of another root hash than the proof");
	}
}

/* The body says by which rules. */
Test(entry, is_of_v1_or_v2_by_its_body)
{
	static const struct {
		enum vs_entry_kind kind;
		int v2;
	} rows[] = {
		{ VS_HASHEDREKORD, 0 },
		{ VS_REKORD, 0 },
		{ VS_HASHEDREKORD_2, 1 },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		const struct vs_entry_options o = { .kind = rows[i].kind };
		struct csn_entry entry = entry_of(log_entry(&o));

		cr_expect_eq(csn_entry_is_v2(&entry), rows[i].v2);
		csn_entry_dispose(&entry);
	}
}

Test(entry, keeps_the_rules_of_its_body)
{
	const struct vs_entry_options v1_in_v2 = { .log = vs->rekor2,
		.kind = VS_HASHEDREKORD };
	const struct vs_entry_options v2_in_v1 = { .log = vs->rekor1,
		.kind = VS_HASHEDREKORD_2 };

	expect_proof(log_entry(&v1_in_v2), COSIGN_E_CHECKPOINT,
	    "checkpoint: not signed by the log");
	expect_proof(log_entry(&v2_in_v1), COSIGN_E_CHECKPOINT,
	    "checkpoint: its origin is another log");
}

Test(entry, is_freed_once)
{
	struct csn_entry entry = entry_of(log_entry(NULL));

	csn_entry_dispose(&entry);
	cr_expect_null(entry.proof);
	cr_expect_null(entry.text.p);
	csn_entry_dispose(&entry);
}

/* Log entries: proofs recomputed, promises and checkpoints verified by EVP. */
#include "vectors.h"
#include "virtual/virtual.h"

#include <criterion/criterion.h>
#include <jansson.h>
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

TestSuite(virtual_log, .init = enter, .fini = leave);

static struct vs_bytes
node(struct vs_bytes left, struct vs_bytes right)
{
	const struct vs_bytes parts[] = { vs_of("\001"), left, right,
		{ NULL, 0 } };

	return vs_digest(vs, "SHA256", vs_join(vs, parts));
}

static struct vs_bytes
leaf_hash(struct vs_bytes body)
{
	const struct vs_bytes parts[] = { { (unsigned char[]){ 0 }, 1 }, body,
		{ NULL, 0 } };

	return vs_digest(vs, "SHA256", vs_join(vs, parts));
}

static int
same(struct vs_bytes a, struct vs_bytes b)
{
	return a.len == b.len && memcmp(a.p, b.p, a.len) == 0;
}

/* Whether the hashes lead from a leaf to the root (RFC 9162, 2.1.3.2). */
static int
included(const struct vs_entry *e)
{
	uint64_t fn = (uint64_t)e->tree_index, sn = (uint64_t)e->tree_size - 1;
	struct vs_bytes r = leaf_hash(e->body);
	size_t at;

	cr_assert_eq(e->hashes.len % 32, 0);
	for (at = 0; at < e->hashes.len; at += 32) {
		const struct vs_bytes p = { e->hashes.p + at, 32 };

		if (sn == 0)
			return 0;
		if ((fn & 1) != 0 || fn == sn) {
			r = node(p, r);
			while ((fn & 1) == 0 && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			r = node(r, p);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && same(r, e->root);
}

static int
verifies(const struct vs_key *key, const char *digest, struct vs_bytes data,
    struct vs_bytes sig)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	int ok;

	cr_assert_eq(EVP_DigestVerifyInit_ex(ctx, NULL,
			 key->kind == VS_ED25519 ? NULL : digest, NULL, NULL,
			 key->pkey, NULL),
	    1);
	ok = EVP_DigestVerify(ctx, sig.p, sig.len, data.p, data.len) == 1;
	EVP_MD_CTX_free(ctx);
	return ok;
}

static struct vs_bytes
unbase64(const char *text)
{
	struct vs_bytes bytes = vs_copy(vs, text, strlen(text));
	const char *padding = strchr(text, '=');
	const int n = EVP_DecodeBlock(
	    bytes.p, (const unsigned char *)text, (int)bytes.len);

	cr_assert_geq(n, 0, "%s", text);
	bytes.len = (size_t)n - (padding == NULL ? 0 : strlen(padding));
	return bytes;
}

/* The n-th signature line of a note: name, four bytes, signature. */
static const char *
note_line(const char *note, int n, struct vs_bytes *id, struct vs_bytes *sig)
{
	const char *at = strstr(note, "\n\n");
	char *line, *space;

	cr_assert_not_null(at);
	for (at += 2; n > 0 && *at != '\0'; n--)
		at = strchr(at, '\n') + 1;
	if (*at == '\0')
		return NULL;
	cr_assert(strncmp(at, "\xe2\x80\x94 ", 4) == 0, "%s", at);
	line = vs_text(vs, "%.*s", (int)strcspn(at + 4, "\n"), at + 4);
	space = strchr(line, ' ');
	cr_assert_not_null(space);
	*space = '\0';
	*sig = unbase64(space + 1);
	*id = (struct vs_bytes){ sig->p, 4 };
	sig->p += 4;
	sig->len -= 4;
	return line;
}

static struct vs_bytes
note_text(const char *note)
{
	return vs_copy(vs, note, (size_t)(strstr(note, "\n\n") - note) + 1);
}

static void
expect_checkpoint(const struct vs_entry *e, const char *digest)
{
	const struct vs_bytes text = note_text(e->checkpoint);
	struct vs_bytes id, sig;
	const char *name = note_line(e->checkpoint, 0, &id, &sig);

	cr_expect_str_eq((char *)text.p,
	    vs_text(vs, "%s\n%lld\n%s\n", e->log->origin,
		(long long)e->tree_size, vs_base64(vs, e->root)));
	cr_expect_str_eq(name, e->log->host);
	cr_expect_arr_eq(id.p, e->log->id.p, 4);
	cr_expect(verifies(e->log->key, digest, text, sig));
	cr_expect_null(note_line(e->checkpoint, 1, &id, &sig));
}

static void
expect_promise(const struct vs_entry *e)
{
	const struct vs_bytes payload = vs_of(vs_text(vs,
	    "{\"body\":\"%s\",\"integratedTime\":%lld,\"logID\":\"%s\","
	    "\"logIndex\":%lld}",
	    vs_base64(vs, e->body), (long long)e->time, vs_hex(vs, e->log->id),
	    (long long)e->log_index));

	cr_expect(verifies(e->log->key, "SHA256", payload, e->set));
}

Test(virtual_log, proofs_of_small_trees)
{
	const struct vs_log_options o = { .size = VS_NONE };
	struct vs_signature *sig = vs_sign(vs, NULL);
	struct vs_entry_options e = { .promise = VS_NONE };

	for (e.size = 1; e.size <= 20; e.size++)
		for (e.index = 0; e.index < e.size; e.index++) {
			e.log = vs_rekor1(vs, &o);
			cr_expect(included(vs_log(sig, &e)), "%d of %d",
			    (int)e.index, (int)e.size);
			sig->entry_count = 0;
		}
}

Test(virtual_log, proofs_of_large_trees)
{
	static const struct {
		uint64_t index, size;
		size_t hashes;
	} rows[] = { { 0, 1, 0 }, { 4, 5, 1 }, { 2, 5, 3 }, { 3, 4, 2 },
		{ 75408392, 75408393, 11 }, { 735, 736, 8 },
		{ 0, UINT64_C(1) << 40, 40 },
		{ (UINT64_C(1) << 40) - 1, UINT64_C(1) << 40, 40 },
		{ UINT64_C(1) << 40, (UINT64_C(1) << 40) + 1, 1 },
		{ 123456789, (UINT64_C(1) << 62) + 12345, 63 } };
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		struct vs_entry_options o = { .size = rows[i].size,
			.index = rows[i].index };
		struct vs_entry *e;

		o.log = vs_rekor1(vs, NULL);
		e = vs_log(vs_sign(vs, NULL), &o);
		cr_expect(included(e), "row %zu", i);
		cr_expect_eq(e->hashes.len / 32, rows[i].hashes, "row %zu: %zu",
		    i, e->hashes.len / 32);
		expect_checkpoint(e, "SHA256");
	}
}

/* The tree grows: what was in it stays, and proofs of it still hold. */
Test(virtual_log, one_tree)
{
	const struct vs_log_options empty = { .size = VS_NONE };
	struct vs_log *log = vs_rekor2(vs, &empty);
	struct vs_entry_options o = { .log = log };
	struct vs_signature *sig = vs_sign(vs, NULL);
	struct vs_entry *first = vs_log(sig, &o), *second = vs_log(sig, &o);
	struct vs_entry *third = vs_log(sig, &o);

	cr_expect_eq(first->log_index, 0);
	cr_expect_eq(second->log_index, 1);
	cr_expect_eq(third->tree_size, 3);
	cr_expect(same(first->root, leaf_hash(first->body)));
	cr_expect(same(second->root,
	    node(leaf_hash(first->body), leaf_hash(second->body))));
	cr_expect(
	    same(third->root, node(second->root, leaf_hash(third->body))));
	cr_expect(included(first) && included(second) && included(third));
}

/* All places of one tree, each with a proof to the same root. */
Test(virtual_log, many_entries)
{
	struct vs_signature *sig = vs_sign(vs, NULL);
	struct vs_entry_options o = { .size = 7 };
	struct vs_entry *e[2][7];
	size_t round;

	for (round = 0; round < 2; round++)
		for (o.index = 0; o.index < o.size; o.index++) {
			sig->hashed.p[0] = (unsigned char)o.index;
			e[round][o.index] = vs_log(sig, &o);
		}
	for (o.index = 0; o.index < o.size; o.index++) {
		cr_expect(included(e[1][o.index]), "%d", (int)o.index);
		cr_expect(same(e[1][o.index]->root, e[0][6]->root));
	}
}

Test(virtual_log, usual_v1)
{
	struct vs_entry *e = vs_log(vs_sign(vs, NULL), NULL);

	cr_expect_str_eq(e->kind, "hashedrekord");
	cr_expect_str_eq(e->version, "0.0.1");
	cr_expect_eq(e->time, vs->now + 1);
	cr_expect_eq(e->tree_index, 1234);
	cr_expect_eq(e->log_index, 1234 + vs->rekor1->shard);
	cr_expect_gt(vs->rekor1->shard, 0);
	cr_expect(
	    same(e->log_id, vs_digest(vs, "SHA256", vs->rekor1->key->spki)));
	cr_expect(included(e));
	expect_checkpoint(e, "SHA256");
	expect_promise(e);
}

Test(virtual_log, usual_v2)
{
	const struct vs_entry_options o = { .log = vs->rekor2 };
	struct vs_entry *e = vs_log(vs_sign(vs, NULL), &o);
	struct vs_bytes id;
	unsigned char raw[32];
	size_t len = sizeof(raw);

	cr_expect_str_eq(e->kind, "hashedrekord");
	cr_expect_str_eq(e->version, "0.0.2");
	cr_expect_eq(e->time, VS_NONE);
	cr_expect_null(e->set.p);
	cr_expect_eq(e->log_index, e->tree_index);
	cr_expect_str_eq(vs->rekor2->origin, vs->rekor2->host);
	cr_expect_eq(
	    EVP_PKEY_get_raw_public_key(vs->rekor2->key->pkey, raw, &len), 1);
	id = vs_join(vs,
	    (struct vs_bytes[]){ vs_of(vs->rekor2->host), vs_of("\n\001"),
		{ raw, len }, { NULL, 0 } });
	cr_expect(same(e->log_id, vs_digest(vs, "SHA256", id)));
	cr_expect(included(e));
	expect_checkpoint(e, NULL);
}

Test(virtual_log, log_keys)
{
	static const enum vs_kind kinds[] = { VS_P256, VS_P384, VS_RSA2048,
		VS_ED25519 };
	struct vs_signature *sig = vs_sign(vs, NULL);
	size_t i;

	for (i = 0; i < ARRAY_LEN(kinds); i++) {
		const struct vs_log_options k = { .kind = kinds[i] };
		struct vs_entry_options o = { .log = vs_rekor1(vs, &k) };
		struct vs_entry *e = vs_log(sig, &o);

		expect_checkpoint(e, "SHA256");
		expect_promise(e);
		o.log = vs_rekor2(vs, &k);
		expect_checkpoint(vs_log(sig, &o), vs_key_digest(o.log->key));
	}
}

/* Of a body, the text at a path of members between dots. */
static void
expect_member(const struct vs_entry *e, const char *path, const char *text)
{
	json_t *root = json_loads((char *)e->body.p, 0, NULL), *at = root;
	char *copy = vs_text(vs, "%s", path), *rest = NULL, *name;

	cr_assert_not_null(root);
	for (name = strtok_r(copy, ".", &rest); name != NULL;
	     name = strtok_r(NULL, ".", &rest))
		at = json_is_array(at)
		    ? json_array_get(at, (size_t)(name[0] - '0'))
		    : json_object_get(at, name);
	cr_assert(json_is_string(at), "%s", path);
	cr_expect_str_eq(json_string_value(at), text, "%s", path);
	json_decref(root);
}

static const char *
sha256(const char *text)
{
	return vs_hex(vs, vs_digest(vs, "SHA256", vs_of(text)));
}

static struct vs_entry *
logged(const struct vs_signature *sig, enum vs_entry_kind kind)
{
	const struct vs_entry_options o = { .kind = kind };
	/* The signature itself remains as it is. */
	struct vs_signature *copy =
	    (struct vs_signature *)vs_copy(vs, sig, sizeof(*sig)).p;

	return vs_log(copy, &o);
}

Test(virtual_log, hashedrekord_bodies)
{
	struct vs_signature *sig = vs_sign(vs, NULL);
	struct vs_entry *e = logged(sig, VS_HASHEDREKORD);
	const char *pem = vs_base64(vs, vs_of(vs_cert_pem(vs, sig->cert)));

	expect_member(e, "apiVersion", "0.0.1");
	expect_member(e, "kind", "hashedrekord");
	expect_member(e, "spec.data.hash.algorithm", "sha256");
	expect_member(e, "spec.data.hash.value", sha256(VS_ARTIFACT));
	expect_member(
	    e, "spec.signature.content", vs_base64(vs, sig->signature));
	expect_member(e, "spec.signature.publicKey.content", pem);
	e = logged(sig, VS_REKORD);
	expect_member(e, "spec.signature.format", "x509");
	expect_member(e, "spec.signature.publicKey.content", pem);
}

Test(virtual_log, v2_bodies)
{
	const char *spec = "spec.hashedRekordV002";
	struct vs_sign_options o = { .key = vs_key(vs, VS_P384), .dsse = 1 };
	struct vs_signature *sig = vs_sign(vs, &o);
	struct vs_entry *e = logged(sig, VS_HASHEDREKORD_2);
	const struct vs_bytes pae =
	    vs_pae(vs, "application/vnd.in-toto+json", sig->payload);

	expect_member(e, vs_text(vs, "%s.data.algorithm", spec), "SHA2_384");
	expect_member(e, vs_text(vs, "%s.data.digest", spec),
	    vs_base64(vs, vs_digest(vs, "SHA384", pae)));
	expect_member(e, vs_text(vs, "%s.signature.content", spec),
	    vs_base64(vs, sig->signature));
	spec = vs_text(vs, "%s.signature.verifier", spec);
	expect_member(
	    e, vs_text(vs, "%s.keyDetails", spec), "PKIX_ECDSA_P384_SHA_384");
	expect_member(e, vs_text(vs, "%s.publicKey.rawBytes", spec),
	    vs_base64(vs, sig->key->spki));
	sig = vs_sign(vs, NULL);
	e = logged(sig, VS_HASHEDREKORD_2);
	expect_member(e, vs_text(vs, "%s.x509Certificate.rawBytes", spec),
	    vs_base64(vs, sig->cert->der));
}

Test(virtual_log, attestation_bodies)
{
	struct vs_signature *sig =
	    vs_sign(vs, &(struct vs_sign_options){ .dsse = 1 });
	struct vs_entry *e = logged(sig, VS_DSSE);
	const char *pem = vs_base64(vs, vs_of(vs_cert_pem(vs, sig->cert)));
	const char *payload_hash = sha256((char *)sig->payload.p);
	const char *envelope_hash = sha256(vs_envelope(sig, 0));
	const char *base64 = vs_base64(vs, sig->signature);

	expect_member(e, "spec.envelopeHash.value", envelope_hash);
	expect_member(e, "spec.payloadHash.value", payload_hash);
	expect_member(e, "spec.signatures.0.signature", base64);
	expect_member(e, "spec.signatures.0.verifier", pem);
	e = logged(sig, VS_INTOTO_1);
	expect_member(e, "spec.content.hash.value", envelope_hash);
	expect_member(e, "spec.publicKey", pem);
	e = logged(sig, VS_INTOTO_2);
	expect_member(e, "apiVersion", "0.0.2");
	expect_member(e, "spec.content.payloadHash.value", payload_hash);
	expect_member(e, "spec.content.envelope.signatures.0.sig",
	    vs_base64(vs, vs_of(base64)));
	expect_member(e, "spec.content.envelope.signatures.0.publicKey", pem);
}

Test(virtual_log, bodies_are_canonical)
{
	struct vs_signature *sig =
	    vs_sign(vs, &(struct vs_sign_options){ .dsse = 1 });
	enum vs_entry_kind kind;

	for (kind = VS_HASHEDREKORD; kind <= VS_DSSE_2; kind++) {
		struct vs_bytes body = logged(sig, kind)->body;
		json_t *root = json_loads((char *)body.p, 0, NULL);
		char *again;

		cr_assert_not_null(root, "%d", kind);
		again = json_dumps(root, JSON_COMPACT | JSON_SORT_KEYS);
		cr_expect_str_eq((char *)body.p, again);
		cr_expect_eq(strlen(again), body.len);
		free(again);
		json_decref(root);
	}
}

/* Well signed and in the tree, only odd. */
Test(virtual_log, edits)
{
	const struct vs_entry_options o = {
		.body = { .from = "sha256", .to = "sha512" },
		.set = { .from = "\"logID\"", .to = "\"logId\"" },
		.time = 7,
		.note = { .text = { .to = "more\n" } },
	};
	struct vs_entry *e = vs_log(vs_sign(vs, NULL), &o);
	struct vs_bytes id, sig;

	expect_member(e, "spec.data.hash.algorithm", "sha512");
	cr_expect(included(e));
	cr_expect(verifies(vs->rekor1->key, "SHA256",
	    vs_of(vs_text(vs,
		"{\"body\":\"%s\",\"integratedTime\":7,\"logId\":\"%s\","
		"\"logIndex\":%lld}",
		vs_base64(vs, e->body), vs_hex(vs, e->log->id),
		(long long)e->log_index)),
	    e->set));
	cr_expect_not_null(strstr(e->checkpoint, "=\nmore\n\n"));
	(void)note_line(e->checkpoint, 0, &id, &sig);
	cr_expect(
	    verifies(vs->rekor1->key, "SHA256", note_text(e->checkpoint), sig));
}

/* What is changed afterwards is not shared with anything. */
Test(virtual_log, products_are_apart)
{
	struct vs_signature *sig = vs_sign(vs, NULL);
	struct vs_entry *e = vs_log(sig, NULL);

	e->log_id.p[0] ^= 1;
	sig->artifact.p[0] ^= 1;
	cr_expect(same(vs->rekor1->id, vs->rekor1->key->id));
	cr_expect_not(same(e->log_id, vs->rekor1->id));
	vs->rekor1->id.p[0] ^= 1;
	vs->rekor1->raw_key.p[0] ^= 1;
	cr_expect(same(vs->rekor1->key->id,
	    vs_digest(vs, "SHA256", vs->rekor1->key->spki)));
	cr_expect_str_eq(VS_ARTIFACT, "hello world\n");
}

Test(virtual_log, without_promise_or_proof)
{
	struct vs_signature *sig = vs_sign(vs, NULL);
	struct vs_entry_options o = { .promise = VS_NONE };
	struct vs_entry *e = vs_log(sig, &o);

	cr_expect(e->set.p == NULL && e->proof);
	o = (struct vs_entry_options){ .proof = VS_NONE, .time = VS_NONE };
	e = vs_log(sig, &o);
	cr_expect(e->set.p != NULL && !e->proof && e->checkpoint == NULL);
	o = (struct vs_entry_options){ .log = vs->rekor2, .promise = 1 };
	cr_expect_not_null(vs_log(sig, &o)->set.p);
	o = (struct vs_entry_options){ .set_signature.fn = vs_flip };
	e = vs_log(sig, &o);
	cr_expect_not(verifies(e->log->key, "SHA256", vs_of("any"), e->set));
}

/* ---- notes ---- */

static const char *
checkpoint(const struct vs_note_options *note)
{
	const struct vs_entry_options o = { .log = vs->rekor2, .note = *note };

	return vs_log(vs_sign(vs, NULL), &o)->checkpoint;
}

Test(virtual_log, note_lines)
{
	const struct vs_note_options o = { .witnesses_before = 2,
		.namesakes = 1,
		.witnesses = 1,
		.before = "\xe2\x80\x94 before AAAAAAA=\n",
		.after = "\xe2\x80\x94 after AAAAAAA=\n",
		.extensions = "Timestamp: 1\n" };
	const char *note = checkpoint(&o), *host = vs->rekor2->host;
	struct vs_bytes id, sig;

	cr_expect_not_null(strstr(note, "=\nTimestamp: 1\n\n"));
	cr_expect_str_eq(note_line(note, 0, &id, &sig), "before");
	cr_expect(strncmp(note_line(note, 1, &id, &sig), "witness-", 8) == 0);
	cr_expect_eq(sig.len, 72);
	cr_expect(strncmp(note_line(note, 2, &id, &sig), "witness-", 8) == 0);
	cr_expect_str_eq(note_line(note, 3, &id, &sig), host);
	cr_expect_arr_eq(id.p, vs->rekor2->id.p, 4);
	cr_expect(verifies(vs->rekor2->key, NULL, note_text(note), sig));
	cr_expect_str_eq(note_line(note, 4, &id, &sig), host);
	cr_expect_arr_neq(id.p, vs->rekor2->id.p, 4);
	cr_expect(strncmp(note_line(note, 5, &id, &sig), "witness-", 8) == 0);
	cr_expect_str_eq(note_line(note, 6, &id, &sig), "after");
	cr_expect_null(note_line(note, 7, &id, &sig));
}

Test(virtual_log, odd_notes)
{
	struct vs_note_options o = { .no_line = 1 };
	struct vs_bytes id, sig;
	const char *note;

	cr_expect_null(note_line(checkpoint(&o), 0, &id, &sig));
	o = (struct vs_note_options){ .origin = "o", .name = "n", .size = 9 };
	note = checkpoint(&o);
	cr_expect(strncmp(note, "o\n9\n", 4) == 0);
	cr_expect_str_eq(note_line(note, 0, &id, &sig), "n");
	cr_expect(verifies(vs->rekor2->key, NULL, note_text(note), sig));
	o = (struct vs_note_options){ .hint = vs_of("hint"),
		.root = vs_of("root") };
	note = checkpoint(&o);
	cr_expect_not_null(strstr(note, "\ncm9vdA==\n\n"));
	(void)note_line(note, 0, &id, &sig);
	cr_expect_arr_eq(id.p, "hint", 4);
	cr_expect(verifies(vs->rekor2->key, NULL, note_text(note), sig));
	o = (struct vs_note_options){ .key = vs_key(vs, VS_ED25519) };
	note = checkpoint(&o);
	(void)note_line(note, 0, &id, &sig);
	cr_expect_arr_eq(id.p, vs->rekor2->id.p, 4);
	cr_expect_not(verifies(vs->rekor2->key, NULL, note_text(note), sig));
	cr_expect(verifies(o.key, NULL, note_text(note), sig));
	o = (struct vs_note_options){ .signature.fn = vs_flip };
	note = checkpoint(&o);
	(void)note_line(note, 0, &id, &sig);
	cr_expect_not(verifies(vs->rekor2->key, NULL, note_text(note), sig));
}

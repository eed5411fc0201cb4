/* What contradicts itself, or cannot be read, is told where it stands. */
#include "look.h"

#include <criterion/criterion.h>
#include <string.h>

/* One thing that is wrong with a bundle. */
struct fault {
	const char *place;
	const char *message;
	struct vs_sign_options sign;
	struct vs_entry_options entry;
	struct vs_bundle_options bundle;
	struct vs_timestamp_options stamp;
	/* After it was logged and stamped. */
	void (*change)(struct vs_signature *sig);
	int in_v2;
	int by_key;
};

static void
entry_of_another(struct vs_signature *sig)
{
	struct vs_signature *another = vs_sign(sig->vs, NULL);

	sig->entries[0] = vs_log(another, NULL);
}

static void
entry_twice(struct vs_signature *sig)
{
	sig->entries[sig->entry_count++] = sig->entries[0];
}

static void
timestamp_twice(struct vs_signature *sig)
{
	sig->timestamps[sig->timestamp_count++] = sig->timestamps[0];
}

static void
timestamp_of_another(struct vs_signature *sig)
{
	struct vs_signature *another = vs_sign(sig->vs, NULL);

	sig->timestamps[0] = vs_stamp(another, NULL);
}

static void
timestamp_cut(struct vs_signature *sig)
{
	sig->timestamps[0]->der.len--;
}

static void
entry_for_envelopes(struct vs_signature *sig)
{
	const struct vs_sign_options o = { .dsse = 1 };
	struct vs_signature *another = vs_sign(sig->vs, &o);

	sig->entries[0] = vs_log(another, NULL);
}

/* Kept by the one that has it. */
static void
second_without_promise(struct vs_signature *sig)
{
	const struct vs_entry_options o = { .promise = VS_NONE };

	(void)vs_log(sig, &o);
}

static void
second_without_proof(struct vs_signature *sig)
{
	const struct vs_entry_options o = { .proof = VS_NONE };

	(void)vs_log(sig, &o);
}

static void
second_without_either(struct vs_signature *sig)
{
	const struct vs_entry_options o = { .proof = VS_NONE,
		.promise = VS_NONE };

	(void)vs_log(sig, &o);
}

static void
index_beyond(struct vs_signature *sig)
{
	sig->entries[0]->tree_index = sig->entries[0]->tree_size;
}

static void
index_negative(struct vs_signature *sig)
{
	sig->entries[0]->tree_index = -1;
}

static void
tree_size(struct vs_signature *sig)
{
	sig->entries[0]->tree_size++;
}

static void
root_hash(struct vs_signature *sig)
{
	sig->entries[0]->root.p[0] ^= 1;
}

static void
checkpoint_cut(struct vs_signature *sig)
{
	char *checkpoint = sig->entries[0]->checkpoint;

	checkpoint[strlen(checkpoint) - 1] = '\0';
}

static void
checkpoint_with_a_line_of_nobody(struct vs_signature *sig)
{
	struct vs_entry *e = sig->entries[0];

	e->checkpoint = vs_text(sig->vs, "%snobody\n", e->checkpoint);
}

static void
checkpoint_signed_shortly(struct vs_signature *sig)
{
	struct vs_entry *e = sig->entries[0];

	e->checkpoint =
	    vs_text(sig->vs, "%s\xe2\x80\x94 x AAAA\n", e->checkpoint);
}

static void
checkpoint_of_a_large_tree(struct vs_signature *sig)
{
	struct vs_entry *e = sig->entries[0];

	e->checkpoint = vs_text(sig->vs, "origin\n18446744073709551615%s",
	    strchr(strchr(e->checkpoint, '\n') + 1, '\n'));
}

static void
time_beyond_calendars(struct vs_signature *sig)
{
	sig->entries[0]->time = INT64_MAX;
}

static void
signature_empty(struct vs_signature *sig)
{
	sig->signature.len = 0;
}

static void
artifact_of_another(struct vs_signature *sig)
{
	sig->hashed.p[0] ^= 1;
}

#define LEAF(...)                                    \
	.sign.leaf = &(const struct vs_leaf_options) \
	{                                            \
		__VA_ARGS__                          \
	}
#define NAMES(...)                                   \
	LEAF(.cert.names = (const struct vs_name[]){ \
		 __VA_ARGS__, { VS_NAME_END, NULL, 0 } })
#define OURS " than the bundle's"

static const struct fault faults[] = {
	{ "certificates[0]", "certificate: more than one subject *",
	    NAMES({ VS_EMAIL, "a@b", 0 }, { VS_EMAIL, "c@d", 0 }) },
	{ "certificates[0]", "certificate: no subject alternative name *",
	    NAMES({ VS_DNS, "example.com", 0 }) },
	{ "certificates[0]", "certificate: two different issuers *",
	    LEAF(.issuer_v1 = "https://a", .issuer_v2 = "https://b") },
	{ "certificates[0]", "SCT: version is not 1",
	    LEAF(.scts = &(const struct vs_sct_options){ .version = 1 }) },
	{ "certificates[0]", "SCT list: more than 16", LEAF(.sct_count = 17) },
	{ "certificates[0]", "SCT list: *cut", LEAF(.list_length_lie = 1) },
	{ "certificates[0]", "SCT list: *bytes too many at the end",
	    LEAF(.sct_list.to = "x", .list_length_lie = -1) },
	{ "certificates[0]", "a chain, where a v0.3 bundle has one *",
	    .bundle.material = VS_CHAIN },
	{ "tlogEntries[0]", "about another signature" OURS,
	    .change = entry_of_another },
	{ "tlogEntries[0]", "about another certificate" OURS,
	    .change = entry_of_another },
	{ "tlogEntries[0]", "about a certificate, where the bundle has a key",
	    .change = entry_of_another, .by_key = 1 },
	{ "tlogEntries[0]", "about another digest" OURS,
	    .change = artifact_of_another },
	{ "tlogEntries[0]", "about another digest" OURS,
	    .change = artifact_of_another, .in_v2 = 1 },
	{ "tlogEntries[0]", "about another payload" OURS,
	    .change = entry_for_envelopes, .sign.dsse = 1,
	    .sign.artifact = "other" },
	{ "tlogEntries[0]", "of a kind that is not for what the bundle holds",
	    .change = entry_for_envelopes },
	{ "tlogEntries[1]", "the same as Entry *", .change = entry_twice },
	{ "tlogEntries[1]", "neither an inclusion proof nor *",
	    .change = second_without_either },
	{ "tlogEntries[1]", "an inclusion promise, but no inclusion proof",
	    .change = second_without_proof },
	{ "tlogEntries[1]", "an inclusion proof, but no inclusion promise, *",
	    .change = second_without_promise, .bundle.version = VS_V01 },
	{ "tlogEntries[0]", "an inclusion promise, which Rekor v2 does not *",
	    .in_v2 = 1, .entry.promise = 1 },
	{ "tlogEntries[0]", "inclusion proof: index 1* of 1*",
	    .change = index_beyond },
	{ "tlogEntries[0]", "inclusion proof: index -1 of *",
	    .change = index_negative },
	{ "tlogEntries[0]", "the proof is of a tree of another size",
	    .change = tree_size },
	{ "tlogEntries[0]", "the proof is of a tree with another root hash",
	    .change = root_hash },
	{ "tlogEntries[0]", "18446744073709551615 is too large a number",
	    .change = checkpoint_of_a_large_tree },
	{ "tlogEntries[0]", "checkpoint: last line has no end",
	    .change = checkpoint_cut },
	{ "tlogEntries[0]", "checkpoint: a line that is no signature",
	    .change = checkpoint_with_a_line_of_nobody },
	{ "tlogEntries[0]", "checkpoint: a line that is no signature",
	    .change = checkpoint_signed_shortly },
	{ "tlogEntries[0]", "logged while the certificate was not valid",
	    .entry.time = VS_NOW + 3600 },
	{ "tlogEntries[0]", "logged while the certificate was not valid",
	    .entry.time = VS_NOW - 3600 },
	{ "tlogEntries[0]", "9223372036854775807 seconds from 1970 on are *",
	    .change = time_beyond_calendars },
	{ "timestamps[0]", "made while the certificate was not valid",
	    .stamp.time = VS_NOW + 3600 },
	{ "timestamps[0]", "of another signature" OURS,
	    .change = timestamp_of_another },
	{ "timestamps[1]", "the same as Timestamp *",
	    .change = timestamp_twice },
	{ "timestamps[0]", "timestamp: DER: *", .change = timestamp_cut },
	{ "timestamps[0]", "timestamp: not granted: status 2",
	    .stamp = { .status = 2, .no_token = 1 } },
	{ "content", "signature: empty", .change = signature_empty },
	{ "content", "statement: *", .sign.dsse = 1,
	    .sign.payload = { (unsigned char[]){ "{}" }, 2 } },
	{ "content", "line 1 column *", .sign.dsse = 1,
	    .sign.payload = { (unsigned char[]){ "{" }, 1 } },
};

static char *
make(struct vs *vs, const struct fault *f)
{
	struct vs_sign_options sign = f->sign;
	struct vs_entry_options entry = f->entry;
	struct vs_signature *sig;

	if (f->by_key)
		sign.key = vs_key(vs, VS_P256);
	if (f->in_v2)
		entry.log = vs->rekor2;
	sig = vs_sign(vs, &sign);
	(void)vs_log(sig, &entry);
	(void)vs_stamp(sig, &f->stamp);
	if (f->change != NULL)
		f->change(sig);
	return vs_bundle(sig, &f->bundle);
}

Test(inspect_problems, are_told_with_their_place)
{
	struct vs *vs = vs_new(NULL);
	cosign_bundle_t *b;
	size_t i;

	for (i = 0; i < ARRAY_LEN(faults); i++) {
		b = look_parse(make(vs, &faults[i]));
		expect_problem(b, faults[i].place, faults[i].message);
		cosign_bundle_free(b);
	}
	vs_free(vs);
}

/* The rest is there all the same. */
Test(inspect_problems, leave_the_rest_as_it_is)
{
	struct vs *vs = vs_new(NULL);
	const struct vs_leaf_options leaf = { .list_length_lie = 1 };
	const struct vs_sign_options sign = { .leaf = &leaf };
	struct vs_signature *sig = vs_sign(vs, &sign);
	json_t *root;
	char *text;

	(void)vs_stamp(sig, NULL);
	timestamp_cut(sig);
	text = look_text_of(vs_bundle(sig, NULL), NULL);
	root = look_json_of(vs_bundle(sig, NULL), NULL);
	expect_golden(text, "problems.txt");
	cr_expect_eq(json_array_size(at(root, "certificates/0/scts")), 0);
	cr_expect_str_eq(text_at(root, "certificates/0/otherExtensions/0/oid"),
	    "1.3.6.1.4.1.11129.2.4.2");
	cr_expect_str_eq(text_at(root, "timestamps/0/unreadable"),
	    vs_base64(vs, sig->timestamps[0]->der));
	cr_expect_eq(json_array_size(at(root, "problems")), 2);
	json_decref(root);
	cosign_free(text);
	vs_free(vs);
}

Test(inspect_problems, a_certificate_above_the_leaf_may_be_damaged)
{
	struct vs *vs = vs_new(NULL);
	struct vs_signature *sig = vs_sign(vs, NULL);
	const char *text = vs_base64(vs, sig->signature);
	cosign_bundle_builder_t *builder = NULL;
	cosign_bundle_t *b = NULL;
	const char *pem = vs_text(vs,
	    "%s-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n",
	    vs_cert_pem(vs, sig->cert));
	json_t *root;

	MUST(cosign_bundle_builder_new(&builder, text, strlen(text), NULL));
	MUST(cosign_bundle_builder_add_certificates(
	    builder, pem, strlen(pem), NULL));
	MUST(cosign_bundle_builder_finish(builder, &b, NULL));
	expect_problem(b, "certificates[1]", "*DER: *");
	root = look_json(b, NULL);
	cr_expect_str_eq(text_at(root, "certificates/1/unreadable"), "MAA=");
	json_decref(root);
	cosign_bundle_builder_free(builder);
	cosign_bundle_free(b);
	vs_free(vs);
}

#define LEGACY(payload)                                           \
	"{\"base64Signature\":\"AAAA\",\"rekorBundle\":{"         \
	"\"SignedEntryTimestamp\":\"AAAA\",\"Payload\":{" payload \
	",\"integratedTime\":1,\"logIndex\":1}}}"
#define ID                                                     \
	"\"logID\":\"c0d23d6ad406973f9559f3ba2d1ca01f84147d8f" \
	"fc5b8445c224f98b9591801d\""

Test(inspect_problems, of_an_entry_in_an_older_bundle)
{
	static const struct {
		const char *document;
		const char *message;
	} rows[] = {
		{ LEGACY("\"body\":\"e30=\"," ID), "no kind" },
		{ LEGACY("\"body\":\"!\"," ID), "the body cannot be read" },
		{ LEGACY("\"body\":\"e30=\",\"logID\":\"x\""),
		    "the log's id cannot be read" },
	};
	cosign_bundle_t *b;
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		b = look_parse(rows[i].document);
		expect_problem(b, "tlogEntries[0]", rows[i].message);
		cosign_bundle_free(b);
	}
}

Test(inspect_problems, of_a_key_without_a_name)
{
	struct vs *vs = vs_new(NULL);
	const struct vs_sign_options sign = { .key = vs_key(vs, VS_P256) };
	const struct vs_bundle_options o = { .hint = "" };
	cosign_bundle_t *b = look_parse(vs_bundle(vs_sign(vs, &sign), &o));

	expect_problem(b, "keyHint", "the key has no name");
	cosign_bundle_free(b);
	vs_free(vs);
}

/* Damage that a detached timestamp of the certificate may have. */
Test(inspect_problems, of_a_detached_certificate_timestamp)
{
	static const char sct[] =
	    "{\"sct_version\":0,\"timestamp\":1,\"extensions\":\"\","
	    "\"id\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\","
	    "\"signature\":\"BAM=\"}";
	cosign_bundle_builder_t *builder = NULL;
	cosign_bundle_t *b = NULL;

	MUST(cosign_bundle_builder_new(&builder, "AAAA", 4, NULL));
	MUST(cosign_bundle_builder_add_sct(builder, sct, strlen(sct), NULL));
	MUST(cosign_bundle_builder_finish(builder, &b, NULL));
	expect_problem(b, "detachedSct", "SCT: cut");
	cosign_bundle_builder_free(builder);
	cosign_bundle_free(b);
}

/*
 * The virtual Sigstore of tests/support/virtual, judged by a real cosign: it
 * accepts the good products of all combinations that it can express, and
 * refuses each that has a fault. What stands here as accepted is a sound start
 * for a test that changes one thing about it.
 *
 * usage: virtual COSIGNC COSIGN GENERATION TRUSTED-ROOT
 */
#include "document.h"
#include "process.h"
#include "scene.h"
#include "virtual/virtual.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 40

/* A command line. */
struct line {
	const char *words[WORDS_MAX];
	size_t count;
};

static void
say(struct line *l, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (l->count + 1 >= WORDS_MAX)
			abort();
		l->words[l->count++] = *words;
	}
}

#define SAY(l, ...) say((l), (const char *const[]){ __VA_ARGS__, NULL })

/* Without network, and with the keys of the legacy forms at hand. */
static int
run(struct actor *who, const struct line *l)
{
	const char *const environment[] = { "HTTP_PROXY=http://127.0.0.1:9",
		"HTTPS_PROXY=http://127.0.0.1:9", "NO_PROXY=", "HOME=.",
		"TUF_ROOT=./tuf", "COSIGN_KEY",
		"SIGSTORE_REKOR_PUBLIC_KEY=rekor.pub",
		"SIGSTORE_CT_LOG_PUBLIC_KEY_FILE=ct.pub", NULL };
	struct line own = *l;
	const struct process_options o = { .argv = own.words,
		.env = environment };
	struct process_result r;
	int got;

	own.words[0] = who->program;
	if (process_run(&r, &o) != 0)
		exit(1);
	(void)snprintf(who->last_words, LAST_WORDS_SIZE, "%s", r.err);
	got = r.status == 0 ? YES : r.status == 1 ? NO : CRASH;
	process_dispose(&r);
	return got;
}

/* Rows where we say something else, and the heading in docs/differences.md
   that says why. */
static const struct difference {
	const char *row;
	const char *reason;
} differing[] = {
#include "virtual_differences.h"
};

static const char *
difference_of(const char *row)
{
	size_t i;

	for (i = 0; i < sizeof(differing) / sizeof(differing[0]); i++)
		if (strcmp(differing[i].row, row) == 0)
			return differing[i].reason;
	return NULL;
}

/* Both are asked. */
static void
ask(const struct line *l, int want, const char *why, const char *row)
{
	const char *reason = difference_of(row);
	const int other = want == YES ? NO : YES;
	const struct verdicts wanted = { want, reason != NULL ? other : want,
		reason };
	struct verdicts got = { 0, 0, NULL };

	got.theirs = run(&theirs, l);
	got.ours = run(&ours, l);
	judge_both(got, wanted, row);
	if (want == NO && got.theirs == NO)
		judge(
		    &theirs, strstr(theirs.last_words, why) != NULL, YES, row);
}

static void
save(const char *path, const char *text)
{
	text_save(path, text, strlen(text));
}

/* ---- Sigstore's bundles ---- */

enum where { IN_V1, IN_V2, IN_BOTH, IN_NONE };

struct row {
	int want;
	const char *name;
	const char *why; /* words of a refusal */
	struct vs_options stack;
	struct vs_sign_options sign;
	enum vs_kind key; /* signs, instead of a certificate's */
	enum where where;
	struct vs_entry_options entry;
	int stamps;
	struct vs_timestamp_options stamp;
	struct vs_bundle_options bundle;
	const char *identity;
	const char *flag;
	/* What needs the stack: before signing, and when all is there. */
	void (*prepare)(struct vs *vs, struct row *row);
	void (*change)(struct vs_signature *sig);
};

static void
second_ca(struct vs *vs, struct row *row)
{
	static struct vs_leaf_options leaf;

	leaf.ca = vs_ca(vs, NULL);
	row->sign.leaf = &leaf;
}

static void
two_ct_logs(struct vs *vs, struct row *row)
{
	static struct vs_sct_options scts[2];
	static const struct vs_leaf_options leaf = { .scts = scts,
		.sct_count = 2 };

	scts[1].log = vs_ct(vs, NULL);
	row->sign.leaf = &leaf;
}

static void
second_log(struct vs *vs, struct row *row)
{
	const struct vs_log_options o = { .url =
					      "https://rekor2.sigstore.test" };

	row->entry.log = vs_rekor1(vs, &o);
}

static void
unknown_log(struct vs *vs, struct row *row)
{
	second_log(vs, row);
	vs->rekor1->next->untrusted = 1;
}

static void
unknown_ct_log(struct vs *vs, struct row *row)
{
	(void)row;
	vs->ct->untrusted = 1;
}

static void
unknown_ca(struct vs *vs, struct row *row)
{
	(void)row;
	vs->ca->untrusted = 1;
}

static void
unknown_tsa(struct vs *vs, struct row *row)
{
	row->stamp.tsa = vs_tsa(vs, NULL);
	row->stamp.tsa->untrusted = 1;
}

static void
second_tsa(struct vs *vs, struct row *row)
{
	const struct vs_authority_options o = { .uri = "https://tsa2" };

	row->stamp.tsa = vs_tsa(vs, &o);
}

/* The root leaves the signer to the token. */
static void
tsa_without_leaf(struct vs *vs, struct row *row)
{
	(void)row;
	vs->tsa->cut_first = 1;
}

static const struct vs_cert *others[2];

static void
two_signers(struct vs *vs, struct row *row)
{
	others[0] = vs_tsa(vs, NULL)->chain[0];
	row->stamp.second = vs->tsa->next;
	row->stamp.last = others;
}

static void
others_first(struct vs *vs, struct row *row)
{
	others[0] = vs_tsa(vs, NULL)->chain[0];
	row->stamp.first = others;
}

static void
others_last(struct vs *vs, struct row *row)
{
	others_first(vs, row);
	row->stamp.last = others;
	row->stamp.first = NULL;
}

static void
wrong_ess(struct vs *vs, struct row *row)
{
	row->stamp.ess_cert = vs->tsa->chain[1];
}

static void
stamps_text(struct vs *vs, struct row *row)
{
	(void)vs;
	row->stamp.over = vs_of("something else");
}

static void
sct_of_another(struct vs *vs, struct row *row)
{
	static struct vs_sct_options sct;
	static const struct vs_leaf_options leaf = { .scts = &sct };

	sct.over = vs_leaf(vs, NULL);
	row->sign.leaf = &leaf;
}

static void
checkpoint_by_another(struct vs *vs, struct row *row)
{
	row->entry.note.key = vs_key(vs, VS_P256);
}

static void
raw_signature(struct vs *vs, struct row *row)
{
	static struct vs_leaf_options leaf;

	leaf.cert.key = vs_key(vs, VS_P256);
	row->sign.leaf = &leaf;
	row->sign.signature.fn = vs_raw_ecdsa;
	row->sign.signature.user = leaf.cert.key;
}

static void
other_s(struct vs *vs, struct row *row)
{
	raw_signature(vs, row);
	row->sign.signature.fn = vs_other_s;
}

static void
entry_twice(struct vs_signature *sig)
{
	sig->entries[sig->entry_count++] = sig->entries[0];
}

static void
entry_of_another(struct vs_signature *sig)
{
	struct vs_signature *another = vs_sign(sig->vs, NULL);

	sig->entries[0] = vs_log(another, NULL);
}

static void
one_more_by(struct vs_signature *sig, struct vs_log *log)
{
	const struct vs_entry_options o = { .log = log };

	(void)vs_log(sig, &o);
}

/* A second entry in the same log is good. */
static void
logged_twice(struct vs_signature *sig)
{
	one_more_by(sig, NULL);
}

static void
index_plus_one(struct vs_signature *sig)
{
	sig->entries[0]->log_index++;
}

static void
tree_index_minus_one(struct vs_signature *sig)
{
	sig->entries[0]->tree_index--;
}

static void
hashes_missing(struct vs_signature *sig)
{
	sig->entries[0]->hashes.len -= 32;
}

static void
no_checkpoint(struct vs_signature *sig)
{
	sig->entries[0]->checkpoint = NULL;
}

static void
root_hash(struct vs_signature *sig)
{
	sig->entries[0]->root.p[0] ^= 1;
}

static void
tree_size(struct vs_signature *sig)
{
	sig->entries[0]->tree_size++;
}

static void
body_changed(struct vs_signature *sig)
{
	struct vs_entry *e = sig->entries[0];

	vs_replace(sig->vs, &e->body, vs_of("SHA2_256"), vs_of("SHA2_512"));
}

static void
kind_changed(struct vs_signature *sig)
{
	sig->entries[0]->kind = "dsse";
	sig->entries[0]->version = "0.0.9";
}

/* All that v2 has in the checkpoint as well. */
static void
proof_changed(struct vs_signature *sig)
{
	sig->entries[0]->tree_index++;
	sig->entries[0]->tree_size += 2;
	sig->entries[0]->time = VS_NOW + 1;
	root_hash(sig);
}

static void
two_signatures(struct vs_signature *sig)
{
	const struct vs_sign_options o = { .dsse = 1, .cert = sig->cert };

	sig->also = vs_sign(sig->vs, &o);
}

static void
promise_of_unknown(struct vs_signature *sig)
{
	const struct vs_log_options o = { .url = "https://private.test" };
	const struct vs_entry_options entry = { .log = vs_rekor1(sig->vs, &o),
		.proof = VS_NONE };

	entry.log->untrusted = 1;
	(void)vs_log(sig, &entry);
}

static void
promise_alone(struct vs_signature *sig)
{
	const struct vs_entry_options entry = { .proof = VS_NONE };

	(void)vs_log(sig, &entry);
}

/* Years that belong to UTCTime, written as later ones are. */
static void
general_times(X509 *x509, void *user)
{
	ASN1_TIME *ends[] = { X509_getm_notBefore(x509),
		X509_getm_notAfter(x509) };
	size_t i;

	(void)user;
	for (i = 0; i < 2; i++)
		if (ASN1_TIME_to_generalizedtime(ends[i], &ends[i]) == NULL)
			abort();
}

/* What cosign says of several faults. */
#define NOT_READ "only supported with --new-bundle-format"
#define NO_SCT   "only able to verify 0 SCT entries"
#define NO_PATH  "leaf certificate verification failed"
#define NO_ENTRY "not enough verified log entries"
#define NO_NOTE  "signature on checkpoint did not verify"

#define POLICIES                                                      \
	{                                                             \
		.oid = "2.5.29.32",                                   \
		.text = "\060\006\060\004\006\002\052\003", .len = 8, \
		.encoding = VS_RAW, .critical = 1                     \
	}

#define TLV                       \
	{                         \
		.to = "\004\001x" \
	}
#define GOOD(text)       .want = YES, .name = (text)
#define BAD(text, words) .want = NO, .name = (text), .why = (words)
#define A(type, ...)     (&(const struct type){ __VA_ARGS__ })
#define AUTHORITY(...)   A(vs_authority_options, __VA_ARGS__)
#define LOG(...)         A(vs_log_options, __VA_ARGS__)
#define LEAF(...)        .sign.leaf = A(vs_leaf_options, __VA_ARGS__)
#define CERT(...)        LEAF(.cert = { __VA_ARGS__ })
#define SCT(...)         LEAF(.scts = A(vs_sct_options, __VA_ARGS__))
#define NAMES(...)                              \
	CERT(.names = (const struct vs_name[]){ \
		 __VA_ARGS__, { VS_NAME_END, NULL, 0 } })
#define EXTENSIONS(...)                                   \
	CERT(.extensions = (const struct vs_extension[]){ \
		 __VA_ARGS__, { .oid = NULL } })
#define DSSE(...) .sign = { .dsse = 1, __VA_ARGS__ }
#define STAMPED   .stamps = 1, .flag = "--use-signed-timestamps"
#define V2        .where = IN_V2, .stamps = 1
#define BYTES(...)                                           \
	{                                                    \
		(unsigned char[]){ __VA_ARGS__ },            \
		    sizeof((unsigned char[]){ __VA_ARGS__ }) \
	}

static const struct row rows[] = {
#include "virtual_rows.h"
};

static void
log_and_stamp(struct vs_signature *sig, const struct row *row)
{
	struct vs_entry_options entry = row->entry;
	int i;

	if (row->where == IN_V1 || row->where == IN_BOTH)
		(void)vs_log(sig, &entry);
	entry.log = sig->vs->rekor2;
	if (row->where == IN_V2 || row->where == IN_BOTH)
		(void)vs_log(sig, &entry);
	for (i = 0; i < row->stamps; i++)
		(void)vs_stamp(sig, &row->stamp);
}

/* The words between blanks. */
static void
say_words(struct line *l, struct vs *vs, const char *text)
{
	char *copy = vs_text(vs, "%s", text), *rest = NULL, *word;

	for (word = strtok_r(copy, " ", &rest); word != NULL;
	     word = strtok_r(NULL, " ", &rest))
		SAY(l, word);
}

static void
say_signer(struct line *l, const struct vs_signature *sig, const char *identity)
{
	if (sig->cert == NULL) {
		save("key.pub", vs_key_pem(sig->vs, sig->key));
		SAY(l, "--key", "key.pub");
	} else {
		SAY(l, "--certificate-identity",
		    identity != NULL ? identity : VS_IDENTITY,
		    "--certificate-oidc-issuer", VS_ISSUER);
	}
}

static void
try_row(const struct row *given)
{
	struct vs *vs = vs_new(&given->stack);
	struct row *row = (struct row *)vs_copy(vs, given, sizeof(*given)).p;
	struct vs_signature *sig;
	struct line l = { { theirs.program }, 1 };

	if (row->prepare != NULL)
		row->prepare(vs, row);
	if (row->key != VS_KIND_USUAL)
		row->sign.key = vs_key(vs, row->key);
	sig = vs_sign(vs, &row->sign);
	log_and_stamp(sig, row);
	if (row->change != NULL)
		row->change(sig);
	save("root.json", vs_trusted_root(vs, NULL));
	save("bundle.json", vs_bundle(sig, &row->bundle));
	SAY(&l, sig->dsse ? "verify-blob-attestation" : "verify-blob",
	    "--trusted-root", "root.json", "--bundle", "bundle.json");
	say_signer(&l, sig, row->identity);
	if (row->flag != NULL)
		say_words(&l, vs, row->flag);
	SAY(&l, "file");
	ask(&l, row->want, row->why, row->name);
	vs_free(vs);
}

/* ---- the forms before bundles ---- */

struct legacy_row {
	int want;
	const char *name;
	const char *why;
	struct vs_sign_options sign;
	enum vs_kind key;
	enum vs_entry_kind kind;
	struct vs_legacy_options bundle;
	const char *flags;
};

#define CHAIN       "--certificate-chain chain.pem "
#define POOLS       "--ca-roots roots.pem --ca-intermediates intermediates.pem "
#define BUNDLE      "--bundle bundle.json "
#define STAMP       "--rfc3161-timestamp stamp.json "
#define TSA         "--timestamp-certificate-chain tsa.pem "
#define DETACHED    "--signature signature --certificate cert.pem "
#define NO_LOG      "--insecure-ignore-tlog "
#define WITHOUT_SCT LEAF(.sct_count = VS_NONE)

/* clang-format off */
static const struct legacy_row legacy_rows[] = {
	{ GOOD("legacy, chain"), .flags = CHAIN BUNDLE },
	{ GOOD("legacy, pools"), .flags = POOLS BUNDLE },
	{ GOOD("legacy, timestamp"), .flags = CHAIN BUNDLE STAMP TSA },
	{ GOOD("legacy, detached SCT"), WITHOUT_SCT, .flags = CHAIN BUNDLE "--sct sct.json" },
	{ GOOD("legacy, rekord"), .kind = VS_REKORD, .flags = CHAIN BUNDLE },
	{ GOOD("detached, timestamp"), .flags = CHAIN DETACHED STAMP TSA NO_LOG },
	{ GOOD("legacy dsse"), DSSE(), .flags = CHAIN BUNDLE },
	{ GOOD("legacy dsse, as version 2 writes"), DSSE(), .bundle.v2_envelope = 1, .flags = CHAIN DETACHED STAMP TSA NO_LOG },
	{ GOOD("legacy dsse, timestamp"), DSSE(), .flags = CHAIN BUNDLE STAMP TSA },
	{ GOOD("legacy intoto 0.0.1"), DSSE(), .kind = VS_INTOTO_1, .flags = CHAIN BUNDLE },
	{ GOOD("legacy intoto 0.0.2"), DSSE(), .kind = VS_INTOTO_2, .flags = CHAIN BUNDLE },
	{ GOOD("legacy, key"), .key = VS_P256, .flags = BUNDLE },
	{ GOOD("legacy dsse, key"), DSSE(), .key = VS_P256, .flags = BUNDLE },
	{ GOOD("detached, key"), .key = VS_P256, .flags = "--signature signature " NO_LOG },
	{ GOOD("detached, key Ed25519"), .key = VS_ED25519, .flags = "--signature signature " NO_LOG },
	{ GOOD("envelope, key"), DSSE(), .key = VS_P256, .flags = "--signature signature " NO_LOG },
	{ BAD("legacy, DER in cert", "error during PEM decoding"), .bundle.cert = VS_CERT_DER, .flags = CHAIN BUNDLE },
	{ BAD("legacy, key in cert", "malformed serial number"), .key = VS_P256, .bundle.cert = VS_CERT_KEY, .flags = BUNDLE },
	{ BAD("legacy dsse in hashedrekord", "matching bundle to payload"), DSSE(), .kind = VS_HASHEDREKORD, .flags = CHAIN BUNDLE },
	{ BAD("legacy, no SCT", "does not include required embedded SCT"), WITHOUT_SCT, .flags = CHAIN BUNDLE },
	{ BAD("legacy, trusted root", NOT_READ), .flags = "--trusted-root root.json " BUNDLE },
	{ BAD("legacy, signature", "invalid signature"), .sign.signature.fn = vs_flip, .flags = CHAIN BUNDLE },
};
/* clang-format on */

static void
save_legacy(const struct vs_signature *sig, const struct legacy_row *row)
{
	struct vs *vs = sig->vs;

	save("rekor.pub", vs_key_pem(vs, vs->rekor1->key));
	save("ct.pub", vs_key_pem(vs, vs->ct->key));
	save("root.json", vs_trusted_root(vs, NULL));
	save("roots.pem", vs_roots_pem(vs));
	save("intermediates.pem", vs_intermediates_pem(vs));
	save("chain.pem", vs_chain_pem(vs->ca));
	save("tsa.pem", vs_chain_pem(vs->tsa));
	save("stamp.json", vs_rfc3161_json(vs, sig->timestamps[0]));
	save("bundle.json", vs_legacy_bundle(sig, &row->bundle));
	save("signature",
	    sig->dsse ? vs_envelope(sig, row->bundle.v2_envelope)
		      : vs_base64(vs, sig->signature));
	if (sig->cert == NULL)
		return;
	save("cert.pem", vs_cert_pem(vs, sig->cert));
	save("sct.json", vs_sct_json(vs, sig->cert, NULL));
}

static void
try_legacy(const struct legacy_row *row)
{
	struct vs *vs = vs_new(NULL);
	struct vs_sign_options sign = row->sign;
	const struct vs_entry_options entry = { .kind = row->kind };
	struct vs_timestamp_options stamp = { .tsa = NULL };
	struct vs_signature *sig;
	struct line l = { { theirs.program }, 1 };

	if (row->key != VS_KIND_USUAL)
		sign.key = vs_key(vs, row->key);
	sig = vs_sign(vs, &sign);
	(void)vs_log(sig, &entry);
	if (sig->dsse)
		stamp.over = vs_of(vs_envelope(sig, row->bundle.v2_envelope));
	(void)vs_stamp(sig, &stamp);
	save_legacy(sig, row);
	SAY(&l, sig->dsse ? "verify-blob-attestation" : "verify-blob");
	say_signer(&l, sig, NULL);
	say_words(&l, vs, row->flags);
	SAY(&l, "file");
	ask(&l, row->want, row->why, row->name);
	vs_free(vs);
}

int
main(int argc, char **argv)
{
	size_t i;

	scene_enter(argc, argv);
	save("file", VS_ARTIFACT);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		try_row(&rows[i]);
	for (i = 0; i < sizeof(legacy_rows) / sizeof(legacy_rows[0]); i++)
		try_legacy(&legacy_rows[i]);
	return scene_end();
}

/*
 * Mutants of bundles, judged by cosignc and by a real cosign: the same verdict,
 * or a heading in docs/differences.md that says why cosignc refuses. Never the
 * other way round.
 *
 * usage: mutation COSIGNC COSIGN GENERATION TRUSTED-ROOT
 */
#include "document.h"
#include "mutants.h"
#include "process.h"
#include "scene.h"
#include "virtual/virtual.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 24

enum ways { MEMBERS = 1, BYTES = 2, LINES = 4, INSIDE = 8 };

static struct subject {
	const char *name;
	int legacy;
	struct vs_sign_options sign;
	enum vs_kind key;
	int in_v1, in_v2, stamps;
	struct vs_entry_options entry;
	struct vs_bundle_options bundle;
	const char *flag;
	int ways;
	size_t step; /* of bytes */
} forms[] = {
	{ .name = "v0.3",
	    .in_v1 = 1,
	    .ways = MEMBERS | LINES | BYTES,
	    .step = 97 },
	{ .name = "v2 attestation",
	    .sign.dsse = 1,
	    .in_v2 = 1,
	    .stamps = 1,
	    .flag = "--use-signed-timestamps",
	    .ways = MEMBERS | BYTES,
	    .step = 41 },
	{ .name = "attestation",
	    .sign.dsse = 1,
	    .in_v1 = 1,
	    .ways = BYTES,
	    .step = 151 },
	{ .name = "both logs",
	    .in_v1 = 1,
	    .in_v2 = 1,
	    .stamps = 1,
	    .flag = "--use-signed-timestamps",
	    .ways = BYTES,
	    .step = 89 },
	{ .name = "v0.2, chain",
	    .in_v1 = 1,
	    .bundle = { .version = VS_V02, .chain = 1 },
	    .ways = BYTES,
	    .step = 53 },
	{ .name = "v0.1",
	    .in_v1 = 1,
	    .key = VS_P256,
	    .entry.proof = VS_NONE,
	    .bundle.version = VS_V01,
	    .ways = BYTES,
	    .step = 97 },
	{ .name = "legacy",
	    .legacy = 1,
	    .in_v1 = 1,
	    .ways = MEMBERS | BYTES,
	    .step = 97 },
	{ .name = "legacy attestation",
	    .legacy = 1,
	    .sign.dsse = 1,
	    .in_v1 = 1,
	    .entry.kind = VS_INTOTO_2,
	    .ways = INSIDE | BYTES,
	    .step = 151 },
};

static struct difference {
	const char *form, *place, *deed;
	const char *reason;
	size_t used;
} differences[] = {
#include "mutation_differences.h"
};

/* What is the same for all mutants of a form. */
static const char *words[WORDS_MAX];
static size_t word_count;
static const struct subject *form;
static size_t asked, both_yes, stricter;

static void
say(const char *word)
{
	if (word_count + 1 >= WORDS_MAX)
		abort();
	words[word_count++] = word;
	words[word_count] = NULL;
}

static int
run(struct actor *who)
{
	const char *const environment[] = { "HTTP_PROXY=http://127.0.0.1:9",
		"HTTPS_PROXY=http://127.0.0.1:9", "NO_PROXY=", "HOME=.",
		"TUF_ROOT=./tuf", "COSIGN_KEY",
		"SIGSTORE_REKOR_PUBLIC_KEY=rekor.pub",
		"SIGSTORE_CT_LOG_PUBLIC_KEY_FILE=ct.pub", NULL };
	const struct process_options o = { .argv = words, .env = environment };
	struct process_result r;
	int got;

	words[0] = who->program;
	if (process_run(&r, &o) != 0)
		exit(1);
	(void)snprintf(who->last_words, LAST_WORDS_SIZE, "%s", r.err);
	got = r.status == 0 ? YES : r.status == 1 ? NO : CRASH;
	process_dispose(&r);
	return got;
}

static struct difference *
difference_of(const struct mutant *m)
{
	size_t i;

	for (i = 0; i < sizeof(differences) / sizeof(differences[0]); i++)
		if (mutant_fits(differences[i].form, form->name) &&
		    mutant_fits(differences[i].place, m->place) &&
		    mutant_fits(differences[i].deed, m->deed))
			return &differences[i];
	return NULL;
}

/* What every reader of JSON does alike is asked of some values only. */
static int
is_asked(const struct mutant *m)
{
	static const char *const alike[] = { "between blanks", "name escaped",
		"escaped", "in an array", "in an object", "true", "name longer",
		"name empty", "with a stranger", "repeated in snake case*",
		"[]", "-1", "\"x\"", "shorter by one", "with a blank behind",
		"with line ends", "in *", "with a plus", "twice", "0", "1",
		"{}", "with a zero before", "with a blank before", "2^*",
		"1e400", "with a true fraction", "with null first" };
	static size_t seen;
	size_t i;

	for (i = 0; i < sizeof(alike) / sizeof(alike[0]); i++)
		if (mutant_fits(alike[i], m->deed))
			return seen++ % 8 == 0;
	return 1;
}

static void
ask(void *user, const struct mutant *m)
{
	struct verdicts got = { NO, NO, NULL }, want;
	struct difference *d;
	char row[512];

	(void)user;
	if (!is_asked(m))
		return;
	text_save("bundle.json", m->text, m->len);
	got.ours = run(&ours);
	got.theirs = run(&theirs);
	asked++;
	both_yes += got.ours == YES && got.theirs == YES ? 1 : 0;
	/* A refusal of ours, and a panic of theirs, want a reason. */
	want = got;
	if (got.ours == YES)
		want.theirs = YES;
	if (got.ours != got.theirs && got.ours == NO) {
		d = difference_of(m);
		want.reason = d != NULL ? d->reason : NULL;
		if (d != NULL)
			d->used++;
		stricter++;
	}
	if (got.ours == CRASH)
		want.ours = NO;
	(void)snprintf(row, sizeof(row), "%s: %s %s, byte %zu%s", form->name,
	    m->place, m->deed, m->byte,
	    got.theirs == CRASH ? ", cosign panics" : "");
	judge_both(got, want, row);
}

static void
save(const char *path, const char *text)
{
	text_save(path, text, strlen(text));
}

static void
say_signer(const struct vs_signature *sig)
{
	if (sig->cert == NULL) {
		save("key.pub", vs_key_pem(sig->vs, sig->key));
		say("--key");
		say("key.pub");
		return;
	}
	say("--certificate-identity");
	say(VS_IDENTITY);
	say("--certificate-oidc-issuer");
	say(VS_ISSUER);
}

static void
say_all(const struct vs_signature *sig)
{
	struct vs *vs = sig->vs;

	save("rekor.pub", vs_key_pem(vs, vs->rekor1->key));
	save("ct.pub", vs_key_pem(vs, vs->ct->key));
	save("chain.pem", vs_chain_pem(vs->ca));
	save("root.json", vs_trusted_root(vs, NULL));
	word_count = 0;
	say("");
	say(sig->dsse ? "verify-blob-attestation" : "verify-blob");
	say("--bundle");
	say("bundle.json");
	say(form->legacy ? "--certificate-chain" : "--trusted-root");
	say(form->legacy ? "chain.pem" : "root.json");
	say_signer(sig);
	if (form->flag != NULL)
		say(form->flag);
	say("file");
}

static const char *
make(struct vs *vs)
{
	struct vs_sign_options sign = form->sign;
	struct vs_entry_options entry = form->entry;
	struct vs_signature *sig;

	if (form->key != VS_KIND_USUAL)
		sign.key = vs_key(vs, form->key);
	sig = vs_sign(vs, &sign);
	if (form->in_v1)
		(void)vs_log(sig, &entry);
	entry = (struct vs_entry_options){ .log = vs->rekor2 };
	if (form->in_v2)
		(void)vs_log(sig, &entry);
	if (form->stamps)
		(void)vs_stamp(sig, NULL);
	say_all(sig);
	return form->legacy ? vs_legacy_bundle(sig, NULL)
			    : vs_bundle(sig, &form->bundle);
}

static void
mutate(void)
{
	static const unsigned char flip[] = { 0x01 };
	struct vs *vs = vs_new(NULL);
	const char *text = make(vs);
	const struct mutant itself = { .place = "",
		.deed = "as it is",
		.text = text,
		.len = strlen(text) };

	ask(NULL, &itself);
	judge(&ours, run(&ours), YES, form->name);
	if (form->ways & MEMBERS)
		mutants_of_members(text, ask, NULL);
	if (form->ways & LINES)
		mutants_of_lines(text, ask, NULL);
	if (form->ways & INSIDE)
		mutants_inside(text, ask, NULL);
	if (form->ways & BYTES)
		mutants_of_bytes(text, form->step, flip, 1, ask, NULL);
	vs_free(vs);
}

int
main(int argc, char **argv)
{
	const char *only = getenv("COSIGN_MUTATION_FORM");
	size_t i;

	scene_enter(argc, argv);
	save("file", VS_ARTIFACT);
	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		form = &forms[i];
		if (only == NULL || strcmp(only, form->name) == 0)
			mutate();
	}
	for (i = 0; i < sizeof(differences) / sizeof(differences[0]); i++)
		if (only == NULL)
			judge(&ours, differences[i].used > 0 ? YES : NO, YES,
			    differences[i].reason);
	(void)printf("%zu mutants, %zu accepted by both, %zu by cosign alone\n",
	    asked, both_yes, stricter);
	return scene_end();
}

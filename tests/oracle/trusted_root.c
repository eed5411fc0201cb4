/*
 * trusted-root create of cosignc and of a real cosign: the same options give
 * the same document, byte for byte, or both refuse; and what one of them
 * wrote, the other verifies with.
 *
 * usage: trusted_root COSIGNC COSIGN GENERATION TRUSTED-ROOT
 */
#include "document.h"
#include "process.h"
#include "scene.h"
#include "virtual/virtual.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 48

/* The words of a line, parted by single blanks; _ in a word is a blank. */
struct line {
	char text[1024];
	const char *words[WORDS_MAX];
};

static void
parse(struct line *l, const char *program, const char *text)
{
	char *at = l->text, *word, *c;
	size_t n = 0;

	(void)snprintf(l->text, sizeof(l->text), "%s", text);
	l->words[n++] = program;
	while ((word = strsep(&at, " ")) != NULL) {
		if (*word == '\0')
			continue;
		if (n + 1 >= WORDS_MAX)
			abort();
		for (c = word; *c != '\0'; c++)
			if (*c == '_')
				*c = ' ';
		l->words[n++] = word;
	}
	l->words[n] = NULL;
}

/* Without network; *out is what it printed, to be freed; may be NULL. */
static int
run(const struct actor *who, const char *text, struct text *out)
{
	const char *const environment[] = { "HTTP_PROXY=http://127.0.0.1:9",
		"HTTPS_PROXY=http://127.0.0.1:9", "NO_PROXY=", "HOME=.",
		"TUF_ROOT=./tuf", NULL };
	struct process_options o = { .env = environment };
	struct process_result r;
	struct line l;
	int got;

	parse(&l, who->program, text);
	o.argv = l.words;
	if (process_run(&r, &o) != 0)
		exit(1);
	(void)snprintf(who->last_words, LAST_WORDS_SIZE, "%s", r.err);
	got = r.status == 0 ? YES : r.status == 1 ? NO : CRASH;
	if (out != NULL) {
		out->p = r.out;
		out->len = r.out_len;
		r.out = calloc(1, 1);
	}
	process_dispose(&r);
	return got;
}

static void
save(const char *path, const char *text)
{
	text_save(path, text, strlen(text));
}

/* ---- the documents ---- */

#define START   ",start-time=2025-01-01T00:00:00Z"
#define END     ",end-time=2026-01-01T00:00:00Z"
#define FULCIO  "--fulcio url=https://f.test,certificate-chain="
#define TSA     "--tsa url=https://t.test,certificate-chain="
#define REKOR   "--rekor url=https://r.test,public-key="
#define CTFE    "--ctfe url=https://c.test,public-key="
#define USELESS "trusted-roots-of-no-use"

/* cosignc writes as well, but not the same document. */
#define ANOTHER 2

struct row {
	int theirs, ours;
	const char *reason; /* where they differ */
	const char *words;
};

/* clang-format off */
static const struct row rows[] = {
	{ YES, YES, NULL, "" },
	{ YES, YES, NULL, FULCIO "chain.pem" },
	{ YES, YES, NULL, FULCIO "roots.pem" },
	{ YES, YES, NULL, FULCIO "three.pem" },
	{ YES, YES, NULL, FULCIO "chain.pem" START },
	{ YES, YES, NULL, FULCIO "chain.pem" START END },
	{ YES, YES, NULL, FULCIO "chain.pem,start-time=2025-01-01T02:00:00.25+02:00" },
	{ YES, YES, NULL, FULCIO "chain.pem,end-time=2030-01-01T00:00:00.000000001Z" },
	{ YES, YES, NULL, FULCIO "chain.pem --fulcio url=https://g.test,certificate-chain=three.pem" },
	{ YES, YES, NULL, FULCIO "three.pem --fulcio url=https://g.test,certificate-chain=chain.pem" },
	{ YES, YES, NULL, FULCIO "tsa.pem" },
	{ YES, YES, NULL, FULCIO "cert.pem" },
	{ YES, YES, NULL, TSA "tsa.pem" },
	{ YES, YES, NULL, TSA "tsa.pem" START END },
	{ YES, YES, NULL, TSA "late.pem" },
	{ YES, YES, NULL, REKOR "rekor.pub" START },
	{ YES, YES, NULL, REKOR "rekor.pub" START END },
	{ YES, YES, NULL, REKOR "rsa.pub" START },
	{ YES, YES, NULL, REKOR "p384.pub" START },
	{ YES, YES, NULL, REKOR "rekor2.pub,origin=r.test" START },
	{ YES, YES, NULL, REKOR "rekor.pub,origin=r.test" START },
	{ YES, YES, NULL, REKOR "rekor.pub" START " --rekor url=https://s.test,public-key=rekor.pub,start-time=2024-01-01T00:00:00Z" },
	{ YES, YES, NULL, REKOR "rekor.pub" START " --rekor url=https://s.test,public-key=ct.pub,start-time=2024-01-01T00:00:00Z" },
	{ YES, YES, NULL, "--rekor _url_=_https://r.test_,_public-key=rekor.pub_" START },
	{ YES, YES, NULL, CTFE "ct.pub" START },
	{ YES, YES, NULL, CTFE "ct.pub,origin=c.test" START },
	{ YES, YES, NULL, FULCIO "chain.pem " TSA "tsa.pem " CTFE "ct.pub" START " " REKOR "rekor.pub" START },
	/* by place */
	{ YES, YES, NULL, "--certificate-chain chain.pem" },
	{ YES, YES, NULL, "--certificate-chain chain.pem --fulcio-uri https://f.test" },
	{ YES, YES, NULL, "--certificate-chain chain.pem --certificate-chain three.pem --fulcio-uri https://f.test" },
	{ YES, YES, NULL, "--fulcio-uri https://f.test" },
	{ YES, YES, NULL, "--timestamp-certificate-chain tsa.pem --timestamp-uri https://t.test" },
	{ YES, ANOTHER, "start-of-a-timestamp-authority", "--timestamp-certificate-chain late.pem" },
	{ YES, YES, NULL, "--rekor-key rekor.pub" },
	{ YES, YES, NULL, "--rekor-key rekor.pub --rekor-key ct.pub --rekor-url https://r.test --rekor-url https://s.test --rekor-start-time 2025-01-01T00:00:00Z" },
	{ YES, YES, NULL, "--rekor-key rekor.pub --rekor-end-time 2026-01-01T00:00:00Z" },
	{ YES, YES, NULL, "--rekor-key rekor2.pub,r.test --rekor-url https://r.test" },
	{ YES, YES, NULL, "--ctfe-key ct.pub --ctfe-url https://c.test --ctfe-start-time 2025-01-01T00:00:00Z --ctfe-end-time 2026-01-01T00:00:00Z" },
	{ YES, YES, NULL, "--ctfe-url https://c.test" },
	{ YES, YES, NULL, "--no-default-fulcio --no-default-tsa --no-default-rekor --no-default-ctfe" },
	/* refused */
	{ NO, NO, NULL, FULCIO "file" },
	{ NO, NO, NULL, FULCIO "missing" },
	{ NO, NO, NULL, FULCIO "rekor.pub" },
	{ NO, NO, NULL, "--fulcio certificate-chain=chain.pem" },
	{ NO, NO, NULL, "--fulcio url=https://f.test" },
	{ NO, NO, NULL, FULCIO "chain.pem,start-time=yesterday" },
	{ NO, NO, NULL, FULCIO "chain.pem --certificate-chain chain.pem" },
	{ NO, NO, NULL, TSA "tsa.pem --timestamp-certificate-chain tsa.pem" },
	{ NO, NO, NULL, REKOR "rekor.pub" },
	{ NO, NO, NULL, REKOR "rekor.pub" START "," },
	{ NO, NO, NULL, REKOR "cert.pem" START },
	{ NO, NO, NULL, REKOR "missing" START },
	{ NO, NO, NULL, REKOR "rekor.pub" START " --rekor-key rekor.pub" },
	{ NO, NO, NULL, "--rekor x" },
	{ NO, NO, NULL, CTFE "ct.pub" },
	{ NO, NO, NULL, CTFE "ct.pub" START " --ctfe-key ct.pub" },
	/* otherwise */
	{ NO, YES, "timestamp-authorities-without-their-signer", TSA "chain.pem" },
	{ NO, YES, "timestamp-authorities-without-their-signer", TSA "roots.pem" },
	{ NO, YES, "timestamp-authorities-without-their-signer", "--timestamp-certificate-chain roots.pem" },
	{ YES, NO, USELESS, TSA "cert.pem" },
	{ YES, NO, USELESS, REKOR "rekor2.pub,origin=s.test" START },
	{ YES, NO, USELESS, REKOR "rekor.pub,start-time=2025-01-01T00:00:00Z,end-time=2024-01-01T00:00:00Z" },
	{ YES, NO, USELESS, FULCIO "chain.pem,end-time=2000-01-01T00:00:00Z" },
	{ YES, NO, USELESS, REKOR "rekor.pub,x=y" START },
	{ YES, NO, USELESS, REKOR "rekor.pub,url=https://s.test" START },
	{ YES, NO, USELESS, "more" },
};
/* clang-format on */

static void
compare(const struct row *row)
{
	const struct verdicts want = { row->theirs, row->ours, row->reason };
	struct verdicts got = { 0, 0, NULL };
	struct text a, b;
	char line[1024];

	(void)snprintf(
	    line, sizeof(line), "trusted-root create %s", row->words);
	got.theirs = run(&theirs, line, &a);
	got.ours = run(&ours, line, &b);
	if (got.theirs == YES && got.ours == YES && strcmp(a.p, b.p) != 0) {
		got.ours = ANOTHER;
		(void)snprintf(ours.last_words, LAST_WORDS_SIZE,
		    "Error: another document: %s", b.p);
	}
	judge_both(got, want, row->words);
	text_free(&a);
	text_free(&b);
}

/* ---- what they are for ---- */

static const char services[] =
    "trusted-root create --fulcio url=https://f.test,certificate-chain="
    "chain.pem --tsa url=https://t.test,certificate-chain=tsa.pem "
    "--ctfe url=https://c.test,public-key=ct.pub" START
    " --rekor url=https://r.test,public-key=rekor.pub" START
    " --rekor url=https://log2025-1.rekor.sigstore.test,public-key=rekor2.pub,"
    "origin=log2025-1.rekor.sigstore.test" START " --out ";

/* Each service is needed by one of the bundles. */
static const struct use {
	const char *words;
	int want;
} uses[] = {
	{ "--bundle keyless file", YES },
	{ "--bundle stamped --use-signed-timestamps file", YES },
	{ "--bundle rekor2 file", YES },
	{ "--bundle stranger file", NO },
};

static void
verify_with(const struct actor *writer)
{
	char line[1024], root[64];
	size_t i;

	(void)snprintf(root, sizeof(root), "%s.root", writer->name);
	(void)snprintf(line, sizeof(line), "%s%s", services, root);
	judge(writer, run(writer, line, NULL), YES, "all services");
	for (i = 0; i < sizeof(uses) / sizeof(uses[0]); i++) {
		const struct verdicts want = { uses[i].want, uses[i].want,
			NULL };
		struct verdicts got = { 0, 0, NULL };

		(void)snprintf(line, sizeof(line),
		    "verify-blob --certificate-identity " VS_IDENTITY
		    " --certificate-oidc-issuer " VS_ISSUER
		    " --trusted-root %s %s",
		    root, uses[i].words);
		got.theirs = run(&theirs, line, NULL);
		got.ours = run(&ours, line, NULL);
		judge_both(got, want, line);
	}
}

static void
save_bundle(struct vs *vs, const char *path, struct vs_log *log, int stamps)
{
	const struct vs_entry_options entry = { .log = log };
	struct vs_signature *sig = vs_sign(vs, NULL);

	(void)vs_log(sig, &entry);
	for (; stamps > 0; stamps--)
		(void)vs_stamp(sig, NULL);
	save(path, vs_bundle(sig, NULL));
}

static void
save_stranger(void)
{
	struct vs *vs = vs_new(NULL);

	save_bundle(vs, "stranger", vs->rekor1, 1);
	vs_free(vs);
}

int
main(int argc, char **argv)
{
	/* Whose signer is younger than its root. */
	static const struct vs_cert_options late[] = {
		{ .not_before = VS_NOW - 1000 }, { .key = NULL }
	};
	static const struct vs_authority_options late_tsa = { .certs = late };
	static const struct vs_authority_options deep = { .depth = 3 };
	struct vs *vs;
	size_t i;

	scene_enter(argc, argv);
	vs = vs_new(NULL);
	save("file", VS_ARTIFACT);
	save("chain.pem", vs_chain_pem(vs->ca));
	save("roots.pem", vs_roots_pem(vs));
	save("tsa.pem", vs_chain_pem(vs->tsa));
	save("cert.pem", vs_cert_pem(vs, vs_leaf(vs, NULL)));
	save("rekor.pub", vs_key_pem(vs, vs->rekor1->key));
	save("rekor2.pub", vs_key_pem(vs, vs->rekor2->key));
	save("ct.pub", vs_key_pem(vs, vs->ct->key));
	save("rsa.pub", vs_key_pem(vs, vs_key(vs, VS_RSA2048)));
	save("p384.pub", vs_key_pem(vs, vs_key(vs, VS_P384)));
	save_bundle(vs, "keyless", vs->rekor1, 0);
	save_bundle(vs, "stamped", vs->rekor1, 1);
	save_bundle(vs, "rekor2", vs->rekor2, 1);
	save_stranger();
	save("late.pem", vs_chain_pem(vs_tsa(vs, &late_tsa)));
	save("three.pem", vs_chain_pem(vs_ca(vs, &deep)));
	vs_free(vs);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		compare(&rows[i]);
	verify_with(&theirs);
	verify_with(&ours);
	return scene_end();
}

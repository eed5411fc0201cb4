/*
 * Odd files, given to cosignc and to a real cosign: what one accepts the
 * other accepts, what one refuses the other refuses. A row on which they
 * differ names the reason, a heading in docs/differences.md.
 *
 * usage: parity COSIGNC COSIGN GENERATION TRUSTED-ROOT
 */
#include "actor.h"
#include "document.h"
#include "variants.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* In a text: $S the signature, $D the SHA-256 of the file, $5 its SHA-512, $H
   the hint, $P the public key's PEM, all in base64. */
struct row {
	const char *name;
	enum form form;
	const char *text;
	enum variant variant; /* of $S */
	int theirs[2];        /* generation 2, generation 3 */
	int ours;
	const char *reason; /* where a verdict differs */
};

#define MEDIA "\"mediaType\":\"application/vnd.dev.sigstore.bundle"
#define V03   MEDIA ".v0.3+json\""
#define KEY   "\"verificationMaterial\":{\"publicKey\":{\"hint\":\"$H\"}}"
#define DIGEST \
	"\"messageDigest\":{\"algorithm\":\"SHA2_256\",\"digest\":\"$D\"}"
#define MESSAGE(inside) "\"messageSignature\":{" inside "}"
#define SIGNED          DIGEST ",\"signature\":\"$S\""
#define BUNDLE(members) FORM_BUNDLE, "{" members "}"

static const struct row rows[] = {
#include "parity_rows.h"
};

static struct actor ours, theirs;
static size_t verdicts, differences, failures;
static struct text sha256, sha512, hint, pem;

static void
append(char *to, size_t *at, const char *text)
{
	const size_t len = strlen(text);

	if (*at + len >= 65536)
		abort();
	memcpy(to + *at, text, len + 1);
	*at += len;
}

static void
write_row(const struct row *row)
{
	static char expanded[65536];
	struct text sig = variant_of(row->variant, "signed");
	const char *p;
	size_t at = 0;

	expanded[0] = '\0';
	for (p = row->text; *p != '\0'; p++) {
		char one[2] = { *p, '\0' };

		if (*p != '$') {
			append(expanded, &at, one);
			continue;
		}
		p++;
		append(expanded, &at,
		    *p == 'S'       ? sig.p
			: *p == 'D' ? sha256.p
			: *p == '5' ? sha512.p
			: *p == 'H' ? hint.p
				    : pem.p);
	}
	if (row->form == FORM_RAW)
		replace_signature(FORM_RAW, NULL, "odd", expanded);
	else
		text_save("odd", expanded, at);
	text_free(&sig);
}

static void
check(const struct row *row, const struct actor *a, int want)
{
	int got = actor_verify(a, row->form, "key.pub", NULL, "odd", "file");

	verdicts++;
	if (got == want)
		return;
	failures++;
	(void)printf("FAILED %s: %s says %s: %s\n", row->name, a->name,
	    got == 1       ? "yes"
		: got == 0 ? "no"
			   : "neither yes nor no",
	    got == 1 ? "" : last_words);
}

static int
is_documented(const char *reason)
{
	struct text doc = text_load(COSIGN_DIFFERENCES);
	char heading[128];
	int found;

	(void)snprintf(heading, sizeof(heading), "\n## %s\n", reason);
	found = strstr(doc.p, heading) != NULL;
	text_free(&doc);
	return found;
}

static void
try_row(const struct row *row)
{
	const int want = row->theirs[theirs.generation - 2];

	write_row(row);
	check(row, &theirs, want);
	check(row, &ours, row->ours);
	if (want == row->ours)
		return;
	differences++;
	if (row->reason == NULL || !is_documented(row->reason)) {
		failures++;
		(void)printf("FAILED %s: docs/differences.md does not say "
			     "why\n",
		    row->name);
	}
}

static void
digest_to(const char *out, const char *hash)
{
	const char *const argv[] = { "openssl", "dgst", hash, "-binary", "-out",
		out, "file", NULL };

	run_openssl(argv);
}

static void
prepare(void)
{
	const char *const gen[] = { "openssl", "genpkey", "-algorithm", "EC",
		"-pkeyopt", "ec_paramgen_curve:P-256", "-out", "key.pem",
		NULL };
	const char *const pub[] = { "openssl", "pkey", "-in", "key.pem",
		"-pubout", "-out", "key.pub", NULL };
	const char *const spki[] = { "openssl", "pkey", "-in", "key.pem",
		"-pubout", "-outform", "DER", "-out", "spki", NULL };
	const char *const print[] = { "openssl", "dgst", "-sha256", "-binary",
		"-out", "print", "spki", NULL };
	const char *const sign[] = { "openssl", "dgst", "-sha256", "-sign",
		"key.pem", "-out", "raw", "file", NULL };
	struct text t = { NULL, 0 };

	text_save("file", "hello world\n", 12);
	run_openssl(gen);
	run_openssl(pub);
	run_openssl(spki);
	run_openssl(print);
	digest_to("sha256", "-sha256");
	digest_to("sha512", "-sha512");
	sha256 = base64_of("sha256");
	sha512 = base64_of("sha512");
	hint = base64_of("print");
	pem = base64_of("key.pub");
	/* r is to have its highest bit set: written without the zero byte
	   before it, it is negative then. 30 len 02 21 00 r... */
	do {
		text_free(&t);
		run_openssl(sign);
		t = text_load("raw");
	} while (t.p[3] != 0x21);
	text_free(&t);
	t = base64_of("raw");
	text_save("signed", t.p, t.len);
	text_free(&t);
}

static int
remove_entry(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

int
main(int argc, char **argv)
{
	char folder[] = "/tmp/cosign-oracle-XXXXXX";
	size_t i;

	if (argc != 5)
		return 2;
	ours = (struct actor){ "cosignc", argv[1], atoi(argv[3]), argv[4] };
	theirs = (struct actor){ "cosign", argv[2], atoi(argv[3]), argv[4] };
	if (mkdtemp(folder) == NULL || chdir(folder) != 0)
		return 2;
	prepare();
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		try_row(&rows[i]);
	text_free(&sha256);
	text_free(&sha512);
	text_free(&hint);
	text_free(&pem);
	(void)nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
	(void)printf("%zu verdicts, %zu of them differ on purpose, %zu wrong\n",
	    verdicts, differences, failures);
	return failures == 0 ? 0 : 1;
}

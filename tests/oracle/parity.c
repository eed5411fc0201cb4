/*
 * Odd files, given to cosignc and to a real cosign: what one accepts the
 * other accepts, what one refuses the other refuses. A row on which they
 * differ names the reason, a heading in docs/differences.md.
 *
 * usage: parity COSIGNC COSIGN GENERATION TRUSTED-ROOT
 */
#include "document.h"
#include "scene.h"
#include "variants.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* In a text: $S the signature, $D the SHA-256 of the file, $5 its SHA-512, $H
   the hint, $P the public key's PEM; $O another key's signature, $Q its PEM;
   all in base64. */
struct row {
	const char *name;
	enum form form;
	const char *text;
	enum variant variant; /* of $S */
	int theirs[2];        /* generation 2, generation 3 */
	int ours;
	const char *reason; /* where a verdict differs */
	int no_key;         /* --key is not given */
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

static struct text sha256, sha512, hint, pem, other_sig, other_pem;

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
			: *p == 'O' ? other_sig.p
			: *p == 'Q' ? other_pem.p
				    : pem.p);
	}
	if (row->form == FORM_RAW)
		replace_signature(FORM_RAW, NULL, "odd", expanded);
	else
		text_save("odd", expanded, at);
	text_free(&sig);
}

static void
try_row(const struct row *row)
{
	const char *pub = row->no_key ? NULL : "key.pub";
	struct verdicts got;

	write_row(row);
	got.theirs = actor_verify(&theirs, row->form, pub, NULL, "odd", "file");
	got.ours = actor_verify(&ours, row->form, pub, NULL, "odd", "file");
	judge_both(got,
	    (struct verdicts){
		row->theirs[theirs.generation - 2], row->ours, row->reason },
	    row->name);
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
	const char *const spki[] = { "openssl", "pkey", "-in", "key.pem",
		"-pubout", "-outform", "DER", "-out", "spki", NULL };
	const char *const print[] = { "openssl", "dgst", "-sha256", "-binary",
		"-out", "print", "spki", NULL };
	const char *const sign[] = { "openssl", "dgst", "-sha256", "-sign",
		"key.pem", "-out", "raw", "file", NULL };
	const char *const sign_other[] = { "openssl", "dgst", "-sha256",
		"-sign", "other.pem", "-out", "other", "file", NULL };
	struct text t = { NULL, 0 };

	text_save("file", "hello world\n", 12);
	make_pem("EC", "ec_paramgen_curve:P-256", "key.pem");
	make_pub("key.pem", "key.pub");
	make_pem("EC", "ec_paramgen_curve:P-256", "other.pem");
	make_pub("other.pem", "other.pub");
	run_openssl(sign_other);
	other_sig = base64_of("other");
	other_pem = base64_of("other.pub");
	run_openssl(spki);
	run_openssl(print);
	digest_to("sha256", "-sha256");
	digest_to("sha512", "-sha512");
	sha256 = base64_of("sha256");
	sha512 = base64_of("sha512");
	hint = base64_of("print");
	pem = base64_of("key.pub");
	/* r is to have its highest bit set: written without the zero byte
	   before it, it is negative then: 30 45 02 21 00 r... And s is not,
	   so that the base64 always ends in one '='. */
	do {
		text_free(&t);
		run_openssl(sign);
		t = text_load("raw");
	} while (t.p[1] != 0x45 || t.p[3] != 0x21);
	text_free(&t);
	t = base64_of("raw");
	text_save("signed", t.p, t.len);
	text_free(&t);
}

int
main(int argc, char **argv)
{
	size_t i;

	scene_enter(argc, argv);
	prepare();
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		try_row(&rows[i]);
	text_free(&sha256);
	text_free(&sha512);
	text_free(&hint);
	text_free(&pem);
	text_free(&other_sig);
	text_free(&other_pem);
	return scene_end();
}

/*
 * {form} x {who signs} x {what is done to it} x {who verifies}, for one kind
 * of key and one real cosign. Every verdict is asserted on both sides; where
 * ours differs on purpose, the row says why in a word that stands as a
 * heading in docs/differences.md.
 *
 * usage: matrix COSIGNC COSIGN GENERATION TRUSTED-ROOT KEY-KIND
 */
#include "document.h"
#include "scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct kind {
	const char *name;
	const char *algorithm; /* openssl genpkey */
	const char *option;
	const char *digest;  /* --signature-digest-algorithm of its own hash;
	                        NULL: the default, or none */
	const char *foreign; /* a hash that is neither default nor its own */
};

static const struct kind kinds[] = {
	{ "p256", "EC", "ec_paramgen_curve:P-256", NULL, "-sha512" },
	{ "p384", "EC", "ec_paramgen_curve:P-384", "sha384", "-sha512" },
	{ "p521", "EC", "ec_paramgen_curve:P-521", "sha512", "-sha384" },
	{ "rsa2048", "RSA", "rsa_keygen_bits:2048", NULL, "-sha512" },
	{ "rsa3072", "RSA", "rsa_keygen_bits:3072", NULL, "-sha512" },
	{ "rsa4096", "RSA", "rsa_keygen_bits:4096", NULL, "-sha512" },
	{ "ed25519", "ED25519", NULL, NULL, NULL },
};

enum deed {
	DEED_NONE,
	DEED_TAMPERED_FILE,
	DEED_WRONG_KEY,
	DEED_CUT_SIGNATURE,
	DEED_EMPTY_SIGNATURE,
	DEED_OTHER_ALGORITHM, /* a hash, or a kind of key, not its own */
	DEED_SHA256,          /* SHA-256 with P-384 or P-521 */
	DEED_COUNT
};

static const char *const deed_names[] = { "good", "tampered file", "wrong key",
	"cut signature", "empty signature", "other algorithm",
	"sha256 signature" };

static const struct kind *kind;

static int
is_large_curve(void)
{
	return strcmp(kind->name, "p384") == 0 ||
	    strcmp(kind->name, "p521") == 0;
}

static int
is_ed25519(void)
{
	return strcmp(kind->name, "ed25519") == 0;
}

static struct verdicts
expect(enum form form, const struct actor *signer, enum deed deed,
    const char *digest)
{
	struct verdicts e = { NO, NO, NULL };

	switch (deed) {
	case DEED_NONE:
		e.theirs = e.ours = YES;
		/* oracle: SHA-256 whatever the curve, unless told. */
		if (is_large_curve() && digest == NULL) {
			e.theirs = NO;
			e.reason = "the-curves-own-hash";
		}
		/* 3.x writes "messageDigest":{} and refuses it itself. */
		if (is_ed25519() && form == FORM_BUNDLE && signer == &theirs &&
		    theirs.generation == 3) {
			e.theirs = NO;
			e.reason = "bundle-without-digest";
		}
		break;
	case DEED_SHA256:
		e.theirs = e.ours = YES;
		break;
	case DEED_TAMPERED_FILE:
	case DEED_WRONG_KEY:
	case DEED_CUT_SIGNATURE:
	case DEED_EMPTY_SIGNATURE:
	case DEED_OTHER_ALGORITHM:
	case DEED_COUNT:
		break;
	}
	return e;
}

static void
verify_both(enum form form, const struct actor *signer, enum deed deed,
    const char *digest, const char *pub, const char *signature,
    const char *file)
{
	struct verdicts got;
	char row[256];

	(void)snprintf(row, sizeof(row), "%s, %s by %s, %s%s%s", kind->name,
	    form_name(form), signer->name, deed_names[deed],
	    digest == NULL ? "" : ", digest ", digest == NULL ? "" : digest);
	got.theirs = actor_verify(&theirs, form, pub, digest, signature, file);
	got.ours = actor_verify(&ours, form, pub, digest, signature, file);
	judge_both(got, expect(form, signer, deed, digest), row);
}

/* openssl signs the file; the result as base64. */
static struct text
foreign_signature(const char *hash, const char *key)
{
	const char *const argv[] = { "openssl", "dgst", hash, "-sign", key,
		"-out", "foreign", "file", NULL };

	run_openssl(argv);
	return base64_of("foreign");
}

static void
do_deed(enum form form, const struct actor *signer, enum deed deed)
{
	const char *file = "file", *pub = "ours.pub";
	struct text sig = { NULL, 0 };

	switch (deed) {
	case DEED_NONE:
		verify_both(form, signer, deed, NULL, pub, "signed", file);
		if (kind->digest != NULL)
			verify_both(form, signer, deed, kind->digest, pub,
			    "signed", file);
		return;
	case DEED_TAMPERED_FILE:
		file = "tampered";
		sig = signature_of(form, "signed");
		break;
	case DEED_WRONG_KEY:
		pub = "wrong.pub";
		sig = signature_of(form, "signed");
		break;
	case DEED_CUT_SIGNATURE:
		sig = signature_of(form, "signed");
		sig.p[sig.len - 4] = '\0';
		break;
	case DEED_EMPTY_SIGNATURE:
		sig.p = strdup("");
		break;
	case DEED_OTHER_ALGORITHM:
		sig = is_ed25519()
		    ? foreign_signature("-sha256", "p256.pem")
		    : foreign_signature(kind->foreign, "key.pem");
		break;
	case DEED_SHA256:
		if (!is_large_curve())
			return;
		sig = foreign_signature("-sha256", "key.pem");
		break;
	case DEED_COUNT:
		return;
	}
	replace_signature(form, "signed", "changed", sig.p);
	verify_both(form, signer, deed, NULL, pub, "changed", file);
	text_free(&sig);
}

static void
make_keys(void)
{
	struct text a, b;

	make_pem(kind->algorithm, kind->option, "key.pem");
	make_pem(kind->algorithm, kind->option, "wrong.pem");
	make_pem(kinds[0].algorithm, kinds[0].option, "p256.pem");
	make_pub("wrong.pem", "wrong.pub");
	judge(&ours, actor_import(&ours, "key.pem", "ours"), YES, "import");
	judge(
	    &theirs, actor_import(&theirs, "key.pem", "theirs"), YES, "import");
	a = text_load("ours.pub");
	b = text_load("theirs.pub");
	judge(&ours, strcmp(a.p, b.p) == 0, YES, "the public half of import");
	text_free(&a);
	text_free(&b);
}

static void
try_signer(const struct actor *signer)
{
	/* Each signs with the key file that the other one wrote. */
	const char *key = signer == &ours ? "theirs.key" : "ours.key";
	enum form form;
	enum deed deed;
	int signs = YES;

	/* 2.6.5 crashes when it signs with Ed25519 and no log. */
	if (signer == &theirs && is_ed25519() && theirs.generation == 2)
		signs = CRASH;
	for (form = 0; form < FORM_COUNT; form++) {
		const int signed_it =
		    actor_sign(signer, form, key, "file", "signed");

		judge(signer, signed_it, signs, form_name(form));
		if (signed_it != YES)
			continue;
		for (deed = 0; deed < DEED_COUNT; deed++)
			do_deed(form, signer, deed);
	}
}

int
main(int argc, char **argv)
{
	size_t i;

	scene_enter(argc, argv);
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (argc == 6 && strcmp(kinds[i].name, argv[5]) == 0)
			kind = &kinds[i];
	if (kind == NULL)
		return 2;
	text_save("file", "hello world\n", 12);
	text_save("tampered", "hello w0rld\n", 12);
	make_keys();
	try_signer(&ours);
	try_signer(&theirs);
	return scene_end();
}

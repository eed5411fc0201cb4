/*
 * {form} x {who signs} x {what is done to it} x {who verifies}, for one kind
 * of key and one real cosign. Every verdict is asserted on both sides; where
 * ours differs on purpose, the row says why in a word that stands as a
 * heading in docs/differences.md.
 *
 * usage: matrix COSIGNC COSIGN GENERATION KEY-KIND TRUSTED-ROOT
 */
#include "actor.h"
#include "document.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
static struct actor ours, theirs;
static size_t rows, differences, failures;

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

/* What the real cosign must say, and why ours says something else. */
struct expected {
	int theirs;
	int ours;
	const char *reason; /* heading in docs/differences.md */
};

static struct expected
expect(enum form form, const struct actor *signer, enum deed deed,
    const char *digest)
{
	struct expected e = { 0, 0, NULL };

	switch (deed) {
	case DEED_NONE:
		e.theirs = e.ours = 1;
		/* oracle: SHA-256 whatever the curve, unless told. */
		if (is_large_curve() && digest == NULL) {
			e.theirs = 0;
			e.reason = "the-curves-own-hash";
		}
		/* 3.x writes "messageDigest":{} and refuses it itself. */
		if (is_ed25519() && form == FORM_BUNDLE && signer == &theirs &&
		    theirs.generation == 3) {
			e.theirs = 0;
			e.reason = "bundle-without-digest";
		}
		break;
	case DEED_SHA256:
		e.theirs = e.ours = 1;
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
check(const char *who, int got, int want, const char *row)
{
	rows++;
	if (got == want)
		return;
	failures++;
	(void)printf("FAILED %s: %s says %s: %s\n", row, who,
	    got == 1       ? "yes"
		: got == 0 ? "no"
			   : "neither yes nor no",
	    got == 1 ? "" : last_words);
}

static void
check_documented(const char *reason)
{
	struct text doc = text_load(COSIGN_DIFFERENCES);
	char heading[128];

	(void)snprintf(heading, sizeof(heading), "\n## %s\n", reason);
	if (strstr(doc.p, heading) == NULL) {
		failures++;
		(void)printf(
		    "FAILED: docs/differences.md does not say why %s\n",
		    reason);
	}
	text_free(&doc);
}

static void
verify_both(enum form form, const struct actor *signer, enum deed deed,
    const char *digest, const char *pub, const char *signature,
    const char *file)
{
	const struct expected e = expect(form, signer, deed, digest);
	char row[256];

	(void)snprintf(row, sizeof(row), "%s, %s by %s, %s%s%s", kind->name,
	    form_name(form), signer->name, deed_names[deed],
	    digest == NULL ? "" : ", digest ", digest == NULL ? "" : digest);
	check(theirs.name,
	    actor_verify(&theirs, form, pub, digest, signature, file), e.theirs,
	    row);
	check(ours.name,
	    actor_verify(&ours, form, pub, digest, signature, file), e.ours,
	    row);
	if (e.theirs != e.ours) {
		differences++;
		check_documented(e.reason);
	}
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
make_pem(const struct kind *k, const char *path)
{
	const char *argv[] = { "openssl", "genpkey", "-algorithm", k->algorithm,
		"-out", path, k->option == NULL ? NULL : "-pkeyopt", k->option,
		NULL };

	run_openssl(argv);
}

static void
make_keys(void)
{
	const char *const wrong[] = { "openssl", "pkey", "-in", "wrong.pem",
		"-pubout", "-out", "wrong.pub", NULL };
	struct text a, b;

	make_pem(kind, "key.pem");
	make_pem(kind, "wrong.pem");
	make_pem(&kinds[0], "p256.pem");
	run_openssl(wrong);
	check(ours.name, actor_import(&ours, "key.pem", "ours"), 1, "import");
	check(theirs.name, actor_import(&theirs, "key.pem", "theirs"), 1,
	    "import");
	if (failures > 0)
		exit(1);
	a = text_load("ours.pub");
	b = text_load("theirs.pub");
	check("the public half", strcmp(a.p, b.p) == 0, 1, "import");
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
	int signs = 1;

	/* 2.6.5 crashes when it signs with Ed25519 and no log. */
	if (signer == &theirs && is_ed25519() && theirs.generation == 2)
		signs = -1;
	for (form = 0; form < FORM_COUNT; form++) {
		check(signer->name,
		    actor_sign(signer, form, key, "file", "signed"), signs,
		    form_name(form));
		if (signs != 1)
			continue;
		for (deed = 0; deed < DEED_COUNT; deed++)
			do_deed(form, signer, deed);
	}
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

	if (argc != 6)
		return 2;
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].name, argv[4]) == 0)
			kind = &kinds[i];
	ours = (struct actor){ "cosignc", argv[1], atoi(argv[3]), argv[5] };
	theirs = (struct actor){ "cosign", argv[2], atoi(argv[3]), argv[5] };
	if (kind == NULL || mkdtemp(folder) == NULL || chdir(folder) != 0)
		return 2;
	text_save("file", "hello world\n", 12);
	text_save("tampered", "hello w0rld\n", 12);
	make_keys();
	try_signer(&ours);
	try_signer(&theirs);
	(void)nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
	(void)printf("%zu verdicts, %zu of them differ on purpose, %zu wrong\n",
	    rows, differences, failures);
	return failures == 0 ? 0 : 1;
}

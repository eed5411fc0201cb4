/*
 * What cosignc and a real cosign say that a bundle holds: the same tree, line
 * by line, but for what docs/inspect.md says that differs.
 *
 * usage: inspect COSIGNC COSIGN GENERATION TRUSTED-ROOT CASES
 */
#include "document.h"
#include "process.h"
#include "scene.h"
#include "virtual/virtual.h"

#include <dirent.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Of a test that cannot be run here. */
#define SKIPPED 77

/* Nobody's: services have their ids, as with a cosign that knows none. */
static const char nobody[] = "{\"mediaType\":\"application/"
			     "vnd.dev.sigstore.trustedroot+json;version=0.1\"}";

/* A line that only one of the two has, in some of the cases (NULL: in any), and
   words of docs/inspect.md about that. */
struct difference {
	const struct actor *who;
	const char *line;
	const char *row;
	const char *documented;
	size_t met;
};

static struct difference differences[] = {
	{ &ours, "- \\[!\\] WARNING: about another *", NULL,
	    "cosign compares nothing", 0 },
	{ &ours, "- \\[!\\] WARNING: of another signature *", NULL,
	    "cosign compares nothing", 0 },
	{ &ours, "- \\[!\\] WARNING: logged while *", NULL,
	    "cosign compares nothing", 0 },
	{ &ours, "- \\[!\\] WARNING: made while *", NULL,
	    "cosign compares nothing", 0 },
	{ &ours, "- \\[!\\] WARNING: the proof is of a tree *", NULL,
	    "cosign compares nothing", 0 },
	{ &ours, "- \\[!\\] WARNING: certificate: more than one *", "names",
	    "cosign compares nothing", 0 },
	{ &ours, "- \\[!\\] WARNING: checkpoint: *", NULL,
	    "cosign passes over the reason", 0 },
	{ &ours, "- sha256: *", NULL, "they are what was signed", 0 },
	{ &ours, "- Signer's Issuer: *", NULL, "they tell whose it is", 0 },
	{ &ours, "- Certificates: [12]", NULL, "they tell whose it is", 0 },
	{ &ours, "- Time: *", "rekor2-timestamp-outside-tsa-cert-validity_fail",
	    "verifies a timestamp while it reads it", 0 },
	{ &ours, "- Hash Algorithm: *",
	    "rekor2-timestamp-outside-tsa-cert-validity_fail",
	    "verifies a timestamp while it reads it", 0 },
	{ &ours, "- Message Imprint: *",
	    "rekor2-timestamp-outside-tsa-cert-validity_fail",
	    "verifies a timestamp while it reads it", 0 },
	{ &ours, "- Serial Number: *",
	    "rekor2-timestamp-outside-tsa-cert-validity_fail",
	    "verifies a timestamp while it reads it", 0 },
	{ &ours, "- Policy: *",
	    "rekor2-timestamp-outside-tsa-cert-validity_fail",
	    "verifies a timestamp while it reads it", 0 },
	{ &ours, "- DNS: *", "names", "cosign lists e-mail addresses", 0 },
	{ &ours, "- IP: *", "names", "cosign lists e-mail addresses", 0 },
	{ &ours, "- Username: *", "names", "cosign lists e-mail addresses", 0 },
	{ &theirs, "- Common Name: leaf", "names", "it is no alternative name",
	    0 },
	{ &theirs, "- Identity (Subject Alternative Name):", "chain",
	    "it is no alternative name", 0 },
	{ &theirs, "- Common Name: virtual fulcio *", "chain",
	    "it is no alternative name", 0 },
	{ &theirs, "- Timestamp Verification Data:", NULL, "nothing is in them",
	    0 },
	{ &theirs, "- RFC3161 Timestamps: 0", NULL, "nothing is in them", 0 },
	{ &theirs, "- Message Digest:", "no digest", "nothing is in them", 0 },
	{ &theirs, "- Algorithm: HASH_ALGORITHM_UNSPECIFIED", "no digest",
	    "nothing is in them", 0 },
	{ &theirs, "- Digest: Present (0 bytes)", "no digest",
	    "nothing is in them", 0 },
};

/* Bundles that cosign describes, and that nobody can verify. */
static const char *const unreadable[] = {
	"bundle-empty-certificate-chain_fail",
	"bundle-negative-log-index_fail",
	"bundle-unknown-version_fail",
	"bundle-with-root-cert_fail",
	"intoto-log-entry-mismatch_fail",
	"intoto-missing-inclusion-proof_fail",
	"invalid-inclusion-proof_fail",
	"rekor2-no-inclusion-proof_fail",
};
#define UNREADABLE_DOCUMENTED "cosign describes it"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int
is_unreadable(const char *row)
{
	size_t i;

	for (i = 0; i < COUNT(unreadable); i++)
		if (strcmp(unreadable[i], row) == 0)
			return 1;
	return 0;
}

/* What one of them prints, without network, in the zone that the other one
   writes its times in. */
static int
look(const struct actor *who, const char *path, struct process_result *r)
{
	const char *const environment[] = { "HTTP_PROXY=http://127.0.0.1:9",
		"HTTPS_PROXY=http://127.0.0.1:9", "NO_PROXY=", "HOME=.",
		"TUF_ROOT=./tuf", "TZ=UTC", NULL };
	const char *const argv_ours[] = { who->program, "bundle", "inspect",
		"--trusted-root", "nobody.json", path, NULL };
	const char *const argv_theirs[] = { who->program, "bundle", "inspect",
		path, NULL };
	const struct process_options o = { .argv = who == &ours ? argv_ours
								: argv_theirs,
		.env = environment };

	if (process_run(r, &o) != 0)
		exit(1);
	(void)snprintf(who->last_words, LAST_WORDS_SIZE, "%s", r->err);
	return r->status == 0 ? YES : r->status == 1 ? NO : CRASH;
}

/* The tree stands behind sentences that end with an empty line. */
static char *
tree_of(char *text)
{
	char *at = strstr(text, "\n\n");

	return at != NULL ? at + 2 : text;
}

/* The line that text starts with ends; what is behind it. NULL at the end. */
static char *
cut_line(char *text)
{
	char *end = text == NULL ? NULL : strchr(text, '\n');

	if (end == NULL)
		return NULL;
	*end = '\0';
	return end + 1;
}

static int
is_known(const struct actor *who, const char *line, const char *row)
{
	struct difference *d;
	size_t i;

	line += strspn(line, " ");
	for (i = 0; i < COUNT(differences); i++) {
		d = &differences[i];
		if (d->who == who &&
		    (d->row == NULL || strcmp(d->row, row) == 0) &&
		    fnmatch(d->line, line, 0) == 0) {
			d->met++;
			return 1;
		}
	}
	return 0;
}

static int
is_same(char *a, char *b, const char *row)
{
	char *next_a = cut_line(a), *next_b = cut_line(b);

	while (next_a != NULL || next_b != NULL) {
		if (next_a != NULL && next_b != NULL && strcmp(a, b) == 0) {
			a = next_a;
			b = next_b;
			next_a = cut_line(a);
			next_b = cut_line(b);
		} else if (next_a != NULL && is_known(&ours, a, row)) {
			a = next_a;
			next_a = cut_line(a);
		} else if (next_b != NULL && is_known(&theirs, b, row)) {
			b = next_b;
			next_b = cut_line(b);
		} else {
			(void)snprintf(ours.last_words, LAST_WORDS_SIZE,
			    "\"%s\" instead of \"%s\"",
			    next_a != NULL ? a : "nothing",
			    next_b != NULL ? b : "nothing");
			return 0;
		}
	}
	return 1;
}

static void
compare(const char *path, const char *row)
{
	struct process_result a, b;
	const int got_a = look(&ours, path, &a),
		  got_b = look(&theirs, path, &b);

	if (got_b == NO || is_unreadable(row)) {
		judge(&ours, got_a, NO, row);
		judge(&theirs, got_b, is_unreadable(row) ? YES : NO, row);
	} else {
		judge(&theirs, got_b, YES, row);
		judge(&ours, got_a, YES, row);
		judge(&ours, is_same(tree_of(a.out), b.out, row), YES, row);
	}
	process_dispose(&a);
	process_dispose(&b);
}

/* ---- the conformance suite's ---- */

static void
try_case(const char *folder, const char *name)
{
	struct stat st;
	char *path = NULL;

	if (asprintf(&path, "%s/%s/bundle.sigstore.json", folder, name) < 0)
		abort();
	if (name[0] != '.' && stat(path, &st) == 0)
		compare(path, name);
	free(path);
}

static void
try_cases(const char *cases)
{
	struct dirent **list;
	char *folder = NULL;
	int i, count;

	if (asprintf(&folder, "%s/sigstore-conformance/bundle-verify", cases) <
	    0)
		abort();
	count = scandir(folder, &list, NULL, alphasort);
	if (count < 0) {
		(void)printf("skipped: %s is not there\n", folder);
		exit(SKIPPED);
	}
	for (i = 0; i < count; i++) {
		try_case(folder, list[i]->d_name);
		free(list[i]);
	}
	free(list);
	free(folder);
}

/* ---- the virtual Sigstore's ---- */

static const struct vs_name names[] = {
	{ VS_EMAIL, "alice@example.com", 0 },
	{ VS_URI, "https://example.com/alice", 0 },
	{ VS_DNS, "alice.example.com", 0 },
	{ VS_IP, "\xc0\x00\x02\x01", 4 },
	{ VS_USERNAME, "alice", 0 },
	{ VS_NAME_END, NULL, 0 },
};

static const struct vs_extension extensions[] = {
	{ "1.2.3.4", "x", 0, VS_UTF8, 0 },
	{ "1.2.3.5", "xyz", 0, VS_RAW, 1 },
	{ "2.999.3", "x", 0, VS_RAW, 0 },
	{ VS_FULCIO(23), "environment", 0, VS_UTF8, 0 },
	{ VS_FULCIO(24), "subject", 0, VS_UTF8, 0 },
	{ .oid = NULL },
};

static const struct {
	const char *name;
	struct vs_sign_options sign;
	struct vs_bundle_options bundle;
	enum vs_kind leaf; /* key of the certificate */
	enum vs_kind key;  /* instead of a certificate */
} rows[] = {
	{ .name = "names",
	    .sign.leaf =
		&(const struct vs_leaf_options){
		    .cert = { .names = names, .common_name = "leaf" } } },
	{ .name = "extensions",
	    .sign.leaf =
		&(const struct vs_leaf_options){
		    .cert = { .extensions = extensions,
			.usage = "digitalSignature,keyAgreement,decipherOnly",
			.eku = "codeSigning,emailProtection,OCSPSigning,1.2.3,"
			       "1.2.4" } } },
	{ .name = "chain", .bundle = { .version = VS_V01, .chain = 1 } },
	{ .name = "attestation", .sign.dsse = 1 },
	{ .name = "key", .key = VS_P256 },
	{ .name = "hint", .key = VS_P256, .bundle.hint = "my-key" },
	{ .name = "no digest", .key = VS_P256, .bundle.no_digest = 1 },
	{ .name = "P-384", .leaf = VS_P384 },
	{ .name = "P-521", .leaf = VS_P521 },
	{ .name = "RSA", .leaf = VS_RSA2048 },
	{ .name = "Ed25519", .leaf = VS_ED25519 },
};

static void
try_row(size_t i)
{
	struct vs *vs = vs_new(NULL);
	const struct vs_leaf_options leaf = { .cert.kind = rows[i].leaf };
	const struct vs_entry_options in_v2 = { .log = vs->rekor2 };
	struct vs_sign_options sign = rows[i].sign;
	struct vs_signature *sig;
	char *text;

	if (rows[i].leaf != VS_KIND_USUAL)
		sign.leaf = &leaf;
	if (rows[i].key != VS_KIND_USUAL)
		sign.key = vs_key(vs, rows[i].key);
	sig = vs_sign(vs, &sign);
	(void)vs_log(sig, NULL);
	if (rows[i].bundle.version == VS_V03)
		(void)vs_log(sig, &in_v2);
	(void)vs_stamp(sig, NULL);
	text = vs_bundle(sig, &rows[i].bundle);
	text_save("bundle.json", text, strlen(text));
	compare("bundle.json", rows[i].name);
	vs_free(vs);
}

/* Every difference is there, and in the documentation. */
static void
check_differences(void)
{
	struct text doc = text_load(COSIGN_INSPECT_DOC);
	const struct difference *d;
	size_t i;

	for (i = 0; i < COUNT(differences); i++) {
		d = &differences[i];
		(void)snprintf(
		    ours.last_words, LAST_WORDS_SIZE, "%s", d->documented);
		judge(&ours, d->met > 0, YES, d->line);
		judge(&ours, strstr(doc.p, d->documented) != NULL, YES,
		    "docs/inspect.md");
	}
	judge(&ours, strstr(doc.p, UNREADABLE_DOCUMENTED) != NULL, YES,
	    "docs/inspect.md");
	text_free(&doc);
}

int
main(int argc, char **argv)
{
	const char *cases = getenv("COSIGN_CASES");
	size_t i;

	if (argc < 6)
		return 2;
	scene_enter(argc, argv);
	text_save("nobody.json", nobody, strlen(nobody));
	try_cases(cases != NULL ? cases : argv[5]);
	for (i = 0; i < COUNT(rows); i++)
		try_row(i);
	check_differences();
	return scene_end();
}

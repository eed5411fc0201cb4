/* Whatever stands in a bundle: what is printed stays readable, in its lines,
   and of a decent length. */
#include "look.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* Longer than any line may be. */
#define LINE_LEN_MAX 2600

/* Escape sequences, line ends that forge a line, marks that turn text around,
   characters that nobody sees. */
#define HOSTILE                                                  \
	"\x1b[2J\x1b]0;x\x07\r\n- Content: forged\n\xe2\x80\xae" \
	"drowssap\xe2\x80\x8b\xc2\x9b"                           \
	"1m\xf3\xa0\x80\x81\x7f"
#define HOSTILE_ESCAPED                                                    \
	"\\x1b[2J\\x1b]0;x\\x07\\x0d\\x0a- Content: forged\\x0a\\xe2\\x80" \
	"\\xaedrowssap\\xe2\\x80\\x8b\\xc2\\x9b1m\\xf3\\xa0\\x80\\x81\\x7f"
#define HOSTILE_ASCII "\x1b[2J\r\n- Content: forged\n\x7f"

#define LONG ((size_t)100 * 1024)

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

TestSuite(inspect_hostile, .init = enter, .fini = leave);

static void
check(const char *text)
{
	size_t len, roots = 0;

	for (; *text != '\0'; text += len + (text[len] == '\n')) {
		len = strcspn(text, "\n");
		cr_expect_lt(len, LINE_LEN_MAX, "%.80s", text);
		roots += strncmp(text, "- ", 2) == 0;
	}
	/* Form, material and content: nobody adds to them. */
	cr_expect_eq(roots, 3);
}

static char *
look_at(const char *document)
{
	char *text = look_text_of(document, NULL);
	json_t *root = look_json_of(document, NULL);

	check(text);
	json_decref(root);
	return text;
}

static char *
long_text(void)
{
	char *text = vs_text(vs, "%*s", (int)LONG, "");

	memset(text, 'A', LONG);
	return text;
}

/* Two characters of UTF-8 in turns, so that a cut is seen. */
static char *
long_wide_text(void)
{
	char *text = long_text();
	size_t i;

	for (i = 1; i + 1 < LONG; i += 2)
		memcpy(text + i, "\xc3\xa4", 2);
	return text;
}

Test(inspect_hostile, names_in_certificates)
{
	const struct vs_name names[] = { { VS_EMAIL, HOSTILE_ASCII, 0 },
		{ VS_NAME_END, NULL, 0 } };
	const struct vs_extension extensions[] = { { VS_FULCIO(9), HOSTILE, 0,
						       VS_UTF8, 0 },
		{ VS_FULCIO(2), HOSTILE, 0, VS_RAW, 0 }, { .oid = NULL } };
	const struct vs_leaf_options leaf = { .cert = { .names = names,
						  .extensions = extensions,
						  .common_name = HOSTILE,
						  .organization = HOSTILE },
		.issuer = HOSTILE };
	const struct vs_sign_options sign = { .leaf = &leaf };
	char *text = look_at(vs_bundle(vs_sign(vs, &sign), NULL));

	expect_line(text, "- OIDC Issuer: " HOSTILE_ESCAPED);
	expect_line(text, "- GitHub Workflow Trigger: " HOSTILE_ESCAPED);
	expect_line(text, "- Build Signer URI: " HOSTILE_ESCAPED);
	expect_line(
	    text, "- Email: \\x1b[2J\\x0d\\x0a- Content: forged\\x0a\\x7f");
	expect_line(text, "- Subject: CN=*forged*O=*forged*");
	cosign_free(text);
}

Test(inspect_hostile, names_of_authorities)
{
	const struct vs_cert_options certs[] = { { .common_name = HOSTILE,
						     .organization = HOSTILE },
		{ .common_name = HOSTILE } };
	const struct vs_authority_options authority = {
		.depth = 2, .certs = certs, .uri = HOSTILE
	};
	const struct vs_options o = { .ca = &authority, .tsa = &authority };
	struct vs *other = vs_new(&o);
	struct vs_signature *sig = vs_sign(other, NULL);
	const char *json = vs_trusted_root(other, NULL);
	cosign_trust_t *names = NULL;
	char *text;

	(void)vs_stamp(sig, NULL);
	cosign_free(look_at(vs_bundle(sig, NULL)));
	MUST(cosign_trust_parse(&names, json, strlen(json), NULL));
	text = look_text_of(vs_bundle(sig, NULL), names);
	check(text);
	expect_line(text, "- Authority URL: *forged*");
	cosign_free(text);
	cosign_trust_free(names);
	vs_free(other);
}

Test(inspect_hostile, names_in_statements)
{
	const struct vs_subject subjects[] = {
		{ HOSTILE, HOSTILE, HOSTILE },
		{ long_wide_text(), long_text(), long_wide_text() },
		{ .algorithm = NULL },
	};
	const struct vs_statement_options statement = { .subjects = subjects,
		.predicate_type = HOSTILE };
	const struct vs_sign_options sign = { .dsse = 1,
		.statement = &statement };
	struct vs_signature *sig = vs_sign(vs, &sign);
	char *text = look_at(vs_bundle(sig, NULL));

	expect_line(text, "- Predicate Type: " HOSTILE_ESCAPED);
	expect_line(text, "- Name: " HOSTILE_ESCAPED);
	expect_line(text, "- " HOSTILE_ESCAPED ": " HOSTILE_ESCAPED);
	expect_line(text, "- Name: A\xc3\xa4*... (102400 bytes)");
	expect_line(text, "- AAA*AAA... (102400 bytes): A*... (102400 bytes)");
	cosign_free(text);
	/* The first one also stands in a sentence. */
	sig->payload_type = HOSTILE;
	text = look_at(vs_envelope(sig, 0));
	expect_line(text, "- Payload Type: " HOSTILE_ESCAPED);
	cosign_free(text);
}

Test(inspect_hostile, names_of_keys)
{
	const char *const hints[] = { HOSTILE, long_text(), long_wide_text() };
	const struct vs_sign_options sign = { .key = vs_key(vs, VS_P256) };
	struct vs_signature *sig = vs_sign(vs, &sign);
	size_t i;

	for (i = 0; i < ARRAY_LEN(hints); i++) {
		const struct vs_bundle_options o = { .hint = hints[i] };

		cosign_free(look_at(vs_bundle(sig, &o)));
	}
}

Test(inspect_hostile, names_of_logs)
{
	static const char name[] = "\xe2\x80\xae"
				   "x\xc2\x9b";
	struct vs_signature *sig = vs_sign(vs, NULL);
	const struct vs_entry_options o = { .note = { .origin = name,
						.name = name,
						.extensions = "\xe2\x80\xae\n",
						.witnesses = 2 } };
	char *text;

	(void)vs_log(sig, &o);
	text = look_at(vs_bundle(sig, NULL));
	expect_line(text, "- Origin: \\xe2\\x80\\xaex\\xc2\\x9b*");
	expect_line(text, "- [0]: \\xe2\\x80\\xae");
	expect_line(text, "- \\xe2\\x80\\xaex\\xc2\\x9b: Signature Present *");
	cosign_free(text);
}

/* More of a kind than anybody needs. */
Test(inspect_hostile, many_lines_in_a_checkpoint)
{
	struct vs_signature *sig = vs_sign(vs, NULL);
	const struct vs_entry_options o = { .note = { .extensions =
							  "a\nb\nc\nd\ne\nf"
							  "\ng\nh\ni\nj\nk"
							  "\nl\nm\nn\no\np"
							  "\nq\n",
						.witnesses = 99 } };
	cosign_bundle_t *b;
	char *text;

	(void)vs_log(sig, &o);
	(void)vs_log(sig,
	    &(const struct vs_entry_options){ .note = { .witnesses = 100 } });
	b = look_parse(vs_bundle(sig, NULL));
	text = look_text(b, NULL);
	check(text);
	expect_line(text, "- Other Content: 16 lines");
	expect_line(text, "- Witnesses: 100");
	expect_problem(b, "tlogEntries[0]",
	    "checkpoint: 17 further lines, of which 16 are shown");
	expect_problem(b, "tlogEntries[1]",
	    "checkpoint: 101 signatures, of which 100 are shown");
	cosign_free(text);
	cosign_bundle_free(b);
}

Test(inspect_hostile, nesting)
{
	struct vs_sign_options sign = { .dsse = 1 };
	char *deep = long_text(), *text;

	memset(deep, '[', LONG);
	sign.payload = vs_of(deep);
	text = look_at(vs_bundle(vs_sign(vs, &sign), NULL));
	expect_line(text, "- [!] WARNING: *");
	cosign_free(text);
}

/* A name in a certificate with more parts than are shown. */
static void
many_parts(X509 *x509, void *user)
{
	X509_NAME *name = X509_get_subject_name(x509);
	int i;

	(void)user;
	for (i = 0; i < 70; i++)
		(void)X509_NAME_add_entry_by_txt(name, "OU", MBSTRING_UTF8,
		    (const unsigned char *)" a,b ", -1, -1, 0);
	(void)X509_NAME_add_entry_by_txt(
	    name, "name", MBSTRING_BMP, (const unsigned char *)"\0x", 2, -1, 0);
}

Test(inspect_hostile, a_long_name)
{
	const struct vs_leaf_options leaf = { .cert.edit = many_parts };
	const struct vs_sign_options sign = { .leaf = &leaf };
	char *text = look_at(vs_bundle(vs_sign(vs, &sign), NULL));

	expect_line(
	    text, "- Subject: ...,*OU=\\ a\\,b\\ ,OU=\\ a\\,b\\ ,*... (*");
	cosign_free(text);
}

/* A name that ends early for those who read up to a NUL. */
static void
name_with_nul(X509 *x509, void *user)
{
	(void)user;
	(void)X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "CN",
	    MBSTRING_UTF8, (const unsigned char *)"a\0b", 3, -1, 0);
	(void)X509_NAME_add_entry_by_txt(X509_get_issuer_name(x509), "O",
	    MBSTRING_UTF8, (const unsigned char *)"\0b", 2, -1, 0);
}

Test(inspect_hostile, nul_in_names)
{
	const struct vs_leaf_options leaf = { .cert.edit = name_with_nul };
	const struct vs_sign_options sign = { .leaf = &leaf };
	char *text = look_at(vs_bundle(vs_sign(vs, &sign), NULL));

	expect_line(text, "- Subject: CN=a\\00b");
	expect_line(text, "- Organization: \\x00b");
	cosign_free(text);
}

Test(inspect_hostile, long_id_of_a_log)
{
	struct vs_signature *sig = vs_sign(vs, NULL);
	struct vs_entry *entry = vs_log(sig, NULL);
	char *text;

	entry->log_id = vs_of(long_text());
	text = look_at(vs_bundle(sig, NULL));
	expect_line(text, "- Log ID: 41414141...41414141 (102400 bytes)");
	cosign_free(text);
}

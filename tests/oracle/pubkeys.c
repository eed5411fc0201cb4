/*
 * What --key of verify-blob may name: one good signature, and its public key
 * written in other ways.
 *
 * usage: pubkeys COSIGNC COSIGN GENERATION TRUSTED-ROOT
 */
#include "document.h"
#include "scene.h"

#include <stdio.h>
#include <string.h>

/* A file that openssl makes from the private key key.pem, and an edit of its
   text. */
struct row {
	const char *name;
	const char *words[16]; /* after "openssl" */
	const char *from, *to; /* NULL, NULL: left as it is */
	int theirs, ours;
	const char *reason;
};

#define PUBOUT "pkey", "-in", "key.pem", "-pubout", "-out", "pub"
#define END    "-----END PUBLIC KEY-----"

static const struct row rows[] = {
	{ "as written", { PUBOUT }, NULL, NULL, YES, YES, NULL },
	{ "text before", { PUBOUT }, "", "a key\n", YES, YES, NULL },
	{ "text after", { PUBOUT }, END "\n", END "\nthe end\n", YES, YES,
	    NULL },
	{ "no last newline", { PUBOUT }, END "\n", END, YES, YES, NULL },
	{ "blank line inside", { PUBOUT }, "-----\n", "-----\n\n", YES, YES,
	    NULL },
	{ "a header", { PUBOUT }, "-----\n", "-----\nName: value\n\n", YES, YES,
	    NULL },
	{ "CR LF", { PUBOUT }, "-----\n", "-----\r\n", YES, YES, NULL },
	{ "no END", { PUBOUT }, END, "", NO, NO, NULL },
	{ "rubbish inside", { PUBOUT }, "-----\n", "-----\n!", NO, NO, NULL },
	{ "a second block", { PUBOUT }, END "\n",
	    END "\n-----BEGIN PUBLIC KEY-----\nAAAA\n" END "\n", YES, NO,
	    "every-key-of-a-file" },
	{ "another block before", { PUBOUT }, "",
	    "-----BEGIN KEY-----\nAAAA\n-----END KEY-----\n", NO, NO, NULL },
	{ "another label", { PUBOUT }, "PUBLIC KEY", "ANY KEY", NO, NO, NULL },
	{ "bytes after the key", { PUBOUT }, "=\n", "AA\n", NO, NO, NULL },
	{ "empty", { PUBOUT }, NULL, "", NO, NO, NULL },
	{ "DER", { PUBOUT, "-outform", "DER" }, NULL, NULL, NO, YES,
	    "public-keys-in-der" },
	{ "compressed point", { PUBOUT, "-ec_conv_form", "compressed" }, NULL,
	    NULL, NO, NO, NULL },
	{ "hybrid point", { PUBOUT, "-ec_conv_form", "hybrid" }, NULL, NULL, NO,
	    NO, NULL },
	{ "explicit curve", { PUBOUT, "-ec_param_enc", "explicit" }, NULL, NULL,
	    NO, NO, NULL },
	{ "the private key", { "pkey", "-in", "key.pem", "-out", "pub" }, NULL,
	    NULL, NO, NO, NULL },
	{ "a certificate",
	    { "req", "-x509", "-new", "-key", "key.pem", "-subj", "/CN=x",
		"-out", "pub" },
	    NULL, NULL, NO, NO, NULL },
};

static void
try_row(const struct row *row)
{
	const char *argv[17] = { "openssl" };
	struct verdicts got;
	struct text t;

	memcpy(&argv[1], row->words, sizeof(row->words));
	run_openssl(argv);
	if (row->to != NULL) {
		t = text_load("pub");
		edit_text(&t, row->from, row->to);
		text_save("pub", t.p, t.len);
		text_free(&t);
	}
	got.theirs =
	    actor_verify(&theirs, FORM_BASE64, "pub", NULL, "signed", "file");
	got.ours =
	    actor_verify(&ours, FORM_BASE64, "pub", NULL, "signed", "file");
	judge_both(got,
	    (struct verdicts){ row->theirs, row->ours, row->reason },
	    row->name);
}

int
main(int argc, char **argv)
{
	const char *const sign[] = { "openssl", "dgst", "-sha256", "-sign",
		"key.pem", "-out", "raw", "file", NULL };
	struct text t;
	size_t i;

	scene_enter(argc, argv);
	text_save("file", "hello world\n", 12);
	make_pem("EC", "ec_paramgen_curve:P-256", "key.pem");
	run_openssl(sign);
	t = base64_of("raw");
	text_save("signed", t.p, t.len);
	text_free(&t);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		try_row(&rows[i]);
	return scene_end();
}

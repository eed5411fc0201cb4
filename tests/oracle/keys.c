/*
 * Key files: each side reads what the other wrote, under both labels and with
 * an empty password; odd key files, keys to import and public keys get the
 * same verdict from both.
 *
 * usage: keys COSIGNC COSIGN GENERATION TRUSTED-ROOT
 */
#include "document.h"
#include "scene.h"

#include <openssl/evp.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An edit of a good key file: of its text, or of the JSON inside. */
enum layer { LAYER_PEM, LAYER_JSON };

struct edit {
	const char *name;
	enum layer layer;
	const char *from; /* the first one; "": the beginning */
	const char *to;
	int theirs, ours;
	const char *reason;
};

#define BEGIN "-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----"
#define END   "-----END ENCRYPTED SIGSTORE PRIVATE KEY-----"

static const struct edit edits[] = {
	{ "as written", LAYER_PEM, "", "", YES, YES, NULL },
	{ "text before", LAYER_PEM, "", "a key:\n", YES, YES, NULL },
	{ "text after", LAYER_PEM, END "\n", END "\nthe end\n", YES, YES,
	    NULL },
	{ "no last newline", LAYER_PEM, END "\n", END, YES, YES, NULL },
	{ "blank line inside", LAYER_PEM, BEGIN "\n", BEGIN "\n\n", YES, YES,
	    NULL },
	{ "a header", LAYER_PEM, BEGIN "\n", BEGIN "\nProc-Type: 4\n\n", YES,
	    YES, NULL },
	{ "no END", LAYER_PEM, END, "", NO, NO, NULL },
	{ "another END", LAYER_PEM, END, "-----END KEY-----", NO, NO, NULL },
	{ "a broken line before", LAYER_PEM, "", "-----BEGIN", NO, NO, NULL },
	{ "rubbish inside", LAYER_PEM, BEGIN "\n", BEGIN "\n!", NO, NO, NULL },
	{ "another label", LAYER_PEM, "",
	    "-----BEGIN KEY-----\nAAAA\n-----END "
	    "KEY-----\n",
	    NO, NO, NULL },
	{ "empty", LAYER_PEM, NULL, "", NO, NO, NULL },
	{ "JSON alone", LAYER_PEM, NULL, "{}", NO, NO, NULL },

	{ "unknown member", LAYER_JSON, "{\"kdf\"", "{\"x\":[1],\"kdf\"", YES,
	    YES, NULL },
	{ "unknown member below", LAYER_JSON, "\"salt\"", "\"x\":1,\"salt\"",
	    YES, YES, NULL },
	{ "newline after", LAYER_JSON, "\"}", "\"}\n", YES, YES, NULL },
	{ "blanks", LAYER_JSON, "{\"kdf\":", " {\t\"kdf\" :\r\n", YES, YES,
	    NULL },
	{ "text behind", LAYER_JSON, "{\"kdf\"", "{}{\"kdf\"", NO, NO, NULL },
	{ "name in capitals", LAYER_JSON, "\"kdf\"", "\"KDF\"", YES, NO,
	    "names-in-old-documents" },
	{ "null", LAYER_JSON, NULL, "null", NO, NO, NULL },
	{ "empty object", LAYER_JSON, NULL, "{}", NO, NO, NULL },
	{ "another KDF", LAYER_JSON, "scrypt", "argon2", NO, NO, NULL },
	{ "another cipher", LAYER_JSON, "nacl/secretbox", "aes", NO, NO, NULL },
	{ "N of 2^30", LAYER_JSON, "65536", "1073741824", NO, NO, NULL },
	{ "N of 1", LAYER_JSON, "65536", "1", NO, NO, NULL },
	{ "N of another key", LAYER_JSON, "65536", "32768", NO, NO, NULL },
	{ "N negative", LAYER_JSON, "65536", "-65536", NO, NO, NULL },
	{ "N too large for a number", LAYER_JSON, "65536",
	    "18446744073709617152", NO, NO, NULL },
	{ "N as text", LAYER_JSON, "65536", "\"65536\"", NO, NO, NULL },
	{ "N as 65536.0", LAYER_JSON, "65536", "65536.0", NO, NO, NULL },
	{ "N missing", LAYER_JSON, "\"N\":65536,", "", NO, NO, NULL },
	{ "r of 9", LAYER_JSON, "\"r\":8", "\"r\":9", NO, NO, NULL },
	{ "p of 2", LAYER_JSON, "\"p\":1", "\"p\":2", NO, NO, NULL },
	{ "another salt", LAYER_JSON, "\"salt\":\"", "\"salt\":\"AAAA", NO, NO,
	    NULL },
	{ "salt with rubbish", LAYER_JSON, "\"salt\":\"", "\"salt\":\"!", NO,
	    NO, NULL },
	{ "salt with newline", LAYER_JSON, "\"salt\":\"", "\"salt\":\"\\n", YES,
	    YES, NULL },
	{ "nonce too long", LAYER_JSON, "\"nonce\":\"", "\"nonce\":\"AAAA", NO,
	    NO, NULL },
	{ "another ciphertext", LAYER_JSON, "\"ciphertext\":\"",
	    "\"ciphertext\":\"AAAA", NO, NO, NULL },
	{ "ciphertext twice", LAYER_JSON, "\"ciphertext\":\"",
	    "\"ciphertext\":\"\",\"ciphertext\":\"", YES, NO,
	    "names-in-old-documents" },
	{ "no ciphertext", LAYER_JSON, "\"ciphertext\"", "\"x\"", NO, NO,
	    NULL },
};

/* Private keys for import-key-pair, as openssl makes them. */
struct source {
	const char *name;
	const char *words[16]; /* after "openssl"; the result is "in" */
	int theirs, ours;
	const char *reason;
};

#define EC      "EC", "-pkeyopt"
#define GENPKEY "genpkey", "-out", "in", "-algorithm"

static const struct source sources[] = {
	{ "PKCS#8, P-256", { GENPKEY, EC, "ec_paramgen_curve:P-256" }, YES, YES,
	    NULL },
	{ "PKCS#8, explicit curve",
	    { GENPKEY, EC, "ec_paramgen_curve:P-256", "-pkeyopt",
		"ec_param_enc:explicit" },
	    NO, NO, NULL },
	{ "PKCS#8, P-224", { GENPKEY, EC, "ec_paramgen_curve:P-224" }, NO, NO,
	    NULL },
	{ "PKCS#8, secp256k1", { GENPKEY, EC, "ec_paramgen_curve:secp256k1" },
	    NO, NO, NULL },
	{ "PKCS#8, brainpool",
	    { GENPKEY, EC, "ec_paramgen_curve:brainpoolP256r1" }, NO, NO,
	    NULL },
	{ "PKCS#8, RSA 1024",
	    { GENPKEY, "RSA", "-pkeyopt", "rsa_keygen_bits:1024" }, NO, NO,
	    NULL },
	{ "PKCS#8, RSA 2560",
	    { GENPKEY, "RSA", "-pkeyopt", "rsa_keygen_bits:2560" }, NO, NO,
	    NULL },
	{ "PKCS#8, RSA with exponent 3",
	    { GENPKEY, "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-pkeyopt",
		"rsa_keygen_pubexp:3" },
	    NO, NO, NULL },
	{ "PKCS#8, RSA-PSS",
	    { GENPKEY, "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048" }, NO, NO,
	    NULL },
	{ "PKCS#8, Ed25519", { GENPKEY, "ED25519" }, YES, YES, NULL },
	{ "PKCS#8, Ed448", { GENPKEY, "ED448" }, NO, NO, NULL },
	{ "PKCS#8, X25519", { GENPKEY, "X25519" }, NO, NO, NULL },
	{ "PKCS#8 in DER",
	    { GENPKEY, EC, "ec_paramgen_curve:P-256", "-outform", "DER" }, NO,
	    YES, "more-to-import" },
	{ "PKCS#8, encrypted",
	    { GENPKEY, EC, "ec_paramgen_curve:P-256", "-aes-256-cbc", "-pass",
		"pass:pass word" },
	    NO, YES, "more-to-import" },
	{ "SEC1",
	    { "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out",
		"in" },
	    YES, YES, NULL },
	{ "SEC1 after its parameters",
	    { "ecparam", "-name", "prime256v1", "-genkey", "-out", "in" }, NO,
	    YES, "more-to-import" },
	{ "PKCS#1", { "genrsa", "-traditional", "-out", "in", "2048" }, YES,
	    YES, NULL },
};

static void
make_key(const struct actor *a, const char *prefix, const char *password)
{
	struct actor maker = *a;

	maker.password = password;
	judge(a, actor_generate(&maker, prefix), YES, prefix);
}

/* The other side's reading of a key gives the public half that its maker
   wrote. */
static void
read_by(const struct actor *reader, const char *prefix, const char *password,
    int want, const char *row)
{
	struct actor a = *reader;
	char key[64], pub[64];
	struct text got, made;

	a.password = password;
	(void)snprintf(key, sizeof(key), "%s.key", prefix);
	(void)snprintf(pub, sizeof(pub), "%s.pub", prefix);
	(void)remove("read.pub");
	judge(reader, actor_public_key(&a, key, "read.pub"), want, row);
	if (want != YES)
		return;
	got = text_load("read.pub");
	made = text_load(pub);
	judge(reader, strcmp(got.p, made.p) == 0, YES, row);
	text_free(&got);
	text_free(&made);
}

/* The JSON inside of a key file, and back. */
static struct text
json_of(const struct text *pem)
{
	const char *body = strchr(pem->p, '\n') + 1;
	const size_t len = (size_t)(strstr(body, "-----END") - body);
	struct text t = { malloc(len + 4), 0 };
	EVP_ENCODE_CTX *ctx = EVP_ENCODE_CTX_new();
	int n = 0, last = 0;

	if (t.p == NULL || ctx == NULL)
		abort();
	EVP_DecodeInit(ctx);
	if (EVP_DecodeUpdate(ctx, (unsigned char *)t.p, &n,
		(const unsigned char *)body, (int)len) < 0 ||
	    EVP_DecodeFinal(ctx, (unsigned char *)t.p + n, &last) < 0)
		abort();
	EVP_ENCODE_CTX_free(ctx);
	t.len = (size_t)(n + last);
	t.p[t.len] = '\0';
	return t;
}

static struct text
pem_of(const struct text *json)
{
	struct text t = { malloc(json->len * 2 + 256), 0 };
	unsigned char *body = malloc(json->len * 2 + 128);
	EVP_ENCODE_CTX *ctx = EVP_ENCODE_CTX_new();
	int n = 0, last = 0;

	if (t.p == NULL || body == NULL || ctx == NULL)
		abort();
	EVP_EncodeInit(ctx);
	(void)EVP_EncodeUpdate(
	    ctx, body, &n, (const unsigned char *)json->p, (int)json->len);
	EVP_EncodeFinal(ctx, body + n, &last);
	EVP_ENCODE_CTX_free(ctx);
	t.len = (size_t)sprintf(
	    t.p, BEGIN "\n%.*s" END "\n", n + last, (const char *)body);
	free(body);
	return t;
}

static void
try_edit(const struct edit *e)
{
	struct text pem = text_load("ours.key"), json;
	struct verdicts got;

	if (e->layer == LAYER_JSON) {
		json = json_of(&pem);
		text_free(&pem);
		edit_text(&json, e->from, e->to);
		pem = pem_of(&json);
		text_free(&json);
	} else {
		edit_text(&pem, e->from, e->to);
	}
	text_save("odd.key", pem.p, pem.len);
	text_free(&pem);
	got.theirs = actor_public_key(&theirs, "odd.key", "odd.pub");
	got.ours = actor_public_key(&ours, "odd.key", "odd.pub");
	judge_both(
	    got, (struct verdicts){ e->theirs, e->ours, e->reason }, e->name);
}

static void
try_source(const struct source *s)
{
	const char *argv[17] = { "openssl" };
	struct verdicts got;
	size_t i;

	for (i = 0; s->words[i] != NULL; i++)
		argv[i + 1] = s->words[i];
	run_openssl(argv);
	got.theirs = actor_import(&theirs, "in", "imported");
	got.ours = actor_import(&ours, "in", "imported-by-us");
	judge_both(
	    got, (struct verdicts){ s->theirs, s->ours, s->reason }, s->name);
}

/* Under its older label a key file is the same key. */
static void
relabel(const char *from, const char *to)
{
	char path[64];
	struct text t;

	(void)snprintf(path, sizeof(path), "%s.key", from);
	t = text_load(path);
	edit_text(&t, BEGIN, "-----BEGIN ENCRYPTED COSIGN PRIVATE KEY-----");
	edit_text(&t, END, "-----END ENCRYPTED COSIGN PRIVATE KEY-----");
	(void)snprintf(path, sizeof(path), "%s.key", to);
	text_save(path, t.p, t.len);
	text_free(&t);
	(void)snprintf(path, sizeof(path), "%s.pub", from);
	t = text_load(path);
	(void)snprintf(path, sizeof(path), "%s.pub", to);
	text_save(path, t.p, t.len);
	text_free(&t);
}

int
main(int argc, char **argv)
{
	size_t i;

	scene_enter(argc, argv);
	make_key(&theirs, "theirs", NULL);
	make_key(&ours, "ours", NULL);
	make_key(&theirs, "theirs-empty", "");
	make_key(&ours, "ours-empty", "");
	relabel("theirs", "theirs-old");
	relabel("ours", "ours-old");
	read_by(&ours, "theirs", NULL, YES, "their key");
	read_by(&theirs, "ours", NULL, YES, "our key");
	read_by(&ours, "theirs-old", NULL, YES, "their key, old label");
	read_by(&theirs, "ours-old", NULL, YES, "our key, old label");
	read_by(&ours, "theirs-empty", "", YES, "their key, empty password");
	read_by(&theirs, "ours-empty", "", YES, "our key, empty password");
	read_by(&ours, "theirs", "", NO, "their key, no password");
	read_by(&theirs, "ours", "", NO, "our key, no password");
	read_by(&ours, "theirs", "pass word\n", NO, "password and newline");
	read_by(&theirs, "ours", "pass word\n", NO, "password and newline");

	for (i = 0; i < sizeof(edits) / sizeof(edits[0]); i++)
		try_edit(&edits[i]);
	for (i = 0; i < sizeof(sources) / sizeof(sources[0]); i++)
		try_source(&sources[i]);
	return scene_end();
}

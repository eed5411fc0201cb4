/*
 * cosign's key file up to the password. What is one is found out a second
 * time, with jansson; scrypt's parameters are one of three sets; the PEM
 * around it changes nothing. Nobody is asked for the password of another file.
 */
#include "private_key.h"

#include "keys/keyfile.h"
#include "util/base64.h"
#include "util/json.h"
#include "util/limits.h"

struct parameters {
	json_int_t n, r, p;
};

/* go-securesystemslib, "encrypted": what it takes. */
static const struct parameters sets[] = {
	{ 32768, 8, 1 },
	{ 65536, 8, 1 },
	{ 131072, 8, 1 },
};

/* What it does not take. */
static const struct parameters strange[] = {
	{ 0, 8, 1 },
	{ 1, 8, 1 },
	{ 16384, 8, 1 },
	{ 65535, 8, 1 },
	{ 98304, 8, 1 },
	{ 262144, 8, 1 },
	{ -65536, 8, 1 },
	{ 65536, 0, 1 },
	{ 65536, 1, 8 },
	{ 65536, 16, 1 },
	{ 65536, 8, 0 },
	{ 65536, 8, 2 },
	{ 65536, -8, -1 },
	/* the same modulo 2^32 */
	{ 0x100010000, 8, 1 },
	{ 65536, 0x100000008, 1 },
	{ 65536, 8, 0x100000001 },
	{ INT64_MAX, INT64_MAX, INT64_MAX },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The same file with other parameters. */
static cosign_rc_t
read_with(json_t *root, const struct parameters *set)
{
	json_t *params =
	    json_object_get(json_object_get(root, "kdf"), "params");
	struct csn_keyfile file;
	cosign_rc_t rc;
	char *text;

	HOLDS(json_object_set_new(params, "N", json_integer(set->n)) == 0);
	HOLDS(json_object_set_new(params, "r", json_integer(set->r)) == 0);
	HOLDS(json_object_set_new(params, "p", json_integer(set->p)) == 0);
	text = json_dumps(root, JSON_COMPACT);
	HOLDS(text != NULL);
	rc = csn_keyfile_read(&file, csn_span_str(text), NULL);
	if (rc == COSIGN_OK)
		HOLDS(file.n == (uint64_t)set->n &&
		    file.r == (uint64_t)set->r && file.p == (uint64_t)set->p);
	csn_keyfile_dispose(&file);
	free(text);
	return rc;
}

static void
check_sets(json_t *root)
{
	size_t i;

	for (i = 0; i < COUNT(sets); i++)
		HOLDS(read_with(root, &sets[i]) == COSIGN_OK);
	for (i = 0; i < COUNT(strange); i++)
		HOLDS(read_with(root, &strange[i]) == COSIGN_E_KDF);
}

static int
is_accepted(const struct csn_keyfile *file)
{
	size_t i = 0;

	while (i < COUNT(sets) && file->n != (uint64_t)sets[i].n)
		i++;
	return i < COUNT(sets) && file->r == 8 && file->p == 1;
}

static int
decode(struct csn_buf *out, const char *text)
{
	csn_buf_init(out, SIZE_MAX);
	return csn_base64_decode(
		   out, text, strlen(text), CSN_BASE64_GO, NULL) == COSIGN_OK;
}

/* jansson's reading: whether it is a key file. To be disposed of anyway. */
static int
read_theirs(struct csn_keyfile *out, json_t *root)
{
	const char *kdf, *salt, *cipher, *nonce, *box;
	json_int_t n, r, p;

	memset(out, 0, sizeof(*out));
	if (json_unpack(root,
		"{s:{s:s, s:{s:I, s:I, s:I}, s:s}, s:{s:s, s:s}, s:s}", "kdf",
		"name", &kdf, "params", "N", &n, "r", &r, "p", &p, "salt",
		&salt, "cipher", "name", &cipher, "nonce", &nonce, "ciphertext",
		&box) != 0)
		return 0;
	out->n = (uint64_t)n;
	out->r = (uint32_t)r;
	out->p = (uint32_t)p;
	return r == out->r && p == out->p && is_accepted(out) &&
	    strcmp(kdf, "scrypt") == 0 &&
	    strcmp(cipher, "nacl/secretbox") == 0 && decode(&out->salt, salt) &&
	    decode(&out->nonce, nonce) && out->nonce.len == 24 &&
	    decode(&out->box, box) && out->box.len >= 16;
}

static int
same_bytes(const struct csn_buf *a, const struct csn_buf *b)
{
	return csn_span_eq(csn_span(a->p, a->len), csn_span(b->p, b->len));
}

static void
check_against_theirs(
    const struct csn_keyfile *file, cosign_rc_t rc, json_t *root)
{
	struct csn_keyfile theirs;

	HOLDS(read_theirs(&theirs, root) == (rc == COSIGN_OK));
	if (rc == COSIGN_OK) {
		HOLDS(file->n == theirs.n && file->r == theirs.r);
		HOLDS(file->p == theirs.p);
		HOLDS(same_bytes(&file->salt, &theirs.salt));
		HOLDS(same_bytes(&file->nonce, &theirs.nonce));
		HOLDS(same_bytes(&file->box, &theirs.box));
		check_sets(root);
	}
	csn_keyfile_dispose(&theirs);
}

/* COSIGN_E_CANCELLED for a key file, as then somebody is asked. */
static cosign_rc_t
check_json(struct csn_span json)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_keyfile file;
	json_t *root = NULL;
	cosign_rc_t rc = csn_keyfile_read(&file, json, err), parsed;

	parsed = csn_json_parse(&root, (const char *)json.p, json.len, NULL);
	if (parsed == COSIGN_OK)
		check_against_theirs(&file, rc, root);
	else
		HOLDS(rc == parsed);
	HOLDS(rc == COSIGN_OK || rc == COSIGN_E_JSON ||
	    rc == COSIGN_E_MALFORMED || rc == COSIGN_E_BASE64 ||
	    rc == COSIGN_E_KDF || rc == COSIGN_E_UNSUPPORTED ||
	    rc == COSIGN_E_LIMIT);
	HOLDS(rc == COSIGN_OK || is_printable(cosign_error_message(err)));
	json_decref(root);
	csn_keyfile_dispose(&file);
	cosign_error_free(err);
	return rc == COSIGN_OK ? COSIGN_E_CANCELLED : rc;
}

static int
is_key_file(const struct csn_pem *pem)
{
	return csn_pem_is(pem, CSN_KEYFILE_LABEL) ||
	    csn_pem_is(pem, CSN_KEYFILE_LABEL_OLD);
}

static void
check_parse(struct csn_span text, cosign_rc_t expected)
{
	cosign_error_t *err = cosign_error_new();
	cosign_key_t *key = NULL;
	cosign_rc_t rc;
	int asked = 0;

	rc = cosign_key_parse(&key, text.p, text.len, give_up, &asked, err);
	HOLDS(rc == expected && key == NULL);
	check_reason(rc, asked, err);
	cosign_error_free(err);
}

/* The first block counts, whatever stands around it. */
static void
check_pem(struct csn_span text)
{
	struct csn_pem pem;
	cosign_rc_t rc;
	size_t at = 0;

	rc = csn_pem_next(&pem, text, &at, NULL);
	if (rc == COSIGN_OK)
		rc = is_key_file(&pem)
		    ? check_json(csn_span(pem.der.p, pem.der.len))
		    : COSIGN_E_KEY_KIND;
	if (rc == COSIGN_E_NOT_FOUND)
		rc = COSIGN_E_PEM;
	csn_pem_dispose(&pem);
	check_parse(text, text.len > CSN_KEY_FILE_MAX ? COSIGN_E_LIMIT : rc);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const cosign_rc_t rc = check_json(csn_span(data, size));
	struct csn_buf text;

	check_pem(csn_span(data, size));
	csn_buf_init(&text, SIZE_MAX);
	csn_pem_write(&text,
	    size % 2 == 0 ? CSN_KEYFILE_LABEL : CSN_KEYFILE_LABEL_OLD, data,
	    size);
	HOLDS(csn_buf_finish(&text, NULL) == COSIGN_OK);
	if (text.len <= CSN_KEY_FILE_MAX)
		check_parse(csn_span(text.p, text.len), rc);
	csn_buf_dispose(&text);
	return 0;
}

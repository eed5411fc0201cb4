#include "keys/keyfile.h"

#include "crypto/pem.h"
#include "keys/sodium.h"
#include "util/base64.h"
#include "util/json.h"
#include "util/json_write.h"
#include "util/limits.h"

#include <errno.h>

#define KDF_NAME    "scrypt"
#define CIPHER_NAME "nacl/secretbox"

/* What go-securesystemslib accepts; anything else could ask for all memory
   and time there is. */
static const struct parameters {
	int64_t n, r, p;
} accepted[] = {
	{ 65536, 8, 1 },  /* what cosign writes */
	{ 32768, 8, 1 },  /* what it wrote until v2.0.0 */
	{ 131072, 8, 1 }, /* OWASP's advice */
};

static cosign_rc_t
read_name(const json_t *o, const char *expected, cosign_rc_t code,
    cosign_error_t *err)
{
	struct csn_span name;
	cosign_rc_t rc = csn_json_string(&name, o, "name", err);

	if (rc == COSIGN_OK && !csn_span_eq(name, csn_span_str(expected)))
		rc = csn_fail(err, code, "%.*s instead of %s",
		    (int)(name.len < CSN_QUOTE_MAX ? name.len : CSN_QUOTE_MAX),
		    (const char *)name.p, expected);
	return rc;
}

/* A Go []byte. */
static cosign_rc_t
read_bytes(
    struct csn_buf *out, const json_t *o, const char *name, cosign_error_t *err)
{
	struct csn_span text;
	cosign_rc_t rc = csn_json_string(&text, o, name, err);

	if (rc != COSIGN_OK)
		return rc;
	rc = csn_base64_decode(
	    out, (const char *)text.p, text.len, CSN_BASE64_GO, err);
	return csn_fail_at(err, rc, "%s", name);
}

static cosign_rc_t
read_parameters(struct csn_keyfile *out, const json_t *kdf, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct parameters p = { 0, 0, 0 };
	const json_t *params;
	size_t i;

	CSN_TRY(csn_json_object(&params, kdf, "params", err));
	CSN_TRY(csn_json_int(&p.n, params, "N", err));
	CSN_TRY(csn_json_int(&p.r, params, "r", err));
	CSN_TRY(csn_json_int(&p.p, params, "p", err));
	for (i = 0; i < CSN_ARRAY_LEN(accepted); i++) {
		if (accepted[i].n != p.n || accepted[i].r != p.r ||
		    accepted[i].p != p.p)
			continue;
		out->n = (uint64_t)p.n;
		out->r = (uint32_t)p.r;
		out->p = (uint32_t)p.p;
		return COSIGN_OK;
	}
	rc = csn_fail(err, COSIGN_E_KDF,
	    "scrypt with N=%lld r=%lld p=%lld, which cosign does not use",
	    (long long)p.n, (long long)p.r, (long long)p.p);
out:
	return rc;
}

static cosign_rc_t
read_kdf(struct csn_keyfile *out, const json_t *kdf, cosign_error_t *err)
{
	cosign_rc_t rc = read_parameters(out, kdf, err);

	if (rc == COSIGN_OK)
		rc = read_bytes(&out->salt, kdf, "salt", err);
	return csn_fail_at(err, rc, "kdf");
}

static cosign_rc_t
read_cipher(struct csn_keyfile *out, const json_t *cipher, cosign_error_t *err)
{
	cosign_rc_t rc = read_bytes(&out->nonce, cipher, "nonce", err);

	if (rc == COSIGN_OK && out->nonce.len != CSN_KEYFILE_NONCE_SIZE)
		rc = csn_fail(err, COSIGN_E_MALFORMED,
		    "nonce: %zu bytes instead of %d", out->nonce.len,
		    CSN_KEYFILE_NONCE_SIZE);
	return csn_fail_at(err, rc, "cipher");
}

/* Names first, as cosign does: another cipher may have other members. */
static cosign_rc_t
read_members(struct csn_keyfile *out, const json_t *root, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const json_t *kdf, *cipher;

	CSN_TRY(csn_json_object(&kdf, root, "kdf", err));
	CSN_TRY(csn_fail_at(
	    err, read_name(kdf, KDF_NAME, COSIGN_E_KDF, err), "kdf"));
	CSN_TRY(csn_json_object(&cipher, root, "cipher", err));
	CSN_TRY(csn_fail_at(err,
	    read_name(cipher, CIPHER_NAME, COSIGN_E_UNSUPPORTED, err),
	    "cipher"));
	CSN_TRY(read_kdf(out, kdf, err));
	CSN_TRY(read_cipher(out, cipher, err));
	CSN_TRY(read_bytes(&out->box, root, "ciphertext", err));
	if (out->box.len < crypto_secretbox_MACBYTES)
		return csn_fail(err, COSIGN_E_MALFORMED,
		    "ciphertext: %zu bytes, shorter than its tag",
		    out->box.len);
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
csn_keyfile_read(
    struct csn_keyfile *out, struct csn_span json, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	json_t *root = NULL;

	memset(out, 0, sizeof(*out));
	csn_buf_init(&out->salt, CSN_KEY_FILE_MAX);
	csn_buf_init(&out->nonce, CSN_KEY_FILE_MAX);
	csn_buf_init(&out->box, CSN_KEY_FILE_MAX);
	CSN_TRY(csn_json_parse(&root, (const char *)json.p, json.len, err));
	CSN_TRY(read_members(out, root, err));
	rc = COSIGN_OK;
out:
	json_decref(root);
	return csn_fail_at(err, rc, "key file");
}

void
csn_keyfile_dispose(struct csn_keyfile *file)
{
	csn_buf_dispose(&file->salt);
	csn_buf_dispose(&file->nonce);
	csn_buf_dispose(&file->box);
}

cosign_rc_t
csn_scrypt(struct csn_secret *out, size_t len, struct csn_span password,
    struct csn_span salt, uint64_t n, uint32_t r, uint32_t p,
    cosign_error_t *err)
{
	const struct csn_sodium *sodium;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	memset(out, 0, sizeof(*out));
	CSN_TRY(csn_sodium_get(&sodium, err));
	CSN_TRY(csn_secret_new(out, len, err));
	if (sodium->scrypt(password.p, password.len, salt.p, salt.len, n, r, p,
		out->p, len) != 0) {
		rc = errno == ENOMEM
		    ? csn_fail_nomem(err)
		    : csn_fail(err, COSIGN_E_KDF, "scrypt refuses");
		goto out;
	}
	out->len = len;
	rc = COSIGN_OK;
out:
	if (rc != COSIGN_OK)
		csn_secret_dispose(out);
	return rc;
}

cosign_rc_t
csn_keyfile_unseal(struct csn_secret *plain, const struct csn_keyfile *file,
    struct csn_span key, cosign_error_t *err)
{
	const size_t len = file->box.len - crypto_secretbox_MACBYTES;
	const struct csn_sodium *sodium;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	memset(plain, 0, sizeof(*plain));
	CSN_TRY(csn_sodium_get(&sodium, err));
	CSN_TRY(csn_secret_new(plain, len, err));
	if (sodium->secretbox_open(plain->p, file->box.p, file->box.len,
		file->nonce.p, key.p) != 0) {
		rc = csn_fail(err, COSIGN_E_PASSWORD,
		    "key file: wrong password, or damaged ciphertext");
		goto out;
	}
	plain->len = len;
	rc = COSIGN_OK;
out:
	if (rc != COSIGN_OK)
		csn_secret_dispose(plain);
	return rc;
}

cosign_rc_t
csn_keyfile_open(struct csn_secret *plain, const struct csn_keyfile *file,
    struct csn_span password, cosign_error_t *err)
{
	struct csn_secret key = { NULL, 0, 0 };
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	memset(plain, 0, sizeof(*plain));
	CSN_TRY(csn_scrypt(&key, crypto_secretbox_KEYBYTES, password,
	    csn_span(file->salt.p, file->salt.len), file->n, file->r, file->p,
	    err));
	CSN_TRY(csn_keyfile_unseal(plain, file, csn_secret_span(&key), err));
	rc = COSIGN_OK;
out:
	csn_secret_dispose(&key);
	return rc;
}

static cosign_rc_t
seal(struct csn_buf *box, struct csn_span plain, struct csn_span password,
    const uint8_t *salt, const uint8_t *nonce, cosign_error_t *err)
{
	const size_t len = plain.len + crypto_secretbox_MACBYTES;
	const struct csn_sodium *sodium;
	struct csn_secret key = { NULL, 0, 0 };
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(csn_sodium_get(&sodium, err));
	csn_buf_reserve(box, len);
	CSN_TRY(csn_buf_finish(box, err));
	CSN_TRY(csn_scrypt(&key, crypto_secretbox_KEYBYTES, password,
	    csn_span(salt, CSN_KEYFILE_SALT_SIZE), (uint64_t)accepted[0].n,
	    (uint32_t)accepted[0].r, (uint32_t)accepted[0].p, err));
	if (sodium->secretbox_seal(box->p, plain.p, plain.len, nonce, key.p) !=
	    0) {
		rc = csn_fail(err, COSIGN_E_CRYPTO, "secretbox");
		goto out;
	}
	box->len = len;
	rc = COSIGN_OK;
out:
	csn_secret_dispose(&key);
	return rc;
}

static void
write_json(struct csn_buf *out, const struct csn_buf *box, const uint8_t *salt,
    const uint8_t *nonce)
{
	struct csn_json_writer w;

	csn_jw_init(&w, out, CSN_JSON_GO);
	csn_jw_object_begin(&w);
	csn_jw_name(&w, "kdf");
	csn_jw_object_begin(&w);
	csn_jw_name(&w, "name");
	csn_jw_str(&w, KDF_NAME);
	csn_jw_name(&w, "params");
	csn_jw_object_begin(&w);
	csn_jw_name(&w, "N");
	csn_jw_int(&w, accepted[0].n);
	csn_jw_name(&w, "r");
	csn_jw_int(&w, accepted[0].r);
	csn_jw_name(&w, "p");
	csn_jw_int(&w, accepted[0].p);
	csn_jw_object_end(&w);
	csn_jw_name(&w, "salt");
	csn_jw_base64(&w, salt, CSN_KEYFILE_SALT_SIZE);
	csn_jw_object_end(&w);
	csn_jw_name(&w, "cipher");
	csn_jw_object_begin(&w);
	csn_jw_name(&w, "name");
	csn_jw_str(&w, CIPHER_NAME);
	csn_jw_name(&w, "nonce");
	csn_jw_base64(&w, nonce, CSN_KEYFILE_NONCE_SIZE);
	csn_jw_object_end(&w);
	csn_jw_name(&w, "ciphertext");
	csn_jw_base64(&w, box->p, box->len);
	csn_jw_object_end(&w);
}

cosign_rc_t
csn_keyfile_write(char **pem, size_t *len, struct csn_span plain,
    struct csn_span password, const uint8_t salt[CSN_KEYFILE_SALT_SIZE],
    const uint8_t nonce[CSN_KEYFILE_NONCE_SIZE], cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf box, json, text;

	*pem = NULL;
	*len = 0;
	csn_buf_init(&box, CSN_KEY_FILE_MAX);
	csn_buf_init(&json, CSN_KEY_FILE_MAX);
	csn_buf_init(&text, CSN_KEY_FILE_MAX);
	CSN_TRY(seal(&box, plain, password, salt, nonce, err));
	write_json(&json, &box, salt, nonce);
	CSN_TRY(csn_buf_finish(&json, err));
	csn_pem_write(&text, CSN_KEYFILE_LABEL, json.p, json.len);
	CSN_TRY(csn_buf_take(&text, pem, len, err));
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&box);
	csn_buf_dispose(&json);
	csn_buf_dispose(&text);
	return rc;
}

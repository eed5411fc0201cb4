#include "crypto/der.h"
#include "crypto/pem.h"
#include "keys/key_internal.h"
#include "keys/keyfile.h"
#include "keys/pbes2.h"
#include "util/base64.h"
#include "util/limits.h"

/* Whom to ask for a password. */
struct asked {
	cosign_password_fn fn;
	void *user;
};

typedef cosign_rc_t (*import_fn)(cosign_key_t **out, struct csn_span der,
    const struct asked *asked, cosign_error_t *err);
typedef cosign_rc_t (*read_fn)(
    struct csn_private *out, struct csn_span der, cosign_error_t *err);

static cosign_rc_t
import_plain(
    cosign_key_t **out, read_fn read, struct csn_span der, cosign_error_t *err)
{
	struct csn_private numbers;
	cosign_rc_t rc = read(&numbers, der, err);

	return rc == COSIGN_OK ? csn_key_from_private(out, &numbers, err) : rc;
}

static cosign_rc_t
import_pkcs8(cosign_key_t **out, struct csn_span der, const struct asked *asked,
    cosign_error_t *err)
{
	(void)asked;
	return import_plain(out, csn_pkcs8_read, der, err);
}

static cosign_rc_t
import_sec1(cosign_key_t **out, struct csn_span der, const struct asked *asked,
    cosign_error_t *err)
{
	(void)asked;
	return import_plain(out, csn_sec1_read, der, err);
}

static cosign_rc_t
import_pkcs1(cosign_key_t **out, struct csn_span der, const struct asked *asked,
    cosign_error_t *err)
{
	(void)asked;
	return import_plain(out, csn_pkcs1_read, der, err);
}

static cosign_rc_t
import_pbes2(cosign_key_t **out, struct csn_span der, const struct asked *asked,
    cosign_error_t *err)
{
	struct csn_secret typed = { NULL, 0, 0 }, plain = { NULL, 0, 0 };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_pbes2 box;

	CSN_TRY(csn_pbes2_read(&box, der, err));
	CSN_TRY(csn_password_ask(
	    &typed, asked->fn, asked->user, COSIGN_PASSWORD_OPEN, err));
	CSN_TRY(csn_pbes2_open(&plain, &box, csn_secret_span(&typed), err));
	CSN_TRY(
	    import_plain(out, csn_pkcs8_read, csn_secret_span(&plain), err));
	rc = COSIGN_OK;
out:
	csn_secret_dispose(&plain);
	csn_secret_dispose(&typed);
	return rc;
}

static cosign_rc_t
import_keyfile(cosign_key_t **out, struct csn_span json,
    const struct asked *asked, cosign_error_t *err)
{
	return csn_key_from_keyfile(out, json, asked->fn, asked->user, err);
}

static const struct form {
	const char *label;
	import_fn import;
} forms[] = {
	{ "PRIVATE KEY", import_pkcs8 },
	{ "ENCRYPTED PRIVATE KEY", import_pbes2 },
	{ "RSA PRIVATE KEY", import_pkcs1 },
	{ "EC PRIVATE KEY", import_sec1 },
	{ CSN_KEYFILE_LABEL, import_keyfile },
	{ CSN_KEYFILE_LABEL_OLD, import_keyfile },
};

/* What people try, with the way out. */
static const struct stranger {
	const char *label;
	cosign_rc_t rc;
	const char *hint;
} strangers[] = {
	{ "OPENSSH PRIVATE KEY", COSIGN_E_UNSUPPORTED,
	    "ssh-keygen -p -m PKCS8 -f FILE rewrites it" },
	{ "DSA PRIVATE KEY", COSIGN_E_UNSUPPORTED, NULL },
	{ "PUBLIC KEY", COSIGN_E_KEY_KIND, "the private key is needed" },
	{ "RSA PUBLIC KEY", COSIGN_E_KEY_KIND, "the private key is needed" },
	{ "CERTIFICATE", COSIGN_E_KEY_KIND, "the private key is needed" },
};

static cosign_rc_t
fail_label(const struct csn_pem *pem, cosign_error_t *err)
{
	const int len = (int)(pem->label.len < CSN_QUOTE_MAX ? pem->label.len
							     : CSN_QUOTE_MAX);
	cosign_rc_t rc = COSIGN_E_KEY_KIND;
	const char *hint = NULL;
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(strangers); i++) {
		if (!csn_pem_is(pem, strangers[i].label))
			continue;
		rc = strangers[i].rc;
		hint = strangers[i].hint;
	}
	(void)csn_fail(err, rc, "%.*s, no private key that can be imported",
	    len, (const char *)pem->label.p);
	if (hint != NULL)
		csn_hint(err, "%s", hint);
	return rc;
}

/* Proc-Type and DEK-Info (RFC 1421): MD5 over password and salt, once. */
static cosign_rc_t
fail_headers(cosign_error_t *err)
{
	(void)csn_fail(err, COSIGN_E_UNSUPPORTED,
	    "PEM with headers, the old way to encrypt a key");
	csn_hint(err, "openssl pkcs8 -topk8 -in FILE rewrites it");
	return COSIGN_E_UNSUPPORTED;
}

/* The body may be a key that nobody encrypted. */
static cosign_rc_t
decode_body(struct csn_secret *der, struct csn_span body, cosign_error_t *err)
{
	const size_t size = body.len + CSN_BASE64_QUANTUM;
	struct csn_secret scratch = { NULL, 0, 0 };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf decoded, packed;

	CSN_TRY(csn_secret_new(der, size, err));
	CSN_TRY(csn_secret_new(&scratch, size, err));
	csn_secret_buf(&decoded, der);
	csn_secret_buf(&packed, &scratch);
	CSN_TRY(csn_pem_decode(&decoded, &packed, body, err));
	CSN_TRY(csn_secret_finish(der, &decoded, err));
	rc = COSIGN_OK;
out:
	csn_secret_dispose(&scratch);
	return rc;
}

static cosign_rc_t
import_block(cosign_key_t **out, const struct csn_pem *pem,
    const struct asked *asked, cosign_error_t *err)
{
	struct csn_secret der = { NULL, 0, 0 };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(forms); i++)
		if (csn_pem_is(pem, forms[i].label))
			break;
	if (i == CSN_ARRAY_LEN(forms))
		return fail_label(pem, err);
	if (pem->has_headers)
		return fail_headers(err);
	CSN_TRY(decode_body(&der, pem->body, err));
	CSN_TRY(forms[i].import(out, csn_secret_span(&der), asked, err));
	rc = COSIGN_OK;
out:
	csn_secret_dispose(&der);
	return rc;
}

/* The first block is the key, but for the "EC PARAMETERS" that "openssl
   ecparam -genkey" writes before it: the key names its curve again. */
static cosign_rc_t
import_pem(cosign_key_t **out, struct csn_span text, const struct asked *asked,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_pem pem;
	size_t at = 0;

	CSN_TRY(csn_pem_find(&pem, text, &at, err));
	if (csn_pem_is(&pem, "EC PARAMETERS")) {
		cosign_rc_t next = csn_pem_find(&pem, text, &at, err);

		if (next == COSIGN_E_NOT_FOUND)
			next = csn_fail(
			    err, COSIGN_E_PEM, "EC PARAMETERS and no key");
		CSN_TRY(next);
	}
	CSN_TRY(import_block(out, &pem, asked, err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* The forms tell themselves apart by their first two elements. */
static cosign_rc_t
import_der(cosign_key_t **out, struct csn_span der, const struct asked *asked,
    cosign_error_t *err)
{
	struct csn_span in = der, fields, element, content;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int first, second;

	CSN_TRY(csn_der_read(&in, CSN_DER_SEQUENCE, &fields, err));
	CSN_TRY(csn_der_read_any(&fields, &first, &element, &content, err));
	second = csn_der_peek(fields);
	if (first == CSN_DER_INTEGER && second == CSN_DER_SEQUENCE)
		return import_pkcs8(out, der, asked, err);
	if (first == CSN_DER_SEQUENCE && second == CSN_DER_OCTET_STRING)
		return import_pbes2(out, der, asked, err);
	if (first == CSN_DER_INTEGER && second == CSN_DER_INTEGER)
		return import_pkcs1(out, der, asked, err);
	if (first == CSN_DER_INTEGER && second == CSN_DER_OCTET_STRING)
		return import_sec1(out, der, asked, err);
	if (first == CSN_DER_SEQUENCE && second == CSN_DER_BIT_STRING)
		return csn_fail(err, COSIGN_E_KEY_KIND, "a public key");
	rc = csn_fail(err, COSIGN_E_MALFORMED, "neither PEM nor a key in DER");
out:
	return rc;
}

/* As cosign, which imports no RSA key of another exponent, though it verifies
   signatures of one. */
static cosign_rc_t
check_exponent(const cosign_key_t *key, cosign_error_t *err)
{
	static const uint8_t f4[] = { 0x01, 0x00, 0x01 };
	struct csn_span der;
	struct csn_spki spki;
	cosign_rc_t rc;

	der.p = cosign_pubkey_der(cosign_key_public(key), &der.len);
	rc = csn_spki_read(&spki, der, err);
	if (rc == COSIGN_OK && spki.kind == CSN_KEY_RSA &&
	    !csn_span_eq(spki.exponent, csn_span(f4, sizeof(f4))))
		return csn_fail(
		    err, COSIGN_E_WEAK_KEY, "RSA exponent is not 65537");
	return rc;
}

cosign_rc_t
cosign_key_import(cosign_key_t **out, const void *data, size_t len,
    cosign_password_fn password, void *user, cosign_error_t *err)
{
	const struct csn_span in = csn_span(data, len);
	const struct asked asked = { password, user };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_key_t *key = NULL;

	if (out == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT, "import: no out");
	*out = NULL;
	if (data == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT, "import: no data");
	if (len > CSN_KEY_FILE_MAX)
		return csn_fail(err, COSIGN_E_LIMIT,
		    "import: more than %zu bytes", CSN_KEY_FILE_MAX);
	CSN_TRY(csn_pem_looks_like(in) ? import_pem(&key, in, &asked, err)
				       : import_der(&key, in, &asked, err));
	CSN_TRY(check_exponent(key, err));
	CSN_TRY(csn_key_try(key, err));
	*out = key;
	key = NULL;
	rc = COSIGN_OK;
out:
	cosign_key_free(key);
	csn_stack_wipe();
	return csn_fail_at(err, rc, "import");
}

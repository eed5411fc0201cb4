#include "crypto/pubkey_internal.h"

#include "crypto/ecdsa.h"
#include "crypto/ossl.h"
#include "crypto/pem.h"
#include "util/base64.h"
#include "util/limits.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>

#include <stdlib.h>

size_t
cosign_pubkey_max_size(void)
{
	return CSN_KEY_FILE_MAX;
}

static void
material_unref(struct csn_key_material *m)
{
	if (m == NULL || atomic_fetch_sub(&m->refs, 1) != 1)
		return;
	EVP_PKEY_free(atomic_load(&m->pkey));
	csn_ecdsa_key_free(m->ecdsa);
	csn_buf_dispose(&m->der);
	csn_buf_dispose(&m->pem);
	free(m);
}

/* Parameters become a key. The reason of a refusal is OpenSSL's newest. */
static int
from_params(
    EVP_PKEY **out, OSSL_LIB_CTX *libctx, const char *type, OSSL_PARAM *params)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(libctx, type, NULL);
	const int ok = ctx != NULL && EVP_PKEY_fromdata_init(ctx) == 1 &&
	    EVP_PKEY_fromdata(ctx, out, EVP_PKEY_PUBLIC_KEY, params) == 1;

	EVP_PKEY_CTX_free(ctx);
	return ok;
}

static cosign_rc_t
fail_key(cosign_error_t *err)
{
	return csn_fail_openssl(
	    err, COSIGN_E_CRYPTO, "OpenSSL does not take the key");
}

static cosign_rc_t
make_rsa(EVP_PKEY **out, OSSL_LIB_CTX *libctx, const struct csn_spki *fields,
    cosign_error_t *err)
{
	const struct csn_span n = fields->modulus, e = fields->exponent;
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	BIGNUM *bn_n = BN_bin2bn(n.p, (int)n.len, NULL);
	BIGNUM *bn_e = BN_bin2bn(e.p, (int)e.len, NULL);
	OSSL_PARAM *params = NULL;
	cosign_rc_t rc = COSIGN_OK;

	if (bld != NULL && bn_n != NULL && bn_e != NULL &&
	    OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_N, bn_n) == 1 &&
	    OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_E, bn_e) == 1)
		params = OSSL_PARAM_BLD_to_param(bld);
	if (params == NULL)
		rc = csn_fail_nomem(err);
	else if (!from_params(out, libctx, "RSA", params))
		rc = fail_key(err);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(bld);
	BN_free(bn_n);
	BN_free(bn_e);
	return rc;
}

/* What SubjectPublicKeyInfo of Ed25519 ends with. */
#define ED25519_SIZE 32

static cosign_rc_t
make_ed25519(EVP_PKEY **out, OSSL_LIB_CTX *libctx, const struct csn_buf *der,
    cosign_error_t *err)
{
	*out = EVP_PKEY_new_raw_public_key_ex(libctx, "ED25519", NULL,
	    der->p + der->len - ED25519_SIZE, ED25519_SIZE);
	return *out != NULL ? COSIGN_OK : fail_key(err);
}

static cosign_rc_t
make_pkey(EVP_PKEY **out, const struct csn_key_material *m, cosign_error_t *err)
{
	const struct csn_ossl *ossl;
	struct csn_spki fields;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	*out = NULL;
	CSN_TRY(csn_ossl_get(&ossl, err));
	if (m->kind == CSN_KEY_ED25519)
		return make_ed25519(out, ossl->libctx, &m->der, err);
	CSN_TRY(csn_spki_read(&fields, csn_span(m->der.p, m->der.len), err));
	return make_rsa(out, ossl->libctx, &fields, err);
out:
	return rc;
}

cosign_rc_t
csn_pubkey_evp(EVP_PKEY **out, const cosign_pubkey_t *key, cosign_error_t *err)
{
	struct csn_key_material *m = key->material;
	EVP_PKEY *made = NULL;
	cosign_rc_t rc;

	*out = atomic_load(&m->pkey);
	if (*out != NULL)
		return COSIGN_OK;
	rc = make_pkey(&made, m, err);
	if (rc != COSIGN_OK)
		return rc;
	/* Who comes second takes what the first one made. */
	if (atomic_compare_exchange_strong(&m->pkey, out, made))
		*out = made;
	else
		EVP_PKEY_free(made);
	return COSIGN_OK;
}

/* What verifies with the key, if it is not made later. */
static cosign_rc_t
make_verifier(struct csn_key_material *m, const struct csn_spki *fields,
    cosign_error_t *err)
{
	switch (fields->kind) {
	case CSN_KEY_P256:
	case CSN_KEY_P384:
	case CSN_KEY_P521:
		return csn_ecdsa_key_new(
		    &m->ecdsa, fields->kind, fields->point, err);
	case CSN_KEY_RSA:
	case CSN_KEY_ED25519:
		return COSIGN_OK;
	}
	return csn_fail(err, COSIGN_E_INTERNAL, "key kind");
}

static cosign_rc_t
write_hint(struct csn_key_material *m, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf text;

	csn_buf_init(&text, sizeof(m->hint) - 1);
	csn_base64_encode(&text, m->fingerprint.bytes, m->fingerprint.len);
	CSN_TRY(csn_buf_finish(&text, err));
	memcpy(m->hint, text.p, text.len + 1);
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&text);
	return rc;
}

static cosign_rc_t
material_new(struct csn_key_material **out, const struct csn_spki *fields,
    cosign_error_t *err)
{
	struct csn_key_material *m = calloc(1, sizeof(*m));
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	*out = NULL;
	if (m == NULL)
		return csn_fail_nomem(err);
	atomic_init(&m->refs, 1);
	m->kind = fields->kind;
	m->rsa_bits = fields->rsa_bits;
	csn_buf_init(&m->der, CSN_KEY_DER_MAX);
	csn_buf_init(&m->pem, CSN_KEY_FILE_MAX);
	CSN_TRY(make_verifier(m, fields, err));
	csn_spki_write(&m->der, fields);
	CSN_TRY(csn_buf_finish(&m->der, err));
	csn_pem_write(&m->pem, "PUBLIC KEY", m->der.p, m->der.len);
	CSN_TRY(csn_buf_finish(&m->pem, err));
	csn_digest_bytes(
	    &m->fingerprint, COSIGN_HASH_SHA256, m->der.p, m->der.len);
	CSN_TRY(write_hint(m, err));
	*out = m;
	m = NULL;
	rc = COSIGN_OK;
out:
	material_unref(m);
	return rc;
}

/* A handle on material, which gets one owner more. NULL without memory. */
static cosign_pubkey_t *
handle_new(struct csn_key_material *m, const struct csn_alg *alg)
{
	cosign_pubkey_t *key = calloc(1, sizeof(*key));

	if (key == NULL)
		return NULL;
	(void)atomic_fetch_add(&m->refs, 1);
	key->self = key;
	atomic_init(&key->refs, 1);
	key->alg = alg;
	key->material = m;
	return key;
}

cosign_rc_t
csn_pubkey_from_fields(
    cosign_pubkey_t **out, const struct csn_spki *fields, cosign_error_t *err)
{
	struct csn_key_material *m = NULL;
	struct csn_spki checked = *fields;
	const struct csn_alg *alg;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	*out = NULL;
	CSN_TRY(csn_spki_check(&checked, err));
	alg = csn_alg_default(checked.kind, checked.rsa_bits);
	if (alg == NULL) {
		rc = csn_fail(err, COSIGN_E_INTERNAL, "no default algorithm");
		goto out;
	}
	CSN_TRY(material_new(&m, &checked, err));
	*out = handle_new(m, alg);
	if (*out == NULL) {
		rc = csn_fail_nomem(err);
		goto out;
	}
	rc = COSIGN_OK;
out:
	material_unref(m);
	return rc;
}

cosign_rc_t
csn_pubkey_from_spki(
    cosign_pubkey_t **out, struct csn_span der, cosign_error_t *err)
{
	struct csn_spki fields;
	cosign_rc_t rc;

	*out = NULL;
	rc = csn_spki_read(&fields, der, err);
	if (rc != COSIGN_OK)
		return rc;
	return csn_pubkey_from_fields(out, &fields, err);
}

cosign_rc_t
csn_alg_check(cosign_alg_t alg, enum csn_key_kind kind, uint32_t rsa_bits,
    cosign_error_t *err)
{
	const struct csn_alg *row = csn_alg_row(alg);

	if (row == NULL)
		return csn_fail(err, COSIGN_E_ALGORITHM, "no such algorithm");
	if (row->kind != kind || row->rsa_bits != rsa_bits)
		return csn_fail(err, COSIGN_E_ALGORITHM,
		    "%s is not for this kind of key", row->name);
	return COSIGN_OK;
}

cosign_rc_t
cosign_pubkey_with_algorithm(cosign_pubkey_t **out, const cosign_pubkey_t *key,
    cosign_alg_t alg, cosign_error_t *err)
{
	struct csn_key_material *m;
	cosign_rc_t rc;

	if (out == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT, "public key: no out");
	*out = NULL;
	if (key == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT, "public key: no key");
	m = key->material;
	rc = csn_alg_check(alg, m->kind, m->rsa_bits, err);
	if (rc != COSIGN_OK)
		return csn_fail_at(err, rc, "public key");
	*out = handle_new(m, csn_alg_row(alg));
	return *out != NULL ? COSIGN_OK : csn_fail_nomem(err);
}

cosign_alg_t
cosign_pubkey_algorithm(const cosign_pubkey_t *key)
{
	return key == NULL ? COSIGN_ALG_NONE : key->alg->alg;
}

const uint8_t *
cosign_pubkey_der(const cosign_pubkey_t *key, size_t *len)
{
	if (len != NULL)
		*len = key == NULL ? 0 : key->material->der.len;
	return key == NULL ? NULL : key->material->der.p;
}

const char *
cosign_pubkey_pem(const cosign_pubkey_t *key)
{
	return key == NULL ? NULL : (const char *)key->material->pem.p;
}

const uint8_t *
cosign_pubkey_fingerprint(const cosign_pubkey_t *key)
{
	return key == NULL ? NULL : key->material->fingerprint.bytes;
}

const char *
cosign_pubkey_hint(const cosign_pubkey_t *key)
{
	return key == NULL ? NULL : key->material->hint;
}

enum csn_key_kind
csn_pubkey_kind(const cosign_pubkey_t *key)
{
	return key->material->kind;
}

const struct csn_alg *
csn_pubkey_alg(const cosign_pubkey_t *key)
{
	return key->alg;
}

cosign_pubkey_t *
cosign_pubkey_ref(const cosign_pubkey_t *key)
{
	if (key == NULL)
		return NULL;
	(void)atomic_fetch_add(&key->self->refs, 1);
	return key->self;
}

void
cosign_pubkey_free(cosign_pubkey_t *key)
{
	if (key == NULL || atomic_fetch_sub(&key->refs, 1) != 1)
		return;
	/* After its cleanup OpenSSL's keys cannot be freed any more, and need
	   not. */
	if (atomic_load(&key->material->pkey) != NULL && csn_ossl_closed())
		return;
	csn_pool_dispose(&key->pool);
	material_unref(key->material);
	free(key);
}

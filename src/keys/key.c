#include "keys/key_internal.h"

#include "crypto/ossl.h"

#include <stdlib.h>

static void
material_unref(struct csn_private_material *m)
{
	if (m == NULL || atomic_fetch_sub(&m->refs, 1) != 1)
		return;
	csn_secret_dispose(&m->pkcs8);
	csn_secret_dispose(&m->ed25519);
	/* OpenSSL's part cannot be freed after its cleanup, and what leads to
	   it is then left with it. */
	if (csn_ossl_closed())
		return;
	EVP_PKEY_free(m->ec);
	free(m);
}

static cosign_rc_t
open_ec(struct csn_private_material *m, struct csn_spki *public,
    uint8_t point[CSN_POINT_MAX], const struct csn_private *key,
    cosign_error_t *err)
{
	struct csn_private whole = { .kind = key->kind };
	struct csn_ec ec;
	cosign_rc_t rc = csn_ec_complete(&ec, key, err);

	if (rc != COSIGN_OK)
		return rc;
	memcpy(point, ec.point, ec.point_len);
	public->point = csn_span(point, ec.point_len);
	whole.number = csn_secret_span(&ec.number);
	CSN_TRY(csn_pkcs8_write(&m->pkcs8, &whole, public->point, err));
	CSN_TRY(csn_ec_open(&m->ec, key->kind, &ec, err));
	rc = COSIGN_OK;
out:
	csn_ec_dispose(&ec);
	return rc;
}

static cosign_rc_t
open_rsa(struct csn_private_material *m, struct csn_spki *public,
    const struct csn_private *key, cosign_error_t *err)
{
	const struct csn_span nothing = { NULL, 0 };
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	public->modulus = key->rsa[CSN_RSA_N];
	public->exponent = key->rsa[CSN_RSA_E];
	/* Sizes before anything is computed with the numbers. */
	CSN_TRY(csn_spki_check(public, err));
	CSN_TRY(csn_rsa_check(key, err));
	CSN_TRY(csn_pkcs8_write(&m->pkcs8, key, nothing, err));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
open_ed25519(struct csn_private_material *m, struct csn_spki *public,
    const struct csn_private *key, cosign_error_t *err)
{
	const struct csn_span nothing = { NULL, 0 };
	cosign_rc_t rc = csn_ed25519_complete(&m->ed25519, key, err);

	if (rc != COSIGN_OK)
		return rc;
	public->point =
	    csn_span(m->ed25519.p + CSN_ED25519_SIZE, CSN_ED25519_SIZE);
	return csn_pkcs8_write(&m->pkcs8, key, nothing, err);
}

static cosign_rc_t
material_new(struct csn_private_material **out, cosign_pubkey_t **pub,
    const struct csn_private *key, cosign_error_t *err)
{
	struct csn_private_material *m = calloc(1, sizeof(*m));
	struct csn_spki public = { .kind = key->kind };
	uint8_t point[CSN_POINT_MAX];
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	*out = NULL;
	if (m == NULL)
		return csn_fail_nomem(err);
	atomic_init(&m->refs, 1);
	switch (key->kind) {
	case CSN_KEY_P256:
	case CSN_KEY_P384:
	case CSN_KEY_P521:
		CSN_TRY(open_ec(m, &public, point, key, err));
		break;
	case CSN_KEY_RSA:
		CSN_TRY(open_rsa(m, &public, key, err));
		break;
	case CSN_KEY_ED25519:
		CSN_TRY(open_ed25519(m, &public, key, err));
		break;
	}
	CSN_TRY(csn_pubkey_from_fields(pub, &public, err));
	*out = m;
	m = NULL;
	rc = COSIGN_OK;
out:
	material_unref(m);
	return rc;
}

/* A handle on material, which gets one owner more, and on a public key, which
   becomes the handle's own. NULL without memory. */
static cosign_key_t *
handle_new(struct csn_private_material *m, cosign_pubkey_t *pub)
{
	cosign_key_t *key = calloc(1, sizeof(*key));

	if (key == NULL)
		return NULL;
	(void)atomic_fetch_add(&m->refs, 1);
	key->self = key;
	atomic_init(&key->refs, 1);
	key->alg = csn_pubkey_alg(pub);
	key->pub = pub;
	key->material = m;
	return key;
}

cosign_rc_t
csn_key_from_private(
    cosign_key_t **out, const struct csn_private *key, cosign_error_t *err)
{
	struct csn_private_material *m = NULL;
	cosign_pubkey_t *pub = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	*out = NULL;
	CSN_TRY(material_new(&m, &pub, key, err));
	*out = handle_new(m, pub);
	if (*out == NULL) {
		rc = csn_fail_nomem(err);
		goto out;
	}
	pub = NULL;
	rc = COSIGN_OK;
out:
	cosign_pubkey_free(pub);
	material_unref(m);
	return rc;
}

/* The private key of PSS and PKCS#1 v1.5, or of pure and prehashed Ed25519,
   is the same: the algorithm is the handle's. */
cosign_rc_t
cosign_key_with_algorithm(cosign_key_t **out, const cosign_key_t *key,
    cosign_alg_t alg, cosign_error_t *err)
{
	const struct csn_alg *row = csn_alg_row(alg);
	cosign_pubkey_t *pub = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	if (out == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT, "key: no out");
	*out = NULL;
	if (key == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT, "key: no key");
	if (row != NULL && row->read_only)
		return csn_fail(err, COSIGN_E_ALGORITHM,
		    "key: %s is verified, not made", row->name);
	CSN_TRY(cosign_pubkey_with_algorithm(&pub, key->pub, alg, err));
	*out = handle_new(key->material, pub);
	if (*out == NULL) {
		rc = csn_fail_nomem(err);
		goto out;
	}
	pub = NULL;
	rc = COSIGN_OK;
out:
	cosign_pubkey_free(pub);
	return rc;
}

const cosign_pubkey_t *
cosign_key_public(const cosign_key_t *key)
{
	return key == NULL ? NULL : key->pub;
}

cosign_alg_t
cosign_key_algorithm(const cosign_key_t *key)
{
	return key == NULL ? COSIGN_ALG_NONE : key->alg->alg;
}

cosign_key_t *
cosign_key_ref(const cosign_key_t *key)
{
	if (key == NULL)
		return NULL;
	(void)atomic_fetch_add(&key->self->refs, 1);
	return key->self;
}

void
cosign_key_free(cosign_key_t *key)
{
	if (key == NULL || atomic_fetch_sub(&key->refs, 1) != 1)
		return;
	material_unref(key->material);
	if (csn_ossl_closed())
		return;
	csn_pool_dispose(&key->pool);
	cosign_pubkey_free(key->pub);
	free(key);
}

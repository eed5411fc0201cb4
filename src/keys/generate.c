#include "keys/key_internal.h"

static cosign_rc_t
generate(cosign_key_t **out, const struct csn_alg *alg, cosign_error_t *err)
{
	struct csn_private numbers = { .kind = alg->kind };
	struct csn_secret bytes = { NULL, 0, 0 };
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	switch (alg->kind) {
	case CSN_KEY_P256:
	case CSN_KEY_P384:
	case CSN_KEY_P521:
		CSN_TRY(csn_ec_generate(&bytes, alg->kind, err));
		numbers.number = csn_secret_span(&bytes);
		break;
	case CSN_KEY_RSA:
		CSN_TRY(csn_rsa_generate(&numbers, &bytes, alg->rsa_bits, err));
		break;
	case CSN_KEY_ED25519:
		CSN_TRY(csn_ed25519_generate(&bytes, err));
		numbers.number = csn_secret_span(&bytes);
		break;
	}
	CSN_TRY(csn_key_from_private(out, &numbers, err));
	rc = COSIGN_OK;
out:
	csn_secret_dispose(&bytes);
	return rc;
}

cosign_rc_t
cosign_key_generate(cosign_key_t **out, cosign_alg_t alg, cosign_error_t *err)
{
	const struct csn_alg *row = csn_alg_row(
	    alg == COSIGN_ALG_NONE ? COSIGN_ALG_ECDSA_P256_SHA256 : alg);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_key_t *key = NULL;

	if (out == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT, "new key: no out");
	*out = NULL;
	if (row == NULL || row->read_only)
		return csn_fail(err, COSIGN_E_UNSUPPORTED,
		    "new key: no algorithm to make keys for");
	CSN_TRY(generate(&key, row, err));
	if (row->is_default) {
		*out = key;
		key = NULL;
	} else {
		CSN_TRY(cosign_key_with_algorithm(out, key, row->alg, err));
	}
	rc = COSIGN_OK;
out:
	cosign_key_free(key);
	csn_stack_wipe();
	return csn_fail_at(err, rc, "new key");
}

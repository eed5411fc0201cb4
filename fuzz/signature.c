/*
 * The first byte chooses a key, the rest is a signature of a fixed message.
 * Nothing is accepted but the one known for each key, which is in the corpus:
 * RSA and Ed25519 to the byte, ECDSA in any form that holds r, and s or its
 * negative.
 */
#include "fuzz.h"

#include "crypto/der.h"
#include "crypto/digest.h"

#include <cosign/pubkey.h>

#include <openssl/bn.h>
#include <openssl/err.h>

#include <stdio.h>

#define MESSAGE "hello world\n"

/* Order of P-256, FIPS 186-4 D.1.2.3. */
static const char p256_order[] =
    "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

struct known {
	const char *key;  /* of vectors/crypto/accepted */
	const char *name; /* of corpus/signature */
	cosign_alg_t alg;
	/* read from there */
	cosign_pubkey_t *pubkey;
	uint8_t sig[COSIGN_SIGNATURE_MAX];
	size_t len;
};

static struct known knowns[] = {
	{ "p256.pub", "p256", COSIGN_ALG_ECDSA_P256_SHA256, NULL, { 0 }, 0 },
	{ "rsa2048.pub", "rsa2048", COSIGN_ALG_RSA_PKCS1_2048_SHA256, NULL,
	    { 0 }, 0 },
	{ "rsa2048.pub", "rsa2048-pss", COSIGN_ALG_RSA_PSS_2048_SHA256, NULL,
	    { 0 }, 0 },
	{ "ed25519.pub", "ed25519", COSIGN_ALG_ED25519, NULL, { 0 }, 0 },
	{ "ed25519.pub", "ed25519-ph", COSIGN_ALG_ED25519_PH, NULL, { 0 }, 0 },
};

#define KNOWNS (sizeof(knowns) / sizeof(knowns[0]))

static size_t
load(const char *folder, const char *name, uint8_t *out, size_t size)
{
	char path[1024];
	size_t len;
	FILE *f;

	(void)snprintf(
	    path, sizeof(path), COSIGN_VECTORS "/%s/%s", folder, name);
	f = fopen(path, "rb");
	HOLDS(f != NULL);
	len = fread(out, 1, size, f);
	HOLDS(len > 0 && len < size);
	(void)fclose(f);
	return len;
}

static void
prepare(struct known *k)
{
	uint8_t data[1024];
	cosign_pubkey_t *key = NULL;
	size_t len;

	len = load("crypto/accepted", k->key, data, sizeof(data));
	HOLDS(cosign_pubkey_parse(&key, data, len, NULL) == COSIGN_OK);
	HOLDS(cosign_pubkey_with_algorithm(&k->pubkey, key, k->alg, NULL) ==
	    COSIGN_OK);
	cosign_pubkey_free(key);
	len = load("../fuzz/corpus/signature", k->name, data, sizeof(data));
	k->len = len - 1;
	memcpy(k->sig, data + 1, k->len);
}

static int
holds(const uint8_t *data, size_t size, struct csn_span part)
{
	return memmem(data, size, part.p, part.len) != NULL;
}

static void
check_ecdsa(const struct known *k, const uint8_t *data, size_t size)
{
	struct csn_span der = csn_span(k->sig, k->len), fields, r, s;
	BIGNUM *order = NULL, *number;
	uint8_t negative[32];

	HOLDS(csn_der_read(&der, CSN_DER_SEQUENCE, &fields, NULL) == 0);
	HOLDS(csn_der_read_unsigned(&fields, &r, NULL) == 0);
	HOLDS(csn_der_read_unsigned(&fields, &s, NULL) == 0);
	HOLDS(BN_hex2bn(&order, p256_order) != 0);
	number = BN_bin2bn(s.p, (int)s.len, NULL);
	HOLDS(number != NULL && BN_sub(number, order, number) == 1);
	HOLDS(BN_bn2binpad(number, negative, 32) == 32);
	HOLDS(holds(data, size, r));
	HOLDS(holds(data, size, s) ||
	    holds(data, size, csn_span(negative, sizeof(negative))));
	BN_free(order);
	BN_free(number);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct csn_digest digest;
	struct known *k;
	cosign_rc_t rc;

	if (size == 0)
		return 0;
	k = &knowns[data[0] % KNOWNS];
	data++;
	size--;
	if (k->pubkey == NULL)
		prepare(k);
	rc = cosign_pubkey_verify_message(k->pubkey, COSIGN_HASH_NONE, MESSAGE,
	    strlen(MESSAGE), data, size, NULL);
	HOLDS(ERR_peek_error() == 0);
	HOLDS((rc == COSIGN_E_NO_SIGNATURE) == (size == 0));
	if (rc == COSIGN_OK && k->alg == COSIGN_ALG_ECDSA_P256_SHA256)
		check_ecdsa(k, data, size);
	else if (rc == COSIGN_OK)
		HOLDS(size == k->len && memcmp(data, k->sig, size) == 0);
	else
		HOLDS(rc == COSIGN_E_SIGNATURE || size == 0);
	if (k->alg == COSIGN_ALG_ED25519)
		return 0;
	csn_digest_bytes(
	    &digest, cosign_alg_hash(k->alg), MESSAGE, strlen(MESSAGE));
	HOLDS(cosign_pubkey_verify_digest(k->pubkey, COSIGN_HASH_NONE,
		  digest.bytes, digest.len, data, size, NULL) == rc);
	return 0;
}

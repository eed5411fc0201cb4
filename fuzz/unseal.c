/*
 * What is sealed comes out as it was, and not at all once a bit is another.
 * Then it is read as cosign_key_parse() reads what stands in a key file: a
 * key, whose public half is what was said to be it, or a reason.
 */
#include "private_key.h"

#include "keys/keyfile.h"
#include "keys/sodium.h"

static uint8_t box_key[crypto_secretbox_KEYBYTES] = "what scrypt would derive";
static const uint8_t nonce[CSN_KEYFILE_NONCE_SIZE] = { 1 };

static void
seal(struct csn_keyfile *file, const uint8_t *plain, size_t len)
{
	const size_t box_len = crypto_secretbox_MACBYTES + len;
	const struct csn_sodium *sodium;

	memset(file, 0, sizeof(*file));
	csn_buf_init(&file->nonce, SIZE_MAX);
	csn_buf_add(&file->nonce, nonce, sizeof(nonce));
	csn_buf_init(&file->box, SIZE_MAX);
	csn_buf_reserve(&file->box, box_len);
	HOLDS(csn_buf_finish(&file->nonce, NULL) == COSIGN_OK);
	HOLDS(csn_buf_finish(&file->box, NULL) == COSIGN_OK);
	HOLDS(csn_sodium_get(&sodium, NULL) == COSIGN_OK);
	HOLDS(sodium->secretbox_seal(file->box.p, plain, len, nonce, box_key) ==
	    0);
	file->box.len = box_len;
}

static cosign_rc_t
unseal(struct csn_secret *plain, const struct csn_keyfile *file)
{
	return csn_keyfile_unseal(
	    plain, file, csn_span(box_key, sizeof(box_key)), NULL);
}

/* With one bit of these bytes changed. */
static void
check_damage(
    const struct csn_keyfile *file, uint8_t *bytes, size_t len, size_t bit)
{
	uint8_t *byte = &bytes[bit / 8 % len];
	const uint8_t was = *byte;
	struct csn_secret plain;

	*byte ^= (uint8_t)(1u << bit % 8);
	HOLDS(unseal(&plain, file) == COSIGN_E_PASSWORD);
	HOLDS(plain.p == NULL && plain.len == 0);
	*byte = was;
}

/* RFC 5958 has RSAPublicKey there. */
static void
check_rsa_claim(struct csn_span claim, const struct csn_spki *public)
{
	struct csn_spki said;

	HOLDS(csn_rsa_public_read(&said, claim, NULL) == COSIGN_OK);
	HOLDS(csn_span_eq(said.modulus, public->modulus));
	HOLDS(csn_span_eq(said.exponent, public->exponent));
}

/* SEC 1 2.3.3: 2 or 3 and x; or 4, or as "hybrid" 6 or 7, and both. An odd
   number stands for an odd y. */
static void
check_ec_claim(struct csn_span claim, const struct csn_spki *public)
{
	const struct csn_span point = public->point;
	const unsigned int odd = point.p[point.len - 1] & 1;
	const size_t len = claim.len;

	if (claim.p[0] == 4)
		HOLDS(len == point.len);
	else if (len == point.len)
		HOLDS(claim.p[0] == 6 + odd);
	else
		HOLDS(len == 1 + point.len / 2 && claim.p[0] == 2 + odd);
	HOLDS(memcmp(claim.p + 1, point.p + 1, len - 1) == 0);
}

/* What was said to be the public half is it. */
static void
check_claims(const struct csn_private *numbers, const cosign_pubkey_t *pub)
{
	struct csn_spki public;
	struct csn_span der;
	size_t i;

	der.p = cosign_pubkey_der(pub, &der.len);
	HOLDS(csn_spki_read(&public, der, NULL) == COSIGN_OK);
	for (i = 0; i < CSN_PUBLIC_CLAIMS; i++) {
		if (numbers->claims[i].len == 0)
			continue;
		if (numbers->kind == CSN_KEY_RSA)
			check_rsa_claim(numbers->claims[i], &public);
		else if (numbers->kind == CSN_KEY_ED25519)
			HOLDS(csn_span_eq(numbers->claims[i], public.point));
		else
			check_ec_claim(numbers->claims[i], &public);
	}
}

static void
check_inside(struct csn_span plain)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_private numbers;
	cosign_key_t *key = NULL;
	cosign_rc_t rc = csn_pkcs8_read(&numbers, plain, err);

	if (rc == COSIGN_OK)
		rc = csn_key_from_private(&key, &numbers, err);
	HOLDS((key != NULL) == (rc == COSIGN_OK));
	if (rc == COSIGN_OK) {
		check_private_key(key);
		check_claims(&numbers, cosign_key_public(key));
	} else {
		check_reason(rc, 0, err);
	}
	cosign_key_free(key);
	cosign_error_free(err);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct csn_keyfile file;
	struct csn_secret plain;
	size_t bit = size;

	if (size > 0)
		bit += data[0] + 256u * data[size - 1];
	seal(&file, data, size);
	HOLDS(unseal(&plain, &file) == COSIGN_OK);
	HOLDS(csn_span_eq(csn_secret_span(&plain), csn_span(data, size)));
	check_damage(&file, file.box.p, file.box.len, bit);
	check_damage(&file, file.nonce.p, file.nonce.len, bit);
	check_damage(&file, box_key, sizeof(box_key), bit);
	check_inside(csn_secret_span(&plain));
	csn_secret_dispose(&plain);
	csn_keyfile_dispose(&file);
	return 0;
}

/*
 * Encrypted PKCS#8: nothing is accepted that costs too much to open. Where it
 * costs little it is opened, and comes out as with OpenSSL.
 */
#include "private_key.h"

#include "keys/pbes2.h"

#include <openssl/pkcs12.h>

#define PASSWORD "correct horse"

#define MIB ((uint64_t)1024 * 1024)

static int
is_one_of(const char *name, const char *const *names)
{
	while (*names != NULL && strcmp(name, *names) != 0)
		names++;
	return *names != NULL;
}

/* 128 N r bytes of memory, all of it p times; no product is too large once
   the one before it is not. */
static void
check_scrypt(const struct csn_pbes2 *box)
{
	const uint64_t memory = 128 * (uint64_t)box->n;

	HOLDS(box->n >= 2 && (box->n & (box->n - 1)) == 0);
	HOLDS(box->r >= 1 && box->p >= 1 && box->iterations == 0);
	HOLDS(memory <= 160 * MIB && box->r <= 160 * MIB / memory);
	HOLDS(box->p <= 1024 * MIB / (memory * box->r));
}

static void
check_pbkdf2(const struct csn_pbes2 *box)
{
	static const char *const prfs[] = { "SHA1", "SHA2-256", "SHA2-384",
		"SHA2-512", NULL };

	HOLDS(is_one_of(box->prf, prfs));
	HOLDS(box->iterations >= 1 && box->iterations <= 10000000);
	HOLDS(box->n == 0 && box->r == 0 && box->p == 0);
}

static void
check_box(const struct csn_pbes2 *box, struct csn_span der)
{
	static const char *const ciphers[] = { "AES-128-CBC", "AES-192-CBC",
		"AES-256-CBC", NULL };

	HOLDS(is_one_of(box->cipher, ciphers));
	HOLDS(box->key_size * 8 == strtoul(box->cipher + 4, NULL, 10));
	if (box->prf == NULL)
		check_scrypt(box);
	else
		check_pbkdf2(box);
	HOLDS(lies_in(box->salt, der) && lies_in(box->iv, der));
	HOLDS(lies_in(box->ciphertext, der));
	HOLDS(box->iv.len == 16);
	HOLDS(box->ciphertext.len > 0 && box->ciphertext.len % 16 == 0);
	HOLDS(box->ciphertext.len <= MIB / 64);
}

static int
is_cheap(const struct csn_pbes2 *box)
{
	return box->prf == NULL ? (uint64_t)box->n * box->r <= 1024 / box->p
				: box->iterations <= 64;
}

/* What OpenSSL makes of it; NULL if nothing. */
static uint8_t *
open_with_openssl(struct csn_span der, size_t *size)
{
	const uint8_t *end = der.p;
	X509_SIG *box = d2i_X509_SIG(NULL, &end, (long)der.len);
	const ASN1_OCTET_STRING *ciphertext;
	const X509_ALGOR *algorithm;
	uint8_t *plain = NULL;
	int len = 0;

	HOLDS(box != NULL && end == der.p + der.len);
	X509_SIG_get0(box, &algorithm, &ciphertext);
	(void)PKCS12_pbe_crypt(algorithm, PASSWORD, (int)strlen(PASSWORD),
	    ASN1_STRING_get0_data(ciphertext), ASN1_STRING_length(ciphertext),
	    &plain, &len, 0);
	*size = (size_t)len;
	X509_SIG_free(box);
	ERR_clear_error();
	return plain;
}

static void
check_opening(const struct csn_pbes2 *box, struct csn_span der)
{
	struct csn_secret plain;
	struct csn_private key;
	size_t len;
	uint8_t *theirs;
	cosign_rc_t rc;

	rc = csn_pbes2_open(&plain, box, csn_span_str(PASSWORD), NULL);
	HOLDS(ERR_peek_error() == 0);
	theirs = open_with_openssl(der, &len);
	if (rc == COSIGN_OK) {
		HOLDS(theirs != NULL &&
		    csn_span_eq(
			csn_secret_span(&plain), csn_span(theirs, len)));
	} else {
		HOLDS(rc == COSIGN_E_PASSWORD && plain.p == NULL);
		/* No key is taken for a wrong password. */
		HOLDS(theirs == NULL ||
		    csn_pkcs8_read(&key, csn_span(theirs, len), NULL) !=
			COSIGN_OK);
	}
	csn_secret_dispose(&plain);
	OPENSSL_free(theirs);
}

static void
check_last_byte(struct csn_span der)
{
	struct csn_buf longer = one_byte_more(der);
	struct csn_pbes2 other;

	HOLDS(csn_pbes2_read(&other, csn_span(longer.p, longer.len), NULL) ==
	    COSIGN_E_DER);
	HOLDS(csn_pbes2_read(&other, csn_span(der.p, der.len - 1), NULL) ==
	    COSIGN_E_DER);
	csn_buf_dispose(&longer);
}

/* Somebody is asked once for the password; but PEM comes first, and may stand
   in the ciphertext. */
static void
check_import(struct csn_span der)
{
	cosign_key_t *key = NULL;
	cosign_rc_t rc;
	int asked = 0;

	if (csn_pem_looks_like(der))
		return;
	rc = cosign_key_import(&key, der.p, der.len, give_up, &asked, NULL);
	HOLDS(rc == COSIGN_E_CANCELLED && asked == 1 && key == NULL);
}

static void
check(struct csn_span der)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_pbes2 box;
	cosign_rc_t rc = csn_pbes2_read(&box, der, err);

	if (rc == COSIGN_OK) {
		check_box(&box, der);
		check_last_byte(der);
		check_import(der);
		if (is_cheap(&box))
			check_opening(&box, der);
	} else {
		HOLDS(rc == COSIGN_E_DER || rc == COSIGN_E_MALFORMED ||
		    rc == COSIGN_E_UNSUPPORTED || rc == COSIGN_E_KDF ||
		    (rc == COSIGN_E_LIMIT && der.len > MIB / 64));
		HOLDS(is_printable(cosign_error_message(err)));
	}
	cosign_error_free(err);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for_each_der(data, size, check);
	return 0;
}

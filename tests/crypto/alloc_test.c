/* Every allocation fails once: an error, never a verdict, nothing leaked. */
#include "crypto/ossl.h"

#include "alloc_fail.h"
#include "keys.h"
#include "table.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <stdio.h>

struct given {
	struct vector pem;
	struct vector message;
	struct vector sig;
	cosign_alg_t alg;
	cosign_hash_t hash;
};

/* OpenSSL leaks when it lacks memory for a library context: that is tried in
   ossl_alloc_test.c. */
static void
warm_up(void)
{
	const struct csn_ossl *ossl;

	MUST(csn_ossl_get(&ossl, NULL));
}

static cosign_rc_t
verify(const struct given *g, cosign_error_t *err)
{
	cosign_pubkey_t *key = NULL, *other = NULL;
	cosign_rc_t rc;

	rc = cosign_pubkey_parse(&key, g->pem.data, g->pem.len, err);
	cr_expect_eq(key != NULL, rc == COSIGN_OK);
	if (rc == COSIGN_OK)
		rc = cosign_pubkey_with_algorithm(&other, key, g->alg, err);
	cr_expect_eq(other != NULL, rc == COSIGN_OK);
	if (rc == COSIGN_OK)
		rc = cosign_pubkey_verify_message(other, g->hash,
		    g->message.data, g->message.len,
		    (const uint8_t *)g->sig.data, g->sig.len, err);
	cosign_pubkey_free(other);
	cosign_pubkey_free(key);
	return rc;
}

static void
fail_each(const char *what, const struct given *g, cosign_rc_t expected)
{
	cosign_error_t *err = cosign_error_new();
	/* Only reading an Ed25519 key takes memory. */
	const size_t least = strncmp(what, "ed25519", 7) == 0 ? 8 : 20;
	cosign_rc_t rc;
	size_t n;

	warm_up();
	for (n = 1;; n++) {
		alloc_fail_arm(n);
		rc = verify(g, err);
		if (!alloc_fail_disarm())
			break;
		cr_expect_eq(
		    ERR_peek_error(), 0, "%s, allocation %zu", what, n);
		/* OpenSSL can do without some of what it asks for. */
		if (rc != expected)
			cr_expect(cosign_rc_class(rc) == COSIGN_CLASS_INTERNAL,
			    "%s, allocation %zu: %s: %s", what, n,
			    cosign_rc_name(rc), cosign_error_message(err));
	}
	cr_expect_eq(rc, expected, "%s: %s", what, cosign_error_message(err));
	cr_expect_gt(n, least, "%s: %zu", what, n);
	cosign_error_free(err);
}

/* The first signature of each kind of key in a table. */
Test(crypto, never_accepts_for_lack_of_memory)
{
	struct table t = table_open("crypto/accepted", "signatures.txt");
	char last[32] = "";
	struct given g;
	char file[64];

	g.message = vector_load("crypto", "message");
	while (table_row(&t, 4)) {
		const char *name = t.column[0];
		cosign_pubkey_t *key;

		g.hash = cosign_hash_from_name(t.column[1]);
		if (strcmp(name, last) == 0)
			continue;
		(void)snprintf(last, sizeof(last), "%s", name);
		key = load_key(name);
		g.alg = cosign_pubkey_algorithm(key);
		cosign_pubkey_free(key);
		(void)snprintf(file, sizeof(file), "%.*s.pub",
		    (int)strcspn(name, "-"), name);
		g.pem = vector_load("crypto/accepted", file);
		g.sig = table_hex(t.column[2]);
		fail_each(name, &g, COSIGN_OK);
		g.message.data[0] ^= 1;
		fail_each(name, &g, COSIGN_E_SIGNATURE);
		g.message.data[0] ^= 1;
		vector_free(&g.sig);
		vector_free(&g.pem);
	}
	vector_free(&g.message);
	table_close(&t);
}

Test(crypto, reads_rings_whole_or_not_at_all)
{
	struct vector v =
	    vector_load("crypto/accepted", "ring-certificate.pem");
	cosign_error_t *err = cosign_error_new();
	cosign_keyring_t *ring;
	cosign_rc_t rc;
	size_t n;

	warm_up();
	for (n = 1;; n++) {
		ring = NULL;
		alloc_fail_arm(n);
		rc = cosign_keyring_parse(
		    &ring, v.data, v.len, COSIGN_KEYRING_CERTIFICATES, err);
		if (!alloc_fail_disarm())
			break;
		cr_expect_eq(ring != NULL, rc == COSIGN_OK);
		if (rc == COSIGN_OK)
			cosign_keyring_free(ring);
		else
			cr_expect(cosign_rc_class(rc) == COSIGN_CLASS_INTERNAL,
			    "allocation %zu: %s", n, cosign_error_message(err));
	}
	MUST(rc);
	cr_expect_eq(cosign_keyring_count(ring), 2);
	cosign_keyring_free(ring);
	cosign_error_free(err);
	vector_free(&v);
}

#include "crypto/digest.h"
#include "crypto/ossl.h"

#include "scratch.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <openssl/crypto.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static void *
get(void *user)
{
	const struct csn_ossl **out = user;

	MUST(csn_ossl_get(out, NULL));
	return NULL;
}

Test(ossl, is_made_once_for_all_threads)
{
	const struct csn_ossl *got[8] = { NULL };
	pthread_t threads[ARRAY_LEN(got)];
	size_t i;

	for (i = 0; i < ARRAY_LEN(got); i++)
		cr_assert_eq(
		    pthread_create(&threads[i], NULL, get, &got[i]), 0);
	for (i = 0; i < ARRAY_LEN(got); i++)
		cr_assert_eq(pthread_join(threads[i], NULL), 0);
	cr_assert_not_null(got[0]);
	for (i = 1; i < ARRAY_LEN(got); i++)
		cr_expect_eq(got[i], got[0]);
}

Test(ossl, has_a_context_and_hashes_of_its_own)
{
	const struct csn_ossl *ossl;

	MUST(csn_ossl_get(&ossl, NULL));
	cr_expect_not_null(ossl->libctx);
	cr_expect_neq(ossl->libctx, OSSL_LIB_CTX_get0_global_default());
	cr_expect(EVP_MD_is_a(csn_ossl_md(ossl, COSIGN_HASH_SHA256), "SHA256"));
	cr_expect(EVP_MD_is_a(csn_ossl_md(ossl, COSIGN_HASH_SHA384), "SHA384"));
	cr_expect(EVP_MD_is_a(csn_ossl_md(ossl, COSIGN_HASH_SHA512), "SHA512"));
	cr_expect_null(csn_ossl_md(ossl, COSIGN_HASH_NONE));
}

/* A host that demands FIPS, which is not installed, of its own context. */
Test(ossl, is_out_of_reach_of_the_configuration, .init = scratch_enter,
    .fini = scratch_leave)
{
	static const char config[] = "openssl_conf = a\n[a]\nalg_section = b\n"
				     "[b]\ndefault_properties = fips=yes\n";
	const struct csn_ossl *ossl;
	uint8_t digest[EVP_MAX_MD_SIZE];

	scratch_write("openssl.cnf", config, strlen(config));
	cr_assert_eq(setenv("OPENSSL_CONF", "openssl.cnf", 1), 0);
	MUST(csn_ossl_get(&ossl, NULL));
	cr_expect_eq(EVP_Digest("abc", 3, digest, NULL,
			 csn_ossl_md(ossl, COSIGN_HASH_SHA256), NULL),
	    1);
	cr_expect_eq(digest[0], 0xba);
	cr_expect_eq(
	    EVP_Q_digest(NULL, "SHA256", NULL, "abc", 3, digest, NULL), 0);
}

Test(ossl, leaves_the_error_queue_of_the_host)
{
	const struct csn_ossl *ossl;

	ERR_raise(ERR_LIB_USER, 1);
	MUST(csn_ossl_get(&ossl, NULL));
	cr_expect_eq(ERR_GET_REASON(ERR_peek_error()), 1);
	cr_expect_eq(ERR_peek_error(), ERR_peek_last_error());
}

Test(ossl, records_the_newest_reason)
{
	cosign_error_t *err = cosign_error_new();

	ERR_clear_error();
	ERR_raise(ERR_LIB_EVP, EVP_R_INVALID_KEY);
	expect_error(err, csn_fail_openssl(err, COSIGN_E_CRYPTO, "key %d", 7),
	    COSIGN_E_CRYPTO, "key 7: ");
	cr_expect_eq(cosign_error_cause(err), COSIGN_CAUSE_OPENSSL);
	cr_expect_eq(cosign_error_cause_code(err), ERR_peek_last_error());

	ERR_raise(ERR_LIB_EVP, ERR_R_MALLOC_FAILURE);
	expect_error(err, csn_fail_openssl(err, COSIGN_E_CRYPTO, "key"),
	    COSIGN_E_NOMEM, "out of memory");

	ERR_clear_error();
	expect_error(err, csn_fail_openssl(err, COSIGN_E_CRYPTO, "key"),
	    COSIGN_E_CRYPTO, "key");
	cr_expect_eq(cosign_error_cause(err), COSIGN_CAUSE_NONE);
	cosign_error_free(err);
}

Test(ossl, is_closed_when_openssl_has_cleaned_up)
{
	cosign_error_t *err = cosign_error_new();
	const struct csn_ossl *ossl;

	MUST(csn_ossl_get(&ossl, NULL));
	cr_expect_not(csn_ossl_closed());
	OPENSSL_cleanup();
	cr_expect(csn_ossl_closed());
	expect_error(err, csn_ossl_get(&ossl, err), COSIGN_E_CRYPTO,
	    "OpenSSL has already cleaned up");
	cr_expect_null(ossl);
	cosign_error_free(err);
}

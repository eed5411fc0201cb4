/* The first use of OpenSSL fails for lack of memory; a later one does not. */
#include "crypto/ossl.h"

#include "alloc_fail.h"
#include "vectors.h"

#include <criterion/criterion.h>

Test(ossl, can_be_had_when_there_is_memory_again)
{
	cosign_error_t *err = cosign_error_new();
	const struct csn_ossl *ossl;
	cosign_rc_t rc;
	size_t n, failures = 0;

	for (n = 1;; n++) {
		alloc_fail_arm(n);
		rc = csn_ossl_get(&ossl, err);
		if (!alloc_fail_disarm() || rc == COSIGN_OK)
			break;
		failures++;
		cr_expect_null(ossl);
		cr_expect_eq(cosign_rc_class(rc), COSIGN_CLASS_INTERNAL,
		    "allocation %zu: %s", n, cosign_error_message(err));
	}
	cr_expect_gt(failures, 10);
	MUST(csn_ossl_get(&ossl, err));
	cr_expect_not_null(ossl);
	cosign_error_free(err);
}

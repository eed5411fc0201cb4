#include "keys/secret.h"

#include "util/limits.h"
#include "vectors.h"

#include <criterion/criterion.h>

/* Beyond that the kernel would have no mappings left to guard them with. */
Test(secret, is_one_of_4000_at_most)
{
	static struct csn_secret secrets[CSN_SECRETS_MAX];
	cosign_error_t *err = cosign_error_new();
	struct csn_secret more;
	size_t i;

	for (i = 0; i < CSN_SECRETS_MAX; i++)
		MUST(csn_secret_new(&secrets[i], 16, err));
	expect_error(err, csn_secret_new(&more, 16, err), COSIGN_E_LIMIT,
	    "more than 4000 secrets are held at once");
	cr_expect_null(more.p);
	csn_secret_dispose(&more);
	csn_secret_dispose(&secrets[7]);
	MUST(csn_secret_new(&more, 16, err));
	csn_secret_dispose(&more);
	for (i = 0; i < CSN_SECRETS_MAX; i++)
		csn_secret_dispose(&secrets[i]);
	cosign_error_free(err);
}

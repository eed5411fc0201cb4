#include "artifact/artifact_internal.h"

#include "alloc_fail.h"
#include "scratch.h"
#include "vectors.h"

#include <criterion/criterion.h>

#define SHA256 (1u << COSIGN_HASH_SHA256)
#define SHA512 (1u << COSIGN_HASH_SHA512)

static cosign_rc_t
read_file(cosign_error_t *err)
{
	cosign_artifact_t *a = NULL;
	cosign_rc_t rc;

	rc = cosign_artifact_from_path(&a, "file", err);
	if (rc == COSIGN_OK)
		rc = csn_artifact_read(a, SHA256 | SHA512, 1, err);
	cr_expect_eq(
	    cosign_artifact_digest(a, COSIGN_HASH_SHA256) != NULL, rc == 0);
	cosign_artifact_free(a);
	return rc;
}

Test(artifact, survives_each_lack_of_memory, .init = scratch_enter,
    .fini = scratch_leave)
{
	cosign_error_t *err = cosign_error_new();
	cosign_rc_t rc;
	size_t n;

	scratch_write("file", "abc", 3);
	for (n = 1;; n++) {
		alloc_fail_arm(n);
		rc = read_file(err);
		if (!alloc_fail_disarm())
			break;
		if (rc != COSIGN_OK)
			cr_expect_eq(cosign_rc_class(rc), COSIGN_CLASS_INTERNAL,
			    "allocation %zu: %s", n, cosign_error_message(err));
	}
	MUST(rc);
	/* the object, its path, what is read */
	cr_expect_gt(n, 3);
	cosign_error_free(err);
}

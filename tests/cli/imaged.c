#include "imaged.h"

#include "cosignc.h"

void
imaged_setup(void)
{
	cosignc_setup_key();
	MUST(cosign_oci_new(&images_oci, NULL, NULL, NULL));
	images_put("app", "hello");
}

void
imaged_teardown(void)
{
	cosign_oci_free(images_oci);
	cosignc_teardown();
}

cosign_image_signatures_t *
imaged_fetch(const char *name, const cosign_image_options_t *options)
{
	cosign_image_signatures_t *found = NULL;
	cosign_reference_t *ref = images_ref(name);

	MUST(cosign_image_signatures_fetch(
	    &found, images_oci, ref, options, NULL));
	cosign_reference_free(ref);
	return found;
}

size_t
imaged_count(const char *name)
{
	cosign_image_signatures_t *found = imaged_fetch(name, NULL);
	const size_t count = cosign_image_signatures_count(found);

	cosign_image_signatures_free(found);
	return count;
}

cosign_policy_t *
imaged_policy(const char *key)
{
	cosign_policy_t *policy = NULL;
	cosign_pubkey_t *pub = NULL;

	MUST(cosign_pubkey_load(&pub, key, NULL));
	MUST(cosign_policy_new(&policy, NULL));
	MUST(cosign_policy_add_key(policy, pub, NULL));
	cosign_policy_insecure_ignore_tlog(policy);
	cosign_pubkey_free(pub);
	return policy;
}

void
imaged_expect(const char *name, const char *key,
    const cosign_image_options_t *options, cosign_rc_t code,
    const char *message)
{
	cosign_policy_t *policy = imaged_policy(key);

	images_expect(name, policy, options, code, message);
	cosign_policy_free(policy);
}

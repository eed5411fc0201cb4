#include "signer.h"

#include <cosign.h>

cosign_image_options_t *options;
cosign_key_t *key;
cosign_policy_t *policy;
cosign_error_t *err;

void
signer_enter(void)
{
	images_open();
	images_put("image", "one");
	images_put("other", "two");
	MUST(cosign_image_options_new(&options, NULL));
	MUST(cosign_key_generate(&key, COSIGN_ALG_NONE, NULL));
	policy = images_policy(key);
	err = cosign_error_new();
}

void
signer_leave(void)
{
	cosign_error_free(err);
	cosign_policy_free(policy);
	cosign_key_free(key);
	cosign_image_options_free(options);
	images_close();
}

void
sign_in(const char *name, uint32_t forms)
{
	cosign_image_options_t *o = NULL;

	MUST(cosign_image_options_new(&o, NULL));
	MUST(cosign_image_options_set_forms(o, forms, NULL));
	images_sign(name, key, o);
	cosign_image_options_free(o);
}

cosign_reference_t *
parse(const char *text)
{
	cosign_reference_t *ref = NULL;

	MUST(cosign_reference_parse(&ref, text, NULL));
	return ref;
}

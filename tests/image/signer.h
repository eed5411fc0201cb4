/* A key, and two images that it may sign: "image" and "other". */
#ifndef TESTS_IMAGE_SIGNER_H
#define TESTS_IMAGE_SIGNER_H

#include "images.h"

extern cosign_image_options_t *options;
extern cosign_key_t *key;
extern cosign_policy_t *policy; /* of that key, without log */
extern cosign_error_t *err;

/* For .init and .fini. */
void signer_enter(void);
void signer_leave(void);

/* Sign in these forms. */
void sign_in(const char *name, uint32_t forms);
cosign_reference_t *parse(const char *text);

#endif

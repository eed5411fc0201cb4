/* Images that cosignc signs and verifies, in the layout "images". */
#ifndef TESTS_CLI_IMAGED_H
#define TESTS_CLI_IMAGED_H

#include "../image/images.h"

/* As cosignc_setup_key(), and an image "oci:images:app". */
void imaged_setup(void);
void imaged_teardown(void);

cosign_image_signatures_t *imaged_fetch(
    const char *name, const cosign_image_options_t *options);
size_t imaged_count(const char *name);
/* A key's, from its file, without log. */
cosign_policy_t *imaged_policy(const char *key);
/* images_expect() with that. */
void imaged_expect(const char *name, const char *key,
    const cosign_image_options_t *options, cosign_rc_t code,
    const char *message);

#endif

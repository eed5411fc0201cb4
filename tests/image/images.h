/* Images in a layout of the test's own, and questions about them. */
#ifndef TESTS_IMAGE_IMAGES_H
#define TESTS_IMAGE_IMAGES_H

#include "vectors.h"

#include <cosign/image.h>

/* A client and a folder for a layout; closed at the end. */
void images_open(void);
void images_close(void);
extern cosign_oci_t *images_oci;

/* "oci:images:NAME" */
cosign_reference_t *images_ref(const char *name);
/* An image with nothing in it but this text, under a tag. */
void images_put(const char *name, const char *text);
/* An index of images that are there, under a tag. */
void images_put_index(const char *name, const char *const *images);
/* The digest of a tag; free(). */
char *images_digest(const char *name);
/* The image of formats' examples: one without layers, of 247 bytes. */
void images_put_example(const char *name);
/* The digest of the manifest of a tag, or NULL; free(). */
char *images_find(const char *name);

/* A referrer of an image with this one layer, whose descriptor has more members
   (",..."), or "". */
void images_put_referrer(const char *name, const char *media_type,
    const char *artifact, const char *text, const char *more);

/* Sign with one key, and see that it works. Options may be NULL. */
void images_sign(const char *name, const cosign_key_t *key,
    const cosign_image_options_t *options);
/* A policy of one key without log. */
cosign_policy_t *images_policy(const cosign_key_t *key);
/* Verify; with a code other than OK the message starts so. */
void images_expect(const char *name, const cosign_policy_t *policy,
    const cosign_image_options_t *options, cosign_rc_t code,
    const char *message);

#endif

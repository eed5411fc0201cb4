/* Images in real registries, and questions about them. */
#ifndef TESTS_REAL_IMAGES_H
#define TESTS_REAL_IMAGES_H

#include "real_suite.h"
#include "vectors.h"

#include <cosign/image.h>

/* Key a of 3.1.3 and b of 2.6.5, a client, and policies of the keys'
   public halves. For .init and .fini. */
void images_enter(void);
void images_leave(void);
/* A registry with one image, IMAGES_IMAGE. */
void images_start(enum real_kind kind);

extern cosign_oci_t *images_oci;
extern cosign_policy_t *images_ours, *images_others; /* of a, of b */
extern cosign_error_t *images_err;

/* A path in the registry: "a/b:one". */
const char *images_at(const char *path);
#define IMAGES_IMAGE images_at("a/b:one")

/* A registry, and a form of signatures. */
struct images_place {
	enum real_kind kind;
	uint32_t form;
};

cosign_reference_t *images_reference(const char *text);
/* By us, and by the real cosign, with key a. */
void images_sign(uint32_t forms);
void images_cosign_sign(uint32_t form);
void images_expect(
    const char *text, const cosign_policy_t *policy, cosign_rc_t code);
/* "--new-bundle-format=..." */
const char *images_form_flag(uint32_t form);

/* Ends the test with what images_err holds. */
#define IMAGES_MUST(call) images_must((call), #call)
void images_must(cosign_rc_t rc, const char *call);

#endif

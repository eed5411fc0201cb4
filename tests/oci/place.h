/* Layouts written by hand, and short ways to ask for what is in one. */
#ifndef TESTS_OCI_PLACE_H
#define TESTS_OCI_PLACE_H

#include <cosign/oci.h>

#include "oci/manifest.h"
#include "vectors.h"

#define IMAGE_DIGEST \
	"sha256:"    \
	"cfb9fbd954f1031ed93e96c90f3177978d8149071b7b0723c72b6a4fa18755c3"
#define SIGNATURE_DIGEST \
	"sha256:"        \
	"f15a1c599d5ef4769c44752215e89411804b1b661c839851d832c025274d8423"
#define BUNDLE_DIGEST \
	"sha256:"     \
	"333dc3e67e402b632360309c1a56de9f688fdfe9762a5947d77938755abfd5dc"
#define BUNDLE_TYPE  "application/vnd.dev.sigstore.bundle.v0.3+json"
#define OCI_MANIFEST "application/vnd.oci.image.manifest.v1+json"
#define OCI_INDEX    "application/vnd.oci.image.index.v1+json"

#define LAYOUT_FILE "{\"imageLayoutVersion\":\"1.0.0\"}"

/* A folder with oci-layout, index.json (NULL: without) and blobs/sha256. */
void place_make(const char *folder, const char *layout, const char *index);
/* A blob in it, by its digest, which is returned if it is not NULL. */
void place_blob(const char *folder, const void *p, size_t len,
    char digest[CSN_DIGEST_TEXT_SIZE]);
/* The same of a file of vectors/oci. */
void place_vector(const char *folder, const char *file);
/* A layout with the vectors as blobs. */
void place_fill(const char *folder, const char *index);
/* Where a blob is. Until the next call. */
const char *place_path(const char *folder, const char *digest);

/* The client of the test, and a reference; the test's to free. */
cosign_oci_t *place_client(void);
cosign_reference_t *place_ref(const char *text);

/* What a reference leads to: its digest, or the code's name. Until the next
   call. */
const char *place_digest(const char *text);
/* What is found of referrers: "N:" and the last characters of each digest. */
const char *place_referrers(const char *text, const char *artifact_type);
/* All tags, each with a blank behind it. */
const char *place_tags(const char *text);

/* Put bytes as a blob, a manifest under a reference; their results. */
cosign_rc_t place_push(
    const char *text, const void *json, size_t len, cosign_error_t *err);
cosign_rc_t place_push_blob(const char *text, const void *p, size_t len,
    cosign_descriptor_t **out, cosign_error_t *err);

/* Remove a manifest or a name. */
cosign_rc_t place_delete(const char *text, cosign_error_t *err);

/* A file has this text. */
void place_expect(const char *path, const char *content);

/* An image without layers whose config is made of a number; it is there with
   its config. Its digest. */
void place_image(const char *text, unsigned int number,
    char digest[CSN_DIGEST_TEXT_SIZE], cosign_error_t *err);

#endif

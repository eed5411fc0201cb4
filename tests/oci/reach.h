/*
 * What the tests of src/oci/registry stand on: a registry, and a store that
 * reaches its repository "app". Waiting takes no time.
 */
#ifndef TESTS_OCI_REACH_H
#define TESTS_OCI_REACH_H

#include "oci/blob.h"
#include "oci/registry/registry.h"
#include "registry.h"

#include <criterion/criterion.h>

#define IMAGE "application/vnd.oci.image.manifest.v1+json"
#define INDEX "application/vnd.oci.image.index.v1+json"
#define EMPTY_DIGEST                                                           \
	"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaf" \
	"f8a"

struct reach {
	struct registry *registry;
	cosign_http_t *http;
	struct csn_credentials *credentials;
	size_t piece;
	struct csn_registries *all;
	struct csn_store *store;
	cosign_error_t *err;
	int64_t waited;   /* milliseconds */
	char seen[65536]; /* what the observer was told */
};

/* The registry may be set up then, and credentials added. */
void reach_start(struct reach *r);
/* To what is asked with what is set up: once, or again from the beginning. */
void reach_open(struct reach *r);
void reach_stop(struct reach *r);
/* Waiting takes time, and several threads may. */
void reach_use_real_time(struct reach *r);
/* Another store of the same csn_registries. */
struct csn_store *reach_other(struct reach *r, const char *repository);

/* An image without layers that has an annotation of this value. */
cosign_manifest_t *reach_image(const char *value);
/* One that refers to a digest. */
cosign_manifest_t *reach_referrer(
    const char *subject, const char *type, const char *value);
const char *digest_of(const cosign_manifest_t *manifest);
cosign_descriptor_t *blob_of(const void *p, size_t len);

/* The code, and a piece of the text. */
void expect_failure(
    struct reach *r, cosign_rc_t rc, cosign_rc_t expected, const char *text);

struct kept {
	uint8_t bytes[1 << 20];
	size_t len;
};
extern struct kept kept;
/* The blob into kept, which is emptied; checked. */
cosign_rc_t fetch_blob(struct reach *r, const cosign_descriptor_t *blob);
cosign_rc_t push_blob(struct reach *r, const cosign_descriptor_t *blob,
    const void *p, size_t len);

static inline struct csn_name
by_tag(const char *tag)
{
	return (struct csn_name){ tag, NULL };
}

static inline struct csn_name
by_digest(const char *digest)
{
	return (struct csn_name){ NULL, digest };
}

#endif

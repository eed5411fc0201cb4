/*
 * Image manifests and indexes (OCI image specification, manifest.md and
 * image-index.md; docker's distribution manifests, schema 2), read strictly:
 * what other programs could understand in another way is refused.
 */
#ifndef CSN_OCI_MANIFEST_H
#define CSN_OCI_MANIFEST_H

#include "oci/descriptor.h"

#define CSN_OCI_MANIFEST "application/vnd.oci.image.manifest.v1+json"
#define CSN_OCI_INDEX    "application/vnd.oci.image.index.v1+json"
#define CSN_OCI_CONFIG   "application/vnd.oci.image.config.v1+json"
#define CSN_DOCKER_MANIFEST \
	"application/vnd.docker.distribution.manifest.v2+json"
#define CSN_DOCKER_LIST \
	"application/vnd.docker.distribution.manifest.list.v2+json"
#define CSN_DOCKER_CONFIG "application/vnd.docker.container.image.v1+json"

/* The config of what is no image: the two bytes "{}". */
#define CSN_OCI_EMPTY       "application/vnd.oci.empty.v1+json"
#define CSN_OCI_EMPTY_BYTES "{}"
#define CSN_OCI_EMPTY_DIGEST \
	"sha256:"            \
	"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"

/* Whether it is one of the four media types of manifests and indexes. */
int csn_is_manifest_type(const char *media_type);
/* Whether it is one of an index. */
int csn_is_index_type(const char *media_type);
/* Whether what has the tag of csn_fallback_tag() is a list of the subject's
   referrers: an index of OCI's. An image that was copied may have that tag,
   too, as cosign gives it: then it is the subject. */
int csn_is_fallback_list(
    const cosign_manifest_t *manifest, const char *subject);

/*
 * cosign_manifest_parse() of what a registry or a descriptor says to be of a
 * media type (NULL: it says nothing). COSIGN_E_PROTOCOL if the manifest says
 * another one; it counts where the manifest says none.
 */
cosign_rc_t csn_manifest_parse_as(cosign_manifest_t **out, const char *json,
    size_t len, const char *media_type, cosign_error_t *err);
/* COSIGN_E_PROTOCOL if the bytes have another digest; _MALFORMED,
   _UNSUPPORTED for what is none. */
cosign_rc_t csn_manifest_check(
    const cosign_manifest_t *manifest, const char *digest, cosign_error_t *err);
cosign_rc_t csn_manifest_copy(cosign_manifest_t **out,
    const cosign_manifest_t *manifest, cosign_error_t *err);

/* What the manifest itself says, unlike its descriptor, which has the config's
   media type in its place; NULL without. */
const char *csn_manifest_artifact_type(const cosign_manifest_t *manifest);

/* The manifest as others list it: media type, size, digest and, if it has a
   subject, its artifact type; with_annotations: also those. */
cosign_rc_t csn_manifest_entry(cosign_descriptor_t **out,
    const cosign_manifest_t *manifest, int with_annotations,
    cosign_error_t *err);

/* What a new manifest says. */
struct csn_manifest_parts {
	int is_index;
	const char *media_type;            /* NULL: OCI's */
	const cosign_descriptor_t *config; /* of an image */
	const cosign_descriptor_t *const *children;
	size_t child_count;
	const struct csn_pair *annotations;
	size_t annotation_count;
	const cosign_descriptor_t *subject; /* NULL without */
	const char *artifact_type;          /* NULL without */
};

/* Written byte for byte as go-containerregistry does. */
cosign_rc_t csn_manifest_build(cosign_manifest_t **out,
    const struct csn_manifest_parts *parts, cosign_error_t *err);
/* An index whose children are a list. */
cosign_rc_t csn_manifest_build_index(cosign_manifest_t **out,
    const cosign_descriptors_t *list, cosign_error_t *err);

#endif

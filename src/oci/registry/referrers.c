#include "net/url.h"
#include "oci/registry/operations.h"
#include "util/limits.h"

/* Referrers while they are collected. */
struct listing {
	cosign_descriptors_t *list;
	size_t bytes; /* of all pages */
	int is_begun; /* there was a page, perhaps an empty one */
	int is_other; /* an answer that is no list: there is no such API */
};

static cosign_rc_t
add(cosign_descriptors_t *list, const cosign_descriptor_t *descriptor,
    cosign_error_t *err)
{
	cosign_descriptor_t *copy = NULL;
	cosign_rc_t rc;

	if (csn_descriptors_find(list, cosign_descriptor_digest(descriptor)) <
	    cosign_descriptors_count(list))
		return COSIGN_OK;
	rc = csn_descriptor_copy(&copy, descriptor, err);
	if (rc != COSIGN_OK)
		return rc;
	/* Manifests are read where they are. */
	csn_descriptor_drop_data(copy);
	return csn_descriptors_add(list, copy, err);
}

static cosign_rc_t
add_all(cosign_descriptors_t *list, const cosign_descriptors_t *from,
    cosign_error_t *err)
{
	const cosign_descriptor_t *descriptor;
	cosign_rc_t rc = COSIGN_OK;
	size_t i;

	for (i = 0; rc == COSIGN_OK &&
	     (descriptor = cosign_descriptors_at(from, i)) != NULL;
	     i++)
		rc = add(list, descriptor, err);
	return rc;
}

static cosign_rc_t
read_page(void *user, const struct csn_response *page, cosign_error_t *err)
{
	struct listing *listing = user;
	cosign_manifest_t *index = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	if (listing->is_other || !csn_response_is(page, CSN_OCI_INDEX)) {
		listing->is_other = 1;
		return COSIGN_OK;
	}
	listing->bytes += page->body.len;
	if (listing->bytes > CSN_REFERRERS_MAX)
		return csn_fail(err, COSIGN_E_LIMIT,
		    "a list of more than %zu bytes", CSN_REFERRERS_MAX);
	rc = csn_manifest_parse_as(&index, (const char *)page->body.p,
	    page->body.len, CSN_OCI_INDEX, err);
	if (rc != COSIGN_OK)
		return rc == COSIGN_E_NOMEM || rc == COSIGN_E_LIMIT
		    ? rc
		    : csn_fail_as(err, COSIGN_E_PROTOCOL);
	listing->is_begun = 1;
	rc = add_all(listing->list, cosign_manifest_children(index), err);
	cosign_manifest_free(index);
	return rc;
}

/* 404 may also mean that there is no such repository, that nobody knows the
   subject, or what else a registry has a code for: it says nothing about the
   registry then. One that does not know the path has none, or UNSUPPORTED. */
static int
is_about_registry(const struct csn_response *response)
{
	return response->status == 200 ||
	    (response->status == 404 &&
		(!csn_response_has_code(response, NULL) ||
		    csn_response_has_code(response, "UNSUPPORTED")));
}

/* What registries say that do not know the path. */
static int
is_no_api(int status)
{
	return status == 400 || status == 404 || status == 406;
}

/* Whether the answer means that fallback tags are to be used; what is neither
   that nor a list is a failure. */
static cosign_rc_t
learn(int *present, struct csn_op *op, const struct csn_response *response,
    int is_other, cosign_error_t *err)
{
	struct csn_host *host = op->registry->host;

	*present = response->status == 200 && !is_other;
	if (*present)
		csn_host_set_referrers(host, CSN_REFERRERS_PRESENT);
	else if (response->status != 200 && !is_no_api(response->status))
		return csn_op_fail(op, response, err);
	else if (is_about_registry(response) &&
	    csn_host_referrers(host) == CSN_REFERRERS_UNKNOWN)
		csn_host_set_referrers(host, CSN_REFERRERS_ABSENT);
	return COSIGN_OK;
}

cosign_rc_t
csn_referrers_probe(
    int *present, struct csn_op *op, const char *digest, cosign_error_t *err)
{
	const enum csn_referrers_api known =
	    csn_host_referrers(op->registry->host);
	struct csn_response response;
	struct csn_buf url;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	*present = known == CSN_REFERRERS_PRESENT;
	if (known != CSN_REFERRERS_UNKNOWN)
		return COSIGN_OK;
	csn_response_init(&response);
	csn_buf_init(&url, CSN_REGISTRY_URL_MAX);
	CSN_TRY(csn_op_url(op, &url, err, "referrers/%s", digest));
	CSN_TRY(csn_op_ask(op, "GET", (const char *)url.p, CSN_OCI_INDEX,
	    CSN_MANIFEST_MAX, &response, err));
	rc = learn(present, op, &response,
	    !csn_response_is(&response, CSN_OCI_INDEX), err);
out:
	csn_response_dispose(&response);
	csn_buf_dispose(&url);
	return csn_fail_at(err, rc, "referrers");
}

static cosign_rc_t
ask_registry(int *present, struct listing *listing, struct csn_op *op,
    const char *digest, const char *artifact_type, cosign_error_t *err)
{
	struct csn_response response;
	struct csn_buf url;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	*present = 0;
	if (csn_host_referrers(op->registry->host) == CSN_REFERRERS_ABSENT)
		return COSIGN_OK;
	csn_response_init(&response);
	csn_buf_init(&url, CSN_REGISTRY_URL_MAX);
	CSN_TRY(csn_op_url(op, &url, err, "referrers/%s", digest));
	if (artifact_type != NULL) {
		csn_buf_add_str(&url, "?artifactType=");
		csn_url_escape(&url, csn_span_str(artifact_type));
		CSN_TRY(csn_buf_finish(&url, err));
	}
	CSN_TRY(csn_pages_read(op, (const char *)url.p, CSN_OCI_INDEX,
	    CSN_MANIFEST_MAX, read_page, listing, &response, err));
	/* A list that ends in something else is no list of another API. */
	if (listing->is_begun &&
	    (listing->is_other || is_no_api(response.status)))
		rc = csn_fail(err, COSIGN_E_PROTOCOL,
		    "a page of the list is none (status %d)", response.status);
	else
		rc = learn(present, op, &response, listing->is_other, err);
out:
	csn_response_dispose(&response);
	csn_buf_dispose(&url);
	return rc;
}

/* ---- the filter ---- */

/* Some list the type of a config, or nothing, where the manifest's own type
   belongs: the manifest itself is asked then. */
static int
is_doubtful(const cosign_descriptor_t *descriptor)
{
	const char *type = cosign_descriptor_artifact_type(descriptor);

	return (type == NULL || strcmp(type, CSN_OCI_EMPTY) == 0) &&
	    csn_is_manifest_type(cosign_descriptor_media_type(descriptor));
}

static const char *
type_of(const cosign_manifest_t *manifest)
{
	const char *type = csn_manifest_artifact_type(manifest);
	const cosign_descriptor_t *config = cosign_manifest_config(manifest);

	if (type != NULL || config == NULL)
		return type;
	return cosign_descriptor_media_type(config);
}

/* *out is NULL for one of another type, or that is not there any more. */
static cosign_rc_t
look_into(cosign_descriptor_t **out, struct csn_op *op,
    const cosign_descriptor_t *descriptor, const char *wanted,
    cosign_error_t *err)
{
	const struct csn_name name = { NULL,
		cosign_descriptor_digest(descriptor) };
	cosign_manifest_t *manifest = NULL;
	const char *type;
	cosign_rc_t rc;

	*out = NULL;
	rc = csn_manifest_get(&manifest, op, &name, err);
	if (rc == COSIGN_E_NO_IMAGE) {
		cosign_error_clear(err);
		return COSIGN_OK;
	}
	if (rc != COSIGN_OK)
		return rc;
	type = type_of(manifest);
	if (type != NULL && strcmp(type, wanted) == 0)
		rc = csn_manifest_entry(out, manifest, 1, err);
	cosign_manifest_free(manifest);
	return rc;
}

static cosign_rc_t
filter(cosign_descriptors_t *list, struct csn_op *op, const char *wanted,
    cosign_error_t *err)
{
	const cosign_descriptor_t *descriptor;
	cosign_descriptor_t *better;
	const char *type;
	cosign_rc_t rc;
	size_t i = 0;

	while ((descriptor = cosign_descriptors_at(list, i)) != NULL) {
		better = NULL;
		type = cosign_descriptor_artifact_type(descriptor);
		if (type != NULL && strcmp(type, wanted) == 0) {
			i++;
			continue;
		}
		if (is_doubtful(descriptor)) {
			rc = look_into(&better, op, descriptor, wanted, err);
			if (rc != COSIGN_OK)
				return rc;
		}
		csn_descriptors_replace(list, i, better);
		i += better != NULL;
	}
	return COSIGN_OK;
}

cosign_rc_t
csn_registry_referrers(cosign_descriptors_t **out, struct csn_store *store,
    const char *digest, const char *artifact_type, cosign_error_t *err)
{
	struct listing listing = { NULL, 0, 0, 0 };
	struct csn_op op;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int present;

	*out = NULL;
	csn_op_begin(&op, csn_registry_of(store), CSN_PULL);
	CSN_TRY(csn_descriptors_new(&listing.list, err));
	CSN_TRY(
	    ask_registry(&present, &listing, &op, digest, artifact_type, err));
	if (!present) {
		cosign_descriptors_free(listing.list);
		listing.list = NULL;
		CSN_TRY(csn_fallback_read(&listing.list, &op, digest, err));
	}
	if (artifact_type != NULL)
		CSN_TRY(filter(listing.list, &op, artifact_type, err));

	*out = listing.list;
	listing.list = NULL;
	rc = COSIGN_OK;
out:
	cosign_descriptors_free(listing.list);
	return csn_fail_at(err, rc, "referrers");
}

#include "oci/registry/operations.h"
#include "util/limits.h"

#define ACCEPT                                                       \
	CSN_DOCKER_MANIFEST "," CSN_OCI_MANIFEST "," CSN_DOCKER_LIST \
			    "," CSN_OCI_INDEX

static const char *
text_of(const struct csn_name *name)
{
	return name->digest != NULL ? name->digest : name->tag;
}

static cosign_rc_t
write_url(struct csn_buf *out, struct csn_op *op, const struct csn_name *name,
    cosign_error_t *err)
{
	csn_buf_init(out, CSN_REGISTRY_URL_MAX);
	return csn_op_url(op, out, err, "manifests/%s", text_of(name));
}

static cosign_rc_t
at(const struct csn_name *name, cosign_rc_t rc, cosign_error_t *err)
{
	return csn_fail_at(
	    err, rc, "manifest %.*s", (int)CSN_DIGEST_TEXT_SIZE, text_of(name));
}

/* NULL for what is no type of a manifest: servers say application/json, too. */
static const char *
manifest_type_of(const struct csn_response *response, char out[128])
{
	const struct csn_span type = csn_response_type(response);

	if (type.len == 0 || type.len >= 128)
		return NULL;
	memcpy(out, type.p, type.len);
	out[type.len] = '\0';
	return csn_is_manifest_type(out) ? out : NULL;
}

/* ---- GET ---- */

static cosign_rc_t
parse(cosign_manifest_t **out, const struct csn_response *response,
    const struct csn_name *name, cosign_error_t *err)
{
	const char *digest =
	    csn_response_header(response, "Docker-Content-Digest", 0);
	char type[128];
	const char *said = manifest_type_of(response, type);
	const struct csn_span any = csn_response_type(response);
	cosign_rc_t rc;

	rc = csn_manifest_parse_as(
	    out, (const char *)response->body.p, response->body.len, said, err);
	if (rc != COSIGN_OK && rc != COSIGN_E_NOMEM && said == NULL)
		return csn_fail_at(err, csn_fail_as(err, COSIGN_E_PROTOCOL),
		    "no manifest, but \"%.*s\"",
		    any.len < CSN_QUOTE_MAX ? (int)any.len : CSN_QUOTE_MAX,
		    any.p == NULL ? "" : (const char *)any.p);
	if (rc == COSIGN_OK && name->digest != NULL)
		rc = csn_manifest_check(*out, name->digest, err);
	/* Whoever hashes in another way says another algorithm. */
	if (rc == COSIGN_OK && digest != NULL &&
	    strncmp(digest, "sha256:", 7) == 0 &&
	    strcmp(digest,
		cosign_descriptor_digest(cosign_manifest_descriptor(*out))) !=
		0)
		rc = csn_fail(err, COSIGN_E_PROTOCOL,
		    "Docker-Content-Digest is %.*s, the bytes have another",
		    CSN_QUOTE_MAX, digest);
	if (rc != COSIGN_OK) {
		cosign_manifest_free(*out);
		*out = NULL;
	}
	return rc;
}

cosign_rc_t
csn_manifest_get(cosign_manifest_t **out, struct csn_op *op,
    const struct csn_name *name, cosign_error_t *err)
{
	struct csn_response response;
	struct csn_buf url;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	*out = NULL;
	csn_response_init(&response);
	CSN_TRY(write_url(&url, op, name, err));
	CSN_TRY(csn_op_ask(op, "GET", (const char *)url.p, ACCEPT,
	    CSN_MANIFEST_MAX, &response, err));
	if (response.status == 200)
		rc = parse(out, &response, name, err);
	else
		rc = csn_op_fail(op, &response, err);
out:
	csn_response_dispose(&response);
	csn_buf_dispose(&url);
	return at(name, rc, err);
}

cosign_rc_t
csn_registry_fetch(cosign_manifest_t **out, struct csn_store *store,
    const struct csn_name *name, cosign_error_t *err)
{
	struct csn_op op;

	csn_op_begin(&op, csn_registry_of(store), CSN_PULL);
	return csn_manifest_get(out, &op, name, err);
}

/* ---- HEAD ---- */

/* What the headers say; *out is NULL if they do not say all. */
static cosign_rc_t
read_headers(cosign_descriptor_t **out, const struct csn_response *response,
    const struct csn_name *name, cosign_error_t *err)
{
	struct csn_descriptor_parts parts = { 0 };
	struct csn_digest digest;
	char type[128];

	parts.media_type = manifest_type_of(response, type);
	parts.digest =
	    csn_response_header(response, "Docker-Content-Digest", 0);
	if (parts.media_type == NULL || parts.digest == NULL ||
	    !csn_response_number(response, "Content-Length", &parts.size) ||
	    csn_digest_parse(&digest, csn_span_str(parts.digest), NULL) !=
		COSIGN_OK)
		return COSIGN_OK;
	if (name->digest != NULL && strcmp(name->digest, parts.digest) != 0)
		return csn_fail(err, COSIGN_E_PROTOCOL,
		    "Docker-Content-Digest is another: %.*s", CSN_QUOTE_MAX,
		    parts.digest);
	return csn_descriptor_new(out, &parts, err);
}

/* *out is NULL if GET has to tell. */
static cosign_rc_t
head(cosign_descriptor_t **out, struct csn_op *op, const struct csn_name *name,
    cosign_error_t *err)
{
	struct csn_response response;
	struct csn_buf url;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	csn_response_init(&response);
	CSN_TRY(write_url(&url, op, name, err));
	CSN_TRY(csn_op_ask(
	    op, "HEAD", (const char *)url.p, ACCEPT, 0, &response, err));
	if (response.status == 200)
		CSN_TRY(read_headers(out, &response, name, err));
	else if (response.status == 404 || response.status == 429) {
		rc = csn_op_fail(op, &response, err);
		goto out;
	}
	rc = COSIGN_OK;
out:
	csn_response_dispose(&response);
	csn_buf_dispose(&url);
	return at(name, rc, err);
}

cosign_rc_t
csn_registry_resolve(cosign_descriptor_t **out, struct csn_store *store,
    const struct csn_name *name, cosign_error_t *err)
{
	cosign_manifest_t *manifest = NULL;
	struct csn_op op;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	*out = NULL;
	csn_op_begin(&op, csn_registry_of(store), CSN_PULL);
	CSN_TRY(head(out, &op, name, err));
	if (*out == NULL) {
		CSN_TRY(csn_manifest_get(&manifest, &op, name, err));
		CSN_TRY(csn_descriptor_copy(
		    out, cosign_manifest_descriptor(manifest), err));
	}
	rc = COSIGN_OK;
out:
	cosign_manifest_free(manifest);
	return rc;
}

/* ---- PUT ---- */

static cosign_rc_t
check_put(int *subject_seen, struct csn_op *op,
    const struct csn_response *response, const cosign_manifest_t *manifest,
    cosign_error_t *err)
{
	const cosign_descriptor_t *subject = cosign_manifest_subject(manifest);
	const char *digest =
	    csn_response_header(response, "Docker-Content-Digest", 0);
	const char *seen = csn_response_header(response, "OCI-Subject", 0);
	const cosign_descriptor_t *ours = cosign_manifest_descriptor(manifest);

	if (response->status < 200 || response->status > 202)
		return csn_op_fail(op, response, err);
	if (digest != NULL && strncmp(digest, "sha256:", 7) == 0 &&
	    strcmp(digest, cosign_descriptor_digest(ours)) != 0)
		return csn_fail(err, COSIGN_E_PROTOCOL,
		    "the registry took it for %.*s", CSN_QUOTE_MAX, digest);
	*subject_seen = subject != NULL && seen != NULL &&
	    strcmp(seen, cosign_descriptor_digest(subject)) == 0;
	return COSIGN_OK;
}

cosign_rc_t
csn_manifest_put(struct csn_op *op, const struct csn_name *name,
    const cosign_manifest_t *manifest, int *subject_seen, cosign_error_t *err)
{
	const struct csn_header header = { "Content-Type",
		cosign_descriptor_media_type(
		    cosign_manifest_descriptor(manifest)),
		0 };
	struct csn_request request = { .method = "PUT",
		.headers = &header,
		.header_count = 1,
		.answer_max = CSN_REGISTRY_ERROR_MAX };
	struct csn_memory_body memory;
	struct csn_body body;
	struct csn_response response;
	struct csn_buf url;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	csn_response_init(&response);
	memory.bytes.p =
	    (const uint8_t *)cosign_manifest_bytes(manifest, &memory.bytes.len);
	csn_body_from_memory(&body, &memory);
	CSN_TRY(write_url(&url, op, name, err));
	request.url = (const char *)url.p;
	request.body = &body;
	CSN_TRY(csn_op_send(op, &request, &response, err));
	rc = check_put(subject_seen, op, &response, manifest, err);
	/* To put something nowhere is no "no such image". */
	if (rc == COSIGN_E_NO_IMAGE)
		rc = csn_fail_as(err, COSIGN_E_HTTP);
out:
	csn_response_dispose(&response);
	csn_buf_dispose(&url);
	return at(name, rc, err);
}

cosign_rc_t
csn_registry_push(struct csn_store *store, const struct csn_name *name,
    const cosign_manifest_t *manifest, cosign_error_t *err)
{
	struct csn_registry *registry = csn_registry_of(store);
	const cosign_descriptor_t *subject = cosign_manifest_subject(manifest);
	struct csn_op op;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int seen = 0;

	csn_op_begin(&op, registry, CSN_PUSH);
	CSN_TRY(csn_manifest_put(&op, name, manifest, &seen, err));
	if (seen)
		csn_host_set_referrers(registry->host, CSN_REFERRERS_PRESENT);
	else if (subject != NULL)
		CSN_TRY(csn_referrers_probe(
		    &seen, &op, cosign_descriptor_digest(subject), err));
	if (subject != NULL && !seen)
		CSN_TRY(csn_fallback_add(store, manifest, err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* ---- DELETE ---- */

static cosign_rc_t delete (
    struct csn_op *op, const struct csn_name *name, cosign_error_t *err)
{
	struct csn_response response;
	struct csn_buf url;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	csn_response_init(&response);
	CSN_TRY(write_url(&url, op, name, err));
	CSN_TRY(csn_op_ask(op, "DELETE", (const char *)url.p, NULL,
	    CSN_REGISTRY_ERROR_MAX, &response, err));
	if (response.status == 200 || response.status == 202 ||
	    response.status == 204)
		rc = COSIGN_OK;
	else
		rc = csn_op_fail(op, &response, err);
out:
	csn_response_dispose(&response);
	csn_buf_dispose(&url);
	return at(name, rc, err);
}

/* Whoever removes a referrer where the registry does not list them has to keep
   the list (distribution specification, "Deleting Manifests"). */
cosign_rc_t
csn_registry_remove(
    struct csn_store *store, const struct csn_name *name, cosign_error_t *err)
{
	struct csn_registry *registry = csn_registry_of(store);
	const cosign_descriptor_t *subject = NULL;
	cosign_manifest_t *manifest = NULL;
	struct csn_op op;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int present = 0;

	csn_op_begin(&op, registry, CSN_DELETE);
	if (name->digest != NULL &&
	    csn_host_referrers(registry->host) != CSN_REFERRERS_PRESENT)
		CSN_TRY(csn_manifest_get(&manifest, &op, name, err));
	CSN_TRY(delete (&op, name, err));
	if (manifest != NULL)
		subject = cosign_manifest_subject(manifest);
	if (subject != NULL)
		CSN_TRY(csn_referrers_probe(
		    &present, &op, cosign_descriptor_digest(subject), err));
	if (subject != NULL && !present)
		CSN_TRY(csn_fallback_remove(store, manifest, err));
	rc = COSIGN_OK;
out:
	cosign_manifest_free(manifest);
	return rc;
}

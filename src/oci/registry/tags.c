#include "oci/registry/operations.h"
#include "util/json.h"
#include "util/limits.h"

/* go-containerregistry's; servers may give fewer. */
#define TAGS_PER_PAGE 1000

struct listing {
	cosign_tag_fn fn;
	void *user;
};

static cosign_rc_t
read_tags(
    const struct listing *listing, const json_t *root, cosign_error_t *err)
{
	const json_t *tags = NULL;
	const char *tag;
	json_t *v;
	cosign_rc_t rc;
	size_t i;

	/* null is a list without any; what has no list is another answer. */
	if (json_object_get(root, "tags") == NULL)
		return csn_fail(err, COSIGN_E_PROTOCOL, "no tags");
	rc = csn_json_array_opt(&tags, root, "tags", err);
	if (rc != COSIGN_OK)
		return csn_fail_as(err, COSIGN_E_PROTOCOL);
	json_array_foreach(tags, i, v)
	{
		tag = json_string_value(v);
		if (tag == NULL || strlen(tag) != json_string_length(v) ||
		    !csn_tag_is_valid(tag))
			return csn_fail(err, COSIGN_E_PROTOCOL,
			    "tag %zu of the page is none", i);
		if (listing->fn(listing->user, tag) != 0)
			return csn_fail(err, COSIGN_E_CALLBACK,
			    "stopped by whoever receives them");
	}
	return COSIGN_OK;
}

static cosign_rc_t
read_page(void *user, const struct csn_response *page, cosign_error_t *err)
{
	json_t *root = NULL;
	cosign_rc_t rc;

	rc = csn_json_parse(
	    &root, (const char *)page->body.p, page->body.len, err);
	if (rc == COSIGN_OK && !json_is_object(root))
		rc = csn_fail(err, COSIGN_E_JSON, "not an object");
	if (rc == COSIGN_OK)
		rc = read_tags(user, root, err);
	else if (rc != COSIGN_E_NOMEM && rc != COSIGN_E_LIMIT)
		rc = csn_fail_as(err, COSIGN_E_PROTOCOL);
	json_decref(root);
	return rc;
}

cosign_rc_t
csn_registry_tags(
    struct csn_store *store, cosign_tag_fn fn, void *user, cosign_error_t *err)
{
	struct listing listing = { fn, user };
	struct csn_response response;
	struct csn_op op;
	struct csn_buf url;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	csn_response_init(&response);
	csn_buf_init(&url, CSN_REGISTRY_URL_MAX);
	csn_op_begin(&op, csn_registry_of(store), CSN_PULL);
	CSN_TRY(csn_op_url(&op, &url, err, "tags/list?n=%d", TAGS_PER_PAGE));
	CSN_TRY(csn_pages_read(&op, (const char *)url.p, NULL, CSN_TAG_PAGE_MAX,
	    read_page, &listing, &response, err));
	if (response.status != 200)
		rc = csn_op_fail(&op, &response, err);
	else
		rc = COSIGN_OK;
out:
	csn_response_dispose(&response);
	csn_buf_dispose(&url);
	return csn_fail_at(err, rc, "tags");
}

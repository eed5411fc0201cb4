#include "net/url.h"
#include "oci/registry/link.h"
#include "oci/registry/operations.h"
#include "util/limits.h"
#include "util/text.h"

#include <stdlib.h>

/* URLs of pages, in the order in which they came. */
struct visited {
	char **urls;
	size_t count;
};

static void
visited_dispose(struct visited *visited)
{
	while (visited->count > 0)
		free(visited->urls[--visited->count]);
	free(visited->urls);
}

static int
was_visited(const struct visited *visited, const char *url)
{
	size_t i;

	for (i = 0; i < visited->count; i++)
		if (strcmp(visited->urls[i], url) == 0)
			return 1;
	return 0;
}

/* The URL becomes the list's. */
static cosign_rc_t
visit(struct visited *visited, char *url, cosign_error_t *err)
{
	char **urls;

	if (was_visited(visited, url) || visited->count == CSN_PAGES_MAX) {
		free(url);
		return csn_fail(err, COSIGN_E_PROTOCOL,
		    visited->count == CSN_PAGES_MAX
			? "a list of more than %d pages"
			: "a list whose pages go round (%d are the most)",
		    CSN_PAGES_MAX);
	}
	urls = realloc(visited->urls, (visited->count + 1) * sizeof(char *));
	if (urls == NULL) {
		free(url);
		return csn_fail_nomem(err);
	}
	visited->urls = urls;
	urls[visited->count++] = url;
	return COSIGN_OK;
}

/* *out is NULL behind the last page. The next one is the registry's own. */
static cosign_rc_t
next_page(char **out, struct csn_op *op, const char *base,
    const struct csn_response *page, cosign_error_t *err)
{
	struct csn_buf url;
	char *target = NULL;
	const char *header;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i;

	*out = NULL;
	csn_buf_init(&url, CSN_REGISTRY_URL_MAX);
	for (i = 0; target == NULL; i++) {
		header = csn_response_header(page, "Link", i);
		if (header == NULL)
			return COSIGN_OK;
		CSN_TRY(csn_link_next(&target, header, err));
	}
	CSN_TRY(csn_url_resolve(&url, base, target, err));
	CSN_TRY(csn_buf_finish(&url, err));
	if (!csn_op_is_ours(op, (const char *)url.p)) {
		rc = csn_fail(err, COSIGN_E_PROTOCOL,
		    "the next page is on another server");
		goto out;
	}
	rc = csn_buf_take(&url, out, NULL, err);
out:
	free(target);
	csn_buf_dispose(&url);
	if (rc != COSIGN_OK && rc != COSIGN_E_NOMEM)
		rc = csn_fail_as(err, COSIGN_E_PROTOCOL);
	return rc;
}

cosign_rc_t
csn_pages_read(struct csn_op *op, const char *url, const char *accept,
    size_t page_max, csn_page_fn fn, void *user, struct csn_response *out,
    cosign_error_t *err)
{
	struct visited visited = { NULL, 0 };
	char *next = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	csn_response_init(out);
	CSN_TRY(csn_text_copy(&next, url, err));
	while (next != NULL) {
		CSN_TRY(visit(&visited, next, err));
		url = next; /* the list's */
		next = NULL;
		csn_response_dispose(out);
		CSN_TRY(csn_op_ask(op, "GET", url, accept, page_max, out, err));
		if (out->status != 200)
			break;
		CSN_TRY(fn(user, out, err));
		CSN_TRY(next_page(&next, op, url, out, err));
	}
	rc = COSIGN_OK;
out:
	visited_dispose(&visited);
	return rc;
}

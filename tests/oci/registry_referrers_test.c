/* How much of a list of referrers is held. */
#include "reach.h"

#include "util/limits.h"

#include <stdlib.h>
#include <string.h>

static struct reach r;
static cosign_manifest_t *image;
static cosign_descriptors_t *list;

static void
setup(void)
{
	reach_start(&r);
	reach_open(&r);
	image = reach_image("one");
}

static void
teardown(void)
{
	cosign_descriptors_free(list);
	cosign_manifest_free(image);
	reach_stop(&r);
}

TestSuite(registry_referrers, .init = setup, .fini = teardown);

static cosign_rc_t
referrers(void)
{
	cosign_descriptors_free(list);
	return r.store->ops->referrers(&list, r.store,
	    cosign_descriptor_digest(cosign_manifest_descriptor(image)), NULL,
	    r.err);
}

#define PAGES 8
#define LAST  200

/* Pages without entries that are as much as may be held, and as many bytes more
   as the counter says. */
static int
answer_much(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	static const char begin[] =
	    "{\"schemaVersion\":2,\"mediaType\":\"" INDEX
	    "\",\"manifests\":[],\"annotations\":{\"a\":\"";
	static const char end[] = "\"}}";
	const size_t piece = CSN_REFERRERS_MAX / PAGES;
	const char *page = strstr(request->target, "page=");
	const int at = page != NULL ? atoi(page + 5) : 0;
	size_t len = at < PAGES - 1 ? piece : piece - LAST;
	char *text;

	if (strstr(request->target, "/referrers/") == NULL)
		return 0;
	http_answer_header(answer, "Content-Type", INDEX);
	if (at < PAGES)
		http_answer_headerf(
		    answer, "Link", "<?page=%d>; rel=\"next\"", at + 1);
	else
		len = LAST + registry->counter;
	text = malloc(len + 1);
	cr_assert_not_null(text);
	memset(text, 'a', len);
	memcpy(text, begin, strlen(begin));
	memcpy(text + len - strlen(end), end, sizeof(end));
	http_answer_body(answer, text, len);
	free(text);
	return 1;
}

Test(registry_referrers, referrers_are_so_many_bytes_at_most)
{
	r.registry->before = answer_much;
	cr_assert_eq(referrers(), COSIGN_OK, "%s", cosign_error_message(r.err));
	r.registry->counter = 1;
	expect_failure(&r, referrers(), COSIGN_E_LIMIT,
	    "referrers: a list of more than 67108864 bytes");
	cr_expect_null(list);
}

static int
answer_copy(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	(void)registry;
	if (strstr(request->target, "/referrers/") == NULL)
		return 0;
	http_answer_header(answer, "Content-Type", INDEX);
	http_answer_text(answer,
	    "{\"schemaVersion\":2,\"mediaType\":\"" INDEX
	    "\",\"manifests\":[{\"mediaType\":\"a/b\",\"size\":2,"
	    "\"digest\":\"" CSN_OCI_EMPTY_DIGEST "\",\"data\":\"e30=\"}]}");
	return 1;
}

/* Nobody reads it there. */
Test(registry_referrers, copies_of_referrers_are_not_held)
{
	const cosign_descriptor_t *one;

	r.registry->before = answer_copy;
	cr_assert_eq(referrers(), COSIGN_OK, "%s", cosign_error_message(r.err));
	one = cosign_descriptors_at(list, 0);
	cr_assert_not_null(one);
	cr_expect_null(csn_descriptor_data(one).p);
	cr_expect_not_null(
	    strstr((const char *)csn_descriptor_json(one).p, "e30="));
}

/* Blobs from one repository to another. */
#include "reach.h"
#include "vectors.h"

#include "util/limits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT "0123456789abcdefghijklmnopqrstuvwxyz"

static struct reach r;
static struct csn_store *from;
static cosign_descriptor_t *blob;

static void
setup(void)
{
	reach_start(&r);
	reach_open(&r);
	from = reach_other(&r, "base/image");
	blob = blob_of(TEXT, strlen(TEXT));
	(void)registry_put_blob(r.registry, "base/image", TEXT);
}

static void
teardown(void)
{
	cosign_descriptor_free(blob);
	csn_store_close(from);
	reach_stop(&r);
}

TestSuite(registry_copy, .init = setup, .fini = teardown);

static void
expect_copied(void)
{
	cr_assert_eq(csn_blob_copy(from, r.store, blob, r.err), COSIGN_OK, "%s",
	    cosign_error_message(r.err));
	cr_expect_str_eq(cosign_error_message(r.err), "");
	cr_expect(registry_has_blob(
	    r.registry, "app", cosign_descriptor_digest(blob)));
	cr_expect_eq(registry_uploads(r.registry), 0);
}

Test(registry_copy, a_blob_is_mounted_from_another_repository)
{
	const struct http_request *request;

	r.registry->auth = REGISTRY_BEARER;
	expect_copied();
	request = registry_last(r.registry, "POST", "/v2/app/");
	cr_expect_not_null(strstr(request->target, "?mount=sha256%3A"));
	cr_expect_not_null(strstr(request->target, "&from=base%2Fimage"));
	cr_expect_not_null(
	    strstr(registry_last(r.registry, NULL, "/token")->target,
		"scope=repository%3Aapp%3Apush%2Cpull&"
		"scope=repository%3Abase%2Fimage%3Apull"));
	cr_expect_eq(registry_requests(r.registry, "GET", "/v2/base/"), 0);
}

Test(registry_copy, what_is_not_mounted_is_sent_through)
{
	r.registry->mounts = 0;
	expect_copied();
	cr_expect_eq(registry_requests(r.registry, "GET", "/v2/base/"), 1);
}

/* No token for both repositories; whoever asks for one gets it. */
static int
refuse_both(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	if (strncmp(request->target, "/token", 6) != 0 ||
	    strstr(request->target, "base") == NULL ||
	    strstr(request->target, "app") == NULL)
		return 0;
	answer->status = (int)registry->counter;
	http_answer_text(answer, "{}");
	return 1;
}

static void
expect_copied_without_both(unsigned int status)
{
	r.registry->auth = REGISTRY_BEARER;
	r.registry->before = refuse_both;
	r.registry->counter = status;
	expect_copied();
	cr_expect_eq(registry_requests(r.registry, "GET", "/v2/base/"), 1);
}

Test(registry_copy, a_token_server_that_does_not_know_both_is_no_failure)
{
	expect_copied_without_both(400);
}

Test(registry_copy, a_token_server_that_refuses_both_is_no_failure)
{
	expect_copied_without_both(403);
}

Test(registry_copy, a_token_server_that_gives_nothing_for_both_is_no_failure)
{
	expect_copied_without_both(200);
}

static int
refuse_head(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	(void)registry;
	if (strcmp(request->method, "HEAD") != 0)
		return 0;
	answer->status = 403;
	return 1;
}

Test(registry_copy, a_repository_that_is_not_there_yet_is_copied_to)
{
	r.registry->before = refuse_head;
	expect_copied();
}

/* Too large to be fetched in vain; none before it is the same. */
static void
put_large(char letter)
{
	const size_t len = CSN_SPOOL_MEMORY_MAX + 1;
	char *text = malloc(len + 1);

	cr_assert_not_null(text);
	memset(text, letter, len);
	text[len] = '\0';
	cosign_descriptor_free(blob);
	blob = blob_of(text, len);
	(void)registry_put_blob(r.registry, "base/image", text);
	free(text);
}

/* Whoever may read may not write. */
static int
refuse_uploads(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	if (strcmp(request->method, "POST") != 0)
		return 0;
	answer->status = (int)registry->counter;
	http_answer_text(answer, "{}");
	return 1;
}

Test(registry_copy, nothing_large_is_fetched_that_is_not_taken)
{
	static const unsigned int statuses[] = { 401, 403 };
	size_t i;

	r.registry->before = refuse_uploads;
	r.registry->mounts = 0;
	put_large('a');
	for (i = 0; i < CSN_ARRAY_LEN(statuses); i++) {
		r.registry->counter = statuses[i];
		expect_failure(&r, csn_blob_copy(from, r.store, blob, r.err),
		    COSIGN_E_UNAUTHORIZED, "upload: ");
		cr_expect_eq(
		    registry_requests(r.registry, "GET", "/v2/base/"), 0);
	}
	/* What else is wrong may pass. */
	r.registry->counter = 404;
	expect_failure(&r, csn_blob_copy(from, r.store, blob, r.err),
	    COSIGN_E_HTTP, "upload: ");
	cr_expect_eq(registry_requests(r.registry, "GET", "/v2/base/"), 1);
}

Test(registry_copy, whether_large_ones_are_taken_is_asked_once)
{
	unsigned int before;

	r.registry->mounts = 0;
	put_large('a');
	expect_copied();
	before = registry_requests(r.registry, "POST", "/v2/app/");
	put_large('b');
	expect_copied();
	cr_expect_eq(
	    registry_requests(r.registry, "POST", "/v2/app/"), 2 * before - 1);
}

/* Whether the source has them or not. */
Test(registry_copy, bytes_that_are_there_are_not_fetched)
{
	cosign_descriptor_free(blob);
	MUST(csn_descriptor_with_bytes(
	    &blob, "text/plain", csn_span_str("here"), r.err));
	r.registry->mounts = 0;
	expect_copied();
	cr_expect_eq(registry_requests(r.registry, "GET", "/v2/base/"), 0);
}

/* The blob is there and as it should be, but go-containerregistry would not
   read it. */
Test(registry_copy, a_blob_that_contradicts_its_manifest_is_not_read)
{
	const struct csn_descriptor_parts parts = {
		.media_type = "text/plain",
		.digest = cosign_descriptor_digest(blob),
		.size = (int64_t)strlen(TEXT),
		.data = csn_span_str("other"),
	};
	cosign_descriptor_t *other = NULL;
	struct csn_buf bytes;

	MUST(csn_descriptor_new(&other, &parts, NULL));
	expect_failure(&r, csn_blob_read(&bytes, from, other, 100, r.err),
	    COSIGN_E_MALFORMED, "has as a copy is another blob");
	cr_expect_eq(registry_requests(r.registry, NULL, "/"), 0);
	cosign_descriptor_free(other);
}

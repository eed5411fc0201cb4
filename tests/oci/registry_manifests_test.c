#include "http_authority.h"
#include "reach.h"

static struct reach r;
static cosign_manifest_t *image, *found;
static cosign_descriptor_t *descriptor;

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
	cosign_descriptor_free(descriptor);
	cosign_manifest_free(found);
	cosign_manifest_free(image);
	reach_stop(&r);
}

TestSuite(registry_manifests, .init = setup, .fini = teardown);

static const char *
put(const char *tag)
{
	return registry_put_manifest(r.registry, "app", tag, IMAGE,
	    cosign_manifest_bytes(image, &(size_t){ 0 }));
}

static cosign_rc_t
resolve(struct csn_name name)
{
	return r.store->ops->resolve(&descriptor, r.store, &name, r.err);
}

static cosign_rc_t
fetch(struct csn_name name)
{
	return r.store->ops->fetch(&found, r.store, &name, r.err);
}

Test(registry_manifests, head_tells_which_manifest_a_tag_means)
{
	size_t len;

	(void)put("latest");
	(void)cosign_manifest_bytes(image, &len);
	cr_assert_eq(resolve(by_tag("latest")), COSIGN_OK, "%s",
	    cosign_error_message(r.err));
	cr_expect_str_eq(
	    cosign_descriptor_digest(descriptor), digest_of(image));
	cr_expect_str_eq(cosign_descriptor_media_type(descriptor), IMAGE);
	cr_expect_eq(cosign_descriptor_size(descriptor), (int64_t)len);
	cr_expect_eq(registry_requests(r.registry, "HEAD", "/v2/app/"), 1);
	cr_expect_eq(registry_requests(r.registry, "GET", "/v2/app/"), 0);
}

static void
hide_digest(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	(void)registry;
	if (strcmp(request->method, "HEAD") == 0)
		http_answer_raw(answer,
		    "HTTP/1.1 200 OK\r\nContent-Type: " IMAGE
		    "\r\nContent-Length: 100\r\n\r\n",
		    strlen("HTTP/1.1 200 OK\r\nContent-Type: " IMAGE
			   "\r\nContent-Length: 100\r\n\r\n"));
}

Test(registry_manifests, get_tells_what_head_does_not)
{
	(void)put("latest");
	r.registry->after = hide_digest;
	cr_assert_eq(resolve(by_tag("latest")), COSIGN_OK, "%s",
	    cosign_error_message(r.err));
	cr_expect_str_eq(
	    cosign_descriptor_digest(descriptor), digest_of(image));
	cr_expect_eq(registry_requests(r.registry, "GET", "/v2/app/"), 1);
}

static int
forbid_head(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	(void)registry;
	if (strcmp(request->method, "HEAD") != 0)
		return 0;
	answer->status = 405;
	return 1;
}

Test(registry_manifests, get_tells_where_there_is_no_head)
{
	(void)put("latest");
	r.registry->before = forbid_head;
	cr_assert_eq(resolve(by_tag("latest")), COSIGN_OK);
	cr_expect_str_eq(
	    cosign_descriptor_digest(descriptor), digest_of(image));
}

Test(registry_manifests, what_is_not_there_is_no_image)
{
	expect_failure(&r, resolve(by_tag("latest")), COSIGN_E_NO_IMAGE,
	    "manifest latest: status 404");
	cr_expect_null(descriptor);
	expect_failure(&r, fetch(by_tag("latest")), COSIGN_E_NO_IMAGE,
	    "manifest latest: status 404: MANIFEST_UNKNOWN: said by the test");
	cr_expect_null(found);
	cr_expect_eq(cosign_error_cause(r.err), COSIGN_CAUSE_HTTP);
	cr_expect_eq(cosign_error_cause_code(r.err), 404);
}

Test(registry_manifests, a_manifest_is_fetched_by_tag_and_digest)
{
	size_t len, expected;

	(void)cosign_manifest_bytes(image, &expected);
	(void)put("latest");
	cr_assert_eq(fetch(by_tag("latest")), COSIGN_OK);
	(void)cosign_manifest_bytes(found, &len);
	cr_expect_eq(len, expected);
	cosign_manifest_free(found);
	cr_assert_eq(fetch(by_digest(digest_of(image))), COSIGN_OK);
	cr_expect_str_eq(digest_of(found), digest_of(image));
	cr_expect_not_null(
	    strstr(http_request_header(
		       registry_last(r.registry, "GET", "/v2/app/"), "Accept"),
		"application/vnd.docker.distribution.manifest.v2+json,"
		"application/vnd.oci.image.manifest.v1+json,"));
}

static void
swap_bytes(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	cosign_manifest_t *other;
	size_t len;
	const char *p;

	(void)registry;
	if (strcmp(request->method, "GET") != 0)
		return;
	other = reach_image("two");
	p = cosign_manifest_bytes(other, &len);
	http_answer_body(answer, p, len);
	cosign_manifest_free(other);
}

Test(registry_manifests, bytes_of_another_digest_are_refused)
{
	(void)put("latest");
	r.registry->after = swap_bytes;
	expect_failure(&r, fetch(by_digest(digest_of(image))),
	    COSIGN_E_PROTOCOL, "digest");
	cr_expect_null(found);
	expect_failure(&r, fetch(by_tag("latest")), COSIGN_E_PROTOCOL,
	    "manifest latest: Docker-Content-Digest is sha256:");
	cr_expect_null(found);
}

static int
answer_html(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	(void)registry;
	if (strcmp(request->target, "/v2/") == 0)
		return 0;
	http_answer_header(answer, "Content-Type", "text/html; charset=utf-8");
	http_answer_text(answer, "<html>Please log in</html>");
	return 1;
}

Test(registry_manifests, a_page_for_people_is_no_manifest)
{
	r.registry->before = answer_html;
	expect_failure(&r, fetch(by_tag("latest")), COSIGN_E_PROTOCOL,
	    "manifest latest: no manifest, but \"text/html\"");
	expect_failure(&r, resolve(by_tag("latest")), COSIGN_E_PROTOCOL,
	    "no manifest, but \"text/html\"");
}

static int
answer_huge(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	(void)registry;
	if (strcmp(request->target, "/v2/") == 0)
		return 0;
	http_answer_header(answer, "Content-Type", IMAGE);
	http_answer_pattern(answer, (uint64_t)1 << 40);
	return 1;
}

Test(registry_manifests, a_huge_manifest_is_not_read_to_its_end)
{
	r.registry->before = answer_huge;
	expect_failure(
	    &r, fetch(by_tag("latest")), COSIGN_E_LIMIT, "more than 16777216");
	cr_expect_null(found);
}

static int
answer_shouting(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	(void)registry;
	if (strcmp(request->target, "/v2/") == 0)
		return 0;
	answer->status = 418;
	http_answer_text(answer,
	    "{\"errors\":[{\"code\":\"LOUD\\u001b[31m\",\"message\":\"A"
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aa"
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aa"
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aa"
	    "the end\"}]}");
	return 1;
}

Test(registry_manifests, what_a_registry_says_is_escaped_and_cut)
{
	r.registry->before = answer_shouting;
	expect_failure(&r, fetch(by_tag("latest")), COSIGN_E_HTTP,
	    "manifest latest: status 418: LOUD\\x1b[31m: Aaaa");
	cr_expect_null(strstr(cosign_error_message(r.err), "the end"));
}

static cosign_rc_t
push(struct csn_name name)
{
	return r.store->ops->push(r.store, &name, image, r.err);
}

Test(registry_manifests, what_is_pushed_is_there_byte_for_byte)
{
	size_t len;
	const char *bytes = cosign_manifest_bytes(image, &len);
	const char *there;

	cr_assert_eq(push(by_tag("v1")), COSIGN_OK);
	there = registry_manifest(r.registry, "app", "v1");
	cr_assert_not_null(there);
	cr_expect_eq(strlen(there), len);
	cr_expect_eq(memcmp(there, bytes, len), 0);
	cr_expect_str_eq(
	    http_request_header(
		registry_last(r.registry, "PUT", "/v2/app/"), "Content-Type"),
	    IMAGE);
	cr_assert_eq(push(by_digest(digest_of(image))), COSIGN_OK);
}

static void
lie_about_digest(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	(void)registry;
	(void)request;
	http_answer_raw(answer,
	    "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n"
	    "Docker-Content-Digest: " EMPTY_DIGEST "\r\n\r\n",
	    strlen("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n"
		   "Docker-Content-Digest: " EMPTY_DIGEST "\r\n\r\n"));
}

Test(registry_manifests, a_registry_that_took_something_else_is_refused)
{
	cr_assert_eq(push(by_tag("v1")), COSIGN_OK);
	r.registry->after = lie_about_digest;
	expect_failure(&r, push(by_tag("v1")), COSIGN_E_PROTOCOL,
	    "manifest v1: the registry took it for sha256:44136fa");
}

static int
refuse_put(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	(void)registry;
	if (strcmp(request->method, "PUT") != 0)
		return 0;
	answer->status = 404;
	http_answer_text(
	    answer, "{\"errors\":[{\"code\":\"MANIFEST_BLOB_UNKNOWN\"}]}");
	return 1;
}

Test(registry_manifests, a_refused_push_is_not_a_missing_image)
{
	r.registry->before = refuse_put;
	expect_failure(&r, push(by_tag("v1")), COSIGN_E_HTTP,
	    "manifest v1: status 404: MANIFEST_BLOB_UNKNOWN");
	cr_expect_null(registry_manifest(r.registry, "app", "v1"));
}

static cosign_rc_t
remove_it(struct csn_name name)
{
	return r.store->ops->remove(r.store, &name, r.err);
}

Test(registry_manifests, what_is_removed_is_gone)
{
	(void)put("latest");
	cr_assert_eq(remove_it(by_tag("latest")), COSIGN_OK, "%s",
	    cosign_error_message(r.err));
	cr_expect_null(registry_manifest(r.registry, "app", "latest"));
	cr_assert_eq(remove_it(by_digest(digest_of(image))), COSIGN_OK);
	cr_expect_null(registry_manifest(r.registry, "app", digest_of(image)));
	expect_failure(&r, remove_it(by_tag("latest")), COSIGN_E_NO_IMAGE,
	    "manifest latest: status 404");
}

Test(registry_manifests, a_registry_that_does_not_delete_is_unsupported)
{
	(void)put("latest");
	r.registry->deletes = 0;
	expect_failure(&r, remove_it(by_tag("latest")), COSIGN_E_UNSUPPORTED,
	    "manifest latest: status 405: UNSUPPORTED");
	cr_expect_not_null(registry_manifest(r.registry, "app", "latest"));
}

static int
be_busy(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	if (strcmp(request->target, "/v2/") == 0 || registry->counter++ > 1)
		return 0;
	answer->status = 429;
	http_answer_header(answer, "Retry-After", "7");
	return 1;
}

Test(registry_manifests, a_busy_registry_is_waited_for_as_it_says)
{
	(void)put("latest");
	r.registry->before = be_busy;
	cr_assert_eq(fetch(by_tag("latest")), COSIGN_OK, "%s",
	    cosign_error_message(r.err));
	cr_expect_eq(r.waited, 14000);
}

static int
be_busy_for_ever(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	registry->counter = 0;
	return be_busy(registry, request, answer);
}

Test(registry_manifests, a_registry_that_stays_busy_is_unavailable)
{
	r.registry->before = be_busy_for_ever;
	expect_failure(&r, fetch(by_tag("latest")), COSIGN_E_HTTP,
	    "manifest latest: status 429");
}

Test(registry_manifests, a_registry_that_is_gone_cannot_be_reached)
{
	struct csn_store *store = NULL;
	const struct csn_name name = by_tag("latest");

	/* Nobody listens on port 1. */
	cr_assert_eq(
	    csn_registry_open(&store, r.all, "127.0.0.1:1", "app", r.err),
	    COSIGN_OK);
	expect_failure(&r, store->ops->fetch(&found, store, &name, r.err),
	    COSIGN_E_CONNECT, "neither https nor http");
	csn_store_close(store);
}

static void
answer_plainly(
    void *user, const struct http_request *request, struct http_answer *answer)
{
	(void)user;
	(void)request;
	http_answer_text(answer, "{}");
}

/* That there is no http either does not hide it. */
Test(registry_manifests, a_certificate_that_nobody_trusts_is_told_of)
{
	struct http_authority *authority = http_authority_new("Unknown");
	struct http_server_options options = { .handler = answer_plainly };
	const struct csn_name name = by_tag("latest");
	struct csn_store *store = NULL;
	struct http_server *server;
	char host[32];

	http_authority_issue(authority, "server", "DNS:localhost",
	    &options.certificate, &options.key);
	server = http_server_start(&options);
	(void)snprintf(
	    host, sizeof(host), "localhost:%u", http_server_port(server));
	cr_assert_eq(
	    csn_registry_open(&store, r.all, host, "app", r.err), COSIGN_OK);
	expect_failure(&r, store->ops->fetch(&found, store, &name, r.err),
	    COSIGN_E_TLS, "certificate problem");
	cr_expect_not_null(
	    strstr(cosign_error_message(r.err), "neither https nor http ("));
	csn_store_close(store);
	http_server_stop(server);
	http_authority_free(authority);
}

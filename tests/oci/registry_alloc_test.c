/*
 * Without memory nothing is taken for done, and nothing leaks. The registry is
 * a transport that needs no memory itself.
 */
#include "alloc_fail.h"
#include "net/context.h"
#include "oci/blob.h"
#include "oci/registry/registry.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#define IMAGE "application/vnd.oci.image.manifest.v1+json"
#define EMPTY                                                              \
	"\"mediaType\":\"application/vnd.oci.empty.v1+json\",\"digest\":"  \
	"\"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f" \
	"61caaff8a\",\"size\":2"
#define MANIFEST                                                             \
	"{\"schemaVersion\":2,\"mediaType\":\"" IMAGE "\",\"artifactType\":" \
	"\"application/x\",\"config\":{" EMPTY                               \
	"},\"layers\":[],\"subject\":{" EMPTY "}}"
#define TEXT    "0123456789"
#define WARNING "299 - \"a\", 299 - \"b\""

/* ---- the registry ---- */

static char list[4096]; /* what was put at the fallback tag */

struct answer {
	const char *method;
	const char *part; /* of the URL */
	int status;
	const char *name, *value; /* a header */
	const char *body;
};

static const struct answer answers[] = {
	{ NULL, "/token", 200, "Content-Type", "application/json",
	    "{\"token\":\"abc\"}" },
	{ NULL, "/referrers/", 404, "Content-Type", "text/plain", "" },
	{ NULL, "/tags/list?page=2", 200, "Content-Type", "application/json",
	    "{\"tags\":[\"b\"]}" },
	{ NULL, "/tags/list", 200, "Link",
	    "</v2/app/tags/list?page=2>; rel=\"next\"", "{\"tags\":[\"a\"]}" },
	{ "POST", "?mount=", 201, "Location", "/v2/app/blobs/x", "" },
	{ "POST", "/blobs/uploads/", 202, "Location",
	    "/v2/app/blobs/uploads/1?state=x", "" },
	{ "PATCH", "/blobs/uploads/", 202, "Location",
	    "/v2/app/blobs/uploads/1?state=y", "" },
	{ "PUT", "/blobs/uploads/", 201, "Location", "/v2/app/blobs/x", "" },
	{ "DELETE", "/blobs/uploads/", 204, "X", "y", "" },
	{ "HEAD", "/blobs/", 404, "X", "y", "" },
	{ "GET", "/blobs/", 200, "Warning", WARNING, TEXT },
	{ "PUT", "/manifests/", 201, "X", "y", "" },
	{ "GET", "/manifests/latest", 200, "Content-Type", IMAGE, MANIFEST },
	{ "GET", "/manifests/sha256:", 200, "Content-Type", IMAGE, MANIFEST },
	{ "HEAD", "/manifests/latest", 200, "Content-Type", IMAGE, "" },
	{ "DELETE", "/manifests/sha256:", 202, "X", "y", "" },
	{ "DELETE", "/manifests/", 405, "X", "y",
	    "{\"errors\":[{\"code\":\"UNSUPPORTED\",\"message\":\"no\"}]}" },
};

static cosign_rc_t
tell(cosign_exchange_t *exchange, const struct answer *answer,
    cosign_error_t *err)
{
	cosign_rc_t rc =
	    cosign_exchange_set_status(exchange, answer->status, err);

	if (rc == COSIGN_OK)
		rc = cosign_exchange_add_header(
		    exchange, answer->name, answer->value, err);
	if (rc == COSIGN_OK)
		rc = cosign_exchange_write(exchange,
		    (const uint8_t *)answer->body, strlen(answer->body), err);
	return rc;
}

static int
is_authorized(const cosign_exchange_t *exchange)
{
	size_t i;

	for (i = 0; i < cosign_exchange_header_count(exchange); i++)
		if (strcmp(cosign_exchange_header_name(exchange, i),
			"Authorization") == 0)
			return 1;
	return 0;
}

static cosign_rc_t
read_body(
    cosign_exchange_t *exchange, char *out, size_t size, cosign_error_t *err)
{
	cosign_rc_t rc;
	size_t got, len = 0;

	do {
		rc = cosign_exchange_body_read(
		    exchange, (uint8_t *)out + len, size - 1 - len, &got, err);
		len += got;
	} while (rc == COSIGN_OK && got > 0);
	out[len] = '\0';
	return rc;
}

static cosign_rc_t
serve_list(cosign_exchange_t *exchange, cosign_error_t *err)
{
	const int is_put = strcmp(cosign_exchange_method(exchange), "PUT") == 0;
	struct answer answer = { NULL, NULL, 200, "Content-Type",
		"application/vnd.oci.image.index.v1+json", list };
	cosign_rc_t rc = COSIGN_OK;

	if (is_put) {
		rc = read_body(exchange, list, sizeof(list), err);
		answer.status = 201;
		answer.body = "";
	} else if (list[0] == '\0') {
		answer.status = 404;
	}
	return rc == COSIGN_OK ? tell(exchange, &answer, err) : rc;
}

static cosign_rc_t
serve(void *user, cosign_exchange_t *exchange, cosign_error_t *err)
{
	static const struct answer ask = { NULL, NULL, 401, "WWW-Authenticate",
		"Bearer realm=\"https://r.example/token\",service=\"s\"", "" };
	const char *url = cosign_exchange_url(exchange);
	const char *method = cosign_exchange_method(exchange);
	static char body[4096];
	cosign_rc_t rc;
	size_t i;

	(void)user;
	if (strstr(url, "/token") == NULL && !is_authorized(exchange))
		return tell(exchange, &ask, err);
	if (strstr(url, "/manifests/sha256-") != NULL)
		return serve_list(exchange, err);
	for (i = 0; i < CSN_ARRAY_LEN(answers); i++)
		if (strstr(url, answers[i].part) != NULL &&
		    (answers[i].method == NULL ||
			strcmp(answers[i].method, method) == 0))
			break;
	cr_assert_lt(i, CSN_ARRAY_LEN(answers), "%s %s", method, url);
	rc = read_body(exchange, body, sizeof(body), err);
	return rc == COSIGN_OK ? tell(exchange, &answers[i], err) : rc;
}

static int64_t
some_time(void *user)
{
	(void)user;
	return 1000000;
}

static void
no_wait(void *user, int64_t ms)
{
	(void)user;
	(void)ms;
}

static uint32_t
no_chance(void *user)
{
	(void)user;
	return 0;
}

/* ---- operations ---- */

static cosign_manifest_t *manifest;
static cosign_descriptor_t *blob;
static struct csn_registries *all;
static struct csn_store *store;
static cosign_error_t *err;

static cosign_rc_t
resolve(void)
{
	const struct csn_name name = { "latest", NULL };
	cosign_descriptor_t *out = NULL;
	const cosign_rc_t rc = store->ops->resolve(&out, store, &name, err);

	cr_expect_eq(rc == COSIGN_OK, out != NULL);
	cosign_descriptor_free(out);
	return rc;
}

static const char *
digest_of_it(void)
{
	return cosign_descriptor_digest(cosign_manifest_descriptor(manifest));
}

static int
is_listed(void)
{
	return strstr(list, digest_of_it()) != NULL;
}

/* The manifest, of a doubtful type. */
static void
list_it(void)
{
	size_t len;

	(void)cosign_manifest_bytes(manifest, &len);
	(void)snprintf(list, sizeof(list),
	    "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image."
	    "index.v1+json\",\"manifests\":[{\"mediaType\":\"" IMAGE
	    "\",\"digest\":\"%s\",\"size\":%zu}]}",
	    digest_of_it(), len);
}

static cosign_rc_t
push(void)
{
	const struct csn_name name = { "v1", NULL };
	cosign_rc_t rc;

	list[0] = '\0';
	rc = store->ops->push(store, &name, manifest, err);
	if (rc == COSIGN_OK)
		cr_expect(is_listed());
	return rc;
}

static cosign_rc_t
remove_tag(void)
{
	const struct csn_name name = { "v1", NULL };
	const cosign_rc_t rc = store->ops->remove(store, &name, err);

	return rc == COSIGN_E_UNSUPPORTED ? COSIGN_OK : rc;
}

static cosign_rc_t
remove_it(void)
{
	const struct csn_name name = { NULL, digest_of_it() };
	cosign_rc_t rc;

	list_it();
	rc = store->ops->remove(store, &name, err);
	if (rc == COSIGN_OK)
		cr_expect_not(is_listed());
	return rc;
}

static cosign_rc_t
list_referrers(void)
{
	cosign_descriptors_t *out = NULL;
	cosign_rc_t rc;

	list_it();
	rc = store->ops->referrers(&out, store,
	    cosign_descriptor_digest(cosign_manifest_subject(manifest)),
	    "application/x", err);
	cr_expect_eq(rc == COSIGN_OK, out != NULL);
	if (out != NULL)
		cr_expect_eq(cosign_descriptors_count(out), 1);
	cosign_descriptors_free(out);
	return rc;
}

static int
see(void *user, const char *tag)
{
	char *seen = user;

	(void)strncat(seen, tag, 1);
	return 0;
}

static cosign_rc_t
list_tags(void)
{
	char seen[8] = "";
	const cosign_rc_t rc = store->ops->tags(store, see, seen, err);

	if (rc == COSIGN_OK)
		cr_expect_str_eq(seen, "ab");
	return rc;
}

static cosign_rc_t
push_blob(void)
{
	struct csn_blob_memory memory = { csn_span(TEXT, 10), 0 };
	struct csn_blob_source source;

	csn_blob_from_memory(&source, &memory);
	return store->ops->blob_push(store, blob, &source, err);
}

static cosign_rc_t
fetch_blob(void)
{
	struct csn_buf out;
	const cosign_rc_t rc = csn_blob_read(&out, store, blob, 100, err);

	cr_expect_eq(out.len, rc == COSIGN_OK ? strlen(TEXT) : 0);
	csn_buf_dispose(&out);
	return rc;
}

static cosign_rc_t
mount_blob(void)
{
	struct csn_store *from = NULL;
	cosign_rc_t rc;
	int done = 0;

	rc = csn_registry_open(&from, all, "r.example", "base", err);
	if (rc != COSIGN_OK)
		return rc;
	rc = store->ops->blob_mount(&done, store, from, blob, err);
	cr_expect_eq(done, rc == COSIGN_OK);
	csn_store_close(from);
	return rc;
}

static cosign_rc_t (*const operations[])(void) = { resolve, push, remove_tag,
	remove_it, list_referrers, list_tags, push_blob, fetch_blob,
	mount_blob };

/* Who wants to know what the registry says. */
static void
warn(void *user, const char *registry, const char *text)
{
	(void)user;
	cr_expect_str_eq(registry, "r.example");
	cr_expect(strcmp(text, "a") == 0 || strcmp(text, "b") == 0, "%s", text);
}

/* A client that knows nothing yet, and one operation. */
static cosign_rc_t
run(cosign_http_t *http, cosign_rc_t (*operation)(void))
{
	static const char json[] =
	    "{\"auths\":{\"https://r.example/v1/\":{\"auth\":\"YTpi\"}},"
	    "\"credHelpers\":{\"s.example\":\"x\"}}";
	struct csn_registry_options options = {
		.http = http, .piece = 4, .warn = warn
	};
	struct csn_credentials *credentials = NULL;
	cosign_rc_t rc;

	rc = csn_credentials_new(&credentials, err);
	if (rc == COSIGN_OK)
		rc = csn_credentials_add(
		    credentials, "f", json, strlen(json), err);
	options.credentials = credentials;
	if (rc == COSIGN_OK)
		rc = csn_registries_new(&all, &options, err);
	if (rc == COSIGN_OK)
		rc = csn_registry_open(&store, all, "r.example", "app", err);
	if (rc == COSIGN_OK)
		rc = operation();
	csn_store_close(store);
	csn_registries_free(all);
	csn_credentials_free(credentials);
	store = NULL;
	all = NULL;
	return rc;
}

static cosign_http_t *
make_http(void)
{
	cosign_http_options_t *options = NULL;
	cosign_http_t *http = NULL;

	cr_assert_eq(cosign_http_options_new(&options, err), COSIGN_OK);
	cosign_http_options_set_transport(options, serve, NULL, NULL);
	cr_assert_eq(cosign_http_new(&http, options, err), COSIGN_OK);
	cosign_http_options_free(options);
	csn_http_set_hooks(http,
	    &(struct csn_http_hooks){
		some_time, some_time, no_wait, no_chance, NULL });
	return http;
}

static void
fail_each(cosign_http_t *http, cosign_rc_t (*operation)(void))
{
	cosign_rc_t rc;
	size_t n;

	for (n = 1;; n++) {
		alloc_fail_arm(n);
		rc = run(http, operation);
		if (!alloc_fail_disarm())
			break;
		/* What is made up for - an upload that is begun again - may
		   end well. */
		cr_expect(rc == COSIGN_E_NOMEM || rc == COSIGN_OK,
		    "allocation %zu: %s: %s", n, cosign_rc_name(rc),
		    cosign_error_message(err));
	}
	cr_expect_eq(rc, COSIGN_OK, "%s", cosign_error_message(err));
	cr_expect_gt(n, 20);
}

Test(registry_alloc, each_failed_allocation_is_told)
{
	cosign_http_t *http;
	size_t i;

	err = cosign_error_new();
	cr_assert_eq(
	    cosign_manifest_parse(&manifest, MANIFEST, strlen(MANIFEST), err),
	    COSIGN_OK);
	cr_assert_eq(csn_descriptor_of_bytes(&blob, "application/octet-stream",
			 TEXT, strlen(TEXT), err),
	    COSIGN_OK);
	http = make_http();
	for (i = 0; i < CSN_ARRAY_LEN(operations); i++)
		fail_each(http, operations[i]);
	cosign_http_free(http);
	cosign_descriptor_free(blob);
	cosign_manifest_free(manifest);
	cosign_error_free(err);
}

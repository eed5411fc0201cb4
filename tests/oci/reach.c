#include "reach.h"

#include "net/context.h"

#include <stdio.h>
#include <stdlib.h>

static int64_t now = 1000000;

static int64_t
get_now(void *user)
{
	(void)user;
	return now;
}

static void
wait_no_time(void *user, int64_t ms)
{
	struct reach *r = user;

	now += ms;
	r->waited += ms;
}

static uint32_t
no_chance(void *user)
{
	(void)user;
	return 0;
}

static void
observe(void *user, const char *method, const char *url, int32_t status,
    uint64_t sent, uint64_t received, int64_t ms)
{
	struct reach *r = user;
	const size_t len = strlen(r->seen);

	(void)sent;
	(void)received;
	(void)ms;
	(void)snprintf(r->seen + len, sizeof(r->seen) - len, "%s %s %d\n",
	    method, url, (int)status);
}

static cosign_http_t *
make_http(struct reach *r, int is_observed)
{
	cosign_http_options_t *options = NULL;
	cosign_http_t *http = NULL;

	cr_assert_eq(cosign_http_options_new(&options, r->err), COSIGN_OK);
	if (is_observed)
		cosign_http_options_set_observer(options, observe, r);
	cr_assert_eq(cosign_http_new(&http, options, r->err), COSIGN_OK);
	cosign_http_options_free(options);
	return http;
}

void
reach_start(struct reach *r)
{
	memset(r, 0, sizeof(*r));
	r->registry = registry_start();
	r->err = cosign_error_new();
	cr_assert_eq(csn_credentials_new(&r->credentials, r->err), COSIGN_OK);
	r->http = make_http(r, 1);
	csn_http_set_hooks(r->http,
	    &(struct csn_http_hooks){
		get_now, get_now, wait_no_time, no_chance, r });
}

static void
close_all(struct reach *r)
{
	csn_store_close(r->store);
	csn_registries_free(r->all);
	r->store = NULL;
	r->all = NULL;
}

void
reach_open(struct reach *r)
{
	const struct csn_registry_options options = { .http = r->http,
		.credentials = r->credentials,
		.piece = r->piece };

	close_all(r);
	cr_assert_eq(csn_registries_new(&r->all, &options, r->err), COSIGN_OK);
	r->store = reach_other(r, "app");
}

void
reach_use_real_time(struct reach *r)
{
	cosign_http_free(r->http);
	r->http = make_http(r, 0);
	reach_open(r);
}

struct csn_store *
reach_other(struct reach *r, const char *repository)
{
	struct csn_store *store = NULL;

	cr_assert_eq(csn_registry_open(&store, r->all,
			 registry_host(r->registry), repository, r->err),
	    COSIGN_OK);
	return store;
}

void
reach_stop(struct reach *r)
{
	close_all(r);
	cosign_http_free(r->http);
	csn_credentials_free(r->credentials);
	cosign_error_free(r->err);
	registry_stop(r->registry);
}

#define CONFIG                                                             \
	"\"config\":{\"mediaType\":\"application/vnd.oci.empty.v1+json\"," \
	"\"digest\":\"" EMPTY_DIGEST "\",\"size\":2}"

static cosign_manifest_t *
parse(const char *text)
{
	cosign_manifest_t *out = NULL;

	cr_assert_eq(cosign_manifest_parse(&out, text, strlen(text), NULL),
	    COSIGN_OK, "%s", text);
	return out;
}

cosign_manifest_t *
reach_image(const char *value)
{
	char text[1024];

	(void)snprintf(text, sizeof(text),
	    "{\"schemaVersion\":2,\"mediaType\":\"" IMAGE "\"," CONFIG
	    ",\"layers\":[],\"annotations\":{\"note\":\"%s\"}}",
	    value);
	return parse(text);
}

cosign_manifest_t *
reach_referrer(const char *subject, const char *type, const char *value)
{
	char text[1024];

	(void)snprintf(text, sizeof(text),
	    "{\"schemaVersion\":2,\"mediaType\":\"" IMAGE
	    "\",\"artifactType\":\"%s\"," CONFIG
	    ",\"layers\":[],\"subject\":{\"mediaType\":\"" IMAGE
	    "\",\"digest\":\"%s\",\"size\":100},"
	    "\"annotations\":{\"note\":\"%s\"}}",
	    type, subject, value);
	return parse(text);
}

const char *
digest_of(const cosign_manifest_t *manifest)
{
	return cosign_descriptor_digest(cosign_manifest_descriptor(manifest));
}

cosign_descriptor_t *
blob_of(const void *p, size_t len)
{
	cosign_descriptor_t *blob = NULL;

	cr_assert_eq(csn_descriptor_of_bytes(
			 &blob, "application/octet-stream", p, len, NULL),
	    COSIGN_OK);
	return blob;
}

void
expect_failure(
    struct reach *r, cosign_rc_t rc, cosign_rc_t expected, const char *text)
{
	const char *message = cosign_error_message(r->err);

	cr_expect_eq(rc, expected, "%s (%s), expected %s", cosign_rc_name(rc),
	    message, cosign_rc_name(expected));
	cr_expect_eq(cosign_error_code(r->err), rc);
	cr_expect_not_null(
	    strstr(message, text), "\"%s\" is not in \"%s\"", text, message);
}

struct kept kept;

static cosign_rc_t
keep(void *user, struct csn_span bytes, cosign_error_t *err)
{
	(void)user;
	(void)err;
	cr_assert_leq(kept.len + bytes.len, sizeof(kept.bytes));
	memcpy(kept.bytes + kept.len, bytes.p, bytes.len);
	kept.len += bytes.len;
	return COSIGN_OK;
}

cosign_rc_t
fetch_blob(struct reach *r, const cosign_descriptor_t *blob)
{
	const struct csn_blob_sink sink = { keep, NULL };

	kept.len = 0;
	return csn_blob_fetch(r->store, blob, &sink, r->err);
}

cosign_rc_t
push_blob(
    struct reach *r, const cosign_descriptor_t *blob, const void *p, size_t len)
{
	struct csn_blob_memory memory = { csn_span(p, len), 0 };
	struct csn_blob_source source;

	csn_blob_from_memory(&source, &memory);
	return csn_blob_push(r->store, blob, &source, r->err);
}

#include "reach.h"
#include "vectors.h"

#include <errno.h>
#include <stdio.h>

#define TEXT "0123456789abcdefghijklmnopqrstuvwxyz"
#define SIZE (sizeof(TEXT) - 1)

static struct reach r;
static cosign_descriptor_t *blob;

static void
setup(void)
{
	reach_start(&r);
	r.piece = 10;
	reach_open(&r);
	blob = blob_of(TEXT, SIZE);
}

static void
teardown(void)
{
	cosign_descriptor_free(blob);
	reach_stop(&r);
}

TestSuite(registry_blobs, .init = setup, .fini = teardown);

static void
expect_kept(const void *p, size_t len)
{
	cr_assert_eq(kept.len, len);
	cr_expect_eq(memcmp(kept.bytes, p, len), 0);
}

static cosign_rc_t
exists(int *out)
{
	return r.store->ops->blob_exists(out, r.store, blob, r.err);
}

Test(registry_blobs, what_is_there_is_seen_by_head)
{
	int is_there = 1;

	cr_assert_eq(
	    exists(&is_there), COSIGN_OK, "%s", cosign_error_message(r.err));
	cr_expect_eq(is_there, 0);
	(void)registry_put_blob(r.registry, "app", TEXT);
	cr_assert_eq(exists(&is_there), COSIGN_OK);
	cr_expect_eq(is_there, 1);
	cr_expect_eq(
	    registry_requests(r.registry, "HEAD", "/v2/app/blobs/"), 2);
}

static void
claim_length(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	(void)registry;
	if (strstr(request->target, "/blobs/sha256:") != NULL)
		answer->claimed_length = 35;
}

Test(registry_blobs, another_length_is_another_blob)
{
	int is_there = 1;

	(void)registry_put_blob(r.registry, "app", TEXT);
	r.registry->after = claim_length;
	expect_failure(&r, exists(&is_there), COSIGN_E_PROTOCOL,
	    "the registry has 35 bytes, not 36");
	cr_expect_eq(is_there, 0);
	expect_failure(&r, fetch_blob(&r, blob), COSIGN_E_PROTOCOL,
	    "the registry has 35 bytes, not 36");
	cr_expect_eq(kept.len, 0);
}

Test(registry_blobs, a_blob_is_fetched)
{
	(void)registry_put_blob(r.registry, "app", TEXT);
	cr_assert_eq(
	    fetch_blob(&r, blob), COSIGN_OK, "%s", cosign_error_message(r.err));
	expect_kept(TEXT, SIZE);
}

Test(registry_blobs, a_missing_blob_is_no_image)
{
	expect_failure(&r, fetch_blob(&r, blob), COSIGN_E_NO_IMAGE,
	    "status 404: BLOB_UNKNOWN");
	expect_failure(
	    &r, fetch_blob(&r, blob), COSIGN_E_NO_IMAGE, "blob sha256:");
	cr_expect_eq(kept.len, 0);
}

static void
swap_last(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	(void)registry;
	if (strstr(request->target, "/blobs/sha256:") != NULL)
		http_answer_body(
		    answer, "0123456789abcdefghijklmnopqrstuvwxyZ", SIZE);
}

Test(registry_blobs, bytes_of_another_digest_are_refused)
{
	(void)registry_put_blob(r.registry, "app", TEXT);
	r.registry->after = swap_last;
	expect_failure(&r, fetch_blob(&r, blob), COSIGN_E_PROTOCOL, "digest");
}

static void
never_end(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	(void)registry;
	if (strstr(request->target, "/blobs/sha256:") == NULL)
		return;
	answer->framing = HTTP_CHUNKED;
	http_answer_pattern(answer, (uint64_t)1 << 40);
}

Test(registry_blobs, an_endless_blob_is_not_read_to_its_end)
{
	(void)registry_put_blob(r.registry, "app", TEXT);
	r.registry->after = never_end;
	expect_failure(&r, fetch_blob(&r, blob), COSIGN_E_PROTOCOL,
	    "more than its 36 bytes came");
	cr_expect_eq(kept.len, 0);
}

static void
end_early(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	(void)registry;
	if (strstr(request->target, "/blobs/sha256:") == NULL)
		return;
	answer->framing = HTTP_CHUNKED;
	http_answer_body(answer, TEXT, 20);
}

Test(registry_blobs, a_short_blob_is_refused)
{
	(void)registry_put_blob(r.registry, "app", TEXT);
	r.registry->after = end_early;
	expect_failure(&r, fetch_blob(&r, blob), COSIGN_E_PROTOCOL,
	    "20 of its 36 bytes came");
}

/* user_data says how many bytes come before it is cut; counter how often. */
static void
cut(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	if (strstr(request->target, "/blobs/sha256:") != NULL &&
	    registry->counter > 0) {
		registry->counter--;
		answer->cut_after = *(const int *)registry->user_data;
	}
}

Test(registry_blobs, a_lost_connection_is_taken_up)
{
	int bytes = 11;

	(void)registry_put_blob(r.registry, "app", TEXT);
	r.registry->after = cut;
	r.registry->counter = 2;
	r.registry->user_data = &bytes;
	cr_assert_eq(
	    fetch_blob(&r, blob), COSIGN_OK, "%s", cosign_error_message(r.err));
	expect_kept(TEXT, SIZE);
	cr_expect_str_eq(
	    http_request_header(
		registry_last(r.registry, "GET", "/v2/app/"), "Range"),
	    "bytes=22-");
	cr_expect_eq(registry_requests(r.registry, "GET", "/v2/app/"), 3);
	cr_expect_str_eq(cosign_error_message(r.err), "");
}

static void
cut_and_ignore_range(struct registry *registry,
    const struct http_request *request, struct http_answer *answer)
{
	cut(registry, request, answer);
	if (answer->status == 206) {
		answer->status = 200;
		http_answer_body(answer, TEXT, SIZE);
	}
}

Test(registry_blobs, a_server_without_ranges_sends_all_again)
{
	int bytes = 30;

	(void)registry_put_blob(r.registry, "app", TEXT);
	r.registry->after = cut_and_ignore_range;
	r.registry->counter = 1;
	r.registry->user_data = &bytes;
	cr_assert_eq(
	    fetch_blob(&r, blob), COSIGN_OK, "%s", cosign_error_message(r.err));
	expect_kept(TEXT, SIZE);
}

static void
cut_and_mistake_range(struct registry *registry,
    const struct http_request *request, struct http_answer *answer)
{
	static const char text[] =
	    "HTTP/1.1 206 Partial Content\r\nContent-Length: 26\r\n"
	    "Content-Range: bytes 10-35/36\r\n\r\nabcdefghijklmnopqrstuvwxyz";

	cut(registry, request, answer);
	if (answer->status == 206)
		http_answer_raw(answer, text, strlen(text));
}

Test(registry_blobs, another_range_than_the_one_wanted_is_refused)
{
	int bytes = 11;

	(void)registry_put_blob(r.registry, "app", TEXT);
	r.registry->after = cut_and_mistake_range;
	r.registry->counter = 1;
	r.registry->user_data = &bytes;
	expect_failure(&r, fetch_blob(&r, blob), COSIGN_E_PROTOCOL,
	    "asked for the bytes from 11 on, got \"bytes 10-35/36\"");
	cr_expect_eq(kept.len, 11);
}

Test(registry_blobs, a_connection_that_is_always_lost_is_given_up)
{
	int bytes = 0;

	(void)registry_put_blob(r.registry, "app", TEXT);
	r.registry->after = cut;
	r.registry->counter = 1000;
	r.registry->user_data = &bytes;
	expect_failure(
	    &r, fetch_blob(&r, blob), COSIGN_E_CONNECT, "blob sha256:");
	bytes = 1;
	expect_failure(
	    &r, fetch_blob(&r, blob), COSIGN_E_CONNECT, "blob sha256:");
	cr_expect_eq(kept.len, 17);
}

static int
redirect_blob(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	if (strncmp(request->target, "/v2/app/blobs/sha256:", 21) != 0)
		return 0;
	answer->status = 307;
	http_answer_headerf(answer, "Location", "%s/v2/storage/blobs/%s",
	    http_server_url(((struct registry *)registry->user_data)->server),
	    request->target + 14);
	return 1;
}

Test(registry_blobs, a_blob_elsewhere_is_fetched_without_the_token)
{
	struct registry *storage = registry_start();

	(void)registry_put_blob(storage, "storage", TEXT);
	r.registry->auth = REGISTRY_BEARER;
	r.registry->before = redirect_blob;
	r.registry->user_data = storage;
	cr_assert_eq(
	    fetch_blob(&r, blob), COSIGN_OK, "%s", cosign_error_message(r.err));
	expect_kept(TEXT, SIZE);
	cr_expect_null(http_request_header(
	    registry_last(storage, "GET", "/v2/storage/"), "Authorization"));
	registry_stop(storage);
}

static cosign_rc_t
stop(void *user, struct csn_span bytes, cosign_error_t *err)
{
	(void)user;
	(void)bytes;
	return csn_fail(err, COSIGN_E_CALLBACK, "enough");
}

Test(registry_blobs, whoever_receives_it_may_stop_it)
{
	const struct csn_blob_sink sink = { stop, NULL };

	(void)registry_put_blob(r.registry, "app", TEXT);
	expect_failure(&r,
	    r.store->ops->blob_fetch(r.store, blob, &sink, r.err),
	    COSIGN_E_CALLBACK, "enough");
	cr_expect_eq(registry_requests(r.registry, "GET", "/v2/app/"), 1);
}

/* ---- uploads ---- */

/* Those that come with the descriptor, too, but nobody is asked for them. */
Test(registry_blobs, bytes_that_are_there_are_not_fetched)
{
	cosign_descriptor_t *with_bytes = NULL;
	struct csn_buf bytes;

	MUST(csn_descriptor_with_bytes(
	    &with_bytes, "text/plain", csn_span_str("here"), r.err));
	MUST(csn_blob_read(&bytes, r.store, with_bytes, 4, r.err));
	cr_expect_eq(bytes.len, 4);
	cr_expect_eq(memcmp(bytes.p, "here", 4), 0);
	csn_buf_dispose(&bytes);
	cr_expect_eq(registry_requests(r.registry, NULL, "/"), 0);
	expect_failure(&r, csn_blob_read(&bytes, r.store, with_bytes, 3, r.err),
	    COSIGN_E_LIMIT, "4 bytes are more than 3");
	cosign_descriptor_free(with_bytes);
}

static void
expect_there(const cosign_descriptor_t *what)
{
	cr_expect(registry_has_blob(
	    r.registry, "app", cosign_descriptor_digest(what)));
	cr_expect_eq(registry_uploads(r.registry), 0);
}

static void
expect_not_there(void)
{
	cr_expect_not(registry_has_blob(
	    r.registry, "app", cosign_descriptor_digest(blob)));
	cr_expect_eq(registry_uploads(r.registry), 0);
}

static cosign_rc_t
push(void)
{
	return push_blob(&r, blob, TEXT, SIZE);
}

Test(registry_blobs, a_small_blob_is_sent_in_one_piece)
{
	cosign_descriptor_t *small = blob_of(TEXT, 10);
	const struct http_request *request;

	cr_assert_eq(push_blob(&r, small, TEXT, 10), COSIGN_OK, "%s",
	    cosign_error_message(r.err));
	expect_there(small);
	cr_expect_eq(registry_requests(r.registry, "POST", "/v2/app/"), 1);
	cr_expect_eq(registry_requests(r.registry, "PATCH", "/v2/app/"), 0);
	request = registry_last(r.registry, "PUT", "/v2/app/");
	cr_expect_eq(request->body_size, 10);
	cr_expect_str_eq(http_request_header(request, "Content-Type"),
	    "application/octet-stream");
	cr_expect_str_eq(http_request_header(request, "Content-Length"), "10");
	cr_expect_str_eq(
	    http_request_header(registry_last(r.registry, "POST", "/v2/app/"),
		"Content-Length"),
	    "0");
	cosign_descriptor_free(small);
}

Test(registry_blobs, nothing_is_a_blob_too)
{
	cosign_descriptor_t *nothing = blob_of("", 0);

	cr_assert_eq(push_blob(&r, nothing, "", 0), COSIGN_OK, "%s",
	    cosign_error_message(r.err));
	expect_there(nothing);
	cr_assert_eq(fetch_blob(&r, nothing), COSIGN_OK, "%s",
	    cosign_error_message(r.err));
	cosign_descriptor_free(nothing);
}

Test(registry_blobs, what_is_there_is_not_sent)
{
	(void)registry_put_blob(r.registry, "app", TEXT);
	cr_assert_eq(push(), COSIGN_OK);
	cr_expect_eq(registry_requests(r.registry, "POST", "/v2/app/"), 0);
}

Test(registry_blobs, a_large_blob_is_sent_in_pieces)
{
	cr_assert_eq(push(), COSIGN_OK, "%s", cosign_error_message(r.err));
	expect_there(blob);
	cr_expect_eq(registry_requests(r.registry, "PATCH", "/v2/app/"), 4);
	cr_expect_str_eq(
	    http_request_header(registry_last(r.registry, "PATCH", "/v2/app/"),
		"Content-Range"),
	    "30-35");
	cr_expect_eq(
	    registry_last(r.registry, "PUT", "/v2/app/")->body_size, 0);
}

Test(registry_blobs, pieces_are_as_large_as_the_registry_wants_them)
{
	r.registry->piece_min = 25;
	cr_assert_eq(push(), COSIGN_OK, "%s", cosign_error_message(r.err));
	expect_there(blob);
	cr_expect_eq(registry_requests(r.registry, "PATCH", "/v2/app/"), 2);
}

Test(registry_blobs, pieces_too_large_for_memory_are_one)
{
	r.registry->piece_min = 2000000000;
	cr_assert_eq(push(), COSIGN_OK, "%s", cosign_error_message(r.err));
	expect_there(blob);
	cr_expect_eq(registry_requests(r.registry, "PATCH", "/v2/app/"), 0);
}

static void
want_pieces(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	if (strcmp(request->method, "POST") == 0)
		http_answer_header(
		    answer, "OCI-Chunk-Min-Length", registry->user_data);
}

Test(registry_blobs, pieces_of_a_size_that_nobody_knows_are_one)
{
	static char sizes[][24] = { "10000000000000000000", "10 bytes", "" };
	cosign_descriptor_t *part;
	size_t i;

	r.registry->after = want_pieces;
	for (i = 0; i < CSN_ARRAY_LEN(sizes); i++) {
		r.registry->user_data = sizes[i];
		part = blob_of(&TEXT[i], 30);
		cr_assert_eq(push_blob(&r, part, &TEXT[i], 30), COSIGN_OK, "%s",
		    cosign_error_message(r.err));
		expect_there(part);
		cosign_descriptor_free(part);
	}
	cr_expect_eq(registry_requests(r.registry, "PATCH", "/v2/app/"), 0);
}

Test(registry_blobs, a_registry_that_takes_no_pieces_gets_one)
{
	r.registry->takes_pieces = 0;
	cr_assert_eq(push(), COSIGN_OK, "%s", cosign_error_message(r.err));
	expect_there(blob);
	cr_expect_eq(registry_requests(r.registry, "PATCH", "/v2/app/"), 1);
}

Test(registry_blobs, an_upload_goes_on_wherever_it_is_sent)
{
	cosign_descriptor_t *small = blob_of(TEXT, 10);
	int i;

	for (i = 0; i < 4; i++) {
		r.registry->location_is_absolute = i & 1;
		r.registry->location_has_query = i & 2;
		cr_assert_eq(push_blob(&r, small, TEXT, 10), COSIGN_OK, "%s",
		    cosign_error_message(r.err));
		expect_there(small);
		cosign_descriptor_free(small);
		small = blob_of(&TEXT[i + 1], 10);
		cr_assert_eq(push_blob(&r, small, &TEXT[i + 1], 10), COSIGN_OK);
	}
	cosign_descriptor_free(small);
	r.registry->location_has_query = 1;
	cr_assert_eq(push(), COSIGN_OK, "%s", cosign_error_message(r.err));
	expect_there(blob);
	cr_expect_not_null(
	    strstr(registry_last(r.registry, "PUT", "/v2/app/")->target,
		"?state=a%2Bb&more=1&digest=sha256%3A"));
}

Test(registry_blobs, an_upload_elsewhere_is_sent_without_the_token)
{
	static char prefix[100];
	cosign_descriptor_t *small = blob_of(TEXT, 10);
	struct registry *storage = registry_start();

	(void)snprintf(prefix, sizeof(prefix), "http://localhost:%u",
	    http_server_port(storage->server));
	r.registry->auth = REGISTRY_BEARER;
	r.registry->location_prefix = prefix;
	(void)push_blob(&r, small, TEXT, 10);
	cr_assert_geq(registry_requests(storage, "PUT", "/v2/app/"), 1);
	cr_expect_null(http_request_header(
	    registry_last(storage, "PUT", "/v2/app/"), "Authorization"));
	registry_stop(storage);
	cosign_descriptor_free(small);
}

struct location {
	const char *prefix;
	const char *text;
};

static const struct location locations[] = {
	{ "http://127.0.0.1:9",
	    "Location: an address of a private network: 127.0.0.1:9" },
	{ "https://10.0.0.1", "Location: an address of a private network" },
	{ "ftp://localhost:9", "Location" },
	{ "http://", "Location" },
};

Test(registry_blobs, an_upload_is_not_sent_anywhere)
{
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(locations); i++) {
		r.registry->location_prefix = locations[i].prefix;
		expect_failure(
		    &r, push(), COSIGN_E_PROTOCOL, locations[i].text);
		cr_expect_eq(
		    registry_requests(r.registry, "PATCH", "/v2/app/"), 0);
	}
}

/* Without the digest it is just short enough. */
Test(registry_blobs, an_upload_is_not_sent_to_a_url_without_room)
{
	cosign_descriptor_t *small = blob_of(TEXT, 10);
	static char prefix[8120];
	int len;

	len = snprintf(
	    prefix, sizeof(prefix), "http://%s/", registry_host(r.registry));
	memset(prefix + len, 'x', sizeof(prefix) - 1 - (size_t)len);
	prefix[sizeof(prefix) - 1] = '\0';
	r.registry->location_prefix = prefix;
	expect_failure(&r, push_blob(&r, small, TEXT, 10), COSIGN_E_PROTOCOL,
	    "Location: URL longer than 8192 bytes");
	cosign_descriptor_free(small);
}

static int
begin_nowhere(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	(void)registry;
	if (strcmp(request->method, "POST") != 0)
		return 0;
	answer->status = 202;
	return 1;
}

Test(registry_blobs, an_upload_without_a_location_is_refused)
{
	r.registry->before = begin_nowhere;
	expect_failure(&r, push(), COSIGN_E_PROTOCOL,
	    "an upload is begun without a Location");
	expect_not_there();
}

static int
refuse_begin(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	(void)registry;
	if (strcmp(request->method, "POST") != 0)
		return 0;
	answer->status = 404;
	http_answer_text(answer, "{\"errors\":[{\"code\":\"NAME_UNKNOWN\"}]}");
	return 1;
}

Test(registry_blobs, a_refused_upload_is_not_a_missing_image)
{
	r.registry->before = refuse_begin;
	expect_failure(
	    &r, push(), COSIGN_E_HTTP, "upload: status 404: NAME_UNKNOWN");
	expect_not_there();
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

Test(registry_blobs, a_repository_that_is_not_there_yet_is_pushed_to)
{
	r.registry->before = refuse_head;
	cr_assert_eq(push(), COSIGN_OK, "%s", cosign_error_message(r.err));
	expect_there(blob);
}

/* The piece arrived, its answer did not. */
static void
lose_answer(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	if (strcmp(request->method, "PATCH") == 0 && registry->counter++ == 1)
		answer->drop = 1;
}

Test(registry_blobs, a_piece_that_arrived_is_not_sent_again)
{
	r.registry->after = lose_answer;
	cr_assert_eq(push(), COSIGN_OK, "%s", cosign_error_message(r.err));
	expect_there(blob);
	cr_expect_eq(registry_requests(r.registry, "PATCH", "/v2/app/"), 4);
	cr_expect_eq(
	    registry_requests(r.registry, "GET", "/v2/app/blobs/uploads/"), 1);
}

/* The piece is lost. */
static int
lose_piece(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	if (strcmp(request->method, "PATCH") != 0 || registry->counter++ != 1)
		return 0;
	answer->drop = 1;
	return 1;
}

Test(registry_blobs, a_lost_piece_is_sent_again)
{
	r.registry->before = lose_piece;
	cr_assert_eq(push(), COSIGN_OK, "%s", cosign_error_message(r.err));
	expect_there(blob);
	cr_expect_eq(registry_requests(r.registry, "PATCH", "/v2/app/"), 5);
	cr_expect_eq(registry_requests(r.registry, "POST", "/v2/app/"), 1);
}

/* Half of the piece arrived. */
static int
take_half(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	struct http_request half = *request;

	if (strcmp(request->method, "PATCH") != 0 || registry->counter++ != 1)
		return 0;
	half.body_len = 4;
	registry->before = NULL;
	registry_serve(registry, &half, answer);
	return 1;
}

Test(registry_blobs, the_rest_of_a_piece_is_sent)
{
	r.registry->before = take_half;
	cr_assert_eq(push(), COSIGN_OK, "%s", cosign_error_message(r.err));
	expect_there(blob);
	cr_expect_eq(registry_requests(r.registry, "PATCH", "/v2/app/"), 5);
}

/* The session is lost, once. */
static int
forget_upload(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	if (strcmp(request->method, "PATCH") != 0 || registry->counter++ != 2)
		return 0;
	answer->status = 404;
	http_answer_text(
	    answer, "{\"errors\":[{\"code\":\"BLOB_UPLOAD_UNKNOWN\"}]}");
	return 1;
}

Test(registry_blobs, a_lost_upload_is_begun_again)
{
	r.registry->before = forget_upload;
	cr_assert_eq(push(), COSIGN_OK, "%s", cosign_error_message(r.err));
	expect_there(blob);
	cr_expect_eq(registry_requests(r.registry, "POST", "/v2/app/"), 2);
}

static int
forget_always(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	const char *range = http_request_header(request, "Content-Range");

	if (range == NULL || strncmp(range, "0-", 2) == 0)
		return 0;
	registry->counter = 2;
	return forget_upload(registry, request, answer);
}

Test(registry_blobs, an_upload_that_is_always_lost_is_given_up)
{
	r.registry->before = forget_always;
	expect_failure(&r, push(), COSIGN_E_HTTP,
	    "piece: status 404: BLOB_UPLOAD_UNKNOWN");
	cr_expect_eq(registry_requests(r.registry, "POST", "/v2/app/"), 3);
	expect_not_there();
}

/* All of it arrived, the answer did not. */
static void
lose_last_answer(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	(void)registry;
	if (strcmp(request->method, "PUT") == 0 && answer->status == 201)
		answer->drop = 1;
}

Test(registry_blobs, a_lost_last_answer_is_made_up_for)
{
	r.registry->after = lose_last_answer;
	cr_assert_eq(push(), COSIGN_OK, "%s", cosign_error_message(r.err));
	expect_there(blob);
	cr_expect_str_eq(cosign_error_message(r.err), "");
}

/* Two uploads are lost; of the third the answer is. */
static int
lose_two_uploads(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	if (strcmp(request->method, "PUT") != 0 || registry->counter++ == 2)
		return 0;
	answer->status = 404;
	http_answer_text(
	    answer, "{\"errors\":[{\"code\":\"BLOB_UPLOAD_UNKNOWN\"}]}");
	return 1;
}

Test(registry_blobs, the_answer_of_the_last_try_is_made_up_for_too)
{
	r.registry->before = lose_two_uploads;
	r.registry->after = lose_last_answer;
	cr_assert_eq(push(), COSIGN_OK, "%s", cosign_error_message(r.err));
	expect_there(blob);
	cr_expect_eq(registry_requests(r.registry, "POST", "/v2/app/"), 3);
}

Test(registry_blobs, what_is_not_what_was_described_is_not_sent)
{
	static const char other[] = "0123456789abcdefghijklmnopqrstuvwxyZ";
	cosign_descriptor_t *small = blob_of(TEXT, 10);

	expect_failure(&r, push_blob(&r, blob, other, SIZE), COSIGN_E_CHANGED,
	    "what was read is not what was described");
	expect_not_there();
	expect_failure(&r, push_blob(&r, blob, TEXT, SIZE - 1),
	    COSIGN_E_CHANGED, "what was read is not what was described");
	expect_failure(&r, push_blob(&r, small, "012345678X", 10),
	    COSIGN_E_CHANGED, "what was read is not what was described");
	expect_failure(&r, push_blob(&r, small, TEXT, 9), COSIGN_E_CHANGED,
	    "what was read is not what was described");
	cr_expect_eq(registry_uploads(r.registry), 0);
	cosign_descriptor_free(small);
}

static int
fail_to_read(void *user, uint8_t *buf, size_t size, size_t *got)
{
	(void)user;
	(void)buf;
	(void)size;
	*got = 0;
	return EIO;
}

Test(registry_blobs, why_a_blob_could_not_be_read_is_said)
{
	const struct csn_blob_source source = { .size = SIZE,
		.read = fail_to_read };
	cosign_descriptor_t *small = blob_of(TEXT, 10);

	expect_failure(&r,
	    r.store->ops->blob_push(r.store, blob, &source, r.err), COSIGN_E_IO,
	    "reading a blob: Input/output error");
	expect_not_there();
	expect_failure(&r,
	    r.store->ops->blob_push(r.store, small, &source, r.err),
	    COSIGN_E_IO, "reading a blob: Input/output error");
	cr_expect_eq(registry_uploads(r.registry), 0);
	cosign_descriptor_free(small);
}

static void
lie_about_digest(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	static const char text[] =
	    "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n"
	    "Docker-Content-Digest: " EMPTY_DIGEST "\r\n\r\n";

	(void)registry;
	if (strcmp(request->method, "PUT") == 0)
		http_answer_raw(answer, text, strlen(text));
}

Test(registry_blobs, a_registry_that_took_something_else_is_refused)
{
	r.registry->after = lie_about_digest;
	expect_failure(&r, push(), COSIGN_E_PROTOCOL,
	    "the registry took it for sha256:44136fa");
}

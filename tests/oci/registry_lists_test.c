/* Tags, referrers, and what is kept in tags in their place. */
#include "reach.h"

#include <pthread.h>
#include <stdio.h>

#define SIGNATURE "application/vnd.dev.sigstore.bundle.v0.3+json"
#define OTHER     "application/vnd.example.other+json"

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

TestSuite(registry_lists, .init = setup, .fini = teardown);

static const char *
bytes_of(const cosign_manifest_t *manifest)
{
	size_t len;

	return cosign_manifest_bytes(manifest, &len);
}

/* ---- tags ---- */

static char seen[4096];
static unsigned int seen_count;

static int
see(void *user, const char *tag)
{
	const unsigned int *most = user;

	(void)snprintf(
	    seen + strlen(seen), sizeof(seen) - strlen(seen), "%s ", tag);
	return ++seen_count == *most;
}

static cosign_rc_t
tags(unsigned int most)
{
	seen[0] = '\0';
	seen_count = 0;
	return r.store->ops->tags(r.store, see, &most, r.err);
}

static void
put_tags(void)
{
	static const char *const names[] = { "a", "b", "c", "d", "e" };
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(names); i++)
		(void)registry_put_manifest(
		    r.registry, "app", names[i], IMAGE, bytes_of(image));
}

Test(registry_lists, all_tags_are_listed)
{
	put_tags();
	cr_assert_eq(tags(0), COSIGN_OK, "%s", cosign_error_message(r.err));
	cr_expect_str_eq(seen, "a b c d e ");
	cr_expect_str_eq(
	    registry_last(r.registry, "GET", "/v2/app/tags/")->target,
	    "/v2/app/tags/list?n=1000");
}

Test(registry_lists, all_pages_of_tags_are_read)
{
	put_tags();
	r.registry->page = 2;
	cr_assert_eq(tags(0), COSIGN_OK, "%s", cosign_error_message(r.err));
	cr_expect_str_eq(seen, "a b c d e ");
	cr_expect_eq(registry_requests(r.registry, "GET", "/v2/app/tags/"), 3);
}

Test(registry_lists, pages_that_go_round_are_refused)
{
	put_tags();
	r.registry->page = 2;
	r.registry->pages_go_round = 1;
	expect_failure(&r, tags(0), COSIGN_E_PROTOCOL,
	    "tags: a list whose pages go round");
	cr_expect_leq(registry_requests(r.registry, "GET", "/v2/app/tags/"), 4);
}

static int
endless_pages(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	if (strstr(request->target, "/tags/") == NULL)
		return 0;
	http_answer_headerf(answer, "Link",
	    "</v2/app/tags/list?x=%u>; rel=next", registry->counter++);
	http_answer_text(answer, "{\"tags\":null}");
	return 1;
}

Test(registry_lists, pages_without_end_are_refused)
{
	r.registry->before = endless_pages;
	expect_failure(&r, tags(0), COSIGN_E_PROTOCOL,
	    "tags: a list of more than 1000 pages");
}

static int
next_elsewhere(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	if (strstr(request->target, "/tags/") == NULL)
		return 0;
	http_answer_header(answer, "Link", registry->user_data);
	http_answer_text(answer, "{\"tags\":[\"a\"]}");
	return 1;
}

Test(registry_lists, the_next_page_is_not_elsewhere)
{
	static char elsewhere[] = "<http://localhost:9/v2/>; rel=\"next\"";
	static char broken[] = "</v2/app/tags/list?x=1; rel=\"next\"";

	r.registry->before = next_elsewhere;
	r.registry->user_data = elsewhere;
	expect_failure(&r, tags(0), COSIGN_E_PROTOCOL,
	    "tags: the next page is on another server");
	r.registry->user_data = broken;
	expect_failure(&r, tags(0), COSIGN_E_PROTOCOL,
	    "tags: Link: no URL between < and >");
}

Test(registry_lists, whoever_receives_tags_may_stop)
{
	put_tags();
	expect_failure(&r, tags(2), COSIGN_E_CALLBACK, "stopped");
	cr_expect_str_eq(seen, "a b ");
}

struct bad_page {
	const char *body;
	cosign_rc_t rc;
	const char *text;
};

static const struct bad_page bad_pages[] = {
	{ "<html></html>", COSIGN_E_PROTOCOL, "tags: line 1" },
	{ "[]", COSIGN_E_PROTOCOL, "tags: not an object" },
	{ "{\"name\":\"app\"}", COSIGN_E_PROTOCOL, "tags: no tags" },
	{ "{\"tags\":\"a\"}", COSIGN_E_PROTOCOL, "tags: tags: not an array" },
	{ "{\"tags\":[7]}", COSIGN_E_PROTOCOL, "tag 0 of the page is none" },
	{ "{\"tags\":[\"a\",\"../b\"]}", COSIGN_E_PROTOCOL,
	    "tag 1 of the page is none" },
	{ "{\"tags\":[\"a b\"]}", COSIGN_E_PROTOCOL,
	    "tag 0 of the page is none" },
};

static int
give_bad_page(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	if (strstr(request->target, "/tags/") == NULL)
		return 0;
	http_answer_text(answer, registry->user_data);
	return 1;
}

Test(registry_lists, what_is_no_list_of_tags_is_refused)
{
	char body[100];
	size_t i;

	r.registry->before = give_bad_page;
	r.registry->user_data = body;
	for (i = 0; i < CSN_ARRAY_LEN(bad_pages); i++) {
		(void)snprintf(body, sizeof(body), "%s", bad_pages[i].body);
		expect_failure(&r, tags(0), bad_pages[i].rc, bad_pages[i].text);
	}
}

static int
no_repository(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	(void)registry;
	if (strcmp(request->target, "/v2/") == 0)
		return 0;
	answer->status = 404;
	http_answer_text(answer, "{\"errors\":[{\"code\":\"NAME_UNKNOWN\"}]}");
	return 1;
}

Test(registry_lists, a_missing_repository_has_no_image)
{
	r.registry->before = no_repository;
	expect_failure(
	    &r, tags(0), COSIGN_E_NO_IMAGE, "tags: status 404: NAME_UNKNOWN");
}

/* ---- referrers ---- */

static cosign_rc_t
referrers(const char *type)
{
	cosign_descriptors_free(list);
	list = NULL;
	return r.store->ops->referrers(
	    &list, r.store, digest_of(image), type, r.err);
}

/* The digest is good until the next one. */
static const char *
put_referrer(const char *type, const char *value)
{
	static char digest[CSN_DIGEST_TEXT_SIZE];
	cosign_manifest_t *m = reach_referrer(digest_of(image), type, value);

	(void)snprintf(digest, sizeof(digest), "%s", digest_of(m));
	(void)registry_put_manifest(
	    r.registry, "app", NULL, IMAGE, bytes_of(m));
	cosign_manifest_free(m);
	return digest;
}

static cosign_rc_t
push_referrer(const char *type, const char *value)
{
	cosign_manifest_t *m = reach_referrer(digest_of(image), type, value);
	const struct csn_name name = by_digest(digest_of(m));
	const cosign_rc_t rc = r.store->ops->push(r.store, &name, m, r.err);

	cosign_manifest_free(m);
	return rc;
}

Test(registry_lists, who_refers_to_a_digest_is_listed)
{
	const cosign_descriptor_t *one;

	cr_assert_eq(
	    referrers(NULL), COSIGN_OK, "%s", cosign_error_message(r.err));
	cr_expect_eq(cosign_descriptors_count(list), 0);
	(void)put_referrer(SIGNATURE, "first");
	(void)put_referrer(OTHER, "second");
	cr_assert_eq(referrers(NULL), COSIGN_OK);
	cr_expect_eq(cosign_descriptors_count(list), 2);
	cr_assert_eq(referrers(SIGNATURE), COSIGN_OK);
	cr_assert_eq(cosign_descriptors_count(list), 1);
	one = cosign_descriptors_at(list, 0);
	cr_expect_str_eq(cosign_descriptor_artifact_type(one), SIGNATURE);
	cr_expect_str_eq(cosign_descriptor_annotation(one, "note"), "first");
	cr_expect_not_null(
	    strstr(registry_last(r.registry, "GET", "/v2/app/ref")->target,
		"?artifactType=application%2Fvnd.dev.sigstore.bundle.v0.3%2B"
		"json"));
	cr_expect_eq(
	    registry_requests(r.registry, "GET", "/v2/app/manifests/"), 0);
}

Test(registry_lists, what_the_registry_does_not_filter_is_filtered_here)
{
	(void)put_referrer(SIGNATURE, "first");
	(void)put_referrer(OTHER, "second");
	r.registry->filters_referrers = 0;
	cr_assert_eq(referrers(SIGNATURE), COSIGN_OK);
	cr_assert_eq(cosign_descriptors_count(list), 1);
}

Test(registry_lists, a_doubtful_type_is_looked_up)
{
	(void)put_referrer(SIGNATURE, "first");
	(void)put_referrer(OTHER, "second");
	r.registry->filters_referrers = 0;
	r.registry->lists_config_type = 1;
	cr_assert_eq(
	    referrers(SIGNATURE), COSIGN_OK, "%s", cosign_error_message(r.err));
	cr_assert_eq(cosign_descriptors_count(list), 1);
	cr_expect_str_eq(
	    cosign_descriptor_artifact_type(cosign_descriptors_at(list, 0)),
	    SIGNATURE);
}

Test(registry_lists, all_pages_of_referrers_are_read)
{
	char value[16];
	int i;

	for (i = 0; i < 7; i++) {
		(void)snprintf(value, sizeof(value), "%d", i);
		(void)put_referrer(SIGNATURE, value);
	}
	r.registry->page = 3;
	cr_assert_eq(
	    referrers(SIGNATURE), COSIGN_OK, "%s", cosign_error_message(r.err));
	cr_expect_eq(cosign_descriptors_count(list), 7);
	cr_expect_eq(registry_requests(r.registry, "GET", "/v2/app/ref"), 3);
}

Test(registry_lists, pages_of_referrers_that_go_round_are_refused)
{
	(void)put_referrer(SIGNATURE, "first");
	r.registry->page = 1;
	r.registry->pages_go_round = 1;
	expect_failure(&r, referrers(NULL), COSIGN_E_PROTOCOL,
	    "referrers: a list whose pages go round");
	cr_expect_null(list);
}

static char empty[] =
    "{\"schemaVersion\":2,\"mediaType\":\"" INDEX "\",\"manifests\":[]}";

/* The second page has the status that is the counter; what the test gives is
   the first one. */
static int
break_second_page(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	if (strstr(request->target, "/referrers/") == NULL)
		return 0;
	if (strstr(request->target, "page=1") == NULL) {
		if (registry->user_data == NULL)
			return 0;
		answer->status = 200;
		http_answer_header(answer, "Content-Type", INDEX);
		http_answer_header(answer, "Link", "<?page=1>; rel=\"next\"");
		http_answer_text(answer, registry->user_data);
		return 1;
	}
	answer->status = (int)registry->counter;
	http_answer_header(answer, "Content-Type", "text/html");
	http_answer_text(answer, "404 page not found");
	return 1;
}

Test(registry_lists, a_list_that_breaks_off_is_none)
{
	static const unsigned int statuses[] = { 200, 400, 404, 406 };
	char text[64];
	size_t i;

	(void)put_referrer(SIGNATURE, "first");
	(void)put_referrer(SIGNATURE, "second");
	r.registry->page = 1;
	r.registry->before = break_second_page;
	for (i = 0; i < 2 * CSN_ARRAY_LEN(statuses); i++) {
		reach_open(&r);
		r.registry->counter = statuses[i / 2];
		r.registry->user_data = i % 2 == 0 ? NULL : empty;
		(void)snprintf(text, sizeof(text),
		    "a page of the list is none (status %u)", statuses[i / 2]);
		expect_failure(&r, referrers(NULL), COSIGN_E_PROTOCOL, text);
		cr_expect_null(list);
	}
}

/* What has a meaning of its own keeps it. */
Test(registry_lists, a_list_that_must_not_be_read_on_is_none)
{
	r.registry->before = break_second_page;
	r.registry->user_data = empty;
	r.registry->counter = 403;
	expect_failure(&r, referrers(NULL), COSIGN_E_UNAUTHORIZED,
	    "referrers: status 403");
	cr_expect_null(list);
}

static int
deny_referrers(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	if (strstr(request->target, "/referrers/") == NULL)
		return 0;
	answer->status = (int)registry->counter;
	http_answer_header(answer, "Content-Type", "text/html");
	http_answer_text(answer, "<html></html>");
	return 1;
}

Test(registry_lists, what_could_not_be_found_out_is_not_nothing)
{
	static const unsigned int statuses[] = { 403, 418, 501 };
	size_t i;

	r.registry->before = deny_referrers;
	for (i = 0; i < CSN_ARRAY_LEN(statuses); i++) {
		r.registry->counter = statuses[i];
		expect_failure(&r, referrers(NULL),
		    statuses[i] == 403 ? COSIGN_E_UNAUTHORIZED : COSIGN_E_HTTP,
		    "referrers: status");
		cr_expect_null(list);
	}
}

/* ---- fallback tags ---- */

static const char *
fallback_tag(void)
{
	static char tag[100];

	(void)snprintf(tag, sizeof(tag), "%s", digest_of(image));
	*strchr(tag, ':') = '-';
	return tag;
}

Test(registry_lists, other_answers_mean_the_fallback_tag)
{
	static const unsigned int statuses[] = { 200, 400, 404, 406 };
	size_t i;

	r.registry->has_referrers = 0;
	cr_assert_eq(push_referrer(SIGNATURE, "first"), COSIGN_OK);
	r.registry->before = deny_referrers;
	for (i = 0; i < CSN_ARRAY_LEN(statuses); i++) {
		reach_open(&r);
		r.registry->counter = statuses[i];
		cr_assert_eq(referrers(SIGNATURE), COSIGN_OK, "%u: %s",
		    statuses[i], cosign_error_message(r.err));
		cr_expect_eq(cosign_descriptors_count(list), 1);
	}
}

Test(registry_lists, a_pushed_referrer_is_listed_by_the_registry)
{
	cr_assert_eq(push_referrer(SIGNATURE, "first"), COSIGN_OK, "%s",
	    cosign_error_message(r.err));
	/* It said so itself: nothing more was asked. */
	cr_expect_eq(registry_requests(r.registry, NULL, "/v2/app/"), 1);
	cr_expect_null(registry_manifest(r.registry, "app", fallback_tag()));
	cr_assert_eq(referrers(SIGNATURE), COSIGN_OK);
	cr_expect_eq(cosign_descriptors_count(list), 1);
}

Test(registry_lists, a_registry_that_does_not_say_is_asked_once)
{
	r.registry->has_subject_header = 0;
	cr_assert_eq(push_referrer(SIGNATURE, "first"), COSIGN_OK);
	cr_assert_eq(push_referrer(SIGNATURE, "second"), COSIGN_OK);
	cr_expect_eq(registry_requests(r.registry, "GET", "/v2/app/ref"), 1);
	cr_expect_null(registry_manifest(r.registry, "app", fallback_tag()));
}

Test(registry_lists, a_pushed_referrer_is_kept_in_the_tag)
{
	const cosign_descriptor_t *one;
	const char *text;

	r.registry->has_referrers = 0;
	cr_assert_eq(push_referrer(SIGNATURE, "first"), COSIGN_OK, "%s",
	    cosign_error_message(r.err));
	cr_assert_eq(push_referrer(OTHER, "second"), COSIGN_OK);
	cr_assert_eq(push_referrer(OTHER, "second"), COSIGN_OK);
	text = registry_manifest(r.registry, "app", fallback_tag());
	cr_assert_not_null(text);
	cr_expect_eq(strncmp(text,
			 "{\"schemaVersion\":2,\"mediaType\":\"" INDEX
			 "\",\"manifests\":[{\"mediaType\":\"" IMAGE "\"",
			 60),
	    0, "%s", text);
	cr_assert_eq(referrers(NULL), COSIGN_OK);
	cr_expect_eq(cosign_descriptors_count(list), 2);
	cr_expect_lt(
	    strcmp(cosign_descriptor_digest(cosign_descriptors_at(list, 0)),
		cosign_descriptor_digest(cosign_descriptors_at(list, 1))),
	    0);
	cr_assert_eq(referrers(SIGNATURE), COSIGN_OK);
	cr_assert_eq(cosign_descriptors_count(list), 1);
	one = cosign_descriptors_at(list, 0);
	cr_expect_str_eq(cosign_descriptor_annotation(one, "note"), "first");
	cr_expect_str_eq(cosign_descriptor_artifact_type(one), SIGNATURE);
	/* That there is no such API is remembered. */
	cr_expect_eq(registry_requests(r.registry, "GET", "/v2/app/ref"), 1);
}

Test(registry_lists, a_missing_repository_says_nothing_about_its_registry)
{
	r.registry->before = no_repository;
	cr_assert_eq(
	    referrers(NULL), COSIGN_OK, "%s", cosign_error_message(r.err));
	cr_expect_eq(cosign_descriptors_count(list), 0);
	r.registry->before = NULL;
	(void)put_referrer(SIGNATURE, "first");
	cr_assert_eq(referrers(NULL), COSIGN_OK);
	cr_expect_eq(cosign_descriptors_count(list), 1);
}

static int
answer_404(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	if (strstr(request->target, "/referrers/") == NULL)
		return 0;
	answer->status = 404;
	http_answer_text(answer, registry->user_data);
	return 1;
}

/* Whether the API is asked again after a 404 of this text. */
static int
is_asked_again(char *text)
{
	unsigned int before;

	reach_open(&r);
	r.registry->before = answer_404;
	r.registry->user_data = text;
	cr_assert_eq(
	    referrers(NULL), COSIGN_OK, "%s", cosign_error_message(r.err));
	before = registry_requests(r.registry, "GET", "/v2/app/ref");
	cr_assert_eq(referrers(NULL), COSIGN_OK);
	return registry_requests(r.registry, "GET", "/v2/app/ref") > before;
}

Test(registry_lists, what_a_registry_has_a_code_for_is_not_about_its_paths)
{
	static char none[] = "404 page not found\n",
		    unsupported[] = "{\"errors\":[{\"code\":\"UNSUPPORTED\"}]}",
		    named[] = "{\"errors\":[{\"code\":\"NAME_INVALID\"}]}",
		    other[] = "{\"errors\":[{\"code\":\"NOT_FOUND\"}]}";

	cr_expect_eq(is_asked_again(none), 0);
	cr_expect_eq(is_asked_again(unsupported), 0);
	cr_expect_eq(is_asked_again(named), 1);
	cr_expect_eq(is_asked_again(other), 1);
}

Test(registry_lists, a_tag_that_is_no_list_is_not_overwritten)
{
	size_t len;

	r.registry->has_referrers = 0;
	/* As a copy of the image leaves it. */
	(void)registry_put_manifest(
	    r.registry, "app", fallback_tag(), IMAGE, bytes_of(image));
	expect_failure(&r, push_referrer(SIGNATURE, "first"), COSIGN_E_EXISTS,
	    "is no list of referrers and stays as it is");
	(void)cosign_manifest_bytes(image, &len);
	cr_expect_eq(
	    strncmp(registry_manifest(r.registry, "app", fallback_tag()),
		bytes_of(image), len),
	    0);
	cr_assert_eq(referrers(NULL), COSIGN_OK);
	cr_expect_eq(cosign_descriptors_count(list), 0);
}

Test(registry_lists, an_index_that_is_the_subject_is_not_overwritten)
{
	static const char text[] =
	    "{\"schemaVersion\":2,\"mediaType\":\"" INDEX
	    "\",\"manifests\":[{\"mediaType\":\"" IMAGE
	    "\",\"digest\":\"" EMPTY_DIGEST "\",\"size\":2}]}";

	cosign_manifest_free(image);
	cr_assert_eq(cosign_manifest_parse(&image, text, strlen(text), r.err),
	    COSIGN_OK);
	r.registry->has_referrers = 0;
	(void)registry_put_manifest(
	    r.registry, "app", fallback_tag(), INDEX, text);
	expect_failure(&r, push_referrer(SIGNATURE, "first"), COSIGN_E_EXISTS,
	    "is no list of referrers");
	cr_expect_str_eq(
	    registry_manifest(r.registry, "app", fallback_tag()), text);
	cr_assert_eq(referrers(NULL), COSIGN_OK);
	cr_expect_eq(cosign_descriptors_count(list), 0);
}

Test(registry_lists, a_removed_referrer_leaves_the_tag)
{
	struct csn_name name;

	r.registry->has_referrers = 0;
	cr_assert_eq(push_referrer(SIGNATURE, "first"), COSIGN_OK);
	cr_assert_eq(push_referrer(SIGNATURE, "second"), COSIGN_OK);
	name = by_digest(put_referrer(SIGNATURE, "first"));
	cr_assert_eq(r.store->ops->remove(r.store, &name, r.err), COSIGN_OK,
	    "%s", cosign_error_message(r.err));
	cr_expect_null(registry_manifest(r.registry, "app", name.digest));
	cr_assert_eq(referrers(NULL), COSIGN_OK);
	cr_assert_eq(cosign_descriptors_count(list), 1);
	cr_expect_str_eq(cosign_descriptor_annotation(
			     cosign_descriptors_at(list, 0), "note"),
	    "second");
}

/* ---- others write, too ---- */

/* Right behind each of our PUTs the tag is what it was before: somebody had
   read that, and was slower. counter says how often yet. */
static void
undo(struct registry *registry, const struct http_request *request,
    struct http_answer *answer)
{
	static char before[8192];
	const char *there;

	(void)answer;
	if (strcmp(request->method, "GET") == 0 &&
	    strstr(request->target, "/manifests/sha256-") != NULL) {
		there = registry_manifest(registry, "app", fallback_tag());
		(void)snprintf(
		    before, sizeof(before), "%s", there == NULL ? "" : there);
	} else if (strcmp(request->method, "PUT") == 0 &&
	    strstr(request->target, "/manifests/sha256-") != NULL &&
	    registry->counter > 0 && before[0] != '\0') {
		registry->counter--;
		(void)registry_put_manifest(
		    registry, "app", fallback_tag(), INDEX, before);
	}
}

Test(registry_lists, a_change_that_others_undo_is_made_again)
{
	r.registry->has_referrers = 0;
	cr_assert_eq(push_referrer(SIGNATURE, "first"), COSIGN_OK);
	r.registry->after = undo;
	r.registry->counter = 5;
	cr_assert_eq(push_referrer(SIGNATURE, "second"), COSIGN_OK, "%s",
	    cosign_error_message(r.err));
	cr_assert_eq(referrers(NULL), COSIGN_OK);
	cr_expect_eq(cosign_descriptors_count(list), 2);
	cr_expect_gt(r.waited, 0);
}

Test(registry_lists, a_change_that_others_always_undo_is_given_up)
{
	r.registry->has_referrers = 0;
	cr_assert_eq(push_referrer(SIGNATURE, "first"), COSIGN_OK);
	r.registry->after = undo;
	r.registry->counter = 1000;
	expect_failure(&r, push_referrer(SIGNATURE, "second"),
	    COSIGN_E_CONTENTION, "others undid the change 24 times");
}

struct writer {
	pthread_t thread;
	struct csn_store *store;
	char value[16];
	cosign_rc_t rc;
};

static void *
write_one(void *user)
{
	struct writer *writer = user;
	cosign_manifest_t *m =
	    reach_referrer(digest_of(image), SIGNATURE, writer->value);
	const struct csn_name name = by_digest(digest_of(m));

	writer->rc = writer->store->ops->push(writer->store, &name, m, NULL);
	cosign_manifest_free(m);
	return NULL;
}

#define WRITERS 8

static void
write_all(struct writer *writers)
{
	int i;

	for (i = 0; i < WRITERS; i++) {
		(void)snprintf(
		    writers[i].value, sizeof(writers[i].value), "writer %d", i);
		cr_assert_eq(pthread_create(&writers[i].thread, NULL, write_one,
				 &writers[i]),
		    0);
	}
	for (i = 0; i < WRITERS; i++) {
		cr_assert_eq(pthread_join(writers[i].thread, NULL), 0);
		cr_expect_eq(writers[i].rc, COSIGN_OK, "%s",
		    cosign_rc_name(writers[i].rc));
	}
	cr_assert_eq(referrers(NULL), COSIGN_OK);
	cr_expect_eq(cosign_descriptors_count(list), WRITERS);
}

Test(registry_lists, eight_threads_lose_nothing)
{
	struct writer writers[WRITERS];
	int i;

	reach_use_real_time(&r);
	r.registry->has_referrers = 0;
	for (i = 0; i < WRITERS; i++)
		writers[i].store = r.store;
	write_all(writers);
}

/* Clients that know nothing of each other, as processes are. */
Test(registry_lists, eight_clients_lose_nothing)
{
	struct csn_registries *all[WRITERS];
	struct writer writers[WRITERS];
	struct csn_registry_options options = { 0 };
	int i;

	reach_use_real_time(&r);
	options.http = r.http;
	r.registry->has_referrers = 0;
	for (i = 0; i < WRITERS; i++) {
		cr_assert_eq(
		    csn_registries_new(&all[i], &options, r.err), COSIGN_OK);
		cr_assert_eq(csn_registry_open(&writers[i].store, all[i],
				 registry_host(r.registry), "app", r.err),
		    COSIGN_OK);
	}
	write_all(writers);
	for (i = 0; i < WRITERS; i++) {
		csn_store_close(writers[i].store);
		csn_registries_free(all[i]);
	}
}

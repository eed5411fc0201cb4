/* What registries have to say to people is handed on: once, and no more. */
#include "registry.h"

#include <cosign.h>

#include <criterion/criterion.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IMAGE                                                                 \
	"{\"schemaVersion\":2,\"mediaType\":"                                 \
	"\"application/vnd.oci.image.manifest.v1+json\",\"config\":{"         \
	"\"mediaType\":\"application/vnd.oci.empty.v1+json\",\"digest\":"     \
	"\"sha256:"                                                           \
	"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\"," \
	"\"size\":2},\"layers\":[]}"

static struct registry *registry;
static cosign_oci_t *oci;
static cosign_reference_t *ref;
static cosign_error_t *err;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char told[65536]; /* lines */

static void
tell(void *user, const char *name, const char *text)
{
	size_t len;

	(void)pthread_mutex_lock(&lock);
	len = strlen(told);
	cr_expect_str_eq(name, registry_host(registry));
	(void)snprintf(told + len, sizeof(told) - len, "%s\n", text);
	cr_expect_str_eq(user, "user");
	(void)pthread_mutex_unlock(&lock);
}

static void
open_client(cosign_warning_fn fn)
{
	static char user[] = "user";
	cosign_http_options_t *http_options = NULL;
	cosign_oci_options_t *options = NULL;
	cosign_http_t *http = NULL;

	cosign_oci_free(oci);
	cr_assert_eq(cosign_http_options_new(&http_options, err), COSIGN_OK);
	cr_assert_eq(cosign_http_new(&http, http_options, err), COSIGN_OK);
	cr_assert_eq(cosign_oci_options_new(&options, err), COSIGN_OK);
	cosign_oci_options_set_warning(options, fn, user);
	cr_assert_eq(cosign_oci_new(&oci, http, options, err), COSIGN_OK);
	cosign_oci_options_free(options);
	cosign_http_free(http);
	cosign_http_options_free(http_options);
}

static void
setup(void)
{
	char text[100];

	err = cosign_error_new();
	registry = registry_start();
	(void)registry_put_manifest(registry, "app", "v1",
	    "application/vnd.oci.image.manifest.v1+json", IMAGE);
	(void)snprintf(
	    text, sizeof(text), "%s/app:v1", registry_host(registry));
	cr_assert_eq(cosign_reference_parse(&ref, text, err), COSIGN_OK);
	open_client(tell);
}

static void
teardown(void)
{
	cosign_oci_free(oci);
	cosign_reference_free(ref);
	registry_stop(registry);
	cosign_error_free(err);
}

TestSuite(registry_warnings, .init = setup, .fini = teardown);

static void
ask(void)
{
	cosign_manifest_t *manifest = NULL;

	cr_assert_eq(cosign_oci_manifest_fetch(&manifest, oci, ref, err),
	    COSIGN_OK, "%s", cosign_error_message(err));
	cosign_manifest_free(manifest);
}

/* Of each answer; user_data is the header. */
static void
warn(struct registry *r, const struct http_request *request,
    struct http_answer *answer)
{
	(void)request;
	http_answer_header(answer, "Warning", r->user_data);
}

static void
expect_told(const char *header, const char *lines)
{
	char *copy = strdup(header);

	told[0] = '\0';
	registry->user_data = copy;
	registry->after = warn;
	open_client(tell);
	ask();
	cr_expect_str_eq(told, lines, "%s: %s", header, told);
	registry->after = NULL;
	free(copy);
}

Test(registry_warnings, are_told)
{
	ask();
	cr_expect_str_empty(told);
	expect_told("299 - \"this goes away\"", "this goes away\n");
	expect_told("299 - \"a\", 299 - \"b, c\" , 299 - \"a \\\"q\\\"\"",
	    "a\nb, c\na \"q\"\n");
	expect_told("299 - \"\xc3\xa4\xc2\x9b\xff\"", "ä\\xc2\\x9b\\xff\n");
}

/* No text of a registry's: another code or agent, or none of this form. */
Test(registry_warnings, of_another_form_are_not)
{
	static const char *const headers[] = { "110 - \"stale\"",
		"299 host:80 \"x\"", "299 \"x\"", "299 - x", "- \"x\"", "299",
		"299 - \"x", "299 - \"\"", "2990 - \"x\"",
		"299999999999999999999 - \"x\"", "-299 - \"x\"", ", ,", "x" };
	size_t i;

	for (i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
		expect_told(headers[i], "");
	/* What came before counts. */
	expect_told("299 - \"a\", 299 - b, 299 - \"c\"", "a\n");
	expect_told(
	    "299 - \"a\" \"Sat, 01 Jan 2000 00:00:00 GMT\", 299 - \"b\"",
	    "a\n");
}

Test(registry_warnings, are_told_once)
{
	registry->user_data = (char[]){ "299 - \"again\"" };
	registry->after = warn;
	ask();
	ask();
	cr_expect_str_eq(told, "again\n");
	registry->user_data = (char[]){ "299 - \"again\", 299 - \"new\"" };
	ask();
	cr_expect_str_eq(told, "again\nnew\n");
}

Test(registry_warnings, nobody_has_to_listen)
{
	registry->user_data = (char[]){ "299 - \"again\"" };
	registry->after = warn;
	open_client(NULL);
	ask();
	cr_expect_str_empty(told);
}

/* Never two of one text, never more than 16. */
static void
warn_anew(struct registry *r, const struct http_request *request,
    struct http_answer *answer)
{
	unsigned int i;

	(void)request;
	for (i = 0; i < 30; i++)
		http_answer_headerf(
		    answer, "Warning", "299 - \"%u %0600u\"", r->counter++, 0U);
}

Test(registry_warnings, have_a_limit)
{
	const char *at = told;
	size_t lines = 0, len;

	registry->after = warn_anew;
	ask();
	ask();
	for (; *at != '\0'; at += len + 1) {
		len = strcspn(at, "\n");
		cr_expect_eq(len, 512, "%zu", len);
		cr_expect_eq(strncmp(at + len - 3, "...", 3), 0);
		lines++;
	}
	cr_expect_eq(lines, 16, "%zu", lines);
}

/* A registry sends us elsewhere for a blob; that is somebody else. */
static struct http_server *elsewhere;

static void
answer_elsewhere(
    void *user, const struct http_request *request, struct http_answer *answer)
{
	(void)user;
	(void)request;
	http_answer_header(answer, "Warning", "299 - \"theirs\"");
	http_answer_text(answer, "{}");
}

static int
lead_away(struct registry *r, const struct http_request *request,
    struct http_answer *answer)
{
	(void)r;
	if (strstr(request->target, "/blobs/") == NULL)
		return 0;
	answer->status = 307;
	http_answer_headerf(
	    answer, "Location", "%s/blob", http_server_url(elsewhere));
	http_answer_header(answer, "Warning", "299 - \"ours\"");
	return 1;
}

Test(registry_warnings, of_others_are_not_told)
{
	cosign_manifest_t *manifest = NULL;
	uint8_t *bytes = NULL;
	size_t len = 0;

	elsewhere = http_server_start(
	    &(struct http_server_options){ .handler = answer_elsewhere });
	registry->before = lead_away;
	cr_assert_eq(
	    cosign_oci_manifest_fetch(&manifest, oci, ref, err), COSIGN_OK);
	cr_assert_eq(cosign_oci_blob_read(&bytes, &len, oci, ref,
			 cosign_manifest_config(manifest), 100, err),
	    COSIGN_OK, "%s", cosign_error_message(err));
	cr_expect_null(strstr(told, "theirs"), "%s", told);
	cosign_free(bytes);
	cosign_manifest_free(manifest);
	http_server_stop(elsewhere);
}

/* What a user does who is told something. */
static void
ask_when_told(void *user, const char *name, const char *text)
{
	cosign_descriptor_t *found = NULL;

	tell(user, name, text);
	cr_expect_eq(cosign_oci_resolve(&found, oci, ref, err), COSIGN_OK, "%s",
	    cosign_error_message(err));
	cosign_descriptor_free(found);
}

Test(registry_warnings, who_is_told_may_ask, .timeout = 30)
{
	registry->user_data = (char[]){ "299 - \"a\", 299 - \"b\"" };
	registry->after = warn;
	open_client(ask_when_told);
	ask();
	cr_expect_str_eq(told, "a\nb\n");
}

#define REFERRER                                                              \
	"{\"schemaVersion\":2,\"mediaType\":"                                 \
	"\"application/vnd.oci.image.manifest.v1+json\",\"config\":{"         \
	"\"mediaType\":\"application/vnd.oci.empty.v1+json\",\"digest\":"     \
	"\"sha256:"                                                           \
	"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\"," \
	"\"size\":2},\"layers\":[],\"subject\":{\"mediaType\":"               \
	"\"application/vnd.oci.image.manifest.v1+json\",\"digest\":"          \
	"\"sha256:"                                                           \
	"0000000000000000000000000000000000000000000000000000000000000000\"," \
	"\"size\":2},\"annotations\":{\"number\":\"%u\"}}"

/* One more, whose list is kept under a tag. */
static void
push_referrer(unsigned int number)
{
	char text[1000];
	cosign_manifest_t *manifest = NULL;
	cosign_reference_t *to = NULL;

	(void)snprintf(
	    text, sizeof(text), "%s/app:r%u", registry_host(registry), number);
	cr_assert_eq(cosign_reference_parse(&to, text, err), COSIGN_OK);
	(void)snprintf(text, sizeof(text), REFERRER, number);
	cr_assert_eq(cosign_manifest_parse(&manifest, text, strlen(text), err),
	    COSIGN_OK);
	cr_expect_eq(cosign_oci_manifest_push(oci, to, manifest, err),
	    COSIGN_OK, "%s", cosign_error_message(err));
	cosign_manifest_free(manifest);
	cosign_reference_free(to);
}

static void
push_when_told(void *user, const char *name, const char *text)
{
	tell(user, name, text);
	push_referrer(2);
}

static void
warn_of_tag(struct registry *r, const struct http_request *request,
    struct http_answer *answer)
{
	if (strcmp(request->method, "PUT") == 0 &&
	    strstr(request->target, "/manifests/sha256-") != NULL)
		warn(r, request, answer);
}

Test(registry_warnings, who_is_told_may_push, .timeout = 30)
{
	registry->has_referrers = 0;
	registry->has_subject_header = 0;
	registry->user_data = (char[]){ "299 - \"full\"" };
	registry->after = warn_of_tag;
	open_client(push_when_told);
	push_referrer(1);
	cr_expect_str_eq(told, "full\n");
}

/* Whatever is between us and the registry answers for it. */
static int
answer_instead(struct registry *r, const struct http_request *request,
    struct http_answer *answer)
{
	(void)request;
	answer->status = (int)r->counter;
	http_answer_header(answer, "Location", "/login");
	return 1;
}

Test(registry_warnings, of_who_may_not_be_the_registry_are_not_told)
{
	static const unsigned int statuses[] = { 302, 403, 404, 503 };
	cosign_manifest_t *manifest = NULL;
	size_t i;

	registry->user_data = (char[]){ "299 - \"log in\"" };
	registry->before = answer_instead;
	registry->after = warn;
	for (i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		registry->counter = statuses[i];
		open_client(tell);
		cr_expect_neq(
		    cosign_oci_manifest_fetch(&manifest, oci, ref, err),
		    COSIGN_OK);
		cr_expect_null(manifest);
		cr_expect_str_empty(told);
	}
}

#define THREADS 8

static void *
ask_often(void *user)
{
	int i;

	for (i = 0; i < 10; i++)
		ask();
	return user;
}

Test(registry_warnings, are_told_once_to_all_threads)
{
	pthread_t threads[THREADS];
	size_t i;

	registry->user_data = (char[]){ "299 - \"again\"" };
	registry->after = warn;
	for (i = 0; i < THREADS; i++)
		cr_assert_eq(
		    pthread_create(&threads[i], NULL, ask_often, NULL), 0);
	for (i = 0; i < THREADS; i++)
		cr_assert_eq(pthread_join(threads[i], NULL), 0);
	cr_expect_str_eq(told, "again\n");
}

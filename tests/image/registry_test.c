/* Images in a registry that behaves, and does not. */
#include "images.h"
#include "registry.h"

#include "util/limits.h"

#include <cosign/stored.h>

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MANIFEST "application/vnd.oci.image.manifest.v1+json"
#define INDEX    "application/vnd.oci.image.index.v1+json"
#define EMPTY                                                              \
	"{\"mediaType\":\"application/vnd.oci.empty.v1+json\",\"size\":2," \
	"\"digest\":\"sha256:"                                             \
	"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\"}"

static struct registry *registry;
static cosign_http_t *http;
static cosign_oci_t *oci;
static cosign_reference_t *image;
static char digest[100];
static cosign_image_options_t *options;
static cosign_key_t *key;
static cosign_policy_t *policy;
static cosign_error_t *err;

static void
enter(void)
{
	static char text[256];

	images_open();
	(void)setenv("NO_PROXY", "*", 1);
	MUST(cosign_http_new(&http, NULL, NULL));
	MUST(cosign_oci_new(&oci, http, NULL, NULL));
	registry = registry_start();
	(void)snprintf(digest, sizeof(digest), "%s",
	    registry_put_manifest(registry, "app", "1", MANIFEST,
		"{\"schemaVersion\":2,\"mediaType\":\"" MANIFEST
		"\",\"config\":" EMPTY ",\"layers\":[]}"));
	(void)snprintf(text, sizeof(text), "%s/app:1", registry_host(registry));
	MUST(cosign_reference_parse(&image, text, NULL));
	MUST(cosign_image_options_new(&options, NULL));
	MUST(cosign_key_generate(&key, COSIGN_ALG_NONE, NULL));
	policy = images_policy(key);
	err = cosign_error_new();
}

static void
leave(void)
{
	cosign_error_free(err);
	cosign_policy_free(policy);
	cosign_key_free(key);
	cosign_image_options_free(options);
	cosign_reference_free(image);
	cosign_oci_free(oci);
	cosign_http_free(http);
	images_close();
	registry_stop(registry);
}

TestSuite(image_registry, .init = enter, .fini = leave);

static void
sig_tag(char *out, size_t size)
{
	(void)snprintf(out, size, "sha256-%s.sig", strchr(digest, ':') + 1);
}

static void
sign_in(uint32_t forms)
{
	cosign_image_signatures_t **made = NULL;
	const cosign_key_t *const keys[] = { key };
	size_t count;

	MUST(cosign_image_options_set_forms(options, forms, NULL));
	MUST(cosign_image_sign(
	    &made, &count, oci, image, keys, 1, options, NULL));
	while (count > 0)
		cosign_image_signatures_free(made[--count]);
	cosign_free(made);
}

static void
expect(cosign_rc_t code, const char *message)
{
	const cosign_rc_t rc =
	    cosign_image_verify(NULL, oci, image, NULL, policy, NULL, err);

	cr_expect_eq(
	    rc, code, "%s: %s", cosign_rc_name(rc), cosign_error_message(err));
	if (code != COSIGN_OK)
		cr_expect_not_null(strstr(cosign_error_message(err), message),
		    "%s", cosign_error_message(err));
}

/* ---- places that cannot be asked ---- */

/* What is not answered as it should be: requests whose target holds this. */
static const char *spoilt;
static void (*spoil)(struct http_answer *answer);

static int
before(struct registry *r, const struct http_request *request,
    struct http_answer *answer)
{
	(void)r;
	if (strcmp(request->method, "GET") != 0 ||
	    strstr(request->target, spoilt) == NULL)
		return 0;
	spoil(answer);
	return 1;
}

static void
forbid_method(struct http_answer *answer)
{
	answer->status = 405;
}

static void
answer_too_much(struct http_answer *answer)
{
	http_answer_header(answer, "Content-Type", INDEX);
	http_answer_pattern(answer, (uint64_t)17 * 1024 * 1024);
}

static void
answer_long_headers(struct http_answer *answer)
{
	static char value[8000];
	size_t i;

	memset(value, 'a', sizeof(value) - 1);
	http_answer_header(answer, "Content-Type", INDEX);
	for (i = 0; i < 40; i++)
		http_answer_header(answer, "X-Long", value);
	http_answer_text(answer, "{}");
}

/* A list of so many, none of which is there. */
static void
answer_list(struct http_answer *answer, size_t count)
{
	const size_t size = (size_t)2 * 1024 * 1024;
	char *text = malloc(size);
	size_t i, len;

	cr_assert_not_null(text);
	len = (size_t)snprintf(text, size,
	    "{\"schemaVersion\":2,\"mediaType\":\"" INDEX "\",\"manifests\":[");
	for (i = 0; i < count; i++)
		len += (size_t)snprintf(text + len, size - len,
		    "%s{\"mediaType\":\"" MANIFEST "\",\"size\":2,"
		    "\"digest\":\"sha256:%064zx\"}",
		    i == 0 ? "" : ",", i);
	(void)snprintf(text + len, size - len, "]}");
	http_answer_header(answer, "Content-Type", INDEX);
	http_answer_text(answer, text);
	free(text);
}

static void
answer_too_many(struct http_answer *answer)
{
	answer_list(answer, CSN_DESCRIPTORS_MAX + 1);
}

/* It might have been signed: that is no rejection. What is found elsewhere
   suffices all the same. */
Test(image_registry, does_not_say_no_for_places_that_cannot_be_asked)
{
	static const struct {
		const char *target;
		void (*spoil)(struct http_answer *answer);
		uint32_t other; /* form */
		const char *message;
	} rows[] = {
		{ "/referrers/", forbid_method, COSIGN_IMAGE_LEGACY,
		    "referrers: status 405" },
		{ "/referrers/", answer_too_much, COSIGN_IMAGE_LEGACY,
		    "referrers: " },
		{ "/referrers/", answer_long_headers, COSIGN_IMAGE_LEGACY,
		    "referrers: " },
		{ "/referrers/", answer_too_many, COSIGN_IMAGE_LEGACY,
		    "referrers: " },
		{ ".sig", forbid_method, COSIGN_IMAGE_BUNDLE, "status 405" },
		{ ".sig", answer_too_much, COSIGN_IMAGE_BUNDLE, ".sig: GET " },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		spoilt = rows[i].target;
		spoil = rows[i].spoil;
		registry->before = before;
		expect(COSIGN_E_UNAVAILABLE,
		    "not every signature could be looked at: ");
		expect(COSIGN_E_UNAVAILABLE, rows[i].message);
		registry->before = NULL;
		sign_in(rows[i].other);
		registry->before = before;
		expect(COSIGN_OK, NULL);
		registry->before = NULL;
		MUST(cosign_image_clean(
		    oci, image, 0, 0, NULL, NULL, NULL, NULL));
	}
}

/* Nor for what is listed and not given. */
Test(image_registry, does_not_say_no_for_signatures_that_are_not_given)
{
	spoil = forbid_method;
	sign_in(COSIGN_IMAGE_BUNDLE);
	registry->before = before;
	spoilt = "/blobs/";
	expect(COSIGN_E_UNAVAILABLE, "status 405");
	spoilt = "/manifests/sha256:";
	expect(COSIGN_E_UNAVAILABLE, "status 405");
	registry->before = NULL;
	sign_in(COSIGN_IMAGE_LEGACY);
	registry->before = before;
	expect(COSIGN_OK, NULL);
}

static size_t many; /* referrers */

static void
answer_many(struct http_answer *answer)
{
	answer_list(answer, many);
}

/* So many are looked at, and of one more it is said that there are more. */
static void
expect_looked_at(size_t legacy, size_t most)
{
	static const char more[] = "more signatures than are looked at";
	cosign_image_signatures_t *found = NULL;
	const char *message;
	size_t count, i, told;

	for (many = most; many <= most + 1; many++) {
		MUST(cosign_image_signatures_fetch(
		    &found, oci, image, NULL, NULL));
		count = cosign_image_signatures_count(found);
		cr_expect_eq(count, legacy + many, "%zu", count);
		for (i = told = 0; i < count; i++) {
			message = cosign_image_signature_message(found, i);
			told += message != NULL && strcmp(message, more) == 0;
		}
		cr_expect_eq(told, many - most);
		cosign_image_signatures_free(found);
	}
}

/* What is under the tag is looked at however many there are elsewhere. */
Test(image_registry, looks_at_both_places_when_one_is_full)
{
	spoilt = "/referrers/";
	spoil = answer_many;
	registry->before = before;
	expect_looked_at(0, CSN_IMAGE_ROWS_MAX - 1);
	registry->before = NULL;
	sign_in(COSIGN_IMAGE_LEGACY);
	registry->before = before;
	expect_looked_at(1, CSN_IMAGE_ROWS_MAX - 2);
	expect(COSIGN_OK, NULL);
}

#define LARGE 8 /* layers, which are as much as is held */

/* Layers that are as large as a bundle may be, none of which is there. */
static void
put_large_layers(void)
{
	static char text[8192], tag[128];
	size_t i, len;

	len = (size_t)snprintf(text, sizeof(text),
	    "{\"schemaVersion\":2,\"mediaType\":\"" MANIFEST
	    "\",\"config\":" EMPTY ",\"layers\":[");
	for (i = 0; i < LARGE; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    "%s{\"mediaType\":\"text/plain\",\"size\":%zu,"
		    "\"digest\":\"sha256:%064zx\",\"annotations\":{"
		    "\"dev.cosignproject.cosign/signature\":\"AAAA\"}}",
		    i == 0 ? "" : ",", CSN_IMAGE_CONTENTS_MAX / LARGE, i);
	(void)snprintf(text + len, sizeof(text) - len, "]}");
	sig_tag(tag, sizeof(tag));
	(void)registry_put_manifest(registry, "app", tag, MANIFEST, text);
}

/* They are asked for before the bundle is known, and given up after it was. */
static void
answer_late(struct registry *r, const struct http_request *request,
    struct http_answer *answer)
{
	(void)r;
	if (strstr(request->target, "/blobs/sha256:0000") != NULL)
		answer->delay_ms = 800;
	else if (strstr(request->target, "/manifests/sha256:") != NULL)
		answer->delay_ms = 300;
}

Test(image_registry, has_room_for_what_is_there)
{
	sign_in(COSIGN_IMAGE_BUNDLE);
	put_large_layers();
	registry->after = answer_late;
	MUST(cosign_image_options_set_forms(
	    options, COSIGN_IMAGE_BUNDLE | COSIGN_IMAGE_LEGACY, NULL));
	MUST(cosign_image_options_set_workers(options, 2 * LARGE, NULL));
	MUST(cosign_image_verify(NULL, oci, image, NULL, policy, options, err));
	cr_expect_eq(
	    registry_requests(registry, "GET", "/v2/app/blobs/sha256:0000"),
	    LARGE);
}

/* ---- signing while others do ---- */

static char *theirs; /* signatures, written over those that come first */

static void
write_theirs(struct registry *r, const struct http_request *request,
    struct http_answer *answer)
{
	(void)answer;
	if (theirs == NULL || strcmp(request->method, "PUT") != 0 ||
	    strstr(request->target, ".sig") == NULL)
		return;
	(void)registry_put_manifest(
	    r, "app", strstr(request->target, "sha256-"), MANIFEST, theirs);
	free(theirs);
	theirs = NULL;
}

/* Two keys sign the same payload, which is the same layer: that theirs is there
   does not mean that ours is. */
Test(image_registry, loses_no_signature_to_another_of_the_same_payload)
{
	cosign_key_t *mine = key;
	char tag[128];

	sig_tag(tag, sizeof(tag));
	MUST(cosign_key_generate(&key, COSIGN_ALG_NONE, NULL));
	sign_in(COSIGN_IMAGE_LEGACY);
	theirs = strdup(registry_manifest(registry, "app", tag));
	cosign_key_free(key);
	key = mine;
	MUST(cosign_image_clean(oci, image, 0, 0, NULL, NULL, NULL, NULL));
	registry->after = write_theirs;
	sign_in(COSIGN_IMAGE_LEGACY);
	cr_expect_null(theirs);
	registry->after = NULL;
	expect(COSIGN_OK, NULL);
}

/* What was put under a tag is not there when it is asked for the next time. */
static int
lose_once(struct registry *r, const struct http_request *request,
    struct http_answer *answer)
{
	if (strstr(request->target, "/manifests/sha256-") == NULL)
		return 0;
	if (strcmp(request->method, "PUT") == 0)
		r->counter++;
	if (strcmp(request->method, "GET") != 0 || r->counter != 1)
		return 0;
	r->counter++;
	answer->status = 404;
	return 1;
}

Test(image_registry, survives_those_who_delete_tags)
{
	registry->before = lose_once;
	sign_in(COSIGN_IMAGE_LEGACY);
	cr_expect_geq(registry->counter, 2);
	expect(COSIGN_OK, NULL);
}

/* A registry that has learnt to list referrers since, where the list under the
   tag is kept true all the same. */
Test(image_registry, survives_those_who_delete_lists)
{
	cosign_oci_t *later = NULL;

	registry->has_referrers = 0;
	registry->has_subject_header = 0;
	sign_in(COSIGN_IMAGE_BUNDLE);
	registry->has_referrers = 1;
	registry->before = lose_once;
	MUST(cosign_oci_new(&later, http, NULL, NULL));
	MUST(cosign_image_clean(later, image, 0, 0, NULL, NULL, NULL, err));
	cr_expect_geq(registry->counter, 2);
	cosign_oci_free(later);
}

/* ---- threads ---- */

static pthread_t caller;
static unsigned int elsewhere, asked; /* requests, of other threads */

static void
observe(void *user, const char *method, const char *url, int32_t status,
    uint64_t sent, uint64_t received, int64_t ms)
{
	(void)user;
	(void)method;
	(void)url;
	(void)status;
	(void)sent;
	(void)received;
	(void)ms;
	asked++;
	if (!pthread_equal(caller, pthread_self()))
		elsewhere++;
}

/* Whoever wants no threads gets none. */
Test(image_registry, is_asked_by_the_caller_alone)
{
	cosign_http_options_t *http_options = NULL;
	cosign_http_t *observed = NULL;
	cosign_oci_t *client = NULL;

	sign_in(COSIGN_IMAGE_LEGACY | COSIGN_IMAGE_BUNDLE);
	MUST(cosign_http_options_new(&http_options, NULL));
	cosign_http_options_set_observer(http_options, observe, NULL);
	MUST(cosign_http_new(&observed, http_options, NULL));
	MUST(cosign_oci_new(&client, observed, NULL, NULL));
	MUST(cosign_image_options_set_workers(options, 1, NULL));
	caller = pthread_self();
	MUST(cosign_image_verify(
	    NULL, client, image, NULL, policy, options, err));
	cr_expect_gt(asked, 4);
	cr_expect_eq(elsewhere, 0, "%u of %u", elsewhere, asked);
	cosign_oci_free(client);
	cosign_http_free(observed);
	cosign_http_options_free(http_options);
}

/* ---- what is listed and belongs elsewhere ---- */

static cosign_rc_t
verify_other(const cosign_reference_t *other)
{
	return cosign_image_verify(NULL, oci, other, NULL, policy, NULL, err);
}

/* Nothing but the list says that it is of this image, and the list is
   anybody's. */
static void
expect_of_its_own_image(uint32_t form)
{
	cosign_reference_t *other = NULL;
	char text[256], tag[128];
	const char *second;

	(void)snprintf(tag, sizeof(tag), "sha256-%s", strchr(digest, ':') + 1);
	sign_in(form);
	second = registry_put_manifest(registry, "app", "2", MANIFEST,
	    "{\"schemaVersion\":2,\"mediaType\":\"" MANIFEST
	    "\",\"config\":" EMPTY ",\"layers\":[" EMPTY "]}");
	(void)snprintf(text, sizeof(text), "%s/app:2", registry_host(registry));
	MUST(cosign_reference_parse(&other, text, NULL));
	cr_expect_eq(verify_other(other), COSIGN_E_NO_SIGNATURE);
	(void)snprintf(
	    text, sizeof(text), "sha256-%s", strchr(second, ':') + 1);
	(void)registry_put_manifest(registry, "app", text, INDEX,
	    registry_manifest(registry, "app", tag));
	cosign_policy_insecure_ignore_claims(policy);
	expect(COSIGN_OK, NULL);
	cr_expect_eq(verify_other(other), COSIGN_E_NO_SIGNATURE, "%s",
	    cosign_error_message(err));
	cosign_reference_free(other);
}

Test(image_registry, takes_no_bundle_that_refers_to_another_image)
{
	registry->has_referrers = 0;
	expect_of_its_own_image(COSIGN_IMAGE_BUNDLE);
}

Test(image_registry, takes_no_signature_that_refers_to_another_image)
{
	registry->has_referrers = 0;
	cosign_image_options_set_referrer(options, 1);
	expect_of_its_own_image(COSIGN_IMAGE_LEGACY);
}

/* ---- deleting ---- */

static int delete_status; /* of tags */

static int
delete_no_tags(struct registry *r, const struct http_request *request,
    struct http_answer *answer)
{
	(void)r;
	if (strcmp(request->method, "DELETE") != 0 ||
	    strstr(request->target, "/manifests/sha256-") == NULL)
		return 0;
	answer->status = delete_status;
	return 1;
}

static cosign_rc_t
clean(uint32_t kinds)
{
	return cosign_image_clean(
	    oci, image, kinds, 0, options, NULL, NULL, err);
}

/* Whether signatures under a tag are deleted if deleting it is answered so. */
static void
expect_deleted(int status, int deleted)
{
	char tag[128];
	const char *text;
	cosign_rc_t rc;

	sign_in(COSIGN_IMAGE_LEGACY);
	sig_tag(tag, sizeof(tag));
	text = registry_manifest(registry, "app", tag);
	cr_assert_not_null(text);
	(void)registry_put_manifest(registry, "app", "kept", MANIFEST, text);
	delete_status = status;
	registry->before = delete_no_tags;
	rc = clean(0);
	registry->before = NULL;
	cr_expect_eq(rc, deleted ? COSIGN_OK : COSIGN_E_HTTP, "%d: %s: %s",
	    status, cosign_rc_name(rc), cosign_error_message(err));
	cr_expect_eq(
	    registry_manifest(registry, "app", "kept") == NULL, deleted);
	cr_expect_not_null(registry_manifest(registry, "app", "1"));
}

/* By its digest all of its tags go along: that is for registries that delete
   in no other way. */
Test(image_registry, deletes_by_digest_where_tags_cannot_be_deleted)
{
	expect_deleted(400, 1);
	expect_deleted(405, 1);
	expect_deleted(500, 0);
	expect_deleted(409, 0);
	expect_deleted(400, 1);
	/* Nor does it depend on who wants to know why. */
	cosign_error_free(err);
	err = NULL;
	expect_deleted(409, 0);
	expect_deleted(400, 1);
}

Test(image_registry, does_not_delete_the_image_behind_a_tag)
{
	char tag[128];

	sig_tag(tag, sizeof(tag));
	(void)registry_put_manifest(registry, "app", tag, MANIFEST,
	    registry_manifest(registry, "app", "1"));
	delete_status = 405;
	registry->before = delete_no_tags;
	cr_expect_eq(clean(0), COSIGN_E_UNSUPPORTED);
	cr_expect_not_null(strstr(cosign_error_message(err), "deletes no tags"),
	    "%s", cosign_error_message(err));
	cr_expect_not_null(registry_manifest(registry, "app", "1"));
	registry->before = NULL;
	cr_expect_eq(clean(0), COSIGN_OK);
	cr_expect_null(registry_manifest(registry, "app", tag));
	cr_expect_not_null(registry_manifest(registry, "app", "1"));
}

/* A list of referrers of the image that names this one. */
static void
put_list_of(const char *name)
{
	/* The registry's own is gone once it is put again. */
	char *text = strdup(registry_manifest(registry, "app", name));
	char list[512], tag[128];

	(void)snprintf(list, sizeof(list),
	    "{\"schemaVersion\":2,\"mediaType\":\"" INDEX
	    "\",\"manifests\":[{\"mediaType\":\"" MANIFEST
	    "\",\"size\":%zu,\"digest\":\"%s\"}]}",
	    strlen(text),
	    registry_put_manifest(registry, "app", name, MANIFEST, text));
	(void)snprintf(tag, sizeof(tag), "sha256-%s", strchr(digest, ':') + 1);
	(void)registry_put_manifest(registry, "app", tag, INDEX, list);
	free(text);
}

/* Who may write a list may not delete all that he likes. */
Test(image_registry, does_not_delete_images_that_are_listed)
{
	registry->has_referrers = 0;
	put_list_of("1");
	cr_expect_eq(clean(COSIGN_STORED_ALL), COSIGN_OK, "%s",
	    cosign_error_message(err));
	cr_expect_not_null(registry_manifest(registry, "app", "1"));
	(void)registry_put_manifest(registry, "app", "2", MANIFEST,
	    "{\"schemaVersion\":2,\"mediaType\":\"" MANIFEST
	    "\",\"config\":" EMPTY ",\"layers\":[" EMPTY "]}");
	put_list_of("2");
	cr_expect_eq(clean(COSIGN_STORED_ALL), COSIGN_OK, "%s",
	    cosign_error_message(err));
	cr_expect_not_null(registry_manifest(registry, "app", "2"));
}

/* What cannot be read does not keep the rest. */
Test(image_registry, deletes_what_can_be_deleted)
{
	char sig[128], sbom[128];

	sign_in(COSIGN_IMAGE_LEGACY | COSIGN_IMAGE_BUNDLE);
	sig_tag(sig, sizeof(sig));
	(void)snprintf(
	    sbom, sizeof(sbom), "sha256-%s.sbom", strchr(digest, ':') + 1);
	(void)registry_put_manifest(registry, "app", sbom, MANIFEST, "{}");
	spoilt = ".sbom";
	spoil = forbid_method;
	registry->before = before;
	cr_expect_eq(clean(0), COSIGN_E_UNSUPPORTED);
	cr_expect_not_null(strstr(cosign_error_message(err),
			       "clean: 1 could not be deleted: "),
	    "%s", cosign_error_message(err));
	cr_expect_not_null(strstr(cosign_error_message(err), ".sbom: "), "%s",
	    cosign_error_message(err));
	cr_expect_null(registry_manifest(registry, "app", sig));
	cr_expect_not_null(registry_manifest(registry, "app", sbom));
	registry->before = NULL;
	expect(COSIGN_E_NO_SIGNATURE, "no signature");
	/* What was read, and is no manifest, is known well enough. */
	delete_status = 405;
	registry->before = delete_no_tags;
	cr_expect_eq(clean(0), COSIGN_E_UNSUPPORTED);
	cr_expect_not_null(strstr(cosign_error_message(err), "cannot be read"),
	    "%s", cosign_error_message(err));
	registry->before = NULL;
	cr_expect_eq(clean(0), COSIGN_OK, "%s", cosign_error_message(err));
	cr_expect_null(registry_manifest(registry, "app", sbom));
}

Test(image_registry, deletes_tags_where_referrers_are_not_listed)
{
	char sig[128];

	sign_in(COSIGN_IMAGE_LEGACY);
	sig_tag(sig, sizeof(sig));
	spoilt = "/referrers/";
	spoil = forbid_method;
	registry->before = before;
	cr_expect_eq(clean(0), COSIGN_E_UNSUPPORTED);
	cr_expect_not_null(strstr(cosign_error_message(err),
			       "clean: 1 could not be deleted: "),
	    "%s", cosign_error_message(err));
	cr_expect_null(registry_manifest(registry, "app", sig));
	/* Whoever wants no referrers deleted does not ask for them. */
	cr_expect_eq(cosign_image_clean(oci, image, 0, COSIGN_CLEAN_TAGS,
			 options, NULL, NULL, err),
	    COSIGN_OK, "%s", cosign_error_message(err));
}

static size_t
count_verifying(const cosign_reference_t *by_digest)
{
	const size_t before = registry_requests(registry, "GET", "/v2/app/");

	MUST(verify_other(by_digest));
	return registry_requests(registry, "GET", "/v2/app/") - before;
}

/* The older form's tag, the list of referrers, a manifest; and the bundle
   unless a copy of it is there. */
Test(image_registry, takes_the_copy_of_a_bundle)
{
	cosign_reference_t *by_digest = NULL;

	MUST(cosign_reference_with_digest(&by_digest, image, digest, NULL));
	sign_in(COSIGN_IMAGE_BUNDLE);
	cr_expect_eq(count_verifying(by_digest), 4);
	MUST(cosign_image_clean(oci, image, 0, 0, NULL, NULL, NULL, NULL));
	cosign_image_options_embed_bundle(options, 1);
	sign_in(COSIGN_IMAGE_BUNDLE);
	cr_expect_eq(count_verifying(by_digest), 3);
	cosign_reference_free(by_digest);
}

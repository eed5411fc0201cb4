/* Registries by the public functions. */
#include "registry.h"

#include <cosign.h>

#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#define IMAGE                                                                 \
	"{\"schemaVersion\":2,\"mediaType\":"                                 \
	"\"application/vnd.oci.image.manifest.v1+json\",\"config\":{"         \
	"\"mediaType\":\"application/vnd.oci.empty.v1+json\",\"digest\":"     \
	"\"sha256:"                                                           \
	"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\"," \
	"\"size\":2},\"layers\":[]}"

static struct registry *registry;
static cosign_http_t *http;
static cosign_oci_options_t *options;
static cosign_oci_t *oci;
static cosign_reference_t *ref;
static cosign_error_t *err;

static void
setup(void)
{
	cosign_http_options_t *http_options = NULL;
	char text[100];

	err = cosign_error_new();
	registry = registry_start();
	registry->auth = REGISTRY_BEARER;
	registry->user = "user";
	registry->password = "secret";
	cr_assert_eq(cosign_http_options_new(&http_options, err), COSIGN_OK);
	cr_assert_eq(cosign_http_new(&http, http_options, err), COSIGN_OK);
	cosign_http_options_free(http_options);
	cr_assert_eq(cosign_oci_options_new(&options, err), COSIGN_OK);
	(void)snprintf(
	    text, sizeof(text), "%s/team/app:v1", registry_host(registry));
	cr_assert_eq(cosign_reference_parse(&ref, text, err), COSIGN_OK);
}

static void
teardown(void)
{
	cosign_reference_free(ref);
	cosign_oci_free(oci);
	cosign_oci_options_free(options);
	cosign_http_free(http);
	registry_stop(registry);
	cosign_error_free(err);
}

TestSuite(client, .init = setup, .fini = teardown);

static void
open_client(void)
{
	cr_assert_eq(cosign_oci_new(&oci, http, options, err), COSIGN_OK, "%s",
	    cosign_error_message(err));
	/* It keeps what it needs. */
	cosign_oci_options_free(options);
	cosign_http_free(http);
	options = NULL;
	http = NULL;
}

static int
see(void *user, const char *tag)
{
	(void)snprintf(user, 100, "%s", tag);
	return 0;
}

Test(client, pushes_and_fetches)
{
	cosign_manifest_t *image = NULL, *found = NULL;
	cosign_descriptor_t *blob = NULL, *resolved = NULL;
	char tag[100] = "";
	uint8_t *bytes = NULL;
	size_t len = 0;

	cr_assert_eq(
	    cosign_oci_options_set_password(options, "user", "secret", err),
	    COSIGN_OK);
	open_client();
	cr_assert_eq(cosign_manifest_parse(&image, IMAGE, strlen(IMAGE), err),
	    COSIGN_OK);
	cr_assert_eq(
	    cosign_oci_blob_push(oci, ref, "application/vnd.oci.empty.v1+json",
		"{}", 2, &blob, err),
	    COSIGN_OK, "%s", cosign_error_message(err));
	cr_assert_eq(cosign_oci_manifest_push(oci, ref, image, err), COSIGN_OK,
	    "%s", cosign_error_message(err));
	cr_assert_eq(cosign_oci_resolve(&resolved, oci, ref, err), COSIGN_OK);
	cr_expect_str_eq(cosign_descriptor_digest(resolved),
	    cosign_descriptor_digest(cosign_manifest_descriptor(image)));
	cr_assert_eq(
	    cosign_oci_manifest_fetch(&found, oci, ref, err), COSIGN_OK);
	cr_assert_eq(cosign_oci_blob_read(&bytes, &len, oci, ref,
			 cosign_manifest_config(found), 100, err),
	    COSIGN_OK, "%s", cosign_error_message(err));
	cr_assert_eq(len, 2);
	cr_expect_eq(memcmp(bytes, "{}", 2), 0);
	cr_assert_eq(cosign_oci_tags(oci, ref, see, tag, err), COSIGN_OK);
	cr_expect_str_eq(tag, "v1");
	cosign_free(bytes);
	cosign_descriptor_free(blob);
	cosign_descriptor_free(resolved);
	cosign_manifest_free(image);
	cosign_manifest_free(found);
}

Test(client, says_what_it_was_about)
{
	cosign_descriptor_t *found = NULL;
	char expected[200];

	open_client();
	(void)snprintf(expected, sizeof(expected),
	    "%s/team/app:v1: manifest v1: token of http://%s/token: status 401 "
	    "(asked with no credentials)",
	    registry_host(registry), registry_host(registry));
	cr_expect_eq(
	    cosign_oci_resolve(&found, oci, ref, err), COSIGN_E_UNAUTHORIZED);
	cr_expect_str_eq(cosign_error_message(err), expected);
	cr_expect_null(found);
}

static cosign_rc_t
help(void *user, const char *name, const char *key,
    cosign_credential_t *credential, cosign_error_t *e)
{
	(void)user;
	(void)name;
	(void)key;
	return cosign_credential_set_password(credential, "user", "secret", e);
}

Test(client, takes_credentials_from_files_and_programs)
{
	static const char json[] = "{\"credsStore\":\"some\"}";
	cosign_descriptor_t *found = NULL;

	cr_assert_eq(cosign_oci_options_add_credentials(
			 options, "f", json, strlen(json), err),
	    COSIGN_OK);
	cosign_oci_options_set_helper(options, help, NULL);
	open_client();
	cr_expect_eq(cosign_oci_resolve(&found, oci, ref, err),
	    COSIGN_E_NO_IMAGE, "%s", cosign_error_message(err));
}

/* Nobody may ask for what is in "new" before there is something. */
static int
hide_new(struct registry *r, const struct http_request *request,
    struct http_answer *answer)
{
	if (strncmp(request->target, "/v2/new/", 8) != 0)
		return 0;
	r->counter |= strcmp(request->method, "PUT") == 0;
	if (r->counter != 0 || strcmp(request->method, "HEAD") != 0)
		return 0;
	answer->status = 403;
	return 1;
}

Test(client, copies_to_a_repository_that_is_not_there_yet)
{
	cosign_reference_t *to = NULL;
	char text[100];

	registry->auth = REGISTRY_OPEN;
	registry->before = hide_new;
	(void)registry_put_blob(registry, "team/app", "{}");
	(void)registry_put_manifest(registry, "team/app", "v1",
	    "application/vnd.oci.image.manifest.v1+json", IMAGE);
	open_client();
	(void)snprintf(
	    text, sizeof(text), "%s/new/app:v1", registry_host(registry));
	cr_assert_eq(cosign_reference_parse(&to, text, err), COSIGN_OK);
	cr_expect_eq(
	    cosign_image_copy(oci, ref, to, 0, 0, NULL, NULL, NULL, err),
	    COSIGN_OK, "%s", cosign_error_message(err));
	cr_expect_not_null(registry_manifest(registry, "new/app", "v1"));
	cosign_reference_free(to);
}

Test(client, without_http_reaches_no_registry)
{
	cosign_descriptor_t *found = NULL;

	cr_assert_eq(cosign_oci_new(&oci, NULL, NULL, err), COSIGN_OK);
	cr_expect_eq(
	    cosign_oci_resolve(&found, oci, ref, err), COSIGN_E_ARGUMENT);
	cr_expect_not_null(strstr(cosign_error_message(err),
	    "a client without HTTP reaches no registry"));
}

Test(client, offline_asks_nobody)
{
	cosign_http_options_t *http_options = NULL;
	cosign_descriptor_t *found = NULL;

	cosign_http_free(http);
	cr_assert_eq(cosign_http_options_new(&http_options, err), COSIGN_OK);
	cosign_http_options_forbid(http_options, 1);
	cr_assert_eq(cosign_http_new(&http, http_options, err), COSIGN_OK);
	cosign_http_options_free(http_options);
	open_client();
	cr_expect_eq(
	    cosign_oci_resolve(&found, oci, ref, err), COSIGN_E_OFFLINE);
	cr_expect_eq(registry_requests(registry, NULL, "/"), 0);
}

#include "images.h"

#include "layout.h"

#include <criterion/criterion.h>

#include <string.h>

static struct real *registry;
cosign_oci_t *images_oci;
static cosign_key_t *key;
cosign_policy_t *images_ours, *images_others;
cosign_error_t *images_err;

static int
give_password(void *user, int purpose, uint8_t *buf, size_t size, size_t *len)
{
	static const char password[] = "correct horse";

	(void)user;
	(void)purpose;
	cr_assert_geq(size, strlen(password));
	*len = strlen(password);
	memcpy(buf, password, *len);
	return 0;
}

static cosign_policy_t *
policy_of(const char *path)
{
	cosign_pubkey_t *public = NULL;
	cosign_policy_t *policy = NULL;

	MUST(cosign_pubkey_load(&public, path, NULL));
	MUST(cosign_policy_new(&policy, NULL));
	MUST(cosign_policy_add_key(policy, public, NULL));
	cosign_policy_insecure_ignore_tlog(policy);
	cosign_pubkey_free(public);
	return policy;
}

static void
open_client(void)
{
	cosign_http_options_t *options = NULL;
	cosign_http_t *http = NULL;

	MUST(cosign_http_options_new(&options, NULL));
	MUST(cosign_http_new(&http, options, NULL));
	MUST(cosign_oci_new(&images_oci, http, NULL, NULL));
	cosign_http_free(http);
	cosign_http_options_free(options);
}

void
images_enter(void)
{
	real_enter();
	real_write_keys("a", "cosign-3.1.3");
	real_write_keys("b", "cosign-2.6.5");
	images_ours = policy_of("a.pub");
	images_others = policy_of("b.pub");
	MUST(cosign_key_load(&key, "a.key", give_password, NULL, NULL));
	open_client();
	images_err = cosign_error_new();
}

void
images_start(enum real_kind kind)
{
	registry = real_start(real_vs, &(struct real_options){ .kind = kind });
	(void)layout_write(real_vs, "layout", "one");
	real_expect(REAL_RUN(NULL, "crane", "push", "layout", IMAGES_IMAGE), 0,
	    "sha256:");
}

void
images_leave(void)
{
	real_stop(registry);
	cosign_error_free(images_err);
	cosign_oci_free(images_oci);
	cosign_policy_free(images_ours);
	cosign_policy_free(images_others);
	cosign_key_free(key);
	real_leave();
}

cosign_reference_t *
images_reference(const char *text)
{
	cosign_reference_t *ref = NULL;

	MUST(cosign_reference_parse(&ref, text, NULL));
	return ref;
}

void
images_sign(uint32_t forms)
{
	cosign_reference_t *ref = images_reference(IMAGES_IMAGE);
	cosign_image_signatures_t **made = NULL;
	cosign_image_options_t *options = NULL;
	cosign_error_t *err = cosign_error_new();
	cosign_rc_t rc;
	size_t count;

	MUST(cosign_image_options_new(&options, NULL));
	MUST(cosign_image_options_set_forms(options, forms, NULL));
	rc = cosign_image_sign(&made, &count, images_oci, ref,
	    (const cosign_key_t *const[]){ key }, 1, options, err);
	cr_assert_eq(rc, COSIGN_OK, "%s: %s", cosign_rc_name(rc),
	    cosign_error_message(err));
	while (count > 0)
		cosign_image_signatures_free(made[--count]);
	cosign_free(made);
	cosign_error_free(err);
	cosign_image_options_free(options);
	cosign_reference_free(ref);
}

void
images_expect(const char *text, const cosign_policy_t *policy, cosign_rc_t code)
{
	cosign_reference_t *ref = images_reference(text);
	cosign_error_t *err = cosign_error_new();
	const cosign_rc_t rc =
	    cosign_image_verify(NULL, images_oci, ref, NULL, policy, NULL, err);

	cr_expect_eq(rc, code, "%s: %s: %s", text, cosign_rc_name(rc),
	    cosign_error_message(err));
	cosign_error_free(err);
	cosign_reference_free(ref);
}

const char *
images_form_flag(uint32_t form)
{
	return form == COSIGN_IMAGE_BUNDLE ? "--new-bundle-format=true"
					   : "--new-bundle-format=false";
}

void
images_cosign_sign(uint32_t form)
{
	real_expect(REAL_RUN(NULL, "cosign", "sign", images_form_flag(form),
			"--use-signing-config=false", "--tlog-upload=false",
			"--key", "a.key", "--yes", IMAGES_IMAGE),
	    0, "Pushing signature to");
}

const char *
images_at(const char *path)
{
	return vs_text(real_vs, "%s/%s", registry->host, path);
}

void
images_must(cosign_rc_t rc, const char *call)
{
	cr_assert_eq(rc, COSIGN_OK, "%s: %s: %s", call, cosign_rc_name(rc),
	    cosign_error_message(images_err));
}

/* verify: the signatures of images. */
#include "image.h"
#include "verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct verifying {
	struct cli_images images;
	struct cli_verification v; /* but for what is one image's */
};

/* What was accepted, wherever it comes from. */
struct accepted {
	const cosign_candidate_t *candidate;
	const cosign_bundle_t *bundle;
};

static bool
checks_claims(const struct cli *c)
{
	return cli_on(c, CLI_OPT_CHECK_CLAIMS);
}

static bool
prints(const struct cli *c, const char *form)
{
	return strcmp(c->values[CLI_OPT_OUTPUT].text, form) == 0;
}

/* ---- what is asked ---- */

static cosign_rc_t
add_annotation(struct cli *c, void *user, char *entry)
{
	struct cli_verification *v = user;
	char *value;
	cosign_rc_t rc = cli_split_annotation(c, entry, &value);

	if (rc == COSIGN_OK && checks_claims(c))
		rc = cosign_policy_add_annotation(
		    v->policy, entry, value, c->err);
	return rc;
}

static cosign_rc_t
check_attachment(struct cli *c)
{
	if (cli_text(c, CLI_OPT_ATTACHMENT) == NULL ||
	    cli_text(c, CLI_OPT_PLATFORM) == NULL)
		return COSIGN_OK;
	return cli_fail(c, COSIGN_E_CONFLICT,
	    "--platform and --attachment: give the digest of the image");
}

/* Options that only a signature by itself has a use for, or has none for. */
static cosign_rc_t
check_detached(struct cli *c)
{
	static const struct {
		enum cli_id id;
		const char *option;
	} rows[] = {
		{ CLI_OPT_CERTIFICATE, "--certificate" },
		{ CLI_OPT_PAYLOAD, "--payload" },
		{ CLI_OPT_SCT, "--sct" },
	};
	const bool detached = cli_text(c, CLI_OPT_SIGNATURE) != NULL;
	size_t i;

	for (i = 0; i < CLI_ARRAY_LEN(rows); i++)
		if (!detached && cli_text(c, rows[i].id) != NULL)
			return cli_fail(c, COSIGN_E_CONFLICT,
			    "%s: is for a signature given by --signature; "
			    "what is stored beside an image has its own",
			    rows[i].option);
	if (detached && cli_text(c, CLI_OPT_PLATFORM) != NULL)
		return cli_fail(c, COSIGN_E_CONFLICT,
		    "--platform: is for signatures found beside an image; "
		    "with --signature give the digest of the image");
	if (detached && cli_text(c, CLI_OPT_TAG_PREFIX) != NULL &&
	    cli_text(c, CLI_OPT_ATTACHMENT) == NULL)
		return cli_fail(c, COSIGN_E_CONFLICT,
		    "--attachment-tag-prefix: is for signatures found beside "
		    "an image, not for --signature");
	if (detached && prints(c, "result"))
		return cli_fail(c, COSIGN_E_CONFLICT,
		    "--output result: is about what is found beside an "
		    "image, not about --signature");
	return COSIGN_OK;
}

static cosign_rc_t
set_options(struct cli *c, struct verifying *s)
{
	const char *platform = cli_text(c, CLI_OPT_PLATFORM);
	cosign_image_options_t *options = s->images.options;
	const bool older =
	    s->v.in_pieces || !cli_on(c, CLI_OPT_NEW_BUNDLE_FORMAT);
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CLI_TRY(cosign_image_options_set_forms(options,
	    older ? COSIGN_IMAGE_LEGACY
		  : COSIGN_IMAGE_BUNDLE | COSIGN_IMAGE_LEGACY,
	    c->err));
	if (platform != NULL)
		CLI_TRY(cli_fail_at(c,
		    cosign_image_options_set_platform(
			options, platform, c->err),
		    "--platform"));
	CLI_TRY(cli_fail_at(c,
	    cosign_image_options_set_workers(options,
		(uint32_t)strtoul(cli_text(c, CLI_OPT_MAX_WORKERS), NULL, 10),
		c->err),
	    "--max-workers"));
	rc = COSIGN_OK;
out:
	return rc;
}

/* ---- what is printed ---- */

static void
print_header(const struct cli *c, const struct verifying *s, const char *name)
{
	cli_info(c, "%s", "");
	cli_info(c, "Verification for %s --", name);
	cli_info(c,
	    "The following checks were performed on each of these "
	    "signatures:");
	if (checks_claims(c) && cli_list(c, CLI_OPT_ANNOTATIONS, 0) != NULL)
		cli_info(c, "  - The specified annotations were verified.");
	if (checks_claims(c))
		cli_info(c, "  - The cosign claims were validated");
	if (!cli_ignores_tlog(c))
		cli_info(c,
		    "  - Existence of the claims in the transparency log was "
		    "verified offline");
	cli_info(c, "%s",
	    s->v.keys != NULL
		? "  - The signatures were verified against the specified "
		  "public key"
		: "  - The code-signing certificate was verified using "
		  "trusted certificate authority certificates");
}

static void
print_facts(const struct cli *c, const cosign_candidate_t *candidate)
{
	static const char *const names[] = { "GitHub Workflow Trigger",
		"GitHub Workflow SHA", "GitHub Workflow Name",
		"GitHub Workflow Repository", "GitHub Workflow Ref" };
	const char *subject = cosign_candidate_subject(candidate);
	const char *issuer = cosign_candidate_issuer(candidate), *fact;
	uint32_t i;

	if (subject != NULL)
		cli_info(c, "Certificate subject: %s", subject);
	if (issuer != NULL)
		cli_info(c, "Certificate issuer URL: %s", issuer);
	for (i = 0; i < CLI_ARRAY_LEN(names); i++) {
		fact = cosign_candidate_extension(candidate, i + 2);
		if (fact != NULL)
			cli_info(c, "%s: %s", names[i], fact);
	}
}

/* One of the array, or a line of text. */
static cosign_rc_t
print_claim(struct cli *c, const struct accepted *a,
    const cosign_reference_t *image, const char *digest, bool first)
{
	const bool as_text = prints(c, "text");
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const uint8_t *payload;
	char *claim = NULL;
	size_t len;

	if (as_text)
		print_facts(c, a->candidate);
	payload = cosign_bundle_payload(a->bundle, &len);
	if (!as_text || cosign_bundle_has_envelope(a->bundle)) {
		CLI_TRY(cosign_image_claim(&claim, &len, a->candidate,
		    a->bundle, image, digest, c->err));
		payload = (const uint8_t *)claim;
	}
	if (!as_text && !first)
		(void)putchar(',');
	cli_print_json(payload, len);
	if (as_text)
		(void)putchar('\n');
	rc = COSIGN_OK;
out:
	cosign_free(claim);
	return rc;
}

/* As cosign does: an array in a line of its own, or lines. */
static cosign_rc_t
print_claims(struct cli *c, const struct accepted *list, size_t count,
    const cosign_reference_t *image, const char *digest)
{
	const bool as_text = prints(c, "text");
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i;

	(void)fputs(as_text ? "" : "\n[", stdout);
	for (i = 0; i < count; i++)
		CLI_TRY(print_claim(c, &list[i], image, digest, i == 0));
	(void)fputs(as_text ? "" : "]\n", stdout);
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
print_accepted(struct cli *c, const cosign_image_result_t *result,
    const cosign_reference_t *image)
{
	const cosign_image_signatures_t *found =
	    cosign_image_result_signatures(result);
	const size_t count = cosign_image_signatures_count(found);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct accepted *list;
	size_t i, accepted = 0;

	list = calloc(count + 1, sizeof(*list));
	if (list == NULL)
		return cli_fail(c, COSIGN_E_NOMEM, "out of memory");
	for (i = 0; i < count; i++) {
		const cosign_candidate_t *candidate =
		    cosign_image_result_candidate(result, i);

		if (!cosign_candidate_accepted(candidate))
			continue;
		list[accepted].candidate = candidate;
		list[accepted++].bundle =
		    cosign_image_signature_bundle(found, i);
	}
	CLI_TRY(print_claims(c, list, accepted, image,
	    cosign_reference_digest(cosign_image_result_image(result))));
	rc = COSIGN_OK;
out:
	free(list);
	return rc;
}

static cosign_rc_t
print_document(struct cli *c, const cosign_image_result_t *result)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *json = NULL;
	size_t len;

	CLI_TRY(cosign_image_result_json(result, &json, &len, c->err));
	cli_print_json(json, len);
	(void)putchar('\n');
	rc = COSIGN_OK;
out:
	cosign_free(json);
	return rc;
}

/* In cosign's words, which scripts look for. */
static cosign_rc_t
tell_failure(struct cli *c, const struct verifying *s,
    const cosign_image_result_t *result, const char *name, cosign_rc_t rc)
{
	const char *message = result != NULL
	    ? cosign_image_result_message(result)
	    : cosign_error_message(c->err);
	size_t i;

	for (i = 0; rc == COSIGN_E_NO_MATCH &&
	     i < cosign_image_signatures_count(
		     cosign_image_result_signatures(result));
	     i++)
		cli_hint_at_options(c, &s->v,
		    cosign_candidate_code(
			cosign_image_result_candidate(result, i)));
	if (rc == COSIGN_E_NO_SIGNATURE && s->v.in_pieces)
		cli_hint(c,
		    "services are trusted one by one, so only signatures of "
		    "the older form were looked for");
	if (rc == COSIGN_E_NO_SIGNATURE)
		return cli_fail(c, rc, "%s: no signatures found", name);
	if (rc == COSIGN_E_NO_MATCH)
		return cli_fail(c, rc, "no matching signatures: %s", message);
	if (rc == COSIGN_E_NO_IMAGE)
		return cli_fail(c, rc, "image tag not found: %s", message);
	return cli_fail_at(c, rc, "%s", name);
}

/* ---- one image ---- */

/*
 * --check-claims=false: a signature of the older form may be of any image. A
 * bundle is bound to its image in any case, so these are asked first.
 */
static cosign_rc_t
verify_any_claims(struct cli *c, struct verifying *s,
    const cosign_reference_t *image, cosign_image_result_t **result)
{
	cosign_image_result_t *older = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	cosign_policy_insecure_ignore_claims(s->v.policy);
	CLI_TRY(cosign_image_options_set_forms(
	    s->images.options, COSIGN_IMAGE_LEGACY, c->err));
	rc = cosign_image_verify(&older, s->images.oci, image, s->v.trust,
	    s->v.policy, s->images.options, c->err);
	if (rc == COSIGN_E_NO_SIGNATURE) {
		/* What was found before is the answer. */
		rc = COSIGN_E_NO_MATCH;
		goto out;
	}
	cosign_image_result_free(*result);
	*result = older;
	older = NULL;
out:
	cosign_image_result_free(older);
	return rc;
}

static cosign_rc_t
new_policy(struct cli *c, struct verifying *s)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	cosign_policy_free(s->v.policy);
	s->v.policy = NULL;
	CLI_TRY(cli_build_policy(c, &s->v));
	CLI_TRY(cli_each_entry(c, CLI_OPT_ANNOTATIONS, add_annotation, &s->v));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
verify_found(struct cli *c, struct verifying *s,
    const cosign_reference_t *image, const char *name)
{
	cosign_image_result_t *result = NULL;
	cosign_rc_t rc, printed = COSIGN_OK;

	rc = cosign_image_verify(&result, s->images.oci, image, s->v.trust,
	    s->v.policy, s->images.options, c->err);
	if (rc == COSIGN_E_NO_MATCH && !checks_claims(c))
		rc = verify_any_claims(c, s, image, &result);
	if (rc != COSIGN_OK)
		rc = tell_failure(c, s, result, name, rc);
	else
		print_header(c, s, name);
	if (result != NULL && prints(c, "result"))
		printed = print_document(c, result);
	else if (rc == COSIGN_OK)
		printed = print_accepted(c, result, image);
	cosign_image_result_free(result);
	return rc != COSIGN_OK ? rc : printed;
}

/* What --signature is over. */
static cosign_rc_t
load_payload(struct cli *c, struct verifying *s,
    const cosign_reference_t *image, const char *digest)
{
	const char *path = cli_text(c, CLI_OPT_PAYLOAD);

	if (path != NULL)
		return cosign_file_load(&s->v.payload, &s->v.payload_len, path,
		    cosign_bundle_max_size(), c->err);
	cli_warn(c,
	    "no --payload is given: the signature has to be over what cosign "
	    "signs for the name and digest of the image");
	return cosign_image_payload(
	    &s->v.payload, &s->v.payload_len, image, digest, NULL, c->err);
}

static cosign_rc_t
open_digest(struct cli *c, cosign_artifact_t **out, const char *digest)
{
	if (cli_open_digest(c, out, digest))
		return COSIGN_OK;
	return cli_fail(c, COSIGN_E_UNSUPPORTED,
	    "%s: no digest that signatures are over", digest);
}

static cosign_rc_t
verify_detached(struct cli *c, struct verifying *s,
    const cosign_reference_t *image, const char *name)
{
	cosign_artifact_t *artifact = NULL;
	cosign_result_t *result = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct accepted accepted;
	char *digest = NULL;

	CLI_TRY(cli_resolve(c, &s->images, image, &digest));
	CLI_TRY(load_payload(c, s, image, digest));
	CLI_TRY(cli_load_detached(c, &s->v, cli_text(c, CLI_OPT_SIGNATURE)));
	CLI_TRY(open_digest(c, &artifact, digest));
	if (!checks_claims(c))
		cosign_policy_insecure_ignore_claims(s->v.policy);
	rc = cosign_verify_blob(
	    &result, s->v.trust, s->v.policy, s->v.bundle, artifact, c->err);
	if (rc != COSIGN_OK) {
		cli_hint_at_options(c, &s->v, rc);
		if (cosign_rc_class(rc) != COSIGN_CLASS_REJECTED)
			CLI_TRY(cli_fail_at(c, rc, "%s", name));
		CLI_TRY(cli_fail(c, COSIGN_E_NO_MATCH,
		    "no matching signatures: %s: %s", name,
		    cosign_error_message(c->err)));
	}
	print_header(c, s, name);
	accepted.candidate = cosign_result_signer(result);
	accepted.bundle = s->v.bundle;
	CLI_TRY(print_claims(c, &accepted, 1, image, digest));
	rc = COSIGN_OK;
out:
	cosign_artifact_free(artifact);
	cosign_result_free(result);
	cosign_bundle_free(s->v.bundle);
	s->v.bundle = NULL;
	cosign_free(s->v.payload);
	s->v.payload = NULL;
	cosign_free(digest);
	return rc;
}

static cosign_rc_t
verify_one(struct cli *c, void *user, const char *name)
{
	cosign_reference_t *image = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct verifying *s = user;

	CLI_TRY(cli_open_reference(c, &image, name));
	CLI_TRY(new_policy(c, s));
	CLI_TRY(set_options(c, s));
	rc = cli_take_attachment(c, &s->images, &image);
	if (rc != COSIGN_OK)
		CLI_TRY(tell_failure(c, s, NULL, name, rc));
	if (cli_text(c, CLI_OPT_ATTACHMENT) != NULL)
		name = cosign_reference_text(image);
	if (cli_text(c, CLI_OPT_SIGNATURE) != NULL)
		CLI_TRY(verify_detached(c, s, image, name));
	else
		CLI_TRY(verify_found(c, s, image, name));
	rc = COSIGN_OK;
out:
	cosign_reference_free(image);
	return rc;
}

cosign_rc_t
cli_verify(struct cli *c)
{
	struct verifying s = { .v = { .image = true } };
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	cli_warn_of_tlog(c, "signature");
	CLI_TRY(check_detached(c));
	CLI_TRY(check_attachment(c));
	CLI_TRY(cli_check_signer(c, &s.v));
	CLI_TRY(cli_load_trust(c, &s.v));
	CLI_TRY(new_policy(c, &s));
	CLI_TRY(cli_open_images(c, &s.images));
	CLI_TRY(cli_each_image(c, verify_one, &s));
	rc = COSIGN_OK;
out:
	cosign_policy_free(s.v.policy);
	cosign_trust_free(s.v.trust);
	cosign_keyring_free(s.v.keys);
	cli_close_images(&s.images);
	return rc;
}

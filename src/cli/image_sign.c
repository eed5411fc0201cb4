/* sign: images, keys, no service. */
#include "image.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The times that can be written. */
#define YEAR_1        (-62135596800)
#define YEAR_9999_END 253402300799

#define NOTE_SIGNATURE "dev.cosignproject.cosign/signature"

struct signing {
	struct cli_images images;
	cosign_key_t **keys;
	size_t key_count;
	uint32_t forms;
};

/* --format, and what cosign has in its place. */
static cosign_rc_t
choose_forms(struct cli *c, uint32_t *forms)
{
	const char *format = cli_text(c, CLI_OPT_FORMAT);
	const bool newer = cli_on(c, CLI_OPT_NEW_BUNDLE_FORMAT);

	if (format == NULL)
		*forms = newer ? COSIGN_IMAGE_BUNDLE : COSIGN_IMAGE_LEGACY;
	else if (strcmp(format, "both") == 0)
		*forms = COSIGN_IMAGE_BUNDLE | COSIGN_IMAGE_LEGACY;
	else
		*forms = strcmp(format, "bundle") == 0 ? COSIGN_IMAGE_BUNDLE
						       : COSIGN_IMAGE_LEGACY;
	if (format != NULL && cli_given(c, CLI_OPT_NEW_BUNDLE_FORMAT) &&
	    newer != ((*forms & COSIGN_IMAGE_BUNDLE) != 0))
		return cli_fail(c, COSIGN_E_CONFLICT,
		    "--format %s and --new-bundle-format=%s contradict each "
		    "other",
		    format, newer ? "true" : "false");
	return COSIGN_OK;
}

/* Options that only one form has a place for. */
static cosign_rc_t
check_forms(struct cli *c, uint32_t forms)
{
	static const struct {
		enum cli_id id;
		const char *option;
	} older[] = {
		{ CLI_OPT_TAG_PREFIX, "--attachment-tag-prefix" },
		{ CLI_OPT_OUTPUT_PAYLOAD, "--output-payload" },
		{ CLI_OPT_OUTPUT_SIGNATURE, "--output-signature" },
		{ CLI_OPT_PAYLOAD, "--payload" },
		{ CLI_OPT_REFERRERS_MODE, "--registry-referrers-mode" },
		{ CLI_OPT_CONTAINER_IDENTITY, "--sign-container-identity" },
	};
	size_t i;

	if ((forms & COSIGN_IMAGE_BUNDLE) == 0 &&
	    cli_text(c, CLI_OPT_BUNDLE) != NULL)
		return cli_fail(c, COSIGN_E_CONFLICT,
		    "--bundle: the older form has no bundle");
	if ((forms & COSIGN_IMAGE_BUNDLE) == 0 &&
	    cli_on(c, CLI_OPT_EMBED_BUNDLE))
		return cli_fail(c, COSIGN_E_CONFLICT,
		    "--embed-bundle: the older form has no bundle");
	if ((forms & COSIGN_IMAGE_LEGACY) != 0)
		return COSIGN_OK;
	for (i = 0; i < CLI_ARRAY_LEN(older); i++) {
		if (cli_text(c, older[i].id) == NULL)
			continue;
		/* What is attached has that tag, whatever signs it. */
		if (older[i].id == CLI_OPT_TAG_PREFIX &&
		    cli_text(c, CLI_OPT_ATTACHMENT) != NULL)
			continue;
		cli_hint(c,
		    "add --format legacy (cosign: --new-bundle-format=false), "
		    "or --format both");
		return cli_fail(c, COSIGN_E_CONFLICT,
		    "%s: is of the older form alone", older[i].option);
	}
	return COSIGN_OK;
}

/* What a payload of one's own has no place for. */
static cosign_rc_t
check_payload(struct cli *c, uint32_t forms)
{
	if (cli_text(c, CLI_OPT_PAYLOAD) == NULL)
		return COSIGN_OK;
	if (cli_list(c, CLI_OPT_CONTAINER_IDENTITY, 0) != NULL)
		return cli_fail(c, COSIGN_E_CONFLICT,
		    "--sign-container-identity: the --payload is signed as it "
		    "is");
	if ((forms & COSIGN_IMAGE_BUNDLE) == 0 &&
	    cli_list(c, CLI_OPT_ANNOTATIONS, 0) != NULL)
		return cli_fail(c, COSIGN_E_CONFLICT,
		    "--annotations: the --payload is signed as it is");
	return COSIGN_OK;
}

/* What is about the place of a signature that has none, or another one. */
static cosign_rc_t
check_place(struct cli *c)
{
	const char *mode = cli_text(c, CLI_OPT_REFERRERS_MODE);
	const bool prefix = cli_text(c, CLI_OPT_TAG_PREFIX) != NULL &&
	    cli_text(c, CLI_OPT_ATTACHMENT) == NULL;
	const char *option = NULL;

	if (cli_on(c, CLI_OPT_UPLOAD)) {
		if (prefix && mode != NULL && strcmp(mode, "oci-1-1") == 0)
			return cli_fail(c, COSIGN_E_CONFLICT,
			    "--attachment-tag-prefix: what refers to the image "
			    "has no tag");
		return COSIGN_OK;
	}
	if (prefix)
		option = "--attachment-tag-prefix";
	else if (mode != NULL)
		option = "--registry-referrers-mode";
	else if (cli_on(c, CLI_OPT_RECORD_CREATION))
		option = "--record-creation-timestamp";
	else if (cli_on(c, CLI_OPT_EMBED_BUNDLE))
		option = "--embed-bundle";
	if (option == NULL)
		return COSIGN_OK;
	return cli_fail(c, COSIGN_E_CONFLICT,
	    "%s: is about what is stored, and --upload=false stores nothing",
	    option);
}

/* Something has to be left of what is signed. */
static cosign_rc_t
check_upload(struct cli *c, uint32_t forms)
{
	if (cli_on(c, CLI_OPT_UPLOAD))
		return COSIGN_OK;
	if ((forms & COSIGN_IMAGE_BUNDLE) != 0 &&
	    cli_text(c, CLI_OPT_BUNDLE) == NULL)
		return cli_fail(c, COSIGN_E_ARGUMENT,
		    "must enable upload to the OCI registry or specify a "
		    "local --bundle path with --new-bundle-format");
	if ((forms & COSIGN_IMAGE_LEGACY) != 0 &&
	    cli_text(c, CLI_OPT_OUTPUT_SIGNATURE) == NULL)
		return cli_fail(c, COSIGN_E_ARGUMENT,
		    "--upload=false: the signature would be lost; give "
		    "--output-signature");
	return COSIGN_OK;
}

static cosign_rc_t
check_outputs(struct cli *c, const struct signing *s)
{
	static const struct {
		enum cli_id id;
		const char *option;
	} rows[] = {
		{ CLI_OPT_BUNDLE, "--bundle" },
		{ CLI_OPT_OUTPUT_PAYLOAD, "--output-payload" },
		{ CLI_OPT_OUTPUT_SIGNATURE, "--output-signature" },
	};
	const char *path, *other;
	size_t i, j;

	for (i = 0; i < CLI_ARRAY_LEN(rows); i++) {
		path = cli_text(c, rows[i].id);
		if (path != NULL && c->arg_count > 1)
			return cli_fail(c, COSIGN_E_CONFLICT,
			    "%s %s: %zu images cannot share it", rows[i].option,
			    path, c->arg_count);
		for (j = 0; path != NULL && j < i; j++) {
			other = cli_text(c, rows[j].id);
			if (other != NULL && strcmp(path, other) == 0)
				return cli_fail(c, COSIGN_E_CONFLICT,
				    "%s %s: is also given as %s",
				    rows[i].option, path, rows[j].option);
		}
	}
	if (cli_text(c, CLI_OPT_BUNDLE) != NULL && s->key_count > 1)
		return cli_fail(c, COSIGN_E_CONFLICT,
		    "--bundle %s: %zu keys cannot share it",
		    cli_text(c, CLI_OPT_BUNDLE), s->key_count);
	return COSIGN_OK;
}

static cosign_rc_t
add_identity(struct cli *c, void *user, char *entry)
{
	struct signing *s = user;

	return cosign_image_options_add_identity(
	    s->images.options, entry, c->err);
}

/* --payload */
static cosign_rc_t
load_payload(struct cli *c, struct signing *s)
{
	const char *path = cli_text(c, CLI_OPT_PAYLOAD);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *data = NULL;
	size_t len;

	if (path == NULL)
		return COSIGN_OK;
	CLI_TRY(cosign_file_load(
	    &data, &len, path, cosign_bundle_max_size(), c->err));
	CLI_TRY(cli_fail_at(c,
	    cosign_image_options_set_payload(
		s->images.options, data, len, c->err),
	    "%s", path));
	rc = COSIGN_OK;
out:
	cosign_free(data);
	return rc;
}

/* --record-creation-timestamp */
static cosign_rc_t
set_time(struct cli *c, cosign_image_options_t *options)
{
	const char *text = getenv("SOURCE_DATE_EPOCH");
	char *end = NULL;
	int64_t seconds;

	if (!cli_on(c, CLI_OPT_RECORD_CREATION))
		return COSIGN_OK;
	cosign_image_options_record_creation(options, 1);
	if (text == NULL || *text == '\0')
		return COSIGN_OK;
	errno = 0;
	seconds = strtoll(text, &end, 10);
	if (errno != 0 || *end != '\0' || isspace((unsigned char)*text) ||
	    seconds < YEAR_1 || seconds > YEAR_9999_END)
		return cli_fail(c, COSIGN_E_ARGUMENT,
		    "SOURCE_DATE_EPOCH: %s: has to be the number of seconds "
		    "since 1970, up to the year 9999",
		    text);
	cosign_image_options_set_time(options, seconds);
	return COSIGN_OK;
}

static cosign_rc_t
set_options(struct cli *c, struct signing *s)
{
	const char *docker = getenv("COSIGN_DOCKER_MEDIA_TYPES");
	const char *mode = cli_text(c, CLI_OPT_REFERRERS_MODE);
	cosign_image_options_t *options = s->images.options;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	bool on;

	CLI_TRY(cosign_image_options_set_forms(options, s->forms, c->err));
	cosign_image_options_set_recursive(
	    options, cli_on(c, CLI_OPT_RECURSIVE));
	cosign_image_options_set_upload(options, cli_on(c, CLI_OPT_UPLOAD));
	cosign_image_options_embed_bundle(
	    options, cli_on(c, CLI_OPT_EMBED_BUNDLE));
	cosign_image_options_set_referrer(
	    options, mode != NULL && strcmp(mode, "oci-1-1") == 0);
	cosign_image_options_set_docker_types(
	    options, docker != NULL && cli_parse_bool(docker, &on) && on);
	CLI_TRY(set_time(c, options));
	CLI_TRY(cli_add_annotations(c, s->images.options));
	CLI_TRY(cli_each_entry(c, CLI_OPT_CONTAINER_IDENTITY, add_identity, s));
	CLI_TRY(load_payload(c, s));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
count_keys(struct cli *c, struct signing *s)
{
	while (cli_list(c, CLI_OPT_KEY, s->key_count) != NULL)
		s->key_count++;
	if (s->key_count > 0)
		return COSIGN_OK;
	cli_hint(c, "give a private key with --key");
	return cli_fail(c, COSIGN_E_UNSUPPORTED,
	    "sign: signing without a key is not supported");
}

static cosign_rc_t
load_keys(struct cli *c, struct signing *s)
{
	struct cli_asker asker = { c, NULL };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i;

	s->keys = calloc(s->key_count, sizeof(*s->keys));
	if (s->keys == NULL)
		return cli_fail(c, COSIGN_E_NOMEM, "out of memory");
	for (i = 0; i < s->key_count; i++)
		CLI_TRY(cosign_key_load(&s->keys[i],
		    cli_list(c, CLI_OPT_KEY, i), cli_password, &asker, c->err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* ---- what was signed ---- */

/* With --recursive there is a file for each image, as with cosign. It is told
   if there is something to call it. */
static cosign_rc_t
save_output(struct cli *c, const cosign_image_signatures_t *made,
    const char *what, const char *path, const char *text, size_t len)
{
	const char *digest =
	    cosign_reference_digest(cosign_image_signatures_image(made));
	const char *colon = strchr(digest, ':');
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *own = NULL;

	if (cli_on(c, CLI_OPT_RECURSIVE)) {
		if (asprintf(&own, "%s-%.*s-%s", path, (int)(colon - digest),
			digest, colon + 1) < 0) {
			own = NULL;
			CLI_TRY(cli_fail(c, COSIGN_E_NOMEM, "out of memory"));
		}
		path = own;
	}
	CLI_TRY(cli_save(c, path, text, len, 0600));
	if (what != NULL)
		cli_info(c, "Wrote %s to file %s", what, path);
	rc = COSIGN_OK;
out:
	free(own);
	return rc;
}

static cosign_rc_t
save_bundle(struct cli *c, const cosign_image_signatures_t *made)
{
	const char *path = cli_text(c, CLI_OPT_BUNDLE);
	const uint8_t *content;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i, len;

	for (i = 0; i < cosign_image_signatures_count(made); i++) {
		if (path == NULL ||
		    cosign_image_signature_form(made, i) != COSIGN_IMAGE_BUNDLE)
			continue;
		content = cosign_image_signature_content(made, i, &len);
		CLI_TRY(save_output(
		    c, made, "bundle", path, (const char *)content, len));
	}
	rc = COSIGN_OK;
out:
	return rc;
}

/* Of a signature of the older form: what it says, or the signature. */
static const char *
piece_of(const cosign_image_signatures_t *made, size_t i, enum cli_id id,
    size_t *len)
{
	const char *text;

	if (id == CLI_OPT_OUTPUT_PAYLOAD)
		return (const char *)cosign_image_signature_content(
		    made, i, len);
	text = cosign_image_signature_annotation(made, i, NOTE_SIGNATURE);
	*len = text != NULL ? strlen(text) : 0;
	return text;
}

/* One line each: there are several with several keys or identities. */
static cosign_rc_t
save_pieces(
    struct cli *c, const cosign_image_signatures_t *made, enum cli_id id)
{
	const char *path = cli_text(c, id), *piece;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i, len, text_len = 0;
	char *text = NULL;
	FILE *stream;

	if (path == NULL)
		return COSIGN_OK;
	stream = open_memstream(&text, &text_len);
	if (stream == NULL)
		return cli_fail(c, COSIGN_E_NOMEM, "out of memory");
	for (i = 0; i < cosign_image_signatures_count(made); i++) {
		if (cosign_image_signature_form(made, i) != COSIGN_IMAGE_LEGACY)
			continue;
		piece = piece_of(made, i, id, &len);
		if (ftell(stream) > 0)
			(void)fputc('\n', stream);
		(void)fwrite(piece, 1, len, stream);
	}
	if (fclose(stream) != 0)
		CLI_TRY(cli_fail(c, COSIGN_E_NOMEM, "out of memory"));
	CLI_TRY(save_output(c, made, NULL, path, text, text_len));
	rc = COSIGN_OK;
out:
	free(text);
	return rc;
}

/* Every digest that is signed now, on a line of its own. */
static cosign_rc_t
write_outputs(
    struct cli *c, cosign_image_signatures_t *const *made, size_t count)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i;

	for (i = 0; i < count; i++) {
		CLI_TRY(save_bundle(c, made[i]));
		CLI_TRY(save_pieces(c, made[i], CLI_OPT_OUTPUT_SIGNATURE));
		CLI_TRY(save_pieces(c, made[i], CLI_OPT_OUTPUT_PAYLOAD));
		(void)puts(cosign_reference_text(
		    cosign_image_signatures_image(made[i])));
	}
	rc = COSIGN_OK;
out:
	return rc;
}

static void
announce(const struct cli *c, const struct signing *s,
    const cosign_reference_t *image, const char *name)
{
	if (cosign_reference_digest(image) == NULL)
		cli_warn(c,
		    "Image reference %s uses a tag, not a digest, to identify "
		    "the image to sign. Whoever moves the tag decides what is "
		    "signed: give the digest (NAME@sha256:...) instead.",
		    name);
	if (cli_on(c, CLI_OPT_UPLOAD))
		cli_info(c, "Pushing signature to: %s",
		    cosign_reference_context(s->images.repository != NULL
			    ? s->images.repository
			    : image));
}

static cosign_rc_t
sign_one(struct cli *c, void *user, const char *name)
{
	cosign_image_signatures_t **made = NULL;
	cosign_reference_t *image = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct signing *s = user;
	size_t i, count = 0;

	CLI_TRY(cli_open_reference(c, &image, name));
	announce(c, s, image, name);
	CLI_TRY(cli_fail_at(
	    c, cli_take_attachment(c, &s->images, &image), "signing %s", name));
	CLI_TRY(cli_fail_at(c,
	    cosign_image_sign(&made, &count, s->images.oci, image,
		(const cosign_key_t *const *)s->keys, s->key_count,
		s->images.options, c->err),
	    "signing %s", name));
	CLI_TRY(write_outputs(c, made, count));
	rc = COSIGN_OK;
out:
	for (i = 0; i < count; i++)
		cosign_image_signatures_free(made[i]);
	cosign_free(made);
	cosign_reference_free(image);
	return rc;
}

cosign_rc_t
cli_sign(struct cli *c)
{
	struct signing s = { .keys = NULL };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_trust_t *trust = NULL;
	size_t i;

	CLI_TRY(choose_forms(c, &s.forms));
	CLI_TRY(check_forms(c, s.forms));
	CLI_TRY(check_payload(c, s.forms));
	CLI_TRY(check_upload(c, s.forms));
	CLI_TRY(check_place(c));
	CLI_TRY(count_keys(c, &s));
	CLI_TRY(check_outputs(c, &s));
	CLI_TRY(cli_check_services(c));
	CLI_TRY(cli_load_trusted_root(c, &trust));
	CLI_TRY(cli_open_images(c, &s.images));
	CLI_TRY(set_options(c, &s));
	CLI_TRY(load_keys(c, &s));
	CLI_TRY(cli_each_image(c, sign_one, &s));
	rc = COSIGN_OK;
out:
	for (i = 0; s.keys != NULL && i < s.key_count; i++)
		cosign_key_free(s.keys[i]);
	free(s.keys);
	cosign_trust_free(trust);
	cli_close_images(&s.images);
	return rc;
}

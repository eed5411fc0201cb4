/* What the commands about images share. */
#include "image.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
cli_close_images(struct cli_images *images)
{
	cosign_reference_free(images->repository);
	cosign_image_options_free(images->options);
	cosign_oci_free(images->oci);
}

/* A repository is a reference that says nothing more. */
static bool
is_repository(const cosign_reference_t *ref)
{
	const char *tag = cosign_reference_tag(ref);

	if (cosign_reference_digest(ref) != NULL)
		return false;
	if (cosign_reference_is_layout(ref))
		return tag == NULL;
	return tag == NULL || strcmp(tag, "latest") == 0;
}

/* COSIGN_REPOSITORY */
static cosign_rc_t
set_repository(struct cli *c, struct cli_images *images)
{
	const char *name = getenv("COSIGN_REPOSITORY");
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	if (name == NULL || *name == '\0')
		return COSIGN_OK;
	CLI_TRY(cli_fail_at(c,
	    cosign_reference_parse(&images->repository, name, c->err),
	    "COSIGN_REPOSITORY"));
	if (!is_repository(images->repository))
		CLI_TRY(cli_fail(c, COSIGN_E_REFERENCE,
		    "COSIGN_REPOSITORY: %s names more than a repository",
		    name));
	CLI_TRY(cosign_image_options_set_repository(
	    images->options, images->repository, c->err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* Layouts alone need nothing of what may be configured for registries. */
static bool
needs_registry(const struct cli *c, const struct cli_images *images)
{
	size_t i;

	if (images->repository != NULL &&
	    !cosign_reference_is_layout(images->repository))
		return true;
	for (i = 0; i < c->arg_count; i++)
		if (!cli_on(c, CLI_OPT_LOCAL_IMAGE) &&
		    strncmp(c->args[i], "oci:", 4) != 0)
			return true;
	return false;
}

cosign_rc_t
cli_open_images(struct cli *c, struct cli_images *images)
{
	const char *prefix = cli_text(c, CLI_OPT_TAG_PREFIX);
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CLI_TRY(cosign_image_options_new(&images->options, c->err));
	CLI_TRY(set_repository(c, images));
	if (prefix != NULL)
		CLI_TRY(cli_fail_at(c,
		    cosign_image_options_set_tag_prefix(
			images->options, prefix, c->err),
		    "--attachment-tag-prefix"));
	CLI_TRY(
	    cli_open_registries(c, &images->oci, needs_registry(c, images)));
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
cli_open_reference(struct cli *c, cosign_reference_t **out, const char *name)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *layout = NULL;

	if (!cli_on(c, CLI_OPT_LOCAL_IMAGE))
		return cosign_reference_parse(out, name, c->err);
	if (asprintf(&layout, "oci:%s", name) < 0) {
		layout = NULL;
		CLI_TRY(cli_fail(c, COSIGN_E_NOMEM, "out of memory"));
	}
	rc = cosign_reference_parse(out, layout, c->err);
out:
	free(layout);
	return rc;
}

cosign_rc_t
cli_resolve(struct cli *c, const struct cli_images *images,
    const cosign_reference_t *image, char **digest)
{
	const char *known = cosign_reference_digest(image);
	cosign_descriptor_t *found = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	if (known == NULL) {
		CLI_TRY(cosign_oci_resolve(&found, images->oci, image, c->err));
		known = cosign_descriptor_digest(found);
	}
	*digest = strdup(known);
	if (*digest == NULL)
		CLI_TRY(cli_fail(c, COSIGN_E_NOMEM, "out of memory"));
	rc = COSIGN_OK;
out:
	cosign_descriptor_free(found);
	return rc;
}

cosign_rc_t
cli_take_attachment(
    struct cli *c, const struct cli_images *images, cosign_reference_t **image)
{
	const char *suffix = cli_text(c, CLI_OPT_ATTACHMENT);
	cosign_reference_t *place = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *digest = NULL;

	if (suffix == NULL)
		return COSIGN_OK;
	CLI_TRY(cli_resolve(c, images, *image, &digest));
	CLI_TRY(cosign_image_tag(
	    &place, *image, digest, suffix, images->options, c->err));
	cosign_reference_free(*image);
	*image = place;
	rc = COSIGN_OK;
out:
	cosign_free(digest);
	return rc;
}

static void
forget_failure(struct cli *c)
{
	free(c->message);
	free(c->hint);
	c->message = NULL;
	c->hint = NULL;
	cosign_error_clear(c->err);
}

cosign_rc_t
cli_each_image(struct cli *c, cli_image_fn fn, void *user)
{
	cosign_rc_t first = COSIGN_OK, rc;
	size_t i;

	if (c->arg_count == 1)
		return fn(c, user, c->args[0]);
	for (i = 0; i < c->arg_count; i++) {
		rc = fn(c, user, c->args[i]);
		if (rc == COSIGN_OK)
			continue;
		cli_report_failure(c, rc);
		forget_failure(c);
		if (first == COSIGN_OK)
			first = rc;
	}
	c->reported = first != COSIGN_OK;
	return first;
}

/* The field at *at, in place; *at becomes the next one, or NULL. NULL for
   quotation marks that CSV has not. */
static char *
next_field(char **at)
{
	char *field = *at, *from = field, *to = field;
	const bool quoted = *from == '"';
	bool open = quoted;

	if (quoted)
		from++;
	for (; *from != '\0' && (quoted || *from != ','); from++) {
		if (*from == '"' && (!quoted || *++from != '"')) {
			open = !quoted;
			break;
		}
		*to++ = *from;
	}
	if (open || (*from != '\0' && *from != ','))
		return NULL;
	*at = *from == ',' ? from + 1 : NULL;
	*to = '\0';
	return field;
}

cosign_rc_t
cli_each_entry(struct cli *c, enum cli_id id, cli_entry_fn fn, void *user)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const char *text;
	char *copy = NULL, *at, *field;
	size_t i;

	for (i = 0; (text = cli_list(c, id, i)) != NULL; i++) {
		free(copy);
		copy = at = strdup(text);
		if (copy == NULL)
			CLI_TRY(cli_fail(c, COSIGN_E_NOMEM, "out of memory"));
		while (at != NULL) {
			field = next_field(&at);
			CLI_TRY(field != NULL
				? fn(c, user, field)
				: cli_fail(c, COSIGN_E_ARGUMENT,
				      "%s: quotation marks that do not match",
				      text));
		}
	}
	rc = COSIGN_OK;
out:
	free(copy);
	return rc;
}

cosign_rc_t
cli_split_annotation(struct cli *c, char *entry, char **value)
{
	char *equals = strchr(entry, '=');

	if (equals == NULL)
		return cli_fail(c, COSIGN_E_ARGUMENT,
		    "unable to parse annotation: %s", entry);
	*equals = '\0';
	*value = equals + 1;
	return COSIGN_OK;
}

static cosign_rc_t
add_annotation(struct cli *c, void *user, char *entry)
{
	cosign_image_options_t *options = user;
	char *value = NULL;
	cosign_rc_t rc = cli_split_annotation(c, entry, &value);

	if (rc == COSIGN_OK)
		rc = cosign_image_options_add_annotation(
		    options, entry, value, c->err);
	return rc;
}

cosign_rc_t
cli_add_annotations(struct cli *c, cosign_image_options_t *options)
{
	return cli_each_entry(c, CLI_OPT_ANNOTATIONS, add_annotation, options);
}

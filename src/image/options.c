#include "image/options.h"

#include "util/limits.h"
#include "util/text.h"

#include <stdlib.h>
#include <string.h>

const cosign_image_options_t *
csn_image_options(const cosign_image_options_t *options)
{
	static const cosign_image_options_t usual;

	return options != NULL ? options : &usual;
}

cosign_rc_t
csn_image_check_single(
    const cosign_image_options_t *options, cosign_error_t *err)
{
	if (options->is_recursive)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "image: recursive is for signing alone");
	return COSIGN_OK;
}

cosign_rc_t
cosign_image_options_new(cosign_image_options_t **out, cosign_error_t *err)
{
	if (out == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "options: nowhere to write to");
	*out = calloc(1, sizeof(**out));
	return *out != NULL ? COSIGN_OK : csn_fail_nomem(err);
}

void
cosign_image_options_free(cosign_image_options_t *o)
{
	size_t i;

	if (o == NULL)
		return;
	cosign_reference_free(o->repository);
	free(o->tag_prefix);
	free(o->platform);
	for (i = 0; i < o->annotation_count; i++) {
		free((char *)(uintptr_t)o->annotations[i].name);
		free((char *)(uintptr_t)o->annotations[i].value);
	}
	free(o->annotations);
	for (i = 0; i < o->identity_count; i++)
		free(o->identities[i]);
	free(o->identities);
	free(o->payload.p);
	free(o);
}

static cosign_rc_t
check_argument(const cosign_image_options_t *options, const void *value,
    cosign_error_t *err)
{
	if (options == NULL || value == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "options: nothing to set");
	return COSIGN_OK;
}

cosign_rc_t
cosign_image_options_set_forms(
    cosign_image_options_t *options, uint32_t forms, cosign_error_t *err)
{
	cosign_rc_t rc = check_argument(options, options, err);

	if (rc != COSIGN_OK)
		return rc;
	if (forms == 0 || (forms & ~CSN_IMAGE_FORMS) != 0)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "options: no such form of signatures");
	options->forms = forms;
	return COSIGN_OK;
}

cosign_rc_t
cosign_image_options_set_repository(cosign_image_options_t *options,
    const cosign_reference_t *repository, cosign_error_t *err)
{
	cosign_reference_t *copy = NULL;
	cosign_rc_t rc = check_argument(options, repository, err);

	if (rc == COSIGN_OK)
		rc = cosign_reference_parse(
		    &copy, cosign_reference_text(repository), err);
	if (rc != COSIGN_OK)
		return rc;
	cosign_reference_free(options->repository);
	options->repository = copy;
	return COSIGN_OK;
}

/* A copy in place of what was there. */
static cosign_rc_t
set_text(char **to, const char *text, cosign_error_t *err)
{
	char *copy = NULL;
	const cosign_rc_t rc = csn_text_copy(&copy, text, err);

	if (rc != COSIGN_OK)
		return rc;
	free(*to);
	*to = copy;
	return COSIGN_OK;
}

cosign_rc_t
cosign_image_options_set_tag_prefix(
    cosign_image_options_t *options, const char *prefix, cosign_error_t *err)
{
	const cosign_rc_t rc = check_argument(options, prefix, err);

	if (rc != COSIGN_OK)
		return rc;
	return set_text(&options->tag_prefix, prefix, err);
}

cosign_rc_t
cosign_image_options_set_platform(
    cosign_image_options_t *options, const char *platform, cosign_error_t *err)
{
	const cosign_rc_t rc = check_argument(options, platform, err);

	if (rc != COSIGN_OK)
		return rc;
	return set_text(&options->platform, platform, err);
}

void
cosign_image_options_set_recursive(
    cosign_image_options_t *options, int recursive)
{
	if (options != NULL)
		options->is_recursive = recursive != 0;
}

cosign_rc_t
cosign_image_options_set_workers(
    cosign_image_options_t *options, uint32_t workers, cosign_error_t *err)
{
	const cosign_rc_t rc = check_argument(options, options, err);

	if (rc != COSIGN_OK)
		return rc;
	if (workers == 0 || workers > CSN_WORKERS_MAX)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "options: 1 to %d workers", CSN_WORKERS_MAX);
	options->workers = workers;
	return COSIGN_OK;
}

/* Room for one more of an array. */
static cosign_rc_t
grow(void **array, size_t count, size_t size, cosign_error_t *err)
{
	void *more;

	if (count >= CSN_SIGNERS_MAX)
		return csn_fail(err, COSIGN_E_LIMIT, "options: more than %d",
		    CSN_SIGNERS_MAX);
	more = realloc(*array, (count + 1) * size);
	if (more == NULL)
		return csn_fail_nomem(err);
	*array = more;
	return COSIGN_OK;
}

cosign_rc_t
cosign_image_options_add_annotation(cosign_image_options_t *options,
    const char *name, const char *value, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *name_copy = NULL, *value_copy = NULL;
	void *list;

	CSN_TRY(check_argument(options, name, err));
	CSN_TRY(check_argument(options, value, err));
	list = options->annotations;
	CSN_TRY(grow(&list, options->annotation_count,
	    sizeof(*options->annotations), err));
	options->annotations = list;
	CSN_TRY(csn_text_copy(&name_copy, name, err));
	CSN_TRY(csn_text_copy(&value_copy, value, err));
	options->annotations[options->annotation_count].name = name_copy;
	options->annotations[options->annotation_count++].value = value_copy;
	name_copy = value_copy = NULL;
	rc = COSIGN_OK;
out:
	free(name_copy);
	free(value_copy);
	return rc;
}

cosign_rc_t
cosign_image_options_add_identity(
    cosign_image_options_t *options, const char *identity, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *copy = NULL;
	void *list;

	CSN_TRY(check_argument(options, identity, err));
	list = options->identities;
	CSN_TRY(grow(
	    &list, options->identity_count, sizeof(*options->identities), err));
	options->identities = list;
	CSN_TRY(csn_text_copy(&copy, identity, err));
	options->identities[options->identity_count++] = copy;
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
cosign_image_options_set_payload(cosign_image_options_t *options,
    const void *data, size_t len, cosign_error_t *err)
{
	const cosign_rc_t rc = check_argument(options, data, err);

	if (rc != COSIGN_OK)
		return rc;
	if (len > CSN_BUNDLE_MAX)
		return csn_fail(err, COSIGN_E_LIMIT,
		    "payload: %zu bytes, at most %zu", len, CSN_BUNDLE_MAX);
	return csn_bytes_copy(&options->payload, csn_span(data, len), err);
}

void
cosign_image_options_set_referrer(cosign_image_options_t *options, int referrer)
{
	if (options != NULL)
		options->as_referrer = referrer != 0;
}

void
cosign_image_options_set_docker_types(
    cosign_image_options_t *options, int docker)
{
	if (options != NULL)
		options->docker_types = docker != 0;
}

void
cosign_image_options_set_time(cosign_image_options_t *options, int64_t created)
{
	if (options == NULL)
		return;
	options->has_time = 1;
	options->time = created;
}

void
cosign_image_options_record_creation(
    cosign_image_options_t *options, int record)
{
	if (options != NULL)
		options->records_time = record != 0;
}

void
cosign_image_options_embed_bundle(cosign_image_options_t *options, int embed)
{
	if (options != NULL)
		options->embeds_bundle = embed != 0;
}

void
cosign_image_options_set_upload(cosign_image_options_t *options, int upload)
{
	if (options != NULL)
		options->keep_local = upload == 0;
}

void
cosign_image_options_accept_attestations(
    cosign_image_options_t *options, int accept)
{
	if (options != NULL)
		options->accept_attestations = accept != 0;
}

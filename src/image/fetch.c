/* Finding every signature of an image: both places are asked at once, then all
   that they list is fetched at once, by as many threads as the options allow.
   */
#include "image/parallel.h"
#include "image/signatures.h"

#include "util/limits.h"
#include "util/text.h"

#include <stdlib.h>
#include <string.h>

struct search {
	const cosign_reference_t *image;
	const cosign_image_options_t *options;
	struct csn_reading from;
	cosign_image_signatures_t *found;

	/* What the places answered; NULL or an error with a text. */
	struct answer {
		cosign_rc_t rc;
		cosign_error_t *err;
		cosign_manifest_t *manifest;   /* of the older form */
		cosign_descriptors_t *entries; /* of referrers */
	} answers[2];
	size_t room;  /* for rows of referrers, and one that tells of more */
	int is_full;  /* it was told */
	int *is_none; /* of each row: no signature after all */
};

enum { LEGACY, REFERRERS };

static int
wants(const struct search *s, uint32_t form)
{
	const uint32_t forms = s->options->forms;

	return forms == 0 || (forms & form) != 0;
}

static cosign_rc_t
legacy_tag(
    cosign_reference_t **out, const struct search *s, cosign_error_t *err)
{
	return cosign_image_tag(
	    out, s->image, s->from.digest, "sig", s->options, err);
}

static cosign_rc_t
ask_legacy(struct search *s, struct answer *a)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_reference_t *tag = NULL;
	struct csn_name name = { 0 };

	CSN_TRY(legacy_tag(&tag, s, a->err));
	name.tag = cosign_reference_tag(tag);
	CSN_TRY(csn_manifest_fetch(&a->manifest, s->from.store, &name, a->err));
	rc = COSIGN_OK;
out:
	cosign_reference_free(tag);
	return rc;
}

static void
ask(void *user, size_t index)
{
	struct search *s = user;
	struct answer *legacy = &s->answers[LEGACY];
	struct answer *referrers = &s->answers[REFERRERS];

	if (index == REFERRERS)
		referrers->rc =
		    s->from.store->ops->referrers(&referrers->entries,
			s->from.store, s->from.digest, NULL, referrers->err);
	else if (wants(s, COSIGN_IMAGE_LEGACY))
		legacy->rc = ask_legacy(s, legacy);
}

/* Without a tag there are no signatures; nor where they are kept elsewhere, and
   there is no such place yet. Beside the image it means that there is no such
   image. */
static void
forget_absent(struct search *s)
{
	struct answer *legacy = &s->answers[LEGACY];
	struct answer *referrers = &s->answers[REFERRERS];

	if (legacy->rc == COSIGN_E_NO_IMAGE)
		legacy->rc = COSIGN_OK;
	if (referrers->rc == COSIGN_E_NO_IMAGE &&
	    s->options->repository != NULL)
		referrers->rc = COSIGN_OK;
}

/* A place that could not be asked is a row, too, and so is one that holds no
   signatures where they belong. */
static cosign_rc_t
add_failed(struct search *s, uint32_t form, const struct csn_name *name,
    cosign_rc_t failed, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_image_signature *row;

	CSN_TRY(csn_signatures_add(&row, s->found, err));
	row->form = form;
	CSN_TRY(csn_signature_close(row, failed, err));
	CSN_TRY(csn_image_place(&row->place, s->image, s->options, name, err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* Whether so many more rows of referrers are too many. */
static int
is_beyond(const struct search *s, size_t count)
{
	return s->found->count + count >= s->room;
}

/* What there is no room for is not looked at, nor is what comes after it. */
static cosign_rc_t
add_beyond(struct search *s, uint32_t form, const struct csn_name *name,
    cosign_error_t *err)
{
	s->is_full = 1;
	return add_failed(s, form, name,
	    csn_fail(err, COSIGN_E_UNAVAILABLE,
		"more signatures than are looked at"),
	    err);
}

/* The layers of a manifest of the older form. */
static cosign_rc_t
list_layers(struct search *s, const struct csn_name *name,
    const cosign_manifest_t *manifest, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL, listed;
	char *place = NULL;

	CSN_TRY(csn_image_place(&place, s->image, s->options, name, err));
	listed = csn_legacy_list(s->found, manifest, place, err);
	if (csn_ends_all(listed))
		CSN_TRY(listed);
	if (listed != COSIGN_OK)
		CSN_TRY(add_failed(s, COSIGN_IMAGE_LEGACY, name, listed, err));
	rc = COSIGN_OK;
out:
	free(place);
	return rc;
}

static cosign_rc_t
list_legacy(struct search *s, cosign_error_t *err)
{
	const struct answer *a = &s->answers[LEGACY];
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_reference_t *tag = NULL;
	struct csn_name name = { 0 };

	if (a->rc == COSIGN_OK && a->manifest == NULL)
		return COSIGN_OK;
	CSN_TRY(legacy_tag(&tag, s, err));
	name.tag = cosign_reference_tag(tag);
	if (a->rc != COSIGN_OK) {
		(void)csn_fail(err, a->rc, "%s", cosign_error_message(a->err));
		CSN_TRY(add_failed(s, COSIGN_IMAGE_LEGACY, &name,
		    csn_fail_unread(a->rc, err), err));
	} else {
		CSN_TRY(list_layers(s, &name, a->manifest, err));
	}
	rc = COSIGN_OK;
out:
	cosign_reference_free(tag);
	return rc;
}

/* A manifest of the older form that refers to the image. */
static cosign_rc_t
list_signature_artifact(
    struct search *s, const cosign_descriptor_t *entry, cosign_error_t *err)
{
	const struct csn_name name = {
		.digest = cosign_descriptor_digest(entry),
	};
	cosign_rc_t rc = COSIGN_E_INTERNAL, fetched;
	cosign_manifest_t *manifest = NULL;
	size_t layers;

	fetched = csn_manifest_fetch(&manifest, s->from.store, &name, err);
	if (csn_ends_all(fetched))
		CSN_TRY(fetched);
	if (fetched != COSIGN_OK)
		return add_failed(s, COSIGN_IMAGE_LEGACY, &name,
		    csn_fail_unread(fetched, err), err);
	if (!csn_refers_to(manifest, s->from.digest)) {
		rc = COSIGN_OK;
		goto out;
	}
	layers = cosign_descriptors_count(cosign_manifest_children(manifest));
	rc = is_beyond(s, layers)
	    ? add_beyond(s, COSIGN_IMAGE_LEGACY, &name, err)
	    : list_layers(s, &name, manifest, err);
out:
	cosign_manifest_free(manifest);
	return rc;
}

/* Whether a bundle may be behind an entry: those of other types say so. */
static int
may_be_bundle(const cosign_descriptor_t *entry)
{
	const char *type = cosign_descriptor_artifact_type(entry);

	return type == NULL || strcmp(type, CSN_OCI_EMPTY) == 0 ||
	    csn_is_bundle_type(type);
}

static cosign_rc_t
list_entry(
    struct search *s, const cosign_descriptor_t *entry, cosign_error_t *err)
{
	const char *type = cosign_descriptor_artifact_type(entry);
	const struct csn_name name = {
		.digest = cosign_descriptor_digest(entry),
	};
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	uint32_t form = COSIGN_IMAGE_BUNDLE;
	struct csn_image_signature *row;

	if (type != NULL && strcmp(type, CSN_SIGNATURE_ARTIFACT) == 0)
		form = COSIGN_IMAGE_LEGACY;
	if (!wants(s, form) ||
	    (form == COSIGN_IMAGE_BUNDLE && !may_be_bundle(entry)))
		return COSIGN_OK;
	if (is_beyond(s, 1))
		return add_beyond(s, form, &name, err);
	if (form == COSIGN_IMAGE_LEGACY)
		return list_signature_artifact(s, entry, err);
	CSN_TRY(csn_signatures_add(&row, s->found, err));
	row->form = form;
	CSN_TRY(csn_descriptor_copy(&row->described, entry, err));
	CSN_TRY(csn_image_place(&row->place, s->image, s->options, &name, err));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
list_referrers(struct search *s, cosign_error_t *err)
{
	const struct answer *a = &s->answers[REFERRERS];
	const struct csn_name name = { .digest = s->from.digest };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i;

	if (a->rc == COSIGN_OK && a->entries == NULL)
		return COSIGN_OK;
	if (a->rc != COSIGN_OK) {
		(void)csn_fail(err, a->rc, "%s", cosign_error_message(a->err));
		if (a->rc == COSIGN_E_NO_IMAGE)
			return csn_fail_at(
			    err, a->rc, "%s", cosign_reference_text(s->image));
		return add_failed(s, COSIGN_IMAGE_BUNDLE, &name,
		    csn_fail_unread(a->rc, err), err);
	}
	for (i = 0; i < cosign_descriptors_count(a->entries) && !s->is_full;
	     i++)
		CSN_TRY(
		    list_entry(s, cosign_descriptors_at(a->entries, i), err));
	rc = COSIGN_OK;
out:
	return rc;
}

/* How many rows the tag of the older form will have: one that says why it is
   not looked at, or its layers. */
static size_t
legacy_rows(const struct search *s)
{
	const struct answer *a = &s->answers[LEGACY];
	size_t count;

	if (a->rc != COSIGN_OK)
		return 1;
	if (a->manifest == NULL)
		return 0;
	count = cosign_descriptors_count(cosign_manifest_children(a->manifest));
	return cosign_manifest_is_index(a->manifest) ||
		count > CSN_IMAGE_SIGNATURES_MAX
	    ? 1
	    : count;
}

static cosign_rc_t
list(struct search *s, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(s->answers); i++)
		if (csn_ends_all(s->answers[i].rc))
			CSN_TRY(csn_fail(err, s->answers[i].rc, "%s",
			    cosign_error_message(s->answers[i].err)));
	s->room = CSN_IMAGE_ROWS_MAX - legacy_rows(s);
	CSN_TRY(list_referrers(s, err));
	CSN_TRY(list_legacy(s, err));
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
read_row(void *user, size_t index, cosign_error_t *err)
{
	struct search *s = user;
	struct csn_image_signature *row = &s->found->list[index];
	cosign_descriptor_t *entry;
	cosign_rc_t rc;
	int is_one = 1;

	if (row->code != COSIGN_OK)
		return COSIGN_OK;
	if (row->form == COSIGN_IMAGE_LEGACY) {
		rc = csn_legacy_read(row, &s->from, err);
	} else {
		entry = row->described;
		row->described = NULL;
		rc = csn_referrer_read(row, &is_one, &s->from, entry, err);
		cosign_descriptor_free(entry);
	}
	s->is_none[index] = !is_one;
	return csn_ends_all(rc) ? rc : csn_signature_close(row, rc, err);
}

/* The smallest that there was no room for, or the count. */
static size_t
find_refused(const cosign_image_signatures_t *found)
{
	size_t i, best = found->count;

	for (i = 0; i < found->count; i++)
		if (found->list[i].lacked > 0 &&
		    (best == found->count ||
			found->list[i].lacked < found->list[best].lacked))
			best = i;
	return best;
}

/* As before it was read. */
static void
reopen(struct csn_image_signature *row)
{
	row->lacked = 0;
	row->code = COSIGN_OK;
	free(row->message);
	row->message = NULL;
	if (row->form == COSIGN_IMAGE_BUNDLE) {
		free(row->layer);
		row->layer = NULL;
	}
}

/* Others may have taken the room for what they did not get then: which are
   refused must not depend on who was first. */
static cosign_rc_t
read_refused(struct search *s, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i;

	while ((i = find_refused(s->found)) < s->found->count) {
		reopen(&s->found->list[i]);
		CSN_TRY(read_row(s, i, err));
		cosign_error_clear(err);
		if (s->found->list[i].lacked > 0)
			break;
	}
	rc = COSIGN_OK;
out:
	return rc;
}

/* What turned out to be no signature goes. */
static void
remove_others(struct search *s)
{
	size_t i, kept = 0;

	for (i = 0; i < s->found->count; i++) {
		if (s->is_none[i])
			csn_signature_dispose(&s->found->list[i]);
		else
			s->found->list[kept++] = s->found->list[i];
	}
	s->found->count = kept;
}

static cosign_rc_t
read_all(struct search *s, cosign_error_t *err)
{
	const size_t count = s->found->count;
	cosign_rc_t rc;

	s->is_none = calloc(count + 1, sizeof(*s->is_none));
	if (s->is_none == NULL)
		return csn_fail_nomem(err);
	rc = csn_parallel_try(count, s->options->workers, read_row, s, err);
	if (rc == COSIGN_OK)
		rc = read_refused(s, err);
	if (rc == COSIGN_OK)
		remove_others(s);
	free(s->is_none);
	return rc;
}

static cosign_rc_t
search(struct search *s, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(s->answers); i++) {
		s->answers[i].err = cosign_error_new();
		if (s->answers[i].err == NULL)
			CSN_TRY(csn_fail_nomem(err));
	}
	csn_parallel(CSN_ARRAY_LEN(s->answers),
	    s->options->workers != 0 ? s->options->workers : CSN_IMAGE_WORKERS,
	    ask, s);
	forget_absent(s);
	CSN_TRY(list(s, err));
	CSN_TRY(read_all(s, err));
	rc = COSIGN_OK;
out:
	for (i = 0; i < CSN_ARRAY_LEN(s->answers); i++) {
		cosign_manifest_free(s->answers[i].manifest);
		cosign_descriptors_free(s->answers[i].entries);
		cosign_error_free(s->answers[i].err);
	}
	return rc;
}

/* The digest that is meant. Who names it need not be told what it is: whether
   the image is there is asked only where nothing was found beside it. */
static cosign_rc_t
find_digest(char **out, cosign_oci_t *oci, const cosign_reference_t *image,
    const cosign_image_options_t *options, int must_be_there,
    cosign_error_t *err)
{
	const char *digest = cosign_reference_digest(image);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_descriptor_t *meant = NULL;

	if (digest == NULL || options->platform != NULL || must_be_there) {
		CSN_TRY(csn_image_resolve(&meant, oci, image, options, err));
		digest = cosign_descriptor_digest(meant);
	}
	CSN_TRY(csn_text_copy(out, digest, err));
	rc = COSIGN_OK;
out:
	cosign_descriptor_free(meant);
	return rc;
}

static cosign_rc_t
check_existence(const struct search *s, cosign_oci_t *oci, cosign_error_t *err)
{
	char *digest = NULL;
	const cosign_rc_t rc =
	    find_digest(&digest, oci, s->image, s->options, 1, err);

	free(digest);
	return rc;
}

static cosign_rc_t
fetch(cosign_image_signatures_t **out, cosign_oci_t *oci,
    const cosign_reference_t *image, const cosign_image_options_t *options,
    cosign_error_t *err)
{
	struct search s = { .image = image, .options = options };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *digest = NULL;

	CSN_TRY(csn_image_check_single(options, err));
	CSN_TRY(find_digest(&digest, oci, image, options, 0, err));
	s.from.digest = digest;
	CSN_TRY(csn_signatures_new(&s.found, image, digest, err));
	CSN_TRY(csn_image_store(&s.from.store, oci, image, options, err));
	CSN_TRY(search(&s, err));
	if (s.found->count == 0 && cosign_reference_digest(image) != NULL)
		CSN_TRY(check_existence(&s, oci, err));
	*out = s.found;
	s.found = NULL;
	rc = COSIGN_OK;
out:
	csn_store_close(s.from.store);
	cosign_image_signatures_free(s.found);
	free(digest);
	return rc;
}

cosign_rc_t
cosign_image_signatures_fetch(cosign_image_signatures_t **out,
    cosign_oci_t *oci, const cosign_reference_t *image,
    const cosign_image_options_t *options, cosign_error_t *err)
{
	cosign_error_t *own = NULL;
	cosign_rc_t rc;

	if (out != NULL)
		*out = NULL;
	if (out == NULL || oci == NULL || image == NULL)
		return csn_fail(err, COSIGN_E_ARGUMENT,
		    "image: reference or client is missing");
	/* Rows tell why, whether or not the caller wants to hear. */
	if (err == NULL) {
		err = own = cosign_error_new();
		if (own == NULL)
			return COSIGN_E_NOMEM;
	}
	rc = fetch(out, oci, image, csn_image_options(options), err);
	cosign_error_free(own);
	return rc;
}

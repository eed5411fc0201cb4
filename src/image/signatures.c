#include "image/signatures.h"

#include "util/limits.h"
#include "util/text.h"

#include <stdlib.h>
#include <string.h>

cosign_rc_t
csn_signatures_new(cosign_image_signatures_t **out,
    const cosign_reference_t *image, const char *digest, cosign_error_t *err)
{
	cosign_image_signatures_t *s = calloc(1, sizeof(*s));
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	*out = NULL;
	if (s == NULL)
		return csn_fail_nomem(err);
	CSN_TRY(cosign_reference_with_digest(&s->image, image, digest, err));
	*out = s;
	s = NULL;
	rc = COSIGN_OK;
out:
	cosign_image_signatures_free(s);
	return rc;
}

cosign_rc_t
csn_signatures_add(struct csn_image_signature **out,
    cosign_image_signatures_t *s, cosign_error_t *err)
{
	struct csn_image_signature *more;

	*out = NULL;
	if (s->count == CSN_IMAGE_ROWS_MAX)
		return csn_fail(err, COSIGN_E_LIMIT,
		    "image: more than %zu signatures", CSN_IMAGE_ROWS_MAX);
	more = realloc(s->list, (s->count + 1) * sizeof(*more));
	if (more == NULL)
		return csn_fail_nomem(err);
	s->list = more;
	*out = &more[s->count++];
	memset(*out, 0, sizeof(**out));
	return COSIGN_OK;
}

void
csn_signature_dispose(struct csn_image_signature *signature)
{
	free(signature->place);
	free(signature->layer);
	free(signature->message);
	cosign_bundle_free(signature->bundle);
	free(signature->content.p);
	cosign_descriptor_free(signature->described);
	memset(signature, 0, sizeof(*signature));
}

cosign_rc_t
csn_signature_close(
    struct csn_image_signature *signature, cosign_rc_t rc, cosign_error_t *err)
{
	signature->code = rc;
	if (rc == COSIGN_OK || rc == COSIGN_E_NOMEM)
		return rc;
	return csn_text_copy(
	    &signature->message, cosign_error_message(err), err);
}

int
csn_ends_all(cosign_rc_t rc)
{
	return cosign_rc_class(rc) == COSIGN_CLASS_INTERNAL ||
	    cosign_rc_class(rc) == COSIGN_CLASS_ARGUMENT ||
	    rc == COSIGN_E_OFFLINE;
}

int
csn_is_bundle_type(const char *media_type)
{
	static const char prefix[] = "application/vnd.dev.sigstore.bundle";

	return media_type != NULL &&
	    strncmp(media_type, prefix, sizeof(prefix) - 1) == 0;
}

cosign_rc_t
csn_fail_unread(cosign_rc_t rc, cosign_error_t *err)
{
	return cosign_rc_class(rc) == COSIGN_CLASS_MALFORMED
	    ? csn_fail_as(err, COSIGN_E_UNAVAILABLE)
	    : rc;
}

/* Room for so many bytes, which are at most CSN_BUNDLE_MAX. Who gets none has
   taken none from others meanwhile. */
static cosign_rc_t
take_room(struct csn_image_signature *signature, struct csn_reading *reading,
    size_t size, cosign_error_t *err)
{
	size_t held = atomic_load(&reading->held);

	do {
		if (size > CSN_IMAGE_CONTENTS_MAX - held) {
			signature->lacked = size;
			return csn_fail(err, COSIGN_E_UNAVAILABLE,
			    "all signatures together have more than %zu bytes",
			    CSN_IMAGE_CONTENTS_MAX);
		}
	} while (
	    !atomic_compare_exchange_weak(&reading->held, &held, held + size));
	return COSIGN_OK;
}

cosign_rc_t
csn_signature_fetch(struct csn_image_signature *signature,
    struct csn_reading *reading, const cosign_descriptor_t *layer,
    cosign_error_t *err)
{
	const int64_t said = cosign_descriptor_size(layer);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf bytes;
	size_t room = 0;

	csn_buf_init(&bytes, CSN_BUNDLE_MAX);
	if ((uint64_t)said <= CSN_BUNDLE_MAX) {
		CSN_TRY(take_room(signature, reading, (size_t)said, err));
		room = (size_t)said;
	}
	CSN_TRY(
	    csn_blob_read(&bytes, reading->store, layer, CSN_BUNDLE_MAX, err));
	CSN_TRY(csn_buf_finish(&bytes, err));
	csn_bytes_take(&signature->content, &bytes);
	room = 0; /* it is the content's now */
	rc = COSIGN_OK;
out:
	(void)atomic_fetch_sub(&reading->held, room);
	csn_buf_dispose(&bytes);
	return rc;
}

void
cosign_image_signatures_free(cosign_image_signatures_t *signatures)
{
	size_t i;

	if (signatures == NULL)
		return;
	for (i = 0; i < signatures->count; i++)
		csn_signature_dispose(&signatures->list[i]);
	free(signatures->list);
	cosign_reference_free(signatures->image);
	free(signatures);
}

const cosign_reference_t *
cosign_image_signatures_image(const cosign_image_signatures_t *signatures)
{
	return signatures != NULL ? signatures->image : NULL;
}

size_t
cosign_image_signatures_count(const cosign_image_signatures_t *signatures)
{
	return signatures != NULL ? signatures->count : 0;
}

/* A row of nothing beyond the last. */
static const struct csn_image_signature *
row(const cosign_image_signatures_t *signatures, size_t index)
{
	static const struct csn_image_signature none = {
		.code = COSIGN_E_ARGUMENT,
	};

	if (signatures == NULL || index >= signatures->count)
		return &none;
	return &signatures->list[index];
}

uint32_t
cosign_image_signature_form(
    const cosign_image_signatures_t *signatures, size_t index)
{
	return row(signatures, index)->form;
}

const char *
cosign_image_signature_place(
    const cosign_image_signatures_t *signatures, size_t index)
{
	return row(signatures, index)->place;
}

const char *
cosign_image_signature_layer(
    const cosign_image_signatures_t *signatures, size_t index)
{
	return row(signatures, index)->layer;
}

cosign_rc_t
cosign_image_signature_code(
    const cosign_image_signatures_t *signatures, size_t index)
{
	return row(signatures, index)->code;
}

const char *
cosign_image_signature_message(
    const cosign_image_signatures_t *signatures, size_t index)
{
	return row(signatures, index)->message;
}

const cosign_bundle_t *
cosign_image_signature_bundle(
    const cosign_image_signatures_t *signatures, size_t index)
{
	return row(signatures, index)->bundle;
}

const uint8_t *
cosign_image_signature_content(
    const cosign_image_signatures_t *signatures, size_t index, size_t *len)
{
	const struct csn_bytes *content = &row(signatures, index)->content;

	if (len != NULL)
		*len = content->len;
	return content->p;
}

const char *
cosign_image_signature_annotation(
    const cosign_image_signatures_t *signatures, size_t index, const char *name)
{
	if (name == NULL)
		return NULL;
	return cosign_descriptor_annotation(
	    row(signatures, index)->described, name);
}

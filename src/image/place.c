/* Where what belongs to an image is, and what its payload says. */
#include "image/options.h"

#include "util/limits.h"

#include <stdlib.h>
#include <string.h>

/* "PREFIXsha256-HEX.SUFFIX", or without suffix. */
static void
write_tag(struct csn_buf *out, const char *prefix, const char *digest,
    const char *suffix)
{
	const char *colon = strchr(digest, ':');

	if (colon == NULL) {
		csn_buf_fail(out, COSIGN_E_ARGUMENT, "not a digest");
		return;
	}
	if (prefix != NULL)
		csn_buf_add_str(out, prefix);
	csn_buf_add(out, digest, (size_t)(colon - digest));
	csn_buf_add_char(out, '-');
	csn_buf_add_str(out, colon + 1);
	if (suffix == NULL)
		return;
	csn_buf_add_char(out, '.');
	csn_buf_add_str(out, suffix);
}

cosign_rc_t
csn_image_tag_text(char **out, const char *prefix, const char *digest,
    const char *suffix, cosign_error_t *err)
{
	cosign_rc_t rc;
	struct csn_buf tag;

	csn_buf_init(&tag, CSN_BUNDLE_MAX);
	write_tag(&tag, prefix, digest, suffix);
	rc = csn_buf_take(&tag, out, NULL, err);
	csn_buf_dispose(&tag);
	return rc;
}

cosign_rc_t
cosign_image_tag(cosign_reference_t **out, const cosign_reference_t *image,
    const char *digest, const char *suffix,
    const cosign_image_options_t *options, cosign_error_t *err)
{
	const cosign_image_options_t *o = csn_image_options(options);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char *tag = NULL;

	if (out != NULL)
		*out = NULL;
	if (out == NULL || image == NULL || digest == NULL || suffix == NULL)
		CSN_TRY(csn_fail(err, COSIGN_E_ARGUMENT,
		    "image: what is to be named is missing"));
	CSN_TRY(csn_image_tag_text(&tag, o->tag_prefix, digest, suffix, err));
	CSN_TRY(cosign_reference_with_tag(
	    out, o->repository != NULL ? o->repository : image, tag, err));
	rc = COSIGN_OK;
out:
	free(tag);
	return rc;
}

cosign_rc_t
cosign_image_payload(char **out, size_t *len, const cosign_reference_t *image,
    const char *digest, const cosign_image_options_t *options,
    cosign_error_t *err)
{
	const cosign_image_options_t *o = csn_image_options(options);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf text;

	csn_buf_init(&text, CSN_BUNDLE_MAX);
	if (out != NULL)
		*out = NULL;
	if (out == NULL || image == NULL || digest == NULL)
		CSN_TRY(csn_fail(err, COSIGN_E_ARGUMENT,
		    "payload: image or digest missing"));
	csn_simple_payload_write(&text,
	    o->identity_count > 0 ? o->identities[0]
				  : cosign_reference_context(image),
	    digest, o->annotations, o->annotation_count);
	CSN_TRY(csn_buf_take(&text, out, len, err));
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&text);
	return rc;
}

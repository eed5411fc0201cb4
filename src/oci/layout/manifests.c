/* Manifests of a layout, by their digest and by what lists them. */
#include "oci/layout/folder.h"
#include "oci/layout/store.h"
#include "util/limits.h"

/* Bytes that have this digest. */
static cosign_rc_t
load(struct csn_buf *out, int folder, const char *digest, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char path[CSN_BLOB_PATH_SIZE];
	struct csn_digest wanted, is;
	int found;

	csn_buf_init(out, 0);
	CSN_TRY(csn_digest_parse(&wanted, csn_span_str(digest), err));
	csn_blob_path(path, &wanted);
	CSN_TRY(
	    csn_folder_load(out, &found, folder, path, CSN_MANIFEST_MAX, err));
	if (!found)
		CSN_TRY(
		    csn_fail(err, COSIGN_E_NO_IMAGE, "no manifest %s", digest));
	csn_digest_bytes(&is, wanted.hash, out->p, out->len);
	if (!csn_digest_eq(&wanted, &is))
		CSN_TRY(csn_fail(err, COSIGN_E_PROTOCOL,
		    "%s: its bytes have another digest", digest));
	rc = COSIGN_OK;
out:
	if (rc != COSIGN_OK)
		csn_buf_dispose(out);
	return rc;
}

static cosign_rc_t
parse(cosign_manifest_t **out, const struct csn_buf *text, const char *digest,
    const char *media_type, cosign_error_t *err)
{
	return csn_fail_at(err,
	    csn_manifest_parse_as(
		out, (const char *)text->p, text->len, media_type, err),
	    "%s", digest);
}

cosign_rc_t
csn_layout_manifest(cosign_manifest_t **out, int folder, const char *digest,
    const char *media_type, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf text;

	*out = NULL;
	CSN_TRY(load(&text, folder, digest, err));
	rc = parse(out, &text, digest, media_type, err);
	csn_buf_dispose(&text);
out:
	return rc;
}

cosign_rc_t
csn_layout_bytes_of(struct csn_buf *out, int folder, const char *list,
    const cosign_descriptor_t *entry, cosign_error_t *err)
{
	const char *digest = cosign_descriptor_digest(entry);
	cosign_rc_t rc = COSIGN_E_INTERNAL, loaded;

	loaded = load(out, folder, digest, err);
	/* Not the same as nothing of the name. */
	if (loaded == COSIGN_E_NO_IMAGE)
		CSN_TRY(csn_fail(err, COSIGN_E_PROTOCOL,
		    "%s: %s lists it, its blob is missing", digest, list));
	CSN_TRY(loaded);
	if ((uint64_t)cosign_descriptor_size(entry) == out->len)
		return COSIGN_OK;
	rc = csn_fail(err, COSIGN_E_PROTOCOL, "%s: %zu bytes instead of %lld",
	    digest, out->len, (long long)cosign_descriptor_size(entry));
	csn_buf_dispose(out);
out:
	return rc;
}

cosign_rc_t
csn_layout_manifest_of(cosign_manifest_t **out, int folder,
    const cosign_descriptor_t *entry, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf text;

	*out = NULL;
	CSN_TRY(
	    csn_layout_bytes_of(&text, folder, CSN_LAYOUT_INDEX, entry, err));
	rc = parse(out, &text, cosign_descriptor_digest(entry),
	    cosign_descriptor_media_type(entry), err);
	csn_buf_dispose(&text);
out:
	return rc;
}

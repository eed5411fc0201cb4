/* Manifests of a layout, by their digest and by what lists them. */
#include "oci/layout/folder.h"
#include "oci/layout/store.h"
#include "util/limits.h"

/* How often what is listed must be missing, in a row. */
#define LOOKS 3

cosign_rc_t
csn_layout_check_bytes(
    const char *digest, const struct csn_buf *bytes, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_digest wanted, is;

	CSN_TRY(csn_digest_parse(&wanted, csn_span_str(digest), err));
	csn_digest_bytes(&is, wanted.hash, bytes->p, bytes->len);
	if (!csn_digest_eq(&wanted, &is))
		return csn_fail(err, COSIGN_E_PROTOCOL,
		    "%s: its bytes have another digest", digest);
	rc = COSIGN_OK;
out:
	return rc;
}

/* Bytes that have this digest. */
static cosign_rc_t
load(struct csn_buf *out, int folder, const char *digest, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char path[CSN_BLOB_PATH_SIZE];
	struct csn_digest wanted;
	int found;

	csn_buf_init(out, 0);
	CSN_TRY(csn_digest_parse(&wanted, csn_span_str(digest), err));
	csn_blob_path(path, &wanted);
	CSN_TRY(
	    csn_folder_load(out, &found, folder, path, CSN_MANIFEST_MAX, err));
	if (!found)
		CSN_TRY(
		    csn_fail(err, COSIGN_E_NO_IMAGE, "no manifest %s", digest));
	CSN_TRY(csn_layout_check_bytes(digest, out, err));
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

static cosign_rc_t
is_listed(int *yes, int folder, const char *digest, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_index index;

	*yes = 0;
	CSN_TRY(csn_index_load(&index, folder, err));
	*yes = csn_descriptors_find(index.entries, digest) <
	    cosign_descriptors_count(index.entries);
	csn_index_dispose(&index);
	rc = COSIGN_OK;
out:
	return rc;
}

/* Who reads takes no lock: what was listed may have been removed since. */
static cosign_rc_t
load_listed(struct csn_buf *out, int folder, const struct csn_layout_list *list,
    const cosign_descriptor_t *entry, cosign_error_t *err)
{
	const char *digest = cosign_descriptor_digest(entry);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int i, yes;

	for (i = 0; i < LOOKS; i++) {
		rc = load(out, folder, digest, err);
		if (rc != COSIGN_E_NO_IMAGE)
			return rc;
		cosign_error_clear(err);
		CSN_TRY(is_listed(&yes, folder,
		    list->digest != NULL ? list->digest : digest, err));
		if (!yes)
			return csn_fail(err, COSIGN_E_CONTENTION,
			    "%s: somebody else has just removed it", digest);
	}
	return csn_fail(err, COSIGN_E_PROTOCOL,
	    "%s: %s lists it, its blob is missing", digest, list->name);
out:
	return rc;
}

cosign_rc_t
csn_layout_bytes_of(struct csn_buf *out, int folder,
    const struct csn_layout_list *list, const cosign_descriptor_t *entry,
    cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(load_listed(out, folder, list, entry, err));
	if ((uint64_t)cosign_descriptor_size(entry) == out->len)
		return COSIGN_OK;
	rc = csn_fail(err, COSIGN_E_PROTOCOL, "%s: %zu bytes instead of %lld",
	    cosign_descriptor_digest(entry), out->len,
	    (long long)cosign_descriptor_size(entry));
	csn_buf_dispose(out);
out:
	return rc;
}

cosign_rc_t
csn_layout_manifest_of(cosign_manifest_t **out, int folder,
    const cosign_descriptor_t *entry, cosign_error_t *err)
{
	static const struct csn_layout_list list = { CSN_LAYOUT_INDEX, NULL };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf text;

	*out = NULL;
	CSN_TRY(csn_layout_bytes_of(&text, folder, &list, entry, err));
	rc = parse(out, &text, cosign_descriptor_digest(entry),
	    cosign_descriptor_media_type(entry), err);
	csn_buf_dispose(&text);
out:
	return rc;
}

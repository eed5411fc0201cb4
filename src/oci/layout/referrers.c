#include "oci/layout/folder.h"
#include "oci/layout/store.h"
#include "util/json.h"
#include "util/limits.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define HEX_LEN ((size_t)64)

/* What is looked for, and what was found. */
struct search {
	int folder;
	const char *digest;
	const char *artifact_type;
	cosign_descriptors_t *found;
	cosign_descriptors_t *seen; /* the same by SHA-256, as in the blobs */
};

/* A manifest that is found by another digest than ours is described by that:
   by ours it need not be there. */
static cosign_rc_t
describe(cosign_descriptor_t **out, const cosign_descriptor_t *d,
    const char *digest, cosign_error_t *err)
{
	const struct csn_span text = csn_descriptor_json(d);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	json_t *root = NULL;

	*out = NULL;
	if (strcmp(cosign_descriptor_digest(d), digest) == 0)
		return csn_descriptor_copy(out, d, err);
	CSN_TRY(csn_json_parse(&root, (const char *)text.p, text.len, err));
	if (json_object_set_new(root, "digest", json_string(digest)) != 0)
		CSN_TRY(csn_fail_nomem(err));
	CSN_TRY(csn_descriptor_read(out, root, err));
	rc = COSIGN_OK;
out:
	json_decref(root);
	return rc;
}

static cosign_rc_t
consider(struct search *s, const char *digest, const cosign_manifest_t *m,
    cosign_error_t *err)
{
	const cosign_descriptor_t *subject = cosign_manifest_subject(m);
	const cosign_descriptor_t *d = cosign_manifest_descriptor(m);
	const char *type = cosign_descriptor_artifact_type(d);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	cosign_descriptor_t *one;

	if (subject == NULL ||
	    strcmp(cosign_descriptor_digest(subject), s->digest) != 0)
		return COSIGN_OK;
	if (s->artifact_type != NULL &&
	    (type == NULL || strcmp(type, s->artifact_type) != 0))
		return COSIGN_OK;
	if (csn_descriptors_find(s->seen, cosign_descriptor_digest(d)) <
	    cosign_descriptors_count(s->seen))
		return COSIGN_OK;
	CSN_TRY(describe(&one, d, digest, err));
	CSN_TRY(csn_descriptors_add(s->found, one, err));
	CSN_TRY(csn_descriptor_copy(&one, d, err));
	CSN_TRY(csn_descriptors_add(s->seen, one, err));
	rc = COSIGN_OK;
out:
	return rc;
}

static int
has_text(const struct csn_buf *text, const char *what)
{
	return memmem(text->p, text->len, what, strlen(what)) != NULL;
}

/* Whether the digest stands there, or what stands there may be escaped. */
static int
may_name(const struct csn_buf *text, const char *digest)
{
	return text->len > 0 &&
	    (has_text(text, strchr(digest, ':') + 1) || has_text(text, "\\u"));
}

/* Whether what we cannot read may be a manifest with a subject nevertheless:
   nobody else's JSON has both members. Where it is no JSON to us it may be to
   others. */
static cosign_rc_t
may_refer(int *may, const struct csn_buf *text)
{
	json_t *root = NULL;
	const cosign_rc_t rc = csn_json_parse_max(&root, (const char *)text->p,
	    text->len, CSN_MANIFEST_MAX, "manifest", NULL);

	if (rc == COSIGN_OK)
		*may = json_object_get(root, "schemaVersion") != NULL &&
		    json_object_get(root, "subject") != NULL;
	else
		*may = has_text(text, "\"schemaVersion\"") &&
		    has_text(text, "\"subject\"");
	json_decref(root);
	return cosign_rc_class(rc) == COSIGN_CLASS_MALFORMED ? COSIGN_OK : rc;
}

/* What may name the image. It is a manifest where it is listed, as of a media
   type; else (NULL) it may be other JSON, which is somebody's blob. */
static cosign_rc_t
search_text(struct search *s, const char *digest, const char *media_type,
    const struct csn_buf *text, cosign_error_t *err)
{
	cosign_manifest_t *m = NULL;
	cosign_rc_t rc, known = COSIGN_OK;
	int may = 1;

	rc = csn_manifest_parse_as(
	    &m, (const char *)text->p, text->len, media_type, err);
	if (cosign_rc_class(rc) == COSIGN_CLASS_MALFORMED && media_type == NULL)
		known = may_refer(&may, text);
	if (known != COSIGN_OK || !may)
		cosign_error_clear(err);
	if (known != COSIGN_OK)
		return csn_fail(err, known, "%s", digest);
	if (!may)
		return COSIGN_OK;
	if (rc == COSIGN_OK)
		rc = consider(s, digest, m, err);
	else
		rc = csn_fail_at(err, rc, "%s", digest);
	cosign_manifest_free(m);
	return rc;
}

/* A listed manifest, which must be there as it is listed: what is not may have
   been a referrer. Somebody else may remove it meanwhile. */
static cosign_rc_t
search_entry(struct search *s, const struct csn_layout_list *list,
    const cosign_descriptor_t *entry, cosign_error_t *err)
{
	const char *digest = cosign_descriptor_digest(entry);
	struct csn_buf text;
	cosign_rc_t rc =
	    csn_layout_bytes_of(&text, s->folder, list, entry, err);

	if (rc == COSIGN_E_CONTENTION && list->digest == NULL) {
		cosign_error_clear(err);
		return COSIGN_OK;
	}
	if (rc != COSIGN_OK)
		return rc;
	if (may_name(&text, s->digest))
		rc = search_text(
		    s, digest, cosign_descriptor_media_type(entry), &text, err);
	csn_buf_dispose(&text);
	return rc;
}

/* What a list names, each once. */
static cosign_rc_t
search_list(struct search *s, const struct csn_layout_list *list,
    const cosign_descriptors_t *entries, cosign_error_t *err)
{
	const cosign_descriptor_t *entry, *last = NULL;
	cosign_descriptors_t *sorted = NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t i;

	CSN_TRY(csn_descriptors_copy(&sorted, entries, err));
	csn_descriptors_sort(sorted);
	for (i = 0; i < cosign_descriptors_count(sorted); i++) {
		entry = cosign_descriptors_at(sorted, i);
		if (!csn_is_manifest_type(cosign_descriptor_media_type(entry)))
			continue;
		if (last != NULL && csn_descriptor_is_same(last, entry) &&
		    cosign_descriptor_size(last) ==
			cosign_descriptor_size(entry))
			continue;
		CSN_TRY(search_entry(s, list, entry, err));
		last = entry;
	}
	rc = COSIGN_OK;
out:
	cosign_descriptors_free(sorted);
	return rc;
}

/* The index at the fallback tag. */
static cosign_rc_t
search_fallback(
    struct search *s, const struct csn_index *index, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	char tag[CSN_DIGEST_TEXT_SIZE];
	struct csn_layout_list list = { tag, NULL };
	const cosign_descriptor_t *entry;
	cosign_manifest_t *m = NULL;
	size_t at;

	CSN_TRY(csn_fallback_tag(tag, s->digest, err));
	CSN_TRY(csn_index_find_tag(&at, index, tag, err));
	if (at == cosign_descriptors_count(index->entries))
		return COSIGN_OK;
	entry = cosign_descriptors_at(index->entries, at);
	CSN_TRY(csn_layout_manifest_of(&m, s->folder, entry, err));
	list.digest = cosign_descriptor_digest(entry);
	if (csn_is_fallback_list(m, s->digest))
		CSN_TRY(
		    search_list(s, &list, cosign_manifest_children(m), err));
	rc = COSIGN_OK;
out:
	cosign_manifest_free(m);
	return rc;
}

static cosign_rc_t
search_index(struct search *s, cosign_error_t *err)
{
	static const struct csn_layout_list list = { CSN_LAYOUT_INDEX, NULL };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_index index;

	csn_index_init(&index);
	CSN_TRY(csn_index_load(&index, s->folder, err));
	CSN_TRY(search_list(s, &list, index.entries, err));
	CSN_TRY(search_fallback(s, &index, err));
	rc = COSIGN_OK;
out:
	csn_index_dispose(&index);
	return rc;
}

/* Until nobody removes the list at the fallback tag meanwhile. */
static cosign_rc_t
search_lists(struct search *s, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int i;

	for (i = 0; i < CSN_LAYOUT_TRIES; i++) {
		cosign_error_clear(err);
		rc = search_index(s, err);
		if (rc != COSIGN_E_CONTENTION)
			break;
	}
	return rc;
}

static int
is_blob_name(const char *name)
{
	return strlen(name) == HEX_LEN &&
	    strspn(name, "0123456789abcdef") == HEX_LEN;
}

static int
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Whether a file may be a manifest at all: an object, not too large. One that
   cannot be looked at may be. */
static cosign_rc_t
may_be_manifest(int *may, int blobs, const char *name, cosign_error_t *err)
{
	const int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
	const int fd = openat(blobs, name, flags);
	struct stat st;
	char start[64] = { 0 };
	ssize_t n = 0;
	int errnum = 0;
	size_t at = 0;

	*may = 0;
	/* Gone, a link to nowhere, a socket. */
	if (fd < 0 && (errno == ENOENT || errno == ELOOP || errno == ENXIO))
		return COSIGN_OK;
	if (fd < 0)
		return csn_fail_errno(err, errno, "blobs/sha256/%s", name);
	if (fstat(fd, &st) != 0)
		n = -1;
	else if (S_ISREG(st.st_mode) &&
	    (uint64_t)st.st_size <= CSN_LAYOUT_REFERRER_MAX)
		n = read(fd, start, sizeof(start));
	if (n < 0)
		errnum = errno;
	(void)close(fd);
	if (errnum != 0)
		return csn_fail_errno(err, errnum, "blobs/sha256/%s", name);
	while ((ssize_t)at < n && is_blank(start[at]))
		at++;
	/* Blanks alone may go on. */
	*may = n > 0 && ((ssize_t)at == n || start[at] == '{');
	return COSIGN_OK;
}

static cosign_rc_t
search_blob(struct search *s, int blobs, const char *name, cosign_error_t *err)
{
	char digest[CSN_DIGEST_TEXT_SIZE];
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct csn_buf text;
	int found, may;

	CSN_TRY(may_be_manifest(&may, blobs, name, err));
	if (!may)
		return COSIGN_OK;
	CSN_TRY(csn_folder_load(
	    &text, &found, blobs, name, CSN_LAYOUT_REFERRER_MAX, err));
	(void)snprintf(digest, sizeof(digest), "sha256:%s", name);
	rc = COSIGN_OK;
	/* What is not what its name says may have been a referrer, whatever it
	   is now. */
	if (found && may_name(&text, s->digest)) {
		rc = csn_layout_check_bytes(digest, &text, err);
		if (rc == COSIGN_OK)
			rc = search_text(s, digest, NULL, &text, err);
	}
	csn_buf_dispose(&text);
out:
	return rc;
}

static cosign_rc_t
search_folder(struct search *s, int blobs, DIR *dir, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const struct dirent *entry;
	size_t seen = 0;

	for (;;) {
		errno = 0;
		entry = readdir(dir);
		if (entry == NULL && errno != 0)
			return csn_fail_errno(err, errno, "blobs/sha256");
		if (entry == NULL)
			break;
		if (!is_blob_name(entry->d_name))
			continue;
		if (++seen > CSN_LAYOUT_BLOBS_MAX)
			return csn_fail(err, COSIGN_E_LIMIT,
			    "blobs/sha256: more than %d files",
			    CSN_LAYOUT_BLOBS_MAX);
		CSN_TRY(search_blob(s, blobs, entry->d_name, err));
	}
	rc = COSIGN_OK;
out:
	return rc;
}

static cosign_rc_t
search_blobs(struct search *s, cosign_error_t *err)
{
	const int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
	const int blobs = openat(s->folder, "blobs/sha256", flags);
	cosign_rc_t rc;
	DIR *dir;

	if (blobs < 0 && errno == ENOENT)
		return COSIGN_OK;
	dir = blobs < 0 ? NULL : fdopendir(blobs);
	if (dir == NULL) {
		rc = csn_fail_errno(err, errno, "blobs/sha256");
		if (blobs >= 0)
			(void)close(blobs);
		return rc;
	}
	rc = search_folder(s, blobs, dir, err);
	(void)closedir(dir);
	return rc;
}

cosign_rc_t
csn_layout_referrers(cosign_descriptors_t **out, int folder, const char *digest,
    const char *artifact_type, cosign_error_t *err)
{
	struct search s = { folder, digest, artifact_type, NULL, NULL };
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	*out = NULL;
	CSN_TRY(csn_descriptors_new(&s.found, err));
	CSN_TRY(csn_descriptors_new(&s.seen, err));
	CSN_TRY(search_lists(&s, err));
	CSN_TRY(search_blobs(&s, err));
	csn_descriptors_sort(s.found);
	*out = s.found;
	s.found = NULL;
	rc = COSIGN_OK;
out:
	cosign_descriptors_free(s.seen);
	cosign_descriptors_free(s.found);
	return rc;
}

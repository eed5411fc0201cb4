/*
 * Blobs on their way to a registry: in one piece if they are small, else in
 * pieces that are held in memory, so that a lost connection costs one of them.
 */
#include "net/url.h"
#include "oci/registry/field.h"
#include "oci/registry/operations.h"
#include "util/limits.h"
#include "util/text.h"

#include <stdio.h>
#include <stdlib.h>

#define OCTETS "application/octet-stream"

struct upload {
	struct csn_op *op;
	const cosign_descriptor_t *blob;
	const struct csn_blob_source *source;
	char *location; /* of the session; NULL before it is begun */
	size_t piece;
	int64_t sent;
	struct csn_hasher hasher; /* of what was read */
	int is_changed;           /* it is not what was described */
	int errnum;               /* why it could not be read */
	/* What to do if it failed. */
	int may_pass; /* begin again */
	int is_whole; /* in one piece: the registry takes no others */
};

static int64_t
size_of(const struct upload *u)
{
	return cosign_descriptor_size(u->blob);
}

/* ---- the session ---- */

/* "?" or "&" and the digest (E.7). */
static cosign_rc_t
write_final(struct csn_buf *out, const struct upload *u, cosign_error_t *err)
{
	csn_buf_add_str(out, u->location);
	csn_buf_add_char(out, strchr(u->location, '?') == NULL ? '?' : '&');
	csn_buf_add_str(out, "digest=");
	csn_url_escape(out, csn_span_str(cosign_descriptor_digest(u->blob)));
	return csn_buf_finish(out, err);
}

/* Where it goes on; without a header where it was. */
static cosign_rc_t
take_location(
    struct upload *u, const struct csn_response *response, cosign_error_t *err)
{
	const char *location = csn_response_header(response, "Location", 0);
	struct csn_buf url;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	if (location == NULL && u->location != NULL)
		return COSIGN_OK;
	if (location == NULL)
		return csn_fail(err, COSIGN_E_PROTOCOL,
		    "an upload is begun without a Location");
	csn_buf_init(&url, CSN_REGISTRY_URL_MAX);
	rc = csn_url_resolve(&url, response->url, location, err);
	if (rc == COSIGN_OK)
		rc = csn_buf_finish(&url, err);
	if (rc != COSIGN_OK && rc != COSIGN_E_NOMEM)
		rc = csn_fail_at(
		    err, csn_fail_as(err, COSIGN_E_PROTOCOL), "Location");
	if (rc == COSIGN_OK)
		rc = csn_op_check_url(
		    u->op, (const char *)url.p, "Location", err);
	if (rc == COSIGN_OK) {
		free(u->location);
		u->location = NULL;
		rc = csn_buf_take(&url, &u->location, NULL, err);
	}
	csn_buf_dispose(&url);
	return rc;
}

/* One piece must not be smaller than a registry wants it. What is no number, or
   too large a one, is fulfilled by all of it. */
static void
choose_piece(struct upload *u, const struct csn_response *response)
{
	static const char name[] = "OCI-Chunk-Min-Length";
	int64_t least;

	u->piece = u->op->registry->all->piece;
	if (csn_response_header(response, name, 0) == NULL)
		return;
	if (!csn_response_number(response, name, &least) ||
	    (uint64_t)least > CSN_UPLOAD_PIECE_MAX)
		u->is_whole = 1;
	else if ((uint64_t)least > u->piece)
		u->piece = (size_t)least;
}

/* What registries say of a session that another one may do better than. */
static int
is_temporary(const struct csn_response *response)
{
	static const char *const codes[] = { "BLOB_UPLOAD_UNKNOWN",
		"BLOB_UPLOAD_INVALID", "UNKNOWN", "UNAVAILABLE" };
	size_t i;

	if (response->status == 416)
		return 1;
	for (i = 0; i < CSN_ARRAY_LEN(codes); i++)
		if (csn_response_has_code(response, codes[i]))
			return 1;
	return 0;
}

static cosign_rc_t
refused(struct upload *u, const struct csn_response *response, const char *what,
    cosign_error_t *err)
{
	cosign_rc_t rc = csn_op_fail(u->op, response, err);

	/* To put something nowhere is no "no such image". */
	if (rc == COSIGN_E_NO_IMAGE || rc == COSIGN_E_UNSUPPORTED)
		rc = csn_fail_as(err, COSIGN_E_HTTP);
	u->may_pass |= is_temporary(response);
	return csn_fail_at(err, rc, "%s", what);
}

static cosign_rc_t
send(struct upload *u, const char *method, const char *url,
    const struct csn_header *headers, size_t header_count,
    struct csn_body *body, struct csn_response *out, cosign_error_t *err)
{
	struct csn_memory_body nothing = { { NULL, 0 }, 0 };
	struct csn_body empty;
	struct csn_request request = { .method = method,
		.url = url,
		.headers = headers,
		.header_count = header_count,
		.answer_max = CSN_REGISTRY_ERROR_MAX,
		.flags = CSN_REQUEST_NO_REDIRECT };
	cosign_rc_t rc;

	csn_body_from_memory(&empty, &nothing);
	request.body = body != NULL ? body : &empty;
	/* A piece that arrived is not wanted a second time. */
	if (strcmp(method, "PATCH") == 0)
		request.flags |= CSN_REQUEST_ONCE;
	rc = csn_op_send(u->op, &request, out, err);
	u->may_pass |= rc == COSIGN_E_CONNECT;
	return rc;
}

static cosign_rc_t
begin(struct upload *u, cosign_error_t *err)
{
	struct csn_response response;
	struct csn_buf url;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	csn_response_init(&response);
	csn_buf_init(&url, CSN_REGISTRY_URL_MAX);
	CSN_TRY(csn_op_url(u->op, &url, err, "blobs/uploads/"));
	CSN_TRY(send(
	    u, "POST", (const char *)url.p, NULL, 0, NULL, &response, err));
	if (response.status != 202) {
		rc = refused(u, &response, "upload", err);
		goto out;
	}
	choose_piece(u, &response);
	CSN_TRY(take_location(u, &response, err));
	rc = COSIGN_OK;
out:
	csn_response_dispose(&response);
	csn_buf_dispose(&url);
	return rc;
}

/* What was begun and is of no use is taken back; whatever comes of it. */
static void
cancel(struct upload *u)
{
	struct csn_response response;

	if (u->location != NULL)
		(void)csn_op_ask(u->op, "DELETE", u->location, NULL,
		    CSN_REGISTRY_ERROR_MAX, &response, NULL);
	else
		csn_response_init(&response);
	csn_response_dispose(&response);
}

/* ---- what is sent ---- */

static int
is_as_described(struct upload *u)
{
	const struct csn_digest *expected = csn_descriptor_digest(u->blob);
	struct csn_digest digest;

	csn_hasher_final(&u->hasher, expected->hash, &digest);
	return csn_digest_eq(&digest, expected);
}

static cosign_rc_t
fail_changed(struct upload *u, cosign_error_t *err)
{
	u->may_pass = 0;
	return csn_fail(
	    err, COSIGN_E_CHANGED, "what was read is not what was described");
}

/* The source, hashed: its last bytes are held back if it is something else. */
static int
read_source(void *user, uint8_t *buf, size_t size, size_t *got)
{
	struct upload *u = user;

	u->errnum = u->source->read(u->source->user, buf, size, got);
	if (u->errnum != 0)
		return u->errnum;
	csn_hasher_update(&u->hasher, buf, *got);
	u->sent += (int64_t)*got;
	if (u->sent < size_of(u))
		return 0;
	u->is_changed = u->sent > size_of(u) || !is_as_described(u);
	return u->is_changed;
}

static int
rewind_source(void *user)
{
	struct upload *u = user;

	if (u->source->rewind == NULL ||
	    u->source->rewind(u->source->user) != 0)
		return 1;
	csn_hasher_init(
	    &u->hasher, csn_hash_bit(csn_descriptor_digest(u->blob)->hash));
	u->sent = 0;
	u->is_changed = 0;
	u->errnum = 0;
	return 0;
}

/* PUT with the digest: the end of an upload, or all of it. */
static cosign_rc_t
finish(struct upload *u, struct csn_body *body, cosign_error_t *err)
{
	static const struct csn_header header = { "Content-Type", OCTETS, 0 };
	struct csn_response response;
	struct csn_buf url;
	const char *digest;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	csn_response_init(&response);
	csn_buf_init(&url, CSN_REGISTRY_URL_MAX);
	CSN_TRY(write_final(&url, u, err));
	CSN_TRY(csn_op_check_url(u->op, (const char *)url.p, "Location", err));
	rc = send(
	    u, "PUT", (const char *)url.p, &header, 1, body, &response, err);
	if (u->is_changed ||
	    (u->errnum == 0 && u->sent < size_of(u) && rc == COSIGN_E_CALLBACK))
		rc = fail_changed(u, err);
	else if (u->errnum != 0)
		rc = csn_fail_errno(err, u->errnum, "reading a blob");
	if (rc != COSIGN_OK)
		goto out;
	digest = csn_response_header(&response, "Docker-Content-Digest", 0);
	if (response.status < 200 || response.status > 204)
		rc = refused(u, &response, "upload", err);
	else if (digest != NULL &&
	    strcmp(digest, cosign_descriptor_digest(u->blob)) != 0 &&
	    strncmp(digest, cosign_descriptor_digest(u->blob), 7) == 0)
		rc = csn_fail(err, COSIGN_E_PROTOCOL,
		    "the registry took it for %.*s", CSN_QUOTE_MAX, digest);
out:
	csn_response_dispose(&response);
	csn_buf_dispose(&url);
	return rc;
}

static cosign_rc_t
send_whole(struct upload *u, cosign_error_t *err)
{
	struct csn_body body = { size_of(u), read_source, rewind_source, u };

	/* Nothing is read of nothing. */
	if (size_of(u) == 0 && !is_as_described(u))
		return fail_changed(u, err);
	if (u->source->rewind == NULL)
		body.rewind = NULL;
	return finish(u, &body, err);
}

/* ---- pieces ---- */

/* The last byte that a session has, "0-99" or "bytes=0-99"; 0 without. */
static int
read_last(int64_t *out, const struct csn_response *response)
{
	const char *text = csn_response_header(response, "Range", 0);
	struct csn_span rest;

	if (text == NULL)
		return 0;
	if (strncmp(text, "bytes=", 6) == 0)
		text += 6;
	if (strncmp(text, "0-", 2) != 0)
		return 0;
	rest = csn_span_str(text + 2);
	return csn_field_number(&rest, out) && rest.len == 0;
}

/* How much the session has. 0-0 is nothing, or one byte: then the piece comes
   as one too early, and all begins again. */
static cosign_rc_t
ask_status(struct upload *u, int64_t *has, cosign_error_t *err)
{
	struct csn_response response;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int64_t last = 0;

	CSN_TRY(csn_op_ask(u->op, "GET", u->location, NULL,
	    CSN_REGISTRY_ERROR_MAX, &response, err));
	if (response.status != 204 && response.status != 202 &&
	    response.status != 200) {
		rc = refused(u, &response, "state of the upload", err);
		goto out;
	}
	if (!read_last(&last, &response))
		last = 0;
	*has = last > 0 ? last + 1 : 0;
	CSN_TRY(take_location(u, &response, err));
	rc = COSIGN_OK;
out:
	csn_response_dispose(&response);
	return rc;
}

/* A piece, or what is left of one. *has is how much the session has then, or
   -1: it has to be asked. */
static cosign_rc_t
patch(
    struct upload *u, struct csn_span bytes, int64_t *has, cosign_error_t *err)
{
	const int64_t last = u->sent + (int64_t)bytes.len - 1;
	struct csn_memory_body memory = { bytes, 0 };
	char range[64];
	const struct csn_header headers[] = { { "Content-Type", OCTETS, 0 },
		{ "Content-Range", range, 0 } };
	struct csn_response response;
	struct csn_body body;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	*has = -1;
	csn_response_init(&response);
	(void)snprintf(range, sizeof(range), "%lld-%lld", (long long)u->sent,
	    (long long)last);
	csn_body_from_memory(&body, &memory);
	rc = send(u, "PATCH", u->location, headers, CSN_ARRAY_LEN(headers),
	    &body, &response, err);
	if (rc == COSIGN_E_CONNECT) {
		cosign_error_clear(err);
		rc = COSIGN_OK;
	} else if (rc == COSIGN_OK && response.status >= 200 &&
	    response.status <= 204) {
		if (read_last(has, &response))
			++*has;
		else
			*has = last + 1;
		rc = take_location(u, &response, err);
	} else if (rc == COSIGN_OK && response.status != 416) {
		rc = refused(u, &response, "piece", err);
		/* Some take blobs in one piece alone, or smaller ones. */
		if (u->sent == 0 && rc == COSIGN_E_HTTP) {
			u->is_whole = 1;
			u->may_pass = 1;
		}
	}
	csn_response_dispose(&response);
	return rc;
}

/* Until the session has all of it. */
static cosign_rc_t
send_piece(struct upload *u, struct csn_span bytes, cosign_error_t *err)
{
	const int64_t start = u->sent, end = start + (int64_t)bytes.len;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int64_t has;
	int tries;

	for (tries = 0; u->sent < end; tries++) {
		if (tries == CSN_PIECE_TRIES_MAX) {
			rc = csn_fail(err, COSIGN_E_CONNECT,
			    "a piece was lost %d times", tries);
			goto out;
		}
		CSN_TRY(patch(u,
		    csn_span(
			bytes.p + (u->sent - start), (size_t)(end - u->sent)),
		    &has, err));
		if (has < 0)
			CSN_TRY(ask_status(u, &has, err));
		if (has < start || has > end) {
			u->may_pass = 1;
			rc = csn_fail(err, COSIGN_E_PROTOCOL,
			    "the registry has %lld bytes of an upload, where "
			    "it got from %lld to %lld",
			    (long long)has, (long long)start, (long long)end);
			goto out;
		}
		u->sent = has;
	}
	rc = COSIGN_OK;
out:
	return rc;
}

/* As many bytes as there is room for, or are left. */
static cosign_rc_t
fill(struct upload *u, uint8_t *p, size_t len, cosign_error_t *err)
{
	size_t got, at = 0;

	while (at < len) {
		u->errnum =
		    u->source->read(u->source->user, p + at, len - at, &got);
		if (u->errnum != 0)
			return csn_fail_errno(err, u->errnum, "reading a blob");
		if (got == 0)
			return fail_changed(u, err);
		at += got;
	}
	csn_hasher_update(&u->hasher, p, len);
	return COSIGN_OK;
}

static cosign_rc_t
send_pieces(struct upload *u, cosign_error_t *err)
{
	uint8_t *piece = malloc(u->piece);
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t len;

	if (piece == NULL)
		return csn_fail_nomem(err);
	while (u->sent < size_of(u)) {
		len = u->piece;
		if ((uint64_t)(size_of(u) - u->sent) < len)
			len = (size_t)(size_of(u) - u->sent);
		CSN_TRY(fill(u, piece, len, err));
		CSN_TRY(send_piece(u, csn_span(piece, len), err));
	}
	if (!is_as_described(u)) {
		rc = fail_changed(u, err);
		goto out;
	}
	rc = finish(u, NULL, err);
out:
	free(piece);
	return rc;
}

/* ---- all of it ---- */

static cosign_rc_t
send_all(struct upload *u, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	u->may_pass = 0;
	u->sent = 0;
	csn_hasher_init(
	    &u->hasher, csn_hash_bit(csn_descriptor_digest(u->blob)->hash));
	CSN_TRY(begin(u, err));
	if (u->is_whole || (uint64_t)size_of(u) <= u->piece)
		rc = send_whole(u, err);
	else
		rc = send_pieces(u, err);
out:
	if (rc != COSIGN_OK)
		cancel(u);
	free(u->location);
	u->location = NULL;
	return rc;
}

/* The answer may have been lost, and no more. */
static int
is_there(struct upload *u)
{
	int exists = 0;

	return csn_blob_head(&exists, u->op, u->blob, NULL) == COSIGN_OK &&
	    exists;
}

cosign_rc_t
csn_registry_blob_push(struct csn_store *store, const cosign_descriptor_t *blob,
    const struct csn_blob_source *source, cosign_error_t *err)
{
	struct csn_op op;
	struct upload u = { .op = &op, .blob = blob, .source = source };
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int tries;

	csn_op_begin(&op, csn_registry_of(store), CSN_PUSH);
	for (tries = 1;; tries++) {
		rc = send_all(&u, err);
		if (rc == COSIGN_OK || !u.may_pass)
			break;
		if (is_there(&u)) {
			cosign_error_clear(err);
			rc = COSIGN_OK;
			break;
		}
		if (tries == CSN_UPLOADS_MAX || source->rewind == NULL ||
		    source->rewind(source->user) != 0)
			break;
	}
	return csn_fail_at(err, rc, "blob %s", cosign_descriptor_digest(blob));
}

/* An upload that is begun, and taken back. */
cosign_rc_t
csn_registry_check_push(struct csn_store *store, cosign_error_t *err)
{
	struct csn_registry *registry = csn_registry_of(store);
	struct csn_op op;
	struct upload u = { .op = &op };
	cosign_rc_t rc;

	if (atomic_load(&registry->may_push))
		return COSIGN_OK;
	csn_op_begin(&op, registry, CSN_PUSH);
	rc = begin(&u, err);
	if (rc == COSIGN_E_UNAUTHORIZED)
		return rc;
	if (rc == COSIGN_OK) {
		atomic_store(&registry->may_push, 1);
		cancel(&u);
	}
	free(u.location);
	cosign_error_clear(err);
	return COSIGN_OK;
}

/* ---- from another repository ---- */

/* What a server of tokens says that gives none for both repositories; the
   bytes come another way then. */
static int
is_no_mount(cosign_rc_t rc)
{
	return rc == COSIGN_E_UNAUTHORIZED || rc == COSIGN_E_HTTP ||
	    rc == COSIGN_E_PROTOCOL;
}

cosign_rc_t
csn_registry_blob_mount(int *done, struct csn_store *store,
    struct csn_store *from, const cosign_descriptor_t *blob,
    cosign_error_t *err)
{
	struct csn_registry *source = csn_registry_of(from);
	struct csn_op op;
	struct upload u = { .op = &op, .blob = blob };
	struct csn_response response;
	struct csn_buf url;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	*done = 0;
	if (source->host != csn_registry_of(store)->host)
		return COSIGN_OK;
	csn_response_init(&response);
	csn_buf_init(&url, CSN_REGISTRY_URL_MAX);
	csn_op_begin(&op, csn_registry_of(store), CSN_PUSH);
	op.from = source->repository;
	CSN_TRY(csn_op_url(&op, &url, err, "blobs/uploads/?mount="));
	csn_url_escape(&url, csn_span_str(cosign_descriptor_digest(blob)));
	csn_buf_add_str(&url, "&from=");
	csn_url_escape(&url, csn_span_str(source->repository));
	CSN_TRY(csn_buf_finish(&url, err));
	rc = send(
	    &u, "POST", (const char *)url.p, NULL, 0, NULL, &response, err);
	if (is_no_mount(rc)) {
		cosign_error_clear(err);
		rc = COSIGN_OK;
		goto out;
	}
	CSN_TRY(rc);
	*done = response.status == 201;
	/* An upload was begun in its place: the bytes come another way. */
	if (response.status == 202 &&
	    take_location(&u, &response, NULL) == COSIGN_OK)
		cancel(&u);
	rc = COSIGN_OK;
out:
	free(u.location);
	csn_response_dispose(&response);
	csn_buf_dispose(&url);
	return csn_fail_at(err, rc, "blob %s", cosign_descriptor_digest(blob));
}

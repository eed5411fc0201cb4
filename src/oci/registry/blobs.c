#include "oci/registry/field.h"
#include "oci/registry/operations.h"
#include "util/limits.h"

#include <stdio.h>

static cosign_rc_t
at(const cosign_descriptor_t *blob, cosign_rc_t rc, cosign_error_t *err)
{
	return csn_fail_at(err, rc, "blob %s", cosign_descriptor_digest(blob));
}

static cosign_rc_t
check_length(
    const struct csn_response *response, int64_t expected, cosign_error_t *err)
{
	int64_t length;

	if (!csn_response_number(response, "Content-Length", &length) ||
	    length == expected)
		return COSIGN_OK;
	return csn_fail(err, COSIGN_E_PROTOCOL,
	    "the registry has %lld bytes, not %lld", (long long)length,
	    (long long)expected);
}

cosign_rc_t
csn_blob_head(int *exists, struct csn_op *op, const cosign_descriptor_t *blob,
    cosign_error_t *err)
{
	struct csn_response response;
	struct csn_buf url;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	*exists = 0;
	csn_response_init(&response);
	csn_buf_init(&url, CSN_REGISTRY_URL_MAX);
	CSN_TRY(csn_op_url(
	    op, &url, err, "blobs/%s", cosign_descriptor_digest(blob)));
	CSN_TRY(csn_op_ask(
	    op, "HEAD", (const char *)url.p, NULL, 0, &response, err));
	if (response.status == 200) {
		CSN_TRY(
		    check_length(&response, cosign_descriptor_size(blob), err));
		*exists = 1;
	} else if (response.status != 404) {
		rc = csn_op_fail(op, &response, err);
		goto out;
	}
	rc = COSIGN_OK;
out:
	csn_response_dispose(&response);
	csn_buf_dispose(&url);
	return at(blob, rc, err);
}

cosign_rc_t
csn_registry_blob_exists(int *exists, struct csn_store *store,
    const cosign_descriptor_t *blob, cosign_error_t *err)
{
	struct csn_op op;

	csn_op_begin(&op, csn_registry_of(store), CSN_PULL);
	return csn_blob_head(exists, &op, blob, err);
}

/* ---- GET ---- */

/* Bytes on their way, perhaps from several answers. */
struct fetching {
	const cosign_descriptor_t *blob;
	const struct csn_blob_sink *sink;
	const struct csn_response *response; /* the present one */
	int is_begun;                        /* its first bytes were seen */
	int64_t skip;   /* bytes of it that were there before */
	int64_t at;     /* bytes that were given to the sink */
	int is_refused; /* here: not by a lost connection */
};

/* "bytes 100-199/200", or a star for the size (RFC 9110 14.4). */
static cosign_rc_t
check_range(const struct fetching *f, cosign_error_t *err)
{
	const char *text = csn_response_header(f->response, "Content-Range", 0);
	int64_t first, last, size;
	struct csn_span rest;

	if (text != NULL && strncmp(text, "bytes ", 6) == 0) {
		rest = csn_span_str(text + 6);
		if (csn_field_number(&rest, &first) &&
		    csn_field_take(&rest, '-') &&
		    csn_field_number(&rest, &last) &&
		    csn_field_take(&rest, '/') && first == f->at &&
		    (csn_field_take(&rest, '*') ||
			(csn_field_number(&rest, &size) &&
			    size == cosign_descriptor_size(f->blob))))
			return COSIGN_OK;
	}
	return csn_fail(err, COSIGN_E_PROTOCOL,
	    "asked for the bytes from %lld on, got \"%.*s\"", (long long)f->at,
	    CSN_QUOTE_MAX, text == NULL ? "" : text);
}

static cosign_rc_t
begin_answer(struct fetching *f, cosign_error_t *err)
{
	f->is_begun = 1;
	if (f->response->status == 206)
		return check_range(f, err);
	f->skip = f->at;
	return check_length(f->response, cosign_descriptor_size(f->blob), err);
}

static cosign_rc_t
take_bytes(struct fetching *f, struct csn_span bytes, cosign_error_t *err)
{
	const int64_t size = cosign_descriptor_size(f->blob);
	cosign_rc_t rc;

	if ((uint64_t)f->skip >= bytes.len) {
		f->skip -= (int64_t)bytes.len;
		return COSIGN_OK;
	}
	bytes.p += f->skip;
	bytes.len -= (size_t)f->skip;
	f->skip = 0;
	if (bytes.len > (uint64_t)(size - f->at))
		return csn_fail(err, COSIGN_E_PROTOCOL,
		    "more than its %lld bytes came", (long long)size);
	rc = f->sink->write(f->sink->user, bytes, err);
	if (rc == COSIGN_OK)
		f->at += (int64_t)bytes.len;
	return rc;
}

static cosign_rc_t
write(void *user, struct csn_span bytes, cosign_error_t *err)
{
	struct fetching *f = user;
	cosign_rc_t rc = COSIGN_OK;

	if (!f->is_begun)
		rc = begin_answer(f, err);
	if (rc == COSIGN_OK)
		rc = take_bytes(f, bytes, err);
	f->is_refused = rc != COSIGN_OK;
	return rc;
}

static cosign_rc_t
check_answer(const struct fetching *f, struct csn_op *op, cosign_error_t *err)
{
	const int64_t size = cosign_descriptor_size(f->blob);

	if (f->response->status != 200 && f->response->status != 206)
		return csn_op_fail(op, f->response, err);
	if (f->at != size)
		return csn_fail(err, COSIGN_E_PROTOCOL,
		    "%lld of its %lld bytes came", (long long)f->at,
		    (long long)size);
	return COSIGN_OK;
}

static cosign_rc_t
fetch_rest(struct fetching *f, struct csn_op *op, const char *url,
    struct csn_response *response, cosign_error_t *err)
{
	/* No restart: what is lost is taken up here. */
	const struct csn_sink sink = { write, NULL, f };
	char range[64];
	const struct csn_header header = { "Range", range, 0 };
	struct csn_request request = { .method = "GET",
		.url = url,
		.headers = &header,
		.header_count = f->at > 0,
		.sink = &sink };
	cosign_rc_t rc;

	(void)snprintf(range, sizeof(range), "bytes=%lld-", (long long)f->at);
	f->response = response;
	f->is_begun = 0;
	f->skip = 0;
	rc = csn_op_send(op, &request, response, err);
	return rc == COSIGN_OK ? check_answer(f, op, err) : rc;
}

cosign_rc_t
csn_registry_blob_fetch(struct csn_store *store,
    const cosign_descriptor_t *blob, const struct csn_blob_sink *sink,
    cosign_error_t *err)
{
	struct fetching f = { .blob = blob, .sink = sink };
	struct csn_response response;
	struct csn_buf url;
	struct csn_op op;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int64_t before;
	int resumed = 0;

	csn_response_init(&response);
	csn_buf_init(&url, CSN_REGISTRY_URL_MAX);
	csn_op_begin(&op, csn_registry_of(store), CSN_PULL);
	CSN_TRY(csn_op_url(
	    &op, &url, err, "blobs/%s", cosign_descriptor_digest(blob)));
	do {
		before = f.at;
		csn_response_dispose(&response);
		rc = fetch_rest(&f, &op, (const char *)url.p, &response, err);
		/* Where nothing came, it was tried again already. */
	} while (rc == COSIGN_E_CONNECT && !f.is_refused && f.at > before &&
	    resumed++ < CSN_RESUMES_MAX);
out:
	csn_response_dispose(&response);
	csn_buf_dispose(&url);
	return at(blob, rc, err);
}

#include "oci/registry/session.h"

#include "util/limits.h"

#include <stdio.h>
#include <strings.h>

void
csn_op_begin(
    struct csn_op *op, struct csn_registry *registry, const char *actions)
{
	memset(op, 0, sizeof(*op));
	op->registry = registry;
	op->actions = actions;
	op->deadline = csn_http_deadline(registry->all->http);
	(void)snprintf(op->source, sizeof(op->source), "no credentials");
}

cosign_rc_t
csn_op_url(struct csn_op *op, struct csn_buf *out, cosign_error_t *err,
    const char *fmt, ...)
{
	char rest[CSN_TAG_MAX + CSN_REPOSITORY_MAX + 256];
	cosign_rc_t rc;
	va_list ap;
	int n;

	csn_buf_dispose(out);
	rc = csn_op_base(op, out, err);
	if (rc != COSIGN_OK)
		return rc;
	va_start(ap, fmt);
	n = vsnprintf(rest, sizeof(rest), fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof(rest))
		return csn_fail(err, COSIGN_E_ARGUMENT, "name too long");
	csn_buf_addf(out, "/v2/%s/%s", op->registry->repository, rest);
	return csn_buf_finish(out, err);
}

/* The first challenge of an answer that can be met. */
static cosign_rc_t
read_challenge(struct csn_challenge *out, const struct csn_response *response,
    cosign_error_t *err)
{
	const char *header;
	cosign_rc_t rc;
	size_t i;

	memset(out, 0, sizeof(*out));
	for (i = 0; out->scheme == CSN_AUTH_NONE; i++) {
		header = csn_response_header(response, "WWW-Authenticate", i);
		if (header == NULL)
			return COSIGN_OK;
		rc = csn_challenge_parse(out, header, err);
		if (rc != COSIGN_OK)
			return rc == COSIGN_E_NOMEM
			    ? rc
			    : csn_fail_as(err, COSIGN_E_PROTOCOL);
	}
	return COSIGN_OK;
}

cosign_rc_t
csn_challenge_learn(struct csn_op *op, const struct csn_response *response,
    struct csn_challenge *out, int *found, cosign_error_t *err)
{
	struct csn_host *host = op->registry->host;
	struct csn_challenge copy;
	cosign_rc_t rc;

	*found = 0;
	rc = read_challenge(out, response, err);
	if (rc != COSIGN_OK || out->scheme == CSN_AUTH_NONE)
		return rc;
	rc = csn_challenge_copy(&copy, out, err);
	if (rc != COSIGN_OK)
		return rc;
	(void)pthread_mutex_lock(&host->lock);
	csn_challenge_dispose(&host->challenge);
	host->challenge = copy;
	(void)pthread_mutex_unlock(&host->lock);
	*found = 1;
	return COSIGN_OK;
}

static cosign_rc_t
send_with(struct csn_op *op, const struct csn_request *request,
    const struct csn_pass *pass, struct csn_response *out, cosign_error_t *err)
{
	struct csn_header headers[CSN_REQUEST_HEADERS_MAX + 1];
	struct csn_request copy = *request;
	cosign_rc_t rc;

	if (request->header_count > CSN_REQUEST_HEADERS_MAX)
		return csn_fail(err, COSIGN_E_INTERNAL, "too many headers");
	if (request->header_count > 0)
		memcpy(headers, request->headers,
		    request->header_count * sizeof(headers[0]));
	if (pass->header != NULL)
		headers[copy.header_count++] =
		    (struct csn_header){ "Authorization", pass->header, 1 };
	copy.headers = headers;
	copy.deadline = op->deadline;
	csn_response_dispose(out);
	csn_response_init(out);
	rc = csn_http_send(op->registry->all->http, &copy, out, err);
	if (rc == COSIGN_OK)
		csn_op_warn(op, out);
	return rc;
}

/* 401; or 403 that names a scope: "insufficient_scope" (RFC 6750 3.1). */
static int
is_challenge(struct csn_op *op, const struct csn_response *response)
{
	return (response->status == 401 || response->status == 403) &&
	    csn_response_header(response, "WWW-Authenticate", 0) != NULL &&
	    csn_op_is_ours(op, response->url);
}

/* Another pass, if there is a reason to think that it is of use. */
static cosign_rc_t
answer_challenge(int *again, struct csn_op *op,
    const struct csn_response *response, struct csn_pass *pass, int *is_fresh,
    cosign_error_t *err)
{
	struct csn_challenge challenge = { CSN_AUTH_NONE, NULL, NULL, NULL };
	const char *extra = NULL;
	const int had = pass->header != NULL;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int found;

	*again = 0;
	CSN_TRY(csn_challenge_learn(op, response, &challenge, &found, err));
	if (found && had && challenge.scope != NULL &&
	    !csn_pass_holds(op, challenge.scope))
		extra = challenge.scope;
	/* The same password a second time is of no use. */
	if (found && had && challenge.scheme == CSN_AUTH_BASIC)
		found = 0;
	if (found && (!*is_fresh || extra != NULL)) {
		CSN_TRY(csn_pass_get(pass, op, extra, err));
		*again = pass->header != NULL;
		*is_fresh = 1;
	}
	rc = COSIGN_OK;
out:
	csn_challenge_dispose(&challenge);
	return rc;
}

static cosign_rc_t
rewind_body(const struct csn_request *request, cosign_error_t *err)
{
	struct csn_body *body = request->body;

	if (body == NULL ||
	    (body->rewind != NULL && body->rewind(body->user) == 0))
		return COSIGN_OK;
	return csn_fail(err, COSIGN_E_UNAUTHORIZED,
	    "asked who is there behind bytes that cannot be sent again");
}

/* At most: unknown how to ask, a token that has expired, a wider one. */
#define SENDS_MAX 4

static cosign_rc_t
send_ours(struct csn_op *op, const struct csn_request *request,
    struct csn_pass *pass, struct csn_response *out, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int again = 1, is_fresh = 0, sends;

	CSN_TRY(csn_pass_get(pass, op, NULL, err));
	for (sends = 0; again; sends++) {
		if (sends > 0)
			CSN_TRY(rewind_body(request, err));
		CSN_TRY(send_with(op, request, pass, out, err));
		if (sends == SENDS_MAX - 1 || !is_challenge(op, out))
			break;
		CSN_TRY(
		    answer_challenge(&again, op, out, pass, &is_fresh, err));
	}
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
csn_op_send(struct csn_op *op, const struct csn_request *request,
    struct csn_response *out, cosign_error_t *err)
{
	struct csn_pass pass = { NULL, NULL, 0 };
	cosign_rc_t rc;

	csn_response_init(out);
	if (csn_op_is_ours(op, request->url))
		rc = send_ours(op, request, &pass, out, err);
	else
		rc = send_with(op, request, &pass, out, err);
	csn_pass_dispose(&pass);
	return rc;
}

cosign_rc_t
csn_op_ask(struct csn_op *op, const char *method, const char *url,
    const char *accept, size_t answer_max, struct csn_response *out,
    cosign_error_t *err)
{
	const struct csn_header header = { "Accept", accept, 0 };
	struct csn_request request = { .method = method, .url = url };

	request.headers = &header;
	request.header_count = accept != NULL;
	request.answer_max = answer_max;
	return csn_op_send(op, &request, out, err);
}

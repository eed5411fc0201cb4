#include "net/url.h"
#include "oci/registry/session.h"
#include "util/base64.h"
#include "util/json.h"
#include "util/limits.h"

/* What servers of tokens know go-containerregistry by; some want to know. */
#define CLIENT_ID "go-containerregistry"

struct asking {
	struct csn_op *op;
	const struct csn_challenge *challenge;
	const struct csn_login *login;
	const char *scopes;
};

static void
add_parameter(struct csn_buf *out, const char *name, struct csn_span value)
{
	if (out->len > 0 && out->p[out->len - 1] != '?')
		csn_buf_add_char(out, '&');
	csn_buf_add_str(out, name);
	csn_buf_add_char(out, '=');
	csn_url_escape(out, value);
}

static void
add_scopes(struct csn_buf *out, const char *scopes)
{
	size_t len;

	for (; *scopes != '\0'; scopes += len) {
		scopes += strspn(scopes, " ");
		len = strcspn(scopes, " ");
		if (len > 0)
			add_parameter(out, "scope", csn_span(scopes, len));
	}
}

static cosign_rc_t
write_url(struct csn_buf *out, const struct asking *asking, cosign_error_t *err)
{
	const char *realm = asking->challenge->realm;

	csn_buf_add_str(out, realm);
	if (strchr(realm, '?') == NULL)
		csn_buf_add_char(out, '?');
	add_scopes(out, asking->scopes);
	if (asking->challenge->service != NULL)
		add_parameter(
		    out, "service", csn_span_str(asking->challenge->service));
	return csn_buf_finish(out, err);
}

/* OAuth 2.0 (RFC 6749 6), as docker's "oauth2" endpoint wants it. */
static cosign_rc_t
write_form(
    struct csn_buf *out, const struct asking *asking, cosign_error_t *err)
{
	csn_buf_reserve(out,
	    3 * strlen(asking->login->who.identity_token) +
		CSN_HEADER_VALUE_MAX);
	csn_buf_add_str(out, "grant_type=refresh_token");
	add_parameter(out, "client_id", csn_span_str(CLIENT_ID));
	if (asking->challenge->service != NULL)
		add_parameter(
		    out, "service", csn_span_str(asking->challenge->service));
	add_parameter(out, "scope", csn_span_str(asking->scopes));
	add_parameter(out, "refresh_token",
	    csn_span_str(asking->login->who.identity_token));
	return csn_buf_finish(out, err);
}

static cosign_rc_t
write_basic(struct csn_buf *out, const struct cosign_credential *who,
    cosign_error_t *err)
{
	struct csn_buf plain;
	cosign_rc_t rc;

	csn_buf_init(&plain, 2 * CSN_CREDENTIAL_MAX + 1);
	csn_buf_add_str(&plain, who->user);
	csn_buf_add_char(&plain, ':');
	csn_buf_add_str(&plain, who->password == NULL ? "" : who->password);
	rc = csn_buf_finish(&plain, err);
	if (rc == COSIGN_OK) {
		csn_buf_reserve(out, 6 + csn_base64_size(plain.len));
		csn_buf_add_str(out, "Basic ");
		csn_base64_encode(out, plain.p, plain.len);
		rc = csn_buf_finish(out, err);
	}
	csn_buf_dispose_secret(&plain);
	return rc;
}

cosign_rc_t
csn_basic_write(
    struct csn_buf *header, const struct csn_login *login, cosign_error_t *err)
{
	return write_basic(header, &login->who, err);
}

static int
is_redirect(int status)
{
	return status == 301 || status == 302 || status == 303 ||
	    status == 307 || status == 308;
}

/* Where to ask next; the header goes along to the same origin alone. */
static cosign_rc_t
follow(struct csn_buf *url, struct csn_request *request, struct csn_op *op,
    const struct csn_response *response, cosign_error_t *err)
{
	const char *location = csn_response_header(response, "Location", 0);
	struct csn_url before, after;
	struct csn_buf next;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	csn_buf_init(&next, CSN_REGISTRY_URL_MAX);
	if (location == NULL || request->body != NULL) {
		rc = csn_fail(err, COSIGN_E_PROTOCOL,
		    "status %d: redirected, where it cannot be",
		    response->status);
		goto out;
	}
	CSN_TRY(csn_url_resolve(&next, request->url, location, err));
	CSN_TRY(csn_buf_finish(&next, err));
	CSN_TRY(csn_op_check_url(op, (const char *)next.p, "redirect", err));
	CSN_TRY(csn_url_parse(&before, request->url, err));
	CSN_TRY(csn_url_parse(&after, (const char *)next.p, err));
	if (!csn_url_is_same_origin(&before, &after))
		request->header_count = 0;
	csn_buf_dispose(url);
	*url = next;
	request->url = (const char *)url->p;
	return COSIGN_OK;
out:
	csn_buf_dispose(&next);
	return rc;
}

/* url is the buffer that the request's URL is in. */
static cosign_rc_t
send(struct csn_op *op, struct csn_request *request, struct csn_buf *url,
    struct csn_response *out, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	int left = CSN_TOKEN_REDIRECTS_MAX;

	request->url = (const char *)url->p;
	request->answer_max = CSN_TOKEN_ANSWER_MAX;
	request->deadline = op->deadline;
	request->flags |= CSN_REQUEST_NO_REDIRECT;
	for (;;) {
		CSN_TRY(
		    csn_http_send(op->registry->all->http, request, out, err));
		if (!is_redirect(out->status))
			return COSIGN_OK;
		if (left-- == 0) {
			rc = csn_fail(err, COSIGN_E_PROTOCOL,
			    "more than %d redirects", CSN_TOKEN_REDIRECTS_MAX);
			goto out;
		}
		CSN_TRY(follow(url, request, op, out, err));
		csn_response_dispose(out);
		csn_response_init(out);
	}
out:
	return rc;
}

static cosign_rc_t
get(const struct asking *asking, struct csn_response *out, cosign_error_t *err)
{
	struct csn_request request = { .method = "GET" };
	struct csn_header header = { "Authorization", NULL, 1 };
	struct csn_buf url, basic;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	csn_buf_init(&url, CSN_REGISTRY_URL_MAX);
	csn_buf_init(&basic, 4 * CSN_CREDENTIAL_MAX);
	CSN_TRY(write_url(&url, asking, err));
	/* What is added to the realm the registry said, too. */
	CSN_TRY(
	    csn_op_check_url(asking->op, (const char *)url.p, "realm", err));
	if (asking->login->who.user != NULL) {
		CSN_TRY(write_basic(&basic, &asking->login->who, err));
		header.value = (const char *)basic.p;
		request.headers = &header;
		request.header_count = 1;
	}
	rc = send(asking->op, &request, &url, out, err);
out:
	csn_buf_dispose_secret(&basic);
	csn_buf_dispose(&url);
	return rc;
}

static cosign_rc_t
post(const struct asking *asking, struct csn_response *out, cosign_error_t *err)
{
	static const struct csn_header header = { "Content-Type",
		"application/x-www-form-urlencoded", 0 };
	struct csn_request request = { .method = "POST" };
	struct csn_memory_body memory;
	struct csn_body body;
	struct csn_buf url, form;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	csn_buf_init(&url, CSN_REGISTRY_URL_MAX);
	csn_buf_init(&form, 8 * CSN_CREDENTIAL_MAX);
	csn_buf_add_str(&url, asking->challenge->realm);
	CSN_TRY(csn_buf_finish(&url, err));
	CSN_TRY(write_form(&form, asking, err));
	memory.bytes = csn_span(form.p, form.len);
	csn_body_from_memory(&body, &memory);
	request.headers = &header;
	request.header_count = 1;
	request.body = &body;
	rc = send(asking->op, &request, &url, out, err);
out:
	csn_buf_dispose_secret(&form);
	csn_buf_dispose(&url);
	return rc;
}

static int
is_printable(struct csn_span text)
{
	size_t i;

	for (i = 0; i < text.len; i++)
		if (text.p[i] <= ' ' || text.p[i] > '~')
			return 0;
	return text.len > 0;
}

static cosign_rc_t
read_token(struct csn_buf *header, const json_t *root, cosign_error_t *err)
{
	struct csn_span token = { NULL, 0 };
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(csn_json_string_opt(&token, root, "access_token", err));
	if (token.len == 0)
		CSN_TRY(csn_json_string_opt(&token, root, "token", err));
	if (!is_printable(token))
		return csn_fail(
		    err, COSIGN_E_PROTOCOL, "there is no token in the answer");
	csn_buf_reserve(header, 7 + token.len);
	csn_buf_add_str(header, "Bearer ");
	csn_buf_add(header, token.p, token.len);
	rc = csn_buf_finish(header, err);
out:
	return rc;
}

static cosign_rc_t
read_answer(struct csn_buf *header, const struct csn_response *response,
    cosign_error_t *err)
{
	json_t *root = NULL;
	cosign_rc_t rc;

	rc = csn_json_parse(
	    &root, (const char *)response->body.p, response->body.len, err);
	if (rc == COSIGN_OK && json_is_object(root))
		rc = read_token(header, root, err);
	else if (rc == COSIGN_OK)
		rc = csn_fail(err, COSIGN_E_PROTOCOL, "not an object");
	csn_json_wipe(root);
	json_decref(root);
	if (rc != COSIGN_OK && rc != COSIGN_E_NOMEM)
		rc = csn_fail_as(err, COSIGN_E_PROTOCOL);
	return rc;
}

static cosign_rc_t
take_answer(struct csn_buf *header, const struct asking *asking,
    const struct csn_response *response, int is_posted, cosign_error_t *err)
{
	const int status = response->status;
	cosign_rc_t rc;

	if (status == 200)
		return read_answer(header, response, err);
	/* Some say 400 of a refresh token that has expired (RFC 6749 5.2). */
	if (status == 401 || status == 403 || (status == 400 && is_posted))
		rc = csn_fail(err, COSIGN_E_UNAUTHORIZED,
		    "status %d (asked with %s)", status, asking->login->source);
	else
		rc = csn_fail(err, COSIGN_E_HTTP, "status %d", status);
	csn_cause(err, COSIGN_CAUSE_HTTP, (uint64_t)status);
	return rc;
}

static cosign_rc_t
fetch(struct csn_buf *header, const struct asking *asking,
    struct csn_response *response, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	CSN_TRY(csn_op_check_url(
	    asking->op, asking->challenge->realm, "realm", err));
	if (asking->login->who.identity_token != NULL) {
		CSN_TRY(post(asking, response, err));
		if (response->status != 404)
			return take_answer(header, asking, response, 1, err);
		csn_buf_dispose_secret(&response->body);
		csn_response_dispose(response);
		csn_response_init(response);
	}
	CSN_TRY(get(asking, response, err));
	rc = take_answer(header, asking, response, 0, err);
out:
	return rc;
}

cosign_rc_t
csn_token_fetch(struct csn_buf *header, struct csn_op *op,
    const struct csn_challenge *challenge, const struct csn_login *login,
    const char *scopes, cosign_error_t *err)
{
	const struct asking asking = { op, challenge, login, scopes };
	struct csn_response response;
	struct csn_buf shown;
	cosign_rc_t rc;

	csn_response_init(&response);
	csn_buf_init(&shown, CSN_REGISTRY_URL_MAX);
	rc = fetch(header, &asking, &response, err);
	if (rc != COSIGN_OK) {
		csn_url_show(&shown, challenge->realm);
		if (csn_buf_finish(&shown, NULL) == COSIGN_OK)
			rc = csn_fail_at(err, rc, "token of %.*s",
			    2 * CSN_QUOTE_MAX, (const char *)shown.p);
	}
	csn_buf_dispose(&shown);
	csn_buf_dispose_secret(&response.body);
	csn_response_dispose(&response);
	return rc;
}

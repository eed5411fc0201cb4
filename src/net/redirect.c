/* Where a redirect leads, and what goes along: RFC 9110 15.4. */
#include "net/send.h"
#include "util/limits.h"

#include <string.h>

int
csn_is_redirect(const struct csn_sending *sending)
{
	if ((sending->request->flags & CSN_REQUEST_NO_REDIRECT) != 0)
		return 0;
	switch (sending->out->status) {
	case 301:
	case 302:
	case 303:
	case 307:
	case 308:
		/* Without Location it is an answer as any other. */
		return csn_response_header(sending->out, "Location", 0) != NULL;
	default:
		return 0;
	}
}

/* A method that is another's from here on, and its body left behind. */
static void
change_method(struct csn_sending *sending)
{
	const int status = sending->out->status;

	if (status == 303 && strcmp(sending->method, "HEAD") != 0) {
		sending->method = "GET";
		sending->body = NULL;
	}
	if ((status == 301 || status == 302) &&
	    strcmp(sending->method, "POST") == 0) {
		sending->method = "GET";
		sending->body = NULL;
	}
}

static cosign_rc_t
check_target(const struct csn_sending *sending, const struct csn_url *from,
    const struct csn_url *to, cosign_error_t *err)
{
	struct csn_buf shown;

	if (from->is_https && !to->is_https) {
		csn_buf_init(&shown, CSN_URL_MAX);
		csn_url_write_host(&shown, to, 0);
		(void)csn_buf_finish(&shown, NULL);
		(void)csn_fail(err, COSIGN_E_PROTOCOL,
		    "redirect from https to http: %s",
		    shown.p != NULL ? (const char *)shown.p : "");
		csn_buf_dispose(&shown);
		return COSIGN_E_PROTOCOL;
	}
	if (sending->body != NULL && sending->has_read &&
	    sending->body->rewind == NULL)
		return csn_fail(err, COSIGN_E_UNAVAILABLE,
		    "redirect of a body that cannot be sent again");
	return COSIGN_OK;
}

/* What Location means. One that means nothing is the server's fault. */
static cosign_rc_t
read_location(struct csn_buf *target, const struct csn_sending *sending,
    cosign_error_t *err)
{
	const cosign_rc_t rc =
	    csn_url_resolve(target, (const char *)sending->url.p,
		csn_response_header(sending->out, "Location", 0), err);

	if (rc == COSIGN_OK || rc == COSIGN_E_NOMEM)
		return rc;
	return csn_fail_at(
	    err, csn_fail_as(err, COSIGN_E_PROTOCOL), "redirect");
}

cosign_rc_t
csn_redirect(struct csn_sending *sending, cosign_error_t *err)
{
	struct csn_url from, to;
	struct csn_buf target;
	cosign_rc_t rc = COSIGN_E_INTERNAL;

	csn_buf_init(&target, CSN_URL_MAX);
	if (++sending->redirects > CSN_REDIRECTS_MAX)
		return csn_fail(err, COSIGN_E_PROTOCOL,
		    "more than %d redirects", CSN_REDIRECTS_MAX);
	CSN_TRY(read_location(&target, sending, err));
	CSN_TRY(csn_url_parse(&from, (const char *)sending->url.p, err));
	CSN_TRY(csn_url_parse(&to, (const char *)target.p, err));
	change_method(sending);
	CSN_TRY(check_target(sending, &from, &to, err));
	/* For good: who was asked in between may send us back to a place of
	   their choice. */
	if (!csn_url_is_same_origin(&from, &to))
		sending->has_left = 1;
	csn_buf_dispose_secret(&sending->url);
	sending->url = target;
	csn_buf_init(&target, CSN_URL_MAX);
	rc = COSIGN_OK;
out:
	csn_buf_dispose_secret(&target);
	return rc;
}

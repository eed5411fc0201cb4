/* What csn_http_send() has in hand. */
#ifndef CSN_NET_SEND_H
#define CSN_NET_SEND_H

#include "net/exchange.h"
#include "net/url.h"

struct csn_sending {
	cosign_http_t *http;
	const struct csn_request *request;
	struct csn_response *out;
	int64_t deadline;

	/* Where it goes now, and as what. */
	const char *method;
	struct csn_buf url; /* without user and fragment */
	struct csn_body *body;
	uint32_t redirects;
	int has_left; /* the origin of the first URL, for good */

	struct csn_buf authorization; /* of the first URL's user; secret */
	struct csn_header *headers;   /* room for all */

	/* Of the last exchange, and before. */
	unsigned int facts;
	int has_read;    /* the body has to be rewound */
	int has_written; /* the sink has to begin again */
	uint32_t failures;
};

/* Whether the answer is a redirect that is to be followed. */
int csn_is_redirect(const struct csn_sending *sending);
/* Then, where to (RFC 9110 15.4). COSIGN_E_PROTOCOL, _UNAVAILABLE. */
cosign_rc_t csn_redirect(struct csn_sending *sending, cosign_error_t *err);

/* Milliseconds until it is sent once more after it ended so; -1: it is not. */
int64_t csn_retry_wait(struct csn_sending *sending, cosign_rc_t rc);

#endif

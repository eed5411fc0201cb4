/* URLs of http and https (RFC 3986), as far as a client needs them. */
#ifndef CSN_NET_URL_H
#define CSN_NET_URL_H

#include "util/buf.h"

struct csn_url {
	int is_https;
	struct csn_span host; /* without brackets; lower case is not made */
	uint16_t port;        /* that of the scheme if it is not written */
	struct csn_span user; /* "user:password"; empty without */
	/* From the first slash, with the query. Where there is none it is empty
	   or a query: csn_url_write() has one all the same. */
	struct csn_span path;
};

/*
 * Strict: what it takes, every other parser reads the same way. Spans are parts
 * of the text; a fragment is in none. COSIGN_E_MALFORMED, COSIGN_E_UNSUPPORTED
 * (another scheme), COSIGN_E_LIMIT. Texts name no part that may be secret.
 */
cosign_rc_t csn_url_parse(
    struct csn_url *out, const char *text, cosign_error_t *err);
/* The URL without user and fragment, and with a port only if it is not that of
   the scheme. */
void csn_url_write(struct csn_buf *out, const struct csn_url *url);
/* Host and port alone, as Host and CONNECT have them: the port if it is not
   that of the scheme, or always. */
void csn_url_write_host(
    struct csn_buf *out, const struct csn_url *url, int always_port);
int csn_url_is_ip6(const struct csn_url *url);
/* Whether scheme, host (any case) and port are the same (RFC 6454 4). */
int csn_url_is_same_origin(const struct csn_url *a, const struct csn_url *b);
/* What a Location or Link of an answer to base means (RFC 3986 5.2), without
   user and fragment; what may not stand in a URL is percent-encoded. Errors as
   csn_url_parse(). */
cosign_rc_t csn_url_resolve(struct csn_buf *out, const char *base,
    const char *reference, cosign_error_t *err);
/* Percent-encoded as part of a query or path: all but unreserved
   characters. */
void csn_url_escape(struct csn_buf *out, struct csn_span text);
/* For people and logs: without user, query and fragment; nothing of a text that
   is no URL, and whose user cannot be told from its query. */
void csn_url_show(struct csn_buf *out, const char *url);

#endif

/* Which proxy a request takes: options as HTTPS_PROXY, HTTP_PROXY and NO_PROXY
   have them, read as Go reads these (golang.org/x/net/http/httpproxy). */
#ifndef CSN_NET_PROXY_H
#define CSN_NET_PROXY_H

#include "net/url.h"

/*
 * "[SCHEME://][USER[:PASSWORD]@]HOST[:PORT]" as a URL with all of these: the
 * scheme is http, https, socks5 or socks5h, which are both socks5h: names are
 * looked up by the proxy. COSIGN_E_MALFORMED, _UNSUPPORTED, _LIMIT; the text
 * names no user.
 */
cosign_rc_t csn_proxy_parse(
    struct csn_buf *out, const char *text, cosign_error_t *err);

/*
 * Whether a request is sent without proxy. Hosts on the loopback always are.
 * The list has, between commas: names, which stand for what is below them,
 * too; ".name" and "*.name" for that alone; addresses; networks as 10.0.0.0/8;
 * all but networks with or without a port; "*" for everything. NULL is empty.
 */
int csn_proxy_is_bypassed(const char *list, const struct csn_url *url);

#endif

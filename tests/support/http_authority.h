/* A certificate authority for servers and clients of tests. */
#ifndef TESTS_SUPPORT_HTTP_AUTHORITY_H
#define TESTS_SUPPORT_HTTP_AUTHORITY_H

struct http_authority;

struct http_authority *http_authority_new(const char *common_name);
void http_authority_free(struct http_authority *authority); /* NULL is fine */

/* Its own certificate, PEM. Borrowed. */
const char *http_authority_pem(const struct http_authority *authority);

/*
 * A certificate for both ends of a connection, and its unencrypted key, PEM.
 * Borrowed of the authority.
 * @param names  as OpenSSL has them: "DNS:localhost,IP:127.0.0.1"; NULL: none.
 */
void http_authority_issue(struct http_authority *authority,
    const char *common_name, const char *names, const char **certificate,
    const char **key);

#endif

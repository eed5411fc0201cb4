/* Headers that registries put questions and places into. */
#include "oci/registry/challenge.h"
#include "oci/registry/link.h"
#include "util/limits.h"

#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

struct challenge {
	const char *header;
	enum csn_auth_scheme scheme;
	const char *realm, *service, *scope; /* NULL: none */
};

#define R "https://a.example/t"

static const struct challenge accepted[] = {
	{ "Bearer realm=\"" R "\"", CSN_AUTH_BEARER, R, NULL, NULL },
	{ "Bearer realm=\"" R "\",service=\"s\",scope=\"repository:a:pull\"",
	    CSN_AUTH_BEARER, R, "s", "repository:a:pull" },
	{ "bEARER Realm = \"" R "\" , SERVICE = s", CSN_AUTH_BEARER, R, "s",
	    NULL },
	{ "Bearer realm=\"a\\\"b\\\\c\"", CSN_AUTH_BEARER, "a\"b\\c", NULL,
	    NULL },
	{ "Bearer realm=\"a,b=c\",error=\"insufficient_scope\"",
	    CSN_AUTH_BEARER, "a,b=c", NULL, NULL },
	{ "Bearer  \trealm=x", CSN_AUTH_BEARER, "x", NULL, NULL },
	{ "Bearer realm=x,realm=y", CSN_AUTH_BEARER, "x", NULL, NULL },
	{ "Bearer realm=x, Basic realm=y", CSN_AUTH_BEARER, "x", NULL, NULL },
	{ "Basic realm=y, Bearer realm=x", CSN_AUTH_BASIC, "y", NULL, NULL },
	{ "Negotiate, Basic realm=y", CSN_AUTH_BASIC, "y", NULL, NULL },
	{ "Negotiate abc/+==, Basic realm=y", CSN_AUTH_BASIC, "y", NULL, NULL },
	{ "Digest realm=z, nonce=\"n\", Basic", CSN_AUTH_BASIC, NULL, NULL,
	    NULL },
	{ "Basic", CSN_AUTH_BASIC, NULL, NULL, NULL },
	{ ",, Basic ,realm=\"\"", CSN_AUTH_BASIC, "", NULL, NULL },
	{ "Negotiate", CSN_AUTH_NONE, NULL, NULL, NULL },
	{ "Digest realm=z", CSN_AUTH_NONE, NULL, NULL, NULL },
	{ "", CSN_AUTH_NONE, NULL, NULL, NULL },
	{ " , ", CSN_AUTH_NONE, NULL, NULL, NULL },
};

static int
same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

Test(challenge, says_how_to_ask)
{
	const struct challenge *row;
	struct csn_challenge c;
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(accepted); i++) {
		row = &accepted[i];
		cr_assert_eq(csn_challenge_parse(&c, row->header, NULL),
		    COSIGN_OK, "%s", row->header);
		cr_expect_eq(c.scheme, row->scheme, "%s", row->header);
		cr_expect(same(c.realm, row->realm), "%s", row->header);
		cr_expect(same(c.service, row->service), "%s", row->header);
		cr_expect(same(c.scope, row->scope), "%s", row->header);
		csn_challenge_dispose(&c);
	}
}

struct refused {
	const char *header;
	const char *text;
};

#define NEITHER  "WWW-Authenticate: neither a scheme nor a parameter"
#define NO_VALUE "WWW-Authenticate: a parameter without a value"

static const struct refused refused[] = {
	{ "Bearer", "WWW-Authenticate: Bearer without realm" },
	{ "Bearer service=x", "WWW-Authenticate: Bearer without realm" },
	{ "Bearer realm", "WWW-Authenticate: Bearer without realm" },
	/* that might be a token68 */
	{ "Bearer realm=", "WWW-Authenticate: Bearer without realm" },
	{ "Bearer service=x,realm=", NO_VALUE },
	{ "Bearer realm=\"x", NO_VALUE },
	{ "Bearer realm=\"x\\", NO_VALUE },
	{ "Bearer realm=\"x\" service=y", NEITHER },
	{ "Bearer realm=x;service=y", NEITHER },
	{ "=x", NEITHER },
	{ "\"Basic\"", NEITHER },
	{ "Basic realm=x \x01", NEITHER },
};

Test(challenge, is_refused_if_it_is_none)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_challenge c;
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(refused); i++) {
		cr_expect_eq(csn_challenge_parse(&c, refused[i].header, err),
		    COSIGN_E_MALFORMED, "%s", refused[i].header);
		cr_expect_eq(strncmp(cosign_error_message(err), refused[i].text,
				 strlen(refused[i].text)),
		    0, "%s: %s", refused[i].header, cosign_error_message(err));
		cr_expect_null(c.realm);
		cr_expect_eq(c.scheme, CSN_AUTH_NONE);
	}
	cosign_error_free(err);
}

Test(challenge, has_a_limit)
{
	char *header = malloc(CSN_HEADER_VALUE_MAX + 100);
	const size_t start = strlen("Bearer realm=");
	cosign_error_t *err = cosign_error_new();
	struct csn_challenge c;

	cr_assert_not_null(header);
	(void)memcpy(header, "Bearer realm=", start);
	memset(header + start, 'x', CSN_HEADER_VALUE_MAX + 1);
	header[start + CSN_HEADER_VALUE_MAX] = '\0';
	cr_expect_eq(csn_challenge_parse(&c, header, err), COSIGN_OK);
	csn_challenge_dispose(&c);
	header[start + CSN_HEADER_VALUE_MAX] = 'x';
	header[start + CSN_HEADER_VALUE_MAX + 1] = '\0';
	cr_expect_eq(csn_challenge_parse(&c, header, err), COSIGN_E_LIMIT);
	cosign_error_free(err);
	free(header);
}

static const struct refused links[] = {
	/* the header, and the URL: NULL: none */
	{ "</v2/a/tags/list?last=b&n=2>; rel=\"next\"",
	    "/v2/a/tags/list?last=b&n=2" },
	{ "<x>;rel=next", "x" },
	{ "<x> ; REL = \"prev  NEXT\"", "x" },
	{ "<x>; title=\"a, b; c\"; rel=next", "x" },
	{ "<x>; rel=prev, <y>; rel=next", "y" },
	{ "<x>; rel=prev; rel=next", NULL },
	{ "<x>; rel=nextone", NULL },
	{ "<x>", NULL },
	{ "<x>; crossorigin; rel=next", "x" },
	{ ", ,<x>; rel=next,", "x" },
	{ "", NULL },
};

Test(link, says_where_the_next_page_is)
{
	char *url;
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(links); i++) {
		cr_assert_eq(csn_link_next(&url, links[i].header, NULL),
		    COSIGN_OK, "%s", links[i].header);
		cr_expect(same(url, links[i].text), "%s: %s", links[i].header,
		    url == NULL ? "none" : url);
		free(url);
	}
}

static const struct refused no_links[] = {
	{ "x", "Link: no URL between < and >" },
	{ "<x", "Link: no URL between < and >" },
	{ "<x>; rel=", "Link: a parameter without a value" },
	{ "<x>; rel=\"next", "Link: a parameter without a value" },
	{ "<x> rel=next", "Link: no comma between links" },
	{ "<x>; rel=prev <y>; rel=next", "Link: no comma between links" },
	{ "<>; rel=next", "Link: an empty URL" },
};

Test(link, is_refused_if_it_is_none)
{
	cosign_error_t *err = cosign_error_new();
	char *url;
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(no_links); i++) {
		cr_expect_eq(csn_link_next(&url, no_links[i].header, err),
		    COSIGN_E_MALFORMED, "%s", no_links[i].header);
		cr_expect_null(url);
		cr_expect_eq(strncmp(cosign_error_message(err),
				 no_links[i].text, strlen(no_links[i].text)),
		    0, "%s: %s", no_links[i].header, cosign_error_message(err));
	}
	cosign_error_free(err);
}

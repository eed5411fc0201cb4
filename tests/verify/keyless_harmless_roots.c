/* Of trusted roots, under which the subject's bundle is still accepted. */
#include "keyless_harmless.h"

#include "vectors.h"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <stdlib.h>
#include <string.h>

/* VS_NOW */
#define SIGNED_AT "2025-06-15T15:06:40Z"

/* The certificate whose base64 has this place in it; NULL: OpenSSL reads
   none. */
static X509 *
certificate_around(const char *text, size_t at)
{
	const unsigned char *p;
	unsigned char *der;
	X509 *x509 = NULL;
	size_t start = at, len;
	int n;

	while (text[start - 1] != '"')
		start--;
	len = strcspn(text + start, "\"");
	der = malloc(len + 1);
	if (der == NULL)
		abort();
	n = EVP_DecodeBlock(der, (const unsigned char *)text + start, (int)len);
	p = der;
	if (n > 0)
		x509 = d2i_X509(NULL, &p, n);
	free(der);
	return x509;
}

static int
same_name(const X509 *a, const X509 *b)
{
	const unsigned char *p, *q;
	size_t n, m;

	return X509_NAME_get0_der(X509_get_subject_name(a), &p, &n) &&
	    X509_NAME_get0_der(X509_get_subject_name(b), &q, &m) && n == m &&
	    memcmp(p, q, n) == 0;
}

static int
same_key(const X509 *a, const X509 *b)
{
	unsigned char *p = NULL, *q = NULL;
	const int n = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(a), &p);
	const int m = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(b), &q);
	const int same = n > 0 && n == m && memcmp(p, q, (size_t)n) == 0;

	OPENSSL_free(p);
	OPENSSL_free(q);
	return same;
}

/* A certificate that is trusted is a name and a key. Nobody checks its own
   signature, nor who issued it; and what else is in it may be such that the
   bundle's path still fits. */
static int
is_same_anchor(const char *was, const struct mutant *m)
{
	const size_t at = place_of_change(was, m);
	X509 *before = certificate_around(was, at);
	X509 *after = certificate_around(m->text, at);
	const int same = before != NULL && after != NULL &&
	    same_name(before, after) && same_key(before, after);

	X509_free(before);
	X509_free(after);
	return same;
}

/* Before "://". */
static int
is_in_scheme(const char *was, const struct mutant *m)
{
	const char *from = was + place_of_change(was, m);

	return strncmp(from + strcspn(from, ":/\""), "://", 3) == 0;
}

/* A window's start, as vs_rfc3339() writes it, is not after the signature. */
static int
is_in_time(const char *was, const struct mutant *m)
{
	size_t at = place_of_change(was, m);

	while (m->text[at - 1] != '"')
		at--;
	return strncmp(m->text + at, SIGNED_AT, strlen(SIGNED_AT)) <= 0;
}

#define ALL(ways, form, place, deed, reason) \
	HARMLESS_ROW(ways, form, place, deed, reason, 0, NULL, ROOTS)
#define SOME(ways, form, place, deed, reason) \
	HARMLESS_ROW(ways, form, place, deed, reason, 1, NULL, ROOTS)
#define WHERE(is, ways, form, place, deed, reason) \
	HARMLESS_ROW(ways, form, place, deed, reason, 1, is, ROOTS)
#define CASE(ways, form, place, deed, reason) \
	HARMLESS_ROW(ways, form, place, deed, reason, 0, NULL, CASE_ROOTS)
#define SOME_CASE(ways, form, place, deed, reason) \
	HARMLESS_ROW(ways, form, place, deed, reason, 1, NULL, CASE_ROOTS)
#define WHERE_CASE(is, ways, form, place, deed, reason) \
	HARMLESS_ROW(ways, form, place, deed, reason, 1, is, CASE_ROOTS)

#define CAS      "certificateAuthorities"
#define TSAS     "timestampAuthorities"
#define CHAIN    ".certChain.certificates"
#define KEY_CASE "managed-key-and-trusted-root"
#define END_CASE "trust-root-tlog-validity-end-inclusive"
#define DSSE     "rekor2-dsse-happy-path"
/* Cases of Sigstore's staging instance, and Rekor v2. */
#define STAGING "rekor2-happy-path|rekor2-timestamp-*|trust-root-tsa-*"
#define ANY_TEXT                                                            \
	"removed|null|\"\"|\"x\"|twice|with a blank behind|shorter by one|" \
	"in capitals|in small letters"

#define ANCHOR    "trust is in a name and a key"
#define EARLY     "the window is open in time"
#define EMBEDDED  "the timestamp brings it along"
#define FREE      "a text for people"
#define HOSTLESS  "this log's id is its key's, whatever its URL"
#define LAST      "the last of a chain is trusted, whoever issued it"
#define OUTWARD   "the window has become larger"
#define OWN       "the bundle brings it along"
#define TWICE     "the same once more"
#define UNORDERED "nobody asks for an order"
#define UNUSED    "nothing of the bundle is by that one"

/* clang-format off */
static struct harmless roots[] = {
	/* who is not asked */
	SOME(MEMBERS | BYTES | TEXT, "v0.3|*no promise|*both logs|*no log|*, chain|*, key", "tlogs[1]*", "*", UNUSED),
	SOME(MEMBERS | BYTES | TEXT, "*Rekor v2|*both logs|*no log", "tlogs[0]*", "*", UNUSED),
	ALL(MEMBERS, "*no log", "tlogs", "removed|null|[]", UNUSED),
	SOME(MEMBERS | BYTES, "*, key|" KEY_CASE, "ctlogs*", "*", UNUSED),
	SOME(MEMBERS | BYTES, "*, key|" KEY_CASE, CAS "*", "*", UNUSED),
	SOME(MEMBERS | BYTES | TEXT, "v0.3|*, chain|*, key|" KEY_CASE "|" END_CASE, TSAS "*", "*", UNUSED),
	SOME(MEMBERS | BYTES, "*, chain", CAS "[0]" CHAIN "[0]*", "*", OWN),
	SOME_CASE(MEMBERS | BYTES, STAGING "|" DSSE, "tlogs[0]*", "*", UNUSED),
	SOME_CASE(MEMBERS | BYTES, STAGING "|" DSSE, "ctlogs[0]*", "*", UNUSED),
	SOME_CASE(MEMBERS | BYTES, STAGING "|" DSSE, "ctlogs[1]*", "*", UNUSED),
	SOME_CASE(MEMBERS | BYTES, DSSE "|" KEY_CASE "|" END_CASE, "tlogs[1]*", "*", UNUSED),
	SOME_CASE(MEMBERS | BYTES, DSSE, "tlogs[2]*", "*", UNUSED),
	SOME_CASE(MEMBERS | BYTES, DSSE, "ctlogs[2]*", "*", UNUSED),
	SOME_CASE(MEMBERS | BYTES, END_CASE, "ctlogs[0]*", "*", UNUSED),
	SOME_CASE(MEMBERS | BYTES, END_CASE, CAS "[0]*", "*", UNUSED),
	/* what nobody reads */
	ALL(MEMBERS, "*", "*.subject", "removed|null|{}", FREE),
	SOME(MEMBERS | TEXT, "*", "*.subject.*", ANY_TEXT "|byte*", FREE),
	SOME(MEMBERS | TEXT, "*", "*.uri", ANY_TEXT "|byte*", FREE),
	SOME(MEMBERS | TEXT, "*", "ctlogs[?].baseUrl", ANY_TEXT "|byte*", FREE),
	SOME(MEMBERS | TEXT, "v0.3|*no promise|*, chain|*, key|intoto*|" KEY_CASE "|" END_CASE, "tlogs[0].baseUrl", ANY_TEXT "|byte*", HOSTLESS),
	WHERE(is_in_scheme, TEXT, "*Rekor v2", "tlogs[1].baseUrl", "byte*", "the host is what counts"),
	SOME_CASE(MEMBERS, "*", "*.operator", ANY_TEXT, FREE),
	SOME_CASE(MEMBERS, "*", "*.checkpointKeyId", "removed|null|{}", FREE),
	/* twice, and in which order */
	ALL(MEMBERS, "*", "tlogs[?]|ctlogs[?]|" CAS "[?]|" TSAS "[?]", "repeated", TWICE),
	ALL(MEMBERS, "*", CAS "[?]" CHAIN "[?]", "repeated", TWICE),
	ALL(MEMBERS, "*", TSAS "[?]" CHAIN "[1]", "repeated", TWICE),
	ALL(MEMBERS, "*", "tlogs|ctlogs|" CAS "|" TSAS, "elements turned around", UNORDERED),
	/* authorities */
	WHERE(is_same_anchor, BYTES | TEXT, "*", CAS "[?]" CHAIN "[1].rawBytes", "byte*", ANCHOR),
	WHERE(is_same_anchor, BYTES | TEXT, "!*-expired-*", TSAS "[0]" CHAIN "[1].rawBytes", "byte*", ANCHOR),
	ALL(MEMBERS, "*", CAS "[?]" CHAIN, "elements turned around", LAST),
	ALL(MEMBERS, "*", CAS "[?]" CHAIN "[1]", "removed", LAST),
	ALL(MEMBERS, "!*no log|intoto*|*-sct-*|*-dsse-*", TSAS "[0]" CHAIN "[0]", "removed", EMBEDDED),
	ALL(MEMBERS, "*", CAS "[?].validFor|" TSAS "[?].validFor", "removed|null|{}", OUTWARD),
	ALL(MEMBERS, "*", CAS "[?].validFor.start|" TSAS "[?].validFor.start", "removed|null", OUTWARD),
	WHERE(is_in_time, TEXT, "*", "*.validFor.start", "byte*", EARLY),
	CASE(MEMBERS, "*", "*.validFor.end", "removed|null", OUTWARD),
	WHERE_CASE(is_same_anchor, BYTES, "*-sct-*|intoto*", CAS "[0]" CHAIN "[0].rawBytes", "byte*", ANCHOR),
	WHERE_CASE(is_same_anchor, BYTES, "*-expired-*", TSAS "[0]" CHAIN "[2].rawBytes", "byte*", ANCHOR),
	CASE(MEMBERS, "*-expired-*", TSAS "[0]" CHAIN "[2]", "repeated", TWICE),
	CASE(MEMBERS, "*-expired-*", TSAS "[0]" CHAIN "[2]", "removed", LAST),
	/* spellings */
	ALL(MEMBERS, "*", "*", "name in snake case", SPELLING),
	ALL(MEMBERS, "*", "*.hashAlgorithm", "1", "the number of SHA2_256"),
};
/* clang-format on */

const struct harmless_table harmless_roots = { roots, ARRAY_LEN(roots) };

#include "tools.h"

#include <openssl/objects.h>

#include <time.h>

static struct vs_bytes
length(struct vs *vs, size_t len)
{
	size_t size = 1;

	if (len < 0x80)
		return vs_number(vs, len, 1);
	while (size < sizeof(len) && len >> 8 * size > 0)
		size++;
	return VS_CAT(
	    vs, vs_number(vs, 0x80 | size, 1), vs_number(vs, len, size));
}

struct vs_bytes
vs_der(struct vs *vs, int tag, struct vs_bytes contents)
{
	return VS_CAT(vs, vs_number(vs, (uint64_t)tag, 1),
	    length(vs, contents.len), contents);
}

struct vs_bytes
vs_der_int(struct vs *vs, uint64_t n)
{
	size_t size = 1;

	/* One bit more than the number has: the sign. */
	while (size < sizeof(n) && n >> (8 * size - 1) > 0)
		size++;
	if (n >> 63 > 0)
		return vs_der(vs, 0x02,
		    VS_CAT(vs, vs_number(vs, 0, 1), vs_number(vs, n, 8)));
	return vs_der(vs, 0x02, vs_number(vs, n, size));
}

struct vs_bytes
vs_der_taken(struct vs *vs, unsigned char *der, int len)
{
	struct vs_bytes copy;

	VS_NEED(len > 0);
	copy = vs_copy(vs, der, (size_t)len);
	OPENSSL_free(der);
	return copy;
}

struct vs_bytes
vs_der_oid(struct vs *vs, const char *oid)
{
	ASN1_OBJECT *object = OBJ_txt2obj(oid, 1);
	unsigned char *der = NULL;
	int len;

	VS_NEED(object != NULL);
	len = i2d_ASN1_OBJECT(object, &der);
	ASN1_OBJECT_free(object);
	return vs_der_taken(vs, der, len);
}

struct vs_bytes
vs_der_octets(struct vs *vs, struct vs_bytes bytes)
{
	return vs_der(vs, 0x04, bytes);
}

struct vs_bytes
vs_der_bits(struct vs *vs, struct vs_bytes bytes)
{
	return vs_der(vs, 0x03, VS_CAT(vs, vs_number(vs, 0, 1), bytes));
}

struct vs_bytes
vs_der_algorithm(struct vs *vs, const char *oid, int null)
{
	return VS_SEQ(vs, vs_der_oid(vs, oid),
	    null ? vs_der(vs, 0x05, VS_NOTHING) : VS_NOTHING);
}

static void
split(struct tm *tm, int64_t seconds)
{
	const time_t t = seconds;

	VS_NEED(gmtime_r(&t, tm) != NULL);
}

struct vs_bytes
vs_der_time(struct vs *vs, int64_t seconds, const char *fraction)
{
	struct tm tm;

	split(&tm, seconds);
	return vs_der(vs, 0x18,
	    vs_of(vs_text(vs, "%04d%02d%02d%02d%02d%02d%s%sZ",
		tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
		tm.tm_min, tm.tm_sec, fraction == NULL ? "" : ".",
		fraction == NULL ? "" : fraction)));
}

struct vs_bytes
vs_der_utctime(struct vs *vs, int64_t seconds)
{
	struct tm tm;

	split(&tm, seconds);
	return vs_der(vs, 0x17,
	    vs_of(vs_text(vs, "%02d%02d%02d%02d%02d%02dZ", tm.tm_year % 100,
		tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec)));
}

char *
vs_rfc3339(struct vs *vs, int64_t seconds)
{
	struct tm tm;

	split(&tm, seconds);
	return vs_text(vs, "%04d-%02d-%02dT%02d:%02d:%02dZ", tm.tm_year + 1900,
	    tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

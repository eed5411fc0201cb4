#include "crypto/der.h"

/* Bytes that the length field may have, which is 4 GiB of content. */
#define LENGTH_BYTES_MAX 4

static cosign_rc_t
fail_cut(cosign_error_t *err)
{
	return csn_fail(err, COSIGN_E_DER, "DER: cut");
}

static uint8_t
take_byte(struct csn_span *in)
{
	const uint8_t byte = in->p[0];

	in->p++;
	in->len--;
	return byte;
}

/* X.690 8.1.3 and 10.1: definite, in the fewest bytes. */
static cosign_rc_t
read_length(struct csn_span *in, size_t *len, cosign_error_t *err)
{
	uint32_t value = 0;
	unsigned int first, n;

	if (in->len == 0)
		return fail_cut(err);
	first = take_byte(in);
	if (first < 0x80) {
		*len = first;
		return COSIGN_OK;
	}
	if (first == 0x80)
		return csn_fail(err, COSIGN_E_DER, "DER: indefinite length");
	n = first & 0x7f;
	if (n > LENGTH_BYTES_MAX)
		return csn_fail(
		    err, COSIGN_E_DER, "DER: length of %u bytes", n);
	if (in->len < n)
		return fail_cut(err);
	while (n-- > 0)
		value = value << 8 | take_byte(in);
	/* What a shorter form could have said. */
	if (value < 0x80 || (first & 0x7f) != csn_der_size(value) - value - 2)
		return csn_fail(
		    err, COSIGN_E_DER, "DER: length is not minimal");
	*len = value;
	return COSIGN_OK;
}

cosign_rc_t
csn_der_read_any(struct csn_span *in, int *tag, struct csn_span *element,
    struct csn_span *content, cosign_error_t *err)
{
	const uint8_t *start = in->p;
	cosign_rc_t rc;
	size_t len = 0;

	*tag = -1;
	*element = csn_span(NULL, 0);
	*content = csn_span(NULL, 0);
	if (in->len == 0)
		return fail_cut(err);
	*tag = take_byte(in);
	if ((*tag & 0x1f) == 0x1f)
		return csn_fail(err, COSIGN_E_DER, "DER: tag of several bytes");
	rc = read_length(in, &len, err);
	if (rc != COSIGN_OK)
		return rc;
	if (in->len < len)
		return fail_cut(err);
	*content = csn_span(in->p, len);
	in->p += len;
	in->len -= len;
	*element = csn_span(start, (size_t)(in->p - start));
	return COSIGN_OK;
}

cosign_rc_t
csn_der_read(
    struct csn_span *in, int tag, struct csn_span *content, cosign_error_t *err)
{
	struct csn_span element;
	cosign_rc_t rc;
	int got;

	rc = csn_der_read_any(in, &got, &element, content, err);
	if (rc != COSIGN_OK)
		return rc;
	if (got != tag)
		return csn_fail(err, COSIGN_E_DER,
		    "DER: tag 0x%02x where 0x%02x belongs", (unsigned int)got,
		    (unsigned int)tag);
	return COSIGN_OK;
}

int
csn_der_peek(struct csn_span in)
{
	return in.len == 0 ? -1 : in.p[0];
}

cosign_rc_t
csn_der_read_unsigned(
    struct csn_span *in, struct csn_span *bytes, cosign_error_t *err)
{
	cosign_rc_t rc = csn_der_read(in, CSN_DER_INTEGER, bytes, err);

	if (rc != COSIGN_OK)
		return rc;
	if (bytes->len == 0)
		return csn_fail(err, COSIGN_E_DER, "DER: empty INTEGER");
	if ((bytes->p[0] & 0x80) != 0)
		return csn_fail(err, COSIGN_E_DER, "DER: negative INTEGER");
	if (bytes->p[0] == 0) {
		if (bytes->len > 1 && (bytes->p[1] & 0x80) == 0)
			return csn_fail(
			    err, COSIGN_E_DER, "DER: INTEGER is not minimal");
		(void)take_byte(bytes);
	}
	return COSIGN_OK;
}

cosign_rc_t
csn_der_read_small(struct csn_span *in, uint32_t *value, cosign_error_t *err)
{
	struct csn_span bytes;
	cosign_rc_t rc = csn_der_read_unsigned(in, &bytes, err);

	if (rc != COSIGN_OK)
		return rc;
	if (bytes.len > sizeof(*value))
		return csn_fail(err, COSIGN_E_DER, "DER: INTEGER too large");
	*value = 0;
	while (bytes.len > 0)
		*value = *value << 8 | take_byte(&bytes);
	return COSIGN_OK;
}

cosign_rc_t
csn_der_read_bool(struct csn_span *in, int *value, cosign_error_t *err)
{
	struct csn_span content;
	cosign_rc_t rc = csn_der_read(in, CSN_DER_BOOLEAN, &content, err);

	*value = 0;
	if (rc != COSIGN_OK)
		return rc;
	if (content.len != 1 || (content.p[0] != 0 && content.p[0] != 0xff))
		return csn_fail(err, COSIGN_E_DER, "DER: damaged BOOLEAN");
	*value = content.p[0] != 0;
	return COSIGN_OK;
}

cosign_rc_t
csn_der_read_bits(
    struct csn_span *in, struct csn_span *bytes, cosign_error_t *err)
{
	cosign_rc_t rc = csn_der_read(in, CSN_DER_BIT_STRING, bytes, err);

	if (rc != COSIGN_OK)
		return rc;
	if (bytes->len == 0)
		return csn_fail(err, COSIGN_E_DER, "DER: empty BIT STRING");
	if (take_byte(bytes) != 0)
		return csn_fail(
		    err, COSIGN_E_DER, "DER: BIT STRING is not of whole bytes");
	return COSIGN_OK;
}

cosign_rc_t
csn_der_end(struct csn_span in, cosign_error_t *err)
{
	if (in.len == 0)
		return COSIGN_OK;
	return csn_fail(
	    err, COSIGN_E_DER, "DER: %zu bytes too many at the end", in.len);
}

size_t
csn_der_size(size_t content_len)
{
	size_t size = content_len + 2, rest;

	if (content_len >= 0x80)
		for (rest = content_len; rest > 0; rest >>= 8)
			size++;
	return size;
}

/* Big-endian bytes without the zeros that say nothing. */
static struct csn_span
strip_zeros(struct csn_span bytes)
{
	while (bytes.len > 0 && bytes.p[0] == 0)
		(void)take_byte(&bytes);
	return bytes;
}

/* Content of an INTEGER: a zero in front if the first bit would be a sign,
   or if there is nothing else. */
static int
needs_zero(struct csn_span stripped)
{
	return stripped.len == 0 || (stripped.p[0] & 0x80) != 0;
}

size_t
csn_der_unsigned_size(struct csn_span bytes)
{
	const struct csn_span v = strip_zeros(bytes);

	return csn_der_size(v.len + (needs_zero(v) ? 1 : 0));
}

void
csn_der_add_header(struct csn_buf *out, int tag, size_t content_len)
{
	size_t n = csn_der_size(content_len) - content_len - 2;

	csn_buf_add_char(out, (char)tag);
	if (n == 0) {
		csn_buf_add_char(out, (char)content_len);
		return;
	}
	csn_buf_add_char(out, (char)(0x80 | n));
	while (n-- > 0)
		csn_buf_add_char(out, (char)(content_len >> (8 * n) & 0xff));
}

void
csn_der_add(struct csn_buf *out, int tag, struct csn_span content)
{
	csn_der_add_header(out, tag, content.len);
	csn_buf_add(out, content.p, content.len);
}

void
csn_der_add_unsigned(struct csn_buf *out, struct csn_span bytes)
{
	const struct csn_span v = strip_zeros(bytes);
	const int zero = needs_zero(v);

	csn_der_add_header(out, CSN_DER_INTEGER, v.len + (zero ? 1 : 0));
	if (zero)
		csn_buf_add_char(out, '\0');
	csn_buf_add(out, v.p, v.len);
}

/* Base64 (RFC 4648 4), written one way and read in three. */
#ifndef CSN_UTIL_BASE64_H
#define CSN_UTIL_BASE64_H

#include "util/buf.h"

enum csn_base64_mode {
	/* RFC 4648 to the letter: standard alphabet, padding, no line ends,
	   unused bits zero. */
	CSN_BASE64_STRICT,
	/* Go's base64.StdEncoding: CR and LF anywhere are skipped, unused bits
	   may be set; an empty text is fine. */
	CSN_BASE64_GO,
	/* protobuf JSON "bytes" as Go's protojson reads them: the URL alphabet
	   if '-' or '_' occurs, else the standard one; padding if the length
	   is a multiple of four, else none. CR and LF count in that length and
	   are then skipped; unused bits may be set. */
	CSN_BASE64_PROTO,
};

/* Longest text for n bytes, without NUL. */
static inline size_t
csn_base64_size(size_t n)
{
	return (n / 3 + (n % 3 != 0)) * 4;
}

void csn_base64_encode(struct csn_buf *out, const void *p, size_t len);

/* Append the bytes. COSIGN_OK, COSIGN_E_BASE64 with nothing appended, or the
   buffer's failure. Nothing of the text is quoted in the error. */
cosign_rc_t csn_base64_decode(struct csn_buf *out, const char *text, size_t len,
    enum csn_base64_mode mode, cosign_error_t *err);

/* Would csn_base64_decode() take it? */
cosign_rc_t csn_base64_check(const char *text, size_t len,
    enum csn_base64_mode mode, cosign_error_t *err);

/* Characters that are decoded at a time. */
#define CSN_BASE64_QUANTUM ((size_t)4)

/* Bytes that a text of this length can give at most. */
static inline size_t
csn_base64_decoded_max(size_t text_len)
{
	return text_len / CSN_BASE64_QUANTUM * 3 + 3;
}

#endif

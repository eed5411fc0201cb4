/* The three readings agree where they should, and writing undoes reading. */
#include "fuzz.h"

#include "util/base64.h"

static cosign_rc_t
decode(struct csn_buf *out, const uint8_t *data, size_t size,
    enum csn_base64_mode mode)
{
	csn_buf_init(out, size + 16);
	return csn_base64_decode(out, (const char *)data, size, mode, NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct csn_buf strict, go, proto, text;
	cosign_rc_t rc = decode(&strict, data, size, CSN_BASE64_STRICT);
	cosign_rc_t go_rc = decode(&go, data, size, CSN_BASE64_GO);
	cosign_rc_t proto_rc = decode(&proto, data, size, CSN_BASE64_PROTO);

	csn_buf_init(&text, size + 16);
	if (rc == COSIGN_OK) {
		/* What is strictly right is right in every reading. */
		HOLDS(go_rc == COSIGN_OK && proto_rc == COSIGN_OK);
		HOLDS(csn_span_eq(
		    csn_span(strict.p, strict.len), csn_span(go.p, go.len)));
		HOLDS(csn_span_eq(csn_span(strict.p, strict.len),
		    csn_span(proto.p, proto.len)));
		csn_base64_encode(&text, strict.p, strict.len);
		HOLDS(csn_buf_finish(&text, NULL) == COSIGN_OK);
		HOLDS(csn_span_eq(
		    csn_span(text.p, text.len), csn_span(data, size)));
	} else {
		HOLDS(rc == COSIGN_E_BASE64);
	}
	csn_buf_dispose(&strict);
	csn_buf_dispose(&go);
	csn_buf_dispose(&proto);
	csn_buf_dispose(&text);
	return 0;
}

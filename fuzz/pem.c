/* Every block that is read reads the same when written anew. */
#include "fuzz.h"

#include "crypto/pem.h"

static void
check_block(const struct csn_pem *pem, size_t size)
{
	struct csn_buf text, label;
	struct csn_pem again;
	size_t at = 0;

	csn_buf_init(&label, size);
	csn_buf_add(&label, pem->label.p, pem->label.len);
	csn_buf_init(&text, 4 * size + 128);
	HOLDS(csn_buf_finish(&label, NULL) == COSIGN_OK);
	/* A label with a NUL cannot be written. */
	if (strlen((const char *)label.p) == label.len) {
		csn_pem_write(
		    &text, (const char *)label.p, pem->der.p, pem->der.len);
		HOLDS(csn_buf_finish(&text, NULL) == COSIGN_OK);
		HOLDS(csn_pem_next(&again, csn_span(text.p, text.len), &at,
			  NULL) == COSIGN_OK);
		HOLDS(at == text.len && !again.has_headers);
		HOLDS(csn_span_eq(again.label, pem->label));
		HOLDS(csn_span_eq(csn_span(again.der.p, again.der.len),
		    csn_span(pem->der.p, pem->der.len)));
		csn_pem_dispose(&again);
	}
	csn_buf_dispose(&label);
	csn_buf_dispose(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct csn_span text = csn_span(data, size);
	const int looks_like = csn_pem_looks_like(text);
	struct csn_pem pem;
	size_t at = 0, was;
	cosign_rc_t rc;

	do {
		was = at;
		rc = csn_pem_next(&pem, text, &at, NULL);
		HOLDS(at >= was && at <= size);
		if (rc == COSIGN_OK) {
			HOLDS(looks_like && at > was);
			check_block(&pem, size);
		} else {
			HOLDS(rc == COSIGN_E_NOT_FOUND || rc == COSIGN_E_PEM ||
			    rc == COSIGN_E_BASE64 || rc == COSIGN_E_LIMIT);
			HOLDS(looks_like || rc == COSIGN_E_NOT_FOUND);
		}
		csn_pem_dispose(&pem);
	} while (rc == COSIGN_OK);
	return 0;
}

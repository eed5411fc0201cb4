/* A message with every type: what is read and written again says the same. */
#include "fuzz.h"

#include "../tests/util/all_message.h"

#define SIZE_LIMIT ((size_t)1 << 20)

static struct csn_buf
write_all(const json_t *o)
{
	struct csn_buf out;

	csn_buf_init(&out, SIZE_MAX);
	all_write(&out, o);
	HOLDS(csn_buf_finish(&out, NULL) == COSIGN_OK);
	return out;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_buf first, second;
	json_t *o = NULL;
	cosign_rc_t rc;

	rc = csn_pj_parse(
	    &o, (const char *)data, size, SIZE_LIMIT, &all_message, err);
	HOLDS((o != NULL) == (rc == COSIGN_OK));
	if (rc == COSIGN_OK) {
		first = write_all(o);
		json_decref(o);
		HOLDS(csn_pj_parse(&o, (const char *)first.p, first.len,
			  SIZE_MAX, &all_message, NULL) == COSIGN_OK);
		second = write_all(o);
		HOLDS(csn_span_eq(csn_span(first.p, first.len),
		    csn_span(second.p, second.len)));
		csn_buf_dispose(&first);
		csn_buf_dispose(&second);
	} else {
		HOLDS(cosign_rc_class(rc) == COSIGN_CLASS_MALFORMED);
		HOLDS(is_printable(cosign_error_message(err)));
	}
	json_decref(o);
	cosign_error_free(err);
	return 0;
}

/* Simple-signing payloads: what is read names an image, and what is written of
   it reads as the same. */
#include "fuzz.h"

#include "simple/payload.h"

#include "util/limits.h"

static int
has_nul(struct csn_span text)
{
	return text.len > 0 && memchr(text.p, '\0', text.len) != NULL;
}

/* With its text annotations, as cosign would have signed it. */
static void
check_written(const struct csn_simple_payload *payload)
{
	struct csn_simple_annotation annotations[16];
	struct csn_simple_payload again;
	json_t *optional = csn_json_iterable(payload->optional);
	const char *name;
	size_t count = 0, i;
	struct csn_buf out;
	json_t *v;

	json_object_foreach(optional, name, v)
	{
		if (!json_is_string(v) || count == 16 ||
		    strlen(json_string_value(v)) != json_string_length(v))
			continue;
		annotations[count].name = name;
		annotations[count++].value = json_string_value(v);
	}
	csn_buf_init(&out, 16 * CSN_BUNDLE_MAX);
	csn_simple_payload_write(&out,
	    payload->reference.p != NULL ? (const char *)payload->reference.p
					 : "",
	    (const char *)payload->digest.p, annotations, count);
	HOLDS(csn_buf_finish(&out, NULL) == COSIGN_OK);
	HOLDS(csn_simple_payload_read(&again, csn_span(out.p, out.len), NULL) ==
	    COSIGN_OK);
	HOLDS(csn_span_eq(again.digest, payload->digest));
	HOLDS(csn_span_eq(again.reference, payload->reference));
	for (i = 0; i < count; i++)
		HOLDS(csn_simple_payload_has(
		    &again, annotations[i].name, annotations[i].value));
	csn_simple_payload_dispose(&again);
	csn_buf_dispose(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_simple_payload payload;
	const cosign_rc_t rc =
	    csn_simple_payload_read(&payload, csn_span(data, size), err);

	if (rc == COSIGN_OK) {
		HOLDS(!has_nul(payload.digest) && !has_nul(payload.reference));
		check_written(&payload);
		csn_simple_payload_dispose(&payload);
	} else {
		HOLDS(cosign_rc_class(rc) == COSIGN_CLASS_MALFORMED);
		HOLDS(payload.root == NULL);
		HOLDS(is_printable(cosign_error_message(err)));
	}
	cosign_error_free(err);
	return 0;
}

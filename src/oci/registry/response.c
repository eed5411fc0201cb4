/* What the headers of an answer say. */
#include "oci/registry/field.h"
#include "oci/registry/session.h"

struct csn_span
csn_response_type(const struct csn_response *response)
{
	const char *header = csn_response_header(response, "Content-Type", 0);

	if (header == NULL)
		return csn_span(NULL, 0);
	return csn_span(header, strcspn(header, "; \t"));
}

int
csn_response_is(const struct csn_response *response, const char *type)
{
	return csn_field_is(csn_response_type(response), type);
}

int
csn_response_number(
    const struct csn_response *response, const char *name, int64_t *out)
{
	const char *header = csn_response_header(response, name, 0);
	struct csn_span text = { NULL, 0 };

	*out = 0;
	if (header != NULL)
		text = csn_span_str(header);
	return csn_field_number(&text, out) && text.len == 0;
}

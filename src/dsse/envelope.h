/* DSSE envelopes by themselves, as files and older bundles hold them. */
#ifndef CSN_DSSE_ENVELOPE_H
#define CSN_DSSE_ENVELOPE_H

#include "util/buf.h"
#include "util/json.h"

struct csn_envelope {
	struct csn_bytes payload;
	struct csn_bytes payload_type;
	struct csn_bytes *signatures;
	size_t count; /* at least 1, at most CSN_ENVELOPE_SIGNATURES_MAX */
};

/*
 * Read one, as encoding/json does: other members are passed over, the payload
 * may be padded or not and of either alphabet. Key ids are passed over: nobody
 * signed them. COSIGN_E_JSON, _MALFORMED, _BASE64, _LIMIT, _NOMEM.
 */
cosign_rc_t csn_envelope_read(
    struct csn_envelope *out, const json_t *root, cosign_error_t *err);
void csn_envelope_dispose(struct csn_envelope *envelope);

/* Whether a document is meant as one. */
int csn_is_envelope(const json_t *root);

#endif

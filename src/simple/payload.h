/*
 * Simple signing: the text that the older signatures of images are over. It
 * names the image by the digest of its manifest. As cosign writes it:
 *
 *	{"critical":{"identity":{"docker-reference":"registry/repository"},
 *	  "image":{"docker-manifest-digest":"sha256:..."},
 *	  "type":"cosign container image signature"},"optional":null}
 */
#ifndef CSN_SIMPLE_PAYLOAD_H
#define CSN_SIMPLE_PAYLOAD_H

#include "util/buf.h"
#include "util/json.h"
#include "util/json_write.h"

/* What cosign's own signatures say of themselves, in the newer form. */
#define CSN_PREDICATE_SIGNED "https://sigstore.dev/cosign/sign/v1"

struct csn_simple_payload {
	json_t *root;
	struct csn_span reference; /* empty without */
	struct csn_span digest;    /* "sha256:..." */
	const json_t *optional;    /* NULL without */
};

/* Members that are not known are passed over, as cosign does. COSIGN_E_JSON,
   _MALFORMED (no digest), _LIMIT, _NOMEM. */
cosign_rc_t csn_simple_payload_read(
    struct csn_simple_payload *out, struct csn_span text, cosign_error_t *err);
void csn_simple_payload_dispose(struct csn_simple_payload *payload);

/* Whether it has an annotation of that value. Numbers without a fraction, true
   and false are taken as they are written. */
int csn_simple_payload_has(const struct csn_simple_payload *payload,
    const char *name, const char *value);

struct csn_simple_annotation {
	const char *name;
	const char *value;
};

/* As an object, sorted; of equal names the last counts. */
void csn_simple_annotations_write(struct csn_json_writer *w,
    const struct csn_simple_annotation *annotations, size_t count);

/* The payload as cosign writes it. Failures are remembered in the buffer. */
void csn_simple_payload_write(struct csn_buf *out, const char *reference,
    const char *digest, const struct csn_simple_annotation *annotations,
    size_t count);

#endif

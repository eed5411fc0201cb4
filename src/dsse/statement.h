/*
 * in-toto statements (in-toto attestation framework, Statement v1 and v0.1):
 * what an attestation says, and of which artifacts. They are read once the
 * signature over them has been verified, and not before.
 */
#ifndef CSN_DSSE_STATEMENT_H
#define CSN_DSSE_STATEMENT_H

#include "crypto/digest.h"
#include "util/json.h"
#include "util/buf.h"

/* How a statement has to be written. */
enum csn_statement_form {
	CSN_STATEMENT_STRICT, /* protobuf JSON, as in Sigstore bundles */
	CSN_STATEMENT_LAX,    /* any members, any predicate: older forms */
};

struct csn_statement {
	json_t *root;
	const char *type;           /* of the statement; in the tree */
	const char *predicate_type; /* may be "" */
	const json_t *subjects;     /* at least one */
};

/*
 * Read a statement of one of the two types.
 * COSIGN_E_STATEMENT for what is none; _LIMIT, _NOMEM.
 */
cosign_rc_t csn_statement_read(struct csn_statement *out, struct csn_span text,
    enum csn_statement_form form, cosign_error_t *err);
void csn_statement_dispose(struct csn_statement *statement);

/*
 * The hashes by which a file is looked for, as sigstore-go chooses them: of
 * each subject the strongest of its digests, unless one that was chosen for
 * another will do. COSIGN_E_SUBJECT where no subject has a digest that can be
 * computed.
 */
cosign_rc_t csn_statement_hashes(const struct csn_statement *statement,
    unsigned int *set, cosign_error_t *err);

/* A subject with this digest; NULL without. */
const json_t *csn_statement_find(
    const struct csn_statement *statement, const struct csn_digest *digest);

/* Whether a subject has an annotation of that value. */
int csn_subject_has_annotation(
    const json_t *subject, const char *name, const char *value);

#endif

/*
 * Certification paths (RFC 5280 6.1) from a leaf to an anchor that is trusted,
 * as Sigstore has them: all certificates are valid at the time of the
 * signature, whether or not they are now; nothing is revoked.
 */
#ifndef CSN_X509_PATH_H
#define CSN_X509_PATH_H

#include "x509/certificate.h"

#include <stdatomic.h>

/* A certificate that may have issued others, and its key. */
struct csn_issuer {
	uint8_t *bytes; /* owned */
	struct csn_certificate certificate;
	cosign_pubkey_t *key; /* NULL: of a kind that is not used */
	/* Bit i: the signature of the authority's i-th certificate on this one
	   has been verified. */
	_Atomic(uint32_t) issued_by;
};

/* A chain of a trusted root: its last certificate is the anchor, whoever
   issued that. */
struct csn_authority {
	atomic_size_t refs;
	struct csn_issuer *issuers;
	size_t count; /* at most CSN_CHAIN_MAX */
	char *uri;    /* may be NULL */
	struct csn_window window;
};

/* The bytes are copied. A key that is not supported makes no error: paths do
   not go through it. */
cosign_rc_t csn_issuer_init(
    struct csn_issuer *out, struct csn_span der, cosign_error_t *err);
void csn_issuer_dispose(struct csn_issuer *issuer);

/* One owner less; NULL is fine. */
void csn_authority_unref(struct csn_authority *authority);

struct csn_path_request {
	const struct csn_authority *authority;
	const struct csn_certificate *leaf;
	/* Certificates that came with the signature: they may be part of a
	   path and are never its end. */
	const struct csn_issuer *untrusted;
	size_t untrusted_count;
	/* Whose signature on the leaf has been verified already; may be
	   NULL. */
	const struct csn_issuer *issued_by;
	struct csn_time time;
	uint32_t usage; /* one of CSN_EKU_ */
	/* Signatures that may still be verified, of all paths that it is
	   shared with; NULL: CSN_PATH_CHECKS_MAX for this one alone. */
	unsigned int *budget;
};

/*
 * Find a path and check it. *issuer is who issued the leaf.
 * COSIGN_OK; COSIGN_E_UNTRUSTED without a path; for the last path that broke
 * a rule COSIGN_E_EXPIRED or _USAGE; _LIMIT, _DER (name constraints),
 * _CRYPTO, _NOMEM.
 */
cosign_rc_t csn_path_verify(const struct csn_issuer **issuer,
    const struct csn_path_request *request, cosign_error_t *err);

#endif

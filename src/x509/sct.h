/* Signed certificate timestamps (RFC 6962 3.2, 3.3). */
#ifndef CSN_X509_SCT_H
#define CSN_X509_SCT_H

#include "x509/certificate.h"

#define CSN_LOG_ID_SIZE 32

struct csn_sct {
	struct csn_span log_id; /* CSN_LOG_ID_SIZE bytes */
	uint64_t timestamp;     /* milliseconds since 1970 */
	struct csn_span extensions;
	struct csn_span signature;
	enum csn_key_kind kind; /* RSA, or a curve for all of them */
	/* Of another version or algorithm: nothing else is set. */
	int is_unknown;
};

/*
 * Read one of version 1, signed with SHA-256, to its last byte.
 * COSIGN_E_MALFORMED, _UNSUPPORTED (version, algorithm).
 */
cosign_rc_t csn_sct_read(
    struct csn_sct *out, struct csn_span bytes, cosign_error_t *err);

/* A SignedCertificateTimestampList: at least one, at most CSN_SCTS_MAX, to its
   last byte. Those of a version or an algorithm to come are marked.
   COSIGN_E_MALFORMED, _LIMIT. */
cosign_rc_t csn_sct_list_read(struct csn_sct out[CSN_SCTS_MAX], size_t *count,
    struct csn_span list, cosign_error_t *err);

/* How a certificate was given to the log. */
enum csn_sct_entry {
	CSN_SCT_EMBEDDED, /* as a precertificate, by its issuer's key */
	CSN_SCT_DETACHED, /* as it is */
};

/*
 * Verify the log's signature. issuer_key is the SubjectPublicKeyInfo of who
 * issued the certificate; it counts for embedded ones only.
 * COSIGN_OK, COSIGN_E_SCT, _CRYPTO, _NOMEM.
 */
cosign_rc_t csn_sct_verify(const struct csn_sct *sct,
    const cosign_pubkey_t *log_key, const struct csn_certificate *certificate,
    enum csn_sct_entry entry, struct csn_span issuer_key, cosign_error_t *err);

/* TBSCertificate without the list of timestamps, as the log saw it. */
cosign_rc_t csn_tbs_without_scts(struct csn_buf *out,
    const struct csn_certificate *certificate, cosign_error_t *err);

#endif

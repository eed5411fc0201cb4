/*
 * Timestamps of RFC 3161: a TimeStampResp holds a token (CMS SignedData, RFC
 * 5652) that holds TSTInfo. Read by ourselves, to the last byte: nothing of a
 * stranger reaches OpenSSL's CMS.
 */
#ifndef CSN_TIMESTAMP_TOKEN_H
#define CSN_TIMESTAMP_TOKEN_H

#include "trust/trust.h"

struct csn_token {
	/* TSTInfo */
	struct csn_span info; /* whole: what is digested */
	struct csn_span policy;
	struct csn_span serial;
	struct csn_digest imprint;
	struct csn_time time;

	/* SignerInfo, the only one */
	struct csn_span issuer; /* Name, with header */
	struct csn_span signer_serial;
	cosign_hash_t digest_hash;
	struct csn_span attributes; /* content of the SET */
	struct csn_signature_scheme scheme;
	struct csn_span signature;

	struct csn_span certificates[CSN_TOKEN_CERTIFICATES_MAX];
	size_t certificate_count;
};

/*
 * Read a response that grants a timestamp. Views of the bytes.
 * COSIGN_E_DER, _MALFORMED, _UNSUPPORTED (algorithms), _LIMIT;
 * COSIGN_E_TIMESTAMP where the authority did not grant it.
 */
cosign_rc_t csn_token_read(
    struct csn_token *out, struct csn_span response, cosign_error_t *err);

/* Whether these bytes were stamped. COSIGN_OK or COSIGN_E_TIMESTAMP. */
cosign_rc_t csn_token_check_imprint(const struct csn_token *token,
    struct csn_span stamped, cosign_error_t *err);

/*
 * Verify that one of the authorities made it, which *tsa is then: who signed,
 * with which certificate, and that all of them were valid at the token's time.
 * The certificates that it carries are nobody's word. budget as in paths.
 * COSIGN_OK; of the last authority COSIGN_E_TIMESTAMP, _EXPIRED, _UNTRUSTED,
 * _USAGE; COSIGN_E_UNTRUSTED without any; _CRYPTO, _NOMEM.
 */
cosign_rc_t csn_token_verify(const struct csn_authority **tsa,
    const struct csn_token *token, const struct csn_authority_list *tsas,
    unsigned int *budget, cosign_error_t *err);

#endif

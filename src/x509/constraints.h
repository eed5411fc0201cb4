/* Name constraints (RFC 5280 4.2.1.10). */
#ifndef CSN_X509_CONSTRAINTS_H
#define CSN_X509_CONSTRAINTS_H

#include "x509/certificate.h"

/*
 * Whether the names of a certificate are within the constraints of one above
 * it. Constraints on other names than e-mail, DNS, URI and IP are not checked,
 * and therefore refused. COSIGN_OK, COSIGN_E_USAGE, _DER, _LIMIT.
 */
cosign_rc_t csn_constraints_check(const struct csn_certificate *authority,
    const struct csn_certificate *certificate, cosign_error_t *err);

#endif

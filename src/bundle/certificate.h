/* As much of X.509 as a bundle's structure needs. */
#ifndef CSN_BUNDLE_CERTIFICATE_H
#define CSN_BUNDLE_CERTIFICATE_H

#include "util/span.h"
#include "util/util.h"

/*
 * Walk an RFC 5280 4.1 Certificate to its last byte; extensions are left
 * alone. *self_issued tells whether issuer and subject are the same name.
 */
cosign_rc_t csn_certificate_check(
    struct csn_span der, int *self_issued, cosign_error_t *err);

#endif

/* Times in DER, to the second or finer, always UTC. */
#ifndef CSN_X509_ASN1_TIME_H
#define CSN_X509_ASN1_TIME_H

#include "util/span.h"
#include "util/timefmt.h"

/*
 * RFC 5280 4.1.2.5: UTCTime, or GeneralizedTime, with seconds, without a
 * fraction, "Z". (The latter belongs to years from 2050 on alone; not everybody
 * knows.) COSIGN_E_DER or _MALFORMED.
 */
cosign_rc_t csn_x509_time_read(
    struct csn_span *in, struct csn_time *out, cosign_error_t *err);

/* GeneralizedTime of any year; RFC 3161 2.4.2: a fraction may follow the
   seconds and has no zeros at its end. */
cosign_rc_t csn_generalized_time_read(
    struct csn_span *in, struct csn_time *out, cosign_error_t *err);
/* UTCTime or GeneralizedTime, as CMS has them (RFC 5652 11.3). */
cosign_rc_t csn_cms_time_read(
    struct csn_span *in, struct csn_time *out, cosign_error_t *err);

#endif

/* Extensions of a certificate (RFC 5280 4.2, RFC 6962 3.3, and Fulcio's). */
#ifndef CSN_X509_EXTENSION_H
#define CSN_X509_EXTENSION_H

#include "x509/certificate.h"

/*
 * Read c->extensions into the certificate. Each may stand there once. Those
 * that nobody knows are passed over; the first critical one of them is kept.
 */
cosign_rc_t csn_extensions_read(struct csn_certificate *c, cosign_error_t *err);

/* The next of a list of extensions. */
struct csn_extension {
	struct csn_span element; /* whole */
	struct csn_span oid;
	int critical;
	struct csn_span value; /* of the OCTET STRING */
};
cosign_rc_t csn_extension_next(
    struct csn_span *list, struct csn_extension *out, cosign_error_t *err);

/* Whether it is the list of signed certificate timestamps. */
int csn_extension_is_scts(const struct csn_extension *extension);

#endif

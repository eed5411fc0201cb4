/* Authorities for paths, of certificates that the virtual Sigstore made. */
#ifndef TESTS_X509_ISSUERS_H
#define TESTS_X509_ISSUERS_H

#include "virtual/virtual.h"
#include "x509/path.h"

/* Of these certificates, up to a NULL; the last one is trusted.
   csn_authority_unref(). */
struct csn_authority *authority_of(const struct vs_cert *const *certs);
/* All of a virtual one's. */
struct csn_authority *authority_copy(const struct vs_authority *from);

/* Read; a view of the other. */
struct csn_certificate *certificate_read(
    struct vs *vs, const struct vs_cert *cert);

/* A certificate authority of this name, which may have issued itself. */
struct vs_cert *new_ca(
    struct vs *vs, const struct vs_cert *issuer, const char *name);

#endif

/* Small things as people and programs read them. */
#ifndef CSN_INSPECT_VALUE_H
#define CSN_INSPECT_VALUE_H

#include "trust/trust.h"
#include "x509/certificate.h"

/* Dotted decimal; one with numbers beyond 64 bits as "#" and hexadecimal. */
void csn_value_oid(struct csn_buf *out, struct csn_span oid);

/* The content of an INTEGER in decimal; a very long one as "0x" and
   hexadecimal. */
void csn_value_integer(struct csn_buf *out, struct csn_span bytes);

/* A distinguished name as RFC 4514 writes it, with the short names that Go
   has for attributes, and emailAddress. What is no text is "#" and
   hexadecimal. */
void csn_value_name(struct csn_buf *out, struct csn_span name);

/* "P-256"; NULL for what has no curve. */
const char *csn_value_curve(enum csn_key_kind kind);
/* "ECDSA" */
const char *csn_value_key_kind(enum csn_key_kind kind);
/* "SHA-256"; NULL for NONE. */
const char *csn_value_hash(cosign_hash_t hash);
/* "ECDSA-SHA384" */
const char *csn_value_scheme(const struct csn_signature_scheme *scheme);

/* The number that an OBJECT IDENTIFIER has after a prefix; -1 for others. */
int csn_value_number_after(
    const uint8_t *prefix, size_t len, struct csn_span oid);

/* The same after id-ce, of the extensions that RFC 5280 4.2.1 numbers. */
int csn_value_standard_number(struct csn_span oid);
#define CSN_VALUE_SUBJECT_KEY_ID   14
#define CSN_VALUE_KEY_USAGE        15
#define CSN_VALUE_SUBJECT_ALT_NAME 17
#define CSN_VALUE_AUTHORITY_KEY_ID 35
#define CSN_VALUE_EXTENDED_USAGE   37
/* The value of such an extension; empty if there is none. */
struct csn_span csn_value_extension(
    const struct csn_certificate *c, int number);

/* Identifiers of keys in a certificate (RFC 5280 4.2.1.1, 4.2.1.2); empty if
   there is none, or none that can be read. */
struct csn_span csn_value_subject_key_id(const struct csn_certificate *c);
struct csn_span csn_value_authority_key_id(const struct csn_certificate *c);

/* What services are called; NULL if nobody says. names may be NULL. */
const char *csn_value_log_url(
    const cosign_trust_t *names, struct csn_span log_id);
const char *csn_value_ctlog_url(
    const cosign_trust_t *names, struct csn_span log_id);
const char *csn_value_ca_url(
    const cosign_trust_t *names, struct csn_span key_id);
/* Of the authority whose certificate has this issuer and serial number, or
   that issues such. */
const char *csn_value_tsa_url(const cosign_trust_t *names,
    struct csn_span issuer, struct csn_span serial);

#endif

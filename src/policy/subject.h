/* Who a certificate is for, and who vouched for that. */
#ifndef CSN_POLICY_SUBJECT_H
#define CSN_POLICY_SUBJECT_H

#include "x509/certificate.h"

/* Longest text of an address of IPv6, with its NUL. */
#define CSN_IP_TEXT_SIZE 46

struct csn_subject_name {
	const char *kind; /* "email", "uri", "dns", "ip", "otherName" */
	struct csn_span text;
	char ip[CSN_IP_TEXT_SIZE];
};

struct csn_subject {
	struct csn_subject_name names[CSN_SAN_MAX];
	size_t count;
	struct csn_span issuer; /* p NULL: nobody */
};

/* Which names count. */
enum csn_subject_form {
	/* Fulcio gives exactly one: an e-mail address, a URI, or an otherName
	   of its own type. sigstore-go would take the first of several. */
	CSN_SUBJECT_ONE,
	/* cosign's older forms: any of these, and DNS and IP. */
	CSN_SUBJECT_ANY,
};

/*
 * Read names and issuer, which are views of the certificate. The two
 * extensions for the issuer may not contradict each other.
 * COSIGN_OK, COSIGN_E_IDENTITY.
 */
cosign_rc_t csn_subject_read(struct csn_subject *out,
    const struct csn_certificate *leaf, enum csn_subject_form form,
    cosign_error_t *err);

#endif

/*
 * X.509 certificates (RFC 5280), read once, by ourselves: strictly, without
 * OpenSSL's decoders, which take longer than a signature. Everything is a view
 * of the bytes that were given; whether it is true is another question.
 */
#ifndef CSN_X509_CERTIFICATE_H
#define CSN_X509_CERTIFICATE_H

#include "crypto/key_internal.h"
#include "util/limits.h"
#include "util/timefmt.h"

/* GeneralName (4.2.1.6), by its tag. */
enum csn_name_type {
	CSN_NAME_OTHER = 0,
	CSN_NAME_EMAIL = 1,
	CSN_NAME_DNS = 2,
	CSN_NAME_URI = 6,
	CSN_NAME_IP = 7,
};

struct csn_general_name {
	int type; /* enum csn_name_type, or another tag number */
	struct csn_span value;
};

/* What a signature in another format is made with. */
struct csn_signature_scheme {
	enum csn_key_kind kind; /* any of the curves stands for all */
	cosign_hash_t hash;     /* NONE: pure Ed25519 */
	int pss;
};

/* ExtendedKeyUsage (4.2.1.12). */
#define CSN_EKU_CODE_SIGNING  0x1u
#define CSN_EKU_TIME_STAMPING 0x2u
#define CSN_EKU_ANY           0x4u

/* KeyUsage (4.2.1.3): bit 0 of the BIT STRING is the highest. */
#define CSN_KU_DIGITAL_SIGNATURE 0x8000u
#define CSN_KU_NON_REPUDIATION   0x4000u
#define CSN_KU_CERT_SIGN         0x0400u

/* Extensions of which something is kept. */
#define CSN_EXT_BASIC_CONSTRAINTS 0x01u
#define CSN_EXT_KEY_USAGE         0x02u
#define CSN_EXT_EXTENDED_USAGE    0x04u
#define CSN_EXT_SUBJECT_ALT_NAME  0x08u
#define CSN_EXT_NAME_CONSTRAINTS  0x10u
#define CSN_EXT_SCT_LIST          0x20u
#define CSN_EXT_POISON            0x40u

/* Fulcio's extensions are numbered 1 to 24; 7 is none. */
#define CSN_FULCIO_MAX 24

struct csn_certificate {
	struct csn_span der;
	struct csn_span tbs; /* with header: what is signed */
	int version;         /* 1 to 3 */
	struct csn_span serial;
	struct csn_span issuer, subject; /* Name, with header */
	struct csn_time not_before, not_after;
	int has_odd_time;           /* GeneralizedTime before 2050 (4.1.2.5) */
	struct csn_span spki;       /* with header */
	struct csn_span extensions; /* content of the list */
	struct csn_signature_scheme scheme;
	int has_unknown_scheme; /* then nobody can have issued it */
	struct csn_span signature;

	uint32_t present;        /* CSN_EXT_ */
	uint32_t critical;       /* the same */
	struct csn_span unknown; /* OID of a critical one, first of them */
	int is_ca;
	int path_len; /* -1: no limit */
	uint32_t key_usage;
	uint32_t usages; /* CSN_EKU_ */
	size_t usage_count;
	struct csn_general_name names[CSN_SAN_MAX];
	size_t name_count;
	struct csn_span name_constraints; /* content of the sequence */
	struct csn_span scts;             /* TLS-encoded list */
	struct csn_span fulcio[CSN_FULCIO_MAX + 1]; /* p NULL: not there */
};

/*
 * Read a whole certificate. COSIGN_E_DER, _MALFORMED, _UNSUPPORTED, _LIMIT.
 * The key is looked at when it is used, and so is how it is signed: an anchor
 * may be signed in any way.
 */
cosign_rc_t csn_certificate_read(
    struct csn_certificate *out, struct csn_span der, cosign_error_t *err);

/* Its public key. Codes as cosign_pubkey_parse(). */
cosign_rc_t csn_certificate_key(cosign_pubkey_t **out,
    const struct csn_certificate *certificate, cosign_error_t *err);

/* Whether issuer and subject are the same name. */
int csn_certificate_is_self_issued(const struct csn_certificate *certificate);

/* AlgorithmIdentifier of a hash, whole element: SHA-256, -384, -512.
   COSIGN_E_UNSUPPORTED, _DER. */
cosign_rc_t csn_hash_algorithm_read(
    struct csn_span *in, cosign_hash_t *hash, cosign_error_t *err);

/* AlgorithmIdentifier of a signature, whole element: ECDSA, PKCS#1 v1.5 and
   PSS with SHA-256, -384, -512, Ed25519. COSIGN_E_UNSUPPORTED, _DER. */
cosign_rc_t csn_signature_scheme_read(
    struct csn_span *in, struct csn_signature_scheme *out, cosign_error_t *err);

/*
 * Verify a signature made with a scheme that a format names, where the key has
 * to be of the kind that it is for. ECDSA signatures are DER and nothing else.
 * COSIGN_OK, COSIGN_E_SIGNATURE, _ALGORITHM (kind), _CRYPTO, _NOMEM.
 */
cosign_rc_t csn_scheme_verify(const struct csn_signature_scheme *scheme,
    const cosign_pubkey_t *key, struct csn_span message,
    struct csn_span signature, cosign_error_t *err);

#endif

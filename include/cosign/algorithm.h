/*
 * Signature and hash algorithms: the numbers of Sigstore's protobuf-specs
 * (sigstore_common.proto: PublicKeyDetails, HashAlgorithm).
 */
#ifndef COSIGN_ALGORITHM_H
#define COSIGN_ALGORITHM_H

#include <cosign/error.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum cosign_hash {
	COSIGN_HASH_NONE = 0,
	COSIGN_HASH_SHA256 = 1,
	COSIGN_HASH_SHA384 = 2,
	COSIGN_HASH_SHA512 = 3
} cosign_hash_t;

/** Bytes of the longest digest. */
#define COSIGN_DIGEST_MAX 64

/** Bytes of the longest signature: RSA 4096. */
#define COSIGN_SIGNATURE_MAX 512

typedef enum cosign_alg {
	COSIGN_ALG_NONE = 0,
	COSIGN_ALG_ECDSA_P256_SHA256 = 5,
	COSIGN_ALG_ED25519 = 7,    /**< pure, RFC 8032 5.1 */
	COSIGN_ALG_ED25519_PH = 8, /**< prehash SHA-512, empty context */
	COSIGN_ALG_RSA_PKCS1_2048_SHA256 = 9,
	COSIGN_ALG_RSA_PKCS1_3072_SHA256 = 10,
	COSIGN_ALG_RSA_PKCS1_4096_SHA256 = 11,
	COSIGN_ALG_ECDSA_P384_SHA384 = 12,
	COSIGN_ALG_ECDSA_P521_SHA512 = 13,
	COSIGN_ALG_RSA_PSS_2048_SHA256 = 16,
	COSIGN_ALG_RSA_PSS_3072_SHA256 = 17,
	COSIGN_ALG_RSA_PSS_4096_SHA256 = 18,
	COSIGN_ALG_ECDSA_P384_SHA256 = 19, /**< deprecated; read only */
	COSIGN_ALG_ECDSA_P521_SHA256 = 20  /**< deprecated; read only */
} cosign_alg_t;

/** Function twins of the two constants above. */
COSIGN_API size_t cosign_digest_max(void);
COSIGN_API size_t cosign_signature_max(void);

/** "sha256" ...; NULL for NONE and for numbers that are no hash. */
COSIGN_API const char *cosign_hash_name(cosign_hash_t hash);
/** "SHA2_256" ..., as protobuf-specs spells it; NULL likewise. */
COSIGN_API const char *cosign_hash_spec_name(cosign_hash_t hash);
/** NONE for an unknown name; takes the first spelling, exact case. */
COSIGN_API cosign_hash_t cosign_hash_from_name(const char *name);
/** Digest length in bytes; 0 for NONE. */
COSIGN_API size_t cosign_hash_size(cosign_hash_t hash);

/** Registry name, "ecdsa-sha2-256-nistp256" ...; NULL for NONE. */
COSIGN_API const char *cosign_alg_name(cosign_alg_t alg);
/** "PKIX_ECDSA_P256_SHA_256" ..., as protobuf-specs spells it. */
COSIGN_API const char *cosign_alg_spec_name(cosign_alg_t alg);
/** NONE for an unknown registry name. */
COSIGN_API cosign_alg_t cosign_alg_from_name(const char *name);
/** The hash an algorithm signs over; NONE for pure Ed25519. */
COSIGN_API cosign_hash_t cosign_alg_hash(cosign_alg_t alg);

#ifdef __cplusplus
}
#endif

#endif

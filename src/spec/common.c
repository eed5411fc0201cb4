#include "spec/spec.h"

#include "util/limits.h"

const struct csn_pj_enum csn_enum_hash[] = {
	{ "HASH_ALGORITHM_UNSPECIFIED", 0 },
	{ "SHA2_256", 1 },
	{ "SHA2_384", 2 },
	{ "SHA2_512", 3 },
	{ "SHA3_256", 4 },
	{ "SHA3_384", 5 },
	{ NULL, 0 },
};

/* PKCS1V5 in 1 to 4 is how the specification spells it. */
const struct csn_pj_enum csn_enum_key_details[] = {
	{ "PUBLIC_KEY_DETAILS_UNSPECIFIED", 0 },
	{ "PKCS1_RSA_PKCS1V5", 1 },
	{ "PKCS1_RSA_PSS", 2 },
	{ "PKIX_RSA_PKCS1V5", 3 },
	{ "PKIX_RSA_PSS", 4 },
	{ "PKIX_ECDSA_P256_SHA_256", 5 },
	{ "PKIX_ECDSA_P256_HMAC_SHA_256", 6 },
	{ "PKIX_ED25519", 7 },
	{ "PKIX_ED25519_PH", 8 },
	{ "PKIX_RSA_PKCS1V15_2048_SHA256", 9 },
	{ "PKIX_RSA_PKCS1V15_3072_SHA256", 10 },
	{ "PKIX_RSA_PKCS1V15_4096_SHA256", 11 },
	{ "PKIX_ECDSA_P384_SHA_384", 12 },
	{ "PKIX_ECDSA_P521_SHA_512", 13 },
	{ "LMS_SHA256", 14 },
	{ "LMOTS_SHA256", 15 },
	{ "PKIX_RSA_PSS_2048_SHA256", 16 },
	{ "PKIX_RSA_PSS_3072_SHA256", 17 },
	{ "PKIX_RSA_PSS_4096_SHA256", 18 },
	{ "PKIX_ECDSA_P384_SHA_256", 19 },
	{ "PKIX_ECDSA_P521_SHA_256", 20 },
	{ "ML_DSA_65", 21 },
	{ "ML_DSA_87", 22 },
	{ "ML_DSA_44", 23 },
	{ NULL, 0 },
};

static const struct csn_pj_field hash_output_fields[] = {
	{ .name = "algorithm", .type = CSN_PJ_ENUM, .values = csn_enum_hash },
	{ .name = "digest", .type = CSN_PJ_BYTES },
	{ .name = NULL },
};
const struct csn_pj_message csn_msg_hash_output = { "HashOutput",
	hash_output_fields };

static const struct csn_pj_field log_id_fields[] = {
	{ .name = "keyId", .proto = "key_id", .type = CSN_PJ_BYTES },
	{ .name = NULL },
};
const struct csn_pj_message csn_msg_log_id = { "LogId", log_id_fields };

static const struct csn_pj_field time_range_fields[] = {
	{ .name = "start", .type = CSN_PJ_TIMESTAMP },
	{ .name = "end", .type = CSN_PJ_TIMESTAMP },
	{ .name = NULL },
};
const struct csn_pj_message csn_msg_time_range = { "TimeRange",
	time_range_fields };

static const struct csn_pj_field certificate_fields[] = {
	{ .name = "rawBytes", .proto = "raw_bytes", .type = CSN_PJ_BYTES },
	{ .name = NULL },
};
const struct csn_pj_message csn_msg_certificate = { "X509Certificate",
	certificate_fields };

static const struct csn_pj_field certificate_chain_fields[] = {
	{ .name = "certificates",
	    .type = CSN_PJ_MESSAGE,
	    .repeated = 1,
	    .max = CSN_CHAIN_MAX,
	    .message = &csn_msg_certificate },
	{ .name = NULL },
};
const struct csn_pj_message csn_msg_certificate_chain = {
	"X509CertificateChain", certificate_chain_fields
};

#include "spec/spec.h"

#include "util/limits.h"

static const struct csn_pj_field public_key_fields[] = {
	{ .name = "rawBytes", .proto = "raw_bytes", .type = CSN_PJ_BYTES },
	{ .name = "keyDetails",
	    .proto = "key_details",
	    .type = CSN_PJ_ENUM,
	    .values = csn_enum_key_details },
	{ .name = "validFor",
	    .proto = "valid_for",
	    .type = CSN_PJ_MESSAGE,
	    .message = &csn_msg_time_range },
	{ .name = NULL },
};
const struct csn_pj_message csn_msg_public_key = { "PublicKey",
	public_key_fields };

static const struct csn_pj_field log_instance_fields[] = {
	{ .name = "baseUrl", .proto = "base_url", .type = CSN_PJ_STRING },
	{ .name = "hashAlgorithm",
	    .proto = "hash_algorithm",
	    .type = CSN_PJ_ENUM,
	    .values = csn_enum_hash },
	{ .name = "publicKey",
	    .proto = "public_key",
	    .type = CSN_PJ_MESSAGE,
	    .message = &csn_msg_public_key },
	{ .name = "logId",
	    .proto = "log_id",
	    .type = CSN_PJ_MESSAGE,
	    .message = &csn_msg_log_id },
	{ .name = "checkpointKeyId",
	    .proto = "checkpoint_key_id",
	    .type = CSN_PJ_MESSAGE,
	    .message = &csn_msg_log_id },
	{ .name = "operator", .type = CSN_PJ_STRING },
	{ .name = NULL },
};
const struct csn_pj_message csn_msg_log_instance = { "TransparencyLogInstance",
	log_instance_fields };

static const struct csn_pj_field distinguished_name_fields[] = {
	{ .name = "organization", .type = CSN_PJ_STRING },
	{ .name = "commonName", .proto = "common_name", .type = CSN_PJ_STRING },
	{ .name = NULL },
};
static const struct csn_pj_message distinguished_name = { "DistinguishedName",
	distinguished_name_fields };

static const struct csn_pj_field ca_fields[] = {
	{ .name = "subject",
	    .type = CSN_PJ_MESSAGE,
	    .message = &distinguished_name },
	{ .name = "uri", .type = CSN_PJ_STRING },
	{ .name = "certChain",
	    .proto = "cert_chain",
	    .type = CSN_PJ_MESSAGE,
	    .message = &csn_msg_certificate_chain },
	{ .name = "validFor",
	    .proto = "valid_for",
	    .type = CSN_PJ_MESSAGE,
	    .message = &csn_msg_time_range },
	{ .name = "operator", .type = CSN_PJ_STRING },
	{ .name = NULL },
};
const struct csn_pj_message csn_msg_ca = { "CertificateAuthority", ca_fields };

static const struct csn_pj_field trusted_root_fields[] = {
	{ .name = "mediaType", .proto = "media_type", .type = CSN_PJ_STRING },
	{ .name = "tlogs",
	    .type = CSN_PJ_MESSAGE,
	    .repeated = 1,
	    .max = CSN_TRUST_LIST_MAX,
	    .message = &csn_msg_log_instance },
	{ .name = "certificateAuthorities",
	    .proto = "certificate_authorities",
	    .type = CSN_PJ_MESSAGE,
	    .repeated = 1,
	    .max = CSN_TRUST_LIST_MAX,
	    .message = &csn_msg_ca },
	{ .name = "ctlogs",
	    .type = CSN_PJ_MESSAGE,
	    .repeated = 1,
	    .max = CSN_TRUST_LIST_MAX,
	    .message = &csn_msg_log_instance },
	{ .name = "timestampAuthorities",
	    .proto = "timestamp_authorities",
	    .type = CSN_PJ_MESSAGE,
	    .repeated = 1,
	    .max = CSN_TRUST_LIST_MAX,
	    .message = &csn_msg_ca },
	{ .name = NULL },
};
const struct csn_pj_message csn_msg_trusted_root = { "TrustedRoot",
	trusted_root_fields };

static const struct csn_pj_field service_fields[] = {
	{ .name = "url", .type = CSN_PJ_STRING },
	{ .name = "majorApiVersion",
	    .proto = "major_api_version",
	    .type = CSN_PJ_UINT32 },
	{ .name = "validFor",
	    .proto = "valid_for",
	    .type = CSN_PJ_MESSAGE,
	    .message = &csn_msg_time_range },
	{ .name = "operator", .type = CSN_PJ_STRING },
	{ .name = NULL },
};
const struct csn_pj_message csn_msg_service = { "Service", service_fields };

static const struct csn_pj_enum service_selectors[] = {
	{ "SERVICE_SELECTOR_UNDEFINED", 0 },
	{ "ALL", 1 },
	{ "ANY", 2 },
	{ "EXACT", 3 },
	{ NULL, 0 },
};

static const struct csn_pj_field service_configuration_fields[] = {
	{ .name = "selector",
	    .type = CSN_PJ_ENUM,
	    .values = service_selectors },
	{ .name = "count", .type = CSN_PJ_UINT32 },
	{ .name = NULL },
};
static const struct csn_pj_message service_configuration = {
	"ServiceConfiguration", service_configuration_fields
};

static const struct csn_pj_field signing_config_fields[] = {
	{ .name = "mediaType", .proto = "media_type", .type = CSN_PJ_STRING },
	{ .name = "caUrls",
	    .proto = "ca_urls",
	    .type = CSN_PJ_MESSAGE,
	    .repeated = 1,
	    .max = CSN_TRUST_LIST_MAX,
	    .message = &csn_msg_service },
	{ .name = "oidcUrls",
	    .proto = "oidc_urls",
	    .type = CSN_PJ_MESSAGE,
	    .repeated = 1,
	    .max = CSN_TRUST_LIST_MAX,
	    .message = &csn_msg_service },
	{ .name = "rekorTlogUrls",
	    .proto = "rekor_tlog_urls",
	    .type = CSN_PJ_MESSAGE,
	    .repeated = 1,
	    .max = CSN_TRUST_LIST_MAX,
	    .message = &csn_msg_service },
	{ .name = "rekorTlogConfig",
	    .proto = "rekor_tlog_config",
	    .type = CSN_PJ_MESSAGE,
	    .message = &service_configuration },
	{ .name = "tsaUrls",
	    .proto = "tsa_urls",
	    .type = CSN_PJ_MESSAGE,
	    .repeated = 1,
	    .max = CSN_TRUST_LIST_MAX,
	    .message = &csn_msg_service },
	{ .name = "tsaConfig",
	    .proto = "tsa_config",
	    .type = CSN_PJ_MESSAGE,
	    .message = &service_configuration },
	{ .name = NULL },
};
const struct csn_pj_message csn_msg_signing_config = { "SigningConfig",
	signing_config_fields };

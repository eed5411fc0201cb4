#include "spec/spec.h"

#include "util/limits.h"

static const struct csn_pj_field kind_version_fields[] = {
	{ .name = "kind", .type = CSN_PJ_STRING },
	{ .name = "version", .type = CSN_PJ_STRING },
	{ .name = NULL },
};
const struct csn_pj_message csn_msg_kind_version = { "KindVersion",
	kind_version_fields };

static const struct csn_pj_field checkpoint_fields[] = {
	{ .name = "envelope", .type = CSN_PJ_STRING },
	{ .name = NULL },
};
const struct csn_pj_message csn_msg_checkpoint = { "Checkpoint",
	checkpoint_fields };

static const struct csn_pj_field inclusion_proof_fields[] = {
	{ .name = "logIndex", .proto = "log_index", .type = CSN_PJ_INT64 },
	{ .name = "rootHash", .proto = "root_hash", .type = CSN_PJ_BYTES },
	{ .name = "treeSize", .proto = "tree_size", .type = CSN_PJ_INT64 },
	{ .name = "hashes",
	    .type = CSN_PJ_BYTES,
	    .repeated = 1,
	    .max = CSN_PROOF_HASHES_MAX },
	{ .name = "checkpoint",
	    .type = CSN_PJ_MESSAGE,
	    .message = &csn_msg_checkpoint },
	{ .name = NULL },
};
const struct csn_pj_message csn_msg_inclusion_proof = { "InclusionProof",
	inclusion_proof_fields };

static const struct csn_pj_field inclusion_promise_fields[] = {
	{ .name = "signedEntryTimestamp",
	    .proto = "signed_entry_timestamp",
	    .type = CSN_PJ_BYTES },
	{ .name = NULL },
};
const struct csn_pj_message csn_msg_inclusion_promise = { "InclusionPromise",
	inclusion_promise_fields };

static const struct csn_pj_field tlog_entry_fields[] = {
	{ .name = "logIndex", .proto = "log_index", .type = CSN_PJ_INT64 },
	{ .name = "logId",
	    .proto = "log_id",
	    .type = CSN_PJ_MESSAGE,
	    .message = &csn_msg_log_id },
	{ .name = "kindVersion",
	    .proto = "kind_version",
	    .type = CSN_PJ_MESSAGE,
	    .message = &csn_msg_kind_version },
	{ .name = "integratedTime",
	    .proto = "integrated_time",
	    .type = CSN_PJ_INT64 },
	{ .name = "inclusionPromise",
	    .proto = "inclusion_promise",
	    .type = CSN_PJ_MESSAGE,
	    .message = &csn_msg_inclusion_promise },
	{ .name = "inclusionProof",
	    .proto = "inclusion_proof",
	    .type = CSN_PJ_MESSAGE,
	    .message = &csn_msg_inclusion_proof },
	{ .name = "canonicalizedBody",
	    .proto = "canonicalized_body",
	    .type = CSN_PJ_BYTES },
	{ .name = NULL },
};
const struct csn_pj_message csn_msg_tlog_entry = { "TransparencyLogEntry",
	tlog_entry_fields };

static const struct csn_pj_field timestamp_fields[] = {
	{ .name = "signedTimestamp",
	    .proto = "signed_timestamp",
	    .type = CSN_PJ_BYTES },
	{ .name = NULL },
};
const struct csn_pj_message csn_msg_timestamp = { "RFC3161SignedTimestamp",
	timestamp_fields };

static const struct csn_pj_field timestamp_data_fields[] = {
	{ .name = "rfc3161Timestamps",
	    .proto = "rfc3161_timestamps",
	    .type = CSN_PJ_MESSAGE,
	    .repeated = 1,
	    .max = CSN_TIMESTAMPS_MAX,
	    .message = &csn_msg_timestamp },
	{ .name = NULL },
};
const struct csn_pj_message csn_msg_timestamp_data = {
	"TimestampVerificationData", timestamp_data_fields
};

static const struct csn_pj_field key_identifier_fields[] = {
	{ .name = "hint", .type = CSN_PJ_STRING },
	{ .name = NULL },
};
const struct csn_pj_message csn_msg_key_identifier = { "PublicKeyIdentifier",
	key_identifier_fields };

static const struct csn_pj_field material_fields[] = {
	{ .name = "publicKey",
	    .proto = "public_key",
	    .type = CSN_PJ_MESSAGE,
	    .oneof = 1,
	    .message = &csn_msg_key_identifier },
	{ .name = "x509CertificateChain",
	    .proto = "x509_certificate_chain",
	    .type = CSN_PJ_MESSAGE,
	    .oneof = 1,
	    .message = &csn_msg_certificate_chain },
	{ .name = "certificate",
	    .type = CSN_PJ_MESSAGE,
	    .oneof = 1,
	    .message = &csn_msg_certificate },
	{ .name = "tlogEntries",
	    .proto = "tlog_entries",
	    .type = CSN_PJ_MESSAGE,
	    .repeated = 1,
	    .max = CSN_TLOG_ENTRIES_MAX,
	    .message = &csn_msg_tlog_entry },
	{ .name = "timestampVerificationData",
	    .proto = "timestamp_verification_data",
	    .type = CSN_PJ_MESSAGE,
	    .message = &csn_msg_timestamp_data },
	{ .name = NULL },
};
const struct csn_pj_message csn_msg_material = { "VerificationMaterial",
	material_fields };

static const struct csn_pj_field message_signature_fields[] = {
	{ .name = "messageDigest",
	    .proto = "message_digest",
	    .type = CSN_PJ_MESSAGE,
	    .message = &csn_msg_hash_output },
	{ .name = "signature", .type = CSN_PJ_BYTES },
	{ .name = NULL },
};
const struct csn_pj_message csn_msg_message_signature = { "MessageSignature",
	message_signature_fields };

static const struct csn_pj_field envelope_signature_fields[] = {
	{ .name = "sig", .type = CSN_PJ_BYTES },
	{ .name = "keyid", .type = CSN_PJ_STRING },
	{ .name = NULL },
};
const struct csn_pj_message csn_msg_envelope_signature = { "Signature",
	envelope_signature_fields };

/* The rule of exactly one signature is the bundle's, not the envelope's: it
   is checked where a bundle is read. */
static const struct csn_pj_field envelope_fields[] = {
	{ .name = "payload", .type = CSN_PJ_BYTES },
	/* spelt so in envelope.proto too */
	{ .name = "payloadType", .type = CSN_PJ_STRING },
	{ .name = "signatures",
	    .type = CSN_PJ_MESSAGE,
	    .repeated = 1,
	    .message = &csn_msg_envelope_signature },
	{ .name = NULL },
};
const struct csn_pj_message csn_msg_envelope = { "Envelope", envelope_fields };

static const struct csn_pj_field bundle_fields[] = {
	{ .name = "mediaType", .proto = "media_type", .type = CSN_PJ_STRING },
	{ .name = "verificationMaterial",
	    .proto = "verification_material",
	    .type = CSN_PJ_MESSAGE,
	    .message = &csn_msg_material },
	{ .name = "messageSignature",
	    .proto = "message_signature",
	    .type = CSN_PJ_MESSAGE,
	    .oneof = 1,
	    .message = &csn_msg_message_signature },
	{ .name = "dsseEnvelope",
	    .proto = "dsse_envelope",
	    .type = CSN_PJ_MESSAGE,
	    .oneof = 1,
	    .message = &csn_msg_envelope },
	{ .name = NULL },
};
const struct csn_pj_message csn_msg_bundle = { "Bundle", bundle_fields };

/*
 * Sigstore's protobuf messages as tables for reading their JSON form. One
 * file for each group of protobuf-specs' .proto files; nothing here decides
 * anything beyond names, types, oneofs and how many elements a list may have.
 */
#ifndef CSN_SPEC_SPEC_H
#define CSN_SPEC_SPEC_H

#include "util/protojson.h"

/* sigstore_common.proto */
extern const struct csn_pj_enum csn_enum_hash[];        /* HashAlgorithm */
extern const struct csn_pj_enum csn_enum_key_details[]; /* PublicKeyDetails */
extern const struct csn_pj_message csn_msg_hash_output;
extern const struct csn_pj_message csn_msg_log_id;
extern const struct csn_pj_message csn_msg_time_range;
extern const struct csn_pj_message csn_msg_certificate;
extern const struct csn_pj_message csn_msg_certificate_chain;

/* sigstore_bundle.proto, sigstore_rekor.proto, envelope.proto */
extern const struct csn_pj_message csn_msg_bundle;
extern const struct csn_pj_message csn_msg_material;
extern const struct csn_pj_message csn_msg_key_identifier;
extern const struct csn_pj_message csn_msg_tlog_entry;
extern const struct csn_pj_message csn_msg_kind_version;
extern const struct csn_pj_message csn_msg_inclusion_promise;
extern const struct csn_pj_message csn_msg_inclusion_proof;
extern const struct csn_pj_message csn_msg_checkpoint;
extern const struct csn_pj_message csn_msg_timestamp_data;
extern const struct csn_pj_message csn_msg_timestamp;
extern const struct csn_pj_message csn_msg_message_signature;
extern const struct csn_pj_message csn_msg_envelope;
extern const struct csn_pj_message csn_msg_envelope_signature;

/* in-toto attestation framework: statement.proto, resource_descriptor.proto */
extern const struct csn_pj_message csn_msg_statement;

/* sigstore_trustroot.proto */
extern const struct csn_pj_message csn_msg_trusted_root;
extern const struct csn_pj_message csn_msg_log_instance;
extern const struct csn_pj_message csn_msg_public_key;
extern const struct csn_pj_message csn_msg_ca;
extern const struct csn_pj_message csn_msg_signing_config;
extern const struct csn_pj_message csn_msg_service;

#endif

#include "spec/spec.h"

static const struct csn_pj_field descriptor_fields[] = {
	{ .name = "name", .type = CSN_PJ_STRING },
	{ .name = "uri", .type = CSN_PJ_STRING },
	{ .name = "digest", .type = CSN_PJ_STRING_MAP },
	{ .name = "content", .type = CSN_PJ_BYTES },
	{ .name = "downloadLocation",
	    .proto = "download_location",
	    .type = CSN_PJ_STRING },
	{ .name = "mediaType", .proto = "media_type", .type = CSN_PJ_STRING },
	{ .name = "annotations", .type = CSN_PJ_STRUCT },
	{ .name = NULL },
};
static const struct csn_pj_message descriptor = { "ResourceDescriptor",
	descriptor_fields };

/* Whoever reads a statement counts subjects and digests. */
static const struct csn_pj_field statement_fields[] = {
	{ .name = "_type", .proto = "type", .type = CSN_PJ_STRING },
	{ .name = "subject",
	    .type = CSN_PJ_MESSAGE,
	    .repeated = 1,
	    .message = &descriptor },
	{ .name = "predicateType",
	    .proto = "predicate_type",
	    .type = CSN_PJ_STRING },
	{ .name = "predicate", .type = CSN_PJ_STRUCT },
	{ .name = NULL },
};
const struct csn_pj_message csn_msg_statement = { "Statement",
	statement_fields };

/* One request and its answer, between who asks and what moves bytes. */
#ifndef CSN_NET_EXCHANGE_H
#define CSN_NET_EXCHANGE_H

#include "net/context.h"

/* What a transport of ours knows of a failure. */
enum csn_exchange_fact {
	/* Not one byte of the request was sent. */
	CSN_FACT_UNSENT = 1 << 0,
	/* The same will happen again: a name that there is not. */
	CSN_FACT_LASTING = 1 << 1,
};

struct cosign_exchange {
	cosign_http_t *http;
	const char *method;
	const char *url; /* without user and fragment */
	const struct csn_header *headers;
	size_t header_count;
	struct csn_body *body; /* NULL without */
	int is_once;
	int64_t deadline;

	uint64_t sent;
	int has_read; /* of the body, if only its end */
	uint64_t received;
	size_t header_bytes;
	struct csn_response *response;
	const struct csn_sink *sink;
	int has_written; /* to the sink */
	size_t answer_max;
	cosign_rc_t failed; /* in a function of ours */
	int is_enough;      /* of an answer that nobody reads to its end */
	unsigned int facts;
};

/* Send the body from its beginning again: 0, or not 0. */
int csn_exchange_rewind(cosign_exchange_t *exchange);

/* Have the transport of the context move it; what it says is made sense of. */
cosign_rc_t csn_exchange_run(cosign_exchange_t *exchange, cosign_error_t *err);

#endif

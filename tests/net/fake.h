/* A transport whose answers a test writes, and time that passes only where it
   is waited for. */
#ifndef TESTS_NET_FAKE_H
#define TESTS_NET_FAKE_H

#include "net/exchange.h"

#define FAKE_STEPS   24
#define FAKE_HEADERS 12

/* One exchange: what comes back. */
struct fake_step {
	cosign_rc_t rc; /* after what follows */
	const char *why;
	unsigned int facts;
	int status;             /* 0: none */
	const char *headers[8]; /* name, value ..., NULL */
	const char *body;
	size_t body_times; /* 0: once */
	int64_t ms;        /* how long it takes */
	int leaves_body;   /* does not read what is sent */
	int cancels;
};

/* And what came. */
struct fake_seen {
	char method[16];
	char url[256];
	char headers[FAKE_HEADERS][2][256];
	size_t header_count;
	char body[256];
	int64_t body_size, time_left;
};

struct fake {
	const struct fake_step *steps;
	size_t count, done;
	struct fake_seen seen[FAKE_STEPS];
	cosign_http_t *http;
	int64_t now, waits[FAKE_STEPS];
	size_t wait_count;
	uint32_t chance;
	int frees;
};

/* A context that has it; options may be NULL, and get the transport. */
void fake_start(struct fake *fake, const struct fake_step *steps, size_t count,
    cosign_http_options_t *options);
void fake_stop(struct fake *fake);
/* A header that came; NULL without. */
const char *fake_header(
    const struct fake *fake, size_t exchange, const char *name);

/* The same, where allocations fail. */
cosign_rc_t fake_start_quietly(struct fake *fake, const struct fake_step *steps,
    size_t count, cosign_error_t *err);

#endif

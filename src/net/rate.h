/* How often a host is asked: a bucket of tokens for each. */
#ifndef CSN_NET_RATE_H
#define CSN_NET_RATE_H

#include "util/buf.h"

#include <pthread.h>

struct csn_rated_host;
struct csn_rates {
	pthread_mutex_t lock;
	struct csn_rated_host *hosts; /* the one asked last is the first */
	size_t count;
	uint32_t per_second; /* 0: no limit */
	uint32_t burst;
};

void csn_rates_init(
    struct csn_rates *rates, uint32_t per_second, uint32_t burst);
void csn_rates_dispose(struct csn_rates *rates);

/*
 * Milliseconds to wait before this host is asked, which is counted as asked
 * then; not if it would be longer than most. COSIGN_OK or COSIGN_E_NOMEM.
 */
cosign_rc_t csn_rate_take(int64_t *wait, struct csn_rates *rates,
    struct csn_span name, int64_t now, int64_t most, cosign_error_t *err);

#endif

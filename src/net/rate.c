#include "net/rate.h"

#include "util/limits.h"
#include "util/text.h"

#include <stdlib.h>

/* Microseconds: a thousand requests a second are a millisecond apart. */
#define US_PER_MS ((int64_t)1000)
#define US_PER_S  ((int64_t)1000000)

struct csn_rated_host {
	struct csn_rated_host *next;
	char *name;
	/* When all that was asked would have been asked, one at a time. */
	int64_t due;
};

void
csn_rates_init(struct csn_rates *rates, uint32_t per_second, uint32_t burst)
{
	(void)pthread_mutex_init(&rates->lock, NULL);
	rates->hosts = NULL;
	rates->count = 0;
	rates->per_second = per_second;
	rates->burst = burst;
}

static void
free_host(struct csn_rated_host *host)
{
	free(host->name);
	free(host);
}

void
csn_rates_dispose(struct csn_rates *rates)
{
	struct csn_rated_host *host;

	while ((host = rates->hosts) != NULL) {
		rates->hosts = host->next;
		free_host(host);
	}
	(void)pthread_mutex_destroy(&rates->lock);
}

static struct csn_rated_host *
new_host(struct csn_span name)
{
	struct csn_rated_host *host = calloc(1, sizeof(*host));

	if (host != NULL &&
	    csn_text_from_span(&host->name, name, NULL) != COSIGN_OK) {
		free(host);
		host = NULL;
	}
	return host;
}

/* The host, now the first; made if it is not there. */
static struct csn_rated_host *
find_host(struct csn_rates *rates, struct csn_span name)
{
	struct csn_rated_host **at = &rates->hosts, *host;

	while (*at != NULL &&
	    !csn_span_eq_nocase(csn_span_str((*at)->name), name)) {
		if ((*at)->next == NULL &&
		    rates->count >= CSN_RATED_HOSTS_MAX) {
			free_host(*at);
			*at = NULL;
			rates->count--;
			break;
		}
		at = &(*at)->next;
	}
	host = *at;
	if (host != NULL) {
		*at = host->next;
	} else {
		host = new_host(name);
		if (host == NULL)
			return NULL;
		rates->count++;
	}
	host->next = rates->hosts;
	rates->hosts = host;
	return host;
}

cosign_rc_t
csn_rate_take(int64_t *wait, struct csn_rates *rates, struct csn_span name,
    int64_t now, int64_t most, cosign_error_t *err)
{
	const int64_t at = now * US_PER_MS;
	struct csn_rated_host *host;
	int64_t apart, early;

	*wait = 0;
	if (rates->per_second == 0)
		return COSIGN_OK;
	apart = US_PER_S / rates->per_second;
	(void)pthread_mutex_lock(&rates->lock);
	host = find_host(rates, name);
	if (host != NULL) {
		if (host->due < at)
			host->due = at;
		early = host->due - at - apart * (rates->burst - 1);
		if (early > 0)
			*wait = (early + US_PER_MS - 1) / US_PER_MS;
		if (*wait <= most)
			host->due += apart;
	}
	(void)pthread_mutex_unlock(&rates->lock);
	return host != NULL ? COSIGN_OK : csn_fail_nomem(err);
}

#include "net/context.h"

#include "net/curl.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#define MS_PER_S  1000
#define NS_PER_MS 1000000

int64_t
csn_clock_ms(void)
{
	struct timespec ts = { 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * MS_PER_S + ts.tv_nsec / NS_PER_MS;
}

static int64_t
real_now(void *user)
{
	(void)user;
	return csn_clock_ms();
}

static int64_t
real_date(void *user)
{
	(void)user;
	return (int64_t)time(NULL);
}

static uint32_t
real_chance(void *user)
{
	uint32_t n = 0;

	(void)user;
	if (getrandom(&n, sizeof(n), GRND_NONBLOCK) != (ssize_t)sizeof(n))
		n = UINT32_MAX / 2;
	return n;
}

/* Until it is time, or the context is cancelled. */
static void
real_wait(void *user, int64_t ms)
{
	cosign_http_t *http = user;
	struct pollfd fd = { http->wake_fd, POLLIN, 0 };
	const int64_t until = csn_clock_ms() + ms;
	int64_t left = ms;

	while (left > 0 && !csn_http_is_cancelled(http)) {
		if (poll(&fd, 1, left < MS_PER_S ? (int)left : MS_PER_S) > 0)
			csn_http_woken(http);
		left = until - csn_clock_ms();
	}
}

int
csn_http_is_cancelled(cosign_http_t *http)
{
	return atomic_load(&http->is_cancelled);
}

void
csn_http_woken(cosign_http_t *http)
{
	uint64_t n;

	if (!csn_http_is_cancelled(http))
		(void)!read(http->wake_fd, &n, sizeof(n));
}

void
csn_http_set_hooks(cosign_http_t *http, const struct csn_http_hooks *hooks)
{
	http->hooks = *hooks;
}

static const char *
default_agent(void)
{
	return "libcosign/" COSIGN_VERSION;
}

static cosign_rc_t
fill(cosign_http_t *http, const cosign_http_options_t *options,
    cosign_error_t *err)
{
	struct csn_settings defaults;
	cosign_rc_t rc;

	csn_settings_init(&defaults);
	rc = csn_settings_copy(&http->settings,
	    options == NULL ? &defaults : &options->settings, err);
	if (rc != COSIGN_OK)
		return rc;
	if (http->settings.user_agent == NULL) {
		http->settings.user_agent = strdup(default_agent());
		if (http->settings.user_agent == NULL)
			return csn_fail_nomem(err);
	}
	if (http->settings.transport == NULL) {
		rc = csn_curl_new(&http->curl, &http->settings, err);
		if (rc != COSIGN_OK)
			return rc;
	}
	http->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (http->wake_fd < 0)
		return csn_fail_errno(err, errno, "HTTP context");
	return COSIGN_OK;
}

cosign_rc_t
cosign_http_new(cosign_http_t **out, const cosign_http_options_t *options,
    cosign_error_t *err)
{
	cosign_http_t *http;
	cosign_rc_t rc;

	cosign_error_clear(err);
	if (out == NULL)
		return csn_fail(
		    err, COSIGN_E_ARGUMENT, "no place for an HTTP context");
	*out = NULL;
	if (options != NULL && options->failed != COSIGN_OK)
		return csn_fail_nomem(err);
	http = calloc(1, sizeof(*http));
	if (http == NULL)
		return csn_fail_nomem(err);
	atomic_init(&http->refs, 1);
	http->wake_fd = -1;
	http->hooks = (struct csn_http_hooks){ real_now, real_date, real_wait,
		real_chance, http };
	rc = fill(http, options, err);
	csn_rates_init(
	    &http->rates, http->settings.per_second, http->settings.burst);
	if (rc == COSIGN_OK)
		*out = http;
	else
		cosign_http_free(http);
	return rc;
}

cosign_http_t *
cosign_http_ref(cosign_http_t *http)
{
	if (http != NULL)
		(void)atomic_fetch_add(&http->refs, 1);
	return http;
}

/* What a signal handler may do, and no more. */
void
cosign_http_cancel(cosign_http_t *http)
{
	const uint64_t one = 1;
	const int kept = errno;

	if (http == NULL)
		return;
	atomic_store(&http->is_cancelled, 1);
	(void)!write(http->wake_fd, &one, sizeof(one));
	errno = kept;
}

void
cosign_http_free(cosign_http_t *http)
{
	if (http == NULL || atomic_fetch_sub(&http->refs, 1) > 1)
		return;
	csn_curl_free(http->curl);
	csn_settings_dispose(&http->settings);
	csn_rates_dispose(&http->rates);
	if (http->wake_fd >= 0)
		(void)close(http->wake_fd);
	free(http);
}

int64_t
csn_http_deadline(const cosign_http_t *http)
{
	const int64_t now = csn_http_now(http);

	return http->settings.operation_ms < INT64_MAX - now
	    ? now + http->settings.operation_ms
	    : INT64_MAX;
}

int64_t
csn_http_now(const cosign_http_t *http)
{
	return http->hooks.now(http->hooks.user);
}

cosign_rc_t
csn_http_check_time(cosign_http_t *http, int64_t deadline, cosign_error_t *err)
{
	if (csn_http_is_cancelled(http))
		return csn_fail(err, COSIGN_E_CANCELLED, "cancelled");
	if (csn_http_now(http) >= deadline)
		return csn_fail(err, COSIGN_E_TIMEOUT, "the deadline passed");
	return COSIGN_OK;
}

cosign_rc_t
csn_http_wait(
    cosign_http_t *http, int64_t ms, int64_t deadline, cosign_error_t *err)
{
	if (ms > 0 && ms >= deadline - csn_http_now(http))
		return csn_fail(err, COSIGN_E_TIMEOUT, "the deadline passes");
	if (ms > 0)
		http->hooks.wait(http->hooks.user, ms);
	return csn_http_check_time(http, deadline, err);
}

int64_t
csn_http_chance(const cosign_http_t *http, int64_t below)
{
	const uint32_t n = http->hooks.chance(http->hooks.user);

	return below > 0 ? (int64_t)(n % (uint64_t)below) : 0;
}

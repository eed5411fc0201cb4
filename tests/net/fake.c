#include "fake.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void
need(int condition, const char *what)
{
	if (condition)
		return;
	(void)fprintf(stderr, "fake transport: %s\n", what);
	abort();
}

static int64_t
fake_now(void *user)
{
	return ((struct fake *)user)->now;
}

/* 2026-11-08T12:00:00Z and what was waited since. */
static int64_t
fake_date(void *user)
{
	return 1794139200 + (((struct fake *)user)->now - 1000) / 1000;
}

static void
fake_wait(void *user, int64_t ms)
{
	struct fake *fake = user;

	need(fake->wait_count < FAKE_STEPS, "too many waits");
	fake->waits[fake->wait_count++] = ms;
	fake->now += ms;
}

static uint32_t
fake_chance(void *user)
{
	return ((struct fake *)user)->chance;
}

static void
look(struct fake_seen *seen, const cosign_exchange_t *exchange)
{
	size_t i;

	(void)snprintf(seen->method, sizeof(seen->method), "%s",
	    cosign_exchange_method(exchange));
	(void)snprintf(
	    seen->url, sizeof(seen->url), "%s", cosign_exchange_url(exchange));
	seen->header_count = cosign_exchange_header_count(exchange);
	need(seen->header_count <= FAKE_HEADERS, "too many headers");
	for (i = 0; i < seen->header_count; i++) {
		(void)snprintf(seen->headers[i][0], 256, "%s",
		    cosign_exchange_header_name(exchange, i));
		(void)snprintf(seen->headers[i][1], 256, "%s",
		    cosign_exchange_header_value(exchange, i));
	}
	need(cosign_exchange_header_name(exchange, i) == NULL &&
		cosign_exchange_header_value(exchange, i) == NULL,
	    "a header behind the last");
	seen->body_size = cosign_exchange_body_size(exchange);
	seen->time_left = cosign_exchange_time_left(exchange);
}

static cosign_rc_t
read_body(
    struct fake_seen *seen, cosign_exchange_t *exchange, cosign_error_t *err)
{
	uint8_t buf[7];
	size_t got;
	cosign_rc_t rc;

	do {
		rc = cosign_exchange_body_read(
		    exchange, buf, sizeof(buf), &got, err);
		need(strlen(seen->body) + got < sizeof(seen->body),
		    "too long a body");
		(void)strncat(seen->body, (const char *)buf, got);
	} while (rc == COSIGN_OK && got > 0);
	return rc;
}

static cosign_rc_t
give(const struct fake_step *step, cosign_exchange_t *exchange,
    cosign_error_t *err)
{
	size_t i;
	cosign_rc_t rc = COSIGN_OK;

	if (step->status != 0)
		rc = cosign_exchange_set_status(exchange, step->status, err);
	for (i = 0; rc == COSIGN_OK && step->headers[i] != NULL; i += 2)
		rc = cosign_exchange_add_header(
		    exchange, step->headers[i], step->headers[i + 1], err);
	for (i = 0; rc == COSIGN_OK && step->body != NULL &&
	     i < (step->body_times == 0 ? 1 : step->body_times);
	     i++)
		rc = cosign_exchange_write(exchange,
		    (const uint8_t *)step->body, strlen(step->body), err);
	return rc;
}

static cosign_rc_t
transport(void *user, cosign_exchange_t *exchange, cosign_error_t *err)
{
	struct fake *fake = user;
	const struct fake_step *step = &fake->steps[fake->done];
	struct fake_seen *seen = &fake->seen[fake->done];
	cosign_rc_t rc;

	need(fake->done < fake->count, "more requests than answers");
	fake->done++;
	memset(seen, 0, sizeof(*seen));
	look(seen, exchange);
	fake->now += step->ms;
	exchange->facts |= step->facts;
	if (step->cancels)
		cosign_http_cancel(fake->http);
	if (!step->leaves_body) {
		rc = read_body(seen, exchange, err);
		if (rc != COSIGN_OK)
			return rc;
	}
	rc = give(step, exchange, err);
	if (rc != COSIGN_OK)
		return rc;
	if (step->why != NULL)
		return cosign_exchange_fail(exchange, step->rc, step->why, err);
	return step->rc;
}

static void
count_free(void *user)
{
	((struct fake *)user)->frees++;
}

static cosign_rc_t
start(struct fake *fake, const struct fake_step *steps, size_t count,
    cosign_http_options_t *options, cosign_error_t *err)
{
	const struct csn_http_hooks hooks = { fake_now, fake_date, fake_wait,
		fake_chance, fake };
	cosign_rc_t rc;

	memset(fake, 0, sizeof(*fake));
	fake->steps = steps;
	fake->count = count;
	fake->now = 1000;
	fake->chance = 0;
	cosign_http_options_set_transport(options, transport, fake, count_free);
	rc = cosign_http_new(&fake->http, options, err);
	if (rc == COSIGN_OK)
		csn_http_set_hooks(fake->http, &hooks);
	return rc;
}

void
fake_start(struct fake *fake, const struct fake_step *steps, size_t count,
    cosign_http_options_t *options)
{
	cosign_http_options_t *own = NULL;

	need(count <= FAKE_STEPS, "too many steps");
	if (options == NULL)
		need(cosign_http_options_new(&own, NULL) == COSIGN_OK,
		    "options");
	need(start(fake, steps, count, options != NULL ? options : own, NULL) ==
		COSIGN_OK,
	    "context");
	cosign_http_options_free(own);
}

cosign_rc_t
fake_start_quietly(struct fake *fake, const struct fake_step *steps,
    size_t count, cosign_error_t *err)
{
	cosign_http_options_t *options;
	cosign_rc_t rc = cosign_http_options_new(&options, err);

	memset(fake, 0, sizeof(*fake));
	if (rc == COSIGN_OK)
		rc = start(fake, steps, count, options, err);
	cosign_http_options_free(options);
	return rc;
}

void
fake_stop(struct fake *fake)
{
	cosign_http_free(fake->http);
	fake->http = NULL;
}

const char *
fake_header(const struct fake *fake, size_t exchange, const char *name)
{
	const struct fake_seen *seen = &fake->seen[exchange];
	size_t i;

	for (i = 0; i < seen->header_count; i++)
		if (strcasecmp(seen->headers[i][0], name) == 0)
			return seen->headers[i][1];
	return NULL;
}

/* What is sent once more, and when. */
#include "net/date.h"
#include "net/send.h"

#define FIRST_WAIT_MS ((int64_t)1000)
#define WAIT_FACTOR   3
#define WAIT_MAX_MS   ((int64_t)30 * 1000)

/* The answer is that it may be another one later. */
static int
may_pass(int status)
{
	switch (status) {
	case 408:
	case 425:
	case 429:
	case 500:
	case 502:
	case 503:
	case 504:
		return 1;
	default:
		return 0;
	}
}

/* Or that nothing was done: a request that is meant once may come again. */
static int
was_left_alone(int status)
{
	return status == 425 || status == 429;
}

static int
is_repeatable(const struct csn_sending *sending, cosign_rc_t rc)
{
	const struct csn_request *request = sending->request;
	const int is_once = (request->flags & CSN_REQUEST_ONCE) != 0;

	if ((request->flags & CSN_REQUEST_NO_RETRY) != 0)
		return 0;
	if (sending->has_read && sending->body != NULL &&
	    sending->body->rewind == NULL)
		return 0;
	if (sending->has_written && request->sink->restart == NULL)
		return 0;
	if (rc == COSIGN_OK)
		return is_once ? was_left_alone(sending->out->status)
			       : may_pass(sending->out->status);
	if (rc != COSIGN_E_CONNECT || (sending->facts & CSN_FACT_LASTING) != 0)
		return 0;
	return !is_once || (sending->facts & CSN_FACT_UNSENT) != 0;
}

/* 1 s, 3 s, 9 s ..., each a quarter more or less. */
static int64_t
own_wait(const struct csn_sending *sending)
{
	const struct csn_http_hooks *hooks = &sending->http->hooks;
	int64_t ms = FIRST_WAIT_MS;
	uint32_t i;

	for (i = 1; i < sending->failures && ms < WAIT_MAX_MS; i++)
		ms *= WAIT_FACTOR;
	if (ms > WAIT_MAX_MS)
		ms = WAIT_MAX_MS;
	return ms - ms / 4 +
	    (int64_t)(hooks->chance(hooks->user) % (uint32_t)(ms / 2 + 1));
}

int64_t
csn_retry_wait(struct csn_sending *sending, cosign_rc_t rc)
{
	const struct csn_http_hooks *hooks = &sending->http->hooks;
	const char *after = NULL;
	int64_t ms;

	if (!is_repeatable(sending, rc))
		return -1;
	if (++sending->failures >= sending->http->settings.tries)
		return -1;
	if (rc == COSIGN_OK)
		after = csn_response_header(sending->out, "Retry-After", 0);
	if (after == NULL ||
	    !csn_retry_after_parse(&ms, after, hooks->date(hooks->user)))
		ms = own_wait(sending);
	/* What would come too late is not waited for. */
	return ms < sending->deadline - csn_http_now(sending->http) ? ms : -1;
}

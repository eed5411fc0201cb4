/* RFC 3339 times as Go's encoders read and write them. */
#ifndef CSN_UTIL_TIMEFMT_H
#define CSN_UTIL_TIMEFMT_H

#include "util/buf.h"

/* Seconds since 1970 (UTC), years 0001 to 9999, and nanoseconds of them. */
struct csn_time {
	int64_t sec;
	uint32_t nsec; /* 0 .. 999999999 */
};

/* 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z */
#define CSN_TIME_SEC_MIN (-62135596800)
#define CSN_TIME_SEC_MAX 253402300799

/*
 * Both write without quotes and always in UTC ("Z"); a time outside of the
 * range above fails the buffer.
 */
/* encoding/json's time.Time: up to nine digits, trailing zeros cut. */
void csn_time_write_go(struct csn_buf *out, struct csn_time t);
/* protojson's Timestamp: 0, 3, 6 or 9 digits. */
void csn_time_write_proto(struct csn_buf *out, struct csn_time t);

/* RFC 3339 in capitals, offset or Z, at most nine digits of fraction; to the
   last byte. COSIGN_OK or COSIGN_E_MALFORMED; then *out is 1970. */
cosign_rc_t csn_time_parse(
    struct csn_time *out, const char *text, size_t len, cosign_error_t *err);

/* -1, 0, 1 */
int csn_time_cmp(struct csn_time a, struct csn_time b);

/* A span of time that includes both its ends; either may be open. */
struct csn_window {
	int has_start;
	int has_end;
	struct csn_time start;
	struct csn_time end;
};
int csn_window_holds(const struct csn_window *window, struct csn_time t);

#endif

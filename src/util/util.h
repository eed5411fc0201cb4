/* What the whole code base uses: the error macro and small helpers. */
#ifndef CSN_UTIL_UTIL_H
#define CSN_UTIL_UTIL_H

#include <cosign/error.h>

#include <stdarg.h>

#define CSN_ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* Of ASCII, whatever the locale. */
static inline int
csn_is_alnum(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z');
}

/*
 * Leave for "out" with the code of a failed step. rc is written on failure
 * only: between steps it keeps its fail-closed value, so that a later
 * "goto out" that forgets to set it does not report success.
 */
#define CSN_TRY(expr)                                   \
	do {                                            \
		const cosign_rc_t csn_try_rc_ = (expr); \
		if (csn_try_rc_ != COSIGN_OK) {         \
			rc = csn_try_rc_;               \
			goto out;                       \
		}                                       \
	} while (0)

#define CSN_FORMAT(fmt, args) __attribute__((format(printf, fmt, args)))

/* Refusals are rare: compiled small, out of the way of what is not. */
#define CSN_COLD __attribute__((cold))

/*
 * Record a failure and return its code, so that "return csn_fail(...)" reads
 * as one step. err may be NULL. The text is "what", without a place; callers
 * on the way up add the place with csn_fail_at(). Whatever is unprintable in
 * the result is escaped; foreign text is passed through %s or %.*s freely,
 * and is cut with a precision where it may be long.
 */
cosign_rc_t csn_fail(cosign_error_t *err, cosign_rc_t rc, const char *fmt, ...)
    CSN_FORMAT(3, 4) CSN_COLD;

/* csn_fail() with the errno that caused it: appends its text, picks the code
   that belongs to it (of class unavailable, but COSIGN_E_EXISTS and _NOMEM),
   keeps it as the cause. */
cosign_rc_t csn_fail_errno(cosign_error_t *err, int errnum, const char *fmt,
    ...) CSN_FORMAT(3, 4) CSN_COLD;

/* csn_fail(COSIGN_E_NOMEM) */
cosign_rc_t csn_fail_nomem(cosign_error_t *err) CSN_COLD;

/*
 * Put a place before what was recorded: "bundle: " and so on. Returns rc.
 * With rc COSIGN_OK nothing happens, so that results can be passed through.
 */
cosign_rc_t csn_fail_at(
    cosign_error_t *err, cosign_rc_t rc, const char *fmt, ...) CSN_FORMAT(3, 4);

/* What was recorded, under another code: what is malformed in evidence is
   evidence that does not count. Returns rc. */
cosign_rc_t csn_fail_as(cosign_error_t *err, cosign_rc_t rc) CSN_COLD;

/* A next step for the person, replacing an earlier one. */
void csn_hint(cosign_error_t *err, const char *fmt, ...)
    CSN_FORMAT(2, 3) CSN_COLD;

/* The foreign cause. */
void csn_cause(cosign_error_t *err, cosign_cause_t cause, uint64_t code);

/*
 * clang's analyzer sees one file at a time. What it has to know of the
 * functions above: the first three never return COSIGN_OK, the last returns
 * what it was given.
 */
#if defined(__clang_analyzer__) && !defined(CSN_UTIL_ERROR_C)
void csn_said(cosign_error_t *err, const char *fmt, ...);
#define csn_fail(err, rc, ...) (csn_said(err, __VA_ARGS__), (rc))
#define csn_fail_errno(err, errnum, ...) \
	(csn_said(err, __VA_ARGS__, errnum), COSIGN_E_IO)
#define csn_fail_nomem(err)       (csn_said(err, ""), COSIGN_E_NOMEM)
#define csn_fail_at(err, rc, ...) (csn_said(err, __VA_ARGS__), (rc))
#endif

#endif

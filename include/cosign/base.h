/*
 * libcosign: what every other header needs.
 *
 * For bindings: no type of another library, no long, time_t, FILE *, bit
 * field, struct by value or variadic function appears in these headers.
 * Lengths are size_t, flags uint32_t, times int64_t seconds since 1970 (UTC).
 */
#ifndef COSIGN_BASE_H
#define COSIGN_BASE_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__) || defined(__clang__)
#define COSIGN_API        __attribute__((visibility("default")))
#define COSIGN_MUST_CHECK __attribute__((warn_unused_result))
#else
#define COSIGN_API
#define COSIGN_MUST_CHECK
#endif

#ifdef __cplusplus
extern "C" {
#endif

/** The version these headers belong to; compare with cosign_version(). */
#define COSIGN_VERSION       "0.1.0"
#define COSIGN_VERSION_MAJOR 0
#define COSIGN_VERSION_MINOR 1
#define COSIGN_VERSION_PATCH 0

/** Version of the library in use, "MAJOR.MINOR.PATCH". Never freed. */
COSIGN_API const char *cosign_version(void);

/** The cryptographic library in use, "OpenSSL 3.0.17 1 Jul 2025". */
COSIGN_API const char *cosign_crypto_version(void);

/**
 * Free bytes or a string that a function of this library handed out through
 * an out-parameter. NULL is fine. The memory is not wiped: nothing secret is
 * ever handed out this way.
 */
COSIGN_API void cosign_free(void *p);

#ifdef __cplusplus
}
#endif

#endif

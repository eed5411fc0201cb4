/*
 * The signature checks inside verifications: noted while one runs, and made
 * again without anything around them. The program has to be linked with
 * --wrap for the three functions that check a signature (CMakeLists.txt).
 */
#ifndef CSN_BENCH_CHECKS_H
#define CSN_BENCH_CHECKS_H

#include <stddef.h>

/* From here to bench_checks_end() what is checked is noted, by one thread. */
void bench_checks_begin(void);
/* How many there were; "p256 p384 ..." into text. */
size_t bench_checks_end(char *text, size_t size);

/* What a thread needs to make OpenSSL's checks: contexts with prepared keys. */
struct bench_openssl;
struct bench_openssl *bench_openssl_new(void);
void bench_openssl_free(struct bench_openssl *o);

/* All of them once: with our primitives, with the same keys (data is not
   looked at), and with OpenSSL's (a struct bench_openssl). */
void bench_checks_ours(void *data);
void bench_checks_openssl(void *data);

void bench_checks_free(void);

#endif

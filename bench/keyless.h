/* One keyless verification, as the programs that measure it make it: trust and
   policy are there, the bundle is parsed anew, the file is in memory. */
#ifndef CSN_BENCH_KEYLESS_H
#define CSN_BENCH_KEYLESS_H

#include <cosign.h>

struct bench_keyless {
	cosign_trust_t *trust;
	cosign_policy_t *policy;
	char *json;
	size_t json_len;
	char *file;
	size_t file_len;
};

/* argv: ROOT BUNDLE FILE IDENTITY ISSUER. */
#define BENCH_KEYLESS_ARGS 5
void bench_keyless_init(struct bench_keyless *k, char **argv);
void bench_keyless_dispose(struct bench_keyless *k);

/* data is a struct bench_keyless, which any number of threads may share. */
void bench_keyless_verify(void *data);
/* The same, and what valgrind collects. */
void bench_once(struct bench_keyless *k);

/* Until what is prepared for keys that are used often is there. */
void bench_keyless_warm(struct bench_keyless *k);

#endif

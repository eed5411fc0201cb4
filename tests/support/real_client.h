/* Foreign programs that talk to registries. */
#ifndef TESTS_SUPPORT_REAL_CLIENT_H
#define TESTS_SUPPORT_REAL_CLIENT_H

#include "process.h"
#include "real.h"

/*
 * Run one to its end: the first word is for real_program(). It sees nothing of
 * this machine's settings: its home is the folder that the test is in, Docker's
 * configuration docker/ in it, the password of cosign's keys "correct horse";
 * what is not on the loopback cannot be reached. With a registry that has TLS,
 * its authority is trusted by programs that take SSL_CERT_FILE (those in Go).
 */
struct process_result real_run(
    const struct real *trusted, const char *const *words);
#define REAL_RUN(trusted, ...) \
	real_run((trusted), (const char *const[]){ __VA_ARGS__, NULL })

#endif

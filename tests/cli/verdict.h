/* Tables of command lines that verify, and what each of them says. */
#ifndef TESTS_CLI_VERDICT_H
#define TESTS_CLI_VERDICT_H

#include "cosignc.h"

/* Whom the material of stack.c is signed by. */
#define SUBJECT "--certificate-identity alice@example.com "
#define ISSUER  "--certificate-oidc-issuer https://oidc.sigstore.test "
#define ALICE   SUBJECT ISSUER
#define ROOT    "--trusted-root root "

#define REQUIRES_SUBJECT                                           \
	"--certificate-identity or --certificate-identity-regexp " \
	"is required for verification in keyless mode\n"
#define REQUIRES_ISSUER                                                  \
	"--certificate-oidc-issuer or --certificate-oidc-issuer-regexp " \
	"is required for verification in keyless mode\n"
#define HINT_KEY "for a signature by a key, give --key"
#define HINT_PUBLIC_GOOD                                           \
	"trusted is Sigstore's public-good instance; for another " \
	"one, give --trusted-root"

/* "cosignc LINE" says Verified OK behind err, and nothing else. */
void expect_verified(const char *line, const char *err);

/*
 * It refuses, with this error line (its beginning; with a line end, all of
 * it) and this hint ("": none); stdout is empty.
 */
void expect_refused(const char *line, const char *error, const char *hint);

#endif

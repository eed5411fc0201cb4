/* Bundles in which everything is in order but one thing, and what becomes of
   them. */
#ifndef TESTS_VERIFY_HOSTILE_H
#define TESTS_VERIFY_HOSTILE_H

#include "virtual/virtual.h"

#include <cosign/verify.h>

/* Read and verified as the usual signer's, of the usual artifact. */
cosign_rc_t hostile_verify(struct vs *vs, const char *json,
    cosign_result_t **result, cosign_error_t *err);

/* The same; the message starts so, where # stands for a number. */
void hostile_expect(struct vs *vs, const char *what, const char *json,
    cosign_rc_t rc, const char *message);

/* So many times a text, one behind the other. */
char *hostile_repeat(struct vs *vs, const char *text, size_t times);

#endif

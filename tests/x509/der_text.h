/* DER written as text, with lengths that nobody has to count. */
#ifndef TESTS_X509_DER_TEXT_H
#define TESTS_X509_DER_TEXT_H

#include "util/span.h"
#include "vectors.h"

/*
 * Elements one behind the other, with blanks between them or not: a tag in
 * hexadecimal, and its contents as hexadecimal behind a colon, as 'text', or
 * as elements in {braces}. Bytes behind = stand for themselves.
 *
 *	30{06:551d13 01:ff 04{30{01:ff}}} 0c'text' =0500
 *
 * vector_free(). Ends the test if it is no such text.
 */
struct vector der_text(const char *text);

/* A view of it. */
struct csn_span der_view(const struct vector *v);

#endif

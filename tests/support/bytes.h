/* Bytes written as hexadecimal in tests. */
#ifndef TESTS_SUPPORT_BYTES_H
#define TESTS_SUPPORT_BYTES_H

#include <stddef.h>
#include <stdint.h>

/* Bytes that hexadecimal text stands for (blanks are skipped) into a buffer
   of size; their number. Ends the test if it is no such text. */
size_t unhex(uint8_t *out, size_t size, const char *text);

/* The bytes are those of the hexadecimal text; says both if not. */
void expect_hex(const void *p, size_t len, const char *text);

#endif

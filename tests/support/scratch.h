/* An empty folder of a test's own, made its working directory. */
#ifndef TESTS_SUPPORT_SCRATCH_H
#define TESTS_SUPPORT_SCRATCH_H

#include <stddef.h>

/* For .init and .fini of a test. Leaving removes the folder and all in it. */
void scratch_enter(void);
void scratch_leave(void);

/* A file in it, or anywhere; ends the test if it cannot be written. */
void scratch_write(const char *path, const void *data, size_t len);

#endif

/* Changing documents: one place in a text replaced. */
#ifndef TESTS_SUPPORT_EDIT_H
#define TESTS_SUPPORT_EDIT_H

#include "vectors.h"

/* A copy of v in which from, which must occur exactly once, is to; ends the
   test otherwise. An empty from gives to alone. */
struct vector edit(const struct vector *v, const char *from, const char *to);

#endif

/* Documents as trees, in which one member is another one. */
#ifndef TESTS_REKOR_JSON_EDIT_H
#define TESTS_REKOR_JSON_EDIT_H

#include <jansson.h>

/* The member at a path ("tlogs.0.logId") becomes what this text says (JSON),
   or goes away with NULL. Whatever stands before it has to be there. */
void json_edit(json_t *root, const char *path, const char *text);

#endif

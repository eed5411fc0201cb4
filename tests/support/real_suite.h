/* What Criterion tests with real registries have in common. */
#ifndef TESTS_SUPPORT_REAL_SUITE_H
#define TESTS_SUPPORT_REAL_SUITE_H

#include "real_client.h"

/* For .init and .fini: a folder of its own (scratch.h), and an empty struct
   vs, which is also real_start()'s. */
extern struct vs *real_vs;
void real_enter(void);
void real_leave(void);

/* A program ended like this, and one of its streams has this text ("": any).
   The result is disposed of. */
void real_expect(struct process_result result, int status, const char *text);

/* Text with the registry's host for %s. */
#define real_at(real, format) vs_text(real_vs, format, (real)->host)

/* PREFIX.key and PREFIX.pub: a pair of vectors/keys/accepted, which takes no
   time to make. The password is that of real_client.h. */
void real_write_keys(const char *prefix, const char *pair);

/* Into docker/config.json, which clients read. The password is not tried. */
void real_log_in(
    const struct real *real, const char *user, const char *password);

#endif

#include "vectors.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
must(cosign_rc_t rc, const char *what, const char *file, int line)
{
	cr_assert(rc == COSIGN_OK, "%s:%d: %s: %s", file, line, what,
	    cosign_rc_name(rc));
}

struct vector
vector_read(const char *path)
{
	struct vector v = { NULL, 0 };
	long size;
	FILE *f;

	f = fopen(path, "rb");
	cr_assert(f != NULL, "%s cannot be opened", path);
	cr_assert(fseek(f, 0, SEEK_END) == 0);
	size = ftell(f);
	cr_assert(size >= 0);
	rewind(f);
	v.len = (size_t)size;
	v.data = malloc(v.len + 1);
	cr_assert(v.data != NULL);
	cr_assert(fread(v.data, 1, v.len, f) == v.len);
	v.data[v.len] = '\0';
	(void)fclose(f);
	return v;
}

struct vector
vector_load(const char *folder, const char *name)
{
	char path[1024];

	(void)snprintf(
	    path, sizeof(path), "%s/%s/%s", COSIGN_VECTORS, folder, name);
	return vector_read(path);
}

void
vector_free(struct vector *v)
{
	free(v->data);
	v->data = NULL;
}

void
expect_prefix(const char *message, const char *prefix)
{
	cr_expect(strncmp(message, prefix, strlen(prefix)) == 0,
	    "message is \"%s\", does not start \"%s\"", message, prefix);
}

void
expect_error(const cosign_error_t *err, cosign_rc_t got, cosign_rc_t rc,
    const char *prefix)
{
	cr_expect(got == rc, "%s instead of %s: %s", cosign_rc_name(got),
	    cosign_rc_name(rc), cosign_error_message(err));
	cr_expect(cosign_error_code(err) == got, "recorded %s, returned %s",
	    cosign_rc_name(cosign_error_code(err)), cosign_rc_name(got));
	expect_prefix(cosign_error_message(err), prefix);
}

#include "cases.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *
root(void)
{
	const char *path = getenv("COSIGN_CASES");

	return path != NULL ? path : COSIGN_CASES_DEFAULT;
}

void
cases_path(char *path, size_t size, const char *folder, const char *name)
{
	(void)snprintf(path, size, "%s/%s/%s", root(), folder, name);
}

void
cases_require(const char *folder)
{
	char path[1024];
	DIR *d;

	cases_path(path, sizeof(path), folder, "");
	d = opendir(path);
	if (d == NULL)
		cr_skip_test("%s is not there (COSIGN_CASES)", path);
	(void)closedir(d);
}

struct vector
cases_load(const char *folder, const char *name)
{
	char path[1024];

	cases_path(path, sizeof(path), folder, name);
	return vector_read(path);
}

int
cases_has(const char *folder, const char *name)
{
	char path[1024];

	cases_path(path, sizeof(path), folder, name);
	return access(path, R_OK) == 0;
}

size_t
cases_each(const char *folder, void (*fn)(const char *name))
{
	struct dirent **names = NULL;
	char path[1024];
	size_t count = 0;
	int i, n;

	cases_path(path, sizeof(path), folder, "");
	n = scandir(path, &names, NULL, alphasort);
	cr_assert(n >= 0, "%s cannot be listed", path);
	for (i = 0; i < n; i++) {
		if (names[i]->d_name[0] != '.') {
			fn(names[i]->d_name);
			count++;
		}
		free(names[i]);
	}
	free(names);
	return count;
}

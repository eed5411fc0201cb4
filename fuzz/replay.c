/*
 * Runs a fuzz target over files: the corpus as a test, and a found input
 * under a debugger, without libFuzzer.
 *
 * usage: replay-NAME FILE-OR-FOLDER...
 */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

static size_t inputs;

static int
replay_file(const char *path)
{
	uint8_t *data = NULL;
	size_t size = 0, room = 0, n;
	FILE *f = fopen(path, "rb");

	if (f == NULL) {
		perror(path);
		return 1;
	}
	do {
		if (room - size < 65536) {
			room += 65536;
			data = realloc(data, room);
			if (data == NULL)
				abort();
		}
		n = fread(data + size, 1, room - size, f);
		size += n;
	} while (n > 0);
	(void)fclose(f);
	(void)LLVMFuzzerTestOneInput(data, size);
	free(data);
	inputs++;
	return 0;
}

static int
replay_folder(DIR *folder, const char *path)
{
	struct dirent *entry;
	char name[1024];
	int status = 0;

	while ((entry = readdir(folder)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		(void)snprintf(
		    name, sizeof(name), "%s/%s", path, entry->d_name);
		status |= replay_file(name);
	}
	return status;
}

int
main(int argc, char **argv)
{
	int i, status = 0;

	for (i = 1; i < argc; i++) {
		DIR *folder = opendir(argv[i]);

		if (folder == NULL) {
			status |= replay_file(argv[i]);
			continue;
		}
		status |= replay_folder(folder, argv[i]);
		(void)closedir(folder);
	}
	if (inputs == 0) {
		(void)fprintf(stderr, "no input was found\n");
		return 1;
	}
	(void)printf("%zu inputs\n", inputs);
	return status;
}

/* Manifests of Kubernetes: names of images are text in one line, or the file is
   refused at a line that it has. */
#include "fuzz.h"

#include "cli/extract.h"

#include <string.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cli_extract found;
	size_t i, lines = 1;
	bool good;

	for (i = 0; i < size; i++)
		lines += data[i] == '\n';
	good = cli_extract_manifest(&found, (const char *)data, size);
	HOLDS(good == (found.why[0] == '\0'));
	HOLDS(found.line <= lines);
	for (i = 0; good && i < found.count; i++) {
		HOLDS(found.names[i][0] != '\0');
		HOLDS(strpbrk(found.names[i], "\t\r\n") == NULL);
	}
	cli_extract_dispose(&found);
	return 0;
}

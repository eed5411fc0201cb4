/* Dockerfiles: names of images are words, or the file is refused at a line that
   it has; the last stage's is one of them. */
#include "fuzz.h"

#include "cli/extract.h"

#include <string.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cli_extract found, base;
	const char *text = (const char *)data;
	size_t i, lines = 1;
	bool good, known;

	for (i = 0; i < size; i++)
		lines += data[i] == '\n';
	good = cli_extract_dockerfile(&found, text, size);
	HOLDS(good == (found.why[0] == '\0'));
	HOLDS(found.line <= lines);
	HOLDS(cli_extract_base(&base, text, size) == good ||
	    strcmp(found.why, "too many images") == 0);
	HOLDS(base.count <= 1);
	known = !good || base.count == 0;
	for (i = 0; good && i < found.count; i++) {
		HOLDS(found.names[i][0] != '\0');
		HOLDS(strpbrk(found.names[i], " \t\r\n$\"'\\") == NULL);
		if (base.count > 0)
			known =
			    known || strcmp(found.names[i], base.names[0]) == 0;
	}
	HOLDS(known);
	cli_extract_dispose(&found);
	cli_extract_dispose(&base);
	return 0;
}

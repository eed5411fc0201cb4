/* Names of images in files: of other people's making, so what is not understood
   is refused, and so are layouts on disk: whoever runs the images takes them
   from registries. Needs nothing of cosignc's but this. */
#ifndef CLI_EXTRACT_H
#define CLI_EXTRACT_H

#include <stdbool.h>
#include <stddef.h>

/* Most images of one file. */
#define CLI_EXTRACT_MAX 1024

struct cli_extract {
	char **names; /* each once, in order; a NULL after the last */
	size_t count;
	size_t platform_line; /* of a FROM with --platform; 0: none */
	size_t line;          /* 0 if nothing is wrong */
	char why[160];        /* what is */
};

/* False with line and why; line 0: it is about the whole. To be disposed of in
   any case. */

/*
 * YAML: the image of each element of containers, initContainers and
 * ephemeralContainers, and the reference of what else is called image, as in
 * volumes, whatever object has them. Understood are documents of mappings and
 * lists in blocks, text in one line or in a block of its own, and lists and
 * mappings in brackets in one line that name neither containers nor images.
 */
bool cli_extract_manifest(
    struct cli_extract *out, const char *text, size_t len);
/*
 * A Dockerfile: the images of FROM, COPY --from, RUN --mount=from= and of a
 * syntax directive, but for stages and scratch. FROM may have arguments that
 * ARG sets before the first one; those without a value are the environment's.
 * What builders read differently is refused: names of stages that are not in
 * lower case, variables of platforms, what is another image without the
 * environment, and documents in the file (<<) among it.
 */
bool cli_extract_dockerfile(
    struct cli_extract *out, const char *text, size_t len);
/* The image that the last stage begins with, alone. */
bool cli_extract_base(struct cli_extract *out, const char *text, size_t len);
void cli_extract_dispose(struct cli_extract *out);

/* For the readers. */
bool cli_extract_is_layout(const char *name, size_t len);
bool cli_extract_add(struct cli_extract *out, const char *name, size_t len);
bool cli_extract_fail(struct cli_extract *out, size_t line, const char *why);

#endif

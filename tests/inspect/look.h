/* Looking at bundles in both forms, and at what comes out. */
#ifndef TESTS_INSPECT_LOOK_H
#define TESTS_INSPECT_LOOK_H

#include "vectors.h"
#include "virtual/virtual.h"

#include <cosign/bundle.h>
#include <cosign/inspect.h>

#include <jansson.h>

/* Each ends the test if it fails; what it gives is the caller's. */
cosign_bundle_t *look_parse(const char *document);
char *look_text(const cosign_bundle_t *bundle, const cosign_trust_t *names);
/* Parsed; it was one line, with no member twice. */
json_t *look_json(const cosign_bundle_t *bundle, const cosign_trust_t *names);

/* The same of a document. */
char *look_text_of(const char *document, const cosign_trust_t *names);
json_t *look_json_of(const char *document, const cosign_trust_t *names);

/* The text has this line; it may start further in. A '*' stands for anything
   up to what follows it. */
void expect_line(const char *text, const char *line);
void expect_no_line(const char *text, const char *line);
/* The text is that of golden/NAME, with such stars. */
void expect_golden(const char *text, const char *name);

/* Whether the text is safe to print: escaping changes none of its lines. */
void expect_printable(const char *text);

/* In the text as a line with [!], and in JSON's problems with its place. */
void expect_problem(
    const cosign_bundle_t *bundle, const char *place, const char *message);
void expect_no_problem(const cosign_bundle_t *bundle);

/* The value at a path, "certificates/0/key"; ends the test if it is absent. */
const json_t *at(const json_t *root, const char *path);
const char *text_at(const json_t *root, const char *path);

#endif

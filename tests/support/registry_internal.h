/* For registry*.c alone. */
#ifndef TESTS_SUPPORT_REGISTRY_INTERNAL_H
#define TESTS_SUPPORT_REGISTRY_INTERNAL_H

#include "registry.h"

#include <jansson.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a test double cannot do without. */
#define NEED(condition)                                                \
	do {                                                           \
		if (!(condition)) {                                    \
			(void)fprintf(stderr, "%s:%d: %s\n", __FILE__, \
			    __LINE__, #condition);                     \
			abort();                                       \
		}                                                      \
	} while (0)

#define OCI_INDEX "application/vnd.oci.image.index.v1+json"

enum kind { BLOB, MANIFEST, TAG, UPLOAD };

struct item {
	struct item *next;
	enum kind kind;
	char *repository;
	char *name; /* digest, tag, number */
	char *type; /* of a manifest; a tag's digest */
	uint8_t *bytes;
	size_t len;
};

struct registry_contents *contents_new(void);
void contents_free(struct registry_contents *contents);
struct item *contents_find(struct registry *registry, enum kind kind,
    const char *repository, const char *name);
/* In place of what is there. */
struct item *contents_put(struct registry *registry, enum kind kind,
    const char *repository, const char *name, const char *type,
    const void *bytes, size_t len);
void contents_drop(struct registry *registry, struct item *item);
void contents_append(struct item *item, const void *bytes, size_t len);
void contents_digest(char out[100], const void *bytes, size_t len);

/* By digest or tag. */
struct item *contents_manifest(
    struct registry *registry, const char *repository, const char *name);
struct item *contents_put_manifest(struct registry *registry,
    const char *repository, const char *tag, const char *type,
    const void *bytes, size_t len);
/* A digest, and the tags of it; or a tag. */
int contents_remove(
    struct registry *registry, const char *repository, const char *name);
int contents_subject(const struct item *manifest, char out[100]);
struct item *contents_begin_upload(
    struct registry *registry, const char *repository);
/* Sorted; good until the next call. */
size_t contents_tags(struct registry *registry, const char *repository,
    const struct item *const **out);
/* Descriptors; wanted is an artifact type, or empty. */
json_t *contents_referrers(struct registry *registry, const char *repository,
    const char *digest, const char *wanted);

void unescape(char *out, size_t size, const char *query);
/* The tree is freed. */
void answer_json(struct http_answer *answer, json_t *root);

/* 1, or 0 with an answer that asks for more. */
int auth_check(struct registry *registry, const struct http_request *request,
    const char *repository, struct http_answer *answer);
void auth_give_token(struct registry *registry,
    const struct http_request *request, struct http_answer *answer);

#endif

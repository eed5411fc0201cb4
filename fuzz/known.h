/* What the virtual Sigstore of fuzz/seeds.c signed, for targets that must
   accept nothing else. */
#ifndef FUZZ_KNOWN_H
#define FUZZ_KNOWN_H

#include "fuzz.h"

#include "trust/trust.h"

#include <stdio.h>

#define KNOWN_ARTIFACT "hello world\n"
#define KNOWN_IDENTITY "alice@example.com"
#define KNOWN_ISSUER   "https://oidc.sigstore.test"

#define KNOWN_FILES 32
#define KNOWN_NAME  64

struct known_file {
	char name[KNOWN_NAME];
	struct csn_span bytes;
};

static inline struct csn_span
known_read(const char *name)
{
	char path[1024];
	uint8_t *bytes;
	long len;
	FILE *f;

	(void)snprintf(path, sizeof(path), COSIGN_CORPUS "/%s", name);
	f = fopen(path, "rb");
	HOLDS(f != NULL);
	HOLDS(fseek(f, 0, SEEK_END) == 0 && (len = ftell(f)) > 0);
	rewind(f);
	bytes = malloc((size_t)len);
	HOLDS(bytes != NULL);
	HOLDS(fread(bytes, 1, (size_t)len, f) == (size_t)len);
	(void)fclose(f);
	return csn_span(bytes, (size_t)len);
}

/* A file of the corpus, read once. */
static inline struct csn_span
known(const char *folder, const char *file)
{
	static struct known_file files[KNOWN_FILES];
	char name[KNOWN_NAME];
	size_t i;

	(void)snprintf(name, sizeof(name), "%s/%s", folder, file);
	for (i = 0; i < KNOWN_FILES && files[i].bytes.p != NULL; i++)
		if (strcmp(files[i].name, name) == 0)
			return files[i].bytes;
	HOLDS(i < KNOWN_FILES);
	memcpy(files[i].name, name, sizeof(name));
	files[i].bytes = known_read(name);
	return files[i].bytes;
}

/* All of it is trusted. */
static inline const cosign_trust_t *
known_trust(void)
{
	static cosign_trust_t *trust;
	struct csn_span json;

	if (trust == NULL) {
		json = known("trusted_root", "virtual");
		HOLDS(cosign_trust_parse(&trust, (const char *)json.p, json.len,
			  NULL) == COSIGN_OK);
	}
	return trust;
}

/* Whether a view is part of the bytes that were read, or of none. */
static inline int
is_inside(struct csn_span part, struct csn_span whole)
{
	return part.p == NULL ||
	    (part.p >= whole.p && part.len <= whole.len &&
		(size_t)(part.p - whole.p) <= whole.len - part.len);
}

#endif

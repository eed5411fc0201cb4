/* Passwords for the tests, and how often somebody was asked. */
#ifndef TESTS_KEYS_PASSWORD_H
#define TESTS_KEYS_PASSWORD_H

#include <cosign/key.h>

#include <string.h>

/* What the keys in vectors/keys are encrypted with. */
#define PASSWORD "correct horse"

struct typist {
	const char *text;
	size_t len;
	int result;  /* what the callback returns */
	int asked;   /* how often */
	int purpose; /* of the last time */
	size_t size; /* of the room then */
};

static inline int
type_password(void *user, int purpose, uint8_t *buf, size_t size, size_t *len)
{
	struct typist *t = user;

	t->asked++;
	t->purpose = purpose;
	t->size = size;
	if (t->text != NULL)
		memcpy(buf, t->text, t->len < size ? t->len : size);
	*len = t->len;
	return t->result;
}

static inline struct typist
typist(const char *text)
{
	struct typist t = { text, strlen(text), 0, 0, 0, 0 };

	return t;
}

#endif

#include "pieces.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const usual[PIECE_COUNT] = {
	[PIECE_NONE] = "",
	[PIECE_TAG] = "30",
	[PIECE_TBS_TAG] = "30",
	[PIECE_VERSION] = "a0{02:02}",
	[PIECE_SERIAL] = "02:0102030405",
	[PIECE_TBS_ALGORITHM] = ECDSA_SHA256,
	[PIECE_ISSUER] = "30{31{30{06:550403 0c'issuer'}}}",
	[PIECE_VALIDITY] = "30{17'250615150640Z' 17'250615151640Z'}",
	[PIECE_SUBJECT] = "30{}",
	[PIECE_KEY] = P256_KEY,
	[PIECE_UNIQUE_IDS] = "",
	[PIECE_EXTENSIONS] = "a3{30{30{06:551d13 04{30{}}}}}",
	[PIECE_TBS_TAIL] = "",
	[PIECE_ALGORITHM] = ECDSA_SHA256,
	[PIECE_SIGNATURE] = "03:003006020101020101",
	[PIECE_TAIL] = "",
	[PIECE_BEHIND] = "",
};

struct vector
certificate_of(const char *const pieces[PIECE_COUNT])
{
	const char *p[PIECE_COUNT];
	struct vector der;
	char *text = NULL;
	size_t i;

	for (i = 0; i < PIECE_COUNT; i++)
		p[i] = pieces[i] != NULL ? pieces[i] : usual[i];
	cr_assert_geq(
	    asprintf(&text,
		"%s{%s{%s %s %s %s %s %s %s %s %s %s} "
		"%s %s %s} %s",
		p[PIECE_TAG], p[PIECE_TBS_TAG], p[PIECE_VERSION],
		p[PIECE_SERIAL], p[PIECE_TBS_ALGORITHM], p[PIECE_ISSUER],
		p[PIECE_VALIDITY], p[PIECE_SUBJECT], p[PIECE_KEY],
		p[PIECE_UNIQUE_IDS], p[PIECE_EXTENSIONS], p[PIECE_TBS_TAIL],
		p[PIECE_ALGORITHM], p[PIECE_SIGNATURE], p[PIECE_TAIL],
		p[PIECE_BEHIND]),
	    0);
	der = der_text(text);
	free(text);
	return der;
}

struct vector
certificate_with(enum piece piece, const char *text)
{
	const char *pieces[PIECE_COUNT] = { NULL };

	pieces[piece] = text;
	return certificate_of(pieces);
}

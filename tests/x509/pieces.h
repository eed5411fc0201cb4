/* Certificates put together from pieces, of which some are odd. Nobody signs
   them: reading one does not ask who did. */
#ifndef TESTS_X509_PIECES_H
#define TESTS_X509_PIECES_H

#include "der_text.h"
#include "x509/certificate.h"

/* As text for der_text(), but the first two, which are tags alone. */
enum piece {
	PIECE_NONE, /* the usual one: none of these */
	PIECE_TAG,
	PIECE_TBS_TAG,
	PIECE_VERSION,
	PIECE_SERIAL,
	PIECE_TBS_ALGORITHM,
	PIECE_ISSUER,
	PIECE_VALIDITY,
	PIECE_SUBJECT,
	PIECE_KEY,
	PIECE_UNIQUE_IDS,
	PIECE_EXTENSIONS,
	PIECE_TBS_TAIL,
	PIECE_ALGORITHM,
	PIECE_SIGNATURE,
	PIECE_TAIL, /* within the certificate, and behind it */
	PIECE_BEHIND,
	PIECE_COUNT
};

#define ECDSA_SHA256 "30{06:2a8648ce3d040302}"

/* A SubjectPublicKeyInfo: the base point of P-256. */
#define P256_KEY                                                           \
	"30{30{06:2a8648ce3d0201 06:2a8648ce3d030107} "                    \
	"03:0004"                                                          \
	"6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296" \
	"4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5}"

/* A certificate with this instead of the usual one. */
struct vector certificate_with(enum piece piece, const char *text);
/* Several: by place, NULL for the usual ones. */
struct vector certificate_of(const char *const pieces[PIECE_COUNT]);

#endif

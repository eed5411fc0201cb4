/* One P-256 signature, written in ways that a verifier may or may not take. */
#ifndef TESTS_ORACLE_VARIANTS_H
#define TESTS_ORACLE_VARIANTS_H

#include "document.h"

enum variant {
	VARIANT_DER,
	VARIANT_RAW_RS,    /* IEEE P1363: r and s, 32 bytes each */
	VARIANT_RAW_RS_33, /* 33 bytes each */
	VARIANT_RAW_RS_66, /* as for P-521 */
	VARIANT_RAW_RS_67,
	VARIANT_HIGH_S,
	VARIANT_LOW_S,
	VARIANT_TAIL,        /* a byte after the SEQUENCE */
	VARIANT_TAIL_2,      /* two: an even number in all */
	VARIANT_TAIL_INSIDE, /* a NULL after s */
	VARIANT_LONG_LENGTH, /* 30 81 len */
	VARIANT_PADDED_R,    /* r with one zero byte too many */
	VARIANT_NEGATIVE_R,
	VARIANT_ZERO_R,
	VARIANT_ZERO_S,
	VARIANT_R_PLUS_N, /* the same modulo the order */
	VARIANT_S_PLUS_N,
};

/* The signature in a file ("base64" form), rewritten; base64. */
struct text variant_of(enum variant variant, const char *path);

#endif

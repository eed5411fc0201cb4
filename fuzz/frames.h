/* An input that is a list of pieces: each a byte that says what it is for, its
   length in two bytes, and the bytes. */
#ifndef FUZZ_FRAMES_H
#define FUZZ_FRAMES_H

#include "fuzz.h"

#include "util/span.h"

/* 0 at the end; the last piece may be cut. */
static inline int
next_frame(struct csn_span *in, unsigned int *use, struct csn_span *out)
{
	size_t len;

	if (in->len < 3)
		return 0;
	*use = in->p[0];
	len = (size_t)in->p[1] << 8 | in->p[2];
	if (len > in->len - 3)
		len = in->len - 3;
	*out = csn_span(in->p + 3, len);
	in->p += 3 + len;
	in->len -= 3 + len;
	return 1;
}

#endif

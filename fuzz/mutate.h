/*
 * Documents that hold other documents as base64 text: changing a byte of the
 * text does little to what it stands for. Half of the time one of them is
 * decoded, changed and encoded again, and what is inside it in the same way.
 */
#ifndef FUZZ_MUTATE_H
#define FUZZ_MUTATE_H

#include "fuzz.h"

#ifdef COSIGN_FUZZ_MUTATE

#include "util/base64.h"

#define TEXT_MIN    8
#define MUTATE_ROOM 65536
#define MUTATE_DEEP 3

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(
    uint8_t *data, size_t size, size_t max_size, unsigned int seed);

/* The string that begins at or after a place, without its quotes. */
static inline int
next_text(const uint8_t *data, size_t size, size_t *at, struct csn_span *out)
{
	const uint8_t *start = NULL, *end = NULL;

	if (*at < size)
		start = memchr(data + *at, '"', size - *at);
	if (start != NULL)
		end = memchr(start + 1, '"', size - (size_t)(start + 1 - data));
	if (end == NULL)
		return 0;
	*out = csn_span(start + 1, (size_t)(end - start - 1));
	*at = (size_t)(end - data);
	return 1;
}

/* Decoded: whether it is base64 of something. */
static inline int
decode_text(struct csn_buf *bytes, struct csn_span text)
{
	csn_buf_init(bytes, MUTATE_ROOM);
	return text.len >= TEXT_MIN &&
	    csn_base64_decode(bytes, (const char *)text.p, text.len,
		CSN_BASE64_STRICT, NULL) == COSIGN_OK &&
	    bytes->len > 0;
}

/* The n-th of those that are base64, counted round; 0 if there is none. */
static inline int
choose_text(const uint8_t *data, size_t size, unsigned int n,
    struct csn_span *out, struct csn_buf *bytes)
{
	struct csn_span text;
	size_t at, count = 0;
	int round;

	for (round = 0; round < 2; round++) {
		for (at = 0; next_text(data, size, &at, &text);) {
			if (decode_text(bytes, text) && round == 1 &&
			    count-- == 0) {
				*out = text;
				return 1;
			}
			count += round == 0 && bytes->len > 0 ? 1 : 0;
			csn_buf_dispose(bytes);
		}
		if (count == 0)
			return 0;
		count = n % count;
	}
	return 0;
}

static inline size_t
mutate_some(uint8_t *data, size_t size, size_t max_size, unsigned int seed,
    unsigned int depth)
{
	static uint8_t room[MUTATE_DEEP][MUTATE_ROOM];
	struct csn_buf bytes, out;
	struct csn_span text;
	size_t len;

	if (depth == MUTATE_DEEP || (seed & 1) == 0 ||
	    !choose_text(data, size, seed >> 8, &text, &bytes))
		return LLVMFuzzerMutate(data, size, max_size);
	memcpy(room[depth], bytes.p, bytes.len);
	len = mutate_some(
	    room[depth], bytes.len, MUTATE_ROOM, seed >> 1, depth + 1);
	csn_buf_dispose(&bytes);
	csn_buf_init(&out, max_size);
	csn_buf_add(&out, data, (size_t)(text.p - data));
	csn_base64_encode(&out, room[depth], len);
	csn_buf_add(
	    &out, text.p + text.len, size - (size_t)(text.p + text.len - data));
	if (csn_buf_finish(&out, NULL) == COSIGN_OK) {
		memcpy(data, out.p, out.len);
		size = out.len;
	}
	csn_buf_dispose(&out);
	return size;
}

size_t
LLVMFuzzerCustomMutator(
    uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	return mutate_some(data, size, max_size, seed, 0);
}

#endif

#endif

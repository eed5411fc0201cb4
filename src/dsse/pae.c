#include "dsse/pae.h"

#include <stdio.h>

/* Two numbers and what stands around them. */
#define HEAD_MAX 64

static size_t
write_length(char out[HEAD_MAX], const char *before, size_t len)
{
	const int n = snprintf(out, HEAD_MAX, "%s %zu ", before, len);

	return n > 0 ? (size_t)n : 0;
}

void
csn_pae_write(
    struct csn_buf *out, struct csn_span type, struct csn_span payload)
{
	char head[HEAD_MAX];

	csn_buf_reserve(out, (size_t)2 * HEAD_MAX + type.len + payload.len);
	csn_buf_add(out, head, write_length(head, "DSSEv1", type.len));
	csn_buf_add(out, type.p, type.len);
	csn_buf_add(out, head, write_length(head, "", payload.len));
	csn_buf_add(out, payload.p, payload.len);
}

void
csn_pae_digest(struct csn_digest *out, cosign_hash_t hash, struct csn_span type,
    struct csn_span payload)
{
	struct csn_hasher h;
	char head[HEAD_MAX];

	csn_hasher_init(&h, csn_hash_bit(hash));
	csn_hasher_update(&h, head, write_length(head, "DSSEv1", type.len));
	csn_hasher_update(&h, type.p, type.len);
	csn_hasher_update(&h, head, write_length(head, "", payload.len));
	csn_hasher_update(&h, payload.p, payload.len);
	csn_hasher_final(&h, hash, out);
}

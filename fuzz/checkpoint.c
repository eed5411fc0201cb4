/* Checkpoints: what is taken as a log's has a text that it signed, and says
   what stands there. */
#include "known.h"

#include "rekor/checkpoint.h"

/* Where the signed text ends: with the line before the last empty one. */
static struct csn_span
text_of(struct csn_span note)
{
	size_t at;

	for (at = note.len; at >= 2; at--)
		if (note.p[at - 1] == '\n' && note.p[at - 2] == '\n')
			return csn_span(note.p, at - 1);
	return csn_span(note.p, 0);
}

/* What the logs signed for fuzz/seeds.c. */
static const char *const names[] = { "v1", "v1-timestamp", "v2",
	"v1-attestation", "v1-intoto", "v2-attestation", "v02-chain",
	"v2-witnesses", "namesakes", "long" };

static int
was_signed(struct csn_span text)
{
	size_t i;

	for (i = 0; i < CSN_ARRAY_LEN(names); i++)
		if (csn_span_eq(text_of(known("checkpoint", names[i])), text))
			return 1;
	return 0;
}

/* Origin, size and root written anew are how the text begins. */
static void
check_text(const struct csn_checkpoint *c, struct csn_span note)
{
	char size[32];
	struct csn_span text = text_of(note);
	size_t len;

	HOLDS(c->origin.p == note.p && c->origin.len > 0);
	HOLDS(memchr(c->origin.p, '\n', c->origin.len) == NULL);
	len = (size_t)snprintf(
	    size, sizeof(size), "\n%llu\n", (unsigned long long)c->size);
	HOLDS(text.len > c->origin.len + len);
	HOLDS(memcmp(text.p + c->origin.len, size, len) == 0);
}

static int
same(const struct csn_checkpoint *a, const struct csn_checkpoint *b)
{
	return csn_span_eq(a->origin, b->origin) && a->size == b->size &&
	    memcmp(a->root, b->root, sizeof(a->root)) == 0;
}

typedef cosign_rc_t (*verify_fn)(struct csn_checkpoint *out,
    struct csn_span note, const struct csn_log *log, cosign_error_t *err);

/* Whether it is the log's. */
static int
check_verified(verify_fn verify, struct csn_span note,
    const struct csn_log *log, const struct csn_checkpoint *plain)
{
	struct csn_checkpoint c;
	const cosign_rc_t rc = verify(&c, note, log, NULL);

	HOLDS(rc == COSIGN_OK || rc == COSIGN_E_CHECKPOINT ||
	    rc == COSIGN_E_LIMIT);
	if (rc != COSIGN_OK)
		return 0;
	HOLDS(plain != NULL && same(&c, plain));
	HOLDS(was_signed(text_of(note)));
	return 1;
}

/* How many logs signed it. */
static size_t
check_note(struct csn_span note)
{
	const struct csn_log_list *logs = &known_trust()->tlogs;
	struct csn_checkpoint plain;
	cosign_rc_t rc = csn_checkpoint_read(&plain, note, NULL);
	size_t i, found = 0;

	HOLDS(rc == COSIGN_OK || rc == COSIGN_E_CHECKPOINT ||
	    rc == COSIGN_E_LIMIT);
	if (rc == COSIGN_OK)
		check_text(&plain, note);
	for (i = 0; i < logs->count; i++) {
		found += (size_t)check_verified(csn_checkpoint_verify_v1, note,
		    logs->items[i], rc == COSIGN_OK ? &plain : NULL);
		found += (size_t)check_verified(csn_checkpoint_verify_v2, note,
		    logs->items[i], rc == COSIGN_OK ? &plain : NULL);
	}
	return found;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int is_ready;
	size_t i;

	/* Otherwise nothing would be tested. */
	for (i = 0; i < CSN_ARRAY_LEN(names) && !is_ready; i++)
		HOLDS(check_note(known("checkpoint", names[i])) > 0);
	is_ready = 1;
	(void)check_note(csn_span(data, size));
	return 0;
}

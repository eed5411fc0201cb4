/* Checkpoints, which are signed notes (C2SP signed-note, tlog-checkpoint). */
#include "inspect/describe.h"
#include "rekor/checkpoint.h"
#include "util/base64.h"

#include <stdio.h>

/* "— ", before each signature */
static const char dash[] = "\xe2\x80\x94 ";

/* Bytes of a key's hash before its signature. */
#define KEY_HASH_SIZE 4

/* Origin, size, root. */
#define USUAL_LINES 3

/* Further lines that are shown. Rekor v1 writes one, v2 none. */
#define OTHER_LINES_MAX 16

#define LABEL_SIZE 64

static size_t
count_lines(struct csn_span text)
{
	size_t count = 0;

	for (; text.len > 0; count++)
		(void)csn_span_take_line(&text);
	return count;
}

/* At the last empty line, which a note that was read has. */
static void
split(struct csn_span note, struct csn_span *text, struct csn_span *signatures)
{
	size_t at = note.len;

	while (at > 2 && (note.p[at - 1] != '\n' || note.p[at - 2] != '\n'))
		at--;
	*text = csn_span(note.p, at - 1);
	*signatures = csn_span(note.p + at, note.len - at);
}

static size_t
at_most(struct csn_report *r, size_t count, size_t max, const char *what)
{
	if (count <= max)
		return count;
	csn_report_warn(
	    r, "checkpoint: %zu %s, of which %zu are shown", count, what, max);
	return max;
}

static void
report_other_lines(struct csn_report *r, struct csn_span text)
{
	char label[LABEL_SIZE];
	struct csn_span line;
	size_t i, count;

	for (i = 0; i < USUAL_LINES; i++)
		(void)csn_span_take_line(&text);
	count = at_most(r, count_lines(text), OTHER_LINES_MAX, "further lines");
	csn_report_flat_list(r, NULL, "otherContent", count);
	(void)snprintf(label, sizeof(label), "%zu lines", count);
	if (count > 0)
		csn_report_heading(r, "Other Content", label);
	for (i = 0; i < count; i++) {
		line = csn_span_take_line(&text);
		(void)snprintf(label, sizeof(label), "[%zu]", i);
		csn_report_text(r, label, NULL, line);
		if (r->is_json)
			csn_jw_string(&r->json, line.p, line.len);
	}
	if (count > 0)
		csn_report_heading_end(r);
	csn_report_flat_list_end(r);
}

/* "— NAME BASE64" */
static cosign_rc_t
read_signature(struct csn_span line, struct csn_span *name,
    struct csn_buf *bytes, cosign_error_t *err)
{
	const size_t before = sizeof(dash) - 1;
	const uint8_t *space = NULL;
	cosign_rc_t rc = COSIGN_E_MALFORMED;

	if (line.len > before && memcmp(line.p, dash, before) == 0) {
		line = csn_span(line.p + before, line.len - before);
		space = memchr(line.p, ' ', line.len);
	}
	if (space != NULL) {
		*name = csn_span(line.p, (size_t)(space - line.p));
		rc = csn_base64_decode(bytes, (const char *)space + 1,
		    line.len - name->len - 1, CSN_BASE64_STRICT, err);
	}
	if (rc == COSIGN_E_NOMEM ||
	    (rc == COSIGN_OK && bytes->len > KEY_HASH_SIZE))
		return rc;
	return csn_fail(
	    err, COSIGN_E_MALFORMED, "checkpoint: a line that is no signature");
}

static void
report_signature(
    struct csn_report *r, struct csn_span name, const struct csn_buf *bytes)
{
	const struct csn_span signature =
	    csn_span(bytes->p + KEY_HASH_SIZE, bytes->len - KEY_HASH_SIZE);
	char text[LABEL_SIZE];

	if (!r->is_json) {
		(void)snprintf(text, sizeof(text),
		    "Signature Present (%zu bytes)", signature.len);
		csn_report_line(r, name, csn_span_str(text));
		return;
	}
	csn_report_object(r, NULL);
	csn_report_text(r, NULL, "name", name);
	csn_report_hex(r, NULL, "keyHash", csn_span(bytes->p, KEY_HASH_SIZE));
	csn_report_present(r, NULL, "signature", signature);
	csn_report_object_end(r);
}

/* The log is one of those that the text calls witnesses, as cosign does. */
static void
report_signatures(struct csn_report *r, struct csn_span lines)
{
	const size_t count = at_most(
	    r, count_lines(lines), CSN_NOTE_SIGNATURES_MAX, "signatures");
	struct csn_span name = { NULL, 0 };
	struct csn_buf bytes;
	size_t i;

	csn_report_list(r, "Witnesses", "signatures", count);
	for (i = 0; i < count; i++) {
		csn_buf_init(&bytes, CSN_CHECKPOINT_MAX);
		if (!csn_report_refused(r,
			read_signature(csn_span_take_line(&lines), &name,
			    &bytes, r->reason)))
			report_signature(r, name, &bytes);
		csn_buf_dispose(&bytes);
	}
	csn_report_list_end(r);
}

static void
report_readable(struct csn_report *r, const struct csn_checkpoint *checkpoint,
    struct csn_span note)
{
	struct csn_span text, signatures;

	split(note, &text, &signatures);
	csn_report_text(r, "Origin", "origin", checkpoint->origin);
	csn_report_uint(r, "Tree Size", "treeSize", checkpoint->size);
	csn_report_hex(r, NULL, "rootHash",
	    csn_span(checkpoint->root, sizeof(checkpoint->root)));
	report_other_lines(r, text);
	report_signatures(r, signatures);
}

/* The proof ends at it. */
static void
check(struct csn_report *r, const struct csn_checkpoint *checkpoint,
    const struct csn_entry_proof *proof)
{
	if (proof->size < 0 || checkpoint->size != (uint64_t)proof->size)
		csn_report_warn(r, "the proof is of a tree of another size");
	if (!csn_span_eq(csn_bytes_span(&proof->root),
		csn_span(checkpoint->root, sizeof(checkpoint->root))))
		csn_report_warn(
		    r, "the proof is of a tree with another root hash");
}

void
csn_describe_checkpoint(
    struct csn_report *r, const struct csn_entry_proof *proof)
{
	const struct csn_span note = csn_bytes_span(&proof->checkpoint);
	struct csn_checkpoint checkpoint;

	csn_report_open(r, "Checkpoint", "checkpoint");
	if (csn_report_refused(
		r, csn_checkpoint_read(&checkpoint, note, r->reason))) {
		csn_report_present(r, "Envelope", "unreadable", note);
	} else {
		report_readable(r, &checkpoint, note);
		check(r, &checkpoint, proof);
	}
	csn_report_close(r);
}

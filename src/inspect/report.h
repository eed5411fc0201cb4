/*
 * What a bundle says, written in one walk as text or as JSON: each function
 * writes to the form that was asked for, so that neither knows more than the
 * other. A label is what the text calls a thing, a name is JSON's member;
 * where one of them is NULL, that form leaves the thing out.
 *
 * Text is one "- Label: value" a line, two spaces further in for each level.
 * Whatever comes from outside is escaped there, and cut where it is long.
 *
 * Failures are remembered, as in the buffer below.
 */
#ifndef CSN_INSPECT_REPORT_H
#define CSN_INSPECT_REPORT_H

#include "trust/trust.h"
#include "bundle/entity.h"
#include "util/json_write.h"

#include <cosign/inspect.h>

/* Room for "verificationMaterial"'s longest path, as "tlogEntries[31]". */
#define CSN_PLACE_SIZE 32

struct csn_report {
	int is_json;
	struct csn_buf out;
	struct csn_json_writer json;
	/* What is wrong, JSON's last member: elements of an array, each with
	   the place that is described when it is found. */
	struct csn_buf problems;
	struct csn_json_writer problem;
	char place[CSN_PLACE_SIZE];
	size_t depth;
	size_t warnings;

	const cosign_bundle_t *bundle;
	const cosign_trust_t *names; /* may be NULL */
	cosign_error_t *reason;      /* why something could not be read */
};

cosign_rc_t csn_report_init(
    struct csn_report *r, cosign_inspect_form_t form, cosign_error_t *err);
void csn_report_dispose(struct csn_report *r);
/* All of it, which becomes the caller's. */
cosign_rc_t csn_report_take(
    struct csn_report *r, char **out, size_t *len, cosign_error_t *err);

/* What is described from now on, for JSON's problems. */
void csn_report_place(struct csn_report *r, const char *fmt, ...)
    CSN_FORMAT(2, 3);

/* A thing of several parts, which follow. */
void csn_report_open(struct csn_report *r, const char *label, const char *name);
void csn_report_close(struct csn_report *r);
/* The same of JSON alone; without a name it is an element. */
void csn_report_object(struct csn_report *r, const char *name);
void csn_report_object_end(struct csn_report *r);
/* "Label [index]", a level of the text alone; csn_report_heading_end(). */
void csn_report_numbered(struct csn_report *r, const char *label, size_t index);
/* A level of the text alone. value may be foreign, and may be NULL. */
void csn_report_heading(
    struct csn_report *r, const char *label, const char *value);
void csn_report_heading_end(struct csn_report *r);

/* Several of a kind, the text says how many. In a flat list their labels stand
   beside the list's own. */
void csn_report_list(
    struct csn_report *r, const char *label, const char *name, size_t count);
void csn_report_list_end(struct csn_report *r);
void csn_report_flat_list(
    struct csn_report *r, const char *label, const char *name, size_t count);
void csn_report_flat_list_end(struct csn_report *r);
/* One of them, "Label [index]", until csn_report_close(). */
void csn_report_item(struct csn_report *r, const char *label, size_t index);

/* Foreign text. */
void csn_report_text(struct csn_report *r, const char *label, const char *name,
    struct csn_span text);
/* Our own; NULL is null, and nothing in the text. */
void csn_report_str(struct csn_report *r, const char *label, const char *name,
    const char *text);
void csn_report_int(
    struct csn_report *r, const char *label, const char *name, int64_t value);
/* Beyond int64_t, which readers of JSON end at, it is a problem. */
void csn_report_uint(
    struct csn_report *r, const char *label, const char *name, uint64_t value);
/* In the text to the second, as cosign has it. */
void csn_report_time(struct csn_report *r, const char *label, const char *name,
    struct csn_time time);
void csn_report_hex(struct csn_report *r, const char *label, const char *name,
    struct csn_span bytes);
/* Of which the text says that they are there; base64 in JSON. */
void csn_report_present(struct csn_report *r, const char *label,
    const char *name, struct csn_span bytes);
/* What is put together first. */
void csn_report_written(struct csn_report *r, const char *label,
    const char *name, void (*write)(struct csn_buf *out, struct csn_span value),
    struct csn_span value);
/* A line of the text alone, whose label is foreign too. */
void csn_report_line(
    struct csn_report *r, struct csn_span label, struct csn_span value);
/* A line of the text alone, our own words. */
void csn_report_textf(struct csn_report *r, const char *label, const char *fmt,
    ...) CSN_FORMAT(3, 4);
/* A member of JSON alone. */
void csn_report_null(struct csn_report *r, const char *name);

/* Something is wrong. Foreign text is passed through %.*s, short. */
void csn_report_warn(struct csn_report *r, const char *fmt, ...)
    CSN_FORMAT(2, 3);
/*
 * Something could not be read, r->reason says why: that is wrong with it. 1
 * then, 0 for COSIGN_OK. A fault that is not its own ends the report, for
 * which both are remembered and returned as 1.
 */
int csn_report_refused(struct csn_report *r, cosign_rc_t rc);

/* Foreign text as the text form has it: escaped, cut. */
void csn_report_escape(struct csn_buf *out, struct csn_span text);
/* Long bytes by both their ends. */
void csn_report_short_hex(struct csn_buf *out, struct csn_span bytes);

#endif

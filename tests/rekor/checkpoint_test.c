#include "rekor/checkpoint.h"

#include "bytes.h"
#include "cases.h"
#include "logs.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct vs *vs;

static void
enter(void)
{
	vs = vs_new(NULL);
}

static void
leave(void)
{
	vs_free(vs);
}

TestSuite(checkpoint, .init = enter, .fini = leave);

#define OK    COSIGN_OK
#define WRONG COSIGN_E_CHECKPOINT
#define LIMIT COSIGN_E_LIMIT
#define DASH  "\xe2\x80\x94 "

#define NOT_BY_LOG "checkpoint: not signed by the log"
#define BAD_LINE   "checkpoint: the log's signature does not verify"
#define NO_DASH    "checkpoint: a signature has no dash before it"
#define NO_SIG     "checkpoint: a line without a signature"
#define NO_NAME    "checkpoint: a signature without a proper name"
#define NO_BASE64  "checkpoint: a signature is no base64"
#define SHORT      "checkpoint: a signature is too short"
#define NO_SIZE    "checkpoint: size of the tree is no number"
#define NO_ROOT    "checkpoint: root hash is not base64 of 32 bytes"
#define NO_TEXT    "checkpoint: not plain text in UTF-8"

/* A note that a virtual log made. */
static const char *
note_of(struct vs_log *log, const struct vs_note_options *o)
{
	struct vs_entry_options options = { .log = log };
	struct vs_signature *sig = vs_sign(vs, NULL);

	options.note = *o;
	return vs_log(sig, &options)->checkpoint;
}

static cosign_rc_t
verify(struct csn_checkpoint *out, const struct vs_log *log,
    struct csn_span note, cosign_error_t *err)
{
	struct csn_log *known = log_of(log);
	const cosign_rc_t rc = log->type == VS_REKOR2
	    ? csn_checkpoint_verify_v2(out, note, known, err)
	    : csn_checkpoint_verify_v1(out, note, known, err);

	csn_log_unref(known);
	return rc;
}

static void
expect_note(const struct vs_log *log, struct csn_span note, cosign_rc_t rc,
    const char *message)
{
	cosign_error_t *err = cosign_error_new();
	struct csn_checkpoint c;

	expect_error(err, verify(&c, log, note, err), rc, message);
	cosign_error_free(err);
}

/* What is odd about a note, and what is said of it in v1 and in v2. */
struct row {
	struct vs_note_options o;
	cosign_rc_t v1;
	const char *message_v1;
	cosign_rc_t v2;
	const char *message_v2;
};

#define BOTH(rc, message) rc, message, rc, message

static void
expect_rows(const struct row *rows, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		expect_note(vs->rekor1,
		    csn_span_str(note_of(vs->rekor1, &rows[i].o)), rows[i].v1,
		    rows[i].message_v1);
		expect_note(vs->rekor2,
		    csn_span_str(note_of(vs->rekor2, &rows[i].o)), rows[i].v2,
		    rows[i].message_v2);
	}
}

/* What a checkpoint says. */
Test(checkpoint, has_fields)
{
	const struct vs_note_options o = { .size = 1234567890123 };
	struct vs_log *logs[] = { vs->rekor1, vs->rekor2 };
	struct csn_checkpoint c, again;
	size_t i;

	for (i = 0; i < ARRAY_LEN(logs); i++) {
		const char *note = note_of(logs[i], &o);
		const char *root = strchr(strchr(note, '\n') + 1, '\n') + 1;

		MUST(verify(&c, logs[i], csn_span_str(note), NULL));
		cr_expect(csn_span_eq(c.origin, csn_span_str(logs[i]->origin)));
		cr_expect_eq(c.size, 1234567890123);
		cr_expect_eq(
		    strncmp(root, vs_base64(vs, vs_copy(vs, c.root, 32)), 44),
		    0);
		MUST(csn_checkpoint_read(&again, csn_span_str(note), NULL));
		cr_expect(csn_span_eq(again.origin, c.origin));
		cr_expect_eq(again.size, c.size);
		cr_expect_eq(memcmp(again.root, c.root, sizeof(c.root)), 0);
	}
}

/* Who has to have signed. */
Test(checkpoint, is_signed_by_its_log)
{
	static const struct row rows[] = {
		{ { .origin = NULL }, BOTH(OK, "") },
		{ { .witnesses = 3 }, BOTH(OK, "") },
		{ { .witnesses_before = 2, .witnesses = 1 }, BOTH(OK, "") },
		{ { .namesakes = 2 }, BOTH(OK, "") },
		{ { .no_line = 1 }, BOTH(WRONG, "checkpoint: no signatures") },
		{ { .no_line = 1, .witnesses = 1 }, BOTH(WRONG, NOT_BY_LOG) },
		{ { .no_line = 1, .namesakes = 1 }, BOTH(WRONG, NOT_BY_LOG) },
		{ { .signature = { .fn = vs_flip } }, BOTH(WRONG, BAD_LINE) },
		/* In v1 names are only text, in v2 they are those of the log,
		   which is that of the trusted root's URL. */
		{ { .name = "another" }, OK, "", WRONG, NOT_BY_LOG },
		{ { .name = "LOG2025-1.rekor.sigstore.test" }, OK, "", WRONG,
		    NOT_BY_LOG },
		{ { .origin = "another" }, OK, "", WRONG,
		    "checkpoint: its origin is another log" },
		{ { .origin = "log2025-1.rekor.sigstore.test " }, OK, "", WRONG,
		    "checkpoint: its origin is another log" },
	};

	expect_rows(rows, ARRAY_LEN(rows));
}

/* Somebody who says that he is the log, and the log as somebody else. */
Test(checkpoint, is_not_signed_by_another)
{
	const struct row keys[] = {
		{ { .key = vs_key(vs, VS_P256) }, BOTH(WRONG, BAD_LINE) },
		{ { .key = vs_key(vs, VS_ED25519) }, BOTH(WRONG, BAD_LINE) },
		{ { .key = vs_key(vs, VS_RSA2048) }, BOTH(WRONG, BAD_LINE) },
	};
	const struct row hint = { { .hint = vs_copy(vs, "\1\2\3\4", 4) },
		BOTH(WRONG, NOT_BY_LOG) };

	expect_rows(keys, ARRAY_LEN(keys));
	expect_rows(&hint, 1);
}

/* Each line, whoever's, has to be one. */
Test(checkpoint, has_signature_lines)
{
	static const struct row rows[] = {
		{ { .before = DASH "n AAAAAAA=\n" }, BOTH(OK, "") },
		{ { .after = DASH "n AAAAAAA=\n" }, BOTH(OK, "") },
		{ { .after = DASH "\xc3\xa9 AAAAAAA=\n" }, BOTH(OK, "") },
		{ { .before = "x\n" }, BOTH(WRONG, NO_DASH) },
		{ { .after = "x\n" }, BOTH(WRONG, NO_DASH) },
		{ { .after = "- n AAAAAAA=\n" }, BOTH(WRONG, NO_DASH) },
		{ { .after = "\xe2\x80\x93 n AAAAAAA=\n" },
		    BOTH(WRONG, NO_DASH) },
		{ { .after = "\xe2\x80\x94n AAAAAAA=\n" },
		    BOTH(WRONG, NO_DASH) },
		{ { .after = " " DASH "n AAAAAAA=\n" }, BOTH(WRONG, NO_DASH) },
		{ { .after = DASH "\n" }, BOTH(WRONG, NO_DASH) },
		{ { .after = DASH "n\n" }, BOTH(WRONG, NO_SIG) },
		{ { .after = DASH "nAAAAAAA=\n" }, BOTH(WRONG, NO_SIG) },
		{ { .after = DASH " AAAAAAA=\n" }, BOTH(WRONG, NO_NAME) },
		{ { .after = DASH "a+b AAAAAAA=\n" }, BOTH(WRONG, NO_NAME) },
		{ { .after = DASH "+ AAAAAAA=\n" }, BOTH(WRONG, NO_NAME) },
		{ { .after = DASH "n \n" }, BOTH(WRONG, SHORT) },
		{ { .after = DASH "n AAAA\n" }, BOTH(WRONG, SHORT) },
		{ { .after = DASH "n AAAAAA==\n" }, BOTH(WRONG, SHORT) },
		{ { .after = DASH "n AAAAAAA\n" }, BOTH(WRONG, NO_BASE64) },
		{ { .after = DASH "n AAAAAAA= \n" }, BOTH(WRONG, NO_BASE64) },
		{ { .after = DASH "n  AAAAAAA=\n" }, BOTH(WRONG, NO_BASE64) },
		{ { .after = DASH "n m AAAAAAA=\n" }, BOTH(WRONG, NO_BASE64) },
		{ { .after = DASH "n AAAAAAB=\n" }, BOTH(WRONG, NO_BASE64) },
		{ { .after = DASH "n AAAAAA-_\n" }, BOTH(WRONG, NO_BASE64) },
		{ { .after = DASH "n AAAAAAA=" },
		    BOTH(WRONG, "checkpoint: last line has no end") },
		{ { .after = DASH "n\tm AAAAAAA=\n" }, BOTH(WRONG, NO_TEXT) },
		/* an empty line among them parts the note */
		{ { .after = "\n" }, BOTH(WRONG, "checkpoint: no signatures") },
		{ { .after = "\n" DASH "n AAAAAAA=\n" },
		    BOTH(WRONG, NOT_BY_LOG) },
		{ { .before = "\n" }, BOTH(WRONG, BAD_LINE) },
		/* so many and no more */
		{ { .witnesses = 99 }, BOTH(OK, "") },
		{ { .witnesses = 100 },
		    BOTH(LIMIT, "checkpoint: more than 100 signatures") },
		{ { .witnesses_before = 100 },
		    BOTH(LIMIT, "checkpoint: more than 100 signatures") },
	};

	expect_rows(rows, ARRAY_LEN(rows));
}

/* A second line of the log itself, right or wrong, before or after. */
static void
expect_second_line(struct vs_log *log)
{
	const struct vs_note_options usual = { .origin = NULL };
	const char *note = note_of(log, &usual);
	const char *line = strstr(note, "\n\n") + 2;
	const int head = (int)(line - note);
	char *broken = vs_text(vs, "%s", line);
	struct vs_bytes blob = vs_join(vs,
	    (struct vs_bytes[]){
		{ log->id.p, 4 }, vs_of("no signature"), { NULL, 0 } });

	broken = vs_text(vs, DASH "%s %s\n", log->host, vs_base64(vs, blob));
	expect_note(log,
	    csn_span_str(vs_text(vs, "%.*s%s%s", head, note, line, line)), OK,
	    "");
	expect_note(log,
	    csn_span_str(vs_text(vs, "%.*s%s%s", head, note, line, broken)),
	    WRONG, BAD_LINE);
	expect_note(log,
	    csn_span_str(vs_text(vs, "%.*s%s%s", head, note, broken, line)),
	    WRONG, BAD_LINE);
}

Test(checkpoint, may_have_several_lines_of_its_log)
{
	expect_second_line(vs->rekor1);
	expect_second_line(vs->rekor2);
}

/* A text that a log signs: behind its first line, or all of it. */
struct text {
	const char *text;
	int whole;
	cosign_rc_t rc;
	const char *message;
};

static void
put_text(struct vs *stack, struct vs_bytes *bytes, void *user)
{
	const struct text *row = user;
	const unsigned char *end = memchr(bytes->p, '\n', bytes->len);
	const struct vs_bytes first = { bytes->p,
		row->whole ? 0 : (size_t)(end + 1 - bytes->p) };

	*bytes = vs_join(
	    stack, (struct vs_bytes[]){ first, vs_of(row->text), { NULL, 0 } });
}

#define ROOT "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
/* What is signed is read once it is known who signed it. */
Test(checkpoint, has_a_text)
{
	static struct text rows[] = {
		{ "1\n" ROOT "\n", 0, OK, "" },
		{ "0\n" ROOT "\n", 0, OK, "" },
		{ "18446744073709551615\n" ROOT "\n", 0, OK, "" },
		{ "1\n" ROOT "\nanything\nat all\n", 0, OK, "" },
		{ "1\n" ROOT "\nTimestamp: 1689177396617352539\n", 0, OK, "" },
		{ "1\n" ROOT "\n\nbehind an empty line\n", 0, OK, "" },
		{ "1\n" ROOT "\n\x7f \xf0\x9f\x98\x80\n", 0, OK, "" },
		{ "", 0, WRONG, NO_SIZE },
		{ "\n" ROOT "\n", 0, WRONG, NO_SIZE },
		{ "18446744073709551616\n" ROOT "\n", 0, WRONG, NO_SIZE },
		{ "99999999999999999999\n" ROOT "\n", 0, WRONG, NO_SIZE },
		{ "00\n" ROOT "\n", 0, WRONG, NO_SIZE },
		{ "01\n" ROOT "\n", 0, WRONG, NO_SIZE },
		{ "+1\n" ROOT "\n", 0, WRONG, NO_SIZE },
		{ "-1\n" ROOT "\n", 0, WRONG, NO_SIZE },
		{ " 1\n" ROOT "\n", 0, WRONG, NO_SIZE },
		{ "1 \n" ROOT "\n", 0, WRONG, NO_SIZE },
		{ "0x1\n" ROOT "\n", 0, WRONG, NO_SIZE },
		{ "1e1\n" ROOT "\n", 0, WRONG, NO_SIZE },
		{ "1/\n" ROOT "\n", 0, WRONG, NO_SIZE },
		{ "1:\n" ROOT "\n", 0, WRONG, NO_SIZE },
		/* each line missing */
		{ ROOT "\n", 0, WRONG, NO_SIZE },
		{ "1\n", 0, WRONG, NO_ROOT },
		{ "1\n\n", 0, WRONG, NO_ROOT },
		{ "1\n" ROOT ROOT "\n", 0, WRONG, NO_ROOT },
		{ "1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==\n", 0, WRONG,
		    NO_ROOT },
		{ "1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", 0, WRONG,
		    NO_ROOT },
		{ "1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", 0, WRONG,
		    NO_ROOT },
		{ "1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n", 0, WRONG,
		    NO_ROOT },
		{ "1\n" ROOT " \n", 0, WRONG, NO_ROOT },
		{ "1\n " ROOT "\n", 0, WRONG, NO_ROOT },
		{ "\n1\n" ROOT "\n", 1, WRONG, "checkpoint: no origin" },
		{ "1\n" ROOT "\n", 1, WRONG, NO_SIZE },
		{ "\n", 1, WRONG, "checkpoint: no origin" },
		/* no text at all, before anything is verified */
		{ "1\n" ROOT "\n\t\n", 0, WRONG, NO_TEXT },
		{ "1\n" ROOT "\n\r\n", 0, WRONG, NO_TEXT },
		{ "1\n" ROOT "\n\x1f\n", 0, WRONG, NO_TEXT },
		{ "1\n" ROOT "\n\xff\n", 0, WRONG, NO_TEXT },
		{ "1\n" ROOT "\n\xed\xa0\x80\n", 0, WRONG, NO_TEXT },
		/* the text's last line belongs to it */
		{ "1\n" ROOT, 0, WRONG,
		    "checkpoint: no empty line before "
		    "signatures" },
	};

	struct vs_log *logs[] = { vs->rekor1, vs->rekor2 };
	size_t i, k;

	for (i = 0; i < ARRAY_LEN(rows); i++)
		for (k = 0; k < ARRAY_LEN(logs); k++) {
			const struct vs_note_options o = {
				.text = { .fn = put_text, .user = &rows[i] }
			};

			expect_note(logs[k], csn_span_str(note_of(logs[k], &o)),
			    rows[i].rc, rows[i].message);
		}
}

/* Notes that nobody needs to have signed. */
Test(checkpoint, has_two_parts)
{
	static const struct {
		const char *note;
		size_t len;
		const char *message;
	} rows[] = {
		{ "", 0, "checkpoint: no empty line before signatures" },
		{ "\n", 1, "checkpoint: no empty line before signatures" },
		{ "a\n1\n", 4, "checkpoint: no empty line before signatures" },
		{ "\n\n", 2, "checkpoint: no signatures" },
		{ "a\n1\n" ROOT "\n\n", 50, "checkpoint: no signatures" },
		{ "a\n\nb", 4, "checkpoint: last line has no end" },
		{ "a\n\nb\n", 5, NO_SIZE },
		{ "\n\nb\n", 4, "checkpoint: no origin" },
		{ "a\n1\n\nb\n", 7, NO_ROOT },
		{ "a\0\n\nb\n", 6, NO_TEXT },
		{ "a\n\n\0\n", 5, NO_TEXT },
		{ "a\n\n\xc3", 4, NO_TEXT },
	};
	cosign_error_t *err = cosign_error_new();
	struct csn_checkpoint c;
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++)
		expect_error(err,
		    csn_checkpoint_read(
			&c, csn_span(rows[i].note, rows[i].len), err),
		    WRONG, rows[i].message);
	cosign_error_free(err);
}

static cosign_rc_t
read_large(size_t size, cosign_error_t *err)
{
	static const char head[] = "a\n1\n" ROOT "\n";
	char *note = malloc(size);
	struct csn_checkpoint c;
	cosign_rc_t rc;

	cr_assert_not_null(note);
	memset(note, 'x', size);
	memcpy(note, head, sizeof(head) - 1);
	memcpy(note + size - 4, "\n\nx\n", 4);
	rc = csn_checkpoint_read(&c, csn_span(note, size), err);
	free(note);
	return rc;
}

Test(checkpoint, has_at_most_64_kib)
{
	cosign_error_t *err = cosign_error_new();

	MUST(read_large(CSN_CHECKPOINT_MAX, err));
	expect_error(err, read_large(CSN_CHECKPOINT_MAX + 1, err), LIMIT,
	    "checkpoint: 65537 bytes, at most 65536");
	cosign_error_free(err);
}

/* A log of Rekor v2 is known by the host of its URL. */
Test(checkpoint, of_v2_needs_a_url)
{
	const struct vs_note_options usual = { .origin = NULL };
	const char *note = note_of(vs->rekor2, &usual);
	struct vs_log log = *vs->rekor2;

	expect_note(&log, csn_span_str(note), OK, "");
	log.url = "https://user@log2025-1.rekor.sigstore.test:443/path";
	expect_note(&log, csn_span_str(note), OK, "");
	log.url = "https://log2025-2.rekor.sigstore.test";
	expect_note(&log, csn_span_str(note), WRONG, NOT_BY_LOG);
	log.url = "https://LOG2025-1.rekor.sigstore.test";
	expect_note(&log, csn_span_str(note), WRONG, NOT_BY_LOG);
	log.url = NULL;
	expect_note(&log, csn_span_str(note), WRONG,
	    "checkpoint: the trusted root has no URL of the log");
	/* and one of v1 by its key alone */
	log = *vs->rekor1;
	log.url = NULL;
	expect_note(&log, csn_span_str(note_of(vs->rekor1, &usual)), OK, "");
}

/* By keys of each kind. */
Test(checkpoint, may_be_signed_by_keys_of_each_kind)
{
	static const struct {
		enum vs_log_type type;
		enum vs_kind kind;
		cosign_rc_t rc;
	} rows[] = {
		{ VS_REKOR1, VS_P256, OK },
		{ VS_REKOR1, VS_RSA2048, OK },
		{ VS_REKOR1, VS_ED25519, OK },
		/* where nobody knows with which hash */
		{ VS_REKOR1, VS_P384, WRONG },
		{ VS_REKOR1, VS_P521, WRONG },
		{ VS_REKOR2, VS_P256, OK },
		{ VS_REKOR2, VS_P384, OK },
		{ VS_REKOR2, VS_P521, OK },
		{ VS_REKOR2, VS_RSA2048, OK },
		{ VS_REKOR2, VS_ED25519, OK },
	};
	const struct vs_note_options usual = { .origin = NULL };
	size_t i;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		const struct vs_log_options o = { .kind = rows[i].kind };
		struct vs_log *log = rows[i].type == VS_REKOR1
		    ? vs_rekor1(vs, &o)
		    : vs_rekor2(vs, &o);

		expect_note(log, csn_span_str(note_of(log, &usual)), rows[i].rc,
		    rows[i].rc == OK
			? ""
			: "checkpoint: the log's key is P-384 or P-521");
	}
}

/* Recorded from public logs: Rekor v1 (ECDSA) and v2 (Ed25519). */
static const struct known {
	const char *key, *url, *note;
	int v2;
	uint64_t size;
	const char *text_hash, *root;
} known[] = {
	{ "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE2G2Y+2tabdTV5BcGiBIx0a9fAFwrkBbm"
	  "LSGtks4L3qX6yYY0zufBnhC8Ur/iy55GhWP/9A/bY2LhC30M9+RYtw==",
	    "https://rekor.sigstore.dev",
	    "rekor.sigstore.dev - 2605736670972794746\n75408393\n"
	    "Fnnj13Uu1jdksPc4HZLapKX329dVlD5+MGNsiqBq1XM=\n\n" DASH
	    "rekor.sigstore.dev wNI9ajBFAiBTyiBM9WtyOTgohje6QZ5rFGJUdMq7Wk3A6"
	    "oThE98SUgIhAMvxDwa7FyqRqg+YV3rdPPrfS23w19iK+piMSGVOmP5w\n",
	    0, 75408393,
	    "45fa9d5dd1fe30a4b10fab1923629c268b404a30e2bda4b37eb1ee1fc4f0154b",
	    "1679e3d7752ed63764b0f7381d92daa4a5f7dbd755943e7e30636c8aa06ad57"
	    "3" },
	{ "MCowBQYDK2VwAyEAPn+AREHoBaZ7wgS1zBqpxmLSGnyhxXj4lFxSdWVB8o8=",
	    "https://log2025-alpha1.rekor.sigstage.dev",
	    "log2025-alpha1.rekor.sigstage.dev\n736\n"
	    "rs1YPY0ydAV0lxgfrq5pE4oRpUJwo3syeps5+eGUTDI=\n\n" DASH
	    "log2025-alpha1.rekor.sigstage.dev "
	    "8w1amdbj1mjNN674dHAkD92+QZoEgBC7o0mXYSTRluDjQrOPjrps3zQB9ut+ShLe"
	    "pyZPsWBDi5IB3yXyjgjQT6OG9A8=\n",
	    1, 736, NULL,
	    "aecd583d8d3274057497181faeae69138a11a54270a37b327a9b39f9e1944c3"
	    "2" },
};

static struct csn_log *
known_log(const struct known *k)
{
	struct csn_log_parts parts = { .url = csn_span_str(k->url) };
	cosign_pubkey_t *key = NULL;
	struct csn_log *log = NULL;
	char *pem = vs_text(vs,
	    "-----BEGIN PUBLIC KEY-----\n%.64s\n%s\n"
	    "-----END PUBLIC KEY-----\n",
	    k->key, strlen(k->key) > 64 ? k->key + 64 : "");

	MUST(cosign_pubkey_parse(&key, pem, strlen(pem), NULL));
	parts.key = key;
	MUST(csn_log_new(&log, &parts, NULL));
	cosign_pubkey_free(key);
	return log;
}

static void
expect_known(const struct known *k, struct csn_span note, cosign_rc_t rc)
{
	struct csn_log *log = known_log(k);
	struct csn_checkpoint c;

	cr_expect_eq(k->v2 ? csn_checkpoint_verify_v2(&c, note, log, NULL)
			   : csn_checkpoint_verify_v1(&c, note, log, NULL),
	    rc);
	if (rc == COSIGN_OK) {
		cr_expect_eq(c.size, k->size);
		expect_hex(c.root, sizeof(c.root), k->root);
	}
	csn_log_unref(log);
}

Test(checkpoint, agrees_with_what_others_recorded)
{
	size_t i, at;

	for (i = 0; i < ARRAY_LEN(known); i++) {
		const struct known *k = &known[i];
		struct csn_span note = csn_span_str(k->note);
		char *changed = vs_text(vs, "%s", k->note);

		expect_known(k, note, OK);
		/* every byte of the text counts */
		for (at = 0; strncmp(k->note + at, "\n\n", 2) != 0; at++) {
			changed[at] ^= 1;
			expect_known(k, csn_span(changed, note.len), WRONG);
			changed[at] ^= 1;
		}
		/* each to the other's rules */
		expect_known(&known[1 - i], note, WRONG);
	}
}

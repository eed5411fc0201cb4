#include "rekor/checkpoint.h"

#include "util/base64.h"
#include "util/utf8.h"

/* "— ", before each signature */
static const char dash[] = "\xe2\x80\x94 ";

/* Bytes of a key's hash before its signature. */
#define KEY_HASH_SIZE 4

struct note {
	struct csn_span text; /* with its last newline: what is signed */
	struct csn_span signatures;
};

struct line {
	struct csn_span name;
	uint8_t key_hash[KEY_HASH_SIZE];
	struct csn_buf bytes; /* both together */
};

static cosign_rc_t
refuse(cosign_error_t *err, const char *why)
{
	return csn_fail(err, COSIGN_E_CHECKPOINT, "checkpoint: %s", why);
}

/* Text, without control characters but for line ends. */
static int
is_text(struct csn_span s)
{
	uint32_t point;
	size_t n;

	for (; s.len > 0; s.p += n, s.len -= n) {
		n = csn_utf8_decode(&point, s.p, s.len);
		if (n == 0 || (point < 0x20 && point != '\n'))
			return 0;
	}
	return 1;
}

/* Parted at the last empty line. */
static cosign_rc_t
split(struct note *out, struct csn_span note, cosign_error_t *err)
{
	size_t at;

	if (note.len > CSN_CHECKPOINT_MAX)
		return csn_fail(err, COSIGN_E_LIMIT,
		    "checkpoint: %zu bytes, at most %zu", note.len,
		    CSN_CHECKPOINT_MAX);
	if (!is_text(note))
		return refuse(err, "not plain text in UTF-8");
	for (at = note.len; at >= 2; at--)
		if (note.p[at - 1] == '\n' && note.p[at - 2] == '\n')
			break;
	if (at < 2)
		return refuse(err, "no empty line before signatures");
	out->text = csn_span(note.p, at - 1);
	out->signatures = csn_span(note.p + at, note.len - at);
	if (out->signatures.len == 0)
		return refuse(err, "no signatures");
	if (note.p[note.len - 1] != '\n')
		return refuse(err, "last line has no end");
	return COSIGN_OK;
}

/* C2SP: no spaces and no plus. Other spaces than the ASCII one are letters to
   us; nobody's name has them. */
static int
is_name(struct csn_span name)
{
	return name.len > 0 && memchr(name.p, '+', name.len) == NULL;
}

/* "— NAME BASE64" */
static cosign_rc_t
read_line(struct line *out, struct csn_span text, cosign_error_t *err)
{
	const size_t before = sizeof(dash) - 1;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	const uint8_t *space;

	if (text.len <= before || memcmp(text.p, dash, before) != 0)
		return refuse(err, "a signature has no dash before it");
	text = csn_span(text.p + before, text.len - before);
	space = memchr(text.p, ' ', text.len);
	if (space == NULL)
		return refuse(err, "a line without a signature");
	out->name = csn_span(text.p, (size_t)(space - text.p));
	if (!is_name(out->name))
		return refuse(err, "a signature without a proper name");
	rc = csn_base64_decode(&out->bytes, (const char *)space + 1,
	    text.len - out->name.len - 1, CSN_BASE64_STRICT, NULL);
	if (rc == COSIGN_E_BASE64 || rc == COSIGN_E_LIMIT)
		return refuse(err, "a signature is no base64");
	if (rc != COSIGN_OK)
		return csn_fail_nomem(err);
	if (out->bytes.len <= KEY_HASH_SIZE)
		return refuse(err, "a signature is too short");
	memcpy(out->key_hash, out->bytes.p, KEY_HASH_SIZE);
	return COSIGN_OK;
}

/* Whose signatures count. */
struct signer {
	const struct csn_log *log;
	struct csn_span name;    /* p NULL: any */
	const uint8_t *key_hash; /* the first bytes of what identifies it */
};

static int
is_by(const struct line *line, const struct signer *signer)
{
	return memcmp(line->key_hash, signer->key_hash, KEY_HASH_SIZE) == 0 &&
	    (signer->name.p == NULL || csn_span_eq(line->name, signer->name));
}

static cosign_rc_t
check_line(const struct note *note, const struct line *line,
    const struct signer *signer, cosign_error_t *err)
{
	const cosign_pubkey_t *key = signer->log->key;
	cosign_rc_t rc;

	rc = csn_pubkey_verify_as(key, csn_pubkey_alg(key)->hash, 0, note->text,
	    csn_span(
		line->bytes.p + KEY_HASH_SIZE, line->bytes.len - KEY_HASH_SIZE),
	    err);
	if (rc == COSIGN_E_SIGNATURE)
		return refuse(err, "the log's signature does not verify");
	return rc;
}

/* Every line has to be well formed, those of the log have to verify, and one
   has to be the log's. */
static cosign_rc_t
check_signatures(
    const struct note *note, const struct signer *signer, cosign_error_t *err)
{
	struct csn_span rest = note->signatures;
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	size_t count = 0, signed_by_log = 0;
	struct line line;

	csn_buf_init(&line.bytes, CSN_CHECKPOINT_MAX);
	while (rest.len > 0) {
		if (++count > CSN_NOTE_SIGNATURES_MAX)
			CSN_TRY(csn_fail(err, COSIGN_E_LIMIT,
			    "checkpoint: more than %d signatures",
			    CSN_NOTE_SIGNATURES_MAX));
		csn_buf_dispose(&line.bytes);
		CSN_TRY(read_line(&line, csn_span_take_line(&rest), err));
		if (!is_by(&line, signer))
			continue;
		CSN_TRY(check_line(note, &line, signer, err));
		signed_by_log++;
	}
	if (signed_by_log == 0)
		CSN_TRY(refuse(err, "not signed by the log"));
	rc = COSIGN_OK;
out:
	csn_buf_dispose(&line.bytes);
	return rc;
}

/* Decimal, in the one way to write it. */
static int
read_size(uint64_t *out, struct csn_span text)
{
	size_t i;

	*out = 0;
	if (text.len == 0 || (text.len > 1 && text.p[0] == '0'))
		return 0;
	for (i = 0; i < text.len; i++) {
		const unsigned int digit = (unsigned int)text.p[i] - '0';

		if (digit > 9 || *out > (UINT64_MAX - digit) / 10)
			return 0;
		*out = *out * 10 + digit;
	}
	return 1;
}

static cosign_rc_t
read_root(uint8_t out[CSN_HASH_SIZE], struct csn_span text, cosign_error_t *err)
{
	cosign_rc_t rc;
	struct csn_buf root;

	csn_buf_init(&root, CSN_HASH_SIZE);
	rc = csn_base64_decode(
	    &root, (const char *)text.p, text.len, CSN_BASE64_STRICT, NULL);
	if (rc == COSIGN_E_NOMEM)
		rc = csn_fail_nomem(err);
	else if (rc != COSIGN_OK || root.len != CSN_HASH_SIZE)
		rc = refuse(err, "root hash is not base64 of 32 bytes");
	else
		memcpy(out, root.p, CSN_HASH_SIZE);
	csn_buf_dispose(&root);
	return rc;
}

/* Origin, size, root hash, and lines that say nothing to us. */
static cosign_rc_t
read_text(struct csn_checkpoint *out, struct csn_span text, cosign_error_t *err)
{
	memset(out, 0, sizeof(*out));
	out->origin = csn_span_take_line(&text);
	if (out->origin.len == 0)
		return refuse(err, "no origin");
	if (!read_size(&out->size, csn_span_take_line(&text)))
		return refuse(err, "size of the tree is no number");
	return read_root(out->root, csn_span_take_line(&text), err);
}

static cosign_rc_t
verify(struct csn_checkpoint *out, struct csn_span text,
    const struct signer *signer, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct note note;

	CSN_TRY(split(&note, text, err));
	CSN_TRY(check_signatures(&note, signer, err));
	CSN_TRY(read_text(out, note.text, err));
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
csn_checkpoint_verify_v1(struct csn_checkpoint *out, struct csn_span note,
    const struct csn_log *log, cosign_error_t *err)
{
	const struct signer signer = { log, { NULL, 0 },
		cosign_pubkey_fingerprint(log->key) };
	const enum csn_key_kind kind = csn_pubkey_kind(log->key);

	/* There is no agreement on what such a log would hash with. */
	if (kind == CSN_KEY_P384 || kind == CSN_KEY_P521)
		return refuse(err, "the log's key is P-384 or P-521");
	return verify(out, note, &signer, err);
}

cosign_rc_t
csn_checkpoint_verify_v2(struct csn_checkpoint *out, struct csn_span note,
    const struct csn_log *log, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct signer signer = { log, { NULL, 0 }, log->note_id };

	if (log->host == NULL)
		CSN_TRY(refuse(err, "the trusted root has no URL of the log"));
	signer.name = csn_span_str(log->host);
	CSN_TRY(verify(out, note, &signer, err));
	if (!csn_span_eq(out->origin, signer.name))
		CSN_TRY(refuse(err, "its origin is another log"));
	rc = COSIGN_OK;
out:
	return rc;
}

cosign_rc_t
csn_checkpoint_read(
    struct csn_checkpoint *out, struct csn_span note, cosign_error_t *err)
{
	cosign_rc_t rc = COSIGN_E_INTERNAL;
	struct note parts;

	CSN_TRY(split(&parts, note, err));
	CSN_TRY(read_text(out, parts.text, err));
	rc = COSIGN_OK;
out:
	return rc;
}

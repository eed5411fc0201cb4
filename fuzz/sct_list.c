/* Lists of signed certificate timestamps: what is read and written anew is the
   same, and the log is believed to have signed what it did sign alone. */
#include "known.h"

#include "x509/certificate.h"
#include "x509/sct.h"

struct seen {
	struct csn_certificate leaf, issuer;
	struct csn_sct scts[CSN_SCTS_MAX];
	size_t count;
};

/* Certificates as they lie in the corpus. */
static const struct seen *
seen(void)
{
	static struct seen s;

	if (s.count > 0)
		return &s;
	HOLDS(csn_certificate_read(&s.leaf, known("x509", "leaf"), NULL) ==
	    COSIGN_OK);
	HOLDS(csn_certificate_read(
		  &s.issuer, known("x509", "intermediate"), NULL) == COSIGN_OK);
	HOLDS(csn_sct_list_read(s.scts, &s.count, s.leaf.scts, NULL) ==
	    COSIGN_OK);
	return &s;
}

static cosign_rc_t
ask(const struct csn_sct *sct, enum csn_sct_entry entry)
{
	return csn_sct_verify(sct, known_trust()->ctlogs.items[0]->key,
	    &seen()->leaf, entry, seen()->issuer.spki, NULL);
}

/* What was signed is time and extensions; who takes an ECDSA signature takes
   the one with the other s, too, so that is not compared. */
static void
check_signature(const struct csn_sct *sct)
{
	const struct csn_sct *one = &seen()->scts[0];
	const cosign_rc_t rc = ask(sct, CSN_SCT_EMBEDDED);

	HOLDS(rc == COSIGN_OK || rc == COSIGN_E_SCT);
	if (rc == COSIGN_OK)
		HOLDS(sct->timestamp == one->timestamp &&
		    csn_span_eq(sct->extensions, one->extensions));
	HOLDS(ask(sct, CSN_SCT_DETACHED) == COSIGN_E_SCT);
}

static void
add_number(struct csn_buf *out, uint64_t v, unsigned int bytes)
{
	while (bytes-- > 0)
		csn_buf_add_char(out, (char)(v >> 8 * bytes & 0xff));
}

static void
write_one(struct csn_buf *out, const struct csn_sct *sct)
{
	add_number(out, 0, 1);
	csn_buf_add(out, sct->log_id.p, sct->log_id.len);
	add_number(out, sct->timestamp, 8);
	add_number(out, sct->extensions.len, 2);
	csn_buf_add(out, sct->extensions.p, sct->extensions.len);
	add_number(out, 4, 1);
	add_number(out, sct->kind == CSN_KEY_RSA ? 1 : 3, 1);
	add_number(out, sct->signature.len, 2);
	csn_buf_add(out, sct->signature.p, sct->signature.len);
}

static int
is_written_so(const struct csn_sct *sct, struct csn_span bytes)
{
	struct csn_buf out;
	int same;

	csn_buf_init(&out, 3 * 65536);
	write_one(&out, sct);
	HOLDS(csn_buf_finish(&out, NULL) == COSIGN_OK);
	same = csn_span_eq(csn_span(out.p, out.len), bytes);
	csn_buf_dispose(&out);
	return same;
}

/* The list as bytes, each with its length before it. */
static void
check_list(const struct csn_sct *scts, size_t count, struct csn_span in)
{
	const uint8_t *at = in.p + 2, *end = in.p + in.len;
	size_t i;

	HOLDS(count >= 1 && count <= CSN_SCTS_MAX);
	for (i = 0; i < count; i++) {
		const size_t len = (size_t)at[0] << 8 | at[1];

		at += 2;
		if (!scts[i].is_unknown) {
			HOLDS(scts[i].log_id.len == CSN_LOG_ID_SIZE);
			HOLDS(is_written_so(&scts[i], csn_span(at, len)));
			check_signature(&scts[i]);
		}
		at += len;
	}
	HOLDS(at == end);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct csn_span in = csn_span(data, size);
	struct csn_sct scts[CSN_SCTS_MAX];
	size_t count = 0;
	cosign_rc_t rc;

	HOLDS(ask(&seen()->scts[0], CSN_SCT_EMBEDDED) == COSIGN_OK);
	rc = csn_sct_list_read(scts, &count, in, NULL);
	HOLDS(rc == COSIGN_OK || rc == COSIGN_E_MALFORMED ||
	    rc == COSIGN_E_LIMIT);
	if (rc == COSIGN_OK)
		check_list(scts, count, in);
	rc = csn_sct_read(&scts[0], in, NULL);
	HOLDS(rc == COSIGN_OK || rc == COSIGN_E_MALFORMED ||
	    rc == COSIGN_E_UNSUPPORTED);
	if (rc == COSIGN_OK) {
		HOLDS(is_written_so(&scts[0], in));
		check_signature(&scts[0]);
	}
	return 0;
}

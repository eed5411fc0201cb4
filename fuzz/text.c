/* Short texts: hexadecimal, times, numbers, characters, error messages. */
#include "fuzz.h"

#include "util/hex.h"
#include "util/number.h"
#include "util/timefmt.h"
#include "util/utf8.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

static void
check_hex(const char *text, size_t len)
{
	uint8_t bytes[32];
	struct csn_buf out;
	size_t i;

	csn_buf_init(&out, 64);
	if (len <= 64 &&
	    csn_hex_decode(bytes, len / 2, text, len, NULL) == COSIGN_OK) {
		csn_hex_encode(&out, bytes, len / 2);
		HOLDS(csn_buf_finish(&out, NULL) == COSIGN_OK);
		HOLDS(out.len == len);
		for (i = 0; i < len; i++)
			HOLDS(out.p[i] == (uint8_t)tolower(text[i]));
	}
	csn_buf_dispose(&out);
}

static void
check_time(const char *text, size_t len)
{
	struct csn_time t, back;
	struct csn_buf out;

	if (csn_time_parse(&t, text, len, NULL) != COSIGN_OK)
		return;
	csn_buf_init(&out, 64);
	csn_time_write_go(&out, t);
	HOLDS(csn_buf_finish(&out, NULL) == COSIGN_OK);
	HOLDS(csn_time_parse(&back, (const char *)out.p, out.len, NULL) ==
	    COSIGN_OK);
	HOLDS(csn_time_cmp(t, back) == 0);
	csn_buf_dispose(&out);
	csn_time_write_proto(&out, t);
	HOLDS(csn_buf_finish(&out, NULL) == COSIGN_OK);
	HOLDS(csn_time_parse(&back, (const char *)out.p, out.len, NULL) ==
	    COSIGN_OK);
	HOLDS(csn_time_cmp(t, back) == 0);
	csn_buf_dispose(&out);
}

/* Against strtod(), which is right in the C locale; and there and back. */
static void
check_number(const char *text, size_t len)
{
	struct csn_number n;
	struct csn_buf scratch;
	const size_t used = csn_number_scan(&n, text, len);
	double v, again;
	int64_t integer;

	if (used == 0)
		return;
	csn_buf_init(&scratch, SIZE_MAX);
	csn_buf_add(&scratch, text, used);
	HOLDS(csn_buf_finish(&scratch, NULL) == COSIGN_OK);
	again = strtod((const char *)scratch.p, NULL);
	if (csn_number_double(&v, &n, &scratch, NULL) == COSIGN_OK) {
		HOLDS(v == again);
		if (csn_number_int(&integer, &n))
			HOLDS((double)integer == v);
		csn_number_write(&scratch, v);
		HOLDS(csn_buf_finish(&scratch, NULL) == COSIGN_OK);
		again = strtod((const char *)scratch.p, NULL);
		HOLDS(memcmp(&v, &again, sizeof(v)) == 0);
	} else {
		HOLDS(!isfinite(again));
	}
	csn_buf_dispose(&scratch);
}

static void
check_characters(const uint8_t *data, size_t size)
{
	uint8_t bytes[4];
	uint32_t point;
	size_t at, n;

	for (at = 0; at < size; at++) {
		n = csn_utf8_decode(&point, data + at, size - at);
		if (n == 0)
			continue;
		HOLDS(csn_utf8_encode(bytes, point) == n);
		HOLDS(memcmp(bytes, data + at, n) == 0);
	}
}

static void
check_message(const char *text, size_t len)
{
	cosign_error_t *err = cosign_error_new();
	const int shown = len < 4096 ? (int)len : 4096;

	(void)csn_fail(err, COSIGN_E_IO, "%.*s", shown, text);
	(void)csn_fail_at(err, COSIGN_E_IO, "%.*s", shown, text);
	csn_hint(err, "%.*s", shown, text);
	HOLDS(is_printable(cosign_error_message(err)));
	HOLDS(is_printable(cosign_error_hint(err)));
	cosign_error_free(err);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;

	check_hex(text, size);
	check_time(text, size);
	check_number(text, size);
	check_characters(data, size);
	check_message(text, size);
	return 0;
}

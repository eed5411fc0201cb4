/* Numbers and names as they are written out. */
#include "bytes.h"
#include "vectors.h"

#include "inspect/value.h"

#include <criterion/criterion.h>
#include <string.h>

typedef void (*write_fn)(struct csn_buf *out, struct csn_span value);

static const struct {
	write_fn write;
	const char *hex;
	const char *text;
} rows[] = {
	{ csn_value_integer, "", "0" },
	{ csn_value_integer, "00", "0" },
	{ csn_value_integer, "7f", "127" },
	{ csn_value_integer, "00ff", "255" },
	{ csn_value_integer, "80", "-128" },
	{ csn_value_integer, "ff", "-1" },
	{ csn_value_integer, "deadbeef", "-559038737" },
	{ csn_value_integer, "ff00", "-256" },
	{ csn_value_integer, "0100000000000000000000",
	    "1208925819614629174706"
	    "176" },
	{ csn_value_integer,
	    "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
	    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	    "670390396497129854978701249910292306373968291029619668886178072186"
	    "088201503677348840093714908345171384501592909324302542687694140597"
	    "32"
	    "84973216824503042047" },
	{ csn_value_integer,
	    "0000000000000000000000000000000000000000000000000000000000000000"
	    "00000000000000000000000000000000000000000000000000000000000000000"
	    "1",
	    "0x0000000000000000000000000000000000000000000000000000000000000000"
	    "00"
	    "000000000000000000000000000000000000000000000000000000000000000"
	    "1" },
	{ csn_value_oid, "2b0601040183bf3002", "1.3.6.1.4.1.57264.2" },
	{ csn_value_oid, "2a03", "1.2.3" },
	{ csn_value_oid, "4f", "1.39" },
	{ csn_value_oid, "50", "2.0" },
	{ csn_value_oid, "883703", "2.999.3" },
	{ csn_value_oid, "", "#" },
	{ csn_value_oid, "2a83", "#2a83" },
	{ csn_value_oid, "2a81ffffffffffffffff7f", "1.2.18446744073709551615" },
	{ csn_value_oid, "2a82808080808080808000", "#2a82808080808080808000" },
	{ csn_value_name, "3000", "" },
	{ csn_value_name, "", "" },
	{ csn_value_name, "300a3108300606035504030c", "" },
	{ csn_value_name, "300c310a300806035504030c0161", "CN=a" },
	/* the last one first, several together, of another kind */
	{ csn_value_name,
	    "3023310a300806035504060c0161311530080603550403130162300906035504"
	    "2a0c026363",
	    "CN=b+2.5.4.42=#0c026363,C=a" },
	/* what RFC 4514 escapes, and a NUL */
	{ csn_value_name,
	    "3018311630140603550403"
	    "0c0d23202c2b225c3c3e3b003d2023",
	    "CN=\\# \\,\\+\\\"\\\\\\<\\>\\;\\00= #" },
	{ csn_value_name, "300d310b3009060355040a0c022020", "O=\\ \\ " },
	/* no text: a BMPString, UTF-8 that is none */
	{ csn_value_name, "300d310b300906035504031e020061", "CN=#1e020061" },
	{ csn_value_name, "300c310a300806035504030c01ff", "CN=#0c01ff" },
	/* damage ends it */
	{ csn_value_name, "30083106300406035504", "" },
	{ csn_value_name,
	    "30043102"
	    "3005",
	    "" },
};

Test(inspect_value, are_written)
{
	uint8_t bytes[128];
	struct csn_buf out;
	size_t i, len;

	for (i = 0; i < ARRAY_LEN(rows); i++) {
		len = unhex(bytes, sizeof(bytes), rows[i].hex);
		csn_buf_init(&out, 4096);
		rows[i].write(&out, csn_span(bytes, len));
		MUST(csn_buf_finish(&out, NULL));
		cr_expect_str_eq(
		    (char *)out.p, rows[i].text, "%s", rows[i].hex);
		csn_buf_dispose(&out);
	}
}

Test(inspect_value, have_the_names_that_go_has)
{
	struct csn_signature_scheme scheme = {
		.kind = CSN_KEY_RSA, .hash = COSIGN_HASH_SHA512, .pss = 1
	};

	cr_expect_str_eq(csn_value_scheme(&scheme), "SHA512-RSAPSS");
	scheme.pss = 0;
	scheme.hash = COSIGN_HASH_SHA256;
	cr_expect_str_eq(csn_value_scheme(&scheme), "SHA256-RSA");
	scheme.kind = CSN_KEY_P384;
	scheme.hash = COSIGN_HASH_SHA384;
	cr_expect_str_eq(csn_value_scheme(&scheme), "ECDSA-SHA384");
	scheme.kind = CSN_KEY_ED25519;
	scheme.hash = COSIGN_HASH_NONE;
	cr_expect_str_eq(csn_value_scheme(&scheme), "Ed25519");
	cr_expect_null(csn_value_hash(COSIGN_HASH_NONE));
	cr_expect_str_eq(csn_value_hash(COSIGN_HASH_SHA512), "SHA-512");
}

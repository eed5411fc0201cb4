/* Values of options: what they may be, and the one in use. */
#include "cli.h"

#include <string.h>

/* Go's strconv.ParseBool. */
bool
cli_parse_bool(const char *text, bool *value)
{
	*value = cli_is_word("1 t T TRUE true True", text);
	return *value || cli_is_word("0 f F FALSE false False", text);
}

/* Nanoseconds of a unit of Go's time.ParseDuration; 0 for another text. */
static uint64_t
unit_size(const char *unit, size_t len)
{
	static const struct {
		const char *name;
		uint64_t size;
	} rows[] = {
		{ "ns", 1 },
		{ "us", 1000 },
		{ "ms", 1000000 },
		{ "s", 1000000000 },
		{ "m", UINT64_C(60) * 1000000000 },
		{ "h", UINT64_C(3600) * 1000000000 },
	};
	size_t i;

	for (i = 0; i < CLI_ARRAY_LEN(rows); i++)
		if (strlen(rows[i].name) == len &&
		    memcmp(rows[i].name, unit, len) == 0)
			return rows[i].size;
	return 0;
}

/* Go holds durations in a signed 64-bit number of nanoseconds. */
#define DURATION_MAX ((uint64_t)INT64_MAX)

/* One "1.5h" at *at, added to *sum. */
static bool
take_duration_part(const char **at, uint64_t *sum)
{
	const char *digit = *at;
	const size_t number = strspn(digit, "0123456789.");
	const char *unit = digit + number;
	const size_t unit_len = strcspn(unit, "0123456789.");
	uint64_t size = unit_size(unit, unit_len), n = 0, fraction = size;

	if (number == strspn(digit, ".") || size == 0)
		return false;
	for (; digit < unit && *digit != '.'; digit++) {
		const uint64_t d = (uint64_t)(*digit - '0');

		if (n > (DURATION_MAX / size - d) / 10)
			return false;
		n = n * 10 + d;
	}
	n *= size;
	if (digit < unit)
		digit++; /* the point */
	for (; digit < unit && *digit != '.'; digit++) {
		fraction /= 10;
		n += (uint64_t)(*digit - '0') * fraction;
	}
	if (digit < unit || n > DURATION_MAX - *sum)
		return false;
	*sum += n;
	*at = unit + unit_len;
	return true;
}

bool
cli_parse_duration(const char *text, uint64_t *nanoseconds)
{
	*nanoseconds = 0;
	if (strcmp(text, "0") == 0)
		return true;
	if (*text == '\0')
		return false;
	while (*text != '\0')
		if (!take_duration_part(&text, nanoseconds))
			return false;
	return true;
}

bool
cli_valid(const struct cli_option *o, const char *text, const char **why)
{
	uint64_t nanoseconds;
	bool on;

	switch (o->kind) {
	case CLI_BOOL:
		*why = "invalid syntax";
		return cli_parse_bool(text, &on);
	case CLI_DURATION:
		*why = "invalid duration";
		return cli_parse_duration(text, &nanoseconds);
	case CLI_WORD:
		*why = "must be one of";
		return cli_is_word(o->words, text);
	case CLI_TEXT:
	case CLI_FILE:
	case CLI_KEYREF:
	case CLI_LIST:
		break;
	}
	*why = NULL;
	return true;
}

const char *
cli_text(const struct cli *c, enum cli_id id)
{
	const char *text = c->values[id].text;

	return text == NULL || *text == '\0' ? NULL : text;
}

bool
cli_on(const struct cli *c, enum cli_id id)
{
	bool on;

	return c->values[id].text != NULL &&
	    cli_parse_bool(c->values[id].text, &on) && on;
}

const char *
cli_list(const struct cli *c, enum cli_id id, size_t n)
{
	const size_t wanted = n;
	size_t i, seen = 0;

	for (i = 0; i < c->given_count; i++) {
		if (c->given[i].option->id != id)
			continue;
		seen++;
		if (n-- == 0)
			return c->given[i].text;
	}
	/* Of a variable there is one. */
	return seen == 0 && wanted == 0 ? cli_text(c, id) : NULL;
}

bool
cli_given(const struct cli *c, enum cli_id id)
{
	return c->values[id].source != CLI_DEFAULT;
}

bool
cli_typed(const struct cli *c, enum cli_id id)
{
	return c->values[id].source == CLI_COMMAND_LINE &&
	    cli_text(c, id) != NULL;
}

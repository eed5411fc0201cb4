#include "net/date.h"

#include "util/util.h"

#include <string.h>

/* Nobody waits longer: it keeps milliseconds within their type. */
#define WAIT_MAX ((int64_t)1000 * 365 * 86400)

struct moment {
	int64_t year, month, day, hour, minute, second;
};

/* Two or four digits, or a blank in front of one; -1 if they are none. */
static int64_t
number(const char *p, int digits)
{
	int64_t n = 0;
	int i;

	for (i = 0; i < digits; i++) {
		const char c =
		    i == 0 && digits == 2 && p[i] == ' ' ? '0' : p[i];

		if (c < '0' || c > '9')
			return -1;
		n = n * 10 + (c - '0');
	}
	return n;
}

static int64_t
month_of(const char *name)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int64_t i;

	for (i = 0; i < 12; i++)
		if (memcmp(names + 3 * i, name, 3) == 0)
			return i + 1;
	return -1;
}

/* As a template: D day, n month, Y year, h m s time, w any letter; anything
   else is itself. Names of days are not compared. */
static int
match(struct moment *out, const char *text, const char *template)
{
	size_t i, n;

	if (strlen(text) != strlen(template))
		return 0;
	for (i = 0; template[i] != '\0'; i += n) {
		n = 1;
		while (strchr("DnYhms", template[i]) != NULL &&
		    template[i + n] == template[i])
			n++;
		switch (template[i]) {
		case 'D':
			out->day = number(text + i, 2);
			break;
		case 'n':
			out->month = month_of(text + i);
			break;
		case 'Y':
			out->year = number(text + i, (int)n);
			break;
		case 'h':
			out->hour = number(text + i, 2);
			break;
		case 'm':
			out->minute = number(text + i, 2);
			break;
		case 's':
			out->second = number(text + i, 2);
			break;
		case 'w':
			if (!csn_is_alnum((unsigned char)text[i]))
				return 0;
			break;
		default:
			if (text[i] != template[i])
				return 0;
		}
	}
	return 1;
}

/* Days from 1970-01-01: years are counted from March on, so that the day that
   is sometimes missing is the last. */
static int64_t
days_of(const struct moment *m)
{
	const int64_t y = m->month > 2 ? m->year : m->year - 1;
	const int64_t months = (m->month + 9) % 12;

	return y * 365 + y / 4 - y / 100 + y / 400 + (months * 153 + 2) / 5 +
	    m->day - 1 - 719468;
}

int
csn_http_date_parse(int64_t *out, const char *text)
{
	struct moment m = { 0 };
	const char *comma = strchr(text, ',');

	*out = 0;
	/* The long names of days have several lengths. */
	if (match(&m, text, "www, DD nnn YYYY hh:mm:ss GMT") ||
	    match(&m, text, "www nnn DD hh:mm:ss YYYY")) {
		/* the year has a century */
	} else if (comma != NULL &&
	    match(&m, comma, ", DD-nnn-YY hh:mm:ss GMT")) {
		/* RFC 9110: what seems 50 years ahead is past. Now is never
		   before 2020, and nobody sends dates of 2070. */
		if (m.year >= 0)
			m.year += m.year < 70 ? 2000 : 1900;
	} else {
		return 0;
	}
	if (m.year < 1970 || m.month < 1 || m.day < 1 || m.day > 31 ||
	    m.hour < 0 || m.hour > 23 || m.minute < 0 || m.minute > 59 ||
	    m.second < 0 || m.second > 60)
		return 0;
	*out = ((days_of(&m) * 24 + m.hour) * 60 + m.minute) * 60 + m.second;
	return 1;
}

int
csn_retry_after_parse(int64_t *ms, const char *text, int64_t now)
{
	int64_t date, seconds = 0;
	size_t i;

	*ms = 0;
	for (i = 0; text[i] >= '0' && text[i] <= '9'; i++)
		if (seconds < WAIT_MAX)
			seconds = seconds * 10 + (text[i] - '0');
	if (i == 0 || text[i] != '\0') {
		if (!csn_http_date_parse(&date, text))
			return 0;
		seconds = date > now ? date - now : 0;
	}
	*ms = seconds < WAIT_MAX / 1000 ? seconds * 1000 : WAIT_MAX;
	return 1;
}

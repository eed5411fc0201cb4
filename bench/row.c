#include "row.h"

#include "measure.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TWO_THREADS 1.9

void
bench_row(const char *figure, const char *required, const char *verdict,
    const char *fmt, ...)
{
	va_list ap;

	printf("%-48s %-11s %-3s  ", figure, required, verdict);
	va_start(ap, fmt);
	(void)vprintf(fmt, ap);
	va_end(ap);
	(void)putchar('\n');
	(void)fflush(stdout);
}

void
bench_skip(const char *figure, const char *required, const char *why)
{
	bench_row(figure, required, "-", "skipped: %s", why);
}

const char *
bench_verdict(int holds)
{
	return holds ? "ok" : "NOT";
}

void
bench_threads_row(double ours, double bare, const char *bare_name)
{
	const char *verdict = bench_verdict(ours >= TWO_THREADS);

	if (ours < TWO_THREADS && bare < TWO_THREADS)
		verdict = "?";
	bench_row("  two threads / one", ">= 1.9 x", verdict,
	    "%.2f x (bare %s: %.2f x)", ours, bare_name, bare);
}

const char *
bench_text(const char *text, const char *name)
{
	const size_t len = strlen(name);

	while (strncmp(text, name, len) != 0 || text[len] != ' ') {
		text = strchr(text, '\n');
		if (text == NULL)
			bench_die("no figure \"%s\"", name);
		text++;
	}
	return text + len + 1;
}

void
bench_numbers(const char *text, const char *name, double *values, size_t n)
{
	char *end = NULL;

	text = bench_text(text, name);
	for (size_t i = 0; i < n; i++) {
		values[i] = strtod(text, &end);
		if (end == text)
			bench_die("figure \"%s\": no number", name);
		text = end;
	}
}

const char *
bench_path(char *path, size_t size, const char *folder, const char *name)
{
	const int n = snprintf(path, size, "%s/%s", folder, name);

	if (n < 0 || (size_t)n >= size)
		bench_die("%s: path too long", folder);
	return path;
}

/* A bar at the terminal while a large file is read. */
#include "cli.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Below this a bar would be gone before it is seen. */
#define LARGE    (UINT64_C(64) * 1024 * 1024)
#define INTERVAL 100 /* milliseconds */
#define CELLS    24
#define COLUMNS  79

static int64_t
now(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* Over what stands on the line; no escape sequence: every terminal can. */
static void
draw(const char *text)
{
	(void)fprintf(stderr, "\r%-*s\r", COLUMNS, text);
}

static void
show(const struct cli_progress *p, uint64_t done, uint64_t total)
{
	static const char full[] = "########################";
	static const char rest[] = "........................";
	char text[128];
	int cells;

	if (total == 0) {
		(void)snprintf(text, sizeof(text), "%s  %" PRIu64 " MiB",
		    p->name, done >> 20);
		draw(text);
		return;
	}
	if (done > total)
		done = total;
	cells = (int)(done / (total / CELLS));
	if (cells > CELLS)
		cells = CELLS;
	(void)snprintf(text, sizeof(text), "%s  [%.*s%.*s] %3d%%", p->name,
	    cells, full, CELLS - cells, rest, (int)(done / (total / 100)));
	draw(text);
}

static int
on_progress(void *user, uint64_t done, uint64_t total)
{
	struct cli_progress *p = user;
	int64_t time;

	if ((total != 0 ? total : done) < LARGE)
		return 0;
	time = now();
	if (time < p->next)
		return 0;
	show(p, done, total);
	p->shown = true;
	p->next = time + INTERVAL;
	return 0;
}

void
cli_progress_start(struct cli_progress *p, const struct cli *c,
    cosign_artifact_t *artifact, const char *name)
{
	memset(p, 0, sizeof(*p));
	if (c->quiet || isatty(STDERR_FILENO) != 1)
		return;
	/* The end of a path says more than its start. */
	if (strlen(name) >= sizeof(p->name) / 2)
		name += strlen(name) - sizeof(p->name) / 2;
	(void)cosign_text_escape(p->name, sizeof(p->name), name);
	cosign_artifact_on_progress(artifact, on_progress, p);
}

void
cli_progress_end(struct cli_progress *p)
{
	if (p->shown)
		draw("");
	p->shown = false;
}

/* Images in Dockerfiles: FROM, COPY --from, RUN --mount. */
#include "extract.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define STAGES_MAX 256
#define ARGS_MAX   256

/* Expanded once; nothing sensible is longer. */
#define WORD_MAX 1024

/* An ARG before the first FROM: the only ones that FROM sees. */
struct arg {
	char *name, *value; /* NULL: the environment's */
	char *bare;         /* the value without what is the environment's */
};

struct reader {
	struct cli_extract *out;
	size_t line; /* where the instruction began */
	struct arg args[ARGS_MAX];
	size_t arg_count;
	char *stages[STAGES_MAX]; /* NULL without a name */
	char *bases[STAGES_MAX];  /* "": scratch */
	size_t stage_count;
	char bare[WORD_MAX]; /* what was expanded, for builders without
	                        --build-arg: never longer */
	size_t bare_len;
	bool base_only;
};

static bool
fail(const struct reader *r, const char *why)
{
	return cli_extract_fail(r->out, r->line, why);
}

static bool
fail_nomem(const struct reader *r)
{
	return cli_extract_fail(r->out, 0, "out of memory");
}

/* ---- words ---- */

/* The next word, parted by blanks; it ends in NUL afterwards. NULL: none. */
static char *
next_word(char **at)
{
	char *word = *at + strspn(*at, " \t");
	char *end = word + strcspn(word, " \t");

	if (*word == '\0')
		return NULL;
	*at = *end != '\0' ? end + 1 : end;
	*end = '\0';
	return word;
}

static size_t
name_len(const char *p)
{
	size_t n = 0;

	if (!isalpha((unsigned char)*p) && *p != '_')
		return 0;
	while (isalnum((unsigned char)p[n]) || p[n] == '_')
		n++;
	return n;
}

/* Other programs take some of the rest for blanks. */
static bool
is_ascii(const char *text)
{
	for (; *text != '\0'; text++)
		if ((*text < ' ' && *text != '\t') || *text > '~')
			return false;
	return true;
}

/* Whether the word is read as it stands. */
static bool
is_simple(const char *word)
{
	return strpbrk(word, "\"'\\`<>") == NULL;
}

/* What builders set by themselves: docker without an ARG, and buildah even
   where ARG has a value. */
static bool
is_builders(const char *name, size_t len)
{
	static const char *const names[] = { "BUILDPLATFORM", "BUILDOS",
		"BUILDOSVERSION", "BUILDARCH", "BUILDVARIANT", "TARGETPLATFORM",
		"TARGETOS", "TARGETOSVERSION", "TARGETARCH", "TARGETVARIANT",
		"TARGETSTAGE" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strlen(names[i]) == len && memcmp(names[i], name, len) == 0)
			return true;
	return false;
}

static const struct arg *
find_arg(const struct reader *r, const char *name, size_t len)
{
	size_t i;

	for (i = r->arg_count; i-- > 0;)
		if (strlen(r->args[i].name) == len &&
		    memcmp(r->args[i].name, name, len) == 0)
			return &r->args[i];
	return NULL;
}

/* The value of $NAME, NULL if it is not known; and without the environment, at
   which builders do not look. */
static bool
find_value(struct reader *r, const char *name, size_t len, const char **value,
    const char **bare)
{
	const struct arg *arg = find_arg(r, name, len);

	*value = NULL;
	*bare = "";
	if (is_builders(name, len))
		return fail(r, "a variable that builders set by themselves");
	if (arg != NULL && arg->value != NULL) {
		*value = arg->value;
		*bare = arg->bare;
	} else if (arg != NULL) {
		*value = getenv(arg->name);
	}
	return true;
}

static void
append_bare(struct reader *r, const char *text, size_t size)
{
	memcpy(r->bare + r->bare_len, text, size);
	r->bare_len += size;
}

/* $NAME, ${NAME}, ${NAME:-WORD} at *p; *p becomes what is behind. */
static bool
expand_one(struct reader *r, const char **p, char *out, size_t *len)
{
	const bool braces = (*p)[1] == '{';
	const char *name = *p + (braces ? 2 : 1), *end, *value, *bare;
	const size_t n = name_len(name);
	size_t size, bare_size;

	if (n == 0)
		return fail(r, "a dollar sign without a name");
	if (!find_value(r, name, n, &value, &bare))
		return false;
	size = value != NULL ? strlen(value) : 0;
	bare_size = strlen(bare);
	end = name + n;
	if (braces && strncmp(end, ":-", 2) == 0) {
		const size_t other = strcspn(end + 2, "}$");

		/* Without --build-arg, builders take the default. */
		if (size > 0 && bare_size == 0)
			return fail(r, "a default beside the environment's");
		if (size == 0) {
			value = bare = end + 2;
			size = bare_size = other;
		}
		end += 2 + other;
	}
	if (braces && *end++ != '}')
		return fail(r, "an expansion that is not understood");
	if (value == NULL)
		return fail(r, "a variable that no ARG before FROM sets");
	if (*len + size >= WORD_MAX)
		return fail(r, "a word that is too long");
	memcpy(out + *len, value, size);
	*len += size;
	append_bare(r, bare, bare_size);
	*p = end;
	return true;
}

static bool
expand(struct reader *r, const char *word, char out[WORD_MAX])
{
	size_t len = 0;

	r->bare_len = 0;
	while (*word != '\0') {
		if (*word == '$') {
			if (!expand_one(r, &word, out, &len))
				return false;
			continue;
		}
		if (len + 1 == WORD_MAX)
			return fail(r, "a word that is too long");
		append_bare(r, word, 1);
		out[len++] = *word++;
	}
	out[len] = '\0';
	r->bare[r->bare_len] = '\0';
	return true;
}

/* ---- instructions ---- */

/* BuildKit's rule. Other builders take any name as it stands, also what
   BuildKit would expand, and know it again in the same case alone. */
static bool
is_stage_name(const char *name)
{
	return *name >= 'a' && *name <= 'z' &&
	    name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_.-")] ==
	    '\0';
}

/* Which stage is called so; *at is stage_count if it is none. */
static bool
find_stage(struct reader *r, const char *name, size_t *at)
{
	size_t i;

	*at = r->stage_count;
	for (i = r->stage_count; i-- > 0;) {
		if (r->stages[i] == NULL || strcasecmp(r->stages[i], name) != 0)
			continue;
		*at = i;
		return strcmp(r->stages[i], name) == 0 ||
		    fail(r, "the name of a stage in another case");
	}
	return true;
}

/* buildah takes these for what is on this machine, registries for names. */
static bool
is_local(const char *name)
{
	static const char *const transports[] = { "containers-storage:", "dir:",
		"docker-archive:", "docker-daemon:", "oci-archive:", "ostree:",
		"sif:", "tarball:" };
	size_t i;

	for (i = 0; i < sizeof(transports) / sizeof(transports[0]); i++)
		if (strncmp(name, transports[i], strlen(transports[i])) == 0)
			return true;
	return false;
}

static bool
add_image(struct reader *r, const char *name)
{
	if (*name == '\0' || !is_simple(name) || strchr(name, '$') != NULL)
		return fail(r, "not the name of an image");
	if (cli_extract_is_layout(name, strlen(name)))
		return fail(r, "a layout on disk, which no builder takes");
	if (is_local(name))
		return fail(r, "an image that is in no registry for buildah");
	return r->base_only || cli_extract_add(r->out, name, strlen(name));
}

/* What stands behind the equals sign of an ARG, expanded. */
static bool
read_value(struct reader *r, char *text, char out[WORD_MAX])
{
	const size_t len = strlen(text);

	if (len >= 2 && strchr("\"'", *text) != NULL &&
	    text[len - 1] == *text) {
		/* Nothing is expanded between these. */
		if (*text == '\'' && strchr(text, '$') != NULL)
			return fail(r, "a value that is not understood");
		text[len - 1] = '\0';
		text++;
	}
	if (!is_simple(text))
		return fail(r, "a value that is not understood");
	return expand(r, text, out);
}

static bool
has_value(const struct reader *r, const char *name)
{
	size_t i;

	for (i = 0; i < r->arg_count; i++)
		if (r->args[i].value != NULL &&
		    strcmp(r->args[i].name, name) == 0)
			return true;
	return false;
}

static bool
read_arg(struct reader *r, char *rest)
{
	char value[WORD_MAX], *word, *equals;
	struct arg *arg;

	/* Those of a stage are not FROM's. */
	while (r->stage_count == 0 && (word = next_word(&rest)) != NULL) {
		equals = strchr(word, '=');
		if (name_len(word) !=
		    (equals != NULL ? (size_t)(equals - word) : strlen(word)))
			return fail(r, "not the name of an argument");
		if (r->arg_count == ARGS_MAX)
			return fail(r, "too many arguments");
		if (equals != NULL) {
			*equals++ = '\0';
			if (!read_value(r, equals, value))
				return false;
		} else if (has_value(r, word)) {
			/* Builders keep it; the environment's is another. */
			return fail(r, "an argument that has a value already");
		}
		arg = &r->args[r->arg_count++];
		arg->name = strdup(word);
		arg->value = equals != NULL ? strdup(value) : NULL;
		arg->bare = equals != NULL ? strdup(r->bare) : NULL;
		if (arg->name == NULL ||
		    (equals != NULL &&
			(arg->value == NULL || arg->bare == NULL)))
			return fail_nomem(r);
	}
	return true;
}

/* What no builder takes for an image: a word of which much is missing. */
static bool
is_no_image(const char *name)
{
	static const char *const gaps[] = { "//", "/:", "/@", ":/", ":@", ":.",
		":-" };
	size_t i;

	if (*name == '\0' || !isalnum((unsigned char)*name) ||
	    strchr(":/@", name[strlen(name) - 1]) != NULL)
		return true;
	for (i = 0; i < sizeof(gaps) / sizeof(gaps[0]); i++)
		if (strstr(name, gaps[i]) != NULL)
			return true;
	return false;
}

static bool
add_stage(struct reader *r, const char *base, const char *name)
{
	const size_t at = r->stage_count;

	if (at == STAGES_MAX)
		return fail(r, "too many stages");
	r->stage_count++;
	r->bases[at] = strdup(base);
	r->stages[at] = name != NULL ? strdup(name) : NULL;
	return (r->bases[at] != NULL &&
		   (name == NULL || r->stages[at] != NULL)) ||
	    fail_nomem(r);
}

static bool
begin_stage(struct reader *r, const char *word, const char *name)
{
	char image[WORD_MAX];
	size_t at;

	if (name != NULL && !find_stage(r, name, &at))
		return false;
	if (name != NULL && at < r->stage_count)
		return fail(r, "the name of two stages");
	if (!expand(r, word, image) || !find_stage(r, image, &at))
		return false;
	if (strcmp(image, r->bare) != 0 && !is_no_image(r->bare))
		return fail(r, "another image without the environment's value");
	/* buildah looks for stages before it expands. */
	if (at < r->stage_count && strcmp(image, word) != 0)
		return fail(r, "a variable that names a stage");
	if (at < r->stage_count)
		return add_stage(r, r->bases[at], name);
	if (strcmp(image, "scratch") == 0)
		return add_stage(r, "", name);
	return add_image(r, image) && add_stage(r, image, name);
}

static bool
read_from(struct reader *r, char *rest)
{
	char *word = next_word(&rest), *as, *name;

	while (word != NULL && strncmp(word, "--platform=", 11) == 0) {
		r->out->platform_line = r->line;
		word = next_word(&rest);
	}
	as = next_word(&rest);
	name = as != NULL ? next_word(&rest) : NULL;
	if (word == NULL || strncmp(word, "--", 2) == 0 ||
	    (as != NULL && (name == NULL || strcasecmp(as, "as") != 0)) ||
	    next_word(&rest) != NULL)
		return fail(r, "not FROM IMAGE, or FROM IMAGE AS NAME");
	if (name != NULL && !is_stage_name(name))
		return fail(r, "a name of a stage that not all builders take");
	return begin_stage(r, word, name);
}

/* The last stage is not there yet: builders take its name for an image's. */
static bool
read_source(struct reader *r, const char *name, bool by_number)
{
	char *end;
	unsigned long number = strtoul(name, &end, 10);
	size_t at;

	if (isdigit((unsigned char)*name) && *end == '\0') {
		if (by_number && r->stage_count > 0 &&
		    number < r->stage_count - 1)
			return true;
		return fail(r, "the number of no stage");
	}
	/* Some expand it before they look for a stage. */
	if (strchr(name, '$') != NULL)
		return fail(r, "not the name of an image");
	if (!find_stage(r, name, &at))
		return false;
	if (at == r->stage_count)
		return add_image(r, name);
	return at + 1 < r->stage_count || fail(r, "a stage within itself");
}

/* --mount=type=bind,from=NAME,...: stages go by their names alone. */
static bool
read_mount(struct reader *r, char *fields)
{
	char *field, *at = fields;

	while ((field = strsep(&at, ",")) != NULL)
		if (strncasecmp(field, "from=", 5) == 0 &&
		    !read_source(r, field + 5, false))
			return false;
	return true;
}

/* The options before what COPY copies, or RUN runs. */
static bool
read_options(struct reader *r, char *rest)
{
	char *word;

	while (
	    (word = next_word(&rest)) != NULL && strncmp(word, "--", 2) == 0) {
		if (!is_simple(word) || !is_ascii(word))
			return fail(r, "an option that is not understood");
		if (strncasecmp(word, "--from=", 7) == 0 &&
		    !read_source(r, word + 7, true))
			return false;
		if (strncasecmp(word, "--mount=", 8) == 0 &&
		    !read_mount(r, word + 8))
			return false;
		if (strchr(word, '=') == NULL &&
		    (strcasecmp(word, "--from") == 0 ||
			strcasecmp(word, "--mount") == 0))
			return fail(r, "an option without a value");
	}
	if (word != NULL && (*word < ' ' || *word > '~'))
		return fail(r, "a character that may be a blank");
	return true;
}

static bool
read_instruction(struct reader *r, char *text)
{
	static const char *const others[] = { "CMD", "LABEL", "MAINTAINER",
		"EXPOSE", "ENV", "ENTRYPOINT", "VOLUME", "USER", "WORKDIR",
		"STOPSIGNAL", "HEALTHCHECK", "SHELL" };
	char *word = next_word(&text);
	size_t i;

	if (word != NULL && strcasecmp(word, "ONBUILD") == 0)
		word = next_word(&text);
	if (word == NULL)
		return fail(r, "not an instruction");
	if ((strcasecmp(word, "FROM") == 0 || strcasecmp(word, "ARG") == 0) &&
	    !is_ascii(text))
		return fail(r, "a character that may be a blank");
	if (strcasecmp(word, "FROM") == 0)
		return read_from(r, text);
	if (strcasecmp(word, "ARG") == 0)
		return read_arg(r, text);
	if (strcasecmp(word, "COPY") == 0 || strcasecmp(word, "ADD") == 0 ||
	    strcasecmp(word, "RUN") == 0) {
		/* Lines up to a word of its own, which may look like more. */
		if (strstr(text, "<<") != NULL)
			return fail(r, "\"<<\", which may be a document");
		return read_options(r, text);
	}
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcasecmp(word, others[i]) == 0)
			return true;
	return fail(r, "not an instruction");
}

/* ---- lines ---- */

/* What "# NAME=" says; NULL if the comment is no such directive. Some take
   other characters than ours for the blanks. */
static char *
find_directive(char *line, const char *name)
{
	while (*line != '\0' && !isalpha((unsigned char)*line))
		line++;
	if (strncasecmp(line, name, strlen(name)) != 0)
		return NULL;
	line += strlen(name);
	line += strspn(line, " \t");
	return *line == '=' ? line + 1 : NULL;
}

/*
 * "# escape=`": what ends a line that goes on is another character. "#
 * syntax=IMAGE": docker runs the image, which reads the file.
 */
static bool
read_comment(struct reader *r, char *line)
{
	char *rest, *word;

	if (find_directive(line, "escape") != NULL)
		return fail(r, "an escape directive");
	rest = find_directive(line, "syntax");
	if (rest == NULL)
		return true;
	word = next_word(&rest);
	if (word == NULL || !is_ascii(word))
		return fail(r, "not the name of an image");
	return add_image(r, word);
}

/* Some builders take them for blanks, or for nothing. */
static bool
has_controls(const char *line)
{
	for (; *line != '\0'; line++)
		if (((unsigned char)*line < ' ' && *line != '\t') ||
		    *line == 0x7f)
			return true;
	return false;
}

/* One line more of an instruction in text: comments and empty lines are none of
   it, and what goes on keeps its blanks. *more: it goes on. */
static bool
join_line(
    struct reader *r, char *text, size_t *text_len, char *line, bool *more)
{
	char *start = line + strspn(line, " \t");
	size_t len;

	if (has_controls(line))
		return fail(r, "a control character");
	if (*start == '#')
		return read_comment(r, start);
	if (*start == '\0')
		return true;
	/* What looks like text may be a comment behind a blank. */
	if (*start < ' ' || *start > '~')
		return fail(r, "a character that may be a blank");
	if (!*more)
		line = start;
	len = strlen(line);
	while (len > 0 && strchr(" \t", line[len - 1]) != NULL)
		len--;
	if (len >= 2 && memcmp(line + len - 2, "\\\\", 2) == 0)
		return fail(r, "two backslashes at the end of a line");
	*more = line[len - 1] == '\\';
	if (*more)
		len--;
	memcpy(text + *text_len, line, len);
	*text_len += len;
	text[*text_len] = '\0';
	return true;
}

static bool
read_lines(struct reader *r, char *all, char *text)
{
	char *line, *at = all, *end;
	bool more = false;
	size_t number = 0, len = 0;

	while ((line = strsep(&at, "\n")) != NULL) {
		number++;
		if (!more) {
			*text = '\0';
			len = 0;
			r->line = number;
		}
		end = line + strlen(line);
		if (end > line && end[-1] == '\r')
			end[-1] = '\0';
		if (strchr(line, '\r') != NULL)
			return fail(r, "a carriage return in a line");
		if (!join_line(r, text, &len, line, &more))
			return false;
		if (!more && *text != '\0' && !read_instruction(r, text))
			return false;
	}
	return !more || fail(r, "a line that goes on behind the end");
}

static bool
finish(struct reader *r)
{
	const char *base;

	if (!r->base_only || r->stage_count == 0)
		return true;
	base = r->bases[r->stage_count - 1];
	return *base == '\0' || cli_extract_add(r->out, base, strlen(base));
}

static void
dispose(struct reader *r)
{
	size_t i;

	for (i = 0; i < r->arg_count; i++) {
		free(r->args[i].name);
		free(r->args[i].value);
		free(r->args[i].bare);
	}
	for (i = 0; i < r->stage_count; i++) {
		free(r->stages[i]);
		free(r->bases[i]);
	}
	free(r);
}

static bool
extract(struct cli_extract *out, const char *text, size_t len, bool base_only)
{
	struct reader *r = calloc(1, sizeof(*r));
	char *all = strndup(text, len), *joined = malloc(len + 1);
	bool good;

	memset(out, 0, sizeof(*out));
	if (r == NULL || all == NULL || joined == NULL) {
		free(r);
		r = NULL;
		good = cli_extract_fail(out, 0, "out of memory");
	} else {
		r->out = out;
		r->base_only = base_only;
		r->line = 1;
		good = strlen(all) != len
		    ? fail(r, "a NUL somewhere")
		    : read_lines(r, all, joined) && finish(r);
	}
	if (r != NULL)
		dispose(r);
	free(joined);
	free(all);
	return good;
}

bool
cli_extract_dockerfile(struct cli_extract *out, const char *text, size_t len)
{
	return extract(out, text, len, false);
}

bool
cli_extract_base(struct cli_extract *out, const char *text, size_t len)
{
	return extract(out, text, len, true);
}

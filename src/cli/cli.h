/*
 * cosignc: what its parts share. The library is used through the headers in
 * include/cosign alone, as by anyone else.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <cosign.h>

#include <stdarg.h>
#include <stdbool.h>

#define CLI_NAME "cosignc"

#define CLI_ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* Leave for "out" with the code of a failed step; as in the library, rc is
   written on failure only. */
#define CLI_TRY(expr)                                   \
	do {                                            \
		const cosign_rc_t cli_try_rc_ = (expr); \
		if (cli_try_rc_ != COSIGN_OK) {         \
			rc = cli_try_rc_;               \
			goto out;                       \
		}                                       \
	} while (0)

#define CLI_FORMAT(fmt, args) __attribute__((format(printf, fmt, args)))

/* Every option of every command. One id may stand for different rows in
   different commands (--key, --output), never for two rows of one command. */
enum cli_id {
	CLI_OPT_ALLOW_CHAIN,
	CLI_OPT_ALLOW_HTTP_REGISTRY,
	CLI_OPT_ALLOW_INSECURE_REGISTRY,
	CLI_OPT_ANNOTATIONS,
	CLI_OPT_ATTACHMENT,
	CLI_OPT_B64,
	CLI_OPT_BASE_IMAGE_ONLY,
	CLI_OPT_BUNDLE,
	CLI_OPT_CA_INTERMEDIATES,
	CLI_OPT_CA_ROOTS,
	CLI_OPT_CERTIFICATE,
	CLI_OPT_CERTIFICATE_CHAIN,
	CLI_OPT_CERTIFICATE_IDENTITY,
	CLI_OPT_CERTIFICATE_IDENTITY_REGEXP,
	CLI_OPT_CERTIFICATE_ISSUER,
	CLI_OPT_CERTIFICATE_ISSUER_REGEXP,
	CLI_OPT_CHECK_CLAIMS,
	CLI_OPT_CONTAINER_IDENTITY,
	CLI_OPT_CTFE,
	CLI_OPT_CTFE_END_TIME,
	CLI_OPT_CTFE_KEY,
	CLI_OPT_CTFE_START_TIME,
	CLI_OPT_CTFE_URL,
	CLI_OPT_DIGEST,
	CLI_OPT_DIGEST_ALG,
	CLI_OPT_DIGEST_ALGORITHM,
	CLI_OPT_DIR,
	CLI_OPT_EMBED_BUNDLE,
	CLI_OPT_EXPERIMENTAL_OCI11,
	CLI_OPT_FILES,
	CLI_OPT_FORCE,
	CLI_OPT_FORMAT,
	CLI_OPT_FULCIO,
	CLI_OPT_FULCIO_URI,
	CLI_OPT_HELP,
	CLI_OPT_IGNORE_SCT,
	CLI_OPT_IGNORE_TLOG,
	CLI_OPT_JSON,
	CLI_OPT_K8S_KEYCHAIN,
	CLI_OPT_KEY,
	CLI_OPT_KEY_PREFIX,
	CLI_OPT_LOCAL_IMAGE,
	CLI_OPT_MAX_WORKERS,
	CLI_OPT_MEDIA_TYPE,
	CLI_OPT_NEW_BUNDLE_FORMAT,
	CLI_OPT_NO_DEFAULT_CTFE,
	CLI_OPT_NO_DEFAULT_FULCIO,
	CLI_OPT_NO_DEFAULT_REKOR,
	CLI_OPT_NO_DEFAULT_TSA,
	CLI_OPT_OFFLINE,
	CLI_OPT_ONLY,
	CLI_OPT_OUT,
	CLI_OPT_OUTFILE,
	CLI_OPT_OUTPUT,
	CLI_OPT_OUTPUT_FILE,
	CLI_OPT_OUTPUT_PAYLOAD,
	CLI_OPT_OUTPUT_SIGNATURE,
	CLI_OPT_PASSWORD,
	CLI_OPT_PASSWORD_STDIN,
	CLI_OPT_PAYLOAD,
	CLI_OPT_PLATFORM,
	CLI_OPT_PRIVATE_INFRASTRUCTURE,
	CLI_OPT_QUIET,
	CLI_OPT_RECORD_CREATION,
	CLI_OPT_RECURSIVE,
	CLI_OPT_REFERRERS_MODE,
	CLI_OPT_REGISTRY_CACERT,
	CLI_OPT_REGISTRY_CLIENT_CERT,
	CLI_OPT_REGISTRY_CLIENT_KEY,
	CLI_OPT_REGISTRY_PASSWORD,
	CLI_OPT_REGISTRY_SERVER_NAME,
	CLI_OPT_REGISTRY_TOKEN,
	CLI_OPT_REGISTRY_USERNAME,
	CLI_OPT_REKOR,
	CLI_OPT_REKOR_END_TIME,
	CLI_OPT_REKOR_KEY,
	CLI_OPT_REKOR_START_TIME,
	CLI_OPT_REKOR_RESPONSE,
	CLI_OPT_REKOR_URL,
	CLI_OPT_RFC3161_TIMESTAMP,
	CLI_OPT_SCT,
	CLI_OPT_SHOW_DESCRIPTIONS,
	CLI_OPT_SHOW_SENSITIVE,
	CLI_OPT_SIGNATURE,
	CLI_OPT_SIG_ONLY,
	CLI_OPT_SIGNED_TIMESTAMPS,
	CLI_OPT_SIGNING_ALGORITHM,
	CLI_OPT_SIGNING_CONFIG,
	CLI_OPT_TAG_PREFIX,
	CLI_OPT_TIMEOUT,
	CLI_OPT_TIMESTAMP_CHAIN,
	CLI_OPT_TIMESTAMP_URI,
	CLI_OPT_TLOG_UPLOAD,
	CLI_OPT_TRUSTED_ROOT,
	CLI_OPT_TSA,
	CLI_OPT_TSR,
	CLI_OPT_TYPE,
	CLI_OPT_UPLOAD,
	CLI_OPT_USERNAME,
	CLI_OPT_USE_SIGNING_CONFIG,
	CLI_OPT_WITH_DEFAULT_SERVICES,
	CLI_OPT_WORKFLOW_NAME,
	CLI_OPT_WORKFLOW_REF,
	CLI_OPT_WORKFLOW_REPOSITORY,
	CLI_OPT_WORKFLOW_SHA,
	CLI_OPT_WORKFLOW_TRIGGER,
	CLI_OPT_YES,
	CLI_OPT_COUNT
};

/* What a value is: how it is checked, shown and completed. */
enum cli_kind {
	CLI_BOOL,
	CLI_TEXT,
	CLI_FILE,     /* a path */
	CLI_KEYREF,   /* a path or env://NAME */
	CLI_WORD,     /* one of option.words, checked by the parser */
	CLI_DURATION, /* 90s, 1h30m */
	CLI_LIST,     /* text that may be given several times */
};

struct cli_option {
	enum cli_id id;
	enum cli_kind kind;
	const char *name;    /* without dashes */
	const char *value;   /* the default; NULL: none */
	const char *metavar; /* how help calls the value; NULL for CLI_BOOL */
	const char *words;   /* CLI_WORD, or suggestions; blanks between */
	const char *help;    /* a sentence without capital and period */
	const char *deprecated; /* what to do instead; NULL: not deprecated */
	char shorthand;         /* 0: none */
	bool unbound;           /* no COSIGN_<NAME> */
	bool hidden;            /* not shown, not completed */
	bool sensitive;         /* env masks it */
};

/* A value in use, always as text that the parser has checked. */
enum cli_source {
	CLI_DEFAULT,
	CLI_ENVIRONMENT,
	CLI_COMMAND_LINE,
};

struct cli_value {
	const char *text; /* NULL: none */
	enum cli_source source;
};

struct cli;

#define CLI_ANY_ARGS ((size_t)-1)

struct cli_command {
	const char *name;        /* "version"; in a group "bundle inspect" */
	const char *summary;     /* a line of the list of commands */
	const char *about;       /* paragraphs, blank line between */
	const char *arguments;   /* how usage shows the positionals */
	const char *examples;    /* "# what" and "cosignc ..." lines */
	const char *words;       /* positionals: only these, blanks between */
	bool completes_commands; /* positionals: names of commands */
	bool completes_files;
	bool unbound;        /* no environment for its own options */
	bool image_statuses; /* of its own for what became of an image */
	size_t min_args;
	size_t max_args; /* or CLI_ANY_ARGS */
	const struct cli_option *options;
	size_t option_count;
	cosign_rc_t (*run)(struct cli *c);
};

/* An option of the command line, in order. */
struct cli_given_option {
	const struct cli_option *option;
	const char *text;
};

struct cli {
	const struct cli_command *command; /* NULL: none was named */
	const char *group; /* NULL: none; its name alone was given */
	struct cli_value values[CLI_OPT_COUNT];
	char **args; /* positionals */
	size_t arg_count;
	struct cli_given_option *given;
	size_t given_count;
	bool stopped_early; /* -h: nothing else is checked */

	bool quiet;
	bool color;          /* stderr is a terminal that wants it */
	cosign_error_t *err; /* what the library said */
	char *message;       /* what cosignc said; comes first */
	char *hint;
	bool reported; /* the failure was told already */

	uint8_t *piped; /* password read from a pipe, for a second use */
	size_t piped_len;
};

/* table.c */
extern const struct cli_command *const cli_commands[];
extern const size_t cli_command_count;
extern const struct cli_option cli_globals[];
extern const size_t cli_global_count;
const struct cli_command *cli_find_command(const char *name);
/* One of two words. */
const struct cli_command *cli_find_in_group(
    const char *group, const char *name);
bool cli_is_group(const char *word);
/* The first word of a command of two, as long as *len; NULL for others. */
const char *cli_group_of(const struct cli_command *command, size_t *len);
/* The first command of its group, or of none. */
bool cli_leads_group(const struct cli_command *command);

/*
 * Walk over words separated by blanks: *at starts as the text, the result is
 * where the word stands and *len its length; NULL after the last.
 */
const char *cli_next_word(const char **at, size_t *len);
bool cli_is_word(const char *words, const char *word);

/* parse.c: fill command, values and args from the command line. */
cosign_rc_t cli_parse(struct cli *c, int argc, char **argv);
/* Is text a value that the option may have? If not, *why tells. */
bool cli_valid(const struct cli_option *o, const char *text, const char **why);
bool cli_parse_bool(const char *text, bool *value);
/* Go's duration syntax, in nanoseconds. */
bool cli_parse_duration(const char *text, uint64_t *nanoseconds);

/* environment.c: values of options that the command line does not name. */
void cli_bind_environment(struct cli *c);
/* "--use-signing-config" is COSIGN_USE_SIGNING_CONFIG. */
#define CLI_VARIABLE_MAX 64
void cli_variable(char out[CLI_VARIABLE_MAX], const struct cli_option *o);
cosign_rc_t cli_env(struct cli *c);

/* value.c */
/* The value; NULL if there is none or it is empty, as in cosign. */
const char *cli_text(const struct cli *c, enum cli_id id);
bool cli_on(const struct cli *c, enum cli_id id);
/* The n-th value of a CLI_LIST; NULL behind the last. */
const char *cli_list(const struct cli *c, enum cli_id id, size_t n);
/* By command line or environment, even with the default's value. */
bool cli_given(const struct cli *c, enum cli_id id);
/* By the command line, and not empty. A variable is for other commands, too:
   where its option is of no use, it is passed over, and nothing is said. */
bool cli_typed(const struct cli *c, enum cli_id id);

/* report.c: stderr. Foreign text is escaped. */
cosign_rc_t cli_fail(struct cli *c, cosign_rc_t rc, const char *fmt, ...)
    CLI_FORMAT(3, 4);
/* A failed call of the library: "place: what it said". Nothing for OK. */
cosign_rc_t cli_fail_at(struct cli *c, cosign_rc_t rc, const char *fmt, ...)
    CLI_FORMAT(3, 4);
void cli_hint(struct cli *c, const char *fmt, ...) CLI_FORMAT(2, 3);
void cli_info(const struct cli *c, const char *fmt, ...) CLI_FORMAT(2, 3);
void cli_warn(const struct cli *c, const char *fmt, ...) CLI_FORMAT(2, 3);
/* cli_info() in green. */
void cli_success(const struct cli *c, const char *text);
void cli_report_failure(const struct cli *c, cosign_rc_t rc);
bool cli_wants_color(int fd);

/* output.c: stdout and files. */
void cli_guard_descriptors(void);
cosign_rc_t cli_redirect(struct cli *c);
cosign_rc_t cli_flush(struct cli *c);
/* As it is, but for what a terminal is not to see: escaped. Not for what is
   signed. */
void cli_print_json(const void *json, size_t len);
cosign_rc_t cli_save(struct cli *c, const char *path, const void *data,
    size_t len, uint32_t mode);

/* help.c */
cosign_rc_t cli_help(struct cli *c);
void cli_show_help(const struct cli_command *command, const char *group);
/* Lines of at most 80 columns; the first is indented already. */
void cli_wrap(const char *text, size_t len, size_t indent);
/* "-k, --key REF", into out. */
#define CLI_LABEL_MAX 64
void cli_label(char out[CLI_LABEL_MAX], const struct cli_option *o);

/* document.c */
void cli_markdown(void);
void cli_man(const struct cli_command *command);

/* complete.c */
cosign_rc_t cli_completion(struct cli *c);

/* deadline.c: --timeout */
void cli_start_deadline(const struct cli *c);
/* Files are not written by halves when time is up. */
void cli_hold_deadline(bool hold);

/* terminal.c */
cosign_rc_t cli_read_hidden(
    struct cli *c, const char *prompt, uint8_t *buf, size_t size, size_t *len);
/* Asks on stderr; COSIGN_E_CANCELLED for anything but yes. */
cosign_rc_t cli_confirm(struct cli *c);

/* password.c: for the library; user is a struct cli_asker. */
struct cli_asker {
	struct cli *c;
	const char *open_prompt; /* NULL: cosign's */
};
int cli_password(
    void *user, int purpose, uint8_t *buf, size_t size, size_t *len);
void cli_forget_password(struct cli *c);
/* Would a password come from standard input's bytes? */
bool cli_password_is_piped(void);

/* input.c: what is signed or verified, and files that help. */
/* What errors call it. */
const char *cli_payload_name(const char *file);
/* A path, or - for standard input. */
cosign_rc_t cli_open_file(
    struct cli *c, cosign_artifact_t **out, const char *file);
/* A digest, "sha256:HEX"; false if it is none. */
bool cli_open_digest(struct cli *c, cosign_artifact_t **out, const char *text);
/* Also env://NAME, and a digest where there is no such file. */
cosign_rc_t cli_open_blob(
    struct cli *c, cosign_artifact_t **out, const char *blob);
/* A small file, or env://NAME. cosign_free(). */
cosign_rc_t cli_load(
    struct cli *c, const char *name, size_t max, char **out, size_t *len);
/* What the file of an option adds to a bundle; nothing if it is not given. */
typedef cosign_rc_t (*cli_part_fn)(cosign_bundle_builder_t *builder,
    const void *data, size_t len, cosign_error_t *err);
cosign_rc_t cli_add_part(struct cli *c, cosign_bundle_builder_t *builder,
    enum cli_id id, cli_part_fn add);
/* What --trusted-root names; NULL if it is not given. */
cosign_rc_t cli_load_trusted_root(struct cli *c, cosign_trust_t **out);
/* Largest configuration file that is read. */
#define CLI_CONFIG_MAX ((size_t)4 * 1024 * 1024)

/* services.c: --signing-config, --tlog-upload and --use-signing-config ask for
   no service. */
cosign_rc_t cli_check_services(struct cli *c);

/* progress.c: a bar at the terminal while a large file is read. */
struct cli_progress {
	char name[40];
	bool shown;
	int64_t next; /* milliseconds: not drawn again before */
};
void cli_progress_start(struct cli_progress *p, const struct cli *c,
    cosign_artifact_t *artifact, const char *name);
void cli_progress_end(struct cli_progress *p);

/* The commands. */
cosign_rc_t cli_generate_key_pair(struct cli *c);
cosign_rc_t cli_import_key_pair(struct cli *c);
cosign_rc_t cli_public_key(struct cli *c);
cosign_rc_t cli_attach_signature(struct cli *c);
cosign_rc_t cli_download_signature(struct cli *c);
cosign_rc_t cli_generate(struct cli *c);
cosign_rc_t cli_clean(struct cli *c);
cosign_rc_t cli_copy(struct cli *c);
cosign_rc_t cli_load_image(struct cli *c);
cosign_rc_t cli_login(struct cli *c);
cosign_rc_t cli_logout(struct cli *c);
cosign_rc_t cli_dockerfile_verify(struct cli *c);
cosign_rc_t cli_manifest_verify(struct cli *c);
cosign_rc_t cli_save_image(struct cli *c);
cosign_rc_t cli_tree(struct cli *c);
cosign_rc_t cli_triangulate(struct cli *c);
cosign_rc_t cli_upload_blob(struct cli *c);
cosign_rc_t cli_sign(struct cli *c);
cosign_rc_t cli_sign_blob(struct cli *c);
cosign_rc_t cli_verify(struct cli *c);
cosign_rc_t cli_verify_blob(struct cli *c);
cosign_rc_t cli_verify_blob_attestation(struct cli *c);
cosign_rc_t cli_bundle_inspect(struct cli *c);
cosign_rc_t cli_trusted_root_create(struct cli *c);
cosign_rc_t cli_version(struct cli *c);

#endif

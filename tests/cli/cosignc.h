/* Running cosignc in tests. */
#ifndef TESTS_CLI_COSIGNC_H
#define TESTS_CLI_COSIGNC_H

#include "process.h"
#include "scratch.h"
#include "terminal.h"
#include "vectors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdbool.h>
#include <stdio.h>

/*
 * The words of a line, parted by single blanks, as arguments; the strings
 * live until the next call. %s in them is not expanded: use files.
 */
const char *const *cosignc_argv(const char *line);

/* Run "cosignc LINE". */
struct process_result cosignc(const char *line);
/* The same, started so; argv is filled in. */
struct process_result cosignc_with(
    const char *line, struct process_options options);
struct terminal cosignc_terminal(const char *line);

/* Both say what came instead. */
void expect_status(const struct process_result *p, int status);
void expect_error_line(const struct process_result *p, const char *line);
void expect_contains(const char *text, const char *part);

/* Run, expect success, forget the output. */
void cosignc_must(const char *line);

/* A scratch folder without variables of cosign's: for every suite. */
void cosignc_setup(void);
void cosignc_teardown(void);

/* COSIGN_PASSWORD=secret, cosign.key and cosign.pub, f holding "hello\n". */
void cosignc_setup_key(void);

/* Copies of these files of material.sh, names parted by single blanks. */
void cosignc_material(const char *names);

/* Files of the working directory. */
void file_text(const char *path, const char *text);
/* Content, NUL-terminated, to be freed; ends the test without the file. */
char *file_read(const char *path, size_t *len);
bool file_exists(const char *path);
unsigned int file_mode(const char *path);

#endif

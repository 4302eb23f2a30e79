/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The built program, run as its users run it: its exit status, stdout and stderr, in a directory of
 * its own. */
#ifndef MEMROOF_TESTS_PROGRAM_H
#define MEMROOF_TESTS_PROGRAM_H

#include <glib.h>
#include <jansson.h>
#include <sys/types.h>

struct program {
	char *directory; /* where it runs; its cache and temporary files are below */
	const char *const
		*env; /* "NAME=VALUE", or "NAME" to remove it; NULL-terminated; may be NULL */
	const char *stdin_path;  /* below its directory; NULL: /dev/null */
	const char *stdout_path; /* instead of collecting stdout; may be NULL */
	pid_t pid;
	int status;      /* exit status, or minus the signal number */
	char *out, *err; /* of the last run */
};

void program_init(struct program *program);
void program_clear(struct program *program);

/* Starts memroof with the arguments in @format, quoted as for a shell. */
void program_start(struct program *program, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Waits for its end; returns the exit status. */
int program_wait(struct program *program);

/* Both. */
int program_run(struct program *program, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Runs it and fails unless it ends with @status; says what it printed. */
void program_expect(struct program *program, int status, const char *arguments);

/* Runs another program, without a shell, in the same way; returns its exit status. */
int program_run_other(struct program *program, char **argv);

/*
 * Blocks until @done is TRUE, asking again whenever a file in the program's directory changes.
 * Fails after a minute without any change.
 */
void program_await(const struct program *program, gboolean (*done)(const struct program *program));

/* Fails unless the process ends within a minute, or has ended. It need not be a child of ours. */
void assert_process_ends(pid_t pid);

/* Its stdout as JSON, a new reference. */
json_t *program_json(const struct program *program);

/* The path of a file in its directory; newly allocated. */
char *program_path(const struct program *program, const char *name);

/* The text of a file in its directory; newly allocated. */
char *program_read(const struct program *program, const char *name);

/* The probes of the first section of its s.db, which another process may be writing; 0 as long as
 * there is none. */
unsigned program_count_probes(const struct program *program);

/* Makes a file in its directory. */
void program_write(const struct program *program, const char *name, const char *text);

/* Makes an executable script for /bin/sh in its directory. */
void program_script(const struct program *program, const char *name, const char *text);

/* The names in its directory, without its own cache and temporary files, sorted: "a b". Newly
 * allocated. */
char *program_files(const struct program *program);

/* Fails unless @text is one line with a newline at its end that holds @part. */
void assert_one_line(const char *text, const char *part);

/* An entry of a JSON object as text, whatever its type: "null", "12", "exact". Newly allocated. */
char *json_field(const json_t *object, const char *name);

#endif

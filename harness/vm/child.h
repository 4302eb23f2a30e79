/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Untrusted child processes: started without a shell in a process group of their own, with a
 * deadline, killed as a group, dead when we die, output bounded. Knows nothing of QEMU.
 */
#ifndef MEMROOF_VM_CHILD_H
#define MEMROOF_VM_CHILD_H

#include <glib.h>
#include <stdint.h>
#include <sys/types.h>

struct child;

/* What a child has open, by descriptor. The console is a pipe of its own for what a guest says. */
enum { CHILD_STDIN, CHILD_STDOUT, CHILD_STDERR, CHILD_CONSOLE, N_CHILD_STREAMS };

/* How a child is put into the world. Other ways (in a scope, through a loader, elsewhere) are other
 * spawners. */
struct child_spawner {
	const char *name;
	/*
	 * Starts @argv, with @environment ("NAME=VALUE" to add to ours; NULL for nothing) and @fds
	 * as its descriptors from 0 up (-1: not open), in a new process group whose id is the pid,
	 * and such that it dies with the calling thread. Returns the pid, or -1 with @error set.
	 * Sets *@pidfd.
	 */
	pid_t (*spawn)(const char *const *argv, const char *const *environment,
		       const int fds[N_CHILD_STREAMS], int *pidfd, GError **error);
};

extern const struct child_spawner child_spawner_fork;

/* How a child's life ended. */
enum child_end {
	CHILD_EXITED, /* by itself: see exit_code */
	CHILD_TIMEOUT,
	CHILD_CANCELLED,
	CHILD_FLOODED,         /* more on stdout than max_output */
	CHILD_CONSOLE_FLOODED, /* more on the console than max_console */
	CHILD_STOPPED,         /* on_output or on_console asked for it */
	CHILD_NOT_STARTED      /* see the GError */
};

struct child_spec {
	const char *const *argv;
	const char *const *environment;      /* "NAME=VALUE" besides its own; NULL for none */
	const struct child_spawner *spawner; /* NULL: child_spawner_fork */
	int64_t timeout_ms;                  /* already scaled */
	int pin_to;                          /* 1 + the processor it is to stay on; 0: anywhere */
	int cancel_fd;                       /* readable when everything is to stop; -1 for none */
	size_t max_output;                   /* bytes on stdout that end the child; 0 for 8 MiB */
	const char *input; /* first bytes for its stdin, less than a pipe holds; NULL for none */
	gboolean keep_input_open; /* otherwise stdin is closed after @input */
	/*
	 * Called with each piece of stdout; NULL keeps it in child_result.output. Returns FALSE to
	 * have the child killed. It may call child_write().
	 */
	gboolean (*on_output)(struct child *child, const char *data, size_t n, void *user);
	/*
	 * The same for what it writes to its console, descriptor 3, which it has only when this is
	 * set.
	 */
	gboolean (*on_console)(struct child *child, const char *data, size_t n, void *user);
	size_t max_console; /* bytes on the console that end the child; 0 for 1 MiB */
	void *user;
};

struct child_result {
	enum child_end end;
	int exit_code;              /* exit status, or minus the signal number */
	GString *output;            /* stdout, when there was no on_output */
	GString *errors;            /* stderr: its beginning and its end, at most 64 KiB */
	GString *console;           /* the same of the console */
	int64_t elapsed_us;         /* from before the start until it was reaped */
	int64_t user_us, system_us; /* processor time of the child and what it waited for */
	/* Its largest resident memory in bytes; never below what this process had when it forked,
	 * which the kernel carries over. */
	int64_t max_rss;
	int64_t minor_faults;
};

/* Runs a child to its end. FALSE when it could not be started or waited for; @result is valid in
 * any case. */
gboolean child_run(const struct child_spec *spec, struct child_result *result, GError **error);
void child_result_clear(struct child_result *result);

/* Microseconds since before the child was started. */
int64_t child_elapsed_us(const struct child *child);

/* Gives the child @timeout_ms from now on, instead of what is left of its deadline. */
void child_extend(struct child *child, int64_t timeout_ms);

/* Queues bytes for the child's stdin; more than a pipe holds are lost. */
void child_write(struct child *child, const char *data, size_t n);

#endif

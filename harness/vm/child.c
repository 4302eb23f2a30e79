/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/child.h"

#include "base/clock.h"
#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define DEFAULT_MAX_OUTPUT (8 * 1024 * 1024)
#define DEFAULT_MAX_CONSOLE (1024 * 1024)
#define KEPT_BYTES (64 * 1024)

struct child {
	const struct child_spec *spec;
	struct child_result *result;
	pid_t pid;
	int pidfd;
	int fds[N_CHILD_STREAMS]; /* our ends; -1 when closed */
	size_t n_output, n_console;
	int64_t start_us, deadline_us;
};

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void child_write(struct child *child, const char *data, size_t n)
{
	while (n > 0 && child->fds[CHILD_STDIN] >= 0) {
		ssize_t done = write(child->fds[CHILD_STDIN], data, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return; /* it is gone, or does not read: its end or the deadline will tell
				 */
		data += done;
		n -= (size_t)done;
	}
}

/* Keeps the beginning and the end: the first error explains, the last one is what it died of. */
static void keep_ends(GString *kept, const char *data, size_t n)
{
	g_string_append_len(kept, data, (gssize)n);
	if (kept->len > KEPT_BYTES)
		g_string_erase(kept, KEPT_BYTES / 2, (gssize)(kept->len - KEPT_BYTES));
}

static gboolean take_output(struct child *child, const char *data, size_t n)
{
	const struct child_spec *spec = child->spec;

	child->n_output += n;
	if (child->n_output > (spec->max_output != 0 ? spec->max_output : DEFAULT_MAX_OUTPUT)) {
		child->result->end = CHILD_FLOODED;
		return FALSE;
	}
	if (spec->on_output == NULL)
		g_string_append_len(child->result->output, data, (gssize)n);
	else if (!spec->on_output(child, data, n, spec->user)) {
		child->result->end = CHILD_STOPPED;
		return FALSE;
	}
	return TRUE;
}

static gboolean take_console(struct child *child, const char *data, size_t n)
{
	const struct child_spec *spec = child->spec;
	size_t most = spec->max_console != 0 ? spec->max_console : DEFAULT_MAX_CONSOLE;

	keep_ends(child->result->console, data, n);
	child->n_console += n;
	if (child->n_console > most) {
		child->result->end = CHILD_CONSOLE_FLOODED;
		return FALSE;
	}
	if (!spec->on_console(child, data, n, spec->user)) {
		child->result->end = CHILD_STOPPED;
		return FALSE;
	}
	return TRUE;
}

/*
 * Reads once from one stream, without blocking: a flood on it must not starve the deadline. FALSE
 * when the child has to be killed.
 */
static gboolean drain(struct child *child, int stream)
{
	char buffer[32 * 1024];
	ssize_t n = read(child->fds[stream], buffer, sizeof(buffer));

	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		close_fd(&child->fds[stream]);
	if (n <= 0)
		return TRUE;
	if (stream == CHILD_STDOUT)
		return take_output(child, buffer, (size_t)n);
	if (stream == CHILD_CONSOLE)
		return take_console(child, buffer, (size_t)n);
	keep_ends(child->result->errors, buffer, (size_t)n);
	return TRUE;
}

/* Ends the whole group, also what outlives its leader, then reaps. Killing first keeps the group id
 * ours. */
static void reap(struct child *child)
{
	struct child_result *result = child->result;
	struct rusage usage = {0};
	int status = 0;

	kill(-child->pid, SIGKILL);
	while (wait4(child->pid, &status, 0, &usage) < 0 && errno == EINTR)
		;
	result->user_us = usage.ru_utime.tv_sec * 1000000 + usage.ru_utime.tv_usec;
	result->system_us = usage.ru_stime.tv_sec * 1000000 + usage.ru_stime.tv_usec;
	result->max_rss = usage.ru_maxrss * 1024;
	result->minor_faults = usage.ru_minflt;
	result->exit_code = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static int remaining_ms(int64_t deadline_us)
{
	int64_t left = deadline_us - clock_us();

	return left <= 0 ? 0 : (int)MIN((left + 999) / 1000, G_MAXINT);
}

/* Waits for one round of events. FALSE when the child is over, or has to be. */
static gboolean wait_once(struct child *child)
{
	/* The streams that are read stand at their own number; its stdin is not among them. */
	struct pollfd polls[] = {
		[CHILD_STDIN] = {child->pidfd, POLLIN, 0},
		[CHILD_STDOUT] = {child->fds[CHILD_STDOUT], POLLIN, 0},
		[CHILD_STDERR] = {child->fds[CHILD_STDERR], POLLIN, 0},
		[CHILD_CONSOLE] = {child->fds[CHILD_CONSOLE], POLLIN, 0},
		[N_CHILD_STREAMS] = {child->spec->cancel_fd, POLLIN, 0},
	};
	int n = poll(polls, G_N_ELEMENTS(polls), remaining_ms(child->deadline_us));

	if (n < 0)
		return errno == EINTR;
	if (polls[N_CHILD_STREAMS].revents != 0) {
		child->result->end = CHILD_CANCELLED;
		return FALSE;
	}
	for (int stream = CHILD_STDOUT; stream < N_CHILD_STREAMS; stream++)
		if (polls[stream].revents != 0 && !drain(child, stream))
			return FALSE;
	if (polls[CHILD_STDIN].revents != 0)
		return FALSE;
	if (remaining_ms(child->deadline_us) == 0) {
		child->result->end = CHILD_TIMEOUT;
		return FALSE;
	}
	return TRUE;
}

/* What the child wrote before it ended may still be in the pipes. */
static void drain_rest(struct child *child)
{
	for (int stream = CHILD_STDOUT; stream < N_CHILD_STREAMS; stream++) {
		int rounds = 0;

		while (child->fds[stream] >= 0 && rounds++ < 1024) {
			struct pollfd ready = {child->fds[stream], POLLIN, 0};

			if (poll(&ready, 1, 0) <= 0 || !drain(child, stream))
				break;
		}
	}
}

int64_t child_elapsed_us(const struct child *child)
{
	return clock_us() - child->start_us;
}

void child_extend(struct child *child, int64_t timeout_ms)
{
	child->deadline_us = clock_us() + timeout_ms * 1000;
}

static void live(struct child *child)
{
	if (child->spec->input != NULL)
		child_write(child, child->spec->input, strlen(child->spec->input));
	if (!child->spec->keep_input_open)
		close_fd(&child->fds[CHILD_STDIN]);
	while (wait_once(child))
		;
	reap(child);
	if (child->result->end == CHILD_EXITED)
		drain_rest(child);
}

/* Makes the first @n pipes: ours[i] for us, non-blocking, theirs[i] for the child. */
static gboolean make_pipes(int *ours, int *theirs, int n)
{
	for (int i = 0; i < n; i++) {
		int pair[2];

		if (pipe2(pair, O_CLOEXEC) < 0)
			return FALSE;
		ours[i] = pair[i == CHILD_STDIN ? 1 : 0];
		theirs[i] = pair[i == CHILD_STDIN ? 0 : 1];
		fcntl(ours[i], F_SETFL, O_NONBLOCK);
	}
	return TRUE;
}

static gboolean spawn(struct child *child, GError **error)
{
	const struct child_spawner *spawner =
		child->spec->spawner != NULL ? child->spec->spawner : &child_spawner_fork;
	int theirs[N_CHILD_STREAMS] = {-1, -1, -1, -1};
	int n = child->spec->on_console != NULL ? N_CHILD_STREAMS : CHILD_CONSOLE;

	if (make_pipes(child->fds, theirs, n))
		child->pid = spawner->spawn(child->spec->argv, child->spec->environment, theirs,
					    &child->pidfd, error);
	else
		broken_error(error, "cannot start %s: %s", child->spec->argv[0], g_strerror(errno));
	for (int i = 0; i < N_CHILD_STREAMS; i++)
		close_fd(&theirs[i]);
	if (child->pid > 0 && child->pidfd < 0) {
		broken_error(error, "cannot watch %s: %s", child->spec->argv[0], g_strerror(errno));
		reap(child);
		child->pid = -1;
	}
	return child->pid > 0;
}

/* Sets where this thread may run, and says where it might before. */
static gboolean move_to(int processor, cpu_set_t *before)
{
	cpu_set_t wanted;

	CPU_ZERO(&wanted);
	CPU_SET(processor, &wanted);
	return sched_getaffinity(0, sizeof(*before), before) == 0 &&
	       sched_setaffinity(0, sizeof(wanted), &wanted) == 0;
}

/* A child inherits where its parent may run, so the parent goes there for the moment. */
static gboolean spawn_pinned(struct child *child, GError **error)
{
	int processor = child->spec->pin_to - 1;
	cpu_set_t before;
	gboolean ok;

	if (processor < 0)
		return spawn(child, error);
	if (!move_to(processor, &before))
		return broken_error(error, "cannot keep %s on processor %d: %s",
				    child->spec->argv[0], processor, g_strerror(errno));
	ok = spawn(child, error);
	sched_setaffinity(0, sizeof(before), &before);
	return ok;
}

gboolean child_run(const struct child_spec *spec, struct child_result *result, GError **error)
{
	struct child child = {
		.spec = spec, .result = result, .pid = -1, .pidfd = -1, .fds = {-1, -1, -1, -1}};
	gboolean started;

	*result = (struct child_result){.end = CHILD_EXITED,
					.output = g_string_new(NULL),
					.errors = g_string_new(NULL),
					.console = g_string_new(NULL)};
	child.start_us = clock_us();
	child.deadline_us = child.start_us + spec->timeout_ms * 1000;
	started = spawn_pinned(&child, error);
	if (started)
		live(&child);
	else
		result->end = CHILD_NOT_STARTED;
	for (int i = 0; i < N_CHILD_STREAMS; i++)
		close_fd(&child.fds[i]);
	close_fd(&child.pidfd);
	result->elapsed_us = child_elapsed_us(&child);
	return started;
}

void child_result_clear(struct child_result *result)
{
	if (result->output != NULL)
		g_string_free(result->output, TRUE);
	if (result->errors != NULL)
		g_string_free(result->errors, TRUE);
	if (result->console != NULL)
		g_string_free(result->console, TRUE);
	*result = (struct child_result){0};
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/child.h"

#include "base/clock.h"
#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define DEFAULT_MAX_OUTPUT (8 * 1024 * 1024)
#define KEPT_ERRORS (64 * 1024)

enum { STDIN, STDOUT, STDERR };

struct child {
	const struct child_spec *spec;
	struct child_result *result;
	pid_t pid;
	int pidfd;
	int fds[3]; /* our ends of its stdin, stdout and stderr; -1 when closed */
	size_t n_output;
};

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void child_write(struct child *child, const char *data, size_t n)
{
	while (n > 0 && child->fds[STDIN] >= 0) {
		ssize_t done = write(child->fds[STDIN], data, n);

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
static void keep_errors(GString *errors, const char *data, size_t n)
{
	g_string_append_len(errors, data, (gssize)n);
	if (errors->len > KEPT_ERRORS)
		g_string_erase(errors, KEPT_ERRORS / 2, (gssize)(errors->len - KEPT_ERRORS));
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
	if (stream != STDERR)
		return take_output(child, buffer, (size_t)n);
	keep_errors(child->result->errors, buffer, (size_t)n);
	return TRUE;
}

/* Ends the whole group, also what outlives its leader, then reaps. Killing first keeps the group id
 * ours. */
static void reap(struct child *child)
{
	int status = 0;

	kill(-child->pid, SIGKILL);
	while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
		;
	child->result->exit_code = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static int remaining_ms(int64_t deadline_us)
{
	int64_t left = deadline_us - clock_us();

	return left <= 0 ? 0 : (int)MIN((left + 999) / 1000, G_MAXINT);
}

/* Waits for one round of events. FALSE when the child is over, or has to be. */
static gboolean wait_once(struct child *child, int64_t deadline_us)
{
	struct pollfd polls[] = {
		{child->fds[STDOUT], POLLIN, 0},
		{child->fds[STDERR], POLLIN, 0},
		{child->spec->cancel_fd, POLLIN, 0},
		{child->pidfd, POLLIN, 0},
	};
	int n = poll(polls, G_N_ELEMENTS(polls), remaining_ms(deadline_us));

	if (n < 0)
		return errno == EINTR;
	if (polls[2].revents != 0) {
		child->result->end = CHILD_CANCELLED;
		return FALSE;
	}
	if (polls[0].revents != 0 && !drain(child, STDOUT))
		return FALSE;
	if (polls[1].revents != 0 && !drain(child, STDERR))
		return FALSE;
	if (polls[3].revents != 0)
		return FALSE;
	if (remaining_ms(deadline_us) == 0) {
		child->result->end = CHILD_TIMEOUT;
		return FALSE;
	}
	return TRUE;
}

/* What the child wrote before it ended may still be in the pipes. */
static void drain_rest(struct child *child)
{
	for (int stream = STDOUT; stream <= STDERR; stream++) {
		int rounds = 0;

		while (child->fds[stream] >= 0 && rounds++ < 1024) {
			struct pollfd ready = {child->fds[stream], POLLIN, 0};

			if (poll(&ready, 1, 0) <= 0 || !drain(child, stream))
				break;
		}
	}
}

static void live(struct child *child, int64_t deadline_us)
{
	if (child->spec->input != NULL)
		child_write(child, child->spec->input, strlen(child->spec->input));
	if (!child->spec->keep_input_open)
		close_fd(&child->fds[STDIN]);
	while (wait_once(child, deadline_us))
		;
	reap(child);
	if (child->result->end == CHILD_EXITED)
		drain_rest(child);
}

/* Makes the pipes: ours[i] for us, non-blocking, theirs[i] for the child. */
static gboolean make_pipes(int ours[3], int theirs[3])
{
	for (int i = 0; i < 3; i++) {
		int pair[2];

		if (pipe2(pair, O_CLOEXEC) < 0)
			return FALSE;
		ours[i] = pair[i == STDIN ? 1 : 0];
		theirs[i] = pair[i == STDIN ? 0 : 1];
		fcntl(ours[i], F_SETFL, O_NONBLOCK);
	}
	return TRUE;
}

static gboolean spawn(struct child *child, GError **error)
{
	const struct child_spawner *spawner =
		child->spec->spawner != NULL ? child->spec->spawner : &child_spawner_fork;
	int theirs[3] = {-1, -1, -1};

	if (make_pipes(child->fds, theirs))
		child->pid = spawner->spawn(child->spec->argv, theirs, &child->pidfd, error);
	else
		broken_error(error, "cannot start %s: %s", child->spec->argv[0], g_strerror(errno));
	for (int i = 0; i < 3; i++)
		close_fd(&theirs[i]);
	if (child->pid > 0 && child->pidfd < 0) {
		broken_error(error, "cannot watch %s: %s", child->spec->argv[0], g_strerror(errno));
		reap(child);
		child->pid = -1;
	}
	return child->pid > 0;
}

gboolean child_run(const struct child_spec *spec, struct child_result *result, GError **error)
{
	struct child child = {
		.spec = spec, .result = result, .pid = -1, .pidfd = -1, .fds = {-1, -1, -1}};
	int64_t start_us = clock_us();
	gboolean started;

	*result = (struct child_result){
		.end = CHILD_EXITED, .output = g_string_new(NULL), .errors = g_string_new(NULL)};
	started = spawn(&child, error);
	if (started)
		live(&child, start_us + spec->timeout_ms * 1000);
	else
		result->end = CHILD_NOT_STARTED;
	for (int i = 0; i < 3; i++)
		close_fd(&child.fds[i]);
	close_fd(&child.pidfd);
	result->elapsed_us = clock_us() - start_us;
	return started;
}

void child_result_clear(struct child_result *result)
{
	if (result->output != NULL)
		g_string_free(result->output, TRUE);
	if (result->errors != NULL)
		g_string_free(result->errors, TRUE);
	*result = (struct child_result){0};
}

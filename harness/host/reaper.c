/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/reaper.h"

#include "base/error.h"
#include "host/workspace.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* Ends as the worker has: by the same exit status, or the same signal. */
static G_GNUC_NORETURN void end_like(int status)
{
	if (WIFEXITED(status))
		_exit(WEXITSTATUS(status));
	/* It had no time to clear up. */
	workspace_sweep();
	signal(WTERMSIG(status), SIG_DFL);
	raise(WTERMSIG(status));
	_exit(128 + WTERMSIG(status));
}

static G_GNUC_NORETURN void reap(pid_t worker, const sigset_t *signals)
{
	for (;;) {
		int number = sigwaitinfo(signals, NULL), status;
		pid_t pid;

		if (number > 0 && number != SIGCHLD)
			kill(worker, number);
		while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
			if (pid == worker)
				end_like(status);
	}
}

gboolean reaper_begin(GError **error)
{
	pid_t self = getpid(), worker;
	sigset_t signals, before;

	sigemptyset(&signals);
	sigaddset(&signals, SIGCHLD);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGHUP);
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) < 0 || sigprocmask(SIG_BLOCK, &signals, &before) < 0)
		return broken_error(error, "cannot become a reaper: %s", g_strerror(errno));
	fflush(NULL);
	worker = fork();
	if (worker > 0)
		reap(worker, &signals);
	if (worker == 0)
		/* A handled signal, so that domains and files are cleared up. */
		prctl(PR_SET_PDEATHSIG, SIGTERM);
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (worker < 0)
		return broken_error(error, "cannot start a process: %s", g_strerror(errno));
	if (getppid() != self)
		raise(SIGTERM);
	return TRUE;
}

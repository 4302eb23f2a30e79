/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/error.h"
#include "vm/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the new process needs, all made before fork(): between fork and exec only async-signal-safe
 * calls. */
struct plan {
	char *program;
	const char *const *argv;
	char **environment;
	const int *fds;
	int error_fd;
	pid_t parent;
};

G_GNUC_NORETURN static void fail(const struct plan *plan)
{
	int code = errno;
	ssize_t ignored = write(plan->error_fd, &code, sizeof(code));

	(void)ignored;
	_exit(127);
}

/* A descriptor that is in its place already only has to survive the exec. */
static gboolean move_fd(int fd, int place)
{
	return fd == place ? fcntl(fd, F_SETFD, 0) == 0 : dup2(fd, place) >= 0;
}

G_GNUC_NORETURN static void become(struct plan *plan)
{
	sigset_t none;

	if (setpgid(0, 0) < 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
		fail(plan);
	/* The parent may have died before the signal was set. */
	if (getppid() != plan->parent)
		_exit(127);
	/* The descriptor for errors must not stand where the console goes. */
	if (plan->error_fd < N_CHILD_STREAMS)
		plan->error_fd = fcntl(plan->error_fd, F_DUPFD_CLOEXEC, N_CHILD_STREAMS);
	for (int i = 0; i < N_CHILD_STREAMS; i++)
		if (plan->fds[i] >= 0 && !move_fd(plan->fds[i], i))
			fail(plan);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execve(plan->program, (char *const *)plan->argv, plan->environment);
	fail(plan);
}

/* Ours and @more. Messages are matched as text, so they must not be translated. */
static char **make_environment(const char *const *more)
{
	char **environment = g_environ_setenv(g_get_environ(), "LC_ALL", "C", TRUE);

	for (; more != NULL && *more != NULL; more++) {
		g_auto(GStrv) pair = g_strsplit(*more, "=", 2);

		environment = g_environ_setenv(environment, pair[0], pair[1], TRUE);
	}
	return environment;
}

/* Waits until the exec has happened (end of file) or failed (an errno). */
static gboolean exec_succeeded(int fd, pid_t pid, const char *name, GError **error)
{
	int code = 0;
	ssize_t n;

	do
		n = read(fd, &code, sizeof(code));
	while (n < 0 && errno == EINTR);
	if (n == 0)
		return TRUE;
	waitpid(pid, NULL, 0);
	return broken_error(error, "cannot start %s: %s", name, g_strerror(code));
}

static pid_t start(struct plan *plan, int *pidfd, GError **error)
{
	int pipe_fds[2];
	pid_t pid;

	if (pipe2(pipe_fds, O_CLOEXEC) < 0) {
		broken_error(error, "cannot start %s: %s", plan->argv[0], g_strerror(errno));
		return -1;
	}
	plan->error_fd = pipe_fds[1];
	pid = fork();
	if (pid == 0)
		become(plan);
	close(pipe_fds[1]);
	if (pid < 0)
		broken_error(error, "cannot start %s: %s", plan->argv[0], g_strerror(errno));
	else if (!exec_succeeded(pipe_fds[0], pid, plan->argv[0], error))
		pid = -1;
	close(pipe_fds[0]);
	*pidfd = pid < 0 ? -1 : (int)syscall(SYS_pidfd_open, pid, 0);
	return pid;
}

static pid_t spawn_by_fork(const char *const *argv, const char *const *environment,
			   const int fds[N_CHILD_STREAMS], int *pidfd, GError **error)
{
	struct plan plan = {.argv = argv, .fds = fds, .parent = getpid()};
	pid_t pid;

	plan.program = g_find_program_in_path(argv[0]);
	if (plan.program == NULL) {
		broken_error(error, "cannot start %s: not found or not executable", argv[0]);
		return -1;
	}
	plan.environment = make_environment(environment);
	pid = start(&plan, pidfd, error);
	g_strfreev(plan.environment);
	g_free(plan.program);
	return pid;
}

const struct child_spawner child_spawner_fork = {.name = "fork", .spawn = spawn_by_fork};

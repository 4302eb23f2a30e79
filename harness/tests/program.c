/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/program.h"

#include "host/guests.h"
#include "store/store.h"
#include "tests/tests.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* For waiting on events that are sure to come, on however slow a machine. */
#define PATIENCE_MS 60000

/* Below the program's directory, and not the business of any test. */
static const char *const OWN_NAMES[] = {".cache", ".out", ".err", ".tmp"};

char *program_path(const struct program *program, const char *name)
{
	return g_build_filename(program->directory, name, NULL);
}

void program_init(struct program *program)
{
	g_autofree char *tmp = NULL;

	*program = (struct program){.directory = make_directory()};
	tmp = program_path(program, ".tmp");
	ck_assert_int_eq(mkdir(tmp, 0700), 0);
}

static void forget_output(struct program *program)
{
	g_clear_pointer(&program->out, g_free);
	g_clear_pointer(&program->err, g_free);
}

void program_clear(struct program *program)
{
	forget_output(program);
	g_clear_pointer(&program->directory, g_free);
}

static char **environment(const struct program *program)
{
	g_autofree char *cache = program_path(program, ".cache"),
			*tmp = program_path(program, ".tmp"), *guests = guests_directory();
	char **env = g_get_environ();

	env = g_environ_setenv(env, "XDG_CACHE_HOME", cache, TRUE);
	env = g_environ_setenv(env, "TMPDIR", tmp, TRUE);
	/* The Linux guest is the one thing that is not made anew for each test. */
	env = g_environ_setenv(env, "MEMROOF_GUESTS", guests, TRUE);
	for (const char *const *entry = program->env; entry != NULL && *entry != NULL; entry++) {
		g_auto(GStrv) pair = g_strsplit(*entry, "=", 2);

		env = pair[1] != NULL ? g_environ_setenv(env, pair[0], pair[1], TRUE)
				      : g_environ_unsetenv(env, pair[0]);
	}
	return env;
}

static void redirect(int fd, const char *path, int flags)
{
	int file = open(path, flags, 0600);

	if (file < 0 || dup2(file, fd) < 0)
		_exit(126);
	close(file);
}

/* Files instead of pipes: what is printed can neither block nor be lost. */
G_GNUC_NORETURN static void become(const struct program *program, char **argv)
{
	g_autofree char *out = program_path(program, ".out"), *err = program_path(program, ".err");
	g_autofree char *in = NULL;
	char **env = environment(program);

	if (program->stdin_path != NULL)
		in = program_path(program, program->stdin_path);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGPIPE, SIG_DFL);
	redirect(STDIN_FILENO, in != NULL ? in : "/dev/null", O_RDONLY);
	redirect(STDERR_FILENO, err, O_WRONLY | O_CREAT | O_TRUNC);
	redirect(STDOUT_FILENO, program->stdout_path != NULL ? program->stdout_path : out,
		 O_WRONLY | O_CREAT | O_TRUNC);
	if (chdir(program->directory) == 0)
		execvpe(argv[0], argv, env);
	_exit(126);
}

static void start_argv(struct program *program, char **argv)
{
	forget_output(program);
	program->pid = fork();
	ck_assert_int_ge(program->pid, 0);
	if (program->pid == 0)
		become(program, argv);
}

static void start(struct program *program, const char *arguments)
{
	const char *path = g_getenv("MEMROOF");
	g_autofree char *line = NULL;
	g_auto(GStrv) argv = NULL;

	ck_assert_msg(path != NULL,
		      "MEMROOF is not set: it is the path of the program to be tested");
	line = g_strdup_printf("'%s' %s", path, arguments);
	ck_assert_msg(g_shell_parse_argv(line, NULL, &argv, NULL), "unreadable: %s", line);
	start_argv(program, argv);
}

void program_start(struct program *program, const char *format, ...)
{
	g_autofree char *arguments = NULL;
	va_list args;

	va_start(args, format);
	arguments = g_strdup_vprintf(format, args);
	va_end(args);
	start(program, arguments);
}

static char *collected(const struct program *program, const char *name)
{
	g_autofree char *path = program_path(program, name);
	char *text = NULL;

	return g_file_get_contents(path, &text, NULL, NULL) ? text : g_strdup("");
}

int program_wait(struct program *program)
{
	int status = 0;

	while (waitpid(program->pid, &status, 0) < 0)
		ck_assert_int_eq(errno, EINTR);
	program->status = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
	program->out = collected(program, ".out");
	program->err = collected(program, ".err");
	return program->status;
}

int program_run(struct program *program, const char *format, ...)
{
	g_autofree char *arguments = NULL;
	va_list args;

	va_start(args, format);
	arguments = g_strdup_vprintf(format, args);
	va_end(args);
	program_start(program, "%s", arguments);
	return program_wait(program);
}

int program_run_other(struct program *program, char **argv)
{
	start_argv(program, argv);
	return program_wait(program);
}

void program_expect(struct program *program, int status, const char *arguments)
{
	start(program, arguments);
	program_wait(program);
	ck_assert_msg(program->status == status, "memroof %s: exit status %d instead of %d\n%s%s",
		      arguments, program->status, status, program->out, program->err);
}

void program_await(const struct program *program, gboolean (*done)(const struct program *program))
{
	int fd = inotify_init1(IN_CLOEXEC);
	char events[4096];

	ck_assert_int_ge(fd, 0);
	ck_assert_int_ge(
		inotify_add_watch(fd, program->directory, IN_CREATE | IN_MODIFY | IN_MOVED_TO), 0);
	while (!done(program)) {
		struct pollfd ready = {fd, POLLIN, 0};

		ck_assert_msg(poll(&ready, 1, PATIENCE_MS) == 1, "nothing happens any more");
		ck_assert_int_gt(read(fd, events, sizeof(events)), 0);
	}
	close(fd);
}

void assert_process_ends(pid_t pid)
{
	int fd = pidfd_open(pid, 0);
	struct pollfd ready = {fd, POLLIN, 0};

	if (fd < 0 && errno == ESRCH)
		return;
	ck_assert_int_ge(fd, 0);
	ck_assert_msg(poll(&ready, 1, PATIENCE_MS) == 1, "process %d is still there", (int)pid);
	close(fd);
}

json_t *program_json(const struct program *program)
{
	json_error_t error;
	json_t *json = json_loads(program->out, 0, &error);

	ck_assert_msg(json_is_object(json), "no JSON object on stdout (%s): %s%s", error.text,
		      program->out, program->err);
	return json;
}

char *program_read(const struct program *program, const char *name)
{
	g_autofree char *path = program_path(program, name);
	char *text;

	ck_assert_msg(g_file_get_contents(path, &text, NULL, NULL), "no %s", name);
	return text;
}

static gboolean count_probe(const struct probe_row *row, void *user)
{
	(void)row;
	++*(unsigned *)user;
	return TRUE;
}

unsigned program_count_probes(const struct program *program)
{
	g_autofree char *path = program_path(program, "s.db");
	struct store *store = store_open(path, NULL, NULL);
	unsigned n = 0;

	if (store != NULL)
		store_each_probe(store, 1, count_probe, &n, NULL);
	store_close(store);
	return n;
}

void program_write(const struct program *program, const char *name, const char *text)
{
	g_autofree char *path = program_path(program, name);

	ck_assert(g_file_set_contents(path, text, -1, NULL));
}

void program_script(const struct program *program, const char *name, const char *text)
{
	g_autofree char *path = program_path(program, name);
	g_autofree char *script = g_strdup_printf("#!/bin/sh\n%s", text);

	program_write(program, name, script);
	ck_assert_int_eq(chmod(path, 0755), 0);
}

static int by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static gboolean is_own(const char *name)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(OWN_NAMES); i++)
		if (g_str_equal(name, OWN_NAMES[i]))
			return TRUE;
	return FALSE;
}

char *program_files(const struct program *program)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	GDir *directory = g_dir_open(program->directory, 0, NULL);
	const char *name;

	ck_assert_ptr_nonnull(directory);
	while ((name = g_dir_read_name(directory)) != NULL)
		if (!is_own(name))
			g_ptr_array_add(names, g_strdup(name));
	g_dir_close(directory);
	g_ptr_array_sort(names, by_name);
	g_ptr_array_add(names, NULL);
	return g_strjoinv(" ", (char **)names->pdata);
}

void assert_one_line(const char *text, const char *part)
{
	const char *newline = strchr(text, '\n');

	ck_assert_msg(newline != NULL && newline[1] == '\0', "expected one line, got: %s", text);
	ck_assert_msg(strstr(text, part) != NULL, "expected '%s' in: %s", part, text);
}

char *json_field(const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);
	char *dumped, *copy;

	ck_assert_msg(value != NULL, "no field '%s'", name);
	if (json_is_string(value))
		return g_strdup(json_string_value(value));
	dumped = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
	copy = g_strdup(dumped);
	free(dumped);
	return copy;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Engine libvirt through a daemon, the one of tools/private-libvirtd. */
#include "base/size.h"
#include "tests/program.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define CANNOT_RUN_HERE 77
#define PATIENCE_MS 60000

/* Without this, a client of a dead daemon would start the host's own. */
static const char *const NO_AUTOSTART[] = {"LIBVIRT_AUTOSTART=0", NULL};

struct daemon {
	GPid script;
	int in, out, err;
	char *directory;
	char *uri; /* NULL: it cannot run here */
};

static char *read_all(int fd)
{
	GString *text = g_string_new(NULL);
	char bytes[512];
	ssize_t n;

	while ((n = read(fd, bytes, sizeof(bytes))) > 0)
		g_string_append_len(text, bytes, n);
	return g_string_free(text, FALSE);
}

/* One line; NULL when there is none. */
static char *read_line(int fd)
{
	GString *line = g_string_new(NULL);
	char byte;

	while (read(fd, &byte, 1) == 1 && byte != '\n')
		g_string_append_c(line, byte);
	if (line->len == 0)
		return g_string_free(line, TRUE), NULL;
	return g_string_free(line, FALSE);
}

static int wait_for(pid_t pid)
{
	int status;

	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void daemon_start(struct daemon *daemon)
{
	/* A short name: it is in the paths of sockets. */
	char script[] = "tools/private-libvirtd", *argv[] = {script, NULL, NULL};
	GError *error = NULL;

	daemon->directory = g_dir_make_tmp("lvXXXXXX", NULL);
	ck_assert_ptr_nonnull(daemon->directory);
	argv[1] = daemon->directory;
	g_spawn_async_with_pipes(NULL, argv, NULL,
				 G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_CLOEXEC_PIPES, NULL, NULL,
				 &daemon->script, &daemon->in, &daemon->out, &daemon->err, &error);
	ck_assert_msg(error == NULL, "%s", error != NULL ? error->message : "");
	daemon->uri = read_line(daemon->out);
	if (daemon->uri == NULL) {
		g_autofree char *why = read_all(daemon->err);

		ck_assert_msg(wait_for(daemon->script) == CANNOT_RUN_HERE, "%s", why);
		printf("skipped: a libvirtd of our own: %s", why);
	}
}

/* Its QEMUs have ended with it when the script has. */
static void daemon_end(struct daemon *daemon)
{
	close(daemon->in);
	if (daemon->uri != NULL)
		ck_assert_int_eq(wait_for(daemon->script), 0);
	close(daemon->out);
	close(daemon->err);
	g_clear_pointer(&daemon->uri, g_free);
	g_clear_pointer(&daemon->directory, g_free);
}

static const char *socket_of(const struct daemon *daemon)
{
	return strchr(daemon->uri, '=') + 1;
}

/* The process behind the socket; the one that the script knows by a number of its namespace. */
static pid_t daemon_pid(const struct daemon *daemon)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct ucred peer;
	socklen_t length = sizeof(peer);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	g_strlcpy(address.sun_path, socket_of(daemon), sizeof(address.sun_path));
	ck_assert_int_eq(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	ck_assert_int_eq(getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length), 0);
	close(fd);
	ck_assert_int_gt(peer.pid, 1);
	return peer.pid;
}

/* One for all tests that leave it alive. */
static struct daemon shared;

static void shared_start(void)
{
	daemon_start(&shared);
}

static void shared_end(void)
{
	daemon_end(&shared);
}

#define POINT "--machine q35 --phys-bits 36 --size 2G --slots 8"

static const struct {
	const char *arguments;
	int status;
	const char *answer, *message;
} PROBES[] = {
	{"--maxmem 22G", 0, "accepted machine none", "null"},
	{"--maxmem 23G", 1, "refused machine phys-bits", "phys-bits too low (36)"},
	{"--maxmem 1G", 1, "refused libvirt maxmem-below-size", "maximum memory size"},
	{"--maxmem 22G --proof boot", 0, "accepted guest none", "null"},
};

START_TEST(a_daemon_answers_as_qemu_does)
{
	struct program program;
	json_t *json;
	g_autofree char *outcome = NULL, *stage = NULL, *reason = NULL, *message = NULL;

	if (shared.uri == NULL)
		return;
	program_init(&program);
	program.env = NO_AUTOSTART;
	program_run(&program, "probe --json --engine libvirt --uri '%s' " POINT " %s", shared.uri,
		    PROBES[_i].arguments);
	ck_assert_msg(program.status == PROBES[_i].status, "%d: %s", program.status, program.out);
	json = program_json(&program);
	outcome = json_field(json, "outcome");
	stage = json_field(json, "stage");
	reason = json_field(json, "reason");
	assert_text(g_strjoin(" ", outcome, stage, reason, NULL), PROBES[_i].answer);
	message = json_field(json, "message");
	ck_assert_msg(strstr(message, PROBES[_i].message) != NULL, "%s", message);
	json_decref(json);
	program_clear(&program);
}
END_TEST

START_TEST(a_limit_by_a_daemon)
{
	struct program program;
	json_t *json;

	if (shared.uri == NULL)
		return;
	program_init(&program);
	program.env = NO_AUTOSTART;
	program_run(&program, "limit --json --engine libvirt --uri '%s' " POINT, shared.uri);
	ck_assert_msg(program.status == 0, "%s%s", program.out, program.err);
	json = program_json(&program);
	assert_text(json_field(json, "status"), "exact");
	assert_text(json_field(json, "reason"), "phys-bits");
	ck_assert_uint_eq(json_integer_value(json_object_get(json, "limit")), 22 * GIB);
	json_decref(json);
	program_clear(&program);
}
END_TEST

/* A firmware that hangs: its domain stays until somebody ends it. */
static void write_firmware(const struct program *program)
{
	g_autofree char *image = g_malloc0(64 * KIB), *path = program_path(program, "firmware.bin");

	memcpy(image + 64 * KIB - 16, "\xeb\xfe", 2); /* jmp . at the reset vector */
	ck_assert(g_file_set_contents(path, image, 64 * KIB, NULL));
}

/* The QEMU of the daemon in @directory, by the files that it was given; 0 when there is none. */
static pid_t find_qemu(const char *directory)
{
	g_autofree char *wanted = g_strdup_printf("%s/etc/libvirt/qemu/lib/", directory);
	GDir *proc = g_dir_open("/proc", 0, NULL);
	const char *name;
	pid_t found = 0;

	ck_assert_ptr_nonnull(proc);
	while (found == 0 && (name = g_dir_read_name(proc)) != NULL) {
		g_autofree char *path = g_strdup_printf("/proc/%s/cmdline", name), *line = NULL;
		gsize n;

		if (g_ascii_isdigit(*name) && g_file_get_contents(path, &line, &n, NULL) &&
		    memmem(line, n, wanted, strlen(wanted)) != NULL)
			found = (pid_t)atol(name);
	}
	g_dir_close(proc);
	return found;
}

/* TRUE when libvirt has written @state into its file about a domain in @directory. */
static gboolean is_written(const char *directory, const char *state)
{
	GDir *files = g_dir_open(directory, 0, NULL);
	const char *name;
	gboolean found = FALSE;

	ck_assert_ptr_nonnull(files);
	while (!found && (name = g_dir_read_name(files)) != NULL) {
		g_autofree char *path = g_build_filename(directory, name, NULL), *text = NULL;

		found = g_str_has_suffix(name, ".xml") &&
			g_file_get_contents(path, &text, NULL, NULL) && strstr(text, state) != NULL;
	}
	g_dir_close(files);
	return found;
}

/*
 * Starts a probe that does not end by itself, and returns the QEMU of its domain when libvirt has
 * written down that the domain is in @state.
 */
static pid_t start_hanging(struct program *program, const struct daemon *daemon, const char *state)
{
	g_autofree char *files = g_strdup_printf("%s/run/libvirt/qemu/run", daemon->directory);
	g_autofree char *arguments = NULL;
	struct pollfd news = {inotify_init1(IN_CLOEXEC), POLLIN, 0};
	char events[4096];
	pid_t qemu = 0;

	program_init(program);
	program->env = NO_AUTOSTART;
	write_firmware(program);
	arguments = g_strdup_printf("probe --json --engine libvirt --uri '%s'", daemon->uri);
	/* Then there is a directory to watch, and libvirt knows QEMU. */
	program_expect(program, 0, arguments);
	ck_assert_int_ge(inotify_add_watch(news.fd, files, IN_MOVED_TO), 0);
	program_start(program, "%s --proof boot --timeout 10min --args '-bios %s/firmware.bin'",
		      arguments, program->directory);
	while (qemu == 0) {
		ck_assert_msg(poll(&news, 1, PATIENCE_MS) == 1, "nothing happens any more");
		ck_assert_int_gt(read(news.fd, events, sizeof(events)), 0);
		if (is_written(files, state))
			qemu = find_qemu(daemon->directory);
	}
	close(news.fd);
	return qemu;
}

/* As soon as libvirt has the domain (it may have gone on before that is seen), and when its guest
 * runs. */
static const char *const MOMENTS[] = {"state='", "state='running'"};

START_TEST(a_killed_memroof_leaves_no_domain)
{
	struct program program;
	pid_t qemu;

	if (shared.uri == NULL)
		return;
	qemu = start_hanging(&program, &shared, MOMENTS[_i]);
	ck_assert_int_eq(kill(program.pid, SIGKILL), 0);
	ck_assert_int_eq(program_wait(&program), -SIGKILL);
	assert_process_ends(qemu);
	program_clear(&program);
}
END_TEST

START_TEST(a_killed_daemon_is_a_lost_connection)
{
	struct daemon daemon;
	struct program program;
	json_t *json;
	pid_t qemu;

	daemon_start(&daemon);
	if (daemon.uri == NULL)
		return;
	qemu = start_hanging(&program, &daemon, MOMENTS[_i]);
	ck_assert_int_eq(kill(daemon_pid(&daemon), SIGKILL), 0);
	ck_assert_int_eq(program_wait(&program), 3);
	json = program_json(&program);
	assert_text(json_field(json, "outcome"), "broken");
	assert_text(json_field(json, "reason"), "connection");
	json_decref(json);
	/* The script has seen it, and ends the rest. */
	assert_process_ends(qemu);
	daemon_end(&daemon);
	program_clear(&program);
}
END_TEST

/* Nobody is behind the socket any more, and nobody is started. */
START_TEST(a_daemon_that_is_not_there_is_no_answer)
{
	struct program program;
	json_t *json;

	program_init(&program);
	program.env = NO_AUTOSTART;
	program_run(&program, "probe --json --engine libvirt --uri 'qemu:///session?socket=%s/no'",
		    program.directory);
	ck_assert_int_eq(program.status, 3);
	json = program_json(&program);
	assert_text(json_field(json, "outcome"), "broken");
	assert_text(json_field(json, "reason"), "connection");
	json_decref(json);
	program_clear(&program);
}
END_TEST

/* The script ends its daemon and that one's QEMUs when it is told to. */
START_TEST(the_script_ends_all_that_it_started)
{
	struct daemon daemon;
	struct program program;
	pid_t qemu, libvirtd;

	daemon_start(&daemon);
	if (daemon.uri == NULL)
		return;
	qemu = start_hanging(&program, &daemon, MOMENTS[1]);
	libvirtd = daemon_pid(&daemon);
	if (_i > 0)
		ck_assert_int_eq(kill(daemon.script, SIGTERM), 0);
	daemon_end(&daemon);
	assert_process_ends(libvirtd);
	assert_process_ends(qemu);
	ck_assert_int_eq(program_wait(&program), 3);
	program_clear(&program);
}
END_TEST

Suite *suite_libvirtd(void)
{
	Suite *suite = suite_create("libvirtd");
	TCase *tcase = tcase_create("libvirtd");

	tcase_set_tags(tcase, "process");
	tcase_set_timeout(tcase, 120);
	tcase_add_unchecked_fixture(tcase, shared_start, shared_end);
	tcase_add_loop_test(tcase, a_daemon_answers_as_qemu_does, 0, G_N_ELEMENTS(PROBES));
	tcase_add_test(tcase, a_limit_by_a_daemon);
	tcase_add_loop_test(tcase, a_killed_memroof_leaves_no_domain, 0, G_N_ELEMENTS(MOMENTS));
	tcase_add_loop_test(tcase, a_killed_daemon_is_a_lost_connection, 0, G_N_ELEMENTS(MOMENTS));
	tcase_add_test(tcase, a_daemon_that_is_not_there_is_no_answer);
	tcase_add_loop_test(tcase, the_script_ends_all_that_it_started, 0, 2);
	suite_add_tcase(suite, tcase);
	return suite;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/libvirt_root.h"

#include "base/clock.h"
#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#define ROOT "libvirt"

/* What is longest below a root: "/lib/qemu/domain-NNNNN-mNNNNNN/monitor.sock". */
#define LONGEST_SOCKET 43

#define LONGEST_COMMAND_LINE (64 * 1024)
#define END_TIMEOUT_MS 10000

/* The guest's QEMU is nobody's service: no confinement, no cgroups, no namespaces, no log daemon,
 * and files stay whose they are. */
static const char CONFIGURATION[] = "stdio_handler = \"file\"\n"
				    "security_driver = \"none\"\n"
				    "dynamic_ownership = 0\n"
				    "remember_owner = 0\n"
				    "cgroup_controllers = []\n"
				    "namespaces = []\n";

/* As root libvirt would change to a user who cannot reach our files; as another user it cannot. */
static const char ROOT_CONFIGURATION[] = "user = \"root\"\n"
					 "group = \"root\"\n";

static gboolean make_directory(const char *path, GError **error)
{
	return mkdir(path, 0700) == 0 || errno == EEXIST ||
	       broken_error(error, "%s: %s", path, g_strerror(errno));
}

static gboolean write_configuration(const char *root, GError **error)
{
	g_autofree char *etc = g_build_filename(root, "etc", NULL);
	g_autofree char *path = g_build_filename(etc, "qemu.conf", NULL);
	g_autofree char *text =
		g_strconcat(CONFIGURATION, geteuid() == 0 ? ROOT_CONFIGURATION : "", NULL);
	GError *failed = NULL;

	if (!make_directory(etc, error))
		return FALSE;
	if (g_file_set_contents(path, text, -1, &failed))
		return TRUE;
	broken_error(error, "%s", failed->message);
	g_error_free(failed);
	return FALSE;
}

/* Without a cache of the user's, libvirt makes one in the root and asks each QEMU again. */
static void link_cache(const char *root)
{
	g_autofree char *cache =
		g_build_filename(g_get_user_cache_dir(), "memroof", "libvirt", NULL);
	g_autofree char *link = g_build_filename(root, "cache", NULL);

	if (g_mkdir_with_parents(cache, 0700) == 0 && access(cache, W_OK) == 0 &&
	    symlink(cache, link) < 0)
		g_debug("%s: %s", link, g_strerror(errno));
}

/*
 * src/qemu/qemu_conf.c: as root the driver looks up the user that it was built for before it reads
 * that another one is wanted. On Debian the user comes with a package that memroof does not need.
 */
static gboolean check_user(GError **error)
{
	if (geteuid() != 0 || getpwnam("libvirt-qemu") != NULL || getpwnam("qemu") != NULL)
		return TRUE;
	return broken_error(error, "engine libvirt as root needs the user libvirt-qemu: run "
				   "tools/install-deps run, or memroof as another user");
}

char *libvirt_root_make(const char *directory, GError **error)
{
	g_autofree char *root = g_build_filename(directory, ROOT, NULL);

	if (strlen(root) + LONGEST_SOCKET > sizeof(((struct sockaddr_un *)0)->sun_path)) {
		broken_error(error, "%s: too long a path for libvirt's sockets: set TMPDIR", root);
		return NULL;
	}
	if (!check_user(error) || !make_directory(root, error) || !write_configuration(root, error))
		return NULL;
	link_cache(root);
	return g_steal_pointer(&root);
}

pid_t libvirt_root_process(const char *root, const char *name)
{
	g_autofree char *file = g_strdup_printf("%s/run/qemu/%s.pid", root, name);
	g_autofree char *text = NULL;

	if (!g_file_get_contents(file, &text, NULL, NULL))
		return 0;
	return (pid_t)MAX(atol(text), 0);
}

/* TRUE when the process was given one of libvirt's files in @root to work with. */
static gboolean belongs_to(pid_t pid, const char *root)
{
	g_autofree char *path = g_strdup_printf("/proc/%d/cmdline", (int)pid);
	g_autofree char *wanted = g_strdup_printf("%s/lib/qemu/", root);
	g_autofree char *line = g_malloc(LONGEST_COMMAND_LINE);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, line, LONGEST_COMMAND_LINE) : 0;

	if (fd >= 0)
		close(fd);
	return n > 0 && memmem(line, (size_t)n, wanted, strlen(wanted)) != NULL;
}

/* The process cannot become another one between looking and killing: a pidfd holds it. */
static void kill_process(pid_t pid, const char *root)
{
	int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	struct pollfd end = {.fd = pidfd, .events = POLLIN};

	if (pidfd < 0)
		return;
	if (belongs_to(pid, root) && syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0) == 0)
		poll(&end, 1, (int)clock_scaled_ms(END_TIMEOUT_MS));
	close(pidfd);
}

void libvirt_root_kill(const char *directory)
{
	g_autofree char *root = g_build_filename(directory, ROOT, NULL);
	GDir *proc;
	const char *name;

	if (access(root, F_OK) < 0)
		return;
	proc = g_dir_open("/proc", 0, NULL);
	while (proc != NULL && (name = g_dir_read_name(proc)) != NULL)
		if (g_ascii_isdigit(*name) && belongs_to((pid_t)atol(name), root))
			kill_process((pid_t)atol(name), root);
	if (proc != NULL)
		g_dir_close(proc);
}

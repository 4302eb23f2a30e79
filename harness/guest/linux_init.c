/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The first and only process of the Linux guest: it says on the serial port what protocol.h asks
 * for, then follows the memory blocks or leaves. No shell and no tool of a distribution is in the
 * guest, so that it starts fast and nothing else can write to the port.
 *
 * Words on the kernel's command line:
 *     memroof.follow        tell of memory that comes and goes, until QEMU ends
 *     memroof.boot=disk     this kernel came from a disk
 *     memroof.write         leave a mark in the last sector of the first disk
 */
#include "guest/linux_init.h"
#include "guest/protocol.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/io.h>
#include <sys/klog.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <termios.h>
#include <unistd.h>

#define CONSOLE "/dev/ttyS0"
#define CONSOLE_OFF 6 /* klogctl: only what is worse than critical is printed */

bool read_text(int directory, const char *path, char *text, size_t size)
{
	int fd = openat(directory, path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, size - 1);

	text[n > 0 ? n : 0] = '\0';
	if (fd >= 0)
		close(fd);
	return n >= 0;
}

bool has_word(const char *text, const char *word)
{
	size_t n = strlen(word), n_found;

	for (;; text += n_found) {
		text += strspn(text, " \t\n");
		n_found = strcspn(text, " \t\n");
		if (n_found == 0)
			return false;
		if (n_found == n && memcmp(text, word, n) == 0)
			return true;
	}
}

uint64_t memory_kib(void)
{
	struct sysinfo info;

	if (sysinfo(&info) < 0)
		return 0;
	return (uint64_t)info.totalram * info.mem_unit / 1024;
}

/* The way out that always works under our QEMU; elsewhere the machine is switched off. */
static void __attribute__((noreturn)) leave(int console, unsigned value)
{
	if (console >= 0)
		tcdrain(console);
	if (ioperm(GUEST_EXIT_PORT, 4, 1) == 0)
		outl(value, GUEST_EXIT_PORT);
	reboot(RB_POWER_OFF);
	for (;;)
		pause(); /* the first process must not end */
}

static void mount_all(void)
{
	static const struct {
		const char *type, *path;
	} mounts[] = {{"proc", "/proc"}, {"sysfs", "/sys"}, {"devtmpfs", "/dev"}};

	for (size_t i = 0; i < sizeof(mounts) / sizeof(mounts[0]); i++) {
		mkdir(mounts[i].path, 0755);
		mount(mounts[i].type, mounts[i].path, mounts[i].type, 0, NULL);
	}
}

/* A module that does not load is missed by what needs it, and that shows. */
static void load_modules(void)
{
	FILE *order = fopen("/modules/order", "re");
	char name[128];

	while (order != NULL && fgets(name, sizeof(name), order) != NULL) {
		char path[sizeof(name) + sizeof("/modules/")];
		int fd;

		name[strcspn(name, "\n")] = '\0';
		snprintf(path, sizeof(path), "/modules/%s", name);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			continue;
		syscall(SYS_finit_module, fd, "", 0);
		close(fd);
	}
	if (order != NULL)
		fclose(order);
}

/* Opens the port so that bytes pass as they are. */
static int open_console(void)
{
	int console = open(CONSOLE, O_RDWR | O_NOCTTY | O_CLOEXEC);
	struct termios settings;

	if (console >= 0 && tcgetattr(console, &settings) == 0) {
		cfmakeraw(&settings);
		cfsetspeed(&settings, B115200);
		tcsetattr(console, TCSANOW, &settings);
	}
	return console;
}

static void write_all(int console, const char *text)
{
	size_t n = strlen(text);

	while (n > 0) {
		ssize_t done = write(console, text, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			leave(-1, GUEST_EXIT_LOST);
		text += done;
		n -= (size_t)done;
	}
}

/*
 * Says each state of the memory that differs from the one said before, until QEMU ends. Idle
 * scheduling lets the kernel's own work go first, so that a DIMM of many blocks makes few lines and
 * is not slowed down by them.
 */
static void follow(int console, int messages)
{
	const struct sched_param none = {0};
	struct block_count said = blocks_count();
	uint64_t said_kib = memory_kib();

	sched_setscheduler(0, SCHED_IDLE, &none);
	for (unsigned n = 1; blocks_wait(messages);) {
		struct block_count now = blocks_count();
		uint64_t kib = memory_kib();
		char line[96];

		if (now.online == said.online && now.all == said.all && kib == said_kib)
			continue;
		snprintf(line, sizeof(line), "state %u %u %u %llu\n", n++, now.online, now.all,
			 (unsigned long long)kib);
		write_all(console, line);
		said = now;
		said_kib = kib;
	}
}

int main(void)
{
	char command_line[4096];
	const char *report;
	int console, messages;

	mount_all();
	klogctl(CONSOLE_OFF, NULL, 0);
	console = open_console();
	if (console < 0)
		leave(-1, GUEST_EXIT_LOST);
	read_text(AT_FDCWD, "/proc/cmdline", command_line, sizeof(command_line));
	load_modules();
	messages = blocks_listen(); /* before the report, so that no change falls in between */
	if (has_word(command_line, "memroof.write"))
		mark_disk();
	report = make_report(command_line);
	write_all(console, report);
	if (report[0] == '\0' || (has_word(command_line, "memroof.follow") && messages < 0))
		leave(console, GUEST_EXIT_LOST);
	if (has_word(command_line, "memroof.follow")) {
		follow(console, messages);
		leave(console, GUEST_EXIT_LOST);
	}
	leave(console, GUEST_EXIT_SAID);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the Linux guest says of the machine it runs on: one text, made as a whole, so that the
 * kernel cannot put a line of its own in between.
 */
#include "guest/linux_init.h"
#include "guest/protocol.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#define MAX_RANGES 256
#define MAX_DISKS 512
#define SECTOR 512

struct range {
	uint64_t start;
	uint64_t end;
};

struct disk {
	char name[32];
	uint64_t bytes;
};

static char report[64 * 1024];
static size_t n_report;

/* Appends to the report. One that is too long stays at its full size, to be noticed at the end. */
static void __attribute__((format(printf, 1, 2))) say(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	n_report +=
		(size_t)vsnprintf(report + n_report, sizeof(report) - n_report, format, arguments);
	va_end(arguments);
	if (n_report >= sizeof(report))
		n_report = sizeof(report) - 1;
}

/* The value in the first line "KEY<tab>: VALUE"; blanks in it stay, as a vendor may have them. */
static void find_value(const char *text, const char *key, char *value, size_t size)
{
	size_t n = strlen(key);

	value[0] = '\0';
	for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
		const char *colon;

		line += *line == '\n';
		if (strncmp(line, key, n) != 0 || (line[n] != '\t' && line[n] != ' ') ||
		    (colon = strchr(line, ':')) == NULL || colon[1] != ' ')
			continue;
		snprintf(value, size, "%.*s", (int)strcspn(colon + 2, "\n"), colon + 2);
		return;
	}
}

static void say_cpu(void)
{
	char text[8192], vendor[16], sizes[64], flags[4096];

	read_text(AT_FDCWD, "/proc/cpuinfo", text, sizeof(text));
	find_value(text, "vendor_id", vendor, sizeof(vendor));
	find_value(text, "address sizes", sizes, sizeof(sizes));
	find_value(text, "flags", flags, sizeof(flags));
	say("cpu %s %lu %d %d\n", vendor, strtoul(sizes, NULL, 10), has_word(flags, "lm"),
	    has_word(flags, "pae"));
}

static int compare_ranges(const void *a, const void *b)
{
	const struct range *left = a, *right = b;

	return (left->start > right->start) - (left->start < right->start);
}

/* Reads the range in one directory of the memory map; FALSE when it is none of RAM. */
static bool read_range(int map, const char *name, struct range *range)
{
	char path[288], text[64];

	snprintf(path, sizeof(path), "%s/type", name);
	if (!read_text(map, path, text, sizeof(text)) || strcmp(text, "System RAM\n") != 0)
		return false;
	snprintf(path, sizeof(path), "%s/start", name);
	read_text(map, path, text, sizeof(text));
	range->start = strtoull(text, NULL, 16);
	snprintf(path, sizeof(path), "%s/end", name);
	read_text(map, path, text, sizeof(text));
	range->end = strtoull(text, NULL, 16) + 1; /* the kernel names the last byte */
	return true;
}

static void say_usable(void)
{
	DIR *map = opendir("/sys/firmware/memmap");
	struct range ranges[MAX_RANGES];
	struct dirent *entry;
	size_t n = 0;

	while (map != NULL && n < MAX_RANGES && (entry = readdir(map)) != NULL)
		n += entry->d_name[0] != '.' && read_range(dirfd(map), entry->d_name, &ranges[n]);
	if (map != NULL)
		closedir(map);
	qsort(ranges, n, sizeof(*ranges), compare_ranges);
	for (size_t i = 0, next; i < n; i = next) {
		for (next = i + 1; next < n && ranges[next].start == ranges[i].end; next++)
			ranges[i].end = ranges[next].end;
		say("usable 0x%llx 0x%llx\n", (unsigned long long)ranges[i].start,
		    (unsigned long long)ranges[i].end);
	}
}

/* The tables that the firmware has handed over; what is in directories came later, or is data. */
static void say_acpi(void)
{
	DIR *tables = opendir("/sys/firmware/acpi/tables");
	struct dirent *entry;
	struct stat about;
	uint64_t total = 0;

	while (tables != NULL && (entry = readdir(tables)) != NULL)
		if (fstatat(dirfd(tables), entry->d_name, &about, AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISREG(about.st_mode))
			total += (uint64_t)about.st_size;
	if (tables != NULL)
		closedir(tables);
	if (total > 0)
		say("acpi %llu\n", (unsigned long long)total);
}

static int compare_disks(const void *a, const void *b)
{
	const struct disk *left = a, *right = b;

	return strverscmp(left->name, right->name);
}

/* Finds the disks that hold something, in the order of their names. */
static size_t find_disks(struct disk *disks)
{
	DIR *directory = opendir("/sys/block");
	struct dirent *entry;
	size_t n = 0;

	while (directory != NULL && n < MAX_DISKS && (entry = readdir(directory)) != NULL) {
		const char *name = entry->d_name;
		char path[288], text[32];

		if (name[0] == '.' || strlen(name) >= sizeof(disks[n].name) ||
		    strncmp(name, "ram", 3) == 0 || strncmp(name, "loop", 4) == 0)
			continue;
		snprintf(path, sizeof(path), "%s/size", name);
		read_text(dirfd(directory), path, text, sizeof(text));
		snprintf(disks[n].name, sizeof(disks[n].name), "%.31s", name);
		disks[n].bytes = strtoull(text, NULL, 10) * SECTOR;
		n += disks[n].bytes > 0;
	}
	if (directory != NULL)
		closedir(directory);
	qsort(disks, n, sizeof(*disks), compare_disks);
	return n;
}

void mark_disk(void)
{
	char sector[SECTOR] = "memroof was here\n", path[64];
	struct disk disks[MAX_DISKS];
	int fd;

	if (find_disks(disks) == 0)
		return;
	snprintf(path, sizeof(path), "/dev/%s", disks[0].name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	if (pwrite(fd, sector, SECTOR, (off_t)(disks[0].bytes - SECTOR)) == SECTOR)
		fsync(fd);
	close(fd);
}

static void say_disks(void)
{
	struct disk disks[MAX_DISKS];
	size_t n = find_disks(disks);

	for (size_t i = 0; i < n; i++)
		say("disk %s 0x%llx\n", disks[i].name, (unsigned long long)disks[i].bytes);
}

static void say_memory(void)
{
	struct block_count blocks;
	struct utsname names;

	uname(&names);
	say("kernel %s\n", names.release);
	blocks_read();
	blocks = blocks_count();
	say("memory %llu\n", (unsigned long long)memory_kib());
	if (blocks_size() != 0)
		say("blocks %u %u 0x%llx\n", blocks.online, blocks.all,
		    (unsigned long long)blocks_size());
}

const char *make_report(const char *command_line)
{
	uint32_t sum = GUEST_SUM_START;

	say("\n"); /* ends what the firmware may have left on the line */
	say(GUEST_BANNER " " GUEST_PROTOCOL " linux\n");
	say_cpu();
	say_usable();
	say_acpi();
	say_memory();
	say_disks();
	say("booted %s\n", has_word(command_line, "memroof.boot=disk") ? "disk" : "kernel");
	for (size_t i = 1; i < n_report; i++)
		sum = (sum ^ (unsigned char)report[i]) * GUEST_SUM_FACTOR;
	say("end 0x%x\n", sum);
	return n_report < sizeof(report) - 1 ? report : "";
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory blocks: the pieces in which Linux takes memory up. The kernel tells of each that comes,
 * goes online or offline, or leaves. The state of every block is kept here and those messages
 * applied to it, because reading thousands of files in sysfs for each message would take longer
 * than plugging the memory does. Applying a message twice does no harm, so it does not matter
 * whether it was sent before or after sysfs was read.
 */
#include "guest/linux_init.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BLOCKS "/sys/devices/system/memory"
#define BLOCK_PREFIX "memory"
/* What 52 address bits hold of blocks of 128 MiB, the smallest. Pages never touched cost nothing.
 */
#define MAX_BLOCKS (1UL << 25)
#define QUEUE_BYTES (32 * 1024 * 1024)
#define KERNEL_EVENTS 1 /* multicast group of the kernel itself; the other one is udev's */

enum { ABSENT, OFFLINE, ONLINE };

static unsigned char states[MAX_BLOCKS];
static unsigned long n_states; /* behind the last that ever was */
static struct block_count count;

static void set_state(unsigned long block, unsigned char state)
{
	if (block >= MAX_BLOCKS)
		return;
	if (block >= n_states)
		n_states = block + 1;
	count.all += (state != ABSENT) - (states[block] != ABSENT);
	count.online += (state == ONLINE) - (states[block] == ONLINE);
	states[block] = state;
}

/* The number in memoryN. */
static bool block_number(const char *name, unsigned long *block)
{
	char *end;

	if (strncmp(name, BLOCK_PREFIX, strlen(BLOCK_PREFIX)) != 0)
		return false;
	name += strlen(BLOCK_PREFIX);
	*block = strtoul(name, &end, 10);
	return end != name && *end == '\0';
}

void blocks_read(void)
{
	DIR *directory = opendir(BLOCKS);
	struct dirent *entry;

	memset(states, ABSENT, n_states);
	count = (struct block_count){0, 0};
	if (directory == NULL)
		return;
	while ((entry = readdir(directory)) != NULL) {
		char path[sizeof(entry->d_name) + sizeof("/state")], text[16];
		unsigned long block;

		if (!block_number(entry->d_name, &block))
			continue;
		snprintf(path, sizeof(path), "%s/state", entry->d_name);
		if (read_text(dirfd(directory), path, text, sizeof(text)))
			set_state(block, strcmp(text, "online\n") == 0 ? ONLINE : OFFLINE);
	}
	closedir(directory);
}

struct block_count blocks_count(void)
{
	return count;
}

uint64_t blocks_size(void)
{
	char text[32];

	read_text(AT_FDCWD, BLOCKS "/block_size_bytes", text, sizeof(text));
	return strtoull(text, NULL, 16);
}

/* A message begins with ACTION@PATH. */
static void apply(const char *message)
{
	static const char path[] = "@/devices/system/memory/";
	const char *at = strchr(message, '@');
	unsigned long block;

	if (at == NULL || strncmp(at, path, strlen(path)) != 0 ||
	    !block_number(at + strlen(path), &block) || block >= MAX_BLOCKS)
		return;
	if (strncmp(message, "online@", 7) == 0)
		set_state(block, ONLINE);
	else if (strncmp(message, "offline@", 8) == 0)
		set_state(block, OFFLINE);
	else if (strncmp(message, "remove@", 7) == 0)
		set_state(block, ABSENT);
	else if (states[block] == ABSENT) /* it may be online already, if this message is old */
		set_state(block, OFFLINE);
}

int blocks_listen(void)
{
	struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = KERNEL_EVENTS};
	int messages = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_KOBJECT_UEVENT);
	int bytes = QUEUE_BYTES;

	if (messages < 0 || bind(messages, (struct sockaddr *)&address, sizeof(address)) < 0)
		return -1;
	setsockopt(messages, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes));
	return messages;
}

bool blocks_wait(int messages)
{
	int flags = 0;

	for (;;) {
		char message[4096];
		ssize_t n = recv(messages, message, sizeof(message) - 1, flags);

		if (n >= 0) {
			message[n] = '\0';
			apply(message);
		} else if (errno == ENOBUFS) {
			blocks_read(); /* some were lost */
		} else if (errno == EAGAIN) {
			return true;
		} else if (errno != EINTR) {
			return false;
		}
		flags = MSG_DONTWAIT;
	}
}

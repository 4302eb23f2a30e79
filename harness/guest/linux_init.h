/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parts of the Linux guest: its start and end are in linux_init.c, what it says of the machine
 * in linux_report.c, what it knows of memory blocks in linux_blocks.c.
 */
#ifndef MEMROOF_GUEST_LINUX_INIT_H
#define MEMROOF_GUEST_LINUX_INIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads the beginning of a small file as a text. FALSE, and an empty text, when there is none. */
bool read_text(int directory, const char *path, char *text, size_t size);
/* Whether a text has this word between blanks. */
bool has_word(const char *text, const char *word);
/* MemTotal of /proc/meminfo, in KiB, without making the rest of that file. */
uint64_t memory_kib(void);

struct block_count {
	unsigned online;
	unsigned all;
};

/* The kernel's messages about devices, from now on; negative when it has none. */
int blocks_listen(void);
/* Counts anew, from sysfs. */
void blocks_read(void);
struct block_count blocks_count(void);
/* 0 when this kernel does not know of blocks. */
uint64_t blocks_size(void);
/* Waits for messages, takes all that are there, and brings the count up to date. FALSE when there
 * will be none. */
bool blocks_wait(int messages);

/* Writes one sector at the end of the first disk, and sees it through to the disk. */
void mark_disk(void);
/* All that the guest has to say, from the banner to the sum; empty when it is too much. */
const char *make_report(const char *command_line);

#endif

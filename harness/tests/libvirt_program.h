/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The built program with engine libvirt: short paths for its sockets, and one cache for all tests,
 * because libvirt asks a QEMU that it does not know for a second or two. */
#ifndef MEMROOF_TESTS_LIBVIRT_PROGRAM_H
#define MEMROOF_TESTS_LIBVIRT_PROGRAM_H

#include "tests/program.h"

/* Fixtures for a test case, unchecked: the cache. */
void libvirt_cache_make(void);
void libvirt_cache_remove(void);

/* Like program_init(), with that cache and a TMPDIR that is not below the program's directory. */
void libvirt_program_init(struct program *program);

/* Runs "probe --engine libvirt --json" with @arguments, which ends with @status. A new reference.
 */
json_t *libvirt_probe(struct program *program, int status, const char *arguments);

/* The processes that libvirt has started for programs of ours: their ids, blanks between; newly
 * allocated. */
char *libvirt_processes(void);

/* Fails unless no process, socket or directory of a program of ours is left. */
void assert_libvirt_left_nothing(void);

#endif

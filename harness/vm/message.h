/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The message table: what QEMU prints when it gives up, as outcome, reason and stage. Tested on the
 * stderr of real QEMU releases in harness/tests/data/stderr/.
 */
#ifndef MEMROOF_VM_MESSAGE_H
#define MEMROOF_VM_MESSAGE_H

#include "model/outcome.h"

#include <stdint.h>

struct message {
	enum outcome outcome;
	enum reason reason;
	enum stage stage;
	char *text;        /* the line that decided, without the program's name; or the last line */
	uint64_t used_gpa; /* the last address that QEMU wanted to use, or UNSET */
	uint64_t phys_bits; /* the width that QEMU names in it, or UNSET */
};

/* An exit code that nobody knows: only what QEMU wrote tells an abort from a refusal. */
#define MESSAGE_EXIT_UNKNOWN G_MAXINT

/*
 * Classifies the stderr of a QEMU that ended with @exit_code (not 0; minus a signal number, or
 * MESSAGE_EXIT_UNKNOWN). Warnings are passed over. Text that the table does not know gives refused,
 * unknown and the last line.
 */
void message_classify(const char *errors, int exit_code, struct message *message);
void message_clear(struct message *message);

#endif

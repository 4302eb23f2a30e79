/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For loops of many checks: Check's own assertions write to a file each time that they hold. */
#ifndef MEMROOF_TESTS_ENSURE_H
#define MEMROOF_TESTS_ENSURE_H

#include <check.h>

#define ENSURE(condition)                                                                          \
	do {                                                                                       \
		if (!(condition))                                                                  \
			ck_abort_msg("'%s' failed", #condition);                                   \
	} while (0)

/* The same with a text that tells which case it was. */
#define ENSURE_MSG(condition, ...)                                                                 \
	do {                                                                                       \
		if (!(condition))                                                                  \
			ck_abort_msg(__VA_ARGS__);                                                 \
	} while (0)

#endif

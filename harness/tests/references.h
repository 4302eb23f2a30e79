/* SPDX-License-Identifier: GPL-2.0-or-later */
/* References as texts, for the tests of what reads and compares them. */
#ifndef MEMROOF_TESTS_REFERENCES_H
#define MEMROOF_TESTS_REFERENCES_H

#include "run/reference.h"

/* Reads @text; a test fails when it cannot be read. */
struct reference *make_reference(const char *path, const char *text);

/* The first line and a note; then the head of a table with everything that tests need. */
#define REFERENCE_NOTES "# memroof reference 1\n# host: here\n"
#define REFERENCE_LIMITS                                                                           \
	REFERENCE_NOTES                                                                            \
	"scenario,kind,section,qemu,machine,phys-bits,slots,axis,limit,refused,reason,stage,"      \
	"outcome,counterexample,confirmed\n"
#define REFERENCE_STARTS                                                                           \
	REFERENCE_NOTES                                                                            \
	"scenario,kind,section,machine,slots,reason,stage,outcome,elapsed_us,greeting_us,"         \
	"machine_us,guest_us,report_us\n"

#endif

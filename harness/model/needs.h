/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a section needs of the machine that it runs on, as the key "needs" says it. Read and
 * compared here; host/needs.h looks at the machine.
 */
#ifndef MEMROOF_MODEL_NEEDS_H
#define MEMROOF_MODEL_NEEDS_H

#include "model/machine.h"

enum need_kind {
	NEED_KVM,       /* KVM runs guests */
	NEED_QEMU,      /* the section's QEMU is there, in a version if one is said */
	NEED_MEMORY,    /* the host's MemTotal */
	NEED_PHYS_BITS, /* of the host's CPU */
	NEED_FILE,      /* a file is there */
};

enum need_comparison { NEED_ANY, NEED_EQUAL, NEED_BELOW, NEED_ABOVE, NEED_AT_LEAST, NEED_AT_MOST };

struct need {
	enum need_kind kind;
	enum need_comparison comparison;
	unsigned numbers[3]; /* of a version */
	unsigned n_numbers;  /* how many of them were said: "7.2" holds for 7.2.22 */
	uint64_t value;      /* bytes, or bits */
	char *path;          /* of a file */
	char *text;          /* "qemu >= 10.0" */
};

/*
 * Reads "kvm, qemu >= 10.0, memory >= 8G, phys-bits >= 40, file:/path" (GPtrArray of struct need
 * *). NULL with an input error that says what was expected.
 */
GPtrArray *needs_parse(const char *text, GError **error);

/* Whether a version, or a number, is what the need asks for. */
gboolean need_allows_version(const struct need *need, struct version version);
gboolean need_allows_number(const struct need *need, uint64_t number);

/* What can be needed, in words, for help and errors. */
#define NEEDS_WORDS                                                                                \
	"kvm, qemu, qemu >= 10.0, memory >= 8G, phys-bits >= 40 or file:/PATH (with >=, <=, >, < " \
	"or =)"

#endif

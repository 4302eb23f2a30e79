/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Configurations of virtual machines as people have them: a domain of libvirt's, the qemu.conf or
 * the instance of Incus, a QEMU command line. Each one is read as a point, and written again with
 * the values of another point. What is not understood and may matter is named, never guessed.
 *
 * The files are untrusted: bounded, no other file is opened on their behalf, nothing is started.
 */
#ifndef MEMROOF_FILES_CONFIG_H
#define MEMROOF_FILES_CONFIG_H

#include "model/point.h"

/* Larger files are none of these. */
#define CONFIG_MAX_BYTES ((size_t)1 << 20)

struct config_format;

enum remark_kind {
	REMARK_ASSUMED, /* the file leaves something open, and this is what was taken */
	REMARK_UNCLEAR, /* it may matter, and memroof does not understand it */
	REMARK_IN_VAIN, /* QEMU or who starts it will not do what the file seems to want */
	REMARK_MISSING, /* a value that decides cannot be known: what was read is not all */
};

struct remark {
	enum remark_kind kind;
	unsigned line; /* from 1; 0 where it is about no line */
	char *words;   /* a sentence without its full stop */
};

struct config {
	const struct config_format *format;
	char *name;    /* the file's, for messages */
	char *text;    /* as it was read; a command line of /proc has NUL bytes */
	size_t length; /* bytes */

	/*
	 * What it asks for: machine (with the properties that decide about addresses), cpu (with
	 * its properties but without phys-bits), phys-bits, size, slots, maxmem, pci-hole64, args
	 * for what has no key, and firmware "ovmf" for any UEFI. Values that the file leaves to
	 * QEMU are unset. Accelerator, emulator and whatever is unimportant to the address space
	 * are left out.
	 */
	struct point *point;

	/* The CPU is the host's: vendor and width are those of whichever host runs it. Then the
	 * point has no cpu, and no phys-bits unless the file forces them. Where it has a cpu, only
	 * the width is the host's (host-phys-bits). */
	gboolean host_cpu;

	/* Whoever starts it lets its host decide about slots and maxmem, as Incus does: the point
	 * has neither. Who knows them may put them into the point, and config_rewrite() goes from
	 * there. */
	gboolean host_hotplug;

	/* Memory devices that are there from the start: @plugged bytes that maxmem - size must
	 * hold, @dimms of them in a slot each. */
	uint64_t plugged;
	uint64_t dimms;

	GPtrArray *remarks; /* struct remark *, which it frees */
	void *places;       /* the format's own: where the values stand */
};

/* The text of the file called @path, or of stdin for "-": at most CONFIG_MAX_BYTES of UTF-8, which
 * may have NUL bytes. Newly allocated. */
char *config_text(const char *path, size_t *length, GError **error);

/*
 * Reads a text, which is copied; @name is for messages. An input error, which names file and line,
 * when it is none of the known formats, or contradicts itself.
 */
struct config *config_read(const char *name, const char *text, size_t length, GError **error);

void config_free(struct config *config);

/* TRUE when the text is of a known kind, well-formed or not. */
gboolean config_is_known(const char *text, size_t length);

/* Adds a remark; those who fill in what a file leaves open say so, too. */
void config_remark(struct config *config, enum remark_kind kind, unsigned line, const char *format,
		   ...) G_GNUC_PRINTF(4, 5);

/* "assumed", "not understood", "missing", "in vain". */
const char *remark_kind_name(enum remark_kind kind);

/* What kind of file it is, in words: "libvirt domain". */
const char *config_kind(const struct config *config);

/*
 * The file with @wanted's size, slots, maxmem, pci-hole64 and phys-bits in place of its own, and
 * everything else as it was, to the byte; newly allocated. An input error that says why, where this
 * kind of file, or this file, has no way to say that. What is returned has been read again, and
 * says what was wanted.
 */
char *config_rewrite(const struct config *config, const struct point *wanted, GError **error);

/* The same with its length, which a command line of /proc needs for its NUL bytes; @length may be
 * NULL. */
char *config_rewrite_bytes(const struct config *config, const struct point *wanted, size_t *length,
			   GError **error);

#endif

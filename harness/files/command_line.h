/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QEMU command lines: in a shell script, in a log of libvirt's, or from /proc/PID/cmdline; also a
 * text that is only options.
 */
#ifndef MEMROOF_FILES_COMMAND_LINE_H
#define MEMROOF_FILES_COMMAND_LINE_H

#include "files/format.h"
#include "files/shell_variables.h"

extern const struct config_format COMMAND_LINE;

/* A command line of QEMU's in a text. */
struct command_line {
	GPtrArray *words; /* of struct word *, all that there are in the text's part */
	unsigned first;   /* the first argument among them */
	unsigned end;     /* behind the last one */
	enum shell_dialect dialect;
	gboolean uses_kvm; /* by the name that QEMU was called by */
	GArray *variables; /* struct variable_use, of the arguments; or NULL */
	struct qemu_settings *settings;
};

/* TRUE when @text has a word that may be a QEMU, or begins with an option. */
gboolean command_line_claims(const char *text, size_t length);

/* Finds the words of the last QEMU in @config's text; those of a log are of its last start. */
gboolean command_line_find(struct config *config, struct command_line *line, GError **error);

/* Makes settings of the words, behind those that there are. */
gboolean command_line_parse(struct config *config, struct command_line *line, GError **error);

/* Adds the options of a value such as "2G,slots=8" or {"driver":"pc-dimm"} to @group. */
gboolean option_value_parse(const struct config *config, const struct word *word, const char *first,
			    struct qemu_group *group, GError **error);

/* The same of a value that is JSON. */
gboolean option_json_parse(const struct config *config, const struct word *word,
			   struct qemu_group *group, GError **error);

/* Changes @line, which was read as @config's point, in @config's text. */
gboolean command_line_change(const struct config *config, const struct command_line *line,
			     const struct point *wanted, struct edits *edits, GError **error);

/* Frees what it has. */
void command_line_clear(struct command_line *line);

#endif

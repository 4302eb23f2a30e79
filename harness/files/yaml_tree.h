/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * YAML as a tree in which everything knows its place in the file, so that a value can be changed
 * and the rest stays as it is. libyaml reads; what it is not asked for are anchors, tags and a
 * second document, which no program that prints a configuration writes: they are errors.
 */
#ifndef MEMROOF_FILES_YAML_TREE_H
#define MEMROOF_FILES_YAML_TREE_H

#include "files/format.h"

enum tree_kind {
	TREE_SCALAR,
	TREE_MAPPING,
	TREE_SEQUENCE,
};

enum tree_style {
	TREE_PLAIN,
	TREE_SINGLE_QUOTED,
	TREE_DOUBLE_QUOTED,
	TREE_LITERAL, /* | */
	TREE_FOLDED,  /* > */
};

/* A value, with its key where it has one. Offsets are bytes of the file. */
struct tree_entry {
	char *key;     /* NULL in a sequence and for the root */
	unsigned line; /* of the key, or of the value without one; from 1 */
	size_t place;  /* where the key, or the value without one, begins */
	enum tree_kind kind;
	size_t start, end; /* the value; of a block of lines only @start counts */

	/* Scalars. */
	enum tree_style style;
	char *text; /* with a NUL byte behind it; libyaml lets no other in */
	size_t length;

	/* Mappings and sequences. */
	GPtrArray *children; /* struct tree_entry *, in the file's order */
	gboolean flow;       /* in braces or brackets */
};

/* The one document of the file. Errors name file and line. */
struct tree_entry *tree_read(const struct config *config, GError **error);

void tree_free(struct tree_entry *entry);

/* The value of @key in a mapping, or NULL; also where @mapping is NULL or none. */
struct tree_entry *tree_get(const struct tree_entry *mapping, const char *key);

/*
 * For each byte of a scalar's text, and for its end, the byte of the file that says it; newly
 * allocated. NULL where that is not known: folded blocks, and whatever is written in a way that
 * this does not repeat.
 */
size_t *tree_origins(const struct config *config, const struct tree_entry *scalar);

/* The same as lines of the file, from 1; those of the scalar's beginning where nothing is known.
 * Newly allocated. */
unsigned *tree_lines(const struct config *config, const struct tree_entry *scalar);

/*
 * Bytes @start to before @end of the scalar's text become @with, in whatever way the scalar is
 * written. FALSE where that way cannot say it. What is put at the end of a block's text must not
 * end in a line break. @origins are the scalar's by tree_origins(), or NULL.
 */
gboolean tree_edit(const struct config *config, const struct tree_entry *scalar,
		   const size_t *origins, size_t start, size_t end, const char *with,
		   struct edits *edits);

struct tree_new {
	const char *key;
	char *value;    /* as it is written, or the text of a block */
	gboolean block; /* in lines of its own behind |- */
};

/*
 * Adds @n new keys, in the order of their names, to a mapping of @root's. FALSE with an input error
 * (no file name in it) where it is written in a way that has no place for them.
 */
gboolean tree_add(const struct config *config, const struct tree_entry *root,
		  const struct tree_entry *mapping, const struct tree_new *new, unsigned n,
		  struct edits *edits, GError **error);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An XML text as a tree that knows where everything stands, to the byte, so that a value can be
 * changed without touching anything else. GLib's parser reads it: no DTD, no external entity, and
 * none but XML's own five.
 */
#ifndef MEMROOF_FILES_MARKUP_H
#define MEMROOF_FILES_MARKUP_H

#include "files/format.h"

/* libxml2, libvirt's parser, goes no deeper either. */
#define MARKUP_MAX_DEPTH 256
#define MARKUP_MAX_ATTRIBUTES 64

/* No domain has as many elements; each costs some hundred bytes of memory. */
#define MARKUP_MAX_ELEMENTS 20000

/* Bytes of the text, from @start to before @end. */
struct span {
	size_t start, end;
};

struct attribute {
	char *name, *value; /* the value without entities */
	struct span span;   /* of the value as it is written, between its quotes */
};

struct element {
	char *name;         /* with its prefix */
	GArray *attributes; /* struct attribute */
	GPtrArray *children;
	struct element *parent; /* NULL: the root */
	unsigned line;          /* from 1, where it begins */
	struct span all;        /* from "<" to behind its last ">" */
	struct span tag;        /* the start tag; the same for <name/> */
	struct span text_span;  /* from the first text that is no blank to the last */
	size_t content_end;     /* where its end tag begins */
	GString *text;          /* all text directly below it; without comments */
};

/* The root element of config->text; free with element_free(). NULL with an input error. */
struct element *markup_read(const struct config *config, GError **error);
void element_free(struct element *element);

gboolean element_is(const struct element *element, const char *name);
gboolean element_is_empty(const struct element *element); /* written <name/> */

/* The first child called @name, or NULL; and an attribute, or NULL. */
struct element *element_child(const struct element *element, const char *name);
const struct attribute *element_find(const struct element *element, const char *name);
const char *element_get(const struct element *element, const char *name);

/* The namespace of the element's name, or NULL. */
const char *element_namespace(const struct element *element);

/* The name without its prefix. */
const char *element_local_name(const struct element *element);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Changes of an XML text in its own style: indentation, kind of line end and quotes are taken from
 * what is there.
 */
#ifndef MEMROOF_FILES_MARKUP_EDIT_H
#define MEMROOF_FILES_MARKUP_EDIT_H

#include "files/markup.h"

struct markup_style {
	const char *text;
	const char *newline; /* "\n" or "\r\n" */
	char *step;          /* what an element is indented by below its parent */
	char quote;
};

void markup_style_init(struct markup_style *style, const struct config *config,
		       const struct element *root);
void markup_style_clear(struct markup_style *style);

/* @words must need no escaping. */
void markup_set_text(struct edits *edits, const struct element *element, const char *words);
void markup_set_attribute(const struct markup_style *style, struct edits *edits,
			  const struct element *element, const char *name, const char *words);

/* With its whole line where it has one for itself. */
void markup_remove(const struct markup_style *style, struct edits *edits,
		   const struct element *element);

/*
 * @lines is the new element: its lines, with a tab for each step of indentation, and "'" for
 * quotes. Each in lines of its own where the others there are. Of one @parent, once.
 */
void markup_add_child(const struct markup_style *style, struct edits *edits,
		      const struct element *parent, const char *lines);
void markup_add_before(const struct markup_style *style, struct edits *edits,
		       const struct element *sibling, const char *lines);

#endif

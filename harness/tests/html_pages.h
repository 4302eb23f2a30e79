/* SPDX-License-Identifier: GPL-2.0-or-later */
/* HTML reports as texts, for the tests of what is in them. */
#ifndef MEMROOF_TESTS_HTML_PAGES_H
#define MEMROOF_TESTS_HTML_PAGES_H

#include "tests/place.h"

#include <jansson.h>

/* The page of the database in @place, which is called @name on it. Newly allocated. */
char *page_of(const struct place *place, const char *name);

/* What stands between the first @from and the next @to; newly allocated. Fails when there is none.
 */
char *page_between(const char *page, const char *from, const char *to);

/* The page's body as it is without its scripts; newly allocated. */
char *page_body(const char *page);

/*
 * Fails unless the body is well-formed, names nothing twice, leads only to names that are there or
 * that scripts make, and holds no element, attribute or script that is none of ours.
 */
void assert_sound_page(const char *page);

/* The JSON in the script called @id, a new reference. */
json_t *page_json(const char *page, const char *id);

/* The texts of a page's JSON rows, as its script reads them (GPtrArray of char *). */
GPtrArray *page_texts(const char *page);

#endif

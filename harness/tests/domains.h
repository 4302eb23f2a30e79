/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The domains of data/check/libvirt, for the tests that read and those that change them. */
#ifndef MEMROOF_TESTS_DOMAINS_H
#define MEMROOF_TESTS_DOMAINS_H

#include "files/config.h"

/* The text of a file there and its length. */
gsize domain_text(const char *file, char **text);

/* The file, which must be readable. */
struct config *domain_read(const char *file);

/* With the values of @keys, "size=1G slots", where a key alone is unset. */
char *domain_rewrite(const struct config *config, const char *keys, GError **error);

/* Tries many other values. What is refused must be an input error in one line; that what is written
 * says what was wanted is config_rewrite()'s own promise, and a broken one fails. */
void change_all(const struct config *config);

#endif

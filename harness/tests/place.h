/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A directory with a database in it, for the tests of files that are made from databases. */
#ifndef MEMROOF_TESTS_PLACE_H
#define MEMROOF_TESTS_PLACE_H

#include "store/store.h"

#include <sys/resource.h>

struct place {
	char *directory;
	struct store *store;
};

/* Runs the scenario @text, "a.ini", into the database, "x.db". */
void place_init(struct place *place, const char *text);
void place_clear(struct place *place);

/* The run that is said to have made it. */
extern const struct run_row PLACE_RUN;

/* The path of a file in it; newly allocated. */
char *place_path(const struct place *place, const char *name);

/* The files in it but for the database's own, "a b "; newly allocated. */
char *place_files(const struct place *place);

/* Lets no file grow beyond @bytes, as a disk that is full; RLIM_INFINITY ends that. */
void place_limit_files(rlim_t bytes);

#endif

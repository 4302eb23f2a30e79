/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one table of keys. It feeds the scenario parser, the command line, the help, the database
 * columns and docs/keys.md, so that a key is described once.
 */
#ifndef MEMROOF_MODEL_KEYS_H
#define MEMROOF_MODEL_KEYS_H

#include "model/point.h"

enum key_type {
	KEY_TEXT,     /* char *, any text; never a list */
	KEY_NAME,     /* char *, any text without commas */
	KEY_OPTIONS,  /* char *, "name,property=value,+flag": a comma before a plain name begins the
			 next value */
	KEY_WORD,     /* char *, one of @words */
	KEY_FILE,     /* char *, one of @words or a path: a text with a slash, without commas */
	KEY_EXPECT,   /* char *, read by model/expect.h once the section is known */
	KEY_NEEDS,    /* char *, read by model/needs.h */
	KEY_INT,      /* uint64_t from @min to @max */
	KEY_SIZE,     /* uint64_t bytes from @min to @max */
	KEY_DURATION, /* uint64_t milliseconds from @min to @max */
};

enum key_group {
	KEY_POINT,   /* a member of struct point; may have several values in a scenario: an axis */
	KEY_SECTION, /* a member of struct section_options; one value */
};

struct key {
	const char *name;
	enum key_type type;
	enum key_group group;
	size_t offset;
	uint64_t min, max;
	const char *const *words;
	const char *unset; /* what holds when the key is not given */
	const char *help;
	unsigned kinds; /* of sections that know a KEY_SECTION: a bit for each section_kind; 0: all
			 */
};

/* What a scenario section says besides its points. */
struct section_options {
	char *axis;
	char *columns;
	uint64_t samples;
	uint64_t seed;
	uint64_t runs;
	uint64_t warmups;
	uint64_t budget; /* milliseconds */
	uint64_t pin;
	char *confirm;
	char *expect;
	char *needs;
};

extern const struct key KEYS[];
extern const unsigned N_KEYS;

/* The key called @name, or NULL. */
const struct key *key_find(const char *name);

/* Like key_find(), but a missing key is an input error that names the nearest known one. */
const struct key *key_lookup(const char *name, GError **error);

/* Reads @text into the member of @target (a struct point or struct section_options) that @key
 * describes. */
gboolean key_set(const struct key *key, void *target, const char *text, GError **error);

/* The member's canonical text, or NULL when it is unset. */
char *key_get(const struct key *key, const void *target);

gboolean key_is_set(const struct key *key, const void *target);

/* keys_init() makes every member in @group unset; keys_clear() frees what the members hold. */
void keys_init(enum key_group group, void *target);
void keys_clear(enum key_group group, void *target);

/* "expected …" in words: the type, the bounds, the words allowed. */
char *key_expectation(const struct key *key);

/* Number members (UNSET when unset) and text members (NULL when unset), for tables that hold them
 * as such. */
gboolean key_is_number(const struct key *key);
uint64_t *key_number(const struct key *key, void *target);
char **key_string(const struct key *key, void *target);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest that is only a text: what an ideal guest would say of a point, or the same with one thing
 * wrong. For the fake engine, which tests that each wrong thing is noticed.
 */
#ifndef MEMROOF_VM_FAKE_GUEST_H
#define MEMROOF_VM_FAKE_GUEST_H

#include "vm/engine.h"

/* How the fake QEMU ends. */
enum fake_end {
	FAKE_LEAVES, /* as the guest tells it to */
	FAKE_RESETS,
	FAKE_NEVER_ENDS,
	FAKE_FLOODS,
};

/* What a guest says. */
struct fake_speech {
	const struct point *point;
	struct layout_input input;
	GPtrArray *lines; /* char *, without newlines */
	enum fake_end end;
};

/* Makes the lines of an ideal guest but for the last, the sum. */
void fake_guest_speak(struct fake_speech *speech, gboolean is_boot);

/* One thing that can be wrong with a guest. */
struct fake_guest {
	const char *word; /* as in guest=WORD */
	const char *meaning;
	/* Changes what is said, before its sum is made; NULL for nothing. */
	void (*says)(struct fake_speech *speech);
	/* Changes the finished lines, as if on their way; NULL for nothing. */
	void (*arrives)(struct fake_speech *speech);
};

extern const struct fake_guest FAKE_GUESTS[];
extern const unsigned N_FAKE_GUESTS;

/* The guest called @word; NULL with an input error that names them all. */
const struct fake_guest *fake_guest_find(const char *word, GError **error);

/*
 * Boots the guest that @point's proof asks for, with @wrong (NULL: an ideal one), and fills in what
 * came of it. FALSE when the guest never ends: the outcome is then that of a deadline, and waiting
 * for it is the caller's. For proof plug there is no QEMU to talk to: the steps are made up.
 */
gboolean fake_guest_boot(const struct fake_guest *wrong, const struct point *point,
			 const struct engine_env *env, struct probe_result *result);

#endif

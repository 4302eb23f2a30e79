/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What memroof check finds out about one file: whether its guest starts, why not, and what would
 * make it start. */
#ifndef MEMROOF_CLI_CHECKUP_H
#define MEMROOF_CLI_CHECKUP_H

#include "cli/session.h"
#include "files/config.h"
#include "model/predict.h"
#include "model/remedy.h"

enum verdict_on_file {
	FILE_STARTS,
	FILE_DOES_NOT,
	FILE_OPEN, /* this host or its QEMU could not say, or the file does not */
};

/* A change of the file that makes its guest start. */
struct fix {
	const struct remedy *remedy;
	struct point *tried;
	const struct probe_row *row; /* how that went; NULL when nobody has tried */
	char *text;                  /* the changed file; NULL where it cannot say that */
	size_t length;               /* of the text, in bytes */
	char *obstacle;              /* then why not */
};

struct checkup {
	struct config *config;
	struct point *asked; /* the file's, with what the command line says instead */
	struct point *tried; /* what is started */
	struct emulator emulator;
	struct layout_input input;
	struct layout layout;
	struct prediction prediction;
	gboolean known;              /* the model has an opinion: the four above are valid */
	const struct probe_row *row; /* how the start went; NULL when nobody has tried */
	char *doubt;                 /* why it is none that runs although QEMU starts it, or NULL */
	GPtrArray *remedies; /* struct remedy *, of which the fixes are made; NULL: not needed */
	GArray *fixes;       /* struct fix, the least change first */
};

/*
 * Takes @config over. @given are the values of the command line, which stand in for the file's.
 * Fills in what the file leaves to the host (with a remark each), and computes; nobody has tried
 * anything then.
 */
struct checkup *checkup_new(struct config *config, const struct point *given,
			    const struct session *session);
void checkup_free(struct checkup *checkup);

/* Fills asked, tried and emulator, and adds a remark for each thing that the file leaves open. */
void checkup_ask(struct checkup *checkup, const struct point *given, const struct session *session);

/*
 * Starts what all of @checkups (GPtrArray of struct checkup *) ask for, then the fixes of those
 * that do not start, several at a time. @rows keeps how it went (GPtrArray of struct probe_row *).
 * With @no_verify fixes are only computed. FALSE when interrupted.
 */
gboolean checkups_try(const GPtrArray *checkups, struct session *session, gboolean no_verify,
		      GPtrArray *rows, GError **error);

/* Why not, as QEMU says it, or the model where nothing was started. */
enum reason checkup_reason(const struct checkup *checkup);

/* "yes", "no", "unanswered". */
const char *verdict_on_file_name(enum verdict_on_file verdict);

/* The first thing that cannot be known and decides, or NULL. */
const struct remark *checkup_missing(const struct checkup *checkup);

enum verdict_on_file checkup_verdict(const struct checkup *checkup);

/* A fix is offered unless QEMU has refused it. */
gboolean fix_is_offered(const struct fix *fix);

/* The first one offered that the file can say, or NULL. */
const struct fix *checkup_best_fix(const struct checkup *checkup);

/* Why it does not start, or that it does and how much room is left, without the file's name: "no:
 * phys-bits, 4 GiB too much". Newly allocated. */
char *checkup_words(const struct checkup *checkup);

/* All about one file; or one line for each. */
/* The change of the file: a patch, or for a command line of /proc the new one as a shell's. Newly
 * allocated. */
char *checkup_patch(const struct checkup *checkup, const struct fix *fix);

void checkup_print(const struct checkup *checkup);
void checkup_print_line(const struct checkup *checkup);
json_t *checkup_json(const struct checkup *checkup);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/size.h"
#include "cli/session.h"
#include "model/keys.h"
#include "report/guest_text.h"
#include "report/json_rows.h"
#include "run/confirm.h"
#include "run/limit.h"

#include <stdio.h>

static gboolean as_json;

static const GOptionEntry OPTIONS[] = {
	{"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "answer as JSON", NULL},
	{0},
};

static int status_of(const struct limit_row *row)
{
	if (confirm_is_missing(row))
		return STATUS_BROKEN;
	if (row->confirmed == 0)
		return STATUS_NO;
	if (g_str_equal(row->status, LIMIT_EXACT) || g_str_equal(row->status, LIMIT_EVERYTHING))
		return STATUS_YES;
	return g_str_equal(row->status, LIMIT_UNDECIDED) ? STATUS_BROKEN : STATUS_NO;
}

static json_t *command_of(const struct probe_row *row)
{
	return row == NULL ? json_null() : json_string(row->command);
}

static void print_json(const struct limit_row *row, const struct limit_proof *proof)
{
	json_t *json = json_of_limit(row);

	json_object_set_new(json, "accepted_command", command_of(proof->accepted));
	json_object_set_new(json, "refused_command", command_of(proof->refused));
	session_print_json(json);
}

/* "22 GiB (23622320128 bytes)" or "36". */
static char *value_words(const struct limit_row *row, uint64_t value)
{
	g_autofree char *human = NULL;

	if (value == UNSET)
		return g_strdup("nothing");
	if (key_find(row->axis)->type != KEY_SIZE)
		return g_strdup_printf("%" G_GUINT64_FORMAT, value);
	human = size_human(value);
	return g_strdup_printf("%s (%" G_GUINT64_FORMAT " bytes)", human, value);
}

/* What became of the value behind the limit: QEMU or libvirt refused it, or a guest that QEMU had
 * started did not get far enough. */
static const char *refused_verb(const struct probe_row *refused)
{
	if (refused != NULL && refused->stage == STAGE_LIBVIRT)
		return "is refused by libvirt";
	if (refused == NULL || refused->stage <= STAGE_MACHINE)
		return "is refused";
	return outcome_is_hang(refused->outcome, refused->stage) ? "hangs" : "fails";
}

static void print_verdict(const struct limit_row *row, const struct limit_proof *proof)
{
	const char *verb = refused_verb(proof->refused);
	g_autofree char *limit = value_words(row, row->limit),
			*refused = value_words(row, row->refused);
	g_autofree char *counterexample = value_words(row, row->counterexample);
	const char *reason = reason_name(row->reason);

	if (g_str_equal(row->status, LIMIT_EVERYTHING))
		printf("%s: everything is accepted, up to %s, where the search ends\n", row->axis,
		       limit);
	else if (g_str_equal(row->status, LIMIT_NOTHING))
		printf("%s: nothing is accepted; %s %s: %s\n", row->axis, refused, verb, reason);
	else if (g_str_equal(row->status, LIMIT_UNDECIDED))
		printf("%s: no limit found: %s in the way; accepted so far: %s\n", row->axis,
		       reason, limit);
	else
		printf("%s: %s is accepted, %s %s: %s\n", row->axis, limit, refused, verb, reason);
	if (row->counterexample != UNSET)
		printf("  NON-MONOTONE: %s says otherwise\n", counterexample);
}

static void print_confirmation(const struct limit_row *row, const char *confirm)
{
	if (row->confirmed > 0)
		printf("  confirmed by %s\n", confirm);
	else if (row->confirmation != NULL)
		printf("  %s: %s\n", row->confirmed == 0 ? "NOT CONFIRMED" : "not confirmed",
		       row->confirmation);
}

static void print_text(const struct limit_row *row, const struct limit_proof *proof,
		       const char *confirm)
{
	g_autofree char *qemu = session_qemu_words(row->qemu_version, row->qemu_package,
						   row->machine_type, row->libvirt_version);
	g_autofree char *expected = value_words(row, row->predicted);
	g_autofree char *model = session_model_words(row->agrees_with_model, expected);

	print_verdict(row, proof);
	if (row->message != NULL)
		printf("  %s\n", row->message);
	print_confirmation(row, confirm);
	printf("  %" G_GINT64_FORMAT " probe%s (proof: %s)%s; %s\n", row->probes,
	       row->probes == 1 ? "" : "s", point_proof_name(row->point), model, qemu);
	if (proof->accepted != NULL) {
		guest_text_write(proof->accepted, stdout);
		printf("  accepted: %s\n", proof->accepted->command);
	}
	if (proof->refused != NULL) {
		guest_text_write_console(proof->refused, stdout);
		printf("  refused:  %s\n", proof->refused->command);
	}
}

static int limit(const struct arguments *arguments)
{
	const struct section_options *options = &arguments->section;
	struct limit_question question = {
		.point = arguments->point,
		.axis = options->axis != NULL ? options->axis : "maxmem",
		.samples = options->samples != UNSET ? (unsigned)options->samples : 0,
		.seed = options->seed != UNSET ? options->seed : 1,
		.confirm = options->confirm,
	};
	struct limit_proof proof = {0};
	struct session session;
	struct limit_row row;
	GError *error = NULL;
	int status;

	if (!session_begin(&session,
			   engine_for(arguments->point)->daemonizes ||
				   engine_daemonizes(question.confirm),
			   &error))
		return cli_fail(error);
	session_open(&session, NULL);
	if (limit_find(session.prober, &question, &row, &proof, &error)) {
		if (as_json)
			print_json(&row, &proof);
		else
			print_text(&row, &proof, question.confirm);
		status = status_of(&row);
		limit_row_clear(&row);
	} else {
		status = cli_fail(error);
	}
	limit_proof_clear(&proof);
	session_end(&session);
	return status;
}

/* The engine that is to confirm may have wishes of its own. */
static gboolean check_confirm(const struct arguments *arguments, GError **error)
{
	struct point *point;
	gboolean ok;

	if (arguments->section.confirm == NULL)
		return TRUE;
	point = point_copy(arguments->point);
	g_free(point->engine);
	point->engine = g_strdup(arguments->section.confirm);
	ok = engine_for(point)->check(point, error);
	point_free(point);
	return ok;
}

int cmd_limit(const struct command *command, int argc, char **argv)
{
	struct arguments arguments;
	GError *error = NULL;
	int status;

	if (arguments_parse(&arguments, command, KEYS_LIMIT, OPTIONS, argc, argv, &status))
		status = session_check(&arguments, &error) && check_confirm(&arguments, &error)
				 ? limit(&arguments)
				 : cli_fail(error);
	arguments_clear(&arguments);
	return status;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/session.h"
#include "model/predict.h"
#include "report/guest_text.h"
#include "report/json_rows.h"

#include <stdio.h>

static gboolean as_json, dry_run, print_xml;

static const GOptionEntry OPTIONS[] = {
	{"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "answer as JSON", NULL},
	{"dry-run", 0, 0, G_OPTION_ARG_NONE, &dry_run, "only print the command line", NULL},
	{"print-xml", 0, 0, G_OPTION_ARG_NONE, &print_xml,
	 "only print the domain XML for libvirt, whichever the engine", NULL},
	{0},
};

static void print_json(const struct probe_row *row, const struct layout_input *input,
		       gboolean known)
{
	json_t *json = json_of_probe(row);
	struct layout layout = {0};
	struct prediction prediction = {0};

	if (known)
		prediction = predict(input, &layout);
	json_object_set_new(json, "phys_bits",
			    input->phys_bits_known ? json_integer(input->phys_bits) : json_null());
	json_object_set_new(json, "predicted_outcome",
			    known ? json_string(outcome_name(prediction.outcome)) : json_null());
	json_object_set_new(json, "predicted_reason",
			    known ? json_string(reason_name(prediction.reason)) : json_null());
	json_object_set_new(json, "predicted_used_gpa",
			    known && layout.used > 0 ? json_of_size(layout.used) : json_null());
	session_print_json(json);
}

static void print_text(const struct probe_row *row, const struct layout_input *input,
		       gboolean known)
{
	g_autofree char *qemu = session_qemu_words(row->qemu_version, row->qemu_package,
						   row->machine_type, row->libvirt_version);
	struct prediction prediction = {0};
	g_autofree char *model = NULL;

	if (known)
		prediction = predict(input, NULL);
	/* A host without memory, a silent QEMU or a crash that nobody expects contradicts no
	 * arithmetic. */
	known = known && session_status_of(row) != STATUS_BROKEN &&
		(row->outcome != OUTCOME_CRASH || prediction.outcome == OUTCOME_CRASH);
	model = session_model_words(known ? prediction.outcome == row->outcome : -1,
				    outcome_name(prediction.outcome));
	if (row->reason == REASON_NONE)
		printf("%s%s\n", outcome_name(row->outcome), model);
	else
		printf("%s: %s%s\n", outcome_name(row->outcome), reason_name(row->reason), model);
	if (row->message != NULL)
		printf("  %s\n", row->message);
	printf("  stage %s after %.1f ms; %s\n", stage_name(row->stage),
	       (double)row->elapsed_us / 1000, qemu);
	guest_text_write(row, stdout);
	if (row->outcome != OUTCOME_ACCEPTED)
		guest_text_write_console(row, stdout);
	printf("  %s\n", row->command);
}

static int probe(const struct arguments *arguments)
{
	const struct probe_place place = {0};
	struct session session;
	struct layout_input input;
	struct emulator emulator;
	GError *error = NULL;
	struct probe_row *row;
	gboolean known;
	int status;

	if (!session_begin(&session, engine_for(arguments->point)->daemonizes, &error))
		return cli_fail(error);
	session_open(&session, NULL);
	row = prober_probe(session.prober, arguments->point, &place, &error);
	if (row == NULL) {
		status = cli_fail(error);
	} else {
		emulator = prober_emulator(session.prober, arguments->point);
		known = layout_input_init(&input, arguments->point, &emulator) &&
			row->stage != STAGE_SPAWN;
		(as_json ? print_json : print_text)(row, &input, known);
		status = session_status_of(row);
	}
	prober_row_free(row);
	session_end(&session);
	return status;
}

static int print_command(const struct arguments *arguments)
{
	struct session session;
	g_autofree char *text = NULL;
	GError *error = NULL;

	/* Nothing is started, so nobody has to be reaped. */
	if (!session_begin(&session, FALSE, &error))
		return cli_fail(error);
	session_open(&session, NULL);
	text = (print_xml ? prober_xml : prober_command)(session.prober, arguments->point);
	printf("%s%s", text, print_xml ? "" : "\n");
	session_end(&session);
	return STATUS_YES;
}

int cmd_probe(const struct command *command, int argc, char **argv)
{
	struct arguments arguments;
	GError *error = NULL;
	int status;

	if (arguments_parse(&arguments, command, KEYS_POINT, OPTIONS, argc, argv, &status)) {
		if (!session_check(&arguments, &error))
			status = cli_fail(error);
		else
			status = dry_run || print_xml ? print_command(&arguments)
						      : probe(&arguments);
	}
	arguments_clear(&arguments);
	return status;
}

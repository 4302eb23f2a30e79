/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/draft.h"
#include "base/error.h"
#include "base/size.h"
#include "cli/session.h"
#include "model/consistent.h"
#include "model/more_args.h"
#include "model/predict.h"
#include "report/address_map.h"
#include "report/complaint.h"
#include "report/json_rows.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static gboolean as_json, no_verify;
static char *svg, *message;

static const GOptionEntry OPTIONS[] = {
	{"output", 'o', 0, G_OPTION_ARG_FILENAME, &svg, "also draw the map into this file",
	 "FILE.svg"},
	{"message", 0, 0, G_OPTION_ARG_STRING, &message,
	 "explain QEMU's message instead: what was asked for?", "TEXT"},
	{"no-verify", 0, 0, G_OPTION_ARG_NONE, &no_verify, "compute only, start no QEMU", NULL},
	{"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "answer as JSON", NULL},
	{0},
};

/* What one call works with. */
struct explanation {
	const struct point *point;
	struct session session;
	struct emulator emulator;
	struct layout_input input;
	struct layout layout;
	struct prediction prediction;
	struct probe_row *row; /* NULL when nothing was started */
};

static gboolean compute(struct explanation *it, GError **error)
{
	it->emulator = prober_emulator(it->session.prober, it->point);
	if (!layout_input_init(&it->input, it->point, &it->emulator))
		return input_error(error,
				   more_args_change_layout(it->point->args)
					   ? "explain does not know what -m, -machine, -cpu and "
					     "-global in args change"
				   : it->input.phys_bits_known
					   ? "explain knows the address space of machine q35 "
					     "and pc only"
					   : "explain needs phys-bits: under KVM they are the "
					     "host's unless given");
	layout_compute(&it->input, &it->layout);
	it->prediction = predict(&it->input, NULL);
	return TRUE;
}

static gboolean verify(struct explanation *it, GError **error)
{
	const struct probe_place place = {0};

	if (no_verify)
		return TRUE;
	it->row = prober_probe(it->session.prober, it->point, &place, error);
	return it->row != NULL;
}

static gboolean write_text(const char *path, const char *text, GError **error)
{
	FILE *file = fopen(path, "w");
	gboolean ok = file != NULL && fputs(text, file) >= 0;

	if (file != NULL && fclose(file) != 0)
		ok = FALSE;
	return ok || input_error(error, "%s: %s", svg, g_strerror(errno));
}

static gboolean draw(const struct explanation *it, GError **error)
{
	g_autofree char *title = point_text(it->point), *text = NULL, *draft = NULL;
	gboolean ok;

	if (svg == NULL)
		return TRUE;
	text = address_map_svg(&it->input, &it->layout, title);
	/* A device or a pipe is written to, never replaced. */
	if (draft_must_stay(svg))
		return write_text(svg, text, error);
	draft = draft_name(svg);
	ok = write_text(draft, text, error);
	return draft_finish(draft, svg, ok, error);
}

static int status_of(const struct explanation *it)
{
	if (it->row != NULL)
		return session_status_of(it->row);
	return it->prediction.outcome == OUTCOME_ACCEPTED ? STATUS_YES : STATUS_NO;
}

/* What QEMU says to it; the drawing decides nothing. */
static void print_verdict(const struct explanation *it)
{
	const struct probe_row *row = it->row;
	g_autofree char *qemu = NULL;

	if (row == NULL) {
		printf("Not verified: the model expects %s%s%s.\n",
		       outcome_name(it->prediction.outcome),
		       it->prediction.reason != REASON_NONE ? ": " : "",
		       it->prediction.reason != REASON_NONE ? reason_name(it->prediction.reason)
							    : "");
		return;
	}
	qemu = session_qemu_words(row->qemu_version, row->qemu_package, row->machine_type,
				  row->libvirt_version);
	printf("%s (proof %s): %s%s%s.\n", qemu, point_proof_name(it->point),
	       outcome_name(row->outcome), row->reason != REASON_NONE ? ": " : "",
	       row->reason != REASON_NONE ? reason_name(row->reason) : "");
	if (row->message != NULL)
		printf("  %s\n", row->message);
	if (session_status_of(row) != STATUS_BROKEN && row->outcome != it->prediction.outcome)
		printf("QEMU is right, and the drawing is not: it expected %s.\n",
		       outcome_name(it->prediction.outcome));
	else if (row->used_gpa != UNSET && row->used_gpa != it->layout.used)
		printf("QEMU is right, and the drawing is not: it ends at 0x%" G_GINT64_MODIFIER
		       "x.\n",
		       it->layout.used);
}

static void print_text(const struct explanation *it)
{
	g_autoptr(GPtrArray) words = address_map_words(&it->input, &it->layout);

	address_map_write(&it->input, &it->layout, stdout);
	putchar('\n');
	for (unsigned i = 0; i < words->len; i++) {
		fputs("- ", stdout);
		arguments_print_wrapped(words->pdata[i], 2);
	}
	putchar('\n');
	print_verdict(it);
}

static json_t *json_of_parts(const struct layout *layout)
{
	g_autoptr(GArray) parts = address_map_parts(layout);
	json_t *array = json_array();

	for (unsigned i = 0; i < parts->len; i++) {
		const struct map_part *part = &g_array_index(parts, struct map_part, i);

		if (!part->is_gap)
			json_array_append_new(array,
					      json_pack("{s:s,s:o,s:o,s:o}", "name", part->name,
							"start", json_of_size(part->start), "end",
							json_of_size(part->end), "beyond",
							json_of_size(part->beyond)));
	}
	return array;
}

static void print_json(const struct explanation *it)
{
	g_autoptr(GPtrArray) words = address_map_words(&it->input, &it->layout);
	json_t *json = json_object(), *said = json_array();

	for (unsigned i = 0; i < words->len; i++)
		json_array_append_new(said, json_string(words->pdata[i]));
	json_object_set_new(json, "regions", json_of_parts(&it->layout));
	json_object_set_new(json, "phys_bits", json_integer(it->input.phys_bits));
	json_object_set_new(json, "last_address", json_of_size(it->layout.roof));
	json_object_set_new(json, "used_gpa", json_of_size(it->layout.used));
	json_object_set_new(json, "checked", json_boolean(it->layout.checked));
	json_object_set_new(json, "words", said);
	json_object_set_new(json, "predicted_outcome",
			    json_string(outcome_name(it->prediction.outcome)));
	json_object_set_new(json, "probe", it->row != NULL ? json_of_probe(it->row) : json_null());
	session_print_json(json);
}

static int explain_point(const struct arguments *arguments)
{
	struct explanation it = {.point = arguments->point};
	GError *error = NULL;
	int status;

	if (!session_begin(&it.session, engine_for(it.point)->daemonizes && !no_verify, &error))
		return cli_fail(error);
	session_open(&it.session, NULL);
	if (compute(&it, &error) && draw(&it, &error) && verify(&it, &error)) {
		(as_json ? print_json : print_text)(&it);
		status = status_of(&it);
	} else {
		status = cli_fail(error);
	}
	prober_row_free(it.row);
	session_end(&it.session);
	return status;
}

/* A combination as a point that can be tried. */
static struct point *point_of(const struct point *known, const struct consistent *one)
{
	struct point *point = point_copy(known);

	g_free(point->machine);
	point->machine = g_strdup(one->machine);
	g_free(point->cpu);
	point->cpu = g_strdup(one->cpu);
	point->size = one->size;
	point->slots = one->up_to != UNSET ? one->slots : UNSET;
	point->maxmem = one->up_to;
	return point;
}

/* One of them is started, to see that QEMU says the very same address. */
static int verify_message(struct session *session, const struct point *known,
			  const struct consistent *one, uint64_t used)
{
	const struct probe_place place = {0};
	struct point *point = point_of(known, one);
	GError *error = NULL;
	struct probe_row *row = prober_probe(session->prober, point, &place, &error);
	int status = STATUS_YES;

	point_free(point);
	if (row == NULL)
		return cli_fail(error);
	if (row->used_gpa == used) {
		printf("Verified: QEMU %s says the same to\n  %s\n", row->qemu_version,
		       row->command);
	} else {
		printf("NOT verified: QEMU %s says %s to\n  %s\n",
		       row->qemu_version != NULL ? row->qemu_version : "of unknown version",
		       row->message != NULL ? row->message : outcome_name(row->outcome),
		       row->command);
		status = STATUS_BROKEN;
	}
	prober_row_free(row);
	return status;
}

static void print_combination(const struct consistent *one)
{
	g_autofree char *size = size_human(one->size);
	g_autofree char *above = one->up_to != UNSET ? size_human(one->above) : NULL;
	g_autofree char *up_to = one->up_to != UNSET ? size_human(one->up_to) : NULL;
	const char *intel = g_strcmp0(one->cpu, CONSISTENT_INTEL) == 0 ? ", CPU not of AMD's" : "";

	if (one->up_to == UNSET)
		printf("  %-7s size %-8s without hotplug%s\n", one->machine, size, intel);
	else
		printf("  %-7s size %-8s slots %-4" G_GUINT64_FORMAT
		       " maxmem above %s, up to %s%s\n",
		       one->machine, size, one->slots, above, up_to, intel);
}

static void print_asked(const struct complaint *said, const GArray *found)
{
	g_autofree char *used = size_human(said->used + 1);
	g_autofree char *room = size_human(UINT64_C(1) << said->phys_bits);

	printf("The guest's CPU has %u phys-bits: addresses for %s. What was asked for ends at "
	       "%s.\n",
	       said->phys_bits, room, used);
	printf("This asks for it:%s\n", found->len == 0 ? " nothing that memroof knows" : "");
	for (unsigned i = 0; i < found->len; i++)
		print_combination(&g_array_index(found, struct consistent, i));
}

static json_t *json_of_found(const struct complaint *said, const GArray *found)
{
	json_t *array = json_array(), *json = json_object();

	for (unsigned i = 0; i < found->len; i++) {
		const struct consistent *one = &g_array_index(found, struct consistent, i);

		json_array_append_new(array, json_pack("{s:s,s:s?,s:o,s:o,s:o,s:o}", "machine",
						       one->machine, "cpu", one->cpu, "size",
						       json_of_size(one->size), "slots",
						       json_of_size(one->slots), "maxmem_above",
						       json_of_size(one->above), "maxmem_up_to",
						       json_of_size(one->up_to)));
	}
	json_object_set_new(json, "used_gpa", json_of_size(said->used));
	json_object_set_new(json, "phys_bits", json_of_size(said->phys_bits));
	json_object_set_new(json, "consistent", array);
	return json;
}

static gboolean read_message(struct complaint *said, struct point *point, GError **error)
{
	if (!complaint_parse(message, said, error))
		return FALSE;
	if (point->phys_bits != UNSET && point->phys_bits != said->phys_bits)
		return input_error(error, "--phys-bits %" G_GUINT64_FORMAT ": the message says %u",
				   point->phys_bits, said->phys_bits);
	point->phys_bits = said->phys_bits;
	return TRUE;
}

static int explain_message(const struct arguments *arguments)
{
	struct point *point = arguments->point;
	struct session session;
	struct complaint said;
	g_autoptr(GArray) found = NULL;
	struct emulator emulator;
	GError *error = NULL;
	int status;

	if (!read_message(&said, point, &error))
		return cli_fail(error);
	if (!session_begin(&session, engine_for(point)->daemonizes && !no_verify, &error))
		return cli_fail(error);
	session_open(&session, NULL);
	emulator = prober_emulator(session.prober, point);
	/* The machine type behind the name differs from combination to combination. */
	if (point->machine == NULL)
		emulator.machine = NULL;
	found = consistent_find(point, &emulator, said.used);
	status = found->len > 0 ? STATUS_YES : STATUS_NO;
	if (as_json)
		session_print_json(json_of_found(&said, found));
	else
		print_asked(&said, found);
	if (!as_json && !no_verify && found->len > 0)
		status = verify_message(&session, point,
					&g_array_index(found, struct consistent, 0), said.used);
	session_end(&session);
	return status;
}

int cmd_explain(const struct command *command, int argc, char **argv)
{
	struct arguments arguments;
	GError *error = NULL;
	int status;

	if (arguments_parse(&arguments, command, KEYS_POINT, OPTIONS, argc, argv, &status)) {
		if (!session_check(&arguments, &error))
			status = cli_fail(error);
		else
			status = message != NULL ? explain_message(&arguments)
						 : explain_point(&arguments);
	}
	g_clear_pointer(&svg, g_free);
	g_clear_pointer(&message, g_free);
	arguments_clear(&arguments);
	return status;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/session.h"

#include "base/clock.h"
#include "base/text.h"
#include "cli/interrupt.h"
#include "host/reaper.h"
#include "model/scenario.h"
#include "run/releases.h"
#include "run/runner.h"

#include <stdio.h>
#include <string.h>

gboolean session_begin(struct session *session, gboolean daemonizes, GError **error)
{
	session->prober = NULL;
	if (daemonizes && !reaper_begin(error))
		return FALSE;
	host_facts_read(&session->facts);
	return TRUE;
}

static gboolean section_daemonizes(const struct section *section)
{
	if (engine_daemonizes(section->options.confirm))
		return TRUE;
	for (unsigned i = 0; i < section->dimensions->len; i++) {
		const struct dimension *dimension = section->dimensions->pdata[i];

		for (unsigned j = 0; j < dimension->values->len; j++)
			if (strcmp(dimension->key->name, "engine") == 0 &&
			    engine_daemonizes(dimension->values->pdata[j]))
				return TRUE;
	}
	return FALSE;
}

gboolean session_daemonizes(const GPtrArray *scenarios)
{
	for (unsigned i = 0; i < scenarios->len; i++) {
		const struct scenario *scenario = scenarios->pdata[i];

		for (unsigned j = 0; j < scenario->sections->len; j++)
			if (section_daemonizes(scenario->sections->pdata[j]))
				return TRUE;
	}
	return FALSE;
}

gboolean session_check_scenarios(const GPtrArray *scenarios, GError **error)
{
	return releases_expand(scenarios, interrupt_fd(), error) && runner_check(scenarios, error);
}

void session_open(struct session *session, struct store *store)
{
	session->prober = prober_new(&session->facts, store, interrupt_fd());
}

void session_end(struct session *session)
{
	if (session->prober != NULL && *prober_notes(session->prober) != '\0')
		fprintf(stderr, "memroof: %s", prober_notes(session->prober));
	prober_free(session->prober);
	host_facts_clear(&session->facts);
}

gboolean session_check(const struct arguments *arguments, GError **error)
{
	return arguments_expect(arguments, 0, "keys only, as --KEY VALUE", error) &&
	       engine_for(arguments->point)->check(arguments->point, error) &&
	       releases_check(arguments->point, interrupt_fd(), error);
}

void session_describe_run(const struct host_facts *facts, int argc, char **argv,
			  struct run_row *row)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new();
	g_autofree char *line = NULL;

	g_ptr_array_add(words, (char *)"memroof");
	for (int i = 0; i < argc; i++)
		g_ptr_array_add(words, argv[i]);
	g_ptr_array_add(words, NULL);
	line = text_shell_line((const char *const *)words->pdata);
	*row = (struct run_row){
		.started = clock_timestamp(),
		.memroof_version = g_strdup(MEMROOF_VERSION),
		.command = g_utf8_make_valid(line, -1),
		.kernel = g_strdup(facts->kernel),
		.host_cpu_vendor = g_strdup(facts->cpu_vendor),
		.host_cpu_model = g_strdup(facts->cpu_model),
		.host_phys_bits = facts->phys_bits,
		.host_memory = (int64_t)facts->memory,
		.overcommit = facts->overcommit,
	};
}

int session_status_of(const struct probe_row *row)
{
	if (row->outcome == OUTCOME_ACCEPTED)
		return STATUS_YES;
	return outcome_says_no(row->outcome, row->stage) ? STATUS_NO : STATUS_BROKEN;
}

char *session_model_words(int64_t agrees, const char *expected)
{
	if (agrees < 0)
		return g_strdup("");
	if (agrees > 0)
		return g_strdup(", as the model expects");
	return g_strdup_printf(", unlike the model, which expects %s", expected);
}

char *session_qemu_words(const char *version, const char *package, const char *machine_type,
			 const char *libvirt)
{
	gboolean has_package = package != NULL && *package != '\0';

	return g_strdup_printf(
		"QEMU %s%s%s%s%s%s%s%s", version != NULL ? version : "of unknown version",
		has_package ? " (" : "", has_package ? package : "", has_package ? ")" : "",
		machine_type != NULL ? ", " : "", machine_type != NULL ? machine_type : "",
		libvirt != NULL ? ", libvirt " : "", libvirt != NULL ? libvirt : "");
}

const char *session_accel_words(const struct point *point)
{
	if (point_uses_engine(point, "fake"))
		return "fake";
	return g_strcmp0(point->accel, "kvm") == 0 ? "KVM" : "TCG";
}

void session_print_json(json_t *json)
{
	json_dumpf(json, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(json);
}

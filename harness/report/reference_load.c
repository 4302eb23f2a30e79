/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/reference_load.h"

#include "report/provenance.h"

#include <string.h>

struct origin {
	int64_t id;
	const char *path, *name, *question; /* kept by the reference */
	enum section_kind kind;
};

struct loading {
	struct reference *reference;
	const struct origin *section;
	GArray *sections; /* struct origin */
	struct provenance provenance;
	/* The point whose starts are being read. */
	int64_t cell;
	struct reference_row row;
	GArray *times[N_START_EVENTS]; /* uint64_t */
	gboolean has_answer;           /* the row has the outcome of a start that says something of
					  the guest */
};

static const char *keep(struct loading *loading, const char *text)
{
	return reference_keep(loading->reference, text != NULL ? text : "");
}

static enum section_kind kind_of(const char *name)
{
	for (unsigned i = 0; i < N_SECTION_KINDS; i++)
		if (strcmp(section_kind_name(i), name) == 0)
			return i;
	return N_SECTION_KINDS;
}

static gboolean take_section(const struct section_row *row, void *user)
{
	struct loading *loading = user;
	struct origin section = {row->id, keep(loading, row->path), keep(loading, row->name),
				 keep(loading, row->question), kind_of(row->kind)};

	if (section.kind < N_SECTION_KINDS)
		g_array_append_val(loading->sections, section);
	return TRUE;
}

static struct reference_row new_row(struct loading *loading, const struct point *point)
{
	const struct origin *section = loading->section;
	struct reference_row row = reference_row_new(section->path, section->kind, section->name);

	row.point = reference_keep_point(loading->reference, point);
	return row;
}

static gboolean take_limit(const struct limit_row *limit, void *user)
{
	struct loading *loading = user;
	struct reference_row row = new_row(loading, limit->point);

	provenance_add_row(&loading->provenance, limit->point, limit->qemu_version,
			   limit->qemu_package, limit->libvirt_version);
	row.axis = keep(loading, limit->axis);
	row.limit = limit->limit;
	row.refused = limit->refused;
	row.counterexample = limit->counterexample;
	row.outcome = keep(loading, limit->status);
	row.reason = limit->reason;
	row.confirmed = (int)limit->confirmed;
	row.disagrees = limit->agrees_with_model == 0;
	row.accepted_by.probe = limit->accepted_probe;
	row.refused_by.probe = limit->refused_probe;
	g_array_append_val(loading->reference->rows, row);
	return TRUE;
}

static void take_outcome(struct loading *loading, struct reference_row *row,
			 const struct probe_row *probe)
{
	row->outcome = keep(loading, outcome_name(probe->outcome));
	row->reason = probe->reason;
	row->stage = probe->stage;
	row->accepted_by.probe = probe->id;
}

static gboolean take_probe(const struct probe_row *probe, void *user)
{
	struct loading *loading = user;
	struct reference_row row = new_row(loading, probe->point);

	provenance_add_row(&loading->provenance, probe->point, probe->qemu_version,
			   probe->qemu_package, probe->libvirt_version);
	take_outcome(loading, &row, probe);
	g_array_append_val(loading->reference->rows, row);
	return TRUE;
}

/* Ends the row of the starts that have been read, if there are any. */
static void end_cell(struct loading *loading)
{
	struct reference_row *row = &loading->row;

	if (*row->outcome == '\0')
		return;
	for (unsigned i = 0; i < N_START_EVENTS; i++) {
		for (unsigned j = 0; j < loading->times[i]->len; j++)
			reference_add_time(loading->reference, &row->times[i],
					   g_array_index(loading->times[i], uint64_t, j));
		g_array_set_size(loading->times[i], 0);
	}
	g_array_append_val(loading->reference->rows, *row);
	row->outcome = "";
}

static void add_times(struct loading *loading, const struct probe_row *probe)
{
	const uint64_t times[N_START_EVENTS] = {
		[START_ELAPSED] = (uint64_t)probe->elapsed_us,
		[START_GREETING] = probe->greeting_us,
		[START_MACHINE] = probe->machine_us,
		[START_GUEST] = probe->guest_us,
		[START_REPORT] = probe->report_us,
	};

	for (unsigned i = 0; i < N_START_EVENTS; i++)
		if (times[i] != UNSET)
			g_array_append_val(loading->times[i], times[i]);
}

static gboolean says_something(const struct probe_row *probe)
{
	return probe->outcome == OUTCOME_REFUSED || probe->outcome == OUTCOME_CRASH ||
	       outcome_is_hang(probe->outcome, probe->stage);
}

/*
 * A point that was ever refused, crashed or hung is one that was, whatever its other starts did. A
 * start in which the host or the harness failed stands for the point only when there is no other.
 */
static gboolean take_start(const struct probe_row *probe, void *user)
{
	struct loading *loading = user;
	gboolean accepted = probe->outcome == OUTCOME_ACCEPTED;

	if (probe->round < 1)
		return TRUE;
	provenance_add_row(&loading->provenance, probe->point, probe->qemu_version,
			   probe->qemu_package, probe->libvirt_version);
	if (loading->cell != probe->cell || *loading->row.outcome == '\0') {
		end_cell(loading);
		loading->cell = probe->cell;
		loading->row = new_row(loading, probe->point);
		take_outcome(loading, &loading->row, probe);
		loading->has_answer = says_something(probe);
	} else if (!loading->has_answer && (accepted || says_something(probe))) {
		take_outcome(loading, &loading->row, probe);
		loading->has_answer = says_something(probe);
	}
	if (accepted)
		add_times(loading, probe);
	return TRUE;
}

static gboolean load_section(struct store *store, struct loading *loading, GError **error)
{
	const struct origin *section = loading->section;
	gboolean ok;

	if (section->kind == SECTION_LIMIT)
		return store_each_limit(store, section->id, take_limit, loading, error);
	if (section->kind == SECTION_PROBE)
		return store_each_probe(store, section->id, take_probe, loading, error);
	loading->row.outcome = "";
	ok = store_each_probe(store, section->id, take_start, loading, error);
	end_cell(loading);
	return ok;
}

static gboolean take_run(const struct run_row *run, void *user)
{
	struct loading *loading = user;

	provenance_add_run(&loading->provenance, run);
	return TRUE;
}

/* Those scenarios that have rows, each with its question. */
static void note_scenarios(struct loading *loading)
{
	const GArray *rows = loading->reference->rows;
	const char *last = NULL;

	for (unsigned i = 0; i < rows->len; i++) {
		const char *path = g_array_index(rows, struct reference_row, i).scenario;
		const char *question = "";

		if (path == last)
			continue;
		last = path;
		for (unsigned j = 0; j < loading->sections->len; j++)
			if (g_array_index(loading->sections, struct origin, j).path == path)
				question =
					g_array_index(loading->sections, struct origin, j).question;
		reference_add_note(loading->reference, "scenario", path);
		if (*question != '\0')
			reference_add_note(loading->reference, "question", question);
	}
}

static void note_selection(struct loading *loading, const struct selection *selection)
{
	for (unsigned i = 0; selection != NULL && i < selection->texts->len; i++)
		reference_add_note(loading->reference, "only", selection->texts->pdata[i]);
}

static gboolean load(struct store *store, struct loading *loading, GError **error)
{
	gboolean ok = store_each_run(store, take_run, loading, error) &&
		      store_each_section(store, take_section, loading, error);

	for (unsigned i = 0; ok && i < loading->sections->len; i++) {
		loading->section = &g_array_index(loading->sections, struct origin, i);
		ok = load_section(store, loading, error);
	}
	return ok;
}

struct reference *reference_load(struct store *store, GError **error)
{
	struct reference *reference = reference_new(store_path(store));
	g_autoptr(GArray) sections = g_array_new(FALSE, FALSE, sizeof(struct origin));
	struct loading loading = {.reference = reference, .sections = sections};
	gboolean ok;

	provenance_init(&loading.provenance);
	for (unsigned i = 0; i < N_START_EVENTS; i++)
		loading.times[i] = g_array_new(FALSE, FALSE, sizeof(uint64_t));
	ok = load(store, &loading, error);
	if (ok) {
		reference_sort(reference);
		provenance_note(&loading.provenance, reference);
		note_selection(&loading, store_selection(store));
		note_scenarios(&loading);
	} else {
		g_clear_pointer(&reference, reference_free);
	}
	for (unsigned i = 0; i < N_START_EVENTS; i++)
		g_array_unref(loading.times[i]);
	provenance_clear(&loading.provenance);
	return reference;
}

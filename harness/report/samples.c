/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/samples.h"

#include "model/keys.h"
#include "run/bootstrap.h"

#include <math.h>
#include <string.h>

#define LEVEL 0.95

static const char *const METRIC_NAMES[N_METRICS] = {
	[METRIC_TOTAL] = "total",     [METRIC_GREETING] = "greeting",
	[METRIC_MACHINE] = "machine", [METRIC_FIRMWARE] = "firmware",
	[METRIC_GUEST] = "guest",     [METRIC_END] = "end",
	[METRIC_USER] = "user",       [METRIC_SYSTEM] = "system",
	[METRIC_RSS] = "rss",         [METRIC_FAULTS] = "faults",
	[METRIC_ACPI] = "acpi",
};

const char *metric_name(enum metric metric)
{
	return METRIC_NAMES[metric];
}

static struct cell_samples *cell_new(const struct probe_row *probe, const struct report_row *row)
{
	struct cell_samples *cell = g_new0(struct cell_samples, 1);

	cell->cell = probe->cell;
	cell->point = probe->cell != START_TIME_EMPTY ? point_copy(probe->point) : NULL;
	cell->values = row->values;
	cell->proof = row->proof;
	cell->rows = g_ptr_array_new();
	cell->failures = g_ptr_array_new();
	cell->rounds = g_array_new(FALSE, FALSE, sizeof(int64_t));
	for (unsigned i = 0; i < N_METRICS; i++)
		cell->samples[i] = g_array_new(FALSE, FALSE, sizeof(double));
	cell->online = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
	return cell;
}

static void cell_free(void *data)
{
	struct cell_samples *cell = data;

	if (cell == NULL)
		return;
	point_free(cell->point);
	g_ptr_array_unref(cell->rows);
	g_ptr_array_unref(cell->failures);
	g_array_unref(cell->rounds);
	for (unsigned i = 0; i < N_METRICS; i++)
		g_array_unref(cell->samples[i]);
	g_ptr_array_unref(cell->online);
	g_free(cell);
}

static double ms(int64_t us)
{
	return (double)us / 1000;
}

/* The time from one mark to the next one, which a proof need not have. */
static double phase(uint64_t from, uint64_t to)
{
	return from != UNSET && to != UNSET ? ((double)to - (double)from) / 1000 : NAN;
}

static uint64_t last_mark(const struct probe_row *row)
{
	const uint64_t marks[] = {row->report_us, row->guest_us, row->machine_us, row->greeting_us};

	for (unsigned i = 0; i < G_N_ELEMENTS(marks); i++)
		if (marks[i] != UNSET)
			return marks[i];
	return UNSET;
}

static void measure(const struct probe_row *row, double *values)
{
	/* A process without memory: there was none, or nobody looked. */
	gboolean usage = row->max_rss > 0;

	values[METRIC_TOTAL] = ms(row->elapsed_us);
	values[METRIC_GREETING] = phase(0, row->greeting_us);
	values[METRIC_MACHINE] = phase(row->greeting_us, row->machine_us);
	values[METRIC_FIRMWARE] = phase(row->machine_us, row->guest_us);
	values[METRIC_GUEST] = phase(row->guest_us, row->report_us);
	values[METRIC_END] = phase(last_mark(row), (uint64_t)row->elapsed_us);
	values[METRIC_USER] = usage ? ms(row->user_us) : NAN;
	values[METRIC_SYSTEM] = usage ? ms(row->system_us) : NAN;
	values[METRIC_RSS] = usage ? (double)row->max_rss : NAN;
	values[METRIC_FAULTS] = usage ? (double)row->minor_faults : NAN;
	values[METRIC_ACPI] = row->acpi_bytes != UNSET ? (double)row->acpi_bytes : NAN;
}

/* What is needed while the starts of a section are read. */
struct loading {
	struct section_samples *samples;
	GHashTable *rows;          /* int64_t * → struct report_row *, borrowed: by probe */
	struct cell_samples *cell; /* the last one: starts come by cell and round */
	GArray *plugged;           /* struct plugged */
};

/* A start whose plugs are to be read once nothing else is being read. */
struct plugged {
	struct cell_samples *cell;
	int64_t probe;
};

static struct cell_samples *find_cell(struct loading *loading, const struct probe_row *probe,
				      const struct report_row *row)
{
	struct section_samples *samples = loading->samples;

	if (loading->cell != NULL && loading->cell->cell == probe->cell)
		return loading->cell;
	loading->cell = cell_new(probe, row);
	if (probe->cell == START_TIME_EMPTY)
		samples->empty = loading->cell;
	else
		g_ptr_array_add(samples->cells, loading->cell);
	return loading->cell;
}

static void add_sample(struct loading *loading, struct cell_samples *cell,
		       const struct probe_row *probe)
{
	struct plugged plugged = {cell, probe->id};
	double values[N_METRICS];

	measure(probe, values);
	g_array_append_val(cell->rounds, probe->round);
	for (unsigned i = 0; i < N_METRICS; i++)
		g_array_append_val(cell->samples[i], values[i]);
	if (point_proof(probe->point) == PROOF_PLUG)
		g_array_append_val(loading->plugged, plugged);
}

static gboolean take_start(const struct probe_row *probe, void *user)
{
	struct loading *loading = user;
	struct report_row *row = g_hash_table_lookup(loading->rows, &probe->id);
	struct cell_samples *cell;

	/* Another memroof has just added it. */
	if (row == NULL)
		return TRUE;
	cell = find_cell(loading, probe, row);
	g_ptr_array_add(cell->rows, row);
	if (probe->round < 1) {
		cell->n_warmups++;
	} else if (probe->outcome != OUTCOME_ACCEPTED) {
		g_ptr_array_add(cell->failures, row);
		cell->n_failed++;
	} else {
		add_sample(loading, cell, probe);
	}
	return TRUE;
}

static void add_plugs(struct cell_samples *cell, const GArray *plugs)
{
	unsigned step = 0;

	for (unsigned i = 0; i < plugs->len; i++) {
		const struct plug_row *plug = &g_array_index(plugs, struct plug_row, i);
		double online;

		if (plug_is_extra(plug))
			continue;
		cell->resized = cell->resized || plug_is_resize(plug);
		if (step == cell->online->len)
			g_ptr_array_add(cell->online, g_array_new(FALSE, FALSE, sizeof(double)));
		if (plug->online_us != UNSET) {
			online = ms((int64_t)plug->online_us);
			g_array_append_val((GArray *)cell->online->pdata[step], online);
		}
		step++;
	}
}

static gboolean load_plugs(struct store *store, const GArray *plugged, GError **error)
{
	for (unsigned i = 0; i < plugged->len; i++) {
		const struct plugged *one = &g_array_index(plugged, struct plugged, i);
		struct probe_row probe = {.id = one->probe};

		if (!store_load_plugs(store, &probe, error))
			return FALSE;
		if (probe.plugs == NULL)
			continue;
		add_plugs(one->cell, probe.plugs);
		g_array_unref(probe.plugs);
	}
	return TRUE;
}

/* What a report of the section does not hold. */
static gboolean take_section(const struct section_row *row, void *user)
{
	struct section_samples *samples = user;
	g_auto(GStrv) lines = g_strsplit(row->spec != NULL ? row->spec : "", "\n", -1);

	if (row->id != samples->section->id)
		return TRUE;
	for (char **line = lines; *line != NULL; line++)
		if (g_str_has_prefix(*line, "pin="))
			samples->pinned = g_strdup(*line + strlen("pin="));
	return FALSE;
}

static gboolean load_starts(struct store *store, struct section_samples *samples, GError **error)
{
	const GArray *rows = samples->section->rows;
	g_autoptr(GHashTable) by_probe = g_hash_table_new(g_int64_hash, g_int64_equal);
	g_autoptr(GArray) plugged = g_array_new(FALSE, FALSE, sizeof(struct plugged));
	struct loading loading = {samples, by_probe, NULL, plugged};

	for (unsigned i = 0; i < rows->len; i++) {
		struct report_row *row = &g_array_index(rows, struct report_row, i);

		g_hash_table_insert(by_probe, &row->accepted_probe, row);
	}
	return store_each_probe(store, samples->section->id, take_start, &loading, error) &&
	       load_plugs(store, plugged, error);
}

struct metric_summary samples_summary(const GArray *values, uint64_t seed)
{
	const double *numbers = (const double *)(void *)values->data;
	const struct bootstrap_plan plan = {.level = LEVEL, .seed = seed};
	struct median_interval median = bootstrap_median(numbers, values->len, &plan);

	return (struct metric_summary){
		.n = values->len,
		.median = median.median,
		.mad = values->len > 0 ? sample_mad(numbers, values->len) : NAN,
		.p95 = sample_p95(numbers, values->len),
		.low = median.interval.low,
		.high = median.interval.high,
		.too_few = median.too_few,
	};
}

unsigned samples_starts(const struct cell_samples *cell)
{
	return cell->rounds->len + cell->n_failed;
}

GArray *samples_known(const struct cell_samples *cell, enum metric metric, GArray **rounds)
{
	GArray *known = g_array_new(FALSE, FALSE, sizeof(double));

	if (rounds != NULL)
		*rounds = g_array_new(FALSE, FALSE, sizeof(int64_t));
	for (unsigned i = 0; i < cell->rounds->len; i++) {
		double value = g_array_index(cell->samples[metric], double, i);

		if (isnan(value))
			continue;
		g_array_append_val(known, value);
		if (rounds != NULL)
			g_array_append_val(*rounds, g_array_index(cell->rounds, int64_t, i));
	}
	return known;
}

static void summarize(struct cell_samples *cell)
{
	const GArray *total = cell->samples[METRIC_TOTAL];
	const double *numbers = (const double *)(void *)total->data;

	for (unsigned i = 0; i < N_METRICS; i++) {
		g_autoptr(GArray) known = samples_known(cell, i, NULL);

		/* The same samples are to give the same report. */
		cell->summary[i] = samples_summary(known, (uint64_t)cell->cell * N_METRICS + i);
	}
	if (total->len == 0)
		return;
	cell->n_outliers = (unsigned)find_outliers(numbers, total->len, NULL);
	cell->slow_first = g_array_index(cell->rounds, int64_t, 0) == 1 &&
			   first_run_is_slow(numbers, total->len);
}

struct section_samples *samples_load(struct store *store, const struct report_section *section,
				     GError **error)
{
	struct section_samples *samples = g_new0(struct section_samples, 1);

	samples->section = section;
	samples->cells = g_ptr_array_new_with_free_func(cell_free);
	if (!store_each_section(store, take_section, samples, error) ||
	    !load_starts(store, samples, error)) {
		samples_free(samples);
		return NULL;
	}
	for (unsigned i = 0; i < samples->cells->len; i++)
		summarize(samples->cells->pdata[i]);
	if (samples->empty != NULL)
		summarize(samples->empty);
	return samples;
}

void samples_free(struct section_samples *samples)
{
	if (samples == NULL)
		return;
	g_ptr_array_unref(samples->cells);
	cell_free(samples->empty);
	g_free(samples->pinned);
	g_free(samples);
}

GPtrArray *samples_split(const struct report_section *section, const GPtrArray *cells,
			 unsigned mask, GPtrArray *titles)
{
	GPtrArray *parts = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
	g_autoptr(GHashTable) by_title =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (unsigned i = 0; i < cells->len; i++) {
		struct cell_samples *cell = cells->pdata[i];
		char *title = report_combination(section, cell->rows->pdata[0], mask);
		GPtrArray *part = g_hash_table_lookup(by_title, title);

		if (part == NULL) {
			part = g_ptr_array_new();
			g_ptr_array_add(parts, part);
			if (titles != NULL)
				g_ptr_array_add(titles, g_strdup(title));
			g_hash_table_insert(by_title, title, part);
		} else {
			g_free(title);
		}
		g_ptr_array_add(part, cell);
	}
	return parts;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/runner.h"

#include "base/error.h"
#include "run/limit.h"
#include "run/sections.h"

/* What the workers share; everything below the mutex is guarded by it. */
struct runner {
	const struct run_options *options;
	const GArray *jobs; /* struct section_job */
	struct store *store;
	struct prober *prober;
	GMutex mutex;
	unsigned section; /* the next point to be handed out */
	uint64_t cell;
	struct run_progress *progress;
	GError *error; /* the first one; the others stop at their next point */
};

/* How one point went. */
struct done {
	gboolean found, undecided, contradiction;
	char *words;
};

/* Hands out the next point. FALSE when there is none, or something failed. */
static gboolean next_point(struct runner *runner, struct section_job *job, uint64_t *cell)
{
	gboolean more = FALSE;

	g_mutex_lock(&runner->mutex);
	while (runner->error == NULL && runner->section < runner->jobs->len && !more) {
		*job = g_array_index(runner->jobs, struct section_job, runner->section);
		*cell = runner->cell++;
		more = *cell < job->section->n_points;
		if (!more) {
			runner->section++;
			runner->cell = 0;
		}
	}
	g_mutex_unlock(&runner->mutex);
	return more;
}

static gboolean run_limit(struct runner *runner, const struct section_job *job, int64_t cell,
			  const struct point *point, struct done *done, GError **error)
{
	const struct section_options *options = &job->section->options;
	struct limit_question question = {
		.point = point,
		.axis = options->axis,
		.samples = (unsigned)options->samples,
		.seed = options->seed + (uint64_t)cell * 0x100000000,
		.section = job->id,
		.cell = cell,
	};
	struct limit_row *row;
	gboolean ok;

	if (!store_find_limit(runner->store, job->id, cell, &row, error))
		return FALSE;
	done->found = row != NULL;
	ok = done->found;
	if (!done->found) {
		row = g_new0(struct limit_row, 1);
		ok = limit_find(runner->prober, &question, row, NULL, error) &&
		     store_add_limit(runner->store, row, error);
	}
	if (ok) {
		done->undecided = g_str_equal(row->status, LIMIT_UNDECIDED);
		done->contradiction = g_str_equal(row->status, LIMIT_NON_MONOTONE);
	}
	limit_row_clear(row);
	g_free(row);
	return ok;
}

static gboolean run_probe(struct runner *runner, const struct section_job *job, int64_t cell,
			  const struct point *point, struct done *done, GError **error)
{
	struct probe_row *row = prober_probe(runner->prober, point, job->id, cell, error);

	if (row == NULL)
		return FALSE;
	done->undecided = row->outcome != OUTCOME_ACCEPTED && row->outcome != OUTCOME_REFUSED &&
			  row->outcome != OUTCOME_CRASH &&
			  !outcome_is_hang(row->outcome, row->stage);
	done->found = row->found;
	prober_row_free(row);
	return TRUE;
}

static void report(struct runner *runner, const struct done *done)
{
	struct run_progress *progress = runner->progress;

	g_mutex_lock(&runner->mutex);
	progress->done++;
	progress->found += done->found;
	progress->undecided += done->undecided;
	progress->contradictions += done->contradiction;
	progress->last = done->words;
	if (runner->options->on_progress != NULL)
		runner->options->on_progress(progress, runner->options->user);
	progress->last = NULL;
	g_mutex_unlock(&runner->mutex);
}

static void fail(struct runner *runner, GError *error)
{
	g_mutex_lock(&runner->mutex);
	if (runner->error == NULL)
		runner->error = error;
	else
		g_error_free(error);
	g_mutex_unlock(&runner->mutex);
}

static void *work(void *data)
{
	struct runner *runner = data;
	struct section_job job = {0};
	uint64_t cell = 0;

	while (next_point(runner, &job, &cell)) {
		struct point *point = section_point(job.section, cell);
		struct done done = {.words = point_text(point)};
		GError *error = NULL;
		gboolean ok =
			job.section->kind == SECTION_LIMIT
				? run_limit(runner, &job, (int64_t)cell, point, &done, &error)
				: run_probe(runner, &job, (int64_t)cell, point, &done, &error);

		if (ok)
			report(runner, &done);
		else
			fail(runner, error);
		g_free(done.words);
		point_free(point);
	}
	return NULL;
}

/* The calling thread is one of the workers. */
static void run_workers(struct runner *runner)
{
	unsigned n = runner->options->workers - 1;
	g_autofree GThread **threads = g_new(GThread *, n + 1);

	/* Fewer threads than wanted are no error. */
	for (unsigned i = 0; i < n; i++) {
		threads[i] = g_thread_try_new("worker", work, runner, NULL);
		if (threads[i] == NULL)
			n = i;
	}
	work(runner);
	for (unsigned i = 0; i < n; i++)
		g_thread_join(threads[i]);
}

/* The keys that only an engine understands are no lists: the first point stands for its section. */
static gboolean check_section(const struct section *section, GError **error)
{
	struct point *point = section_point(section, 0);
	gboolean ok = engine_for(point)->check(point, error);

	point_free(point);
	return ok;
}

gboolean runner_check(const GPtrArray *scenarios, GError **error)
{
	for (unsigned i = 0; i < scenarios->len; i++) {
		const struct scenario *scenario = scenarios->pdata[i];

		for (unsigned j = 0; j < scenario->sections->len; j++) {
			const struct section *section = scenario->sections->pdata[j];

			if (check_section(section, error))
				continue;
			g_prefix_error(error, "%s:%u: ", scenario->path, section->line);
			return FALSE;
		}
	}
	return TRUE;
}

gboolean runner_run(const GPtrArray *scenarios, struct store *store, struct prober *prober,
		    const struct run_options *options, struct run_progress *progress,
		    GError **error)
{
	g_autoptr(GArray) jobs = sections_register(scenarios, store, error);
	struct runner runner = {.options = options,
				.jobs = jobs,
				.store = store,
				.prober = prober,
				.progress = progress};

	*progress = (struct run_progress){0};
	if (jobs == NULL || !store_forget_broken(store, error))
		return FALSE;
	for (unsigned i = 0; i < jobs->len; i++)
		progress->total += g_array_index(jobs, struct section_job, i).section->n_points;
	g_mutex_init(&runner.mutex);
	run_workers(&runner);
	g_mutex_clear(&runner.mutex);
	if (runner.error != NULL)
		g_propagate_error(error, runner.error);
	return runner.error == NULL;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run/runner.h"

#include "base/clock.h"
#include "base/error.h"
#include "run/confirm.h"
#include "run/limit.h"
#include "run/sections.h"
#include "run/start_time.h"

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
	struct pace *paces; /* of the starts of each job */
	unsigned timing;    /* the job whose starts are being timed */
	GError *error;      /* the first one; the others stop at their next point */
};

/* How long the starts of a section take, for a guess at those that are left. */
struct pace {
	uint64_t left, measured;
	int64_t sum_us;
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
		/* Starts are timed afterwards, when nothing else runs. */
		more = job->section->kind != SECTION_START_TIME && *cell < job->section->n_points;
		if (!more) {
			runner->section++;
			runner->cell = 0;
		}
		more = more && skips_why(job->skips, *cell) == NULL;
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
		.confirm = options->confirm,
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
		done->undecided =
			g_str_equal(row->status, LIMIT_UNDECIDED) || confirm_is_missing(row);
		done->contradiction = g_str_equal(row->status, LIMIT_NON_MONOTONE);
	}
	limit_row_clear(row);
	g_free(row);
	return ok;
}

static gboolean is_undecided(const struct probe_row *row)
{
	return row->outcome != OUTCOME_ACCEPTED && row->outcome != OUTCOME_REFUSED &&
	       row->outcome != OUTCOME_CRASH && !outcome_is_hang(row->outcome, row->stage);
}

static gboolean run_probe(struct runner *runner, const struct section_job *job, int64_t cell,
			  const struct point *point, struct done *done, GError **error)
{
	const struct probe_place place = {job->id, cell, 0};
	struct probe_row *row = prober_probe(runner->prober, point, &place, error);

	if (row == NULL)
		return FALSE;
	done->undecided = is_undecided(row);
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

/* Sections differ by orders of magnitude: each one's own starts tell what its next ones take. */
static int64_t time_left(const struct runner *runner)
{
	int64_t left_us = 0;

	for (unsigned i = 0; i < runner->jobs->len; i++) {
		const struct pace *pace = &runner->paces[i];

		if (pace->measured > 0)
			left_us += pace->sum_us / (int64_t)pace->measured * (int64_t)pace->left;
	}
	return left_us;
}

static void report_start(const struct probe_row *row, void *user)
{
	struct done done = {.found = row->found, .undecided = is_undecided(row)};
	struct runner *runner = user;
	struct pace *pace = &runner->paces[runner->timing];

	pace->left--;
	if (!row->found) {
		pace->measured++;
		pace->sum_us += row->elapsed_us;
	}
	runner->progress->left_us = time_left(runner);
	done.words = point_text(row->point);
	report(user, &done);
	g_free(done.words);
}

/* What is left until the deadline is shared by the sections that are left. */
static int64_t share_of_deadline(const struct runner *runner, unsigned at)
{
	int64_t deadline_us = runner->options->deadline_us, now_us = clock_us();
	unsigned left = 0;

	if (deadline_us == 0)
		return 0;
	for (unsigned i = at; i < runner->jobs->len; i++)
		left += g_array_index(runner->jobs, struct section_job, i).section->kind ==
			SECTION_START_TIME;
	return now_us + MAX(deadline_us - now_us, 0) / MAX(left, 1);
}

/* The sections that time starts, one after the other and one start at a time. */
static void time_sections(struct runner *runner, enum start_time_rounds rounds)
{
	for (unsigned i = 0; i < runner->jobs->len && runner->error == NULL; i++) {
		const struct section_job *job = &g_array_index(runner->jobs, struct section_job, i);
		const struct start_time_plan plan = {
			.section = job->section,
			.id = job->id,
			.skips = job->skips,
			.rounds = rounds,
			.deadline_us = share_of_deadline(runner, i),
			.on_start = report_start,
			.user = runner,
		};
		GError *error = NULL;

		runner->timing = i;
		if (job->section->kind == SECTION_START_TIME &&
		    !start_time_run(runner->prober, &plan, &error))
			fail(runner, error);
	}
}

static uint64_t n_steps(const struct section_job *job)
{
	return job->section->kind == SECTION_START_TIME
		       ? start_time_starts(job->section, job->skips)
		       : job->section->n_points - skips_count(job->skips);
}

/* The first round of every section comes before the others: then it is known how long they take. */
static void time_starts(struct runner *runner)
{
	for (unsigned i = 0; i < runner->jobs->len; i++) {
		const struct section_job *job = &g_array_index(runner->jobs, struct section_job, i);

		if (job->section->kind == SECTION_START_TIME)
			runner->paces[i].left = n_steps(job);
	}
	if (runner->options->deadline_us != 0) {
		time_sections(runner, ROUNDS_ALL);
	} else {
		time_sections(runner, ROUNDS_FIRST);
		time_sections(runner, ROUNDS_OTHERS);
	}
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
static gboolean check_engine(const struct section *section, const char *engine, GError **error)
{
	struct point *point = section_point(section, 0);
	gboolean ok;

	if (engine != NULL) {
		g_free(point->engine);
		point->engine = g_strdup(engine);
	}
	ok = engine_for(point)->check(point, error);
	point_free(point);
	return ok;
}

/* Every engine that the section asks. */
static gboolean check_section(const struct section *section, GError **error)
{
	const char *confirm = section->options.confirm;

	if (!check_engine(section, NULL, error))
		return FALSE;
	for (unsigned i = 0; i < section->dimensions->len; i++) {
		const struct dimension *dimension = section->dimensions->pdata[i];

		for (unsigned j = 1; j < dimension->values->len; j++)
			if (g_str_equal(dimension->key->name, "engine") &&
			    !check_engine(section, dimension->values->pdata[j], error))
				return FALSE;
	}
	return confirm == NULL || check_engine(section, confirm, error);
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

/* What this machine cannot be asked is found out, and kept, before anything is tried. */
static gboolean find_skips(struct runner *runner, GArray *jobs, GError **error)
{
	for (unsigned i = 0; i < jobs->len; i++) {
		struct section_job *job = &g_array_index(jobs, struct section_job, i);

		if (!skips_find(job->section, runner->prober, &job->skips, error) ||
		    !skips_keep(job->skips, runner->store, job->id, error))
			return FALSE;
		runner->progress->total += n_steps(job);
		runner->progress->skipped += skips_count(job->skips);
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
	if (jobs == NULL || !store_forget_broken(store, error) || !find_skips(&runner, jobs, error))
		return FALSE;
	g_mutex_init(&runner.mutex);
	runner.paces = g_new0(struct pace, MAX(jobs->len, 1));
	run_workers(&runner);
	time_starts(&runner);
	g_free(runner.paces);
	g_mutex_clear(&runner.mutex);
	if (runner.error != NULL)
		g_propagate_error(error, runner.error);
	return runner.error == NULL;
}

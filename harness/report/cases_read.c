/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/cases_read.h"

#include "model/keys.h"
#include "report/cases_words.h"

static struct report_case *add_case(struct report_cases *cases, int64_t cell,
				    const struct point *point)
{
	struct report_case *item = cases_add(cases);

	item->cell = cell;
	item->name = cases_point_name(cases, cell, point);
	return item;
}

static gboolean take_limit(const struct limit_row *row, void *user)
{
	struct report_cases *cases = user;
	struct report_case *item = add_case(cases, row->cell, row->point);

	item->finding = (struct measured){
		.status = cases_known_status(row->status),
		.limit = row->limit,
		.predicted = row->predicted,
		.agrees = row->agrees_with_model,
		.descending = g_str_equal(row->axis, "phys-bits"),
		.unconfirmed = row->confirmed < 0 && row->confirmation != NULL,
		.outcome = OUTCOME_REFUSED,
		.reason = row->reason,
	};
	item->found = cases_limit_found(cases->axis, row);
	item->why = g_strdup(item->finding.unconfirmed ? row->confirmation : row->message);
	item->qemu = cases_qemu_words(row->qemu_version, row->qemu_package);
	item->libvirt = g_strdup(row->libvirt_version);
	item->machine_type = g_strdup(row->machine_type);
	item->accepted_probe = row->accepted_probe;
	item->refused_probe = row->refused_probe;
	item->counterexample = row->counterexample;
	return TRUE;
}

static void show(struct report_case *item, const char *command)
{
	g_free(item->command);
	item->command = g_strdup(command);
}

static uint64_t axis_of(const struct report_cases *cases, const struct probe_row *probe)
{
	return cases->axis != NULL ? *key_number(cases->axis, probe->point) : UNSET;
}

/* How the value beyond a limit ended, which the limit does not keep. */
static void take_refusal(struct report_case *item, const struct probe_row *probe)
{
	char *found;

	item->finding.outcome = probe->outcome;
	item->finding.stage = probe->stage;
	if (!outcome_is_hang(probe->outcome, probe->stage))
		return;
	found = g_strdup_printf("%s, beyond which it hangs", item->found);
	g_free(item->found);
	item->found = found;
}

/* One of the probes of a limit: which of them shows best what the case is about? */
static void take_probe_of_limit(const struct report_cases *cases, struct report_case *item,
				const struct probe_row *probe)
{
	const struct measured *finding = &item->finding;
	const struct expectation *expectation =
		cases->expect != NULL ? expect_at(cases->expect, item->cell, cases->expect_stride)
				      : NULL;
	gboolean answer = probe->outcome == OUTCOME_ACCEPTED || probe->outcome == OUTCOME_REFUSED;
	gboolean undecided =
		g_strcmp0(finding->status, LIMIT_UNDECIDED) == 0 || finding->unconfirmed;

	if (probe->id == item->refused_probe)
		take_refusal(item, probe);
	if (undecided) {
		if (!answer)
			show(item, probe->command);
	} else if (g_strcmp0(finding->status, LIMIT_NON_MONOTONE) == 0) {
		if (axis_of(cases, probe) == item->counterexample)
			show(item, probe->command);
	} else if (expectation != NULL) {
		gboolean refuted = verdict_is_refuted(expectation, finding);

		if (probe->id == (refuted || item->refused_probe == 0 ? item->accepted_probe
								      : item->refused_probe))
			show(item, probe->command);
		/* The message is that of the other one. */
		if (refuted)
			g_clear_pointer(&item->why, g_free);
	}
}

/* The probes of a section on their way into its cases. */
struct probes {
	struct report_cases *cases;
	unsigned at; /* cases come by cell, as the probes do */
};

static gboolean take_probe_of_limits(const struct probe_row *row, void *user)
{
	struct probes *probes = user;
	GPtrArray *items = probes->cases->cases;

	while (probes->at < items->len) {
		struct report_case *item = items->pdata[probes->at];

		if (item->cell > row->cell)
			break;
		if (item->cell == row->cell) {
			item->elapsed_us += row->elapsed_us;
			take_probe_of_limit(probes->cases, item, row);
			break;
		}
		probes->at++;
	}
	return TRUE;
}

static void take_finding(struct report_case *item, const struct probe_row *row)
{
	g_free(item->found);
	g_free(item->why);
	item->finding.outcome = row->outcome;
	item->finding.stage = row->stage;
	item->finding.reason = row->reason;
	item->found = cases_probe_found(row);
	item->why = g_strdup(row->message);
	show(item, row->command);
}

static gboolean is_answer(const struct report_case *item)
{
	return verdict_of(NULL, &item->finding) != VERDICT_BROKEN;
}

/* A probe is a case; so are all the starts of a point, and one without an answer stands for them.
 */
static gboolean take_probe(const struct probe_row *row, void *user)
{
	struct report_cases *cases = user;
	struct report_case *item =
		cases->cases->len > 0 ? cases->cases->pdata[cases->cases->len - 1] : NULL;

	if (item == NULL || item->cell != row->cell) {
		item = add_case(cases, row->cell, row->point);
		item->qemu = cases_qemu_words(row->qemu_version, row->qemu_package);
		item->libvirt = g_strdup(row->libvirt_version);
		item->machine_type = g_strdup(row->machine_type);
	}
	if (item->n_starts == 0 || is_answer(item))
		take_finding(item, row);
	item->elapsed_us += row->elapsed_us;
	item->n_starts++;
	return TRUE;
}

/* The points that were skipped, on their way behind those that were tried; both come by cell. */
struct skips {
	struct report_cases *cases;
	unsigned at, n_tried;
};

/* What has been measured elsewhere is not skipped. */
static gboolean take_skip(const struct skip_row *row, void *user)
{
	struct skips *skips = user;
	GPtrArray *items = skips->cases->cases;
	struct report_case *item;

	while (skips->at < skips->n_tried &&
	       ((const struct report_case *)items->pdata[skips->at])->cell < row->cell)
		skips->at++;
	if (skips->at < skips->n_tried &&
	    ((const struct report_case *)items->pdata[skips->at])->cell == row->cell)
		return TRUE;
	item = add_case(skips->cases, row->cell, row->point);
	item->verdict = VERDICT_SKIP;
	item->why = g_strdup(row->why);
	return TRUE;
}

gboolean cases_read(struct store *store, struct report_cases *cases, GError **error)
{
	struct probes probes = {cases, 0};
	struct skips skips = {.cases = cases};
	int64_t id = cases->section;
	gboolean ok;

	if (g_str_equal(cases->kind, "limit"))
		ok = store_each_limit(store, id, take_limit, cases, error) &&
		     store_each_probe(store, id, take_probe_of_limits, &probes, error);
	else
		ok = store_each_probe(store, id, take_probe, cases, error);
	skips.n_tried = cases->cases->len;
	return ok && store_each_skip(store, id, take_skip, &skips, error);
}

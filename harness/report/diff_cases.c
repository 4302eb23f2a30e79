/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/diff_cases.h"

#include "report/diff_pieces.h"
#include "report/diff_sections.h"
#include "report/diff_words.h"
#include "report/provenance.h"

#include <string.h>

/* Of an ISO date up to its seconds. */
#define TIMESTAMP_LENGTH 19

/* What the comparison says of its rows: the row that is there, BASE's first, → what is said. */
struct saying {
	const struct diff *diff;
	GHashTable *differences; /* → struct difference * */
	GHashTable *unanswered;  /* a set */
	GHashTable *starts;      /* → struct start_change * */
};

static void saying_init(struct saying *saying, const struct diff *diff)
{
	const struct comparison *comparison = diff->comparison;

	saying->diff = diff;
	saying->differences = g_hash_table_new(NULL, NULL);
	saying->unanswered = g_hash_table_new(NULL, NULL);
	saying->starts = g_hash_table_new(NULL, NULL);
	for (unsigned i = 0; i < comparison->differences->len; i++) {
		struct difference *difference =
			&g_array_index(comparison->differences, struct difference, i);

		g_hash_table_insert(saying->differences, (void *)diff_any_row(&difference->pair),
				    difference);
	}
	for (unsigned i = 0; i < comparison->unanswered->len; i++)
		g_hash_table_add(
			saying->unanswered,
			(void *)g_array_index(comparison->unanswered, struct pair, i).base);
	for (unsigned i = 0; i < comparison->timed->len; i++)
		g_hash_table_insert(saying->starts,
				    (void *)g_array_index(comparison->timed, struct pair, i).base,
				    comparison->starts->pdata[i]);
}

static void saying_clear(struct saying *saying)
{
	g_hash_table_unref(saying->differences);
	g_hash_table_unref(saying->unanswered);
	g_hash_table_unref(saying->starts);
}

/* "41.7 ms, accepted at machine" where times were compared. */
static char *side_words(const struct reference_row *row, const struct start_change *start,
			double median)
{
	g_autofree char *words = row != NULL ? diff_words_side(row) : g_strdup("not there");
	g_autofree char *time = start != NULL ? diff_milliseconds(median) : NULL;

	return time != NULL ? g_strdup_printf("%s, %s", time, words) : g_steal_pointer(&words);
}

/* Why start times that ended alike are not judged; NULL when they are. */
static char *unjudged(const struct saying *saying, const struct pair *pair,
		      const struct start_change *start)
{
	gboolean base = pair->base->times[START_ELAPSED].n > 0;
	gboolean new = pair->new->times[START_ELAPSED].n > 0;

	if (start != NULL)
		return start->can_tell
			       ? NULL
			       : g_strdup_printf("too few runs to tell: %u and %u, of which %u "
						 "each are needed",
						 start->n_base, start->n_new,
						 start_change_least_samples(
							 saying->diff->comparison->starts->len,
							 &saying->diff->options->starts));
	if (strcmp(pair->base->outcome, outcome_name(OUTCOME_ACCEPTED)) != 0)
		return NULL;
	return g_strdup_printf("%s no start times", base  ? "NEW has"
						    : new ? "BASE has"
							  : "both have");
}

static char *difference_words(const struct difference *difference)
{
	g_autofree char *row = diff_words_row(difference);

	if (difference->kind == DIFFERENCE_VANISHED || difference->kind == DIFFERENCE_APPEARED)
		return g_strdup_printf("%s: %s", diff_words_kind(difference), row);
	return g_steal_pointer(&row);
}

/* NEW's, where it is a database; else BASE's. */
static const char *command_of(const struct difference *difference, const struct pair *pair)
{
	const char *command = diff_command(difference, pair->new);

	return command != NULL ? command : diff_command(difference, pair->base);
}

static void judge(const struct saying *saying, struct report_case *item, const struct pair *pair)
{
	const struct reference_row *row = diff_any_row(pair);
	const struct difference *difference = g_hash_table_lookup(saying->differences, row);
	const struct start_change *start = g_hash_table_lookup(saying->starts, row);

	item->expected = side_words(pair->base, start, start != NULL ? start->base : 0);
	item->found = side_words(pair->new, start, start != NULL ? start->new : 0);
	item->verdict = VERDICT_PASS;
	if (difference != NULL) {
		item->verdict = VERDICT_FAIL;
		item->change = difference_words(difference);
	} else if (g_hash_table_contains(saying->unanswered, row)) {
		item->verdict = VERDICT_BROKEN;
		item->change = diff_words_unanswered(pair);
	} else if (row->kind == SECTION_START_TIME) {
		item->why = unjudged(saying, pair, start);
		if (item->why != NULL)
			item->verdict = VERDICT_SKIP;
	}
	item->command = g_strdup(command_of(difference, pair));
}

/* The line of a file, of which BASE's is to be changed when the new answer is right. */
static void place(const struct diff *diff, struct report_case *item, const struct pair *pair)
{
	const struct comparison *comparison = diff->comparison;
	gboolean base = pair->base != NULL && pair->base->line > 0;
	const struct reference_row *row = base ? pair->base : pair->new;

	if (row == NULL || row->line == 0)
		return;
	item->file = g_strdup((base ? comparison->base : comparison->new)->path);
	item->line = row->line;
}

static struct report_cases *cases_of(const struct saying *saying,
				     const struct diff_section *section)
{
	const struct reference_row *first = diff_section_first(section);
	struct report_cases *cases = cases_new();

	cases->path = diff_printable(first->scenario);
	cases->file = g_strdup(cases->path);
	cases->kind = g_strdup(section_kind_name(first->kind));
	cases->name = diff_printable(first->section);
	for (unsigned i = 0; i < section->pairs->len; i++) {
		const struct pair *pair = &g_array_index(section->pairs, struct pair, i);
		struct report_case *item = cases_add(cases);

		item->cell = i;
		item->name = diff_section_name(section, diff_any_row(pair));
		judge(saying, item, pair);
		place(saying->diff, item, pair);
		cases->counts[item->verdict]++;
	}
	cases->n_points = cases->cases->len;
	return cases;
}

/* When NEW was measured, as JUnit has it; NULL when that is not known. */
static char *started(const struct reference *new)
{
	g_autofree char *measured = diff_note(new, provenance_name(PROVENANCE_MEASURED));
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autoptr(GDateTime) time = NULL;
	g_autofree char *text = g_strndup(measured, TIMESTAMP_LENGTH);

	time = g_date_time_new_from_iso8601(text, utc);
	return time != NULL ? g_date_time_format(time, "%Y-%m-%dT%H:%M:%S") : NULL;
}

static void free_cases(void *cases)
{
	cases_free(cases);
}

struct case_list *diff_cases(const struct diff *diff)
{
	const struct reference *new = diff->comparison->new;
	struct case_list *list = g_new0(struct case_list, 1);
	g_autoptr(GPtrArray) sections = diff_sections(diff);
	struct saying saying;

	saying_init(&saying, diff);
	list->sections = g_ptr_array_new_with_free_func(free_cases);
	for (unsigned i = 0; i < sections->len; i++)
		g_ptr_array_add(list->sections, cases_of(&saying, sections->pdata[i]));
	saying_clear(&saying);
	list->started = started(new);
	list->memroof = diff_note(new, provenance_name(PROVENANCE_MEMROOF));
	list->kernel = diff_note(new, provenance_name(PROVENANCE_KERNEL));
	list->cpu = diff_note(new, provenance_name(PROVENANCE_HOST));
	return list;
}

static void write_as(const struct case_format *format, const struct diff *diff, FILE *out)
{
	struct case_list *list = diff_cases(diff);

	format->write(list, out);
	case_list_free(list);
}

static void write_junit(const struct diff *diff, FILE *out)
{
	write_as(&case_format_junit, diff, out);
}

static void write_tap(const struct diff *diff, FILE *out)
{
	write_as(&case_format_tap, diff, out);
}

static void write_github(const struct diff *diff, FILE *out)
{
	write_as(&case_format_github, diff, out);
}

const struct diff_format diff_format_junit = {.name = "junit", .write = write_junit};
const struct diff_format diff_format_tap = {.name = "tap", .write = write_tap};
const struct diff_format diff_format_github = {.name = "github", .write = write_github};

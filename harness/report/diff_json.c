/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON: each difference with both sides, whether it is shown elsewhere or not, and the findings.
 * Written piece by piece, because there may be as many differences as rows. */
#include "report/diff_words.h"
#include "report/json_rows.h"

#include <math.h>

static const char *const KINDS[N_DIFFERENCE_KINDS] = {
	[DIFFERENCE_LIMIT] = "limit",       [DIFFERENCE_CONFIRM] = "confirmation",
	[DIFFERENCE_OUTCOME] = "outcome",   [DIFFERENCE_TIME] = "start-time",
	[DIFFERENCE_VANISHED] = "vanished", [DIFFERENCE_APPEARED] = "appeared",
};

static json_t *real(double number)
{
	return isfinite(number) ? json_real(number) : json_null();
}

static void dump(json_t *json, FILE *out)
{
	json_dumpf(json, out, JSON_COMPACT);
	json_decref(json);
}

static json_t *json_of_side(const struct reference_row *row)
{
	json_t *json = json_object();

	if (row->line > 0)
		json_object_set_new(json, "line", json_integer(row->line));
	json_object_set_new(json, "outcome", json_of_text(row->outcome));
	json_object_set_new(json, "reason", json_string(reason_name(row->reason)));
	if (row->kind != SECTION_LIMIT) {
		json_object_set_new(json, "stage",
				    row->stage != N_STAGES ? json_string(stage_name(row->stage))
							   : json_null());
		return json;
	}
	json_object_set_new(json, "limit", json_of_size(row->limit));
	json_object_set_new(json, "refused", json_of_size(row->refused));
	json_object_set_new(json, "counterexample", json_of_size(row->counterexample));
	json_object_set_new(json, "confirmed",
			    row->confirmed < 0 ? json_null() : json_boolean(row->confirmed));
	return json;
}

/* The question, and what each side has to it. */
static json_t *json_of_pair(const struct pair *pair)
{
	const struct reference_row *row = pair->base != NULL ? pair->base : pair->new;
	json_t *json = json_object();

	json_object_set_new(json, "scenario", json_of_text(row->scenario));
	json_object_set_new(json, "kind", json_string(section_kind_name(row->kind)));
	json_object_set_new(json, "section", json_of_text(row->section));
	json_object_set_new(json, "point", json_of_point(&row->point));
	if (row->kind == SECTION_LIMIT)
		json_object_set_new(json, "axis", json_of_text(row->axis));
	json_object_set_new(json, "base",
			    pair->base != NULL ? json_of_side(pair->base) : json_null());
	json_object_set_new(json, "new", pair->new != NULL ? json_of_side(pair->new) : json_null());
	return json;
}

static json_t *json_of_start(const struct start_change *start)
{
	json_t *json = json_object();
	gboolean known = start->phase < N_START_PHASES;

	json_object_set_new(json, "base_ms", real(start->base / 1000));
	json_object_set_new(json, "new_ms", real(start->new / 1000));
	json_object_set_new(json, "change", real(start->change));
	json_object_set_new(json, "change_beyond_empty", real(start->beyond_empty));
	json_object_set_new(json, "new_slower", real(start->test.b_larger));
	json_object_set_new(json, "delta", real(start->test.delta));
	json_object_set_new(json, "p", real(start->test.p));
	json_object_set_new(json, "p_adjusted", real(start->p));
	json_object_set_new(json, "base_runs", json_integer(start->n_base));
	json_object_set_new(json, "new_runs", json_integer(start->n_new));
	json_object_set_new(json, "phase",
			    known ? json_string(start_phase_name(start->phase)) : json_null());
	json_object_set_new(json, "phase_base_ms",
			    known ? real(start->phase_base / 1000) : json_null());
	json_object_set_new(json, "phase_new_ms",
			    known ? real(start->phase_new / 1000) : json_null());
	return json;
}

static json_t *json_of_difference(const struct difference *difference)
{
	json_t *json = json_of_pair(&difference->pair);
	int64_t delta;

	json_object_set_new(json, "difference", json_string(KINDS[difference->kind]));
	if (difference->kind == DIFFERENCE_LIMIT)
		json_object_set_new(json, "delta",
				    difference_delta(difference, &delta) ? json_integer(delta)
									 : json_null());
	if (difference->start != NULL)
		json_object_set_new(json, "start_time", json_of_start(difference->start));
	return json;
}

static json_t *json_of_traits(const struct traits *traits)
{
	json_t *json = json_object();

	for (unsigned i = 0; i < traits->traits->len; i++) {
		const struct trait *trait = &g_array_index(traits->traits, struct trait, i);
		json_t *values = json_array();

		for (unsigned j = 0; j < trait->values->len; j++) {
			g_autofree char *value =
				reference_dimension_text(trait->values->pdata[j], trait->dimension);

			json_array_append_new(values,
					      value != NULL ? json_of_text(value) : json_null());
		}
		json_object_set_new(json, reference_dimension_name(trait->dimension), values);
	}
	return json;
}

static json_t *json_of_finding(const struct diff *diff, const struct finding *finding)
{
	const struct difference *all =
		(const struct difference *)(void *)diff->comparison->differences->data;
	g_autofree char *change = diff_words_change(finding), *where = diff_words_where(finding);
	json_t *json = json_object(), *indices = json_array();

	for (unsigned i = 0; i < finding->differences->len; i++) {
		const struct difference *difference = finding->differences->pdata[i];

		json_array_append_new(indices, json_integer(difference - all));
	}
	json_object_set_new(json, "difference", json_string(KINDS[finding->kind]));
	json_object_set_new(json, "change", json_of_text(change));
	json_object_set_new(json, "where", json_of_text(where));
	if (finding->traits != NULL) {
		json_object_set_new(json, "traits", json_of_traits(finding->traits));
		json_object_set_new(json, "of", json_integer(finding->traits->n));
	}
	json_object_set_new(json, "rows", indices);
	return json;
}

static void write_side(const char *name, const struct reference *reference, FILE *out)
{
	json_t *json = json_object(), *notes = json_array();

	for (unsigned i = 0; i < reference->notes->len; i++) {
		const struct reference_note *note =
			&g_array_index(reference->notes, struct reference_note, i);

		json_array_append_new(notes,
				      json_pack("{s:o,s:o}", "name", json_of_text(note->name),
						"text", json_of_text(note->text)));
	}
	json_object_set_new(json, "path", json_of_text(reference->path));
	json_object_set_new(json, "rows", json_integer(reference->rows->len));
	json_object_set_new(json, "notes", notes);
	fprintf(out, "\"%s\":", name);
	dump(json, out);
	fputs(",\n", out);
}

static void write_verdict(const struct diff *diff, FILE *out)
{
	const struct comparison *comparison = diff->comparison;
	g_autoptr(GPtrArray) notes = diff_words_start_notes(diff);
	g_autofree char *verdict = diff_words_verdict(diff);
	json_t *json = json_of_text(verdict), *compared = json_object(), *said = json_array();

	for (unsigned i = 0; i < N_SECTION_KINDS; i++)
		json_object_set_new(compared, section_kind_name(i),
				    json_integer(comparison->n_compared[i]));
	for (unsigned i = 0; i < notes->len; i++)
		json_array_append_new(said, json_of_text(notes->pdata[i]));
	fprintf(out,
		"\"moved\":%s,\n\"verdict\":", comparison->differences->len > 0 ? "true" : "false");
	json_dumpf(json, out, JSON_ENCODE_ANY);
	json_decref(json);
	fputs(",\n\"compared\":", out);
	dump(compared, out);
	fputs(",\n\"notes\":", out);
	dump(said, out);
}

static void write_json(const struct diff *diff, FILE *out)
{
	const struct comparison *comparison = diff->comparison;

	fputc('{', out);
	write_side("base", comparison->base, out);
	write_side("new", comparison->new, out);
	write_verdict(diff, out);
	fputs(",\n\"findings\":[", out);
	for (unsigned i = 0; i < diff->findings->len; i++) {
		fputs(i > 0 ? ",\n" : "\n", out);
		dump(json_of_finding(diff, diff->findings->pdata[i]), out);
	}
	fputs("],\n\"differences\":[", out);
	for (unsigned i = 0; i < comparison->differences->len; i++) {
		fputs(i > 0 ? ",\n" : "\n", out);
		dump(json_of_difference(
			     &g_array_index(comparison->differences, struct difference, i)),
		     out);
	}
	fputs("],\n\"unanswered\":[", out);
	for (unsigned i = 0; i < comparison->unanswered->len; i++) {
		fputs(i > 0 ? ",\n" : "\n", out);
		dump(json_of_pair(&g_array_index(comparison->unanswered, struct pair, i)), out);
	}
	fputs("]}\n", out);
}

const struct diff_format diff_format_json = {.name = "json", .write = write_json};

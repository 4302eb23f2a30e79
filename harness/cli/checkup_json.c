/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/checkup.h"
#include "report/json_rows.h"

static json_t *json_of_remarks(const struct config *config)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < config->remarks->len; i++) {
		const struct remark *remark = config->remarks->pdata[i];

		json_array_append_new(
			array,
			json_pack("{s:s, s:o, s:s}", "kind", remark_kind_name(remark->kind), "line",
				  remark->line > 0 ? json_integer(remark->line) : json_null(),
				  "words", remark->words));
	}
	return array;
}

static json_t *json_of_fix(const struct checkup *it, const struct fix *fix)
{
	g_autofree char *patch = fix->text != NULL ? checkup_patch(it, fix) : NULL;
	gboolean verified = fix->row != NULL && fix->row->outcome == OUTCOME_ACCEPTED;

	return json_pack("{s:s, s:s, s:o, s:o, s:b, s:b, s:o, s:o, s:o}", "kind",
			 remedy_kind_name(fix->remedy->kind), "words", fix->remedy->words, "cost",
			 json_of_text(fix->remedy->cost), "point",
			 json_of_point(fix->remedy->point), "offered", fix_is_offered(fix),
			 "verified", verified, "patch", json_of_text(patch), "why_no_patch",
			 json_of_text(fix->obstacle), "probe",
			 fix->row != NULL ? json_of_probe(fix->row) : json_null());
}

json_t *checkup_json(const struct checkup *it)
{
	g_autofree char *words = checkup_words(it);
	gboolean is_over = it->known && !layout_fits(&it->layout);
	json_t *fixes = json_array(), *json;

	for (unsigned i = 0; i < it->fixes->len; i++)
		json_array_append_new(fixes,
				      json_of_fix(it, &g_array_index(it->fixes, struct fix, i)));
	json = json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:o}", "file", it->config->name, "kind",
			 config_kind(it->config), "verdict",
			 verdict_on_file_name(checkup_verdict(it)), "words", words, "point",
			 json_of_point(it->asked), "remarks", json_of_remarks(it->config), "fixes",
			 fixes);
	json_object_set_new(json, "used_gpa",
			    it->known ? json_of_size(it->layout.used) : json_null());
	json_object_set_new(json, "phys_bits",
			    it->known ? json_integer(it->input.phys_bits) : json_null());
	json_object_set_new(json, "beyond",
			    is_over ? json_of_size(it->layout.used - it->layout.roof)
				    : json_null());
	json_object_set_new(json, "doubt", json_of_text(it->doubt));
	json_object_set_new(json, "probe", it->row != NULL ? json_of_probe(it->row) : json_null());
	return json;
}

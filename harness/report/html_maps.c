/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the addresses of a limit's two sides go. A map is the model's: it is drawn only where QEMU
 * has decided as the map shows. */
#include "model/layout.h"
#include "report/address_map.h"
#include "report/cells.h"
#include "report/html.h"
#include "report/html_text.h"

/* So many pairs for each section: one for each machine type. */
#define MOST_PAIRS 3

static gboolean lay_out(const struct report_row *row, const struct evidence *probe,
			struct layout_input *input, struct layout *layout)
{
	struct emulator emulator = {.machine =
					    *row->machine_type != '\0' ? row->machine_type : NULL};

	if (!version_parse(row->qemu, &emulator.version) ||
	    !layout_input_init(input, probe->point, &emulator))
		return FALSE;
	layout_compute(input, layout);
	if (probe->outcome == OUTCOME_ACCEPTED)
		return layout_fits(layout);
	/* What the address space does not decide is not to be seen in it. */
	return probe->reason == REASON_PHYS_BITS && probe->stage == STAGE_MACHINE &&
	       probe->used_gpa == layout->used;
}

static gboolean add_map(struct html_section *it, const struct report_row *row,
			const struct evidence *probe, GError **error)
{
	struct layout_input input;
	struct layout layout;
	g_autofree char *prefix = g_strdup_printf("m%u", it->page->maps);
	g_autofree char *title = NULL, *svg = NULL, *name = NULL, *label = NULL;

	if (!lay_out(row, probe, &input, &layout))
		return TRUE;
	name = report_combination(it->section, row, ~0U);
	title = point_text(probe->point);
	label = g_strdup_printf("address map, %s: %s", outcome_name(probe->outcome), title);
	svg = address_map_svg(&input, &layout, title);
	g_string_append(it->html, "<figure class=\"map\">\n");
	if (!html_add_svg(it->html, svg, prefix, label, error))
		return FALSE;
	g_string_append(it->html, "\n<figcaption>");
	html_add(it->html, outcome_name(probe->outcome), HTML_LINE);
	g_string_append(it->html, *name != '\0' ? ": " : "");
	html_add(it->html, name, HTML_LINE);
	g_string_append(it->html, "</figcaption></figure>\n");
	it->page->maps--;
	return TRUE;
}

/* The limits whose both sides can be drawn, by machine type. */
static GPtrArray *candidates(const struct html_section *it, const char *machine_type)
{
	GPtrArray *found = g_ptr_array_new();

	for (unsigned i = 0; i < it->section->rows->len; i++) {
		const struct report_row *row =
			&g_array_index(it->section->rows, struct report_row, i);
		const struct evidence *accepted = evidence_find(it->evidence, row->accepted_probe);
		const struct evidence *refused = evidence_find(it->evidence, row->refused_probe);
		struct layout_input input;
		struct layout layout;

		if (row->machine_type == machine_type && accepted != NULL && refused != NULL &&
		    g_str_equal(row->status, LIMIT_EXACT) &&
		    lay_out(row, accepted, &input, &layout) &&
		    lay_out(row, refused, &input, &layout))
			g_ptr_array_add(found, (void *)row);
	}
	return found;
}

/* The one in the middle has some of everything. */
static gboolean add_pair(struct html_section *it, const char *machine_type, GError **error)
{
	g_autoptr(GPtrArray) rows = candidates(it, machine_type);
	const struct report_row *row;

	if (rows->len == 0 || it->page->maps < 2)
		return TRUE;
	row = rows->pdata[rows->len / 2];
	return add_map(it, row, evidence_find(it->evidence, row->accepted_probe), error) &&
	       add_map(it, row, evidence_find(it->evidence, row->refused_probe), error);
}

gboolean html_write_maps(struct html_section *it, GError **error)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
	gsize before, begin = it->html->len;
	gboolean ok = TRUE;

	if (!it->section->is_limit)
		return TRUE;
	g_string_append(it->html, "<h3>Where the addresses go</h3>\n<div class=\"maps\">\n");
	before = it->html->len;
	for (unsigned i = 0; ok && i < it->section->rows->len; i++) {
		const char *type =
			g_array_index(it->section->rows, struct report_row, i).machine_type;

		/* The texts of a section are kept once each. */
		if (g_hash_table_size(seen) < MOST_PAIRS && g_hash_table_add(seen, (void *)type))
			ok = add_pair(it, type, error);
	}
	if (it->html->len == before)
		g_string_truncate(it->html, begin);
	else
		g_string_append(it->html, "</div>\n");
	return ok;
}

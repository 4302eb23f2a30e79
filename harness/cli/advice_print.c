/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/size.h"
#include "cli/advice.h"
#include "report/json_rows.h"

#include <stdio.h>
#include <string.h>

/* "36 phys-bits", or what stands for it. */
static void print_question(const struct advice *advice)
{
	const struct point *wanted = advice->wanted;
	g_autofree char *size = size_human(point_size(wanted));
	g_autofree char *maxmem = wanted->maxmem != UNSET ? size_human(wanted->maxmem) : NULL;

	if (wanted->phys_bits != UNSET)
		printf("%" G_GUINT64_FORMAT " phys-bits, ", wanted->phys_bits);
	printf("%s, size %s, %s%s", wanted->machine, size,
	       maxmem != NULL ? "to grow to " : "to grow as far as it goes",
	       maxmem != NULL ? maxmem : "");
	if (wanted->slots != UNSET)
		printf(", %" G_GUINT64_FORMAT " slots", wanted->slots);
	printf(":\n");
}

static const char *firmware_words(const struct point *point)
{
	if (point->firmware == NULL || g_str_equal(point->firmware, "seabios"))
		return "SeaBIOS";
	return g_str_equal(point->firmware, "ovmf") ? "OVMF" : point->firmware;
}

static void print_proof(const struct way *way)
{
	const struct probe_row *row = way->row;

	if (row == NULL) {
		printf("   NOT VERIFIED: only computed\n");
		return;
	}
	if (way_is_verified(way)) {
		printf("   started once with proof %s (%s, QEMU %s, %s)\n",
		       point_proof_name(way->tried), firmware_words(way->tried),
		       row->qemu_version != NULL ? row->qemu_version : "of unknown version",
		       session_accel_words(way->tried));
		return;
	}
	printf("   NOT VERIFIED: %s: %s%s%s\n", outcome_name(row->outcome),
	       reason_name(row->reason), row->message != NULL ? ": " : "",
	       row->message != NULL ? row->message : "");
}

static void print_values(const struct point *point)
{
	g_autofree char *size = size_human(point_size(point)), *maxmem = NULL;

	printf("   size %s", size);
	if (point->slots != UNSET)
		printf(", slots %" G_GUINT64_FORMAT, point->slots);
	if (point->maxmem != UNSET) {
		maxmem = size_human(point->maxmem);
		printf(", maxmem %s", maxmem);
	}
	printf(", %s\n", point->machine != NULL ? point->machine : "QEMU's default machine");
}

static void print_snippet(const struct advice *advice, const struct way *way)
{
	g_autofree char *text = snippet_text(advice->target, way->shown);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	/* Indented lines would spoil a here-document that is pasted. */
	putchar('\n');
	for (char **line = lines; *line != NULL && line[1] != NULL; line++)
		printf("%s\n", *line);
	putchar('\n');
}

static gboolean same_verdict(const struct way *a, const struct way *b)
{
	return (a->row == NULL && b->row == NULL) || (way_is_verified(a) && way_is_verified(b));
}

/*
 * Fewer and fewer slots are one way, said once; what follows the first is a line. Returns how many
 * further ones that took.
 */
static unsigned print_further_slots(const struct advice *advice, unsigned first)
{
	const struct way *way = &g_array_index(advice->ways, struct way, first);
	unsigned n = 0;
	GString *line = g_string_new(NULL);

	for (unsigned i = first + 1; way->remedy->kind == REMEDY_FEWER_SLOTS; i++, n++) {
		const struct way *next =
			i < advice->ways->len ? &g_array_index(advice->ways, struct way, i) : NULL;
		g_autofree char *memory = NULL;

		if (next == NULL || next->remedy->kind != REMEDY_FEWER_SLOTS ||
		    !way_is_offered(next) || !same_verdict(way, next))
			break;
		memory = size_human(next->remedy->largest);
		g_string_append_printf(line, "%s%" G_GUINT64_FORMAT " slot%s: %s",
				       n > 0 ? ", " : "", next->remedy->point->slots,
				       next->remedy->point->slots == 1 ? "" : "s", memory);
	}
	if (n > 0) {
		const char *words = way->row != NULL ? "started as well: " : "computed as well: ";

		printf("   %s", words);
		arguments_print_wrapped(line->str, 3 + (int)strlen(words));
	}
	g_string_free(line, TRUE);
	return n;
}

/* Returns how many further ways are said with this one. */
static unsigned print_way(const struct advice *advice, unsigned i, unsigned number)
{
	const struct way *way = &g_array_index(advice->ways, struct way, i);
	g_autofree char *memory = size_human(remedy_memory(way->remedy)), *room = NULL;
	unsigned further;

	if (!way->reaches)
		room = g_strdup(" (less than wanted)");
	else if (way->remedy->largest > remedy_memory(way->remedy)) {
		g_autofree char *largest = size_human(way->remedy->largest);

		room = g_strdup_printf(" (%s would fit)", largest);
	}
	printf("%u. %s: %s%s\n", number, memory, way->remedy->words, room != NULL ? room : "");
	print_values(way->remedy->point);
	if (way->remedy->cost != NULL) {
		printf("   costs: ");
		arguments_print_wrapped(way->remedy->cost, 10);
	}
	print_proof(way);
	further = print_further_slots(advice, i);
	print_snippet(advice, way);
	return further;
}

/* What the program asked for cannot have, a line each. */
static void print_unusable(const struct way *way)
{
	g_autofree char *memory = size_human(remedy_memory(way->remedy));

	if (way->unusable != NULL)
		printf("Not for Incus: %s (%s): %s.\n", way->remedy->words, memory, way->unusable);
}

/* All that QEMU has refused, in one sentence. */
static void print_refuted(const struct advice *advice)
{
	GString *text = g_string_new(NULL);

	for (unsigned i = 0; i < advice->ways->len; i++) {
		const struct way *way = &g_array_index(advice->ways, struct way, i);
		g_autofree char *memory = size_human(remedy_memory(way->remedy));

		if (way_is_refuted(way))
			g_string_append_printf(text, "%s%s (%s: %s)", text->len > 0 ? ", " : "",
					       way->remedy->words, memory,
					       reason_name(way->row->reason));
	}
	if (text->len > 0)
		printf("The model was wrong, and QEMU is right: no to %s.\n", text->str);
	g_string_free(text, TRUE);
}

void advice_print_text(const struct advice *advice)
{
	unsigned number = 0;

	print_question(advice);
	putchar('\n');
	for (unsigned i = 0; i < advice->ways->len; i++)
		if (way_is_offered(&g_array_index(advice->ways, struct way, i)))
			i += print_way(advice, i, ++number);
	for (unsigned i = 0; i < advice->ways->len; i++)
		print_unusable(&g_array_index(advice->ways, struct way, i));
	print_refuted(advice);
	if (number == 0)
		printf("There is no way.\n");
}

static json_t *json_of_way(const struct advice *advice, const struct way *way)
{
	const struct point *point = way->remedy->point;
	const struct probe_row *row = way->row;
	g_autofree char *snippet = snippet_text(advice->target, way->shown);
	json_t *json = json_pack(
		"{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:b, s:b}", "kind",
		remedy_kind_name(way->remedy->kind), "words", way->remedy->words, "cost",
		json_of_text(way->remedy->cost), "largest", json_of_size(way->remedy->largest),
		"memory", json_of_size(remedy_memory(way->remedy)), "size",
		json_of_size(point_size(point)), "slots", json_of_size(point->slots), "maxmem",
		json_of_size(point->maxmem), "pci_hole64", json_of_size(point->pci_hole64),
		"phys_bits", json_of_size(point->phys_bits), "machine",
		json_of_text(point->machine), "reaches", way->reaches, "offered",
		way_is_offered(way), "verified", way_is_verified(way));

	json_object_set_new(json, "why_not", json_of_text(way->unusable));
	json_object_set_new(json, "snippet",
			    way_is_offered(way) ? json_string(snippet) : json_null());
	json_object_set_new(json, "probe", row != NULL ? json_of_probe(row) : json_null());
	return json;
}

void advice_print_json(const struct advice *advice)
{
	json_t *ways = json_array();

	for (unsigned i = 0; i < advice->ways->len; i++)
		json_array_append_new(
			ways, json_of_way(advice, &g_array_index(advice->ways, struct way, i)));
	session_print_json(
		json_pack("{s:s, s:o}", "for", snippet_target_name(advice->target), "ways", ways));
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is said of a comparison as a whole. */
#include "base/text.h"
#include "report/diff_pieces.h"
#include "report/diff_words.h"
#include "report/provenance.h"

#include <string.h>

/* More values of one note than this are counted. */
#define MOST_NOTES 3

static void append_part(GString *words, const char *separator, unsigned n, const char *one,
			const char *many)
{
	if (n > 0)
		g_string_append_printf(words, "%s%u %s", words->len > 0 ? separator : "", n,
				       n == 1 ? one : many);
}

char *diff_words_compared(const struct diff *diff)
{
	const unsigned *n = diff->comparison->n_compared;
	GString *words = g_string_new(NULL);

	append_part(words, ", ", n[SECTION_LIMIT], "limit", "limits");
	append_part(words, ", ", n[SECTION_PROBE], "probe", "probes");
	append_part(words, ", ", n[SECTION_START_TIME], "timed point", "timed points");
	g_string_append(words, " compared");
	append_part(words, "; ", diff->comparison->unanswered->len, "without an answer",
		    "without an answer");
	return g_string_free(words, FALSE);
}

char *diff_words_verdict(const struct diff *diff)
{
	const unsigned *n = diff->comparison->n_different;
	GString *words = g_string_new(NULL);

	append_part(words, ", ", n[DIFFERENCE_LIMIT], "limit", "limits");
	append_part(words, ", ", n[DIFFERENCE_CONFIRM], "confirmation", "confirmations");
	append_part(words, ", ", n[DIFFERENCE_OUTCOME], "outcome", "outcomes");
	append_part(words, ", ", n[DIFFERENCE_TIME], "start time", "start times");
	if (words->len > 0)
		g_string_prepend(words, "moved: ");
	else if (n[DIFFERENCE_VANISHED] + n[DIFFERENCE_APPEARED] > 0)
		g_string_append(words, "nothing moved that both have");
	else
		g_string_append(words, "nothing moved");
	append_part(words, "; ", n[DIFFERENCE_VANISHED], "row only in BASE", "rows only in BASE");
	append_part(words, "; ", n[DIFFERENCE_APPEARED], "row only in NEW", "rows only in NEW");
	return g_string_free(words, FALSE);
}

char *diff_note(const struct reference *reference, const char *name)
{
	GString *values = g_string_new(NULL);
	unsigned n = 0;

	for (unsigned i = 0; i < reference->notes->len; i++) {
		const struct reference_note *note =
			&g_array_index(reference->notes, struct reference_note, i);

		if (strcmp(note->name, name) != 0 || n++ >= MOST_NOTES)
			continue;
		g_string_append_printf(values, "%s%s", values->len > 0 ? "; " : "", note->text);
	}
	if (n > MOST_NOTES)
		g_string_append_printf(values, "; and %u more", n - MOST_NOTES);
	return g_string_free(values, FALSE);
}

GPtrArray *diff_words_provenance(const struct reference *reference)
{
	static const enum provenance_note notes[] = {PROVENANCE_MEASURED, PROVENANCE_MEMROOF,
						     PROVENANCE_QEMU, PROVENANCE_LIBVIRT};
	GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);

	g_ptr_array_add(lines, text_printable(reference->path, 1000));
	for (unsigned i = 0; i < G_N_ELEMENTS(notes); i++) {
		g_autofree char *values = diff_note(reference, provenance_name(notes[i]));
		g_autofree char *words = text_printable(values, 1000);

		if (*words != '\0')
			g_ptr_array_add(lines, g_strdup_printf("%s: %s", provenance_name(notes[i]),
							       g_strdelimit(words, "\n", ' ')));
	}
	return lines;
}

static void add_host_note(const struct diff *diff, GPtrArray *notes)
{
	static const enum provenance_note names[] = {PROVENANCE_HOST, PROVENANCE_KERNEL,
						     PROVENANCE_ACCELERATOR};

	for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
		const char *name = provenance_name(names[i]);
		g_autofree char *base = diff_note(diff->comparison->base, name);
		g_autofree char *new = diff_note(diff->comparison->new, name);
		g_autofree char *words = NULL, *shown = NULL;

		if (strcmp(base, new) == 0)
			continue;
		words = g_strdup_printf("not the same %s: %s / %s", name, base, new);
		shown = text_printable(words, 1000);
		g_ptr_array_add(notes, g_strdelimit(g_steal_pointer(&shown), "\n", ' '));
	}
}

/* An empty QEMU has nothing to build: when it takes longer, everything does. */
static void add_empty_note(const struct diff *diff, GPtrArray *notes)
{
	const GArray *all = diff->comparison->differences;

	for (unsigned i = 0; i < all->len; i++) {
		const struct difference *difference = &g_array_index(all, struct difference, i);

		if (difference->kind != DIFFERENCE_TIME ||
		    g_strcmp0(difference->pair.base->point.machine, "none") != 0)
			continue;
		g_ptr_array_add(notes, g_strdup("the empty QEMU (-machine none) changed: the host "
						"was not as fast, or QEMU itself starts "
						"otherwise; of its section only what changed "
						"more than it is shown"));
		return;
	}
}

GPtrArray *diff_words_start_notes(const struct diff *diff)
{
	const GPtrArray *starts = diff->comparison->starts;
	GPtrArray *notes = g_ptr_array_new_with_free_func(g_free);
	unsigned n_unable = 0;

	if (starts->len == 0)
		return notes;
	for (unsigned i = 0; i < starts->len; i++)
		n_unable += !((const struct start_change *)starts->pdata[i])->can_tell;
	if (n_unable > 0)
		g_ptr_array_add(
			notes, g_strdup_printf("%u of %u timed points have too few runs to "
					       "tell: with so many, %u on each side are "
					       "needed",
					       n_unable, starts->len,
					       start_change_least_samples(starts->len,
									  &diff->options->starts)));
	if (diff->comparison->n_different[DIFFERENCE_TIME] > 0) {
		add_host_note(diff, notes);
		add_empty_note(diff, notes);
	}
	return notes;
}

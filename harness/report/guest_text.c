/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/guest_text.h"

#include "base/size.h"
#include "base/text.h"
#include "report/plugs.h"

#include <string.h>

/* What is shown of a console: the end says what happened last. */
#define CONSOLE_LINES 8
#define CONSOLE_BYTES 92

/* A line of QEMU's is as long as it is; one behind other words should not be. */
#define QEMU_BYTES 300
#define SHORT_BYTES 60

char *guest_text_words(const struct probe_row *row)
{
	gboolean is_linux = point_proof(row->point) >= PROOF_LINUX;
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);

	if (row->guest_phys_bits != UNSET)
		g_ptr_array_add(words, g_strdup_printf("%" G_GUINT64_FORMAT " phys-bits",
						       row->guest_phys_bits));
	if (row->guest_memory != UNSET) {
		g_autofree char *memory = size_rounded(row->guest_memory);

		g_ptr_array_add(words,
				g_strdup_printf(is_linux ? "MemTotal %s" : "%s of RAM", memory));
	}
	if (row->guest_blocks != UNSET)
		g_ptr_array_add(words, g_strdup_printf("%" G_GUINT64_FORMAT " memory blocks online",
						       row->guest_blocks));
	if (words->len == 0)
		return NULL;
	g_ptr_array_add(words, NULL);
	return g_strjoinv(", ", (char **)words->pdata);
}

static void write_time(uint64_t us, FILE *out)
{
	if (us == UNSET)
		fprintf(out, " %10s", "-");
	else
		fprintf(out, " %7.1f ms", (double)us / 1000);
}

static void write_step(const struct plug_row *plug, FILE *out)
{
	g_autofree char *name = g_strdup_printf("%s %" G_GINT64_FORMAT, plug->what, plug->number);
	g_autofree char *bytes = size_human(plug->bytes);
	g_autofree char *memory =
		plug->memory != UNSET ? size_rounded(plug->memory) : g_strdup("-");

	fprintf(out, "    %-14s %12s", name, bytes);
	write_time(plug->command_us, out);
	write_time(plug->event_us, out);
	write_time(plug->online_us, out);
	fprintf(out, " %12s\n", memory);
}

/* How QEMU answered to a step that was one too many; its words get a line of their own where they
 * are long. */
static void write_extra(const struct plug_row *plug, FILE *out)
{
	g_autofree char *message =
		plug->message != NULL ? text_printable(plug->message, QEMU_BYTES) : NULL;

	if (message == NULL) {
		fprintf(out, "    %s: taken\n", plug->what);
		return;
	}
	g_strdelimit(message, "\n", ' ');
	fprintf(out, "    %s: refused:%s%s\n", plug->what,
		strlen(message) > SHORT_BYTES ? "\n      " : " ", message);
}

static void write_plugs(const GArray *plugs, FILE *out)
{
	const struct plug_row *first = &g_array_index(plugs, struct plug_row, 0);
	unsigned untried = 0;

	if (!plug_is_extra(first))
		fprintf(out, "    %-14s %12s %10s %10s %10s %12s\n", "step",
			plug_is_resize(first) ? "in all" : "size", "command", "event", "online",
			"MemTotal");
	for (unsigned i = 0; i < plugs->len; i++) {
		const struct plug_row *plug = &g_array_index(plugs, struct plug_row, i);

		if (!plug_is_tried(plug))
			untried++;
		else if (plug_is_extra(plug))
			write_extra(plug, out);
		else
			write_step(plug, out);
	}
	if (untried > 0)
		fprintf(out, "    not done: %u of %u steps\n", untried, plugs->len);
}

void guest_text_write(const struct probe_row *row, FILE *out)
{
	g_autofree char *words = guest_text_words(row);

	if (words != NULL)
		fprintf(out, "  the guest: %s\n", words);
	if (row->plugs != NULL && row->plugs->len > 0)
		write_plugs(row->plugs, out);
}

void guest_text_write_console(const struct probe_row *row, FILE *out)
{
	g_auto(GStrv) lines = g_strsplit_set(row->console != NULL ? row->console : "", "\r\n", -1);
	unsigned last = g_strv_length(lines), first, shown = 0;

	for (first = last; first > 0 && shown < CONSOLE_LINES; first--)
		shown += *g_strchomp(lines[first - 1]) != '\0';
	if (shown > 0)
		fprintf(out, "  the guest's console%s:\n", first > 0 ? ", its end" : "");
	for (; first < last; first++) {
		g_autofree char *line = text_printable(lines[first], CONSOLE_BYTES);

		if (*line != '\0')
			fprintf(out, "    %s\n", line);
	}
}

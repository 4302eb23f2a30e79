/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/guest_report.h"

#include "base/text.h"
#include "guest/protocol.h"
#include "model/point.h"
#include "vm/guest_words.h"

#include <stdio.h>
#include <string.h>

#define LONGEST_LINE 256
#define MOST_ENTRIES 4096 /* of any one kind */

void guest_report_init(struct guest_report *report)
{
	*report = (struct guest_report){
		.declared = g_array_new(FALSE, FALSE, sizeof(struct guest_range)),
		.usable = g_array_new(FALSE, FALSE, sizeof(struct guest_range)),
		.bars = g_array_new(FALSE, FALSE, sizeof(struct guest_bar)),
		.disks = g_array_new(FALSE, FALSE, sizeof(uint64_t)),
		.reserved_end = UNSET,
		.acpi_bytes = UNSET,
		.touched = UNSET,
		.partial = g_string_new(NULL),
		.sum = GUEST_SUM_START,
		.last = -1,
	};
}

void guest_report_clear(struct guest_report *report)
{
	g_array_unref(report->declared);
	g_array_unref(report->usable);
	g_array_unref(report->bars);
	g_array_unref(report->disks);
	g_string_free(report->partial, TRUE);
	g_free(report->kernel);
	g_free(report->panic);
	g_free(report->error);
	*report = (struct guest_report){0};
}

uint64_t guest_memory_kib(const struct guest_report *report)
{
	return report->state.number > 0 ? report->state.memory_kib : report->memory_kib;
}

uint64_t guest_blocks_online(const struct guest_report *report)
{
	return report->state.number > 0 ? report->state.blocks_online : report->blocks_online;
}

uint64_t guest_ranges_total(const GArray *ranges)
{
	uint64_t total = 0;

	for (unsigned i = 0; i < ranges->len; i++) {
		const struct guest_range *range = &g_array_index(ranges, struct guest_range, i);

		total += range->end - range->start;
	}
	return total;
}

static void read_cpu(struct guest_report *report, struct words *words)
{
	const char *vendor = take_word(words);

	if (strlen(vendor) != sizeof(report->vendor) - 1)
		words->ok = FALSE;
	g_strlcpy(report->vendor, vendor, sizeof(report->vendor));
	/* CPUID has eight bits for it, and QEMU has been seen to fill them. */
	report->phys_bits = (unsigned)take_decimal(words, 255);
	report->long_mode = take_decimal(words, 1) != 0;
	report->pae = take_decimal(words, 1) != 0;
}

static void read_declared(struct guest_report *report, struct words *words)
{
	take_range(words, report->declared, MOST_ENTRIES);
}

static void read_usable(struct guest_report *report, struct words *words)
{
	take_range(words, report->usable, MOST_ENTRIES);
}

static void read_reserved_end(struct guest_report *report, struct words *words)
{
	report->reserved_end = take_hex(words);
}

static void read_acpi(struct guest_report *report, struct words *words)
{
	report->acpi_bytes = take_decimal(words, G_MAXINT64);
	if (report->acpi_bytes == 0)
		words->ok = FALSE;
}

static void read_bar(struct guest_report *report, struct words *words)
{
	struct guest_bar bar = {0};
	const char *where = take_word(words);
	g_autofree char *again = NULL;

	sscanf(where, "%2x:%2x.%1x", &bar.bus, &bar.device, &bar.function);
	again = g_strdup_printf("%02x:%02x.%x", bar.bus, bar.device, bar.function);
	if (strcmp(where, again) != 0 || report->bars->len >= MOST_ENTRIES)
		words->ok = FALSE;
	bar.number = (unsigned)take_decimal(words, 5);
	bar.address = take_hex(words);
	bar.size = take_hex(words);
	if (bar.size == 0 || (bar.size & (bar.size - 1)) != 0)
		words->ok = FALSE;
	else if (words->ok)
		g_array_append_val(report->bars, bar);
}

static void read_fault(struct guest_report *report, struct words *words)
{
	report->fault.present = TRUE;
	report->fault.vector = (unsigned)take_decimal(words, 255);
	report->fault.error = take_hex(words);
	report->fault.address = take_hex(words);
}

static void read_bad(struct guest_report *report, struct words *words)
{
	take_page(words, &report->bad);
}

static void read_alias(struct guest_report *report, struct words *words)
{
	take_page(words, &report->alias);
}

static void read_touched(struct guest_report *report, struct words *words)
{
	report->touched = take_decimal(words, G_MAXINT64);
}

static void read_kernel(struct guest_report *report, struct words *words)
{
	report->kernel = g_strdup(take_word(words));
}

static void read_memory(struct guest_report *report, struct words *words)
{
	report->memory_kib = take_decimal(words, G_MAXINT64 >> 10);
}

static void read_blocks(struct guest_report *report, struct words *words)
{
	report->blocks_online = take_decimal(words, G_MAXINT64);
	report->blocks = take_decimal(words, G_MAXINT64);
	report->block_bytes = take_hex(words);
	if (report->blocks_online > report->blocks || report->block_bytes == 0)
		words->ok = FALSE;
}

static void read_disk(struct guest_report *report, struct words *words)
{
	uint64_t bytes;

	take_word(words);
	bytes = take_hex(words);
	if (report->disks->len >= MOST_ENTRIES)
		words->ok = FALSE;
	else
		g_array_append_val(report->disks, bytes);
}

static void read_booted(struct guest_report *report, struct words *words)
{
	const char *from = take_word(words);

	report->from_disk = strcmp(from, "disk") == 0;
	if (!report->from_disk && strcmp(from, "kernel") != 0)
		words->ok = FALSE;
}

static void read_end(struct guest_report *report, struct words *words)
{
	/* The newline before this line is part of the sum, this line is not. */
	if (take_hex(words) != report->sum)
		words->ok = FALSE;
	report->ended = words->ok;
}

static void read_state(struct guest_report *report, struct words *words)
{
	struct guest_state state;

	state.number = take_decimal(words, G_MAXINT64);
	state.blocks_online = take_decimal(words, G_MAXINT64);
	state.blocks = take_decimal(words, G_MAXINT64);
	state.memory_kib = take_decimal(words, G_MAXINT64 >> 10);
	if (state.number != report->state.number + 1 || state.blocks_online > state.blocks)
		words->ok = FALSE;
	else
		report->state = state;
}

enum { BOOT_ONLY = 1 << GUEST_BOOT, LINUX_ONLY = 1 << GUEST_LINUX, BOTH = BOOT_ONLY | LINUX_ONLY };

/* The lines between banner and end, in the order in which they come. */
static const struct line {
	const char *word;
	unsigned guests;
	gboolean many;
	void (*read)(struct guest_report *report, struct words *words);
} LINES[] = {
	{"cpu", BOTH, FALSE, read_cpu},
	{"declared", BOOT_ONLY, TRUE, read_declared},
	{"usable", BOTH, TRUE, read_usable},
	{"reserved-end", BOOT_ONLY, FALSE, read_reserved_end},
	{"acpi", BOTH, FALSE, read_acpi},
	{"bar", BOOT_ONLY, TRUE, read_bar},
	{"fault", BOOT_ONLY, FALSE, read_fault},
	{"bad", BOOT_ONLY, TRUE, read_bad},
	{"alias", BOOT_ONLY, TRUE, read_alias},
	{"touched", BOOT_ONLY, FALSE, read_touched},
	{"kernel", LINUX_ONLY, FALSE, read_kernel},
	{"memory", LINUX_ONLY, FALSE, read_memory},
	{"blocks", LINUX_ONLY, FALSE, read_blocks},
	{"disk", LINUX_ONLY, TRUE, read_disk},
	{"booted", LINUX_ONLY, FALSE, read_booted},
	{"end", BOTH, FALSE, read_end},
	{"state", LINUX_ONLY, TRUE, read_state},
};

enum { LINE_END = G_N_ELEMENTS(LINES) - 2 };

static gboolean is_page_line(int line)
{
	return line >= 0 && (LINES[line].read == read_bad || LINES[line].read == read_alias);
}

static void set_error(struct guest_report *report, const char *what, const char *line)
{
	g_autofree char *shown = text_printable(line, 100);

	if (report->error == NULL)
		report->error = g_strdup_printf("the guest's report: %s: %s", what, shown);
}

/* Pages come in the order in which they were touched, bad and aliased ones mixed. */
static gboolean is_in_order(const struct guest_report *report, int line)
{
	if (report->ended != (line > LINE_END))
		return FALSE;
	if (is_page_line(line) && is_page_line(report->last))
		return TRUE;
	return line > report->last || (line == report->last && LINES[line].many);
}

static void take_report_line(struct guest_report *report, char **line_words, const char *line)
{
	struct words words = {line_words, TRUE};
	const char *word = take_word(&words); /* "" for an empty line */
	int i;

	for (i = 0; i < (int)G_N_ELEMENTS(LINES); i++)
		if (strcmp(LINES[i].word, word) == 0 && (LINES[i].guests & 1U << report->kind) != 0)
			break;
	if (i == (int)G_N_ELEMENTS(LINES)) {
		set_error(report, "an unknown line", line);
		return;
	}
	/* Without a CPU line first, nothing else can be judged. */
	if (!is_in_order(report, i) || (report->last < 0 && i != 0)) {
		set_error(report, "a line out of place", line);
		return;
	}
	LINES[i].read(report, &words);
	report->last = i;
	if (!words.ok || *words.next != NULL)
		set_error(report, i == LINE_END ? "its sum does not fit" : "an unreadable line",
			  line);
}

static void take_banner(struct guest_report *report, char **words, const char *line)
{
	if (words[0] == NULL || words[1] == NULL || words[2] == NULL || words[3] != NULL) {
		set_error(report, "an unreadable banner", line);
	} else if (strcmp(words[1], GUEST_PROTOCOL) != 0) {
		set_error(report, "another version than " GUEST_PROTOCOL, line);
	} else if (strcmp(words[2], "boot") != 0 && strcmp(words[2], "linux") != 0) {
		set_error(report, "an unknown guest", line);
	} else {
		report->kind = strcmp(words[2], "boot") == 0 ? GUEST_BOOT : GUEST_LINUX;
		report->begun = report->entered = TRUE;
	}
}

static void add_to_sum(struct guest_report *report, const char *line)
{
	for (const char *c = line; *c != '\0'; c++)
		report->sum = (report->sum ^ (unsigned char)*c) * GUEST_SUM_FACTOR;
	report->sum = (report->sum ^ '\n') * GUEST_SUM_FACTOR;
}

static void take_line(struct guest_report *report, char *line)
{
	g_auto(GStrv) words = NULL;

	/* A serial console sends "\r\n". */
	if (g_str_has_suffix(line, "\r"))
		line[strlen(line) - 1] = '\0';
	if (report->panic == NULL && strstr(line, "Kernel panic - not syncing") != NULL)
		report->panic = text_printable(line, 200);
	words = split_words(line);
	if (!report->begun) {
		if (g_strcmp0(words[0], GUEST_BANNER) == 0)
			take_banner(report, words, line);
		/* Everything before the banner is the firmware's, or the kernel's. */
		if (!report->begun)
			return;
	} else if (report->panic == NULL) {
		take_report_line(report, words, line);
	}
	add_to_sum(report, line);
}

/* Keeps one byte more than a line may have, so that a longer one shows. */
static void add_to_line(struct guest_report *report, const char *data, size_t n)
{
	GString *line = report->partial;

	g_string_append_len(line, data, (gssize)MIN(n, LONGEST_LINE + 1 - line->len));
	/* Behind what a UEFI leaves on the line it may be too long to be read as one. */
	if (!report->entered && strstr(line->str, "Linux version") != NULL)
		report->entered = TRUE;
	/* Noise without newlines is only kept in the console. */
	if (line->len > LONGEST_LINE && report->begun && report->panic == NULL)
		set_error(report, "a line without end", line->str);
}

static void end_line(struct guest_report *report)
{
	GString *line = report->partial;

	if (line->len <= LONGEST_LINE && strlen(line->str) == line->len)
		take_line(report, line->str);
	else if (report->begun && report->panic == NULL)
		set_error(report, "an unreadable line", line->str);
	g_string_truncate(line, 0);
}

gboolean guest_report_feed(struct guest_report *report, const char *data, size_t n)
{
	while (n > 0 && report->error == NULL) {
		const char *newline = memchr(data, '\n', n);
		size_t piece = newline != NULL ? (size_t)(newline - data) : n;

		add_to_line(report, data, piece);
		if (newline != NULL && report->error == NULL) {
			end_line(report);
			piece++;
		}
		data += piece;
		n -= piece;
	}
	return report->error == NULL;
}

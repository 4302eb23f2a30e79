/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What can be wrong with a guest, each as one change of what an ideal one says. */
#include "base/error.h"
#include "base/size.h"
#include "base/text.h"
#include "guest/protocol.h"
#include "vm/fake_guest.h"

#include <stdio.h>
#include <string.h>

#define FLOOD_LINES 1000

/* The last line that begins with @word; lines->len when there is none. */
static unsigned find(const struct fake_speech *speech, const char *word)
{
	for (unsigned i = speech->lines->len; i > 0; i--) {
		const char *line = speech->lines->pdata[i - 1];
		size_t n = strlen(word);

		if (strncmp(line, word, n) == 0 && line[n] == ' ')
			return i - 1;
	}
	return speech->lines->len;
}

static void replace(struct fake_speech *speech, unsigned i, char *line)
{
	if (i < speech->lines->len) {
		g_free(speech->lines->pdata[i]);
		speech->lines->pdata[i] = line;
	} else {
		g_ptr_array_add(speech->lines, line);
	}
}

static void remove_line(struct fake_speech *speech, const char *word)
{
	unsigned i = find(speech, word);

	if (i < speech->lines->len)
		g_ptr_array_remove_index(speech->lines, i);
}

/* Puts @line before the last line with @word, or at the end. */
static void insert(struct fake_speech *speech, const char *word, const char *line)
{
	g_ptr_array_insert(speech->lines, (int)find(speech, word), g_strdup(line));
}

/* Keeps the first half of what is said. */
static void halve(struct fake_speech *speech)
{
	g_ptr_array_set_size(speech->lines, (int)speech->lines->len / 2 + 1);
}

static void set_word(struct fake_speech *speech, const char *word, unsigned n, const char *value)
{
	unsigned i = find(speech, word);
	g_auto(GStrv) words = NULL;

	if (i == speech->lines->len)
		return;
	words = g_strsplit(speech->lines->pdata[i], " ", -1);
	g_free(words[n]);
	words[n] = g_strdup(value);
	replace(speech, i, g_strjoinv(" ", words));
}

static void set_number(struct fake_speech *speech, const char *word, unsigned n, uint64_t value)
{
	g_autofree char *text = g_strdup_printf("0x%" G_GINT64_MODIFIER "x", value);

	set_word(speech, word, n, text);
}

static void version(struct fake_speech *speech)
{
	set_word(speech, GUEST_BANNER, 1, "2");
}

static void kind(struct fake_speech *speech)
{
	set_word(speech, GUEST_BANNER, 2, "windows");
}

static void other(struct fake_speech *speech)
{
	fake_guest_speak(speech, point_proof(speech->point) != PROOF_BOOT);
}

static void banner(struct fake_speech *speech)
{
	replace(speech, 0, g_strdup(GUEST_BANNER));
}

static void order(struct fake_speech *speech)
{
	void *cpu = speech->lines->pdata[1];

	speech->lines->pdata[1] = speech->lines->pdata[2];
	speech->lines->pdata[2] = cpu;
}

static void unknown(struct fake_speech *speech)
{
	g_ptr_array_add(speech->lines, g_strdup("weather fine"));
}

static void number(struct fake_speech *speech)
{
	set_word(speech, "usable", 2, "0xG");
}

static void overflow(struct fake_speech *speech)
{
	set_word(speech, "usable", 2, "0x10000000000000000");
}

static void long_line(struct fake_speech *speech)
{
	g_autofree char *text = g_strnfill(10000, '1');

	set_word(speech, "cpu", 2, text);
}

static void phys_bits(struct fake_speech *speech)
{
	g_autofree char *text = g_strdup_printf("%u", speech->input.phys_bits - 1);

	set_word(speech, "cpu", 2, text);
}

static void vendor(struct fake_speech *speech)
{
	set_word(speech, "cpu", 1, speech->input.cpu.amd ? "GenuineIntel" : "AuthenticAMD");
}

static void bits(struct fake_speech *speech)
{
	set_word(speech, "cpu", 3, speech->input.cpu.long_mode ? "0" : "1");
}

static void no_cpu(struct fake_speech *speech)
{
	remove_line(speech, "cpu");
}

static void missing_range(struct fake_speech *speech)
{
	remove_line(speech, "usable");
}

/* Half of the last range. */
static void short_range(struct fake_speech *speech)
{
	unsigned long long start = 0, end = 0;
	unsigned i = find(speech, "usable");

	if (i < speech->lines->len)
		sscanf(speech->lines->pdata[i], "usable 0x%llx 0x%llx", &start, &end);
	set_number(speech, "usable", 2, start + (end - start) / 2);
}

static void extra_range(struct fake_speech *speech)
{
	unsigned i = find(speech, "usable");

	g_ptr_array_insert(speech->lines, (int)MIN(i + 1, speech->lines->len),
			   g_strdup("usable 0x100000000000000 0x100000000200000"));
}

static void declares(struct fake_speech *speech)
{
	unsigned i = find(speech, "declared");

	g_ptr_array_insert(speech->lines, (int)MIN(i + 1, speech->lines->len),
			   g_strdup("declared 0x100000000000000 0x100000000200000"));
}

static void fault(struct fake_speech *speech)
{
	insert(speech, "touched", "fault 14 0xb 0x100000000");
	remove_line(speech, "touched");
}

static void bad(struct fake_speech *speech)
{
	insert(speech, "touched", "bad 0x100000 0xffffffffffffffff");
}

static void alias(struct fake_speech *speech)
{
	insert(speech, "touched", "alias 0x100000 0x200000");
}

static void untouched(struct fake_speech *speech)
{
	set_word(speech, "touched", 1, "0");
}

static void no_reserved_end(struct fake_speech *speech)
{
	remove_line(speech, "reserved-end");
}

static void low_reserved_end(struct fake_speech *speech)
{
	set_number(speech, "reserved-end", 1, 4 * GIB);
}

static void bar_lost(struct fake_speech *speech)
{
	remove_line(speech, "bar");
	insert(speech, "touched", "bar 00:02.0 2 0x0 0x40000000");
}

static void bar_in_ram(struct fake_speech *speech)
{
	remove_line(speech, "bar");
	insert(speech, "touched", "bar 00:02.0 2 0x100000 0x100000");
}

static void little_memory(struct fake_speech *speech)
{
	set_word(speech, "memory", 1, "1024");
}

static void offline(struct fake_speech *speech)
{
	set_word(speech, "blocks", 1, "0");
}

static void booted(struct fake_speech *speech)
{
	set_word(speech, "booted", 1, point_boots_from_disk(speech->point) ? "kernel" : "disk");
}

static void wrong_sum(struct fake_speech *speech)
{
	const char *line = speech->lines->pdata[speech->lines->len - 1];

	set_word(speech, "end", 1, strcmp(line, "end 0x1") == 0 ? "0x2" : "0x1");
}

/* A digit becomes another one: only the sum can tell. */
static void flipped(struct fake_speech *speech)
{
	char *line = speech->lines->pdata[find(speech, "usable")];
	char *last = line + strlen(line) - 1;

	*last = *last == '1' ? '2' : '1';
}

static void lost(struct fake_speech *speech)
{
	remove_line(speech, "usable");
}

static void twice(struct fake_speech *speech)
{
	unsigned i = find(speech, "usable");

	g_ptr_array_insert(speech->lines, (int)i, g_strdup(speech->lines->pdata[i]));
}

static void after(struct fake_speech *speech)
{
	g_ptr_array_add(speech->lines, g_strdup(speech->lines->pdata[1]));
}

static void garbage(struct fake_speech *speech)
{
	g_ptr_array_set_size(speech->lines, 0);
	g_ptr_array_add(speech->lines, g_strdup("\x1b[2J\xff\xfe memroof-gues 1 boot"));
}

static void silent(struct fake_speech *speech)
{
	g_ptr_array_set_size(speech->lines, 0);
	speech->end = FAKE_NEVER_ENDS;
}

static void hang(struct fake_speech *speech)
{
	halve(speech);
	speech->end = FAKE_NEVER_ENDS;
}

static void reset(struct fake_speech *speech)
{
	halve(speech);
	speech->end = FAKE_RESETS;
}

static void panic(struct fake_speech *speech)
{
	halve(speech);
	g_ptr_array_add(speech->lines,
			g_strdup("[    0.1] Kernel panic - not syncing: Out of memory"));
	speech->end = FAKE_RESETS;
}

static void flood(struct fake_speech *speech)
{
	g_ptr_array_set_size(speech->lines, 0);
	for (int i = 0; i < FLOOD_LINES; i++)
		g_ptr_array_add(speech->lines, g_strdup("flood"));
	speech->end = FAKE_FLOODS;
}

const struct fake_guest FAKE_GUESTS[] = {
	/* It says something wrong, and its sum is right. */
	{"version", "speaks version 2 of the protocol", version, NULL},
	{"kind", "is neither the boot guest nor Linux", kind, NULL},
	{"other", "is the other guest, not the one that was started", other, NULL},
	{"banner", "has a banner of one word", banner, NULL},
	{"order", "says its lines in another order", order, NULL},
	{"unknown", "says a line that is not in the protocol", unknown, NULL},
	{"number", "says a number that is none", number, NULL},
	{"overflow", "says a number of 2^64", overflow, NULL},
	{"long", "says a line without end", long_line, NULL},
	{"phys-bits", "has a CPU with one bit less", phys_bits, NULL},
	{"vendor", "has a CPU by somebody else", vendor, NULL},
	{"bits", "has a 32-bit CPU instead of a 64-bit one, or the other way round", bits, NULL},
	{"no-cpu", "says nothing of its CPU", no_cpu, NULL},
	{"missing-range", "does not have its last range of RAM", missing_range, NULL},
	{"short-range", "has only half of its last range of RAM", short_range, NULL},
	{"extra-range", "has RAM that QEMU does not declare", extra_range, NULL},
	{"declares", "(boot) QEMU declares more RAM than was asked for", declares, NULL},
	{"fault", "(boot) touching RAM raises an exception", fault, NULL},
	{"bad", "(boot) a page does not keep what is written to it", bad, NULL},
	{"alias", "(boot) two pages are the same", alias, NULL},
	{"untouched", "(boot) touches no page", untouched, NULL},
	{"no-reserved-end", "(boot, with maxmem) has no region for hotplug", no_reserved_end, NULL},
	{"low-reserved-end", "(boot, with maxmem) its region for hotplug is too small",
	 low_reserved_end, NULL},
	{"bar-lost", "(boot) the firmware gives a BAR no address", bar_lost, NULL},
	{"bar-in-ram", "(boot) the firmware places a BAR in RAM", bar_in_ram, NULL},
	{"little-memory", "(linux) MemTotal is 1 MiB", little_memory, NULL},
	{"offline", "(linux) no memory block is online", offline, NULL},
	{"booted", "(linux) was started from the disk instead of -kernel, or the other way round",
	 booted, NULL},

	/* It is changed on its way. */
	{"wrong-sum", "its sum does not fit", NULL, wrong_sum},
	{"flipped", "a byte is another one", NULL, flipped},
	{"lost", "a line is lost", NULL, lost},
	{"twice", "a line comes twice", NULL, twice},
	{"after", "goes on after its end", NULL, after},
	{"garbage", "says garbage instead of a report", NULL, garbage},

	/* It does not come to its end. */
	{"silent", "never says anything, and never ends", NULL, silent},
	{"hang", "stops in the middle of its report, and never ends", NULL, hang},
	{"reset", "is reset in the middle of its report", NULL, reset},
	{"panic", "its kernel panics in the middle of its report", NULL, panic},
	{"flood", "prints without end", NULL, flood},
};

const unsigned N_FAKE_GUESTS = G_N_ELEMENTS(FAKE_GUESTS);

const struct fake_guest *fake_guest_find(const char *word, GError **error)
{
	const char *words[G_N_ELEMENTS(FAKE_GUESTS) + 1] = {NULL};
	g_autofree char *hint = NULL, *all = NULL;

	for (unsigned i = 0; i < N_FAKE_GUESTS; i++) {
		words[i] = FAKE_GUESTS[i].word;
		if (strcmp(word, words[i]) == 0)
			return &FAKE_GUESTS[i];
	}
	hint = text_hint(word, words);
	all = g_strjoinv(", ", (char **)words);
	input_error(error, "fake: unknown guest '%s'%s: expected one of: %s", word, hint, all);
	return NULL;
}

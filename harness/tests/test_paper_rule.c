/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rule for paper of docs/formula.md, against everything that was measured and against QEMU. */
#include "base/size.h"
#include "tests/pages.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* A row of a measured table, as far as the rule for paper asks. */
struct measured {
	char **fields;
	const char *machine, *cpu, *outcome, *reason;
	uint64_t phys_bits, size, slots, hole, limit;
};

static uint64_t number_or(const char *field, uint64_t otherwise)
{
	return *field != '\0' ? g_ascii_strtoull(field, NULL, 10) : otherwise;
}

static gboolean is_pc(const struct measured *row)
{
	return g_str_equal(row->machine, "pc") || strstr(row->machine, "i440fx") != NULL;
}

static void read_row(struct measured *row, const char *line)
{
	row->fields = g_strsplit(line, "\t", -1);
	ck_assert_uint_eq(g_strv_length(row->fields), 9);
	row->machine = row->fields[0];
	row->cpu = row->fields[1];
	row->phys_bits = number_or(row->fields[2], 0);
	row->size = number_or(row->fields[3], 0);
	row->slots = number_or(row->fields[4], 0);
	row->hole = number_or(row->fields[5], is_pc(row) ? 2 * GIB : 32 * GIB);
	row->outcome = row->fields[6];
	row->limit = number_or(row->fields[7], 0);
	row->reason = row->fields[8];
}

static int64_t gib_up(uint64_t bytes)
{
	return (int64_t)((bytes + GIB - 1) / GIB);
}

static gboolean has_hypertransport_hole(const struct measured *row)
{
	return strstr(row->cpu, "GenuineIntel") == NULL &&
	       !g_str_has_suffix(row->machine, "-2.5") && !g_str_has_suffix(row->machine, "-7.0");
}

/* docs/formula.md, "The rule", written down again from the page: not what harness/model has. */
static int64_t on_paper(const struct measured *row)
{
	int64_t e = (int64_t)1 << (row->phys_bits - 30), h = gib_up(row->hole), r = 4;
	uint64_t split = is_pc(row) ? 3584 * MIB : 2816 * MIB, gap = is_pc(row) ? GIB : 2 * GIB;

	if (has_hypertransport_hole(row) && row->phys_bits > 39)
		e = MAX(1012, e - 1020);
	if (row->size >= split)
		r = gib_up(row->size + gap);
	return (int64_t)row->size + (e - h - r - (int64_t)row->slots) * (int64_t)GIB;
}

/* FALSE for rows that the page leaves out of the rule. */
static gboolean check_row(const struct measured *row, const char *line)
{
	int64_t paper;

	if (g_str_equal(row->reason, "machine-unknown") || g_str_has_suffix(row->machine, "-2.4"))
		return FALSE;
	paper = on_paper(row);
	if (g_str_equal(row->outcome, "exact"))
		ck_assert_msg(paper == (int64_t)row->limit, "on paper %" PRId64 ": %s", paper,
			      line);
	else
		ck_assert_msg(g_str_equal(row->outcome, "nothing-accepted") &&
				      paper <= (int64_t)row->size,
			      "on paper %" PRId64 ": %s", paper, line);
	return TRUE;
}

static unsigned check_section(struct program *program, const char *table, const char *section)
{
	g_autofree char *command = g_strdup_printf(
		"tools/csv-columns results/reference/%s.csv %s machine cpu phys-bits size slots "
		"pci-hole64 outcome limit reason",
		table, section);
	g_auto(GStrv) lines = NULL;
	unsigned n = 0;

	page_tool(program, command);
	lines = g_strsplit(g_strchomp(program->out), "\n", -1);
	for (char **line = lines; *line != NULL; line++) {
		struct measured row;

		read_row(&row, *line);
		n += check_row(&row, *line) ? 1 : 0;
		g_strfreev(row.fields);
	}
	return n;
}

START_TEST(rule_is_what_was_measured)
{
	static const char *const tables[] = {"formula", "formula-10.0", "formula-11.1"};
	static const char *const sections[] = {"slots",      "slot-cost", "size",
					       "pci-hole64", "phys-bits", "machine-types"};
	struct program program;
	unsigned n = 0;

	program_init(&program);
	for (unsigned i = 0; i < G_N_ELEMENTS(sections); i++)
		n += check_section(&program, tables[_i], sections[i]);
	ck_assert_uint_ge(n, 150);
	program_clear(&program);
}
END_TEST

START_TEST(rule_holds_for_incus)
{
	struct program program;

	program_init(&program);
	ck_assert_uint_eq(check_section(&program, "incus", "largest"), 24);
	ck_assert_uint_eq(check_section(&program, "incus", "largest-with-numa-node"), 12);
	ck_assert_uint_eq(check_section(&program, "incus", "largest-that-boots"), 6);
	program_clear(&program);
}
END_TEST

/* The sum of "2 + 64 - 32 - 4 - 8". */
static int64_t sum_of(const char *text)
{
	g_auto(GStrv) words = g_strsplit(text, " ", -1);
	int64_t sum = g_ascii_strtoll(words[0], NULL, 10);

	for (unsigned i = 1; words[i] != NULL && words[i + 1] != NULL; i += 2) {
		int64_t number = g_ascii_strtoll(words[i + 1], NULL, 10);

		ck_assert_msg(strcmp(words[i], "+") == 0 || strcmp(words[i], "-") == 0, "%s", text);
		sum += *words[i] == '+' ? number : -number;
	}
	return sum;
}

/* The table of examples by hand: the sum is right, and QEMU says the same. */
START_TEST(examples_by_hand_are_what_qemu_does)
{
	g_autofree char *page = page_read("docs/formula.md");
	g_auto(GStrv) lines = g_strsplit(page, "\n", -1);
	struct program program;
	unsigned n = 0;

	program_init(&program);
	for (char **line = lines; *line != NULL; line++) {
		char machine[16], cpu[16], size[16], sum[64];
		unsigned phys_bits, slots, said;
		g_autofree char *limit = NULL;
		json_t *json;

		if (sscanf(*line, "| %15s | %15s | %u | %15s | %u | %63[0-9 +-] | %u GiB |",
			   machine, cpu, &phys_bits, size, &slots, sum, &said) != 7)
			continue;
		ck_assert_msg(sum_of(g_strchomp(sum)) == said, "%s", *line);
		program_run(
			&program,
			"limit --machine %s --cpu %s --phys-bits %u --size %s --slots %u --json",
			machine, cpu, phys_bits, size, slots);
		json = program_json(&program);
		limit = json_field(json, "limit");
		ck_assert_msg(g_ascii_strtoull(limit, NULL, 10) == said * GIB, "%s: QEMU says %s",
			      *line, limit);
		json_decref(json);
		n++;
	}
	ck_assert_uint_ge(n, 7);
	program_clear(&program);
}
END_TEST

Suite *suite_paper_rule(void)
{
	Suite *suite = suite_create("paper-rule");
	TCase *program = tcase_create("program");

	tcase_set_tags(program, "process");
	tcase_set_timeout(program, 120);
	tcase_add_loop_test(program, rule_is_what_was_measured, 0, 3);
	tcase_add_test(program, rule_holds_for_incus);
	tcase_add_test(program, examples_by_hand_are_what_qemu_does);
	suite_add_tcase(suite, program);
	return suite;
}

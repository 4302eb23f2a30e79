/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/error.h"
#include "base/size.h"
#include "report/exporter.h"
#include "tests/report_guests.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <jansson.h>
#include <string.h>

#define T(text) ((char *)(text))
#define NASTY "he said \"no\", twice\nand\r\nleft | `x`"
#define EDGE(value, unit) (value), (value) + (unit)

static const struct run_row RUN = {
	.started = T("2026-01-02T03:04:05Z"),
	.memroof_version = T("1.2.3"),
	.command = T("memroof run q.ini"),
	.kernel = T("Linux 6.1"),
	.host_cpu_vendor = T("AuthenticAMD"),
	.host_cpu_model = T("CPU"),
	.host_phys_bits = 48,
	.host_memory = INT64_C(25276514304),
	.overcommit = 0,
};

/* One of each kind of section; the last point of the first one is not done yet. */
static const struct section_row SECTIONS[] = {
	{.kind = T("limit"),
	 .name = T("kinds of limits"),
	 .axis = T("maxmem"),
	 .columns = T("size"),
	 .varied = T("machine,size,slots"),
	 .n_points = 8},
	{.kind = T("probe"), .name = T("probes"), .varied = T("cpu"), .n_points = 3},
	{.kind = T("limit"),
	 .name = T("width"),
	 .axis = T("phys-bits"),
	 .varied = T(""),
	 .n_points = 1},
};

static const struct {
	const char *machine;
	uint64_t size, slots;
	const char *status;
	uint64_t limit, refused;
	enum reason reason;
	const char *message;
	uint64_t counterexample, predicted;
	int agrees;
} LIMITS[] = {
	{"q35", GIB, 0, LIMIT_EXACT, EDGE(29 * GIB, 4096), REASON_PHYS_BITS, "too low", UNSET,
	 29 * GIB, 1},
	{"q35", GIB, 8, LIMIT_EXACT, EDGE(23 * GIB / 4 * 5, 4096), REASON_PHYS_BITS, "too low",
	 UNSET, 21 * GIB, 0},
	{"q35", 2 * GIB, 0, LIMIT_NOTHING, UNSET, 2 * GIB, REASON_PHYS_BITS, NASTY, UNSET, UNSET,
	 1},
	{"q35", 2 * GIB, 8, LIMIT_EVERYTHING, 66 * GIB, UNSET, REASON_NONE, NULL, UNSET, UNSET, -1},
	{"pc", GIB, 0, LIMIT_UNDECIDED, 21 * GIB, UNSET, REASON_ASSERTION, "it crashed", UNSET,
	 22 * GIB, -1},
	{"pc", GIB, 8, LIMIT_NON_MONOTONE, EDGE(20 * GIB, 4096), REASON_PHYS_BITS, "too low",
	 5 * GIB, 20 * GIB, 0},
	{"pc", 2 * GIB, 0, LIMIT_EXACT, EDGE(61 * GIB + 4096, 4096), REASON_SLOTS, "slots", UNSET,
	 UNSET, -1},
};

static const struct {
	const char *cpu;
	enum outcome outcome;
	enum reason reason;
	const char *message;
	uint64_t used_gpa;
	int64_t exit_code;
} PROBES[] = {
	{"qemu64", OUTCOME_ACCEPTED, REASON_NONE, NULL, UNSET, 0},
	{"pentium,pse36=on", OUTCOME_REFUSED, REASON_PHYS_BITS, NASTY, 0x103fffffff, 1},
	{"n270", OUTCOME_CRASH, REASON_ASSERTION, "", UNSET, -6},
};

static void add_sections(struct store *store)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(SECTIONS); i++) {
		struct section_row row = SECTIONS[i];

		row.path = T("q.ini");
		row.text = row.spec = T("");
		row.question = T("Why, \"really\"?\nSecond line");
		ck_assert(store_add_section(store, &row, NULL));
		ck_assert_int_eq(row.id, i + 1);
	}
}

static void add_limit(struct store *store, unsigned i)
{
	struct limit_row row = {
		.section = 1,
		.cell = i,
		.point = point_new(),
		.axis = T("maxmem"),
		.status = T(LIMITS[i].status),
		.limit = LIMITS[i].limit,
		.refused = LIMITS[i].refused,
		.step = 4096,
		.reason = LIMITS[i].reason,
		.message = T(LIMITS[i].message),
		.counterexample = LIMITS[i].counterexample,
		.probes = 2 + i,
		.agrees_with_model = LIMITS[i].agrees,
		.confirmed = -1,
		.predicted = LIMITS[i].predicted,
		.qemu_version = T("7.2.22"),
		.qemu_package = T(i % 2 == 0 ? "Debian, \"patched\"" : ""),
		.machine_type = T("pc-x-7.2"),
	};

	row.point->machine = g_strdup(LIMITS[i].machine);
	row.point->size = LIMITS[i].size;
	row.point->slots = LIMITS[i].slots;
	ck_assert(store_add_limit(store, &row, NULL));
	point_free(row.point);
}

static void add_width(struct store *store)
{
	struct limit_row row = {
		.section = 3,
		.point = point_new(),
		.axis = T("phys-bits"),
		.status = T(LIMIT_EXACT),
		.limit = 36,
		.refused = 35,
		.step = 1,
		.reason = REASON_PHYS_BITS,
		.counterexample = UNSET,
		.predicted = 36,
		.agrees_with_model = 1,
		.confirmation = T("refused side accepted by x"),
	};

	ck_assert(store_add_limit(store, &row, NULL));
	point_free(row.point);
}

static void add_probe(struct store *store, unsigned i)
{
	struct probe_row row = {
		.section = 2,
		.cell = i,
		.point = point_new(),
		.outcome = PROBES[i].outcome,
		.stage = STAGE_MACHINE,
		.reason = PROBES[i].reason,
		.message = T(PROBES[i].message),
		.used_gpa = PROBES[i].used_gpa,
		.guest_phys_bits = UNSET,
		.guest_memory = UNSET,
		.guest_blocks = UNSET,
		.qemu_version = T("7.2.22"),
		.qemu_path = T("/usr/bin/qemu"),
		.command = T("qemu -name 'a b'"),
		.exit_code = PROBES[i].exit_code,
		.elapsed_us = 1500,
		.finished = T("then"),
	};

	row.point->cpu = g_strdup(PROBES[i].cpu);
	row.point->pci_hole64 = 0;
	row.point->timeout = 1500;
	ck_assert(store_add_probe(store, &row, NULL));
	point_free(row.point);
}

static struct store *make_store(const char *directory)
{
	g_autofree char *path = g_build_filename(directory, "x.db", NULL);
	struct store *store = store_create(path, &RUN, NULL);

	ck_assert_ptr_nonnull(store);
	add_sections(store);
	for (unsigned i = 0; i < G_N_ELEMENTS(LIMITS); i++)
		add_limit(store, i);
	for (unsigned i = 0; i < G_N_ELEMENTS(PROBES); i++)
		add_probe(store, i);
	add_width(store);
	return store;
}

static char *read_text(const char *path)
{
	char *text;

	ck_assert_msg(g_file_get_contents(path, &text, NULL, NULL), "%s", path);
	return text;
}

/* What an exporter writes of the store above. */
static char *exported(const char *format)
{
	g_autofree char *directory = make_directory();
	g_autofree char *path = g_build_filename(directory, "table", NULL);
	struct store *store = make_store(directory);
	const struct exporter *exporter = exporter_find(format, NULL);
	GError *error = NULL;

	ck_assert_ptr_nonnull(exporter);
	ck_assert_str_eq(exporter->name, format);
	ck_assert_msg(exporter_save(exporter, store, path, &error), "%s",
		      error != NULL ? error->message : "");
	store_close(store);
	return read_text(path);
}

START_TEST(test_csv)
{
	g_autofree char *path = data_path("golden/report.csv"), *golden = read_text(path);

	assert_text(exported("csv"), golden);
}
END_TEST

/* Reads one field of RFC 4180 text and moves behind it; newly allocated. */
static char *csv_field(const char **text)
{
	GString *field = g_string_new(NULL);
	gboolean quoted = **text == '"';
	const char *p = *text + quoted;

	for (; *p != '\0' && (quoted || strchr(",\r\n", *p) == NULL); p++) {
		if (quoted && *p == '"' && *++p != '"')
			break;
		g_string_append_c(field, *p);
	}
	*text = p;
	return g_string_free(field, FALSE);
}

/* Another program that reads the table finds in each record as many fields as in the head. */
START_TEST(test_csv_can_be_read_back)
{
	g_autofree char *text = exported("csv");
	unsigned columns = 0, column = 0, records = 0, nasty = 0;

	for (const char *p = text; *p != '\0';) {
		g_autofree char *field = csv_field(&p);

		column++;
		nasty += g_str_equal(field, NASTY);
		if (*p == ',') {
			p++;
			continue;
		}
		ck_assert_int_eq(*p++, '\n');
		columns = records++ == 0 ? column : columns;
		ck_assert_uint_eq(column, columns);
		column = 0;
	}
	ck_assert_uint_eq(records, 1 + G_N_ELEMENTS(LIMITS) + G_N_ELEMENTS(PROBES) + 1);
	ck_assert_uint_eq(nasty, 2);
}
END_TEST

START_TEST(test_json)
{
	g_autofree char *path = data_path("golden/report.json"), *text = exported("json");
	json_t *golden = json_load_file(path, 0, NULL), *json = json_loads(text, 0, NULL);

	ck_assert_ptr_nonnull(golden);
	ck_assert_ptr_nonnull(json);
	ck_assert_msg(json_equal(golden, json), "%s", text);
	json_decref(golden);
	json_decref(json);
}
END_TEST

/* Markdown tables as cells: tables of rows of texts. */
static GPtrArray *md_tables(const char *text)
{
	GPtrArray *tables = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	GPtrArray *table = NULL;

	for (char **line = lines; *line != NULL; line++) {
		char **cells;

		if (**line != '|') {
			table = NULL;
			continue;
		}
		if (table == NULL) {
			table = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
			g_ptr_array_add(tables, table);
		}
		cells = g_strsplit(*line + 1, "|", -1);
		for (char **cell = cells; *cell != NULL; cell++)
			g_strstrip(*cell);
		g_ptr_array_add(table, cells);
	}
	return tables;
}

/* A cell of the tables above, by table, row (0 is the head, 1 the rule) and column. */
static const struct {
	unsigned table, row, column;
	const char *text;
	gboolean whole; /* else a part of it */
} CELLS[] = {
	{0, 0, 0, "slots", TRUE},      {0, 0, 1, "size 1G", TRUE},
	{0, 0, 2, "size 2G", TRUE},    {0, 2, 0, "0", TRUE},
	{0, 3, 0, "8", TRUE},          {0, 2, 1, "29 GiB", TRUE},
	{0, 3, 1, "28.75 GiB", TRUE},  {0, 2, 2, "none", FALSE},
	{0, 3, 2, "66 GiB", FALSE},    {0, 3, 2, "all", FALSE},
	{1, 0, 2, "size 2G", TRUE},    {1, 2, 1, "21 GiB", FALSE},
	{1, 2, 1, "assertion", FALSE}, {1, 3, 1, "20 GiB", FALSE},
	{1, 3, 1, "!", FALSE},         {1, 2, 2, "61 GiB + 4 KiB", TRUE},
	{1, 3, 2, "", TRUE},           {2, 2, 0, "qemu64", TRUE},
	{2, 2, 1, "accepted", TRUE},   {2, 3, 0, "pentium,pse36=on", TRUE},
	{2, 3, 1, "refused", TRUE},    {2, 3, 3, "phys-bits", TRUE},
	{2, 4, 1, "crash", TRUE},      {3, 2, 0, "36", TRUE},
	{3, 2, 1, "35", TRUE},         {3, 2, 3, "no", TRUE},
};

START_TEST(test_md_cell)
{
	g_autofree char *text = exported("md");
	g_autoptr(GPtrArray) tables = md_tables(text);
	const GPtrArray *table;
	char **row;

	ck_assert_uint_eq(tables->len, 4);
	table = tables->pdata[CELLS[_i].table];
	ck_assert_uint_gt(table->len, CELLS[_i].row);
	row = table->pdata[CELLS[_i].row];
	ck_assert_uint_gt(g_strv_length(row), CELLS[_i].column);
	if (CELLS[_i].whole)
		ck_assert_str_eq(row[CELLS[_i].column], CELLS[_i].text);
	else
		ck_assert_msg(strstr(row[CELLS[_i].column], CELLS[_i].text) != NULL, "%s",
			      row[CELLS[_i].column]);
}
END_TEST

/* What must be said somewhere around the tables, in whatever words. */
static const char *const SAID[] = {
	"# q.ini\n",
	"Why, \"really\"?\nSecond line",
	"## kinds of limits\n",
	"## probes\n",
	"## width\n",
	"7 of 8",
	"machine q35",
	"machine pc",
	"NON-MONOTONE",
	"5 GiB",
	"assertion",
	"phys-bits",
	"he said \"no\"",
	"7.2.22",
	"Linux 6.1",
	"2026-01-02T03:04:05Z",
	"1.2.3",
	"NOT CONFIRMED: `refused side accepted by x`\n",
};

START_TEST(test_md_says)
{
	g_autofree char *text = exported("md");

	ck_assert_msg(strstr(text, SAID[_i]) != NULL, "no '%s' in:\n%s", SAID[_i], text);
}
END_TEST

START_TEST(test_unknown_format)
{
	GError *error = NULL;

	ck_assert_ptr_null(exporter_find("xml", &error));
	assert_error(&error, MEMROOF_ERROR_INPUT, "csv");
}
END_TEST

Suite *suite_report(void)
{
	Suite *suite = suite_create("report");
	TCase *tcase = tcase_create("tables");

	tcase_add_test(tcase, test_csv);
	tcase_add_test(tcase, test_csv_can_be_read_back);
	tcase_add_test(tcase, test_json);
	tcase_add_loop_test(tcase, test_md_cell, 0, G_N_ELEMENTS(CELLS));
	tcase_add_loop_test(tcase, test_md_says, 0, G_N_ELEMENTS(SAID));
	tcase_add_test(tcase, test_unknown_format);
	suite_add_tcase(suite, tcase);
	suite_add_tcase(suite, tcase_report_guests());
	return suite;
}

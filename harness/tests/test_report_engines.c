/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables in which engines stand side by side, or one has tried the limits of another. */
#include "base/size.h"
#include "report/exporter.h"
#include "tests/points.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>

#define T(text) ((char *)(text))

static const struct run_row RUN = {.started = T("now"), .memroof_version = T("1")};

static const struct section_row SECTIONS[] = {
	{.kind = T("limit"),
	 .name = T("side by side"),
	 .axis = T("maxmem"),
	 .columns = T("engine"),
	 .varied = T("engine,slots"),
	 .n_points = 14},
	{.kind = T("limit"),
	 .name = T("widths"),
	 .axis = T("phys-bits"),
	 .columns = T("engine"),
	 .varied = T("engine,machine"),
	 .n_points = 4},
	{.kind = T("probe"),
	 .name = T("probes"),
	 .columns = T("engine"),
	 .varied = T("engine,slots"),
	 .n_points = 4},
	{.kind = T("limit"),
	 .name = T("tried again"),
	 .axis = T("maxmem"),
	 .varied = T("slots"),
	 .n_points = 5},
	{.kind = T("limit"),
	 .name = T("tried again in columns"),
	 .axis = T("maxmem"),
	 .columns = T("machine"),
	 .varied = T("machine,slots"),
	 .n_points = 2},
	{.kind = T("limit"),
	 .name = T("libvirt alone"),
	 .axis = T("maxmem"),
	 .varied = T("slots"),
	 .n_points = 2},
};

/* Who tried it, and what became of it; the stage and the message are those of the refused probe. */
static const struct {
	int64_t section;
	const char *keys, *status;
	uint64_t limit, refused, step;
	enum stage stage;
	enum reason reason;
	const char *message;
	int confirmed;
	const char *confirmation;
} LIMITS[] = {
	{1, "engine=qemu slots=0", LIMIT_EXACT, 30 * GIB, 30 * GIB + 4096, 4096, STAGE_MACHINE,
	 REASON_PHYS_BITS, "36 too low", -1, NULL},
	{1, "engine=qemu slots=1", LIMIT_EXACT, 29 * GIB, 29 * GIB + 4096, 4096, STAGE_MACHINE,
	 REASON_PHYS_BITS, "36 too low", -1, NULL},
	{1, "engine=qemu slots=2", LIMIT_EXACT, 2816 * MIB - 4096, 2816 * MIB, 4096, STAGE_MACHINE,
	 REASON_PHYS_BITS, "36 too low", -1, NULL},
	{1, "engine=qemu slots=3", LIMIT_EXACT, 27 * GIB, 27 * GIB + 4096, 4096, STAGE_MACHINE,
	 REASON_PHYS_BITS, "36 too low", -1, NULL},
	{1, "engine=qemu slots=4", LIMIT_EXACT, 26 * GIB, 26 * GIB + 4096, 4096, STAGE_MACHINE,
	 REASON_PHYS_BITS, "36 too low", -1, NULL},
	{1, "engine=qemu slots=5", LIMIT_EXACT, 25 * GIB, 25 * GIB + 4096, 4096, STAGE_MACHINE,
	 REASON_PHYS_BITS, "36 too low", -1, NULL},
	{1, "engine=qemu slots=6", LIMIT_NOTHING, UNSET, 2 * GIB + 4096, 4096, STAGE_MACHINE,
	 REASON_SLOTS, "too many", -1, NULL},
	{1, "engine=libvirt slots=0", LIMIT_NOTHING, UNSET, 2 * GIB + MIB, MIB, STAGE_LIBVIRT,
	 REASON_SLOTS, "maxMemory wants `slots`", -1, NULL},
	{1, "engine=libvirt slots=1", LIMIT_EXACT, 29 * GIB, 29 * GIB + MIB, MIB, STAGE_MACHINE,
	 REASON_PHYS_BITS, "36 too low", -1, NULL},
	{1, "engine=libvirt slots=2", LIMIT_EXACT, 2815 * MIB, 2816 * MIB, MIB, STAGE_MACHINE,
	 REASON_PHYS_BITS, "36 too low", -1, NULL},
	{1, "engine=libvirt slots=3", LIMIT_EXACT, 20 * GIB, 20 * GIB + MIB, MIB, STAGE_LIBVIRT,
	 REASON_ROUNDED, "makes 21 of 20", -1, NULL},
	{1, "engine=libvirt slots=4", LIMIT_EXACT, 28 * GIB, 28 * GIB + MIB, MIB, STAGE_MACHINE,
	 REASON_PHYS_BITS, "37 too low", -1, NULL},
	{1, "engine=libvirt slots=5", LIMIT_UNDECIDED, UNSET, UNSET, MIB, STAGE_SPAWN,
	 REASON_CONNECTION, "went away", -1, NULL},
	{1, "engine=libvirt slots=6", LIMIT_NOTHING, UNSET, 2 * GIB + MIB, MIB, STAGE_MACHINE,
	 REASON_SLOTS, "too many", -1, NULL},

	{2, "engine=qemu machine=pc", LIMIT_EXACT, 33, 32, 1, STAGE_MACHINE, REASON_PHYS_BITS,
	 "33 too low", -1, NULL},
	{2, "engine=qemu machine=q35", LIMIT_EXACT, 36, 35, 1, STAGE_MACHINE, REASON_PHYS_BITS,
	 "35 too low", -1, NULL},
	{2, "engine=libvirt machine=pc", LIMIT_EXACT, 34, 33, 1, STAGE_LIBVIRT, REASON_XML,
	 "33 makes no sense", -1, NULL},
	{2, "engine=libvirt machine=q35", LIMIT_EXACT, 36, 35, 1, STAGE_MACHINE, REASON_PHYS_BITS,
	 "35 too low", -1, NULL},

	{4, "slots=0", LIMIT_EXACT, 30 * GIB, 30 * GIB + 4096, 4096, STAGE_MACHINE,
	 REASON_PHYS_BITS, "36 too low", 0, "accepted side refused by libvirt: slots: none | 0"},
	{4, "slots=1", LIMIT_EXACT, 29 * GIB, 29 * GIB + 4096, 4096, STAGE_MACHINE,
	 REASON_PHYS_BITS, "36 too low", 1, NULL},
	{4, "slots=2", LIMIT_EXACT, 28 * GIB, 28 * GIB + 4096, 4096, STAGE_MACHINE,
	 REASON_PHYS_BITS, "36 too low", 1, NULL},
	{4, "slots=3", LIMIT_EXACT, 27 * GIB, 27 * GIB + 4096, 4096, STAGE_MACHINE,
	 REASON_PHYS_BITS, "36 too low", -1, "no answer of libvirt on the refused side: broken"},
	{4, "slots=4", LIMIT_UNDECIDED, UNSET, UNSET, 4096, STAGE_MACHINE, REASON_DEADLINE, "slow",
	 -1, NULL},

	{5, "machine=q35 slots=1", LIMIT_EXACT, 29 * GIB, 29 * GIB + 4096, 4096, STAGE_MACHINE,
	 REASON_PHYS_BITS, "36 too low", 0, "refused side accepted by libvirt"},
	{5, "machine=pc slots=1", LIMIT_EXACT, 59 * GIB, 59 * GIB + 4096, 4096, STAGE_MACHINE,
	 REASON_PHYS_BITS, "36 too low", 1, NULL},

	{6, "engine=libvirt slots=0", LIMIT_NOTHING, UNSET, 2 * GIB + MIB, MIB, STAGE_LIBVIRT,
	 REASON_SLOTS, "maxMemory wants slots", -1, NULL},
	{6, "engine=libvirt slots=1", LIMIT_EXACT, 29 * GIB, 29 * GIB + MIB, MIB, STAGE_MACHINE,
	 REASON_PHYS_BITS, "36 too low", -1, NULL},
};

static const struct {
	const char *keys;
	enum outcome outcome;
	enum stage stage;
	enum reason reason;
	const char *message;
} PROBES[] = {
	{"engine=qemu slots=0 maxmem=4G", OUTCOME_ACCEPTED, STAGE_MACHINE, REASON_NONE, NULL},
	{"engine=qemu slots=1 maxmem=4G", OUTCOME_ACCEPTED, STAGE_MACHINE, REASON_NONE, NULL},
	{"engine=libvirt slots=0 maxmem=4G", OUTCOME_REFUSED, STAGE_LIBVIRT, REASON_SLOTS,
	 "maxMemory wants slots"},
	{"engine=libvirt slots=1 maxmem=4G", OUTCOME_ACCEPTED, STAGE_MACHINE, REASON_NONE, NULL},
};

static void add_limit(struct store *store, unsigned i, int64_t cell)
{
	struct probe_row probe = {
		.section = LIMITS[i].section,
		.cell = cell,
		.point = make_point(LIMITS[i].keys),
		.outcome = OUTCOME_REFUSED,
		.stage = LIMITS[i].stage,
		.reason = LIMITS[i].reason,
		.guest_memory = UNSET,
		.command = T("x"),
		.finished = T("then"),
	};
	struct limit_row row = {
		.section = LIMITS[i].section,
		.cell = cell,
		.point = point_copy(probe.point),
		.axis = T("maxmem"),
		.status = T(LIMITS[i].status),
		.limit = LIMITS[i].limit,
		.refused = LIMITS[i].refused,
		.step = LIMITS[i].step,
		.reason = LIMITS[i].reason,
		.message = T(LIMITS[i].message),
		.counterexample = UNSET,
		.agrees_with_model = -1,
		.predicted = UNSET,
		.confirmed = LIMITS[i].confirmed,
		.confirmation = T(LIMITS[i].confirmation),
	};

	row.point->size = 2 * GIB;
	ck_assert(store_add_probe(store, &probe, NULL));
	row.refused_probe = probe.id;
	ck_assert(store_add_limit(store, &row, NULL));
	point_free(probe.point);
	point_free(row.point);
}

static void add_probe(struct store *store, unsigned i)
{
	struct probe_row row = {
		.section = 3,
		.cell = i,
		.point = make_point(PROBES[i].keys),
		.outcome = PROBES[i].outcome,
		.stage = PROBES[i].stage,
		.reason = PROBES[i].reason,
		.message = T(PROBES[i].message),
		.guest_memory = UNSET,
		.command = T("x"),
		.finished = T("then"),
	};

	ck_assert(store_add_probe(store, &row, NULL));
	point_free(row.point);
}

static char *table(void)
{
	g_autofree char *directory = make_directory();
	g_autofree char *path = g_build_filename(directory, "x.db", NULL);
	g_autofree char *output = g_build_filename(directory, "x.md", NULL);
	struct store *store = store_create(path, &RUN, NULL);
	char *text = NULL;

	ck_assert_ptr_nonnull(store);
	for (unsigned i = 0; i < G_N_ELEMENTS(SECTIONS); i++) {
		struct section_row row = SECTIONS[i];

		row.path = T("q.ini");
		row.text = row.spec = T("");
		ck_assert(store_add_section(store, &row, NULL));
	}
	for (unsigned i = 0; i < G_N_ELEMENTS(LIMITS); i++)
		add_limit(store, i, i);
	for (unsigned i = 0; i < G_N_ELEMENTS(PROBES); i++)
		add_probe(store, i);
	ck_assert(exporter_save(exporter_find("md", NULL), store, output, NULL));
	store_close(store);
	ck_assert(g_file_get_contents(output, &text, NULL, NULL));
	return text;
}

START_TEST(test_golden_table)
{
	g_autofree char *path = data_path("golden/engines.md"), *golden = NULL;

	ck_assert(g_file_get_contents(path, &golden, NULL, NULL));
	assert_text(table(), golden);
}
END_TEST

Suite *suite_report_engines(void)
{
	Suite *suite = suite_create("report-engines");
	TCase *tcase = tcase_create("tables");

	tcase_add_test(tcase, test_golden_table);
	suite_add_tcase(suite, tcase);
	return suite;
}

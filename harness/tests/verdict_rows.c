/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/verdict_rows.h"

#include "base/size.h"
#include "tests/tests.h"

#define T(text) ((char *)(text))
/* All that XML, YAML, TAP and GitHub would take for their own. */
#define NASTY "a <b> & \"c\" 'd'\n::error::x % # \\ , : ]]> \x01 \x7f \xff \xef\xbf\xbf -- \xc3\xa9"

static const struct run_row RUN = {
	.started = T("2026-01-02T03:04:05Z"),
	.memroof_version = T("1.2.3"),
	.command = T("memroof run q.ini"),
	.kernel = T("Linux 6.1"),
	.host_cpu_vendor = T("AuthenticAMD"),
	.host_cpu_model = T("CPU <48>"),
	.host_phys_bits = 48,
	.host_memory = INT64_C(25276514304),
};

static const struct section_row SECTIONS[] = {
	{.kind = T("limit"),
	 .name = T("limits, 100%"),
	 .axis = T("maxmem"),
	 .varied = T("slots"),
	 .n_points = 9,
	 .line = 7,
	 .expect = T("30G, 22G, 14G, none, 22G, 22G, 22G, 22G, 22G"),
	 .expect_stride = 1},
	{.kind = T("probe"),
	 .name = T("probes"),
	 .varied = T("cpu"),
	 .n_points = 3,
	 .line = 12,
	 .expect = T("accepted, refused phys-bits, accepted"),
	 .expect_stride = 1},
	{.kind = T("limit"),
	 .name = T("measured"),
	 .axis = T("phys-bits"),
	 .varied = T(""),
	 .n_points = 1,
	 .line = 20},
	{.kind = T("probe"), .name = T("skipped"), .varied = T("slots"), .n_points = 2, .line = 30},
	{.kind = T("start-time"),
	 .name = T("starts"),
	 .varied = T("slots"),
	 .n_points = 2,
	 .line = 40},
};

/* The limits of the first section; the last of its points is not done. */
static const struct {
	const char *status;
	uint64_t limit, refused;
	enum reason reason;
	const char *message;
	uint64_t counterexample;
	enum outcome refusal; /* how the refused probe ended, and where */
	enum stage stage;
} LIMITS[] = {
	{LIMIT_EXACT, 30 * GIB, 30 * GIB + 4096, REASON_PHYS_BITS, "too low", UNSET,
	 OUTCOME_REFUSED, STAGE_MACHINE},
	{LIMIT_EXACT, 20 * GIB, 20 * GIB + 4096, REASON_PHYS_BITS, NASTY, UNSET, OUTCOME_REFUSED,
	 STAGE_MACHINE},
	{LIMIT_EXACT, 16 * GIB, 16 * GIB + 4096, REASON_PHYS_BITS, "too low", UNSET,
	 OUTCOME_REFUSED, STAGE_MACHINE},
	{LIMIT_NOTHING, UNSET, 2 * GIB, REASON_PHYS_BITS, "too low", UNSET, OUTCOME_REFUSED,
	 STAGE_MACHINE},
	{LIMIT_UNDECIDED, 21 * GIB, UNSET, REASON_ASSERTION, "it crashed", UNSET, OUTCOME_CRASH,
	 STAGE_MACHINE},
	{LIMIT_NON_MONOTONE, 22 * GIB, 22 * GIB + 4096, REASON_PHYS_BITS, "too low", 5 * GIB,
	 OUTCOME_REFUSED, STAGE_MACHINE},
	{LIMIT_EXACT, 20 * GIB, 20 * GIB + 4096, REASON_DEADLINE, "no line in time", UNSET,
	 OUTCOME_TIMEOUT, STAGE_FIRMWARE},
	{LIMIT_EVERYTHING, 66 * GIB, UNSET, REASON_NONE, NULL, UNSET, OUTCOME_REFUSED,
	 STAGE_MACHINE},
};

static const struct {
	const char *cpu;
	enum outcome outcome;
	enum reason reason;
	const char *message;
} PROBES[] = {
	{"qemu64", OUTCOME_ACCEPTED, REASON_NONE, NULL},
	{"n270,vendor=\"x\" <y>", OUTCOME_CRASH, REASON_ASSERTION, NASTY},
	{"486", OUTCOME_HOST_LIMIT, REASON_MEMORY, "Cannot allocate memory"},
};

/* Adds a probe of a limit's value; @name makes its command line. */
static int64_t add_value(struct store *store, unsigned cell, uint64_t value, const char *name,
			 enum outcome outcome, enum stage stage)
{
	struct probe_row row = {
		.section = 1,
		.cell = cell,
		.point = point_new(),
		.outcome = outcome,
		.stage = stage,
		.used_gpa = UNSET,
		.command = g_strdup_printf("qemu -name '%s %u'", name, cell),
		.elapsed_us = 1234567 + cell,
		.finished = T("then"),
	};

	row.point->slots = cell;
	row.point->maxmem = value;
	ck_assert(store_add_probe(store, &row, NULL));
	point_free(row.point);
	g_free(row.command);
	return row.id;
}

static void add_limit(struct store *store, unsigned i)
{
	gboolean undecided = g_str_equal(LIMITS[i].status, LIMIT_UNDECIDED);
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
		.probes = 2,
		.agrees_with_model = -1,
		.confirmed = -1,
		.predicted = UNSET,
		.qemu_version = T("7.2.22"),
		.qemu_package = T("Debian, \"patched\""),
		.machine_type = T("pc-x-7.2"),
	};

	if (row.limit != UNSET)
		row.accepted_probe =
			add_value(store, i, row.limit, "accepted", OUTCOME_ACCEPTED, STAGE_MACHINE);
	if (row.refused != UNSET)
		row.refused_probe = add_value(store, i, row.refused, "refused", LIMITS[i].refusal,
					      LIMITS[i].stage);
	if (undecided)
		add_value(store, i, 22 * GIB, "crash", LIMITS[i].refusal, LIMITS[i].stage);
	if (row.counterexample != UNSET)
		add_value(store, i, row.counterexample, "counterexample", OUTCOME_REFUSED,
			  STAGE_MACHINE);
	row.point->slots = i;
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
		.used_gpa = UNSET,
		.guest_phys_bits = UNSET,
		.guest_memory = UNSET,
		.guest_blocks = UNSET,
		.command = T("qemu -name 'a b'"),
		.elapsed_us = 1500,
		.finished = T("then"),
	};

	row.point->cpu = g_strdup(PROBES[i].cpu);
	ck_assert(store_add_probe(store, &row, NULL));
	point_free(row.point);
}

static void add_others(struct store *store)
{
	struct limit_row limit = {
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
		.confirmed = -1,
	};
	struct skip_row skip = {.section = 4, .point = point_new(), .why = T("needs kvm: # none")};

	ck_assert(store_add_limit(store, &limit, NULL));
	for (skip.cell = 0; skip.cell < 2; skip.cell++) {
		skip.point->slots = (uint64_t)skip.cell;
		ck_assert(store_add_skip(store, &skip, NULL));
	}
	point_free(limit.point);
	point_free(skip.point);
}

/* Two rounds of the empty QEMU and of one point; another one hangs before its machine is built. */
static void add_starts(struct store *store)
{
	for (int64_t cell = START_TIME_EMPTY; cell < 2; cell++) {
		for (int64_t round = 1; round <= 2; round++) {
			gboolean fails = cell == 1 && round == 1;
			struct probe_row row = {
				.section = 5,
				.cell = cell,
				.round = round,
				.point = point_new(),
				.outcome = fails ? OUTCOME_TIMEOUT : OUTCOME_ACCEPTED,
				.stage = STAGE_MACHINE,
				.reason = fails ? REASON_DEADLINE : REASON_NONE,
				.used_gpa = UNSET,
				.command = T(fails ? "qemu -slow" : "qemu"),
				.elapsed_us = 20000,
				.finished = T("then"),
			};

			row.point->slots = (uint64_t)(cell + 2);
			ck_assert(store_add_probe(store, &row, NULL));
			point_free(row.point);
		}
	}
}

static struct section_row section_row(unsigned i)
{
	struct section_row row = SECTIONS[i];

	row.path = T("q.ini");
	row.file = T("some where/q.ini");
	row.text = row.spec = T("");
	return row;
}

struct section_row verdict_rows_section(void)
{
	struct section_row row = section_row(0);

	row.id = 1;
	return row;
}

struct store *verdict_rows_store(const char *directory)
{
	g_autofree char *path = g_build_filename(directory, "x.db", NULL);
	struct store *store = store_create(path, &RUN, NULL);

	ck_assert_ptr_nonnull(store);
	for (unsigned i = 0; i < G_N_ELEMENTS(SECTIONS); i++) {
		struct section_row row = section_row(i);

		ck_assert(store_add_section(store, &row, NULL));
	}
	for (unsigned i = 0; i < G_N_ELEMENTS(LIMITS); i++)
		add_limit(store, i);
	for (unsigned i = 0; i < G_N_ELEMENTS(PROBES); i++)
		add_probe(store, i);
	add_others(store);
	add_starts(store);
	return store;
}

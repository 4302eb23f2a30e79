/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/start_times.h"

#include "base/size.h"
#include "tests/points.h"
#include "tests/tests.h"

#define T(text) ((char *)(text))

static const struct run_row RUN = {
	.started = T("2026-01-02T03:04:05Z"),
	.memroof_version = T("1.2.3"),
	.command = T("memroof run q.ini"),
	.kernel = T("Linux 6.1"),
	.host_cpu_vendor = T("AuthenticAMD"),
	.host_cpu_model = T("CPU"),
	.host_phys_bits = 48,
	.host_memory = INT64_C(25276514304),
};

struct store *start_times_store(void)
{
	g_autofree char *directory = make_directory();
	g_autofree char *path = g_build_filename(directory, "x.db", NULL);
	struct store *store = store_create(path, &RUN, NULL);

	ck_assert_ptr_nonnull(store);
	return store;
}

int64_t start_times_section(struct store *store, const char *name, const char *varied,
			    const char *columns, const char *spec, int64_t n_points)
{
	struct section_row row = {
		.path = T("q.ini"),
		.text = T(""),
		.question = T("What does a start cost?"),
		.kind = T("start-time"),
		.name = T(name),
		.spec = T(spec),
		.columns = T(columns),
		.varied = T(varied),
		.n_points = n_points,
	};

	ck_assert(store_add_section(store, &row, NULL));
	return row.id;
}

static uint64_t mark(int64_t us)
{
	return us != 0 ? (uint64_t)us : UNSET;
}

static GArray *plugs_of(const struct start *start)
{
	GArray *plugs;

	if (start->dimms == 0)
		return NULL;
	plugs = g_array_new(FALSE, FALSE, sizeof(struct plug_row));
	for (unsigned i = 0; i <= start->dimms; i++) {
		gboolean extra = i == start->dimms;
		struct plug_row plug = {
			.number = i + 1,
			.what = T(extra ? "extra-dimm" : "dimm"),
			.bytes = GIB,
			.command_us = 100,
			.event_us = extra ? UNSET : 200,
			.online_us = extra ? UNSET : (uint64_t)start->online + i * 1000,
			.memory = extra ? UNSET : i * GIB,
			.message = extra ? T("no free slots") : NULL,
		};

		g_array_append_val(plugs, plug);
	}
	return plugs;
}

void start_times_add(struct store *store, const struct start *start)
{
	gboolean empty = start->cell == START_TIME_EMPTY;
	struct probe_row row = {
		.section = start->section,
		.cell = start->cell,
		.round = start->round,
		.point = make_point(start->keys),
		.outcome = start->outcome,
		.stage = start->stage,
		.reason = start->reason,
		.message = T(start->message),
		.used_gpa = UNSET,
		.guest_phys_bits = UNSET,
		.guest_memory = UNSET,
		.guest_blocks = UNSET,
		.qemu_version = T("7.2.22"),
		.machine_type = T(empty ? "none" : "pc-q35-7.2"),
		.command = T("qemu"),
		.elapsed_us = start->elapsed,
		.greeting_us = mark(start->greeting),
		.machine_us = mark(start->machine),
		.guest_us = mark(start->guest),
		.report_us = mark(start->report),
		.user_us = start->elapsed / 2,
		.system_us = start->elapsed / 4,
		.max_rss = (int64_t)(32 * MIB),
		.minor_faults = 2700,
		.acpi_bytes = mark(start->acpi),
		.finished = T("then"),
		.plugs = plugs_of(start),
	};

	ck_assert(store_add_probe(store, &row, NULL));
	point_free(row.point);
	g_clear_pointer(&row.plugs, g_array_unref);
}

struct section_samples *start_times_load(struct store *store, int64_t section, GPtrArray **sections)
{
	struct section_samples *samples;

	*sections = report_load(store, NULL);
	ck_assert_ptr_nonnull(*sections);
	samples = samples_load(store, (*sections)->pdata[section - 1], NULL);
	ck_assert_ptr_nonnull(samples);
	return samples;
}

/* Some microseconds that differ from start to start and repeat with the rounds. */
static int64_t noise(int64_t cell, int64_t round)
{
	return ((round * 7 + cell * 3) % 5 + 5) % 5 * 100;
}

static void add_empty(GArray *starts, int64_t section, int64_t from, int64_t to)
{
	for (int64_t round = from; round <= to; round++) {
		struct start start = {
			.section = section,
			.cell = START_TIME_EMPTY,
			.round = round,
			.keys = "machine=none",
			.stage = STAGE_MACHINE,
			.greeting = 20000,
			.machine = 20150,
			.elapsed = 24000 + noise(-1, round),
		};

		g_array_append_val(starts, start);
	}
}

/* Each slot costs 50 us of building the machine. */
static void add_accepted(GArray *starts, int64_t section)
{
	static const struct {
		const char *keys;
		int64_t slots;
	} cells[] = {{"machine=q35 slots=0", 0},
		     {"machine=q35 slots=1", 1},
		     {"machine=q35 slots=64", 64},
		     {"machine=q35 slots=256", 256}};

	for (unsigned i = 0; i < G_N_ELEMENTS(cells); i++)
		for (int64_t round = -1; round <= 10; round++) {
			struct start start = {
				.section = section,
				.cell = i,
				.round = round,
				.keys = cells[i].keys,
				.stage = STAGE_MACHINE,
				.greeting = 20000,
				.machine = 25000 + 50 * cells[i].slots + noise(i, round),
				.elapsed = 30000 + 50 * cells[i].slots + noise(i, round),
			};

			if (cells[i].slots == 1 && round == 4)
				start.elapsed += 20000;
			if (cells[i].slots == 64 && round == 1)
				start.elapsed += 30000;
			g_array_append_val(starts, start);
		}
}

/* A column for each firmware. 257 slots are refused; in the last round something was in the way of
 * one boot, and others are not done any more. */
static void add_booted(GArray *starts, int64_t section)
{
	static const char *const cells[] = {
		"firmware=seabios slots=0 proof=boot", "firmware=qboot slots=0 proof=boot",
		"firmware=seabios slots=8 proof=boot", "firmware=qboot slots=8 proof=boot",
		"firmware=seabios slots=257 proof=boot"};

	for (unsigned i = 0; i < G_N_ELEMENTS(cells); i++)
		for (int64_t round = 0; round <= (i == 0 ? 5 : 4); round++) {
			int64_t firmware = i % 2 == 0 ? 40000 : 8000;
			struct start start = {
				.section = section,
				.cell = i,
				.round = round,
				.keys = cells[i],
				.stage = STAGE_GUEST,
				.greeting = 20000,
				.machine = 28000,
				.guest = 28000 + firmware + noise(i, round),
				.report = 31000 + firmware + noise(i, round),
				.elapsed = 35000 + firmware + noise(i, round),
				.acpi = i < 2 ? 9054 : 11023,
			};

			if (i == 4)
				start = (struct start){section,         i,
						       round,           cells[i],
						       OUTCOME_REFUSED, STAGE_MACHINE,
						       REASON_SLOTS,    "too many slots"};
			if (i == 3 && round == 4)
				start = (struct start){section,         i,
						       round,           cells[i],
						       OUTCOME_TIMEOUT, STAGE_FIRMWARE,
						       REASON_DEADLINE, "nothing within 30000 ms"};
			g_array_append_val(starts, start);
		}
}

static void add_plugged(GArray *starts, int64_t section)
{
	static const char *const cells[] = {"slots=2 proof=plug", "slots=18 proof=plug"};

	for (unsigned i = 0; i < G_N_ELEMENTS(cells); i++)
		for (int64_t round = 0; round <= 6; round++) {
			struct start start = {
				.section = section,
				.cell = i,
				.round = round,
				.keys = cells[i],
				.stage = STAGE_PLUG,
				.greeting = 20000,
				.machine = 28000,
				.guest = 500000,
				.report = 2500000 + noise(i, round),
				.elapsed = 2900000 + noise(i, round),
				.dimms = i == 0 ? 2 : 18,
				.online = 9000 + noise(i, round),
			};

			g_array_append_val(starts, start);
		}
}

static void add_single(GArray *starts, int64_t section)
{
	struct start start = {
		.section = section,
		.round = 1,
		.keys = "machine=q35 slots=8",
		.stage = STAGE_MACHINE,
		.greeting = 20000,
		.machine = 25000,
		.elapsed = 30000,
	};

	g_array_append_val(starts, start);
}

struct store *start_times_scene(gboolean reversed, int64_t warmup_us)
{
	struct store *store = start_times_store();
	g_autoptr(GArray) starts = g_array_new(FALSE, FALSE, sizeof(struct start));

	add_accepted(starts,
		     start_times_section(store, "accepted", "slots", NULL, "warmups=2\n", 4));
	add_empty(starts, 1, -1, 10);
	add_booted(starts, start_times_section(store, "booted", "slots,firmware", "firmware",
					       "warmups=1\npin=1\nslots=0\n", 6));
	add_empty(starts, 2, 0, 4);
	add_plugged(starts, start_times_section(store, "plugged", "slots", NULL, "", 2));
	add_single(starts, start_times_section(store, "single", "", NULL, "", 1));
	for (unsigned i = 0; i < starts->len; i++) {
		unsigned at = reversed ? starts->len - 1 - i : i;
		struct start start = g_array_index(starts, struct start, at);

		if (start.round < 1)
			start.elapsed = warmup_us;
		start_times_add(store, &start);
	}
	return store;
}

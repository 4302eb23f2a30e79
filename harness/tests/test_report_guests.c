/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables of probes that boot guests: what the guests saw, what they said, and what was plugged. */
#include "base/size.h"
#include "model/keys.h"
#include "report/exporter.h"
#include "report/guest_text.h"
#include "tests/report_guests.h"
#include "tests/tests.h"

#include <jansson.h>
#include <string.h>

#define T(text) ((char *)(text))

/* A guest may print anything: markup, escapes, and bytes that are no text. */
#define HOSTILE "\033[2J`rm`|<b>\r\n\xff\x80\t\"x\", y\r\n\n# \xc2\x9b[31m last"

static const struct run_row RUN = {
	.started = T("2026-01-02T03:04:05Z"),
	.memroof_version = T("1.2.3"),
	.kernel = T("Linux 6.1"),
	.host_cpu_model = T("CPU"),
	.host_phys_bits = 48,
	.host_memory = INT64_C(25276514304),
};

static const struct section_row SECTIONS[] = {
	{.kind = T("probe"), .name = T("booted"), .varied = T("disk,bar"), .n_points = 4},
	{.kind = T("probe"),
	 .name = T("side by side"),
	 .columns = T("proof"),
	 .varied = T("slots,proof"),
	 .n_points = 2},
	{.kind = T("probe"), .name = T("plugged"), .varied = T("hotplug,slots"), .n_points = 4},
	{.kind = T("limit"),
	 .name = T("starts but does not boot"),
	 .axis = T("maxmem"),
	 .columns = T("proof"),
	 .varied = T("machine,slots,proof"),
	 .n_points = 8},
};

/* Keys of the point as text, and what a probe of it saw. The last ones belong to limits. */
static const struct {
	int64_t section, cell;
	const char *keys;
	enum outcome outcome;
	enum stage stage;
	enum reason reason;
	const char *message;
	uint64_t bits, memory, blocks;
	const char *console;
} PROBES[] = {
	{1, 0, "proof=boot bar=1G disk=2T", OUTCOME_ACCEPTED, STAGE_GUEST, REASON_NONE, NULL, 36,
	 GIB - 4096, UNSET, "memroof-guest 1 boot\nend 0x1\n"},
	{1, 1, "proof=boot bar=64G disk=2T firmware=qboot", OUTCOME_REFUSED, STAGE_GUEST,
	 REASON_BAR_LOST, "no address for `x` | <b>, \"y\"", 36, GIB, UNSET, HOSTILE},
	{1, 2, "proof=boot bar=128G disk=2T", OUTCOME_TIMEOUT, STAGE_FIRMWARE, REASON_DEADLINE,
	 "nothing within 30000 ms", UNSET, UNSET, UNSET, NULL},
	{1, 3, "proof=boot bar=256G disk=2T", OUTCOME_TIMEOUT, STAGE_FIRMWARE, REASON_DEADLINE,
	 "nothing within 30001 ms", UNSET, UNSET, UNSET, NULL},
	{2, 0, "slots=0 proof=accept", OUTCOME_ACCEPTED, STAGE_MACHINE, REASON_NONE, NULL, UNSET,
	 UNSET, UNSET, NULL},
	{2, 1, "slots=0 proof=linux", OUTCOME_ACCEPTED, STAGE_LINUX, REASON_NONE, NULL, 40, 5 * GIB,
	 40, "1\n2\n3\n4\n5\n6\n7\n8\n\n9\n"},
	{3, 0, "hotplug=dimm slots=1 proof=plug", OUTCOME_ACCEPTED, STAGE_PLUG, REASON_NONE, NULL,
	 36, 3 * GIB, 24, "ok\n"},
	{3, 1, "hotplug=dimm slots=4 proof=plug", OUTCOME_REFUSED, STAGE_PLUG, REASON_PLUG,
	 "dimm 4: too much", 36, 7 * GIB, 56, "ok\n"},
	{3, 2, "hotplug=virtio-mem slots=2 proof=plug", OUTCOME_ACCEPTED, STAGE_PLUG, REASON_NONE,
	 NULL, 36, 5 * GIB, 40, "ok\n"},
	{3, 3, "hotplug=virtio-mem slots=8 proof=plug", OUTCOME_CRASH, STAGE_LINUX, REASON_SIGNAL,
	 "signal 11", UNSET, UNSET, UNSET, NULL},
	{4, 1, "proof=boot size=1G", OUTCOME_TIMEOUT, STAGE_FIRMWARE, REASON_DEADLINE,
	 "nothing within 30000 ms", UNSET, UNSET, UNSET, NULL},
	{4, 3, "proof=boot size=2G", OUTCOME_REFUSED, STAGE_GUEST, REASON_MEMORY_FAULT,
	 "touching RAM at 0x1000 raises 14", UNSET, UNSET, UNSET, NULL},
	{4, 5, "proof=boot size=3G", OUTCOME_REFUSED, STAGE_GUEST, REASON_MEMORY_FAULT,
	 "touching RAM at 0xabc0000 raises 14", UNSET, UNSET, UNSET, NULL},
	{4, 7, "proof=boot size=4G", OUTCOME_REFUSED, STAGE_MACHINE, REASON_PHYS_BITS, "too low",
	 UNSET, UNSET, UNSET, NULL},
};

static const struct {
	unsigned probe; /* the index above */
	struct plug_row row;
} PLUGS[] = {
	{6,
	 {.what = T("dimm"),
	  .bytes = 2 * GIB,
	  .command_us = 1500,
	  .event_us = 20000,
	  .online_us = 25049,
	  .memory = 3 * GIB}},
	{6,
	 {.what = T("extra-dimm"),
	  .bytes = 128 * MIB,
	  .command_us = 10,
	  .event_us = UNSET,
	  .online_us = UNSET,
	  .memory = UNSET,
	  .message = T("no free slots")}},
	{6,
	 {.what = T("extra-page"),
	  .bytes = 4096,
	  .command_us = 10,
	  .event_us = UNSET,
	  .online_us = UNSET,
	  .memory = UNSET,
	  .message = T("no free slots")}},
	{7,
	 {.what = T("dimm"),
	  .bytes = 2 * GIB,
	  .command_us = 1,
	  .event_us = 2,
	  .online_us = 30000,
	  .memory = 3 * GIB}},
	{7,
	 {.what = T("dimm"),
	  .bytes = 2 * GIB,
	  .command_us = 1,
	  .event_us = 2,
	  .online_us = 10000,
	  .memory = 5 * GIB}},
	{7,
	 {.what = T("dimm"),
	  .bytes = 2 * GIB,
	  .command_us = 1,
	  .event_us = 2,
	  .online_us = 12000,
	  .memory = 7 * GIB}},
	{7,
	 {.what = T("dimm"),
	  .bytes = 2 * GIB,
	  .command_us = UNSET,
	  .event_us = UNSET,
	  .online_us = UNSET,
	  .memory = UNSET}},
	{7,
	 {.what = T("extra-dimm"),
	  .bytes = 128 * MIB,
	  .command_us = UNSET,
	  .event_us = UNSET,
	  .online_us = UNSET,
	  .memory = UNSET}},
	{8,
	 {.what = T("virtio-mem"),
	  .bytes = 2 * GIB,
	  .command_us = 1,
	  .event_us = 1000000,
	  .online_us = 40000,
	  .memory = 3 * GIB}},
	{8,
	 {.what = T("virtio-mem"),
	  .bytes = 4 * GIB,
	  .command_us = 1,
	  .event_us = 1000000,
	  .online_us = 50000,
	  .memory = 5 * GIB}},
	{8,
	 {.what = T("extra-dimm"),
	  .bytes = 128 * MIB,
	  .command_us = UNSET,
	  .event_us = UNSET,
	  .online_us = UNSET,
	  .memory = UNSET,
	  .message = T("not enough space, currently 0x100000000 in use of total space " HOSTILE)}},
	{8,
	 {.what = T("extra-page"),
	  .bytes = 4 * GIB + 2 * MIB,
	  .command_us = 7,
	  .event_us = UNSET,
	  .online_us = UNSET,
	  .memory = UNSET}},
};

/* The limits of the last section: proof accept and boot in turn, with the index of the refused
 * probe. */
static const struct {
	const char *keys, *status;
	uint64_t limit;
	enum reason reason;
	const char *message;
	unsigned refused;
} LIMITS[] = {
	{"machine=q35 slots=0 proof=accept", LIMIT_EXACT, 30 * GIB, REASON_PHYS_BITS, "too low", 0},
	{"machine=q35 slots=0 proof=boot", LIMIT_NOTHING, UNSET, REASON_DEADLINE,
	 "nothing within 30000 ms", 10},
	{"machine=q35 slots=8 proof=accept", LIMIT_EXACT, 22 * GIB, REASON_PHYS_BITS, "too low", 0},
	{"machine=q35 slots=8 proof=boot", LIMIT_EXACT, 3 * GIB, REASON_MEMORY_FAULT,
	 "touching RAM at 0x1000 raises 14", 11},
	{"machine=q35 slots=16 proof=accept", LIMIT_EXACT, 14 * GIB, REASON_PHYS_BITS, "too low",
	 0},
	{"machine=q35 slots=16 proof=boot", LIMIT_EXACT, 3 * GIB, REASON_MEMORY_FAULT,
	 "touching RAM at 0xabc0000 raises 14", 12},
	{"machine=q35 slots=24 proof=accept", LIMIT_EXACT, 6 * GIB, REASON_PHYS_BITS, "too low", 0},
	{"machine=q35 slots=24 proof=boot", LIMIT_EXACT, 6 * GIB, REASON_PHYS_BITS, "too low", 13},
};

static struct point *make_point(const char *keys)
{
	g_auto(GStrv) words = g_strsplit(keys, " ", -1);
	struct point *point = point_new();

	for (char **word = words; *word != NULL; word++) {
		char *value = strchr(*word, '=');

		*value++ = '\0';
		ck_assert(key_set(key_find(*word), point, value, NULL));
	}
	return point;
}

/* The plugs of a probe, whose texts are borrowed; NULL when it has none. */
static GArray *plugs_of(unsigned probe)
{
	GArray *plugs = g_array_new(FALSE, FALSE, sizeof(struct plug_row));

	for (unsigned i = 0; i < G_N_ELEMENTS(PLUGS); i++) {
		struct plug_row row = PLUGS[i].row;

		row.number = plugs->len + 1;
		if (PLUGS[i].probe == probe)
			g_array_append_val(plugs, row);
	}
	if (plugs->len == 0)
		g_clear_pointer(&plugs, g_array_unref);
	return plugs;
}

/* Free its point and its plugs. */
static struct probe_row make_probe(unsigned i)
{
	return (struct probe_row){
		.section = PROBES[i].section,
		.cell = PROBES[i].cell,
		.point = make_point(PROBES[i].keys),
		.outcome = PROBES[i].outcome,
		.stage = PROBES[i].stage,
		.reason = PROBES[i].reason,
		.message = T(PROBES[i].message),
		.used_gpa = UNSET,
		.qemu_version = T("7.2.22"),
		.machine_type = T("pc-q35-7.2"),
		.command = T("qemu"),
		.console = T(PROBES[i].console),
		.guest_phys_bits = PROBES[i].bits,
		.guest_memory = PROBES[i].memory,
		.guest_blocks = PROBES[i].blocks,
		.elapsed_us = 1500,
		.finished = T("then"),
		.plugs = plugs_of(i),
	};
}

static void clear_probe(struct probe_row *row)
{
	point_free(row->point);
	g_clear_pointer(&row->plugs, g_array_unref);
}

static void add_limit(struct store *store, unsigned i)
{
	struct limit_row row = {
		.section = G_N_ELEMENTS(SECTIONS),
		.cell = i,
		.point = make_point(LIMITS[i].keys),
		.axis = T("maxmem"),
		.status = T(LIMITS[i].status),
		.limit = LIMITS[i].limit,
		.refused = LIMITS[i].limit != UNSET ? LIMITS[i].limit + 4096 : GIB,
		.step = 4096,
		.reason = LIMITS[i].reason,
		.message = T(LIMITS[i].message),
		.counterexample = UNSET,
		.probes = 2,
		.agrees_with_model = -1,
		.confirmed = -1,
		.predicted = UNSET,
		.qemu_version = T("7.2.22"),
		.machine_type = T("pc-q35-7.2"),
		.refused_probe = LIMITS[i].refused > 0 ? LIMITS[i].refused + 1 : 0,
	};

	ck_assert(store_add_limit(store, &row, NULL));
	point_free(row.point);
}

static struct store *make_store(const char *directory)
{
	g_autofree char *path = g_build_filename(directory, "x.db", NULL);
	struct store *store = store_create(path, &RUN, NULL);

	ck_assert_ptr_nonnull(store);
	for (unsigned i = 0; i < G_N_ELEMENTS(SECTIONS); i++) {
		struct section_row row = SECTIONS[i];

		row.path = T("q.ini");
		row.text = row.spec = T("");
		ck_assert(store_add_section(store, &row, NULL));
	}
	for (unsigned i = 0; i < G_N_ELEMENTS(PROBES); i++) {
		struct probe_row row = make_probe(i);

		ck_assert(store_add_probe(store, &row, NULL));
		ck_assert_int_eq(row.id, i + 1);
		clear_probe(&row);
	}
	for (unsigned i = 0; i < G_N_ELEMENTS(LIMITS); i++)
		add_limit(store, i);
	return store;
}

static char *read_text(const char *path)
{
	char *text;

	ck_assert_msg(g_file_get_contents(path, &text, NULL, NULL), "%s", path);
	return text;
}

static char *golden(const char *name)
{
	g_autofree char *path = data_path(name);

	return read_text(path);
}

/* What an exporter writes of the store above. */
static char *exported(const char *format)
{
	g_autofree char *directory = make_directory();
	g_autofree char *path = g_build_filename(directory, "table", NULL);
	struct store *store = make_store(directory);
	GError *error = NULL;

	ck_assert_msg(exporter_save(exporter_find(format, NULL), store, path, &error), "%s",
		      error != NULL ? error->message : "");
	store_close(store);
	return read_text(path);
}

static const char *const FORMATS[] = {"md", "csv"};

START_TEST(test_guests_table)
{
	g_autofree char *name = g_strdup_printf("golden/guests.%s", FORMATS[_i]);
	g_autofree char *expected = golden(name);

	assert_text(exported(FORMATS[_i]), expected);
}
END_TEST

START_TEST(test_guests_json)
{
	g_autofree char *expected = golden("golden/guests.json"), *text = exported("json");
	json_t *right = json_loads(expected, 0, NULL), *json = json_loads(text, 0, NULL);

	ck_assert_ptr_nonnull(right);
	ck_assert_msg(json != NULL, "%s", text);
	ck_assert_msg(json_equal(right, json), "%s", text);
	json_decref(right);
	json_decref(json);
}
END_TEST

/* What memroof probe prints of each guest. */
START_TEST(test_guests_text)
{
	g_autofree char *expected = golden("golden/guests.txt");
	char *text = NULL;
	size_t n;
	FILE *out = open_memstream(&text, &n);

	for (unsigned i = 0; i < G_N_ELEMENTS(PROBES); i++) {
		struct probe_row row = make_probe(i);

		fprintf(out, "%u\n", i);
		guest_text_write(&row, out);
		guest_text_write_console(&row, out);
		clear_probe(&row);
	}
	fclose(out);
	ck_assert_ptr_null(strpbrk(text, "\033\r\t"));
	ck_assert(g_utf8_validate(text, -1, NULL));
	assert_text(text, expected);
}
END_TEST

TCase *tcase_report_guests(void)
{
	TCase *tcase = tcase_create("guests");

	tcase_add_loop_test(tcase, test_guests_table, 0, G_N_ELEMENTS(FORMATS));
	tcase_add_test(tcase, test_guests_json);
	tcase_add_test(tcase, test_guests_text);
	return tcase;
}

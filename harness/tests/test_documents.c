/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables and plots as files: they appear whole or not at all, and nothing in them is executed. */
#include "base/error.h"
#include "report/exporter.h"
#include "report/plot.h"
#include "tests/place.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define MANY "[limit many]\nengine = fake\nmachine = q35\nslots = 0-256\n"
#define PICTURES                                                                                   \
	"[limit by-slots]\nengine = fake\nmachine = q35\nphys-bits = 36\nslots = 0, 1, 4\n"        \
	"size = 1G, 2816M\ncolumns = size\n"                                                       \
	"[limit doubling]\nengine = fake\naxis = bar\nmachine = q35\nphys-bits = 36, 40\n"         \
	"[limit one]\nengine = fake\naxis = phys-bits\nmachine = q35, pc\nsize = 1G\n"             \
	"[probe none]\nengine = fake\n[limit nothing]\nengine = fake\nfake = roof=1\nslots = "     \
	"1-2\n"

static void assert_contents(const char *path, const char *expected)
{
	char *text = NULL;

	ck_assert(g_file_get_contents(path, &text, NULL, NULL));
	assert_text(text, expected);
}

static const struct exporter *const EXPORTERS[] = {&exporter_md, &exporter_csv, &exporter_json};

START_TEST(test_save_on_a_full_disk)
{
	g_autofree char *table = NULL;
	GError *error = NULL;
	struct place place;
	gboolean ok;

	place_init(&place, MANY);
	table = place_path(&place, "table");
	ck_assert(g_file_set_contents(table, "the old one", -1, NULL));
	place_limit_files(4096);
	ok = exporter_save(EXPORTERS[_i], place.store, table, &error);
	place_limit_files(RLIM_INFINITY);
	ck_assert(!ok);
	assert_error(&error, MEMROOF_ERROR_BROKEN, table);
	assert_text(place_files(&place), "table ");
	assert_contents(table, "the old one");
	ck_assert(exporter_save(EXPORTERS[_i], place.store, table, NULL));
	assert_text(place_files(&place), "table ");
	place_clear(&place);
}
END_TEST

START_TEST(test_save_nowhere)
{
	g_autofree char *missing = NULL;
	GError *error = NULL;
	struct place place;

	place_init(&place, "[probe a]\nengine = fake\n");
	missing = place_path(&place, "missing/table");
	ck_assert(!exporter_save(EXPORTERS[_i], place.store, missing, &error));
	assert_error(&error, MEMROOF_ERROR_BROKEN, "missing/table: No such file");
	ck_assert(!exporter_save(EXPORTERS[_i], place.store, place.directory, &error));
	assert_error(&error, MEMROOF_ERROR_BROKEN, place.directory);
	assert_text(place_files(&place), "");
	place_clear(&place);
}
END_TEST

static gboolean add_probe(struct store *store, unsigned slots, GError **error)
{
	struct probe_row row = {
		.section = 1,
		.cell = slots,
		.point = point_new(),
		.used_gpa = UNSET,
		.command = (char *)"a command line of some length, as they are",
		.finished = (char *)"now",
	};
	gboolean ok;

	row.point->slots = slots;
	ok = store_add_probe(store, &row, error);
	point_free(row.point);
	return ok;
}

static gboolean count_probe(const struct probe_row *row, void *user)
{
	(void)row;
	++*(unsigned *)user;
	return TRUE;
}

/* What was committed before the disk was full is kept, and more can be added when there is room. */
START_TEST(test_store_on_a_full_disk)
{
	g_autofree char *path = NULL;
	GError *error = NULL;
	struct place place;
	unsigned added = 1, n = 0;

	place_init(&place, "[probe a]\nengine = fake\n");
	path = place_path(&place, "x.db");
	place_limit_files(256 * 1024);
	while (added < 100000 && add_probe(place.store, added, &error))
		added++;
	assert_error(&error, MEMROOF_ERROR_BROKEN, path);
	store_close(place.store);
	place_limit_files(RLIM_INFINITY);
	place.store = store_open(path, &PLACE_RUN, NULL);
	ck_assert_ptr_nonnull(place.store);
	ck_assert(store_each_probe(place.store, 1, count_probe, &n, NULL));
	ck_assert_uint_eq(n, added);
	ck_assert(add_probe(place.store, added, NULL));
	place_clear(&place);
}
END_TEST

static const struct plot *find_plot(const GPtrArray *plots, const char *name)
{
	for (unsigned i = 0; i < plots->len; i++) {
		const struct plot *plot = plots->pdata[i];

		if (g_str_equal(plot->name, name))
			return plot;
	}
	ck_abort_msg("no plot '%s'", name);
	return NULL;
}

/* Numbers that must be drawn: the limits, in GiB where they are sizes. */
static const struct {
	const char *plot;
	const char *numbers[4];
} DATA[] = {
	{"by-slots-size-1G", {"29", "28", "25"}},
	{"by-slots-size-2816M", {"29.75", "28.75", "25.75"}},
	{"doubling", {"set logscale y", "64", "1024"}},
	{"one", {"36", "33", "q35", "pc"}},
};

static gboolean has_word(const char *text, const char *word)
{
	g_autofree char *escaped = g_regex_escape_string(word, -1);
	g_autofree char *pattern = g_strdup_printf("(?<![0-9.])%s(?![0-9.])", escaped);

	return g_regex_match_simple(pattern, text, G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT);
}

START_TEST(test_plot_data)
{
	g_autoptr(GPtrArray) plots = NULL;
	struct place place;

	place_init(&place, PICTURES);
	plots = plots_make(place.store, NULL);
	ck_assert_ptr_nonnull(plots);
	ck_assert_uint_eq(plots->len, G_N_ELEMENTS(DATA));
	for (unsigned i = 0; i < G_N_ELEMENTS(DATA[_i].numbers) && DATA[_i].numbers[i] != NULL; i++)
		ck_assert_msg(
			has_word(find_plot(plots, DATA[_i].plot)->script, DATA[_i].numbers[i]),
			"%s", DATA[_i].numbers[i]);
	place_clear(&place);
}
END_TEST

static const struct {
	const char *name, *start;
	size_t n;
} FORMATS[] = {
	{"plot.svg", "<?xml", 5},
	{"plot.png", "\211PNG\r\n\032\n", 8},
	{"it's \"so\" $HOME %d \\ ü.svg", "<?xml", 5},
};

START_TEST(test_draw)
{
	g_autoptr(GPtrArray) plots = NULL;
	struct place place;

	place_init(&place, PICTURES);
	plots = plots_make(place.store, NULL);
	for (unsigned i = 0; i < plots->len; i++) {
		g_autofree char *path = place_path(&place, FORMATS[_i].name);
		g_autofree char *expected = g_strdup_printf("%s ", FORMATS[_i].name);
		g_autofree char *picture = NULL;
		GError *error = NULL;
		gsize n;

		ck_assert_msg(plot_draw(plots->pdata[i], path, &error), "%s",
			      error != NULL ? error->message : "");
		ck_assert(g_file_get_contents(path, &picture, &n, NULL));
		ck_assert_uint_gt(n, 1000);
		ck_assert_mem_eq(picture, FORMATS[_i].start, FORMATS[_i].n);
		assert_text(place_files(&place), expected);
	}
	place_clear(&place);
}
END_TEST

static const struct {
	const char *script, *path_variable, *name;
	int code;
	const char *part;
} BROKEN[] = {
	{"plot no such thing\n", NULL, "plot.svg", MEMROOF_ERROR_BROKEN, "gnuplot"},
	{"plot no such thing\n", NULL, "plot.png", MEMROOF_ERROR_BROKEN, "gnuplot"},
	{"plot 1\nexit status 3\n", NULL, "plot.svg", MEMROOF_ERROR_BROKEN, "gnuplot"},
	{"plot 1\n", "", "plot.svg", MEMROOF_ERROR_BROKEN, "apt-get install " GNUPLOT_PACKAGE},
	{"plot 1\n", "/no/such/directory", "plot.svg", MEMROOF_ERROR_BROKEN,
	 "apt-get install " GNUPLOT_PACKAGE},
	{"plot 1\n", NULL, "plot.gif", MEMROOF_ERROR_INPUT, "plot.gif: expected a name"},
	{"plot 1\n", NULL, "plot", MEMROOF_ERROR_INPUT, "expected a name"},
	{"plot 1\n", NULL, "missing/plot.svg", MEMROOF_ERROR_BROKEN, "No such file"},
};

START_TEST(test_broken_draw)
{
	struct plot plot = {(char *)"name", (char *)BROKEN[_i].script};
	g_autofree char *old = g_strdup(g_getenv("PATH"));
	g_autofree char *path = NULL;
	gboolean missing = strchr(BROKEN[_i].name, '/') != NULL;
	GError *error = NULL;
	struct place place;

	place_init(&place, "[probe a]\nengine = fake\n");
	path = place_path(&place, BROKEN[_i].name);
	ck_assert(missing || g_file_set_contents(path, "the old one", -1, NULL));
	if (BROKEN[_i].path_variable != NULL)
		g_setenv("PATH", BROKEN[_i].path_variable, TRUE);
	ck_assert(!plot_draw(&plot, path, &error));
	g_setenv("PATH", old, TRUE);
	assert_error(&error, BROKEN[_i].code, BROKEN[_i].part);
	if (!missing)
		assert_contents(path, "the old one");
	unlink(path);
	assert_text(place_files(&place), "");
	place_clear(&place);
}
END_TEST

/* Texts from a scenario or a database are texts; gnuplot would run what stands in backquotes. */
static const char *const HOSTILE[] = {
	"[limit `touch pwned`]\nengine = fake\nslots = 0-2\n",
	"[limit a]\nengine = fake\nmachine = q35,`touch pwned`, pc\nslots = 0-2\n",
	"[limit a]\nengine = fake\ncpu = qemu64, `touch pwned`\n",
	"[limit a\"; system(\"touch pwned\"); print \"]\nengine = fake\nslots = 0-2\n",
	"[limit ../../pwned]\nengine = fake\nslots = 0-2\n",
	"[limit $(touch pwned) %s @x {/Symbol a} \\\\]\nengine = fake\nslots = 0-2\n",
};

/* Draws what the scenario gives into @name; only that file may be there afterwards. */
static void check_hostile(const char *scenario, const char *name)
{
	g_autofree char *old = g_get_current_dir(), *expected = g_strdup_printf("%s ", name);
	g_autofree char *path = NULL;
	g_autoptr(GPtrArray) plots = NULL;
	GError *error = NULL;
	struct place place;

	place_init(&place, scenario);
	path = place_path(&place, name);
	plots = plots_make(place.store, NULL);
	ck_assert_uint_ge(plots->len, 1);
	ck_assert_int_eq(chdir(place.directory), 0);
	for (unsigned i = 0; i < plots->len; i++) {
		struct plot *plot = plots->pdata[i];

		ck_assert_ptr_null(strchr(plot->name, '/'));
		ck_assert_msg(plot_draw(plot, path, &error), "%s",
			      error != NULL ? error->message : "");
	}
	ck_assert_int_eq(chdir(old), 0);
	assert_text(place_files(&place), expected);
	place_clear(&place);
}

START_TEST(test_hostile_texts)
{
	check_hostile(HOSTILE[_i], "plot.svg");
}
END_TEST

START_TEST(test_hostile_file_name)
{
	check_hostile("[limit a]\nengine = fake\nslots = 0-2\n", "`touch pwned`.svg");
}
END_TEST

Suite *suite_documents(void)
{
	Suite *suite = suite_create("documents");
	TCase *save = tcase_create("save"), *plots = tcase_create("plots"),
	      *draw = tcase_create("draw");

	/* Not in the runner's own process: they limit what it may write. */
	tcase_set_tags(save, "process");
	tcase_add_loop_test(save, test_save_on_a_full_disk, 0, G_N_ELEMENTS(EXPORTERS));
	tcase_add_loop_test(save, test_save_nowhere, 0, G_N_ELEMENTS(EXPORTERS));
	tcase_add_test(save, test_store_on_a_full_disk);
	suite_add_tcase(suite, save);
	tcase_add_loop_test(plots, test_plot_data, 0, G_N_ELEMENTS(DATA));
	suite_add_tcase(suite, plots);
	tcase_set_tags(draw, "process");
	tcase_set_timeout(draw, 120);
	tcase_add_loop_test(draw, test_draw, 0, G_N_ELEMENTS(FORMATS));
	tcase_add_loop_test(draw, test_broken_draw, 0, G_N_ELEMENTS(BROKEN));
	tcase_add_loop_test(draw, test_hostile_texts, 0, G_N_ELEMENTS(HOSTILE));
	tcase_add_test(draw, test_hostile_file_name);
	suite_add_tcase(suite, draw);
	return suite;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pictures of what only a database can have: they are well-formed, and no text in them does harm.
 */
#include "base/error.h"
#include "report/plot.h"
#include "tests/start_times.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>
#include <unistd.h>

/* A database with one start-time section, and a directory for its pictures. */
struct place {
	struct store *store;
	int64_t section;
	char *directory;
};

static void place_init(struct place *place, const char *name, const char *varied)
{
	place->store = start_times_store();
	place->section = start_times_section(place->store, name, varied, NULL, "", 1);
	place->directory = make_directory();
}

static void place_clear(struct place *place)
{
	store_close(place->store);
	g_free(place->directory);
}

/* Adds a few starts that took @total_us; all phases but the end are known. */
static void add_starts(struct place *place, int64_t cell, struct point *point, int64_t total_us)
{
	struct probe_row row = {
		.section = place->section,
		.cell = cell,
		.point = point,
		.stage = STAGE_GUEST,
		.used_gpa = UNSET,
		.guest_phys_bits = UNSET,
		.guest_memory = UNSET,
		.guest_blocks = UNSET,
		.acpi_bytes = UNSET,
		.command = (char *)"x",
		.finished = (char *)"now",
		.elapsed_us = total_us,
		.greeting_us = (uint64_t)total_us / 10,
		.machine_us = (uint64_t)total_us / 4,
		.guest_us = (uint64_t)total_us / 2,
		.report_us = (uint64_t)total_us / 4 * 3,
	};

	for (row.round = 1; row.round <= 7; row.round++)
		ck_assert(store_add_probe(place->store, &row, NULL));
}

/* Draws everything in both formats into the directory. */
static gboolean draw_all(const struct place *place, GError **error)
{
	g_autoptr(GPtrArray) plots = plots_make(place->store, error);
	gboolean ok = plots != NULL;

	for (unsigned i = 0; ok && i < 2 * plots->len; i++) {
		const struct plot *plot = plots->pdata[i / 2];
		g_autofree char *path = g_strdup_printf("%s/%s.%s", place->directory, plot->name,
							i % 2 == 0 ? "svg" : "png");

		ok = plot_draw(plot, path, error);
	}
	return ok;
}

static void count_element(GMarkupParseContext *context, const char *element, const char **names,
			  const char **values, void *user, GError **error)
{
	(void)context, (void)names, (void)values, (void)error;
	*(unsigned *)user += g_str_equal(element, "use") || g_str_equal(element, "path");
}

/* Fails unless @path is well-formed; returns how much is drawn. */
static unsigned parse_svg(const char *path)
{
	static const GMarkupParser parser = {.start_element = count_element};
	g_autofree char *text = NULL;
	GMarkupParseContext *context;
	GError *error = NULL;
	unsigned n = 0;
	gsize size;

	ck_assert(g_file_get_contents(path, &text, &size, NULL));
	ck_assert(g_utf8_validate(text, (gssize)size, NULL));
	/* XML 1.0 allows no other controls. */
	for (gsize i = 0; i < size; i++)
		ck_assert(!g_ascii_iscntrl(text[i]) || strchr("\t\r\n", text[i]) != NULL);
	context = g_markup_parse_context_new(&parser, 0, &n, NULL);
	ck_assert_msg(g_markup_parse_context_parse(context, text, (gssize)size, &error) &&
			      g_markup_parse_context_end_parse(context, &error),
		      "%s: %s", path, error != NULL ? error->message : "");
	g_markup_parse_context_free(context);
	return n;
}

static const char *const HOSTILE[] = {
	"`touch pwned`",
	"a\"; system(\"touch pwned\"); print \"",
	"$(touch pwned) %s %n %99999d @x {/Symbol a} \\\\ \\",
	"<script>alert(1)</script> & ]]> '",
	"../../pwned",
	"a\nb\r\t\001\033[2J\177 \302\205 \342\200\256x",
	"not \377\376 UTF-8 \303",
	"EOD",
	"",
	"a-very-long-name-a-very-long-name-a-very-long-name-a-very-long-name-a-very-long-name-a-"
	"very-long-name-a-very-long-name-a-very-long-name-ä-very-long-name",
};

/* Only pictures may be there afterwards. */
static void assert_files(const struct place *place, unsigned expected)
{
	GDir *directory = g_dir_open(place->directory, 0, NULL);
	const char *name;
	unsigned n = 0;

	while ((name = g_dir_read_name(directory)) != NULL) {
		g_autofree char *path = g_build_filename(place->directory, name, NULL);

		ck_assert_msg(g_str_has_suffix(name, ".svg") || g_str_has_suffix(name, ".png"),
			      "%s", name);
		if (g_str_has_suffix(name, ".svg"))
			ck_assert_uint_gt(parse_svg(path), 10);
		n++;
	}
	g_dir_close(directory);
	ck_assert_uint_eq(n, expected);
}

START_TEST(test_hostile)
{
	g_autofree char *old = g_get_current_dir();
	struct point *point = point_new();
	GError *error = NULL;
	struct place place;

	place_init(&place, HOSTILE[_i], "slots,machine,firmware");
	point->firmware = g_strdup(HOSTILE[_i]);
	for (unsigned i = 0; i < 4; i++) {
		point->slots = i / 2;
		g_free(point->machine);
		point->machine = g_strdup(i % 2 == 0 ? HOSTILE[_i] : "pc");
		add_starts(&place, i, point, 100000);
	}
	ck_assert_int_eq(chdir(place.directory), 0);
	ck_assert_msg(draw_all(&place, &error), "%s", error != NULL ? error->message : "");
	ck_assert_int_eq(chdir(old), 0);
	assert_files(&place, 6);
	point_free(point);
	place_clear(&place);
}
END_TEST

/* The same for a limit, whose axis is a word in a scenario. */
START_TEST(test_hostile_limit)
{
	struct section_row section = {
		.path = (char *)"b.ini",
		.text = (char *)"",
		.kind = (char *)"limit",
		.name = (char *)"b",
		.spec = (char *)"",
		.axis = (char *)HOSTILE[_i],
		.varied = (char *)"machine",
	};
	struct limit_row limit = {
		.point = point_new(),
		.axis = (char *)HOSTILE[_i],
		.status = (char *)LIMIT_EXACT,
		.limit = 1,
		.refused = 2,
		.counterexample = UNSET,
		.predicted = UNSET,
	};
	g_autofree char *old = g_get_current_dir();
	GError *error = NULL;
	struct place place;

	place_init(&place, "s", "slots");
	ck_assert(store_add_section(place.store, &section, NULL));
	limit.section = section.id;
	limit.point->machine = g_strdup(HOSTILE[_i]);
	ck_assert(store_add_limit(place.store, &limit, NULL));
	point_free(limit.point);
	ck_assert_int_eq(chdir(place.directory), 0);
	ck_assert_msg(draw_all(&place, &error), "%s", error != NULL ? error->message : "");
	ck_assert_int_eq(chdir(old), 0);
	assert_files(&place, 2);
	place_clear(&place);
}
END_TEST

static const int64_t TIMES[] = {0, -1, INT64_MIN, INT64_MAX, 1, 1000000000};

/* Times that nothing measures, but that a database may have. */
START_TEST(test_hostile_numbers)
{
	struct point *point = point_new();
	GError *error = NULL;
	struct place place;

	place_init(&place, "s", "slots");
	for (unsigned i = 0; i < 2; i++) {
		point->slots = i == 0 ? 0 : UNSET - 1;
		add_starts(&place, i, point, TIMES[_i]);
	}
	ck_assert_msg(draw_all(&place, &error), "%s", error != NULL ? error->message : "");
	point_free(point);
	place_clear(&place);
}
END_TEST

START_TEST(test_no_gnuplot)
{
	g_autofree char *old = g_strdup(g_getenv("PATH"));
	struct point *point = point_new();
	GError *error = NULL;
	struct place place;

	place_init(&place, "s", "slots");
	add_starts(&place, 0, point, 1000);
	point_free(point);
	g_setenv("PATH", "/no/such/directory", TRUE);
	ck_assert(!draw_all(&place, &error));
	g_setenv("PATH", old, TRUE);
	assert_error(&error, MEMROOF_ERROR_BROKEN, "apt-get install " GNUPLOT_PACKAGE);
	assert_files(&place, 0);
	place_clear(&place);
}
END_TEST

Suite *suite_plot_hostile(void)
{
	Suite *suite = suite_create("plot-hostile");
	TCase *draw = tcase_create("draw");

	tcase_set_tags(draw, "process");
	tcase_set_timeout(draw, 120);
	tcase_add_loop_test(draw, test_hostile, 0, G_N_ELEMENTS(HOSTILE));
	tcase_add_loop_test(draw, test_hostile_limit, 0, G_N_ELEMENTS(HOSTILE));
	tcase_add_loop_test(draw, test_hostile_numbers, 0, G_N_ELEMENTS(TIMES));
	tcase_add_test(draw, test_no_gnuplot);
	suite_add_tcase(suite, draw);
	return suite;
}

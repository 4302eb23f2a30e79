/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/error.h"
#include "base/size.h"
#include "model/ini.h"
#include "model/scenario.h"
#include "model/values.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>

/* Lines as "1[name]" and "2 key=value", separated by blanks, then the opening comment. */
static const struct {
	const char *text, *lines, *preamble;
} INIS[] = {
	{"", "", ""},
	{"\n\n  \n", "", ""},
	{"[a b]", "1[a b]", ""},
	{"[ a b ]\r\nx = 1\r\n", "1[a b] 2:x=1", ""},
	{"# Why?\n#   Because.\n[a]\n# not this\nx=1", "3[a] 5:x=1", "Why?\nBecause."},
	{"; Why?\n\n# not this\nx=1", "4:x=1", "Why?"},
	{"\n# not this\nx=1", "3:x=1", ""},
	{"\xef\xbb\xbf# Why?\nx=1", "2:x=1", "Why?"},
	{"x = a = b", "1:x=a = b", ""},
	{"x =", "1:x=", ""},
	{"x = \"\"", "1:x=", ""},
	{"x = \" a \"", "1:x= a ", ""},
	{"x = \"a", "1:x=\"a", ""},
	{"x = \"", "1:x=\"", ""},
	{"x = a # b", "1:x=a # b", ""},
	{"  # b\nx = 1", "2:x=1", ""},
	{"\tx\t=\t1\t", "1:x=1", ""},
	{"x=\xc3\xa4", "1:x=\xc3\xa4", ""},
};

START_TEST(ini_lines_keep_their_numbers)
{
	GError *error = NULL;
	struct ini *ini = ini_parse(INIS[_i].text, &error);
	GString *lines = g_string_new(NULL);

	ck_assert_msg(ini != NULL, "%s", error != NULL ? error->message : "");
	for (unsigned i = 0; i < ini->lines->len; i++) {
		const struct ini_line *line = ini->lines->pdata[i];

		g_string_append_printf(lines,
				       line->is_section ? "%s%u[%s]" : "%s%u:%s=", i > 0 ? " " : "",
				       line->number, line->name);
		if (!line->is_section)
			g_string_append(lines, line->value);
	}
	ck_assert_str_eq(lines->str, INIS[_i].lines);
	ck_assert_str_eq(ini->preamble, INIS[_i].preamble);
	g_string_free(lines, TRUE);
	ini_free(ini);
}
END_TEST

static const struct {
	const char *text, *complaint;
} BAD_INIS[] = {
	{"x", "1: bad line 'x': expected key = value, [kind name] or # comment"},
	{"\n\n= 1", "3: bad line '= 1'"},
	{"[a]\n]", "2: bad line ']'"},
	{"[", "1: bad section '[': expected [kind name]"},
	{"[]", "1: bad section '[]'"},
	{"[a", "1: bad section '[a'"},
	{"[a] # b", "1: bad section '[a] # b'"},
	{"#\n[a]b", "2: bad section '[a]b'"},
	{"\x1b[2J", "1: bad line '?[2J'"},
};

START_TEST(a_bad_ini_line_is_shown_with_its_number)
{
	GError *error = NULL;

	ck_assert_ptr_null(ini_parse(BAD_INIS[_i].text, &error));
	ck_assert_msg(g_str_has_prefix(error->message, BAD_INIS[_i].complaint), "%s",
		      error->message);
	assert_error(&error, MEMROOF_ERROR_INPUT, "");
}
END_TEST

START_TEST(an_ini_line_has_an_end)
{
	GError *error = NULL;
	g_autofree char *value = g_strnfill(65536 - 2, 'x');
	g_autofree char *longest = g_strconcat("\nx=", value, NULL);
	g_autofree char *longer = g_strconcat(longest, "x", NULL);
	struct ini *ini = ini_parse(longest, &error);

	ck_assert_ptr_nonnull(ini);
	ini_free(ini);
	ck_assert_ptr_null(ini_parse(longer, &error));
	assert_error(&error, MEMROOF_ERROR_INPUT, "2: line longer than 65536 bytes");
}
END_TEST

/* All points of all sections: "section: point; point". */
static char *outline(const struct scenario *scenario)
{
	GString *text = g_string_new(NULL);

	for (unsigned i = 0; i < scenario->sections->len; i++) {
		const struct section *section = scenario->sections->pdata[i];

		g_string_append_printf(text, "%s%s %s:", i > 0 ? " / " : "",
				       section_kind_name(section->kind), section->name);
		for (uint64_t j = 0; j < section->n_points; j++) {
			struct point *point = section_point(section, j);
			g_autofree char *words = point_text(point);

			g_string_append_printf(text, "%s %s", j > 0 ? ";" : "", words);
			point_free(point);
		}
	}
	return g_string_free(text, FALSE);
}

static const struct {
	const char *text, *outline;
} SCENARIOS[] = {
	{"[limit a]\n", "limit a: "},
	{"[probe two words]\nsize=2G", "probe two words: size=2G"},
	{"[limit \"quoted name\"]", "limit quoted name: "},
	{"[limit a]\nsize=1G,2G\n", "limit a: size=1G; size=2G"},
	{"[probe a]\nslots=0-1\nsize=1G,2G\nmaxmem=4G",
	 "probe a: size=1G slots=0 maxmem=4G; size=1G slots=1 maxmem=4G; "
	 "size=2G slots=0 maxmem=4G; size=2G slots=1 maxmem=4G"},
	{"[global]\nmachine=q35\nsize=2G\n[limit a]\nsize=1G\n[limit b]\ncpu=max",
	 "limit a: machine=q35 size=1G / limit b: machine=q35 cpu=max size=2G"},
	{"[global]\nslots=1,2\n[probe a]\nslots=3", "probe a: slots=3"},
	{"[limit a]\n[probe a]\n", "limit a:  / probe a: "},
	{"[global]\nsize=2G\n[limit a]", "limit a: size=2G"},
	{"[global]\n[limit a]", "limit a: "},
	{"[probe a]\nmachine = q35,cxl=on, pc\n", "probe a: machine=q35,cxl=on; machine=pc"},
	{"[limit a]\naxis=size\nmaxmem=4G", "limit a: maxmem=4G"},
	{"[limit a]\naxis=slots\nmaxmem=4G", "limit a: maxmem=4G"},
	{"[limit a]\naxis=phys-bits\nengine=fake\nfake=\"roof=1G,crash=2G\"",
	 "limit a: engine=fake fake=roof=1G,crash=2G"},
	{"[global]\naxis=size\n[limit a]\naxis=maxmem\nsize=1G", "limit a: size=1G"},
};

/* One file asks both kinds of questions. */
START_TEST(what_global_says_of_limits_does_not_hurt_probes)
{
	static const char text[] =
		"[global]\naxis = size\nsamples = 3\n[limit a]\n[probe b]\nsize = 1G";
	GError *error = NULL;
	struct scenario *scenario = scenario_parse("x.ini", text, NULL, 0, &error);

	ck_assert_msg(scenario != NULL, "%s", error != NULL ? error->message : "");
	ck_assert_uint_eq(((struct section *)scenario->sections->pdata[0])->options.samples, 3);
	ck_assert_uint_eq(((struct section *)scenario->sections->pdata[1])->options.samples, 0);
	scenario_free(scenario);
}
END_TEST

START_TEST(sections_inherit_from_global_and_multiply)
{
	GError *error = NULL;
	struct scenario *scenario = scenario_parse("x.ini", SCENARIOS[_i].text, NULL, 0, &error);

	ck_assert_msg(scenario != NULL, "%s", error != NULL ? error->message : "");
	ck_assert_str_eq(scenario->text, SCENARIOS[_i].text);
	assert_text(outline(scenario), SCENARIOS[_i].outline);
	scenario_free(scenario);
}
END_TEST

START_TEST(sections_have_options_with_defaults)
{
	static const char text[] = "# Why?\n[limit a]\n[limit b]\naxis=size\nsamples=3\nseed=7\n"
				   "columns=slots\nslots=1,2\nmaxmem=4G";
	struct scenario *scenario = scenario_parse("x.ini", text, NULL, 0, NULL);
	const struct section *a = scenario->sections->pdata[0], *b = scenario->sections->pdata[1];

	ck_assert_str_eq(scenario->question, "Why?");
	ck_assert_str_eq(scenario->path, "x.ini");
	ck_assert_str_eq(a->options.axis, "maxmem");
	ck_assert_ptr_null(a->options.columns);
	ck_assert_uint_eq(a->options.samples, 0);
	ck_assert_uint_eq(a->options.seed, 1);
	ck_assert_uint_eq(a->line, 2);
	ck_assert_str_eq(b->options.axis, "size");
	ck_assert_str_eq(b->options.columns, "slots");
	ck_assert_uint_eq(b->options.samples, 3);
	ck_assert_uint_eq(b->options.seed, 7);
	ck_assert_uint_eq(((struct dimension *)b->dimensions->pdata[0])->line, 8);
	scenario_free(scenario);
}
END_TEST

START_TEST(the_command_line_overrides_every_section)
{
	const struct override overrides[] = {
		{key_find("size"), "1G,2G"}, {key_find("machine"), "pc"}, {key_find("size"), "3G"}};
	struct scenario *scenario =
		scenario_parse("x.ini", "[global]\nmachine=q35\n[limit a]\nsize=8G\n[limit b]\n",
			       overrides, G_N_ELEMENTS(overrides), NULL);
	const struct section *section;

	ck_assert_ptr_nonnull(scenario);
	assert_text(outline(scenario), "limit a: machine=pc size=3G / limit b: machine=pc size=3G");
	section = scenario->sections->pdata[0];
	ck_assert_uint_eq(((struct dimension *)section->dimensions->pdata[0])->line, 0);
	scenario_free(scenario);
}
END_TEST

START_TEST(a_bad_override_is_blamed_on_the_command_line)
{
	const struct override override = {key_find("size"), "2GB"};
	GError *error = NULL;

	ck_assert_ptr_null(scenario_parse("x.ini", "[limit a]\n", &override, 1, &error));
	assert_error(&error, MEMROOF_ERROR_INPUT, "command line: size: bad size '2GB'");
}
END_TEST

START_TEST(each_combination_is_enumerated_once)
{
	static const char text[] = "[probe a]\nmachine=pc,q35\ncpu=max,EPYC,486\nsize=1G,2G\n"
				   "slots=0-9\nmaxmem=4G\ntimeout=1s,2s,3s";
	struct scenario *scenario = scenario_parse("x.ini", text, NULL, 0, NULL);
	const struct section *section = scenario->sections->pdata[0];
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	ck_assert_uint_eq(section->n_points, 2 * 3 * 2 * 10 * 3);
	for (uint64_t i = 0; i < section->n_points; i++) {
		struct point *point = section_point(section, i);
		char *words = point_text(point);

		ck_assert_msg(g_hash_table_add(seen, words), "twice: %s", words);
		point_free(point);
	}
	ck_assert_uint_eq(g_hash_table_size(seen), section->n_points);
	scenario_free(scenario);
}
END_TEST

START_TEST(ten_million_points_are_the_most)
{
	static const char most[] = "[probe a]\nsize=4G\nslots=0-999\nphys-bits=1-250\n"
				   "maxmem=4G,5G,6G,7G\ntimeout=1,2,3,4,5,6,7,8,9,10";
	GError *error = NULL;
	struct scenario *scenario = scenario_parse("x.ini", most, NULL, 0, &error);
	g_autofree char *more = g_strconcat(most, ",11", NULL);

	ck_assert_msg(scenario != NULL, "%s", error != NULL ? error->message : "");
	ck_assert_uint_eq(((struct section *)scenario->sections->pdata[0])->n_points, MAX_POINTS);
	scenario_free(scenario);
	ck_assert_ptr_null(scenario_parse("x.ini", more, NULL, 0, &error));
	assert_error(&error, MEMROOF_ERROR_INPUT,
		     "x.ini:1: section 'a' has more than 10000000 points");
}
END_TEST

START_TEST(a_product_beyond_64_bits_is_too_many_points)
{
	static const char text[] =
		"[probe a]\nslots=0-4096\nphys-bits=1-255\nsize=1G,%s\nmaxmem=1G,%s\n"
		"pci-hole64=0,%s\ntimeout=1,%s";
	GString *sizes = g_string_new("2G");
	g_autofree char *all = NULL;
	GError *error = NULL;

	for (int i = 3; i < 3000; i++)
		g_string_append_printf(sizes, ",%d", i);
	all = g_strdup_printf(text, sizes->str, sizes->str, sizes->str, "2");
	ck_assert_ptr_null(scenario_parse("x.ini", all, NULL, 0, &error));
	assert_error(&error, MEMROOF_ERROR_INPUT, "has more than 10000000 points");
	g_string_free(sizes, TRUE);
}
END_TEST

START_TEST(a_scenario_is_read_from_its_file)
{
	g_autofree char *directory = make_directory();
	g_autofree char *path = g_build_filename(directory, "a.ini", NULL);
	g_autofree char *complaint = g_strconcat(path, ":2: unknown key 'siez'", NULL);
	struct scenario *scenario;
	GError *error = NULL;

	ck_assert_ptr_null(scenario_load(path, NULL, 0, &error));
	assert_error(&error, MEMROOF_ERROR_INPUT, "a.ini: No such file or directory");
	ck_assert(g_file_set_contents(path, "[limit a]\nsiez=1G", -1, NULL));
	ck_assert_ptr_null(scenario_load(path, NULL, 0, &error));
	assert_error(&error, MEMROOF_ERROR_INPUT, complaint);
	ck_assert(g_file_set_contents(path, "[limit a]\nsize=1G", -1, NULL));
	scenario = scenario_load(path, NULL, 0, &error);
	ck_assert_ptr_nonnull(scenario);
	assert_text(outline(scenario), "limit a: size=1G");
	scenario_free(scenario);
}
END_TEST

/* What is left of two scenarios, sections a, ab and a, c, by name. */
static const struct {
	const char *names, *first, *second, *error;
} SELECTIONS[] = {
	{"a", "limit a", "probe a", NULL},
	{"ab", "probe ab", "", NULL},
	{"c a", "limit a", "probe a limit c", NULL},
	{"a*", "limit a probe ab", "probe a", NULL},
	{"?", "limit a", "probe a limit c", NULL},
	{"*", "limit a probe ab", "probe a limit c", NULL},
	{"a d", NULL, NULL, "no section 'd'"},
	{"abb", NULL, NULL, "no section 'abb' (did you mean 'ab'?)"},
	{"x*", NULL, NULL, "no section 'x*'"},
};

static char *section_names(const struct scenario *scenario)
{
	GString *text = g_string_new(NULL);

	for (unsigned i = 0; i < scenario->sections->len; i++) {
		const struct section *section = scenario->sections->pdata[i];

		g_string_append_printf(text, "%s%s %s", i > 0 ? " " : "",
				       section_kind_name(section->kind), section->name);
	}
	return g_string_free(text, FALSE);
}

START_TEST(sections_are_selected_by_name)
{
	g_autoptr(GPtrArray) scenarios = scenarios_new();
	g_auto(GStrv) names = g_strsplit(SELECTIONS[_i].names, " ", -1);
	GError *error = NULL;

	g_ptr_array_add(scenarios, scenario_parse("x", "[limit a]\n[probe ab]\n", NULL, 0, NULL));
	g_ptr_array_add(scenarios, scenario_parse("y", "[probe a]\n[limit c]\n", NULL, 0, NULL));
	if (scenarios_select(scenarios, (const char *const *)names, &error)) {
		ck_assert_ptr_null(SELECTIONS[_i].error);
		assert_text(section_names(scenarios->pdata[0]), SELECTIONS[_i].first);
		assert_text(section_names(scenarios->pdata[1]), SELECTIONS[_i].second);
	} else {
		assert_error(&error, MEMROOF_ERROR_INPUT, SELECTIONS[_i].error);
		assert_text(section_names(scenarios->pdata[0]), "limit a probe ab");
	}
}
END_TEST

Suite *suite_scenario(void)
{
	Suite *suite = suite_create("scenario");
	TCase *ini = tcase_create("ini"), *tc = tcase_create("scenario");

	tcase_add_loop_test(ini, ini_lines_keep_their_numbers, 0, G_N_ELEMENTS(INIS));
	tcase_add_loop_test(ini, a_bad_ini_line_is_shown_with_its_number, 0,
			    G_N_ELEMENTS(BAD_INIS));
	tcase_add_test(ini, an_ini_line_has_an_end);
	suite_add_tcase(suite, ini);
	tcase_add_test(tc, what_global_says_of_limits_does_not_hurt_probes);
	tcase_add_loop_test(tc, sections_inherit_from_global_and_multiply, 0,
			    G_N_ELEMENTS(SCENARIOS));
	tcase_add_test(tc, sections_have_options_with_defaults);
	tcase_add_test(tc, the_command_line_overrides_every_section);
	tcase_add_test(tc, a_bad_override_is_blamed_on_the_command_line);
	tcase_add_test(tc, each_combination_is_enumerated_once);
	tcase_add_test(tc, ten_million_points_are_the_most);
	tcase_add_test(tc, a_product_beyond_64_bits_is_too_many_points);
	tcase_add_test(tc, a_scenario_is_read_from_its_file);
	tcase_add_loop_test(tc, sections_are_selected_by_name, 0, G_N_ELEMENTS(SELECTIONS));
	tcase_set_timeout(tc, 60);
	suite_add_tcase(suite, tc);
	return suite;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* QEMU's numbers, the words of a shell, and QEMU's options as a list. */
#include "base/size.h"
#include "files/format.h"
#include "files/qemu_known.h"
#include "files/qemu_numbers.h"
#include "files/qemu_settings.h"
#include "files/shell_words.h"
#include "tests/program.h"
#include "tests/qemu_files.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <stdio.h>
#include <string.h>

/* What -m and maxmem of the installed QEMU make of texts; UNSET where they refuse them. */
static const struct {
	const char *text;
	uint64_t as_size, as_maxmem;
} SIZES[] = {
	{"512", 512 * MIB, 512},
	{"2G", 2 * GIB, 2 * GIB},
	{"2g", 2 * GIB, 2 * GIB},
	{"2T", 2 * TIB, 2 * TIB},
	{"1048576k", GIB, GIB},
	{"1073741824B", GIB, GIB},
	{"1073741824b", GIB, GIB},
	{"1.5G", 3 * GIB / 2, 3 * GIB / 2},
	{"1.G", GIB, GIB},
	{"1.5", UNSET, UNSET},
	{"0x40000000", UINT64_C(0x40000000) << 20, GIB},
	{"0x400", GIB, 0x400},
	{"0x4000000B", UINT64_C(0x4000000B), UINT64_C(0x4000000B)},
	{"0x4G", 4 * GIB, 4 * GIB},
	{"0x4M", 4 * MIB, 4 * MIB},
	{"010G", 10 * GIB, 10 * GIB},
	{"2GB", UNSET, UNSET},
	{"2GiB", UNSET, UNSET},
	{"2 G", UNSET, UNSET},
	{" 2G", 2 * GIB, 2 * GIB},
	{"2G ", UNSET, UNSET},
	{"-1", UNSET, UNSET},
	{"+2G", 2 * GIB, 2 * GIB},
	{"1e3M", UNSET, UNSET},
	{"G", UNSET, UNSET},
	{"", UNSET, UNSET},
	{".5G", UNSET, UNSET},
	{"16E", UNSET, UNSET},
	{"15E", 15 * (UINT64_C(1) << 60), 15 * (UINT64_C(1) << 60)},
	{"18446744073709551616", UNSET, UNSET},
	{"2X", UNSET, UNSET},
};

START_TEST(sizes_are_read_as_qemu_does)
{
	uint64_t bytes = UNSET;

	if (!qemu_size_parse(SIZES[_i].text, BARE_MIB, &bytes))
		bytes = UNSET;
	ck_assert_msg(bytes == SIZES[_i].as_size, "'%s' as size", SIZES[_i].text);
	if (!qemu_size_parse(SIZES[_i].text, BARE_BYTES, &bytes))
		bytes = UNSET;
	ck_assert_msg(bytes == SIZES[_i].as_maxmem, "'%s' as maxmem", SIZES[_i].text);
}
END_TEST

/* What the installed QEMU reads, which it tells as a property of a machine of 128 MiB. */
static uint64_t size_in_qemu(struct program *program, const char *qemu, const char *key,
			     const char *text)
{
	g_autofree char *config =
		g_strdup_printf("[memory]\n%s = \"%s\"\n%s", key, text,
				strcmp(key, "maxmem") == 0 ? "slots = \"1\"\n" : "");
	g_autofree char *command = g_strdup_printf(
		"echo '{\"execute\": \"qmp_capabilities\"} {\"execute\": \"qom-get\", "
		"\"arguments\": {\"path\": \"/machine\", \"property\": \"memory\"}} "
		"{\"execute\": \"quit\"}' | '%s' -M pc -S -nodefaults -qmp stdio -display none "
		"-readconfig conf",
		qemu);
	char *argv[] = {(char *)"/bin/sh", (char *)"-c", command, NULL};
	const char *wanted = strcmp(key, "size") == 0 ? "\"size\": " : "\"max-size\": ", *found;

	program_write(program, "conf", config);
	program_run_other(program, argv);
	found = strstr(program->out, wanted);
	return found == NULL ? UNSET : g_ascii_strtoull(found + strlen(wanted), NULL, 10);
}

/* Only sizes that are refused, or that a machine can have. */
START_TEST(qemu_reads_sizes_so)
{
	g_autofree char *qemu = g_find_program_in_path("qemu-system-x86_64");
	struct program program;

	if (qemu == NULL) {
		printf("skipped: sizes in QEMU: there is no qemu-system-x86_64\n");
		return;
	}
	if (*SIZES[_i].text == '\0')
		return;
	program_init(&program);
	if (SIZES[_i].as_size == UNSET || SIZES[_i].as_size <= 512 * MIB)
		ck_assert_msg(size_in_qemu(&program, qemu, "size", SIZES[_i].text) ==
				      SIZES[_i].as_size,
			      "'%s' as size: %s%s", SIZES[_i].text, program.out, program.err);
	if (SIZES[_i].as_maxmem == UNSET ||
	    (SIZES[_i].as_maxmem >= GIB && SIZES[_i].as_maxmem <= TIB &&
	     SIZES[_i].as_maxmem % 4096 == 0))
		ck_assert_msg(size_in_qemu(&program, qemu, "maxmem", SIZES[_i].text) ==
				      SIZES[_i].as_maxmem,
			      "'%s' as maxmem: %s%s", SIZES[_i].text, program.out, program.err);
	program_clear(&program);
}
END_TEST

static const struct {
	uint64_t bytes;
	const char *like;
	enum bare_unit bare;
	const char *text;
} STYLES[] = {
	{GIB, "2G", BARE_MIB, "1G"},
	{GIB, "2g", BARE_BYTES, "1g"},
	{GIB, "2048", BARE_MIB, "1024"},
	{GIB, "2147483648", BARE_BYTES, "1073741824"},
	{GIB, "4096M", BARE_BYTES, "1024M"},
	{GIB, "2097152k", BARE_BYTES, "1048576k"},
	{GIB, "0x80000000", BARE_BYTES, "1G"},
	{GIB, NULL, BARE_MIB, "1G"},
	{GIB + MIB, "2G", BARE_BYTES, "1025M"},
	{GIB + MIB, "2g", BARE_BYTES, "1025m"},
	{GIB + 1, "2G", BARE_MIB, "1073741825B"},
	{GIB + 1, "2048", BARE_MIB, "1073741825B"},
	{GIB + 1, "2G", BARE_BYTES, "1073741825"},
	{0, "2G", BARE_BYTES, "0G"},
	{0, NULL, BARE_BYTES, "0"},
};

START_TEST(sizes_are_written_in_style)
{
	uint64_t bytes;
	char *text = qemu_size_write(STYLES[_i].bytes, STYLES[_i].like, STYLES[_i].bare);

	ck_assert(qemu_size_parse(text, STYLES[_i].bare, &bytes));
	ck_assert_uint_eq(bytes, STYLES[_i].bytes);
	assert_text(text, STYLES[_i].text);
}
END_TEST

START_TEST(numbers_are_read_as_qemu_does)
{
	uint64_t number;
	gboolean flag;

	ck_assert(qemu_number_parse("8", &number) && number == 8);
	ck_assert(qemu_number_parse("0x10", &number) && number == 16);
	ck_assert(qemu_number_parse("010", &number) && number == 8);
	ck_assert(!qemu_number_parse("", &number));
	ck_assert(!qemu_number_parse("8 ", &number));
	ck_assert(!qemu_number_parse("-8", &number));
	ck_assert(!qemu_number_parse("99999999999999999999", &number));
	ck_assert(qemu_flag_parse("on", &flag) && flag);
	ck_assert(qemu_flag_parse("no", &flag) && !flag);
	ck_assert(!qemu_flag_parse("1", &flag));
}
END_TEST

/* The words of a text, one command behind another: "a b | c". */
static const struct {
	const char *text, *words;
} WORDS[] = {
	{"a b", "a b"},
	{"  a\tb  # c", "a b"},
	{"a#b", "a#b"},
	{"a\\\n b", "a b"},
	{"a\\\nb", "ab"},
	{"'a b'\"c\"d", "a bcd"},
	{"\"a\\\"b\\c\\$d\"", "a\"b\\c$d"},
	{"'a\\b'", "a\\b"},
	{"a\\ b", "a b"},
	{"a >b 2>&1 <c", "a"},
	{"a >b c", "a c"},
	{"a2>b", "a2"},
	{"a 2>b", "a"},
	{"a '2'>b", "a 2"},
	{"a &>b c", "a c"},
	{"a <<<b c", "a c"},
	{"a;b&&c||d|e&f", "a|b|c|d|e|f"},
	{"a\nb", "a|b"},
	{"a $B\"${C:-d e}\" $(f g) `h i`", "a $B${C:-d e} $(f g) `h i`"},
	{"a $", "a $"},
	{"''", ""},
};

START_TEST(a_text_becomes_words)
{
	struct config config = {.name = (char *)"FILE",
				.text = (char *)WORDS[_i].text,
				.length = strlen(WORDS[_i].text)};
	GPtrArray *words = shell_words(&config, 0, config.length, SHELL_SCRIPT, NULL);
	GString *joined = g_string_new(NULL);
	unsigned command = 0;

	ck_assert_ptr_nonnull(words);
	for (unsigned i = 0; i < words->len; i++) {
		const struct word *word = g_ptr_array_index(words, i);

		if (i > 0)
			g_string_append_c(joined, word->command != command ? '|' : ' ');
		g_string_append(joined, word->text);
		command = word->command;
		for (size_t j = 0; j < word->length; j++) {
			struct place place = word_place(word, j, j + 1);

			ck_assert_uint_lt(place.start, place.end);
			ck_assert_int_eq(config.text[place.end - 1], word->text[j]);
		}
	}
	ck_assert_str_eq(joined->str, WORDS[_i].words);
	g_string_free(joined, TRUE);
	g_ptr_array_unref(words);
}
END_TEST

START_TEST(options_are_found_in_lists)
{
	struct qemu_settings *settings = qemu_settings_new();
	struct qemu_group *one = qemu_settings_add(settings, "memory", NULL, 1);
	struct qemu_group *two = qemu_settings_add(settings, "memory", NULL, 2);
	struct qemu_group *object = qemu_settings_add(settings, "object", "m0", 3);
	const struct qemu_group *found = NULL;

	qemu_group_add(one, "size", "1G", 1);
	qemu_group_add(one, "size", "2G", 1);
	qemu_group_add(two, "slots", "4", 2);
	ck_assert_str_eq(qemu_settings_merged(settings, "memory", "size", &found)->value, "2G");
	ck_assert_ptr_eq(found, one);
	ck_assert_ptr_null(qemu_settings_merged(settings, "memory", "maxmem", NULL));
	ck_assert_ptr_eq(qemu_settings_last(settings, "memory"), two);
	ck_assert_ptr_eq(qemu_settings_with_id(settings, "object", "m0"), object);
	ck_assert_ptr_null(qemu_settings_with_id(settings, "object", "m1"));
	assert_text(qemu_option_label(two, qemu_group_find(two, "slots")), "-m slots");
	two->is_section = TRUE;
	assert_text(qemu_option_label(two, qemu_group_find(two, "slots")), "[memory] slots");
	qemu_settings_free(settings);
}
END_TEST

/* Options and devices of the installed QEMU must all be known, and have a value where it says so.
 */
START_TEST(all_options_of_qemu_are_known)
{
	g_autofree char *qemu = g_find_program_in_path("qemu-system-x86_64");
	struct program program;
	g_auto(GStrv) lines = NULL;
	unsigned n = 0;

	if (qemu == NULL) {
		printf("skipped: options of QEMU: there is no qemu-system-x86_64\n");
		return;
	}
	char *argv[] = {qemu, (char *)"-help", NULL};

	program_init(&program);
	ck_assert_int_eq(program_run_other(&program, argv), 0);
	lines = g_strsplit(program.out, "\n", -1);
	for (char **line = lines; *line != NULL; line++) {
		g_autofree char *name = NULL;
		const struct known_option *known;
		gboolean has_value;
		size_t length;

		if (**line != '-' || !g_ascii_isalnum((*line)[1]))
			continue;
		length = strcspn(*line + 1, " /[");
		name = g_strndup(*line + 1, length);
		known = known_option(name);
		ck_assert_msg(known != NULL, "-%s", name);
		n++;
		has_value = (*line)[length + 1] == ' ' && (*line)[length + 2] != ' ';
		if (has_value && strcmp(name, "h") != 0)
			ck_assert_msg(known->has_value, "%s", *line);
	}
	ck_assert_uint_gt(n, 100);
	program_clear(&program);
}
END_TEST

START_TEST(all_devices_of_qemu_are_known)
{
	g_autofree char *qemu = g_find_program_in_path("qemu-system-x86_64");
	struct program program;
	g_auto(GStrv) lines = NULL;
	unsigned n = 0;

	if (qemu == NULL)
		return;
	char *argv[] = {qemu, (char *)"-device", (char *)"help", NULL};

	program_init(&program);
	ck_assert_int_eq(program_run_other(&program, argv), 0);
	lines = g_strsplit(program.out, "\n", -1);
	for (char **line = lines; *line != NULL; line++) {
		g_auto(GStrv) parts = g_strsplit(*line, "\"", 3);

		if (!g_str_has_prefix(*line, "name "))
			continue;
		ck_assert_msg(known_device(parts[1]) != KNOWN_NOT, "%s", parts[1]);
		n++;
	}
	ck_assert_uint_gt(n, 100);
	program_clear(&program);
}
END_TEST

/* What is looked up among many of its kind: with the square of their number it would take longer
 * than this suite may. */
static const struct {
	const char *before, *unit, *changes;
} MANY[] = {
	{"qemu-system-x86_64 -m 2G", " -M k@=1", "size=1G"},
	{"qemu-system-x86_64 -m 2G -M q35", ",k@=1", "size=1G"},
	{"qemu-system-x86_64 -m 2G,slots=256,maxmem=1T",
	 " -object memory-backend-ram,id=@,size=1 -device pc-dimm,memdev=@", "maxmem=2T"},
	{"qemu-system-x86_64 -m 2G", " -device k@", "size=1G"},
	{"qemu-system-x86_64 -M q35", " -global q35-pcihost.pci-hole64-size=1G",
	 "pci-hole64=unset"},
	{"qemu-system-x86_64", " -m 2G,slots=1,maxmem=4G", "slots=unset maxmem=unset"},
	{"A=1G\nqemu-system-x86_64 -m $A", ",size=$A", "slots=1 maxmem=2G"},
	{"architecture: x86_64\ndevices: {}\nconfig:\n  raw.qemu: -cpu EPYC",
	 " -global q35-pcihost.pci-hole64-size=1G", "pci-hole64=unset"},
};

START_TEST(many_options_are_as_good_as_few)
{
	check_many(MANY[_i].before, MANY[_i].unit, MANY[_i].changes);
}
END_TEST

Suite *suite_files_qemu_settings(void)
{
	Suite *suite = suite_create("files-qemu-settings");
	TCase *pure = tcase_create("pure"), *judged = tcase_create("judged");

	tcase_add_loop_test(pure, sizes_are_read_as_qemu_does, 0, G_N_ELEMENTS(SIZES));
	tcase_add_loop_test(pure, sizes_are_written_in_style, 0, G_N_ELEMENTS(STYLES));
	tcase_add_test(pure, numbers_are_read_as_qemu_does);
	tcase_add_loop_test(pure, a_text_becomes_words, 0, G_N_ELEMENTS(WORDS));
	tcase_add_test(pure, options_are_found_in_lists);
	tcase_add_loop_test(pure, many_options_are_as_good_as_few, 0, G_N_ELEMENTS(MANY));
	tcase_set_timeout(pure, 120);
	suite_add_tcase(suite, pure);
	tcase_set_tags(judged, "process");
	tcase_set_timeout(judged, 120);
	tcase_add_loop_test(judged, qemu_reads_sizes_so, 0, G_N_ELEMENTS(SIZES));
	tcase_add_test(judged, all_options_of_qemu_are_known);
	tcase_add_test(judged, all_devices_of_qemu_are_known);
	suite_add_tcase(suite, judged);
	return suite;
}

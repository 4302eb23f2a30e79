/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/error.h"
#include "base/text.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>
#include <sys/stat.h>

static const char *const WORDS[] = {"machine", "maxmem", "size", "slots", "phys-bits", NULL};

static const struct {
	const char *word, *hint;
} HINTS[] = {
	{"maxmen", " (did you mean 'maxmem'?)"},
	{"machin", " (did you mean 'machine'?)"},
	{"sizes", " (did you mean 'size'?)"},
	{"siz", " (did you mean 'size'?)"},
	{"physbits", " (did you mean 'phys-bits'?)"},
	{"slot", " (did you mean 'slots'?)"},
	{"slots", " (did you mean 'slots'?)"},
	{"", ""},
	{"memory", ""},
	{"xyzzy", ""},
	{"sxxe", ""},
};

START_TEST(a_typing_error_gets_a_hint_and_nonsense_gets_none)
{
	assert_text(text_hint(HINTS[_i].word, WORDS), HINTS[_i].hint);
}
END_TEST

START_TEST(hints_survive_words_of_any_length)
{
	g_autofree char *endless = g_strnfill(100000, 'm');
	const char *const none[] = {NULL};
	const char *const endless_words[] = {endless, NULL};

	assert_text(text_hint(endless, WORDS), "");
	assert_text(text_hint("maxmem", none), "");
	assert_text(text_hint("maxmem", endless_words), "");
}
END_TEST

START_TEST(a_shell_line_quotes_only_what_needs_it)
{
	const char *const argv[] = {"qemu", "-m",  "size=2G,slots=8", "it's",
				    "",     "a b", "$HOME",           NULL};
	const char *const none[] = {NULL};

	assert_text(text_shell_line(argv), "qemu -m size=2G,slots=8 'it'\\''s' '' 'a b' '$HOME'");
	assert_text(text_shell_line(none), "");
}
END_TEST

static char *random_word(GRand *random)
{
	static const char letters[] = "ab=,./ \t\n'\"\\$`*?[]{}()<>|&;#!~%^-\xc3\xa4";
	int n = g_rand_int_range(random, 0, 12);
	char *word = g_malloc0((gsize)n + 1);

	for (int i = 0; i < n; i++)
		word[i] = letters[g_rand_int_range(random, 0, (int)strlen(letters))];
	return word;
}

START_TEST(a_shell_line_is_read_back_as_the_same_words)
{
	GRand *random = g_rand_new_with_seed(42);

	for (int i = 0; i < 3000; i++) {
		char *argv[6] = {NULL};
		g_auto(GStrv) back = NULL;
		g_autofree char *line = NULL;
		int n = g_rand_int_range(random, 1, 6);

		for (int j = 0; j < n; j++)
			argv[j] = random_word(random);
		line = text_shell_line((const char *const *)argv);
		ck_assert_msg(g_shell_parse_argv(line, NULL, &back, NULL), "unreadable: %s", line);
		ck_assert_msg(g_strv_equal((const char *const *)argv, (const char *const *)back),
			      "other words: %s", line);
		for (int j = 0; j < n; j++)
			g_free(argv[j]);
	}
	g_rand_free(random);
}
END_TEST

static void assert_unreadable(const char *path, const char *complaint)
{
	GError *error = NULL;
	g_autofree char *text = text_read_file(path, 1000, &error);

	ck_assert_ptr_null(text);
	assert_error(&error, MEMROOF_ERROR_INPUT, complaint);
}

static const struct {
	const char *path, *complaint;
} NO_FILES[] = {
	{"/nonexistent/file.ini", "/nonexistent/file.ini: No such file or directory"},
	{"/", "/: is a directory, expected a file"},
	{"/dev/zero", "/dev/zero: not a regular file"},
	{"/dev/null", "/dev/null: not a regular file"},
	{"/proc/self/exe/x", "/proc/self/exe/x: Not a directory"},
	{"", "No such file or directory"},
};

START_TEST(what_is_no_file_is_not_read)
{
	assert_unreadable(NO_FILES[_i].path, NO_FILES[_i].complaint);
}
END_TEST

START_TEST(a_fifo_is_refused_without_waiting_for_a_writer)
{
	g_autofree char *directory = make_directory();
	g_autofree char *path = g_build_filename(directory, "fifo", NULL);

	ck_assert_int_eq(mkfifo(path, 0600), 0);
	assert_unreadable(path, "fifo: not a regular file");
}
END_TEST

static const struct {
	const char *bytes;
	gssize n;
	const char *complaint; /* NULL: it is read */
} CONTENTS[] = {
	{"", 0, NULL},
	{"one\ntwo", 7, NULL},
	{"\xc3\xa4\xe2\x82\xac\n", 6, NULL},
	{"one\ntwo\0", 8, ":2: not a text file (expected UTF-8)"},
	{"\0", 1, ":1: not a text file"},
	{"one\ntwo\nthr\xff", 12, ":3: not a text file"},
	{"\xc3", 1, ":1: not a text file"},
	{"\x7f"
	 "ELF\x02\x01\x01\0\0",
	 9, ":1: not a text file"},
	{"\xed\xa0\x80", 3, ":1: not a text file"},
};

START_TEST(a_file_is_read_when_it_is_text)
{
	g_autofree char *directory = make_directory();
	g_autofree char *path = g_build_filename(directory, "file", NULL);

	ck_assert(g_file_set_contents(path, CONTENTS[_i].bytes, CONTENTS[_i].n, NULL));
	if (CONTENTS[_i].complaint != NULL)
		assert_unreadable(path, CONTENTS[_i].complaint);
	else
		assert_text(text_read_file(path, 1000, NULL), CONTENTS[_i].bytes);
}
END_TEST

START_TEST(a_file_is_read_up_to_the_byte_that_is_too_much)
{
	g_autofree char *directory = make_directory();
	g_autofree char *path = g_build_filename(directory, "file", NULL);
	g_autofree char *thousand = g_strnfill(1000, 'x');
	g_autofree char *more = g_strnfill(1001, 'x');

	ck_assert(g_file_set_contents(path, thousand, -1, NULL));
	assert_text(text_read_file(path, 1000, NULL), thousand);
	ck_assert(g_file_set_contents(path, more, -1, NULL));
	assert_unreadable(path, "larger than 1000 bytes");
}
END_TEST

static const struct {
	const char *text;
	size_t max;
	const char *printable;
} PRINTABLES[] = {
	{"plain", 100, "plain"},
	{"two\nlines", 100, "two\nlines"},
	{"\x1b[31mred\x07\t\r", 100, "?[31mred???"},
	{"\x7f\xc2\x9b", 100, "??"},
	{"gr\xc3\xbc\xc3\x9f", 100, "gr\xc3\xbc\xc3\x9f"},
	{"bad \xff byte", 100, "bad \xef\xbf\xbd byte"},
	{"1234567890", 10, "1234567890"},
	{"12345678901", 10, "1234567…"},
	{"12345", 10, "12345"},
	{"", 10, ""},
};

START_TEST(printable_text_has_no_control_characters_and_an_end)
{
	char *printable = text_printable(PRINTABLES[_i].text, PRINTABLES[_i].max);

	ck_assert_uint_le(strlen(printable), PRINTABLES[_i].max);
	assert_text(printable, PRINTABLES[_i].printable);
}
END_TEST

START_TEST(printable_text_never_exceeds_its_bound)
{
	static const char *const letters[] = {"x", "\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x90\xa7",
					      "\xff"};
	GString *text = g_string_new(NULL);

	for (int i = 0; i < 40; i++)
		g_string_append(text, letters[_i]);
	for (size_t max = 8; max < 40; max++) {
		g_autofree char *printable = text_printable(text->str, max);

		ck_assert_msg(strlen(printable) <= max, "%zu bytes of %zu", strlen(printable), max);
		ck_assert(g_utf8_validate(printable, -1, NULL));
		ck_assert_msg(g_str_has_suffix(printable, "…"),
			      "nothing says that text is missing");
	}
	g_string_free(text, TRUE);
}
END_TEST

Suite *suite_text(void)
{
	Suite *suite = suite_create("text");
	TCase *tc = tcase_create("text");

	tcase_add_loop_test(tc, a_typing_error_gets_a_hint_and_nonsense_gets_none, 0,
			    G_N_ELEMENTS(HINTS));
	tcase_add_test(tc, hints_survive_words_of_any_length);
	tcase_add_test(tc, a_shell_line_quotes_only_what_needs_it);
	tcase_add_test(tc, a_shell_line_is_read_back_as_the_same_words);
	tcase_add_loop_test(tc, what_is_no_file_is_not_read, 0, G_N_ELEMENTS(NO_FILES));
	tcase_add_test(tc, a_fifo_is_refused_without_waiting_for_a_writer);
	tcase_add_loop_test(tc, a_file_is_read_when_it_is_text, 0, G_N_ELEMENTS(CONTENTS));
	tcase_add_test(tc, a_file_is_read_up_to_the_byte_that_is_too_much);
	tcase_add_loop_test(tc, printable_text_has_no_control_characters_and_an_end, 0,
			    G_N_ELEMENTS(PRINTABLES));
	tcase_add_loop_test(tc, printable_text_never_exceeds_its_bound, 0, 5);
	tcase_set_timeout(tc, 60);
	suite_add_tcase(suite, tc);
	return suite;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The manual page and the completion say what the program takes. */
#include "base/size.h"
#include "base/text.h"
#include "tests/program.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>

START_TEST(the_manual_page_is_what_help_prints)
{
	g_autofree char *page = text_read_file("docs/memroof.1", MIB, NULL);
	struct program program;

	program_init(&program);
	program_expect(&program, 0, "help --man");
	ck_assert_pstr_ne(page, NULL);
	ck_assert_msg(strcmp(page, program.out) == 0, "docs/memroof.1 is stale: run make docs");
	program_clear(&program);
}
END_TEST

/* The names of all commands, as the overview lists them. */
static char **commands(struct program *program)
{
	GPtrArray *names = g_ptr_array_new();
	g_auto(GStrv) lines = NULL;
	gboolean inside = FALSE;

	program_expect(program, 0, "help");
	lines = g_strsplit(program->out, "\n", -1);
	for (char **line = lines; *line != NULL; line++) {
		inside = strcmp(*line, "Commands:") == 0 ||
			 (inside && g_str_has_prefix(*line, "  "));
		if (inside && **line == ' ')
			g_ptr_array_add(names, g_strndup(*line + 2, strcspn(*line + 2, " ")));
	}
	ck_assert_uint_ge(names->len, 11);
	g_ptr_array_add(names, NULL);
	return (char **)g_ptr_array_free(names, FALSE);
}

/* The options of a command, as its help lists them: "--json"; newly allocated. */
static char **options(struct program *program, const char *command)
{
	GPtrArray *names = g_ptr_array_new();
	g_auto(GStrv) lines = NULL;

	program_run(program, "%s --help", command);
	lines = g_strsplit(program->out, "\n", -1);
	for (char **line = lines; *line != NULL; line++) {
		const char *option = strstr(*line, "--");

		if (option != NULL && option - *line <= 6 && g_str_has_prefix(*line, "  -"))
			g_ptr_array_add(names, g_strndup(option, strcspn(option, " ")));
	}
	g_ptr_array_add(names, NULL);
	return (char **)g_ptr_array_free(names, FALSE);
}

/* What bash offers for the words, of which the last is being typed; sorted, as one line. */
static char *completed(struct program *program, const char *words)
{
	g_autofree char *script = g_strdup_printf(
		"source completion; COMP_WORDS=(%s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); "
		"_memroof; echo \"${COMPREPLY[@]}\"",
		words);
	char *argv[] = {(char *)"bash", (char *)"--norc", (char *)"-c", script, NULL};

	ck_assert_int_eq(program_run_other(program, argv), 0);
	ck_assert_str_eq(program->err, "");
	return g_strstrip(g_strdup(program->out));
}

static void begin_completion(struct program *program)
{
	program_init(program);
	program_expect(program, 0, "help --completion");
	program_write(program, "completion", program->out);
}

static const struct {
	const char *words, *offered;
} COMPLETIONS[] = {
	{"memroof lim", "limit"},
	{"memroof ex", "explain"},
	{"memroof limit --ax", "--axis"},
	{"memroof limit --axis ma", "maxmem"},
	{"memroof limit --axis ''", "maxmem size slots phys-bits bar"},
	{"memroof probe --proof boot --acc", "--accel"},
	{"memroof advise --for in", "incus"},
	{"memroof table --format c", "csv"},
	{"memroof help phys", "phys-bits"},
	{"memroof help lim", "limit"},
	/* Left to the shell: files. */
	{"memroof run inc", ""},
	{"memroof nonsense --x", ""},
};

START_TEST(bash_completes_words)
{
	struct program program;

	begin_completion(&program);
	assert_text(completed(&program, COMPLETIONS[_i].words), COMPLETIONS[_i].offered);
	program_clear(&program);
}
END_TEST

START_TEST(every_option_is_completed_and_in_the_manual)
{
	struct program program;
	g_auto(GStrv) names = NULL;
	g_autofree char *manual = NULL;

	begin_completion(&program);
	names = commands(&program);
	program_expect(&program, 0, "help --man");
	manual = g_strdup(program.out);
	for (char **name = names; *name != NULL; name++) {
		g_auto(GStrv) wanted = options(&program, *name), offered = NULL;
		g_autofree char *words = g_strdup_printf("memroof %s --", *name);
		g_autofree char *all = completed(&program, words);

		offered = g_strsplit(all, " ", -1);
		for (char **option = wanted; *option != NULL; option++) {
			g_auto(GStrv) parts = g_strsplit(*option, "-", -1);
			g_autofree char *escaped = g_strjoinv("\\-", parts);

			ck_assert_msg(g_strv_contains((const char *const *)offered, *option),
				      "%s %s is not completed", *name, *option);
			ck_assert_msg(strstr(manual, escaped) != NULL, "no %s in the manual",
				      *option);
		}
	}
	program_clear(&program);
}
END_TEST

Suite *suite_manual(void)
{
	Suite *suite = suite_create("manual");
	TCase *tc = tcase_create("manual");

	tcase_set_tags(tc, "process");
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, the_manual_page_is_what_help_prints);
	tcase_add_loop_test(tc, bash_completes_words, 0, G_N_ELEMENTS(COMPLETIONS));
	tcase_add_test(tc, every_option_is_completed_and_in_the_manual);
	suite_add_tcase(suite, tc);
	return suite;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * docs/ci.md does what it says: its YAML is read, and what the jobs run is run here, in a checkout
 * that has the built program where they would have built it. Only installing packages and compiling
 * are left out.
 */
#include "base/size.h"
#include "base/text.h"
#include "tests/program.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE "docs/ci.md"
#define DONE "#!/bin/sh\nexit 0\n"

/* Scenarios in the place of the one that the jobs run; NULL: that one. */
#define FAILS "[limit a]\nengine = fake\nfake = roof=64G\nsize = 1G\nexpect = 1G\n"
#define SKIPPED "[limit a]\nengine = fake\nsize = 1G\nneeds = file:/nowhere/at/all\n"

struct checkout {
	struct program program;
	char *path; /* PATH with our own programs in front */
	char *home;
	const char *env[8];
};

static void link_into(const struct program *program, const char *target, const char *name)
{
	g_autofree char *absolute = g_canonicalize_filename(target, NULL);
	g_autofree char *path = program_path(program, name);

	ck_assert_int_eq(symlink(absolute, path), 0);
}

static void make_directories(const struct program *program)
{
	static const char *const names[] = {"memroof", "memroof/build", "memroof/scenarios", "bin",
					    "home"};

	for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = program_path(program, names[i]);

		ck_assert_int_eq(mkdir(path, 0700), 0);
	}
}

static void init(struct checkout *checkout, const char *scenario)
{
	struct program *program = &checkout->program;
	g_autofree char *bin = NULL, *text = NULL, *home = NULL;

	*checkout = (struct checkout){0};
	program_init(program);
	make_directories(program);
	link_into(program, g_getenv("MEMROOF"), "memroof/build/memroof");
	link_into(program, g_getenv("MEMROOF"), "bin/memroof");
	link_into(program, "tools", "memroof/tools");
	program_script(program, "bin/apt-get", DONE);
	program_script(program, "bin/make", DONE);
	text = scenario != NULL ? g_strdup(scenario)
				: text_read_file("scenarios/regression.ini", MIB, NULL);
	program_write(program, "memroof/scenarios/regression.ini", text);
	bin = program_path(program, "bin");
	home = program_path(program, "home");
	checkout->path = g_strdup_printf("PATH=%s:%s", bin, g_getenv("PATH"));
	checkout->home = g_strdup_printf("HOME=%s", home);
	memcpy(checkout->env,
	       (const char *[]){checkout->path, "MEMROOF_NO_INSTALL=1", "GITHUB_OUTPUT=output",
				"SCENARIO=../../memroof/scenarios/regression.ini", NULL},
	       5 * sizeof(char *));
	program->env = checkout->env;
}

static void clear(struct checkout *checkout)
{
	program_clear(&checkout->program);
	g_free(checkout->path);
	g_free(checkout->home);
}

static gboolean has(const char *name)
{
	g_autofree char *found = g_find_program_in_path(name);

	if (found == NULL)
		printf("skipped: what " PAGE " says: there is no %s\n", name);
	return found != NULL;
}

/* Writes the steps of the page into the checkout; FALSE, and says so, where nothing reads YAML. */
static gboolean write_steps(struct checkout *checkout)
{
	struct program *program = &checkout->program;
	g_autofree char *data = data_path("ci_steps.py");
	g_autofree char *script = g_canonicalize_filename(data, NULL);
	g_autofree char *page = g_canonicalize_filename(PAGE, NULL);
	char *ask[] = {(char *)"python3", (char *)"-c", (char *)"import yaml", NULL};
	char *argv[] = {(char *)"python3", script, page, (char *)".", NULL};

	if (!has("python3") || !has("qemu-system-x86_64"))
		return FALSE;
	if (program_run_other(program, ask) != 0) {
		printf("skipped: what " PAGE " says: python3 has no module yaml\n");
		return FALSE;
	}
	ck_assert_msg(program_run_other(program, argv) == 0, "%s", program->err);
	ck_assert_str_eq(program->out, "2\n");
	return TRUE;
}

static gboolean is_there(const struct program *program, const char *name)
{
	g_autofree char *path = program_path(program, name);

	return g_file_test(path, G_FILE_TEST_EXISTS);
}

/* Runs the steps of @system up to the first that fails, as the system does; returns its status. */
static int run_steps(struct checkout *checkout, const char *system, GString *out)
{
	int status = 0;

	for (int i = 1; status == 0; i++) {
		g_autofree char *name = g_strdup_printf("%s-%d.sh", system, i);
		char *argv[] = {(char *)"sh", (char *)"-e", name, NULL};

		if (!is_there(&checkout->program, name))
			break;
		status = program_run_other(&checkout->program, argv);
		g_string_append(out, checkout->program.out);
		g_string_append(out, checkout->program.err);
	}
	return status;
}

static const struct {
	const char *system, *scenario;
	int status;
	const char *said;
} JOBS[] = {
	{"github", NULL, 0, " PASS"},
	{"github", FAILS, 1, "\n::error file=memroof/scenarios/regression.ini,line=5,title=FAIL "},
	{"github", SKIPPED, 0, ": 1 SKIP\n"},
	{"gitlab", NULL, 0, " PASS"},
	{"gitlab", FAILS, 1, "FAIL memroof/scenarios/regression.ini:5: [limit a]: expected 1G"},
	{"gitlab", SKIPPED, 77, ": 1 SKIP\n"},
};

START_TEST(the_jobs_run)
{
	struct checkout checkout;
	GString *out = g_string_new(NULL);

	init(&checkout, JOBS[_i].scenario);
	if (write_steps(&checkout)) {
		int status = run_steps(&checkout, JOBS[_i].system, out);

		ck_assert_msg(status == JOBS[_i].status, "%d: %s", status, out->str);
		ck_assert_msg(strstr(out->str, JOBS[_i].said) != NULL, "%s", out->str);
		ck_assert(is_there(&checkout.program, "results/junit.xml"));
		ck_assert(is_there(&checkout.program, "results/regression.db"));
		ck_assert(is_there(&checkout.program, "results/table.md"));
	}
	g_string_free(out, TRUE);
	clear(&checkout);
}
END_TEST

/* The text between two lines of the page; newly allocated. */
static char *page_block(const char *begin)
{
	g_autofree char *page = text_read_file(PAGE, MIB, NULL);
	const char *from = strstr(page, begin), *to;

	ck_assert_msg(from != NULL, "no '%s' in " PAGE, begin);
	from += strlen(begin);
	to = strstr(from, "\n```\n");
	ck_assert_ptr_nonnull(to);
	return g_strndup(from, (gsize)(to - from + 1));
}

static const struct {
	const char *scenario;
	int status;
	const char *said; /* what cron would mail; NULL: nothing */
} NIGHTS[] = {
	{NULL, 0, NULL},
	{FAILS, 1, "FAIL ../../memroof/scenarios/regression.ini:5: [limit a]: expected 1G, found"},
	{SKIPPED, 77, NULL},
};

START_TEST(cron_mails_what_is_wrong)
{
	g_autofree char *script = page_block("```sh\n");
	char *argv[] = {(char *)"sh", (char *)"nightly", NULL};
	struct checkout checkout;

	if (!has("qemu-system-x86_64"))
		return;
	init(&checkout, NIGHTS[_i].scenario);
	checkout.env[4] = checkout.home;
	program_write(&checkout.program, "nightly", script);
	ck_assert_msg(program_run_other(&checkout.program, argv) == NIGHTS[_i].status, "%s%s",
		      checkout.program.out, checkout.program.err);
	if (NIGHTS[_i].said == NULL)
		ck_assert_str_eq(checkout.program.out, "");
	else
		ck_assert_msg(strstr(checkout.program.out, NIGHTS[_i].said) != NULL, "%s",
			      checkout.program.out);
	ck_assert_str_eq(checkout.program.err, "");
	clear(&checkout);
}
END_TEST

/* The commands between the blocks, as far as this program has them. */
START_TEST(the_other_commands_are_right)
{
	g_autofree char *page = text_read_file(PAGE, MIB, NULL);
	g_auto(GStrv) lines = g_strsplit(page, "\n", -1);
	struct program program;
	unsigned n = 0;

	program_init(&program);
	for (char **line = lines; *line != NULL; line++) {
		g_auto(GStrv) words = NULL;

		if (!g_str_has_prefix(*line, "    memroof "))
			continue;
		words = g_strsplit(*line + strlen("    memroof "), " ", -1);
		if (program_run(&program, "%s --help", words[0]) != 0) {
			printf("skipped: memroof %s: this memroof has no such command\n", words[0]);
			continue;
		}
		for (char **word = words + 1; *word != NULL; word++)
			if (g_str_has_prefix(*word, "--"))
				ck_assert_msg(strstr(program.out, *word) != NULL, "%s: no %s",
					      words[0], *word);
		n++;
	}
	ck_assert_uint_ge(n, 2);
	program_clear(&program);
}
END_TEST

Suite *suite_ci(void)
{
	Suite *suite = suite_create("ci");
	TCase *tcase = tcase_create("page");

	tcase_set_tags(tcase, "process");
	tcase_set_timeout(tcase, 240);
	tcase_add_loop_test(tcase, the_jobs_run, 0, G_N_ELEMENTS(JOBS));
	tcase_add_loop_test(tcase, cron_mails_what_is_wrong, 0, G_N_ELEMENTS(NIGHTS));
	tcase_add_test(tcase, the_other_commands_are_right);
	suite_add_tcase(suite, tcase);
	return suite;
}

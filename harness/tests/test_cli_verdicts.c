/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "memroof run" as CI uses it: what is expected and needed, the exit status, and the files. */
#include "tests/program.h"
#include "tests/suites.h"
#include "tests/tests.h"
#include "tests/verdict_rows.h"

#include <signal.h>
#include <string.h>

#define FAKE "engine = fake\nsize = 1G\n"
/* The fake's roof is at 64 GiB. */
#define PASSES "[limit p]\n" FAKE "phys-bits = 36\nfake = roof=64G\nexpect = 64G\n"
#define FAILS "[limit f]\n" FAKE "phys-bits = 36\nfake = roof=64G\nexpect = 60G\n"
#define CRASHES "[limit c]\n" FAKE "fake = crash=4G\nexpect = 64G\n"
#define SKIPPED "[limit s]\n" FAKE "needs = file:/nowhere/at/all\nexpect = 1G\n"

static const struct {
	const char *text;
	int status;
	const char *said; /* on stderr */
} RUNS[] = {
	{PASSES, 0, "1 of 1 points done: 1 PASS\n"},
	{FAILS, 1, "FAIL s.ini:6: [limit f]: expected 60G, found 64G: memroof probe --engine fake"},
	{FAILS, 1, "1 of 1 points done: 1 FAIL\n"},
	{CRASHES, 3, "BROKEN s.ini:5: [limit c]: expected 64G, found "},
	{CRASHES, 3, "1 without an answer: 1 BROKEN\n"},
	{SKIPPED, 77, "SKIP s.ini:5: [limit s]: needs file:/nowhere/at/all: it is not there\n"},
	{SKIPPED, 77, "0 of 0 points done: 1 SKIP\n"},
	{PASSES SKIPPED, 0, "1 of 1 points done: 1 PASS, 1 SKIP\n"},
	{FAILS SKIPPED, 1, ": 1 FAIL, 1 SKIP\n"},
	{CRASHES SKIPPED, 3, ": 1 BROKEN, 1 SKIP\n"},
	{PASSES CRASHES, 3, ": 1 PASS, 1 BROKEN\n"},
	{PASSES FAILS CRASHES SKIPPED, 1, ": 1 PASS, 1 FAIL, 1 BROKEN, 1 SKIP\n"},
	/* Without an expectation: as ever. */
	{"[limit a]\n" FAKE, 0, "1 of 1 points done\n"},
	{"[probe a]\n" FAKE "fake = crash=1M\n", 0, "1 of 1 points done\n"},
	{"[limit a]\n" FAKE "fake = host=4G\n", 3, "BROKEN s.ini:1: [limit a]: no answer (memory)"},
	/* What this host or its haste did says nothing of QEMU. */
	{"[limit a]\n" FAKE "fake = host=4G\nexpect = 64G\n", 3, "BROKEN "},
	{"[limit a]\n" FAKE "fake = hang=4G\ntimeout = 1ms\nexpect = 64G\n", 3, "BROKEN "},
	{"[probe a]\n" FAKE "fake = host=1M\nexpect = accepted\n", 3,
	 "BROKEN s.ini:5: [probe a]: expected accepted, found host-limit memory: "},
	{"[probe a]\n" FAKE "fake = hang=1M\ntimeout = 1ms\nexpect = accepted\n", 3,
	 "BROKEN s.ini:6: [probe a]: expected accepted, found timeout deadline: fake: hangs: "},
	{"[probe a]\n" FAKE "proof = boot\nfake = guest=hang\ntimeout = 1ms\nexpect = accepted\n",
	 3, "BROKEN s.ini:7: [probe a]: expected accepted, found timeout deadline at stage guest"},
	{"[probe a]\n" FAKE "proof = boot\nfake = guest=hang\ntimeout = 1ms\nexpect = timeout\n", 0,
	 ": 1 PASS\n"},
	/* A crash is an answer of a probe, and no limit. */
	{"[probe a]\n" FAKE "fake = crash=1M\nexpect = accepted\n", 1,
	 "FAIL s.ini:5: [probe a]: expected accepted, found crash assertion: "},
	{"[probe a]\n" FAKE "fake = crash=1M\nexpect = crash\n", 0, ": 1 PASS\n"},
	{"[limit a]\n" FAKE "fake = roof=20G,island=5G-9G\nsamples = 200\nexpect = 20G\n", 1,
	 "FAIL s.ini:6: [limit a]: expected 20G, found NON-MONOTONE: 20G, which "},
	{"[limit a]\n" FAKE "fake = roof=20G,island=5G-9G\nsamples = 200\n", 1,
	 "FAIL s.ini:1: [limit a]: NON-MONOTONE: 20G, which "},
	/* Times are no verdicts, but starts without an answer are. */
	{"[start-time a]\n" FAKE "runs = 2\nwarmups = 0\nslots = 0, 1\n", 0, "points done\n"},
	{"[start-time a]\n" FAKE "runs = 2\nwarmups = 0\nfake = host=1M\n", 3, "BROKEN s.ini:1: "},
	{"[start-time a]\n" FAKE "runs = 2\nneeds = phys-bits >= 255\n", 77, ": 1 SKIP\n"},
};

START_TEST(the_exit_status_is_the_verdict)
{
	struct program program;

	program_init(&program);
	program_write(&program, "s.ini", RUNS[_i].text);
	program_expect(&program, RUNS[_i].status, "run s.ini -q");
	ck_assert_msg(strstr(program.err, RUNS[_i].said) != NULL, "no '%s' in:\n%s", RUNS[_i].said,
		      program.err);
	ck_assert_str_eq(program.out, "");
	/* Nothing is measured again, and nothing changes. */
	program_expect(&program, RUNS[_i].status, "run s.ini -q --resume");
	ck_assert_msg(strstr(program.err, "SKIP") != NULL ||
			      strstr(program.err, "of them before") != NULL,
		      "%s", program.err);
	program_clear(&program);
}
END_TEST

/* What is written at once is what can be had later. */
START_TEST(files_are_what_table_prints)
{
	struct program program;
	g_autofree char *junit = NULL, *tap = NULL;

	program_init(&program);
	program_write(&program, "s.ini", PASSES FAILS CRASHES SKIPPED);
	program_expect(&program, 1, "run s.ini --junit out/of/here/j.xml --tap t.tap --github -q");
	junit = program_read(&program, "out/of/here/j.xml");
	tap = program_read(&program, "t.tap");
	assert_text(program_files(&program), "out s.db s.ini t.tap");
	{
		g_autofree char *github = g_strdup(program.out);

		ck_assert_ptr_nonnull(strstr(github, "::error file=s.ini,line=12,title=FAIL s.ini "
						     "[limit f]::expected 60G, found 64G%0A"));
		program_expect(&program, 0, "table s.db -f github");
		ck_assert_str_eq(program.out, github);
	}
	program_expect(&program, 0, "table s.db -f junit");
	ck_assert_str_eq(program.out, junit);
	program_expect(&program, 0, "table s.db --format tap -o later.tap");
	assert_text(program_read(&program, "later.tap"), tap);
	program_clear(&program);
}
END_TEST

static const struct {
	const char *option, *begin;
} STDOUT[] = {
	{"--junit -", "<?xml "},
	{"--tap -", "TAP version 13\n1..2\n"},
	{"--junit - --tap t.tap", "<?xml "},
	{"-q --github", "::error "},
	{"-q --tap -", "TAP version 13\n"},
};

START_TEST(stdout_holds_one_format_and_nothing_else)
{
	struct program program;
	g_autofree char *arguments = g_strdup_printf("run s.ini %s", STDOUT[_i].option);

	program_init(&program);
	program_write(&program, "s.ini", PASSES FAILS);
	program_expect(&program, 1, arguments);
	ck_assert_msg(g_str_has_prefix(program.out, STDOUT[_i].begin), "%s", program.out);
	ck_assert_ptr_null(strstr(program.out, "# s.ini"));
	program_clear(&program);
}
END_TEST

static const struct {
	const char *options, *complaint;
} REFUSED[] = {
	{"--junit - --tap -", "stdout can be had once"},
	{"--junit - --github", "stdout can be had once"},
	{"--junit x --tap ./x", "--junit and --tap are the same file"},
	{"--junit s.ini", "--junit s.ini: this run has that file already"},
	{"--tap ./s.db", "--tap ./s.db: this run has that file already"},
	{"--tap there", "--tap there: is a directory, expected a file"},
	{"--junit", "Missing argument for --junit"},
	{"--expect 22GG", "command line: expect: maxmem: bad size '22GG'"},
	{"--needs kvn", "bad value 'kvn' for needs (did you mean 'kvm'?)"},
	{"--junt x", "(did you mean 'junit'?)"},
};

START_TEST(wrong_usage_starts_nothing)
{
	struct program program;
	g_autofree char *arguments = g_strdup_printf("run s.ini %s", REFUSED[_i].options);
	g_autofree char *directory = NULL;

	program_init(&program);
	program_write(&program, "s.ini", PASSES);
	directory = program_path(&program, "there");
	ck_assert_int_eq(g_mkdir_with_parents(directory, 0700), 0);
	program_expect(&program, 2, arguments);
	assert_one_line(program.err, REFUSED[_i].complaint);
	assert_text(program_files(&program), "s.ini there");
	program_clear(&program);
}
END_TEST

START_TEST(a_file_that_cannot_be_written_is_no_verdict)
{
	struct program program;

	program_init(&program);
	program_write(&program, "s.ini", PASSES);
	program_expect(&program, 3, "run s.ini -q --junit /dev/full");
	ck_assert_ptr_nonnull(strstr(program.err, "/dev/full: No space left on device"));
	ck_assert_ptr_nonnull(strstr(program.err, ": 1 PASS\n"));
	program_expect(&program, 0, "table s.db");
	program_clear(&program);
}
END_TEST

/* Another number in the scenario is another verdict on the same measurement. */
START_TEST(an_expectation_may_change)
{
	struct program program;

	program_init(&program);
	program_write(&program, "s.ini", "[limit p]\n" FAKE "fake = roof=64G\nexpect = 60G\n");
	program_expect(&program, 1, "run s.ini -q");
	program_write(&program, "s.ini", "[limit p]\n" FAKE "fake = roof=64G\n\n\nexpect = 64G\n");
	program_expect(&program, 0, "run s.ini -q --resume");
	ck_assert_ptr_nonnull(strstr(program.err, "1 of them before: 1 PASS"));
	program_expect(&program, 1, "run s.ini -q --resume --expect 1G");
	ck_assert_ptr_nonnull(strstr(program.err, "FAIL s.ini:1: [limit p]: expected 1G, found"));
	program_write(&program, "s.ini", "[limit p]\n" FAKE "fake = roof=64G\n");
	program_expect(&program, 0, "run s.ini -q --resume");
	ck_assert_ptr_nonnull(strstr(program.err, "1 of them before\n"));
	program_clear(&program);
}
END_TEST

/* The next machine, or the next day, may have what is needed. */
START_TEST(what_was_skipped_is_done_when_it_can_be)
{
	struct program program;
	g_autofree char *text = NULL, *file = NULL;

	program_init(&program);
	file = program_path(&program, "needed");
	text = g_strdup_printf("[limit p]\n" FAKE "slots = 0, 1\nfake = roof=64G\nexpect = >= 60G\n"
			       "needs = file:%s\n",
			       file);
	program_write(&program, "s.ini", text);
	program_expect(&program, 77, "run s.ini -q");
	program_expect(&program, 0, "table s.db");
	ck_assert_ptr_nonnull(strstr(program.out, "2 points are skipped: needs file:"));
	program_write(&program, "needed", "");
	program_expect(&program, 0, "run s.ini -q --resume");
	ck_assert_ptr_nonnull(strstr(program.err, "2 of 2 points done: 2 PASS\n"));
	program_expect(&program, 0, "table s.db");
	ck_assert_ptr_null(strstr(program.out, "skipped"));
	program_clear(&program);
}
END_TEST

static gboolean is_under_way(const struct program *program)
{
	return program_count_probes(program) >= 8;
}

/* What there is so far is written, and does not look as if it were all. */
START_TEST(an_interrupted_run_leaves_its_files)
{
	struct program program;
	g_autofree char *junit = NULL, *tap = NULL;

	program_init(&program);
	program_write(&program, "s.ini",
		      "[limit slow]\nengine = fake\nmachine = q35\nphys-bits = 40\nslots = 0-31\n"
		      "fake = delay=30\nexpect = model\n");
	program_start(&program, "run s.ini -q -j 2 --junit j.xml --tap t.tap");
	program_await(&program, is_under_way);
	ck_assert_int_eq(kill(program.pid, SIGINT), 0);
	ck_assert_int_eq(program_wait(&program), 130);
	assert_text(program_files(&program), "j.xml s.db s.ini t.tap");
	junit = program_read(&program, "j.xml");
	tap = program_read(&program, "t.tap");
	ck_assert_ptr_nonnull(strstr(junit, " of 32 points are not done\"/>"));
	ck_assert(g_str_has_suffix(junit, "</testsuites>\n"));
	ck_assert_ptr_nonnull(strstr(tap, " of 32 points are not done\"\n"));
	program_expect(&program, 0, "run s.ini -q --resume --junit j.xml --tap t.tap");
	g_free(junit);
	junit = program_read(&program, "j.xml");
	ck_assert_ptr_nonnull(strstr(junit, "tests=\"32\" failures=\"0\" errors=\"0\""));
	program_clear(&program);
}
END_TEST

Suite *suite_cli_verdicts(void)
{
	Suite *suite = suite_create("cli-verdicts");
	TCase *tcase = tcase_create("fake");

	tcase_set_tags(tcase, "process");
	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, the_exit_status_is_the_verdict, 0, G_N_ELEMENTS(RUNS));
	tcase_add_test(tcase, files_are_what_table_prints);
	tcase_add_loop_test(tcase, stdout_holds_one_format_and_nothing_else, 0,
			    G_N_ELEMENTS(STDOUT));
	tcase_add_loop_test(tcase, wrong_usage_starts_nothing, 0, G_N_ELEMENTS(REFUSED));
	tcase_add_test(tcase, a_file_that_cannot_be_written_is_no_verdict);
	tcase_add_test(tcase, an_expectation_may_change);
	tcase_add_test(tcase, what_was_skipped_is_done_when_it_can_be);
	tcase_add_test(tcase, an_interrupted_run_leaves_its_files);
	suite_add_tcase(suite, tcase);
	suite_add_tcase(suite, tcase_verdicts_qemu());
	return suite;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The built program as a whole: help, JSON, exit statuses, and surroundings that are not as usual.
 */
#include "model/keys.h"
#include "tests/program.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>

#define FAKE "--engine fake --machine q35 --phys-bits 36 --size 2G --slots 8"

/* The names that "memroof help" lists under "Commands:". */
static char **command_names(struct program *program)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_auto(GStrv) lines = NULL;
	char **line;

	program_expect(program, 0, "help");
	lines = g_strsplit(program->out, "\n", -1);
	for (line = lines; *line != NULL && !g_str_equal(*line, "Commands:"); line++)
		;
	ck_assert_ptr_nonnull(*line);
	for (line++; g_str_has_prefix(*line, "  "); line++)
		g_ptr_array_add(names, g_strndup(*line + 2, strcspn(*line + 2, " ")));
	g_ptr_array_add(names, NULL);
	return (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
}

START_TEST(test_help_of_every_command)
{
	static const char *const expected[] = {"probe", "limit", "run", "table", "plot", "doctor"};
	struct program program;
	g_auto(GStrv) names = NULL;

	program_init(&program);
	names = command_names(&program);
	for (unsigned i = 0; i < G_N_ELEMENTS(expected); i++)
		ck_assert_msg(g_strv_contains((const char *const *)names, expected[i]), "%s",
			      expected[i]);
	for (char **name = names; *name != NULL; name++) {
		g_autofree char *usage = g_strdup_printf("Usage: memroof %s", *name);
		g_autofree char *first = NULL;

		if (g_str_equal(*name, "version"))
			continue;
		ck_assert_int_eq(program_run(&program, "%s --help", *name), 0);
		ck_assert_msg(g_str_has_prefix(program.out, usage), "%s: %s", *name, program.out);
		ck_assert_str_eq(program.err, "");
		first = g_strdup(program.out);
		ck_assert_int_eq(program_run(&program, "%s -h", *name), 0);
		ck_assert_str_eq(program.out, first);
		ck_assert_int_eq(program_run(&program, "help %s", *name), 0);
		ck_assert_str_eq(program.out, first);
	}
	program_clear(&program);
}
END_TEST

/* Fails unless @page holds @text, wherever its lines are broken. */
static void assert_same_words(const char *page, const char *text)
{
	GString *flat = g_string_new(page);

	g_string_replace(flat, "\n  ", " ", 0);
	ck_assert_msg(strstr(flat->str, text) != NULL, "%s", text);
	g_string_free(flat, TRUE);
}

START_TEST(test_help_of_every_key)
{
	struct program program;
	g_autofree char *page = NULL;

	program_init(&program);
	program_expect(&program, 0, "help --markdown");
	page = g_strdup(program.out);
	for (unsigned i = 0; i < N_KEYS; i++) {
		g_autofree char *entry = g_strdup_printf("| `%s` |", KEYS[i].name);

		ck_assert_msg(strstr(page, entry) != NULL, "%s", KEYS[i].name);
		ck_assert_int_eq(program_run(&program, "help %s", KEYS[i].name), 0);
		assert_same_words(program.out, KEYS[i].help);
	}
	program_clear(&program);
}
END_TEST

/* All the ways to ask what there is give the same answer. */
static const char *const OVERVIEWS[] = {"", "help", "--help", "-h"};

START_TEST(test_overview)
{
	struct program program;

	program_init(&program);
	program_expect(&program, 0, OVERVIEWS[_i]);
	ck_assert(g_str_has_prefix(program.out, "Usage: memroof COMMAND"));
	ck_assert_str_eq(program.err, "");
	program_expect(&program, 0, "version");
	ck_assert(g_str_has_prefix(program.out, "memroof "));
	program_clear(&program);
}
END_TEST

/* What the contract promises; more may be there. */
static const char *const PROBE_FIELDS[] = {
	"outcome",   "stage",        "reason",  "message",    "used_gpa",
	"phys_bits", "qemu_version", "command", "elapsed_ms",
};
static const char *const LIMIT_FIELDS[] = {
	"axis",    "limit",  "refused",      "step",  "reason",
	"message", "probes", "qemu_version", "proof", "agrees_with_model",
};

/* An answer as JSON: its exit status, and one field. */
static const struct {
	const char *arguments;
	int status;
	const char *name, *value;
} ANSWERS[] = {
	{"probe --json " FAKE " --maxmem 22G", 0, "outcome", "accepted"},
	{"probe --json " FAKE " --maxmem 22G", 0, "message", "null"},
	{"probe --json " FAKE " --maxmem 22G", 0, "used_gpa", "null"},
	{"probe --json " FAKE " --maxmem 22G", 0, "phys_bits", "36"},
	{"probe --json " FAKE " --maxmem 23G", 1, "outcome", "refused"},
	{"probe --json " FAKE " --maxmem 23G", 1, "reason", "phys-bits"},
	{"probe --json " FAKE " --maxmem 23G", 1, "stage", "machine"},
	{"probe --json " FAKE " --maxmem 9G --fake crash=4G", 1, "outcome", "crash"},
	{"probe --json " FAKE " --maxmem 9G --fake host=4G", 3, "outcome", "host-limit"},
	{"probe --json " FAKE " --maxmem 9G --fake hang=4G --timeout 1ms", 3, "outcome", "timeout"},
	{"probe --json --qemu /no/such/qemu", 3, "outcome", "broken"},
	{"probe --json --qemu /no/such/qemu", 3, "stage", "spawn"},
	{"limit --json " FAKE, 0, "limit", "23622320128"},
	{"limit --json " FAKE, 0, "refused", "23622324224"},
	{"limit --json " FAKE, 0, "step", "4096"},
	{"limit --json " FAKE, 0, "axis", "maxmem"},
	{"limit --json " FAKE, 0, "reason", "phys-bits"},
	{"limit --json " FAKE, 0, "probes", "2"},
	{"limit --json " FAKE, 0, "proof", "accept"},
	{"limit --json " FAKE, 0, "agrees_with_model", "true"},
	{"limit --json " FAKE " --fake roof=20G", 0, "agrees_with_model", "false"},
	{"limit --json " FAKE " --fake roof=20G", 0, "limit", "12884901888"},
	{"limit --json " FAKE " --fake roof=7E", 0, "status", "everything-accepted"},
	{"limit --json " FAKE " --fake roof=7E", 0, "refused", "null"},
	{"limit --json " FAKE " --fake roof=1G", 1, "status", "nothing-accepted"},
	{"limit --json " FAKE " --fake roof=1G", 1, "limit", "null"},
	{"limit --json " FAKE " --fake roof=20G,island=14G-15G --samples 200", 1, "status",
	 "non-monotone"},
	{"limit --json " FAKE " --fake crash=20G", 3, "status", "undecided"},
	{"limit --json " FAKE " --fake host=20G", 3, "reason", "memory"},
	{"limit --json " FAKE " --fake hang=20G --timeout 1ms", 3, "reason", "deadline"},
	{"limit --json --qemu /no/such/qemu", 3, "reason", "not-started"},
	{"limit --json --qemu /no/such/qemu", 3, "agrees_with_model", "null"},
};

static void assert_contract(const json_t *json, const char *arguments)
{
	gboolean limit = g_str_has_prefix(arguments, "limit");
	const char *const *fields = limit ? LIMIT_FIELDS : PROBE_FIELDS;
	unsigned n = limit ? G_N_ELEMENTS(LIMIT_FIELDS) : G_N_ELEMENTS(PROBE_FIELDS);

	for (unsigned i = 0; i < n; i++)
		ck_assert_msg(json_object_get(json, fields[i]) != NULL, "no %s", fields[i]);
}

START_TEST(test_answer)
{
	struct program program;
	json_t *json;

	program_init(&program);
	program_expect(&program, ANSWERS[_i].status, ANSWERS[_i].arguments);
	ck_assert_str_eq(program.err, "");
	json = program_json(&program);
	assert_contract(json, ANSWERS[_i].arguments);
	assert_text(json_field(json, ANSWERS[_i].name), ANSWERS[_i].value);
	json_decref(json);
	/* The same question to people has the same exit status. */
	ck_assert_int_eq(program_run(&program, "%.5s %s", ANSWERS[_i].arguments,
				     ANSWERS[_i].arguments + strlen("probe --json ")),
			 ANSWERS[_i].status);
	ck_assert_str_ne(program.out, "");
	program_clear(&program);
}
END_TEST

static const char *const WITHOUT_QEMU[] = {
	"probe", "probe --json", "limit", "limit --json --machine q35", "limit --axis phys-bits",
};

START_TEST(test_missing_qemu)
{
	static const char *const empty[] = {"PATH=/no/such/directory", NULL};
	struct program program;

	program_init(&program);
	program.env = empty;
	program_expect(&program, 3, WITHOUT_QEMU[_i]);
	ck_assert_ptr_nonnull(strstr(program.out, "apt-get install qemu-system-x86"));
	program_clear(&program);
}
END_TEST

START_TEST(test_missing_qemu_in_a_run)
{
	static const char *const empty[] = {"PATH=/no/such/directory", NULL};
	struct program program;

	program_init(&program);
	program.env = empty;
	program_write(&program, "s.ini", "[limit a]\nsize = 1G, 2G\n[probe b]\nsize = 1G\n");
	program_expect(&program, 3, "run s.ini");
	ck_assert_ptr_nonnull(strstr(program.out, "not-started"));
	program_clear(&program);
}
END_TEST

/* An answer that nobody can read is no answer. */
static const char *const PRINTERS[] = {
	"version",
	"help",
	"help --markdown",
	"help size",
	"limit --help",
	"probe " FAKE " --maxmem 22G",
	"probe --json " FAKE " --maxmem 22G",
	"probe --dry-run " FAKE,
	"limit " FAKE,
	"limit --json " FAKE,
	"table s.db",
	"table s.db --format csv",
	"table s.db --format json",
	"run s.ini -o t.db",
};

START_TEST(test_full_stdout)
{
	struct program program;

	program_init(&program);
	program_write(&program, "s.ini", "[limit a]\nengine = fake\nsize = 1G, 2G\n");
	program_expect(&program, 0, "run s.ini");
	program.stdout_path = "/dev/full";
	program_expect(&program, 3, PRINTERS[_i]);
	ck_assert_ptr_nonnull(strstr(program.err, "stdout"));
	program_clear(&program);
}
END_TEST

/* Descriptors 0 to 2 then are given to other files, which must not matter. */
START_TEST(test_closed_descriptors)
{
	static const char line[] = "'%s' %s <&- >&- 2>&-";
	static const char *const arguments[] = {"probe --engine fake --fake roof=1",
						"probe --qemu ./qemu"};
	struct program program;

	program_init(&program);
	program_script(&program, "qemu", "exit 1\n");
	for (unsigned i = 0; i < G_N_ELEMENTS(arguments); i++) {
		g_autofree char *text = g_strdup_printf(line, g_getenv("MEMROOF"), arguments[i]);
		char *argv[] = {(char *)"sh", (char *)"-c", text, NULL};

		ck_assert_int_eq(program_run_other(&program, argv), i == 0 ? 1 : 3);
	}
	program_clear(&program);
}
END_TEST

static const char *const GERMAN[] = {"LANG=de_DE.UTF-8", "LC_ALL=de_DE.UTF-8", NULL};
static const char *const NOWHERE[] = {"LANG=xx_YY.nonsense", "LC_ALL=xx_YY.nonsense", NULL};
static const char *const NO_LOCALE[] = {"LANG", "LC_ALL", "LC_NUMERIC", NULL};
static const char *const HOMELESS[] = {"HOME", "XDG_CACHE_HOME", "USER", "LOGNAME", NULL};
static const char *const BAD_HOME[] = {"HOME=/dev/null", "XDG_CACHE_HOME=/dev/null/x", NULL};
static const char *const NO_TERMINAL[] = {"TERM", "COLUMNS=1", NULL};
static const char *const *const SURROUNDINGS[] = {
	GERMAN, NOWHERE, NO_LOCALE, HOMELESS, BAD_HOME, NO_TERMINAL,
};

static char *answers(struct program *program)
{
	GString *text = g_string_new(NULL);

	program_expect(program, 0, "limit " FAKE " --pci-hole64 1G");
	g_string_append(text, program->out);
	program_expect(program, 0, "limit --json --fake roof=20.5G " FAKE);
	g_string_append(text, program->out);
	program_expect(program, 0, "run s.ini -q");
	program_expect(program, 0, "table s.db --format csv");
	g_string_append(text, program->out);
	program_expect(program, 2, "probe --size 1,5G");
	g_string_append(text, program->err);
	return g_string_free(text, FALSE);
}

START_TEST(test_surroundings)
{
	struct program usual, program;
	g_autofree char *expected = NULL;

	program_init(&usual);
	program_init(&program);
	program_write(&usual, "s.ini", "[limit a]\nengine = fake\nsize = 1.5G\n");
	program_write(&program, "s.ini", "[limit a]\nengine = fake\nsize = 1.5G\n");
	expected = answers(&usual);
	program.env = SURROUNDINGS[_i];
	assert_text(answers(&program), expected);
	program_clear(&usual);
	program_clear(&program);
}
END_TEST

/* Without a usable cache directory a QEMU is asked each time; that is all. */
START_TEST(test_no_cache)
{
	struct program program;

	program_init(&program);
	program.env = BAD_HOME;
	program_script(&program, "qemu", "exit 1\n");
	program_expect(&program, 3, "probe --json --qemu ./qemu");
	ck_assert_ptr_nonnull(strstr(program.out, "not a usable QEMU"));
	program_clear(&program);
}
END_TEST

Suite *suite_cli(void)
{
	Suite *suite = suite_create("cli");
	TCase *tcase = tcase_create("cli");

	tcase_set_tags(tcase, "process");
	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, test_help_of_every_command);
	tcase_add_test(tcase, test_help_of_every_key);
	tcase_add_loop_test(tcase, test_overview, 0, G_N_ELEMENTS(OVERVIEWS));
	tcase_add_loop_test(tcase, test_answer, 0, G_N_ELEMENTS(ANSWERS));
	tcase_add_loop_test(tcase, test_missing_qemu, 0, G_N_ELEMENTS(WITHOUT_QEMU));
	tcase_add_test(tcase, test_missing_qemu_in_a_run);
	tcase_add_loop_test(tcase, test_full_stdout, 0, G_N_ELEMENTS(PRINTERS));
	tcase_add_test(tcase, test_closed_descriptors);
	tcase_add_loop_test(tcase, test_surroundings, 0, G_N_ELEMENTS(SURROUNDINGS));
	tcase_add_test(tcase, test_no_cache);
	suite_add_tcase(suite, tcase);
	return suite;
}

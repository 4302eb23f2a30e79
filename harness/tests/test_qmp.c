/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/error.h"
#include "tests/suites.h"
#include "tests/tests.h"
#include "vm/qmp_run.h"

#include <stdlib.h>
#include <string.h>

#define GREETING "{\"QMP\": {\"version\": {}, \"capabilities\": [\"oob\"]}}\r\n"
#define EVENT "{\"timestamp\": {\"seconds\": 1}, \"event\": \"RESUME\"}\r\n"
#define EMPTY "{\"return\": {}}\r\n"
#define NUMBER "{\"return\": {\"n\": 42}}\r\n"

static const char *const COMMANDS[] = {"qmp_capabilities", "query-x", "quit", NULL};

static gboolean feed(struct qmp *qmp, const char *text)
{
	return qmp_feed(qmp, text, strlen(text));
}

START_TEST(a_greeting_is_answered_by_all_commands_at_once)
{
	struct qmp qmp;

	qmp_init(&qmp, COMMANDS);
	ck_assert_str_eq(qmp.send->str, "");
	ck_assert(feed(&qmp, GREETING));
	ck_assert_str_eq(qmp.send->str, "{\"execute\": \"qmp_capabilities\"}\n"
					"{\"execute\": \"query-x\"}\n{\"execute\": \"quit\"}\n");
	ck_assert(!qmp_is_done(&qmp));
	ck_assert_ptr_null(qmp_reply(&qmp, "query-x"));
	g_string_truncate(qmp.send, 0);
	ck_assert(feed(&qmp, EMPTY));
	ck_assert_str_eq(qmp.send->str, "");
	qmp_clear(&qmp);
}
END_TEST

static void assert_done(const struct qmp *qmp)
{
	ck_assert_ptr_null(qmp->error);
	ck_assert(qmp_is_done(qmp));
	ck_assert_int_eq(json_integer_value(json_object_get(qmp_reply(qmp, "query-x"), "n")), 42);
	ck_assert_uint_eq(json_object_size(qmp_reply(qmp, "quit")), 0);
	ck_assert_ptr_null(qmp_reply(qmp, "query-y"));
}

/* Conversations that are all the same to us. */
static const char *const GOOD[] = {
	GREETING EMPTY NUMBER EMPTY,
	GREETING EVENT EMPTY EVENT EVENT NUMBER EVENT EMPTY EVENT,
	EVENT GREETING EMPTY NUMBER EMPTY,
	"\r\n \n" GREETING "\n" EMPTY "\t\n" NUMBER EMPTY "\n",
	"{\"QMP\": {}}\n{\"return\": {}}\n{\"return\": {\"n\": 42}, \"id\": 1}\n{\"return\": {}}\n",
	GREETING EMPTY NUMBER EMPTY "{\"unfinished",
	GREETING "Bail out! ERROR:x.c:1:f: assertion failed: (y)\n" EMPTY NUMBER EMPTY,
};

START_TEST(a_conversation_is_read_in_one_piece)
{
	struct qmp qmp;

	qmp_init(&qmp, COMMANDS);
	ck_assert(feed(&qmp, GOOD[_i]));
	assert_done(&qmp);
	qmp_clear(&qmp);
}
END_TEST

START_TEST(a_conversation_is_read_byte_by_byte)
{
	struct qmp qmp;

	qmp_init(&qmp, COMMANDS);
	for (const char *p = GOOD[_i]; *p != '\0'; p++)
		ck_assert(qmp_feed(&qmp, p, 1));
	assert_done(&qmp);
	qmp_clear(&qmp);
}
END_TEST

static const struct {
	const char *text, *error;
} BAD[] = {
	{"garbage\n", "QMP: not a JSON object: garbage"},
	{"qemu: oops\n" GREETING, "QMP: not a JSON object: qemu: oops"},
	{GREETING "[]\n", "QMP: not a JSON object: []"},
	{GREETING "42\n", "QMP: not a JSON object: 42"},
	{GREETING "{\"return\": {}\n", "QMP: not a JSON object: {\"return\": {}"},
	{GREETING "{\"return\": {}} x\n", "QMP: not a JSON object: "},
	{GREETING "{\"return\": \"\xff\"}\n", "QMP: not a JSON object: "},
	{"\x1b[2J\n", "QMP: not a JSON object: ?[2J"},
	{GREETING GREETING, "QMP: a second greeting: "},
	{GREETING EMPTY GREETING, "QMP: a second greeting: "},
	{EMPTY, "QMP: an answer to no question: {\"return\": {}}"},
	{"{}\n", "QMP: an answer to no question: {}"},
	{GREETING EMPTY NUMBER EMPTY EMPTY, "QMP: an answer to no question: {\"return\": {}}"},
	{GREETING EMPTY "{\"error\": {\"class\": \"CommandNotFound\"}}\n",
	 "QMP: query-x: {\"error\": {\"class\": \"CommandNotFound\"}}"},
	{GREETING "{}\n", "QMP: qmp_capabilities: {}"},
};

START_TEST(a_breach_of_the_protocol_is_named_once)
{
	struct qmp qmp;
	g_autofree char *first = NULL;

	qmp_init(&qmp, COMMANDS);
	ck_assert(!feed(&qmp, BAD[_i].text));
	ck_assert_msg(g_str_has_prefix(qmp.error, BAD[_i].error), "%s", qmp.error);
	first = g_strdup(qmp.error);
	ck_assert(!feed(&qmp, "more garbage\n"));
	ck_assert_str_eq(qmp.error, first);
	qmp_clear(&qmp);
}
END_TEST

START_TEST(an_error_message_stays_short)
{
	struct qmp qmp;
	g_autofree char *line = g_strnfill(100000, 'x');

	qmp_init(&qmp, COMMANDS);
	ck_assert(feed(&qmp, line));
	ck_assert(!feed(&qmp, "\n"));
	ck_assert_uint_le(strlen(qmp.error), 300);
	qmp_clear(&qmp);
}
END_TEST

START_TEST(a_line_without_end_is_given_up)
{
	struct qmp qmp;
	g_autofree char *piece = g_strnfill(64 * 1024, ' ');
	unsigned n = 0;

	qmp_init(&qmp, COMMANDS);
	while (n < 1000 && feed(&qmp, piece))
		n++;
	ck_assert_uint_ge(n, 4);
	ck_assert_uint_lt(n, 1000);
	ck_assert(g_str_has_prefix(qmp.error, "QMP: a line without end"));
	qmp_clear(&qmp);
}
END_TEST

START_TEST(a_long_reply_is_no_line_without_end)
{
	struct qmp qmp;
	g_autofree char *text = g_strnfill(200000, 'x');
	g_autofree char *reply = g_strdup_printf("{\"return\": \"%s\"}\n", text);

	qmp_init(&qmp, COMMANDS);
	ck_assert(feed(&qmp, GREETING) && feed(&qmp, EMPTY) && feed(&qmp, reply));
	ck_assert_str_eq(json_string_value(qmp_reply(&qmp, "query-x")), text);
	qmp_clear(&qmp);
}
END_TEST

START_TEST(bytes_of_any_kind_are_survived)
{
	GRand *random = g_rand_new_with_seed(11);

	for (int i = 0; i < 2000; i++) {
		char bytes[64];
		struct qmp qmp;

		for (unsigned j = 0; j < sizeof(bytes); j++)
			bytes[j] =
				"{}[]\":,\n\\ \0\xffQMPreturn01"[g_rand_int_range(random, 0, 24)];
		qmp_init(&qmp, COMMANDS);
		qmp_feed(&qmp, bytes, sizeof(bytes));
		ck_assert(!qmp_is_done(&qmp));
		qmp_clear(&qmp);
	}
	g_rand_free(random);
}
END_TEST

/* What a listener hears, as "reply {…}; error …; event NAME {…}; ". */
static void hear(GString *heard, const char *what, const json_t *value, const char *text)
{
	char *dump = value != NULL ? json_dumps(value, JSON_COMPACT) : NULL;

	g_string_append_printf(heard, "%s%s%s%s; ", what, text != NULL ? text : "",
			       text != NULL && dump != NULL ? " " : "", dump != NULL ? dump : "");
	free(dump);
}

static void hear_reply(void *user, const json_t *value, const char *error)
{
	hear(user, error != NULL ? "error " : "reply ", value, error);
}

static void hear_event(void *user, const char *name, const json_t *data)
{
	hear(user, "event ", data, name);
}

#define DATA_EVENT "{\"event\": \"X\", \"data\": {\"id\": \"a\"}}\n"

START_TEST(further_commands_are_answered_one_by_one)
{
	g_autoptr(GString) heard = g_string_new(NULL);
	const struct qmp_listener listener = {hear_reply, hear_event, heard};
	struct qmp qmp;

	qmp_init(&qmp, COMMANDS);
	qmp.listener = &listener;
	ck_assert(feed(&qmp, DATA_EVENT GREETING EMPTY NUMBER EMPTY));
	ck_assert_str_eq(heard->str, "event X {\"id\":\"a\"}; ");
	g_string_truncate(heard, 0);
	g_string_truncate(qmp.send, 0);
	qmp_execute(&qmp, "object-add",
		    json_pack("{s:s,s:I}", "id", "m 1", "size", (json_int_t)1 << 40));
	qmp_execute(&qmp, "quit", NULL);
	ck_assert_str_eq(qmp.send->str, "{\"execute\":\"object-add\",\"arguments\":"
					"{\"id\":\"m 1\",\"size\":1099511627776}}\n"
					"{\"execute\":\"quit\"}\n");
	ck_assert_uint_eq(qmp.n_executing, 2);
	ck_assert(feed(&qmp,
		       "{\"error\": {\"class\": \"c\", \"desc\": \"no room\"}}\n" EVENT NUMBER));
	ck_assert_str_eq(heard->str, "error no room; event RESUME; reply {\"n\":42}; ");
	ck_assert_uint_eq(qmp.n_executing, 0);
	ck_assert(!feed(&qmp, EMPTY));
	ck_assert_ptr_nonnull(strstr(qmp.error, "an answer to no question"));
	qmp_clear(&qmp);
}
END_TEST

/* The collected replies come first, whatever has been sent meanwhile. */
START_TEST(a_command_sent_early_is_answered_after_the_others)
{
	g_autoptr(GString) heard = g_string_new(NULL);
	const struct qmp_listener listener = {hear_reply, hear_event, heard};
	struct qmp qmp;

	qmp_init(&qmp, COMMANDS);
	qmp.listener = &listener;
	ck_assert(feed(&qmp, GREETING EMPTY));
	qmp_execute(&qmp, "cont", NULL);
	ck_assert(feed(&qmp, NUMBER EMPTY));
	ck_assert_str_eq(heard->str, "");
	assert_done(&qmp);
	ck_assert(feed(&qmp, "{\"error\": {}}\n"));
	ck_assert_str_eq(heard->str, "error an error without a description; ");
	qmp_clear(&qmp);
}
END_TEST

START_TEST(answers_that_nobody_listens_to_are_still_counted)
{
	struct qmp qmp;

	qmp_init(&qmp, COMMANDS);
	ck_assert(feed(&qmp, GREETING EMPTY NUMBER EMPTY));
	qmp_execute(&qmp, "cont", NULL);
	ck_assert(feed(&qmp, DATA_EVENT EMPTY EVENT));
	ck_assert(!feed(&qmp, EMPTY));
	qmp_clear(&qmp);
}
END_TEST

static json_t *parse(const char *text)
{
	json_t *json = json_loads(text, JSON_DECODE_ANY, NULL);

	ck_assert_msg(json != NULL, "%s", text);
	return json;
}

START_TEST(a_version_reply_is_read)
{
	json_t *good = parse("{\"qemu\": {\"major\": 7, \"minor\": 2, \"micro\": 22}, \"package\": "
			     "\" Debian 1 \"}");
	json_t *bare =
		parse("{\"qemu\": {\"major\": 10, \"minor\": 0, \"micro\": 0}, \"package\": \"\"}");
	json_t *bad = parse("{\"qemu\": {\"major\": \"7\"}}");

	assert_text(qmp_version(good), "7.2.22");
	assert_text(qmp_package(good), "Debian 1");
	assert_text(qmp_version(bare), "10.0.0");
	assert_text(qmp_package(bare), "");
	assert_text(qmp_version(bad), NULL);
	assert_text(qmp_package(bad), "");
	assert_text(qmp_version(NULL), NULL);
	assert_text(qmp_package(NULL), "");
	json_decref(good);
	json_decref(bare);
	json_decref(bad);
}
END_TEST

static const struct {
	const char *machine, *type;
} TYPES[] = {
	{NULL, "pc-i440fx-7.2"},
	{"pc", "pc-i440fx-7.2"},
	{"q35", "pc-q35-7.2"},
	{"q35,cxl=on", "pc-q35-7.2"},
	{"pc-q35-7.0", "pc-q35-7.0"},
	{"microvm", "microvm"},
	{"Q35", NULL},
	{"", NULL},
};

START_TEST(a_machine_type_is_resolved_from_the_list)
{
	json_t *machines =
		parse("[{\"name\": \"pc-q35-7.2\", \"alias\": \"q35\"}, {\"name\": \"microvm\"},"
		      "{\"name\": \"pc-q35-7.0\"}, {\"nonsense\": 1}, 42,"
		      "{\"name\": \"pc-i440fx-7.2\", \"alias\": \"pc\", \"is-default\": true}]");

	ck_assert_pstr_eq(qmp_machine_type(machines, TYPES[_i].machine), TYPES[_i].type);
	ck_assert_ptr_null(qmp_machine_type(NULL, TYPES[_i].machine));
	json_decref(machines);
}
END_TEST

/* A QEMU of a few lines of shell. */
START_TEST(a_process_is_spoken_to)
{
	static const char text[] = "echo '{\"QMP\": {}}'; for i in 1 2 3; do read -r line;"
				   " echo '{\"return\": {\"n\": 42}}'; done; echo bye >&2; exit 3";
	const char *const argv[] = {"/bin/sh", "-c", text, NULL};
	struct child_spec spec = {.cancel_fd = -1};
	struct child_result result;
	GError *error = NULL;
	struct qmp qmp;

	qmp_init(&qmp, COMMANDS);
	ck_assert(qmp_run(&spec, argv, 50000, &qmp, NULL, &result, &error));
	ck_assert_int_eq(result.end, CHILD_EXITED);
	ck_assert_int_eq(result.exit_code, 3);
	ck_assert_str_eq(result.errors->str, "bye\n");
	ck_assert(qmp_is_done(&qmp));
	child_result_clear(&result);
	qmp_clear(&qmp);
}
END_TEST

Suite *suite_qmp(void)
{
	Suite *suite = suite_create("qmp");
	TCase *tc = tcase_create("qmp"), *process = tcase_create("process");

	tcase_add_test(tc, a_greeting_is_answered_by_all_commands_at_once);
	tcase_add_loop_test(tc, a_conversation_is_read_in_one_piece, 0, G_N_ELEMENTS(GOOD));
	tcase_add_loop_test(tc, a_conversation_is_read_byte_by_byte, 0, G_N_ELEMENTS(GOOD));
	tcase_add_loop_test(tc, a_breach_of_the_protocol_is_named_once, 0, G_N_ELEMENTS(BAD));
	tcase_add_test(tc, an_error_message_stays_short);
	tcase_add_test(tc, a_line_without_end_is_given_up);
	tcase_add_test(tc, a_long_reply_is_no_line_without_end);
	tcase_add_test(tc, bytes_of_any_kind_are_survived);
	tcase_add_test(tc, further_commands_are_answered_one_by_one);
	tcase_add_test(tc, a_command_sent_early_is_answered_after_the_others);
	tcase_add_test(tc, answers_that_nobody_listens_to_are_still_counted);
	tcase_add_test(tc, a_version_reply_is_read);
	tcase_add_loop_test(tc, a_machine_type_is_resolved_from_the_list, 0, G_N_ELEMENTS(TYPES));
	suite_add_tcase(suite, tc);
	tcase_set_tags(process, "process");
	tcase_set_timeout(process, 60);
	tcase_add_test(process, a_process_is_spoken_to);
	suite_add_tcase(suite, process);
	return suite;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The built program against the QEMU in PATH. The numbers were measured with 7.2, 10.0 and 11.1;
 * what differs between them says for which it holds.
 */
#include "base/size.h"
#include "host/facts.h"
#include "model/machine.h"
#include "tests/program.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <stdio.h>
#include <string.h>

#define Q35_36 "--machine q35 --phys-bits 36 --size "
#define PC_36 "--machine pc --phys-bits 36 --size "
#define Q35_40 "--machine q35 --phys-bits 40 --size 2G --slots 1 --cpu "
#define ONE_FMW                                                                                    \
	"--machine q35,cxl=on,cxl-fmw.0.targets.0=cxl.1,cxl-fmw.0.size=4G --phys-bits 36 --size "  \
	"2G --slots 1 --args '-device pxb-cxl,bus_nr=12,bus=pcie.0,id=cxl.1'"

/* "QEMU emulator version 7.2.22 (…)"; all zero when there is none that these tests are about. */
static struct version installed_version(void)
{
	const char *argv[] = {"qemu-system-x86_64", "--version", NULL};
	struct version version = {0};
	g_autofree char *out = NULL;
	const char *number;

	if (!g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL,
			  NULL, NULL))
		return version;
	number = strstr(out, "version ");
	if (number == NULL || !version_parse(number + strlen("version "), &version))
		return (struct version){0};
	return version;
}

/* Says why a case is left out, so that nobody takes it for tested. */
static gboolean skip(gboolean condition, const char *what, const char *why)
{
	if (condition)
		printf("skipped: %s: %s\n", what, why);
	return condition;
}

/* A limit known from measuring; the first refused value is the next one. */
static const struct limit_case {
	const char *arguments;
	uint64_t limit, step;
	const char *message;  /* a part of what the refusal says */
	unsigned first, last; /* major versions of QEMU; 0: any */
} LIMITS[] = {
	/* the numbers that everybody copies, and their neighbours */
	{Q35_36 "2G --slots 8", 22 * GIB, 4096,
	 "0xfffffffff < 0x103fffffff phys-bits too low (36)"},
	{Q35_36 "2G --slots 16", 14 * GIB, 4096, "0x103fffffff"},
	{PC_36 "2G --slots 8", 52 * GIB, 4096, "0x103fffffff"},
	{Q35_36 "2G --slots 0", 30 * GIB, 4096, "0x103fffffff"},
	{Q35_36 "2G", 30 * GIB, 4096, "0x103fffffff"},
	{"--machine pc --phys-bits 33 --size 1G", 3 * GIB, 4096, "0x23fffffff"},
	/* the split below 4 GiB: more size, less maxmem */
	{Q35_36 "2815M --slots 1", 27 * GIB + 2815 * MIB, 4096, "0x103fffffff"},
	{Q35_36 "2816M --slots 1", 26 * GIB + 2816 * MIB, 4096, "0x103fffffff"},
	{Q35_36 "4G --slots 1", 29 * GIB, 4096, "0x103fffffff"},
	{Q35_36 "4097M --slots 1", 24 * GIB + 4097 * MIB, 4096, "0x103fffffff"},
	{PC_36 "3583M --slots 1", 57 * GIB + 3583 * MIB, 4096, "0x103fffffff"},
	{PC_36 "3584M --slots 1", 56 * GIB + 3584 * MIB, 4096, "0x103fffffff"},
	{"--machine pc,max-ram-below-4g=1G --phys-bits 36 --size 6G --slots 1", 58 * GIB, 4096,
	 "0x103fffffff"},
	/* AMD's HyperTransport hole: by CPU, by width, by machine type */
	{"--machine q35 --size 2G --slots 1", 977 * GIB, 4096, "0x1fc3fffffff"},
	{Q35_40 "qemu64", 977 * GIB, 4096, "0x1fc3fffffff"},
	{Q35_40 "Skylake-Server", 989 * GIB, 4096, "0x1003fffffff"},
	{Q35_40 "Skylake-Server,vendor=AuthenticAMD", 977 * GIB, 4096, "0x1fc3fffffff"},
	{Q35_40 "Dhyana", 989 * GIB, 4096, "0x1003fffffff"},
	{"--machine pc-q35-7.0 --size 2G --slots 1", 989 * GIB, 4096, "0x1003fffffff"},
	{"--machine pc-q35-7.1 --size 2G --slots 1", 977 * GIB, 4096, "0x1fc3fffffff"},
	{"--machine q35 --phys-bits 41 --size 2G --slots 1", 993 * GIB, 4096, "0x2003fffffff"},
	{"--machine q35 --cpu Skylake-Server --phys-bits 41 --size 2G --slots 1", 2013 * GIB, 4096,
	 "0x2003fffffff"},
	{"--machine q35 --phys-bits 46 --size 2G --slots 256", 64226 * GIB, 4096, "0x40003fffffff"},
	/* the 64-bit PCI hole: one byte costs a whole GiB */
	{Q35_36 "2G --slots 1 --pci-hole64 0", 61 * GIB, 4096, "phys-bits too low"},
	{Q35_36 "2G --slots 1 --pci-hole64 1", 60 * GIB, 4096, "phys-bits too low"},
	{Q35_36 "2G --slots 1 --pci-hole64 4G", 57 * GIB, 4096, "phys-bits too low"},
	{PC_36 "2G --slots 8 --pci-hole64 32G", 22 * GIB, 4096, "0x103fffffff"},
	/* CXL */
	{"--machine q35,cxl=on --phys-bits 36 --size 2G --slots 1", 29 * GIB - MIB, 4096,
	 "phys-bits too low"},
	{ONE_FMW, 25 * GIB - MIB, 4096, "0x103fffffff"},
	/* 32-bit CPUs: one command, two roofs */
	{"--machine q35 --cpu pentium,pse36=on --size 512M --slots 1", 27 * GIB + 512 * MIB, 4096,
	 "0x103fffffff", 7, 7},
	{"--machine q35 --cpu pentium,pse36=on --size 512M --slots 1", 59 * GIB + 512 * MIB, 4096,
	 "0x1000000fff", 10, 0},
	/* the other axes */
	{"--axis size --machine q35 --phys-bits 36", 30 * GIB, 8192, "0x103fffffff"},
	{"--axis size --machine pc --phys-bits 36", 61 * GIB, 8192, "0x103fffffff"},
	{"--axis slots --maxmem 22G " Q35_36 "2G", 8, 1, "0x103fffffff"},
	{"--axis slots --maxmem 52G " PC_36 "2G", 8, 1, "0x103fffffff"},
	{"--axis slots --maxmem 4G --machine q35 --size 2G", 256, 1, "memory slots: 257"},
	{"--axis phys-bits --machine q35 --size 2G --maxmem 22G --slots 8", 36, -UINT64_C(1),
	 "phys-bits too low (35)"},
};

/* The installed version; set when the suite is made. */
static struct version qemu;

static gboolean is_for_installed(const struct limit_case *c)
{
	return (c->first == 0 || qemu.major >= c->first) && (c->last == 0 || qemu.major <= c->last);
}

static json_int_t number(const json_t *json, const char *name)
{
	const json_t *value = json_object_get(json, name);

	ck_assert_msg(json_is_integer(value), "%s is not a whole number", name);
	return json_integer_value(value);
}

static void assert_field(const json_t *json, const char *name, const char *expected)
{
	assert_text(json_field(json, name), expected);
}

static void assert_message(const json_t *json, const char *part)
{
	const char *message = json_string_value(json_object_get(json, "message"));

	ck_assert_msg(message != NULL && strstr(message, part) != NULL, "expected '%s' in '%s'",
		      part, message);
}

START_TEST(test_limit)
{
	const struct limit_case *c = &LIMITS[_i];
	g_autofree char *arguments = g_strdup_printf("limit --json %s", c->arguments);
	struct program program;
	json_t *json;

	if (skip(!is_for_installed(c), c->arguments, "not measured with this QEMU"))
		return;
	program_init(&program);
	program_expect(&program, 0, arguments);
	json = program_json(&program);
	ck_assert_int_eq(number(json, "limit"), (json_int_t)c->limit);
	ck_assert_int_eq(number(json, "refused"), (json_int_t)(c->limit + c->step));
	ck_assert_int_eq(number(json, "probes"), 2);
	assert_field(json, "status", "exact");
	assert_field(json, "reason", strstr(c->message, "slots") != NULL ? "slots" : "phys-bits");
	assert_field(json, "agrees_with_model", "true");
	assert_message(json, c->message);
	json_decref(json);
	program_clear(&program);
}
END_TEST

/* No value is accepted, or all are. */
static const struct {
	const char *arguments;
	int status;
	const char *name, *value; /* a field that tells */
} ENDS[] = {
	{Q35_36 "1G --maxmem 22G --slots 8 --axis phys-bits", 2, NULL, NULL},
	{"--machine q35 --phys-bits 35 --size 1G", 1, "status", "nothing-accepted"},
	{"--machine q35 --phys-bits 35 --size 1G", 1, "refused", "1073741824"},
	{"--machine q35 --phys-bits 31 --size 1G", 1, "reason", "phys-bits-range"},
	{"--machine microvm --size 1G --slots 4", 0, "status", "everything-accepted"},
	{"--machine microvm --size 1G --slots 4", 0, "agrees_with_model", "null"},
	{"--machine isapc --cpu qemu64 --size 1G", 0, "reason", "no-hotplug"},
	{"--machine isapc --cpu qemu64 --size 1G", 0, "limit", "1073741824"},
	{"--machine pc,max-ram-below-4g=4G --phys-bits 36 --axis size --maxmem 4090M", 3, "reason",
	 "assertion"},
};

START_TEST(test_limit_without_edge)
{
	g_autofree char *arguments = g_strdup_printf("limit --json %s", ENDS[_i].arguments);
	struct program program;
	json_t *json;

	program_init(&program);
	program_expect(&program, ENDS[_i].status, arguments);
	if (ENDS[_i].name != NULL) {
		json = program_json(&program);
		assert_field(json, ENDS[_i].name, ENDS[_i].value);
		json_decref(json);
	} else {
		ck_assert_str_eq(program.out, "");
	}
	program_clear(&program);
}
END_TEST

/* One probe: what it says and how it ends. */
static const struct {
	const char *arguments;
	int status;
	const char *outcome, *reason, *message;
} PROBES[] = {
	{Q35_36 "2G --slots 8 --maxmem 22G", 0, "accepted", "none", NULL},
	{Q35_36 "2G --slots 8 --maxmem 23622324224", 1, "refused", "phys-bits", "0x103fffffff"},
	{Q35_36 "2G --slots 1 --maxmem 3000000001", 1, "refused", "alignment", "4096"},
	{"--machine q35 --size 2G --slots 257 --maxmem 4G", 1, "refused", "slots", "257"},
	{"--machine q35 --size 2G --slots 1", 1, "refused", "slots", "no max-size"},
	{"--machine q35 --size 2G --slots 1 --maxmem 2G", 1, "refused", "slots", "is equal to"},
	{"--machine q35 --size 2G --slots 0 --maxmem 2G", 0, "accepted", "none", NULL},
	{"--machine q35 --size 2G --slots 1 --maxmem 1G", 1, "refused", "maxmem-below-size",
	 "0x40000000"},
	{"--phys-bits 31", 1, "refused", "phys-bits-range", "32"},
	{"--cpu pentium --phys-bits 36", 1, "refused", "phys-bits-fixed", "32 bit"},
	{"--machine isapc --cpu qemu64 --slots 1 --maxmem 256M", 1, "refused", "no-hotplug",
	 "isapc"},
	{"--machine no-such-machine", 1, "refused", "machine-unknown", "machine type"},
	{"--cpu no-such-cpu", 1, "refused", "cpu-unknown", "no-such-cpu"},
	{"--machine q35,no-such-property=1", 1, "refused", "option", "no-such-property"},
	{"--machine pc,max-ram-below-4g=5G", 1, "refused", "option", "4G"},
	{"--args '-bios no-such-file'", 3, "host-limit", "firmware", "no-such-file"},
	{"--args '-m 1Q'", 1, "refused", "size-syntax", NULL},
	{"--size 128M --args '-m 256M'", 1, "refused", "memory-mismatch", "268435456"},
	{"--args '-m 256M'", 0, "accepted", "none", NULL},
	{"--machine pc,max-ram-below-4g=4G --size 4080M", 1, "crash", "assertion", "range"},
	{"--machine pc,max-ram-below-4g=4G --size 4075M", 0, "accepted", "none", NULL},
	/* warnings on stderr */
	{"--machine pc,max-ram-below-4g=0", 0, "accepted", "none", NULL},
	{"--cpu Skylake-Server", 0, "accepted", "none", NULL},
	/* rounding, backends, quoting */
	{"--size 8193", 0, "accepted", "none", NULL},
	{"--size 1G --backend unreserved", 0, "accepted", "none", NULL},
	{"--size 1G --backend memfd", 0, "accepted", "none", NULL},
	{"--size 1G --backend shared", 0, "accepted", "none", NULL},
	{"-- -name 'it is $HOME; \"so\"'", 0, "accepted", "none", NULL},
};

START_TEST(test_probe)
{
	g_autofree char *arguments = g_strdup_printf("probe --json %s", PROBES[_i].arguments);
	struct program program;
	json_t *json;

	program_init(&program);
	program_expect(&program, PROBES[_i].status, arguments);
	json = program_json(&program);
	assert_field(json, "outcome", PROBES[_i].outcome);
	assert_field(json, "reason", PROBES[_i].reason);
	assert_field(json, "stage", "machine");
	if (PROBES[_i].message != NULL)
		assert_message(json, PROBES[_i].message);
	else if (PROBES[_i].status == 0)
		assert_field(json, "message", "null");
	json_decref(json);
	program_clear(&program);
}
END_TEST

/* What the refusal counted, and who said so. */
START_TEST(test_probe_provenance)
{
	g_autofree char *version = g_strdup_printf("%u.%u.%u", qemu.major, qemu.minor, qemu.micro);
	g_autofree char *type = g_strdup_printf("pc-q35-%u.%u", qemu.major, qemu.minor);
	struct program program;
	json_t *json;

	program_init(&program);
	program_expect(&program, 1, "probe --json " Q35_36 "2G --slots 8 --maxmem 23G");
	json = program_json(&program);
	ck_assert_int_eq(number(json, "used_gpa"), 0x103fffffff);
	ck_assert_int_eq(number(json, "predicted_used_gpa"), 0x103fffffff);
	ck_assert_int_eq(number(json, "phys_bits"), 36);
	ck_assert_int_eq(number(json, "exit_code"), 1);
	assert_field(json, "qemu_version", version);
	assert_field(json, "machine_type", type);
	assert_field(json, "predicted_reason", "phys-bits");
	json_decref(json);
	program_clear(&program);
}
END_TEST

static const struct {
	const char *backend, *outcome, *reason;
	int status;
} BACKENDS[] = {
	{"auto", "accepted", "none", 0},
	{"unreserved", "accepted", "none", 0},
	{"memfd", "accepted", "none", 0},
	{"ram", "host-limit", "memory", 3},
};

/* More than the host has is no limit of the guest, and is not needed to find the guest's. */
START_TEST(test_more_than_the_host_has)
{
	struct host_facts facts;
	struct program program;
	uint64_t size;
	json_t *json;

	host_facts_read(&facts);
	size = round_up(facts.memory + facts.swap, GIB) * 2;
	if (skip(facts.overcommit != 0, "sizes above the host's memory",
		 "vm.overcommit_memory is not 0"))
		return;
	program_init(&program);
	program_run(&program,
		    "probe --json --machine q35 --cpu Skylake-Server --phys-bits 48 --size "
		    "%" G_GUINT64_FORMAT " --backend %s",
		    size, BACKENDS[_i].backend);
	json = program_json(&program);
	assert_field(json, "outcome", BACKENDS[_i].outcome);
	assert_field(json, "reason", BACKENDS[_i].reason);
	ck_assert_int_eq(program.status, BACKENDS[_i].status);
	json_decref(json);
	program_clear(&program);
	host_facts_clear(&facts);
}
END_TEST

/* Runs a printed command line, with a QMP client at its stdin that only quits. */
static int run_pasted(struct program *program, const char *line)
{
	g_auto(GStrv) argv = NULL;

	ck_assert(g_shell_parse_argv(line, NULL, &argv, NULL));
	return program_run_other(program, argv);
}

START_TEST(test_commands_can_be_pasted)
{
	static const char *const english[] = {"LC_ALL=C", NULL};
	g_autofree char *accepted = NULL, *refused = NULL, *message = NULL;
	struct program program;
	json_t *json;

	program_init(&program);
	program_expect(&program, 0, "limit --json " Q35_36 "2G --slots 8 -- -name 'a \"b\" $c; d'");
	json = program_json(&program);
	accepted = json_field(json, "accepted_command");
	refused = json_field(json, "refused_command");
	message = json_field(json, "message");
	json_decref(json);
	program_write(&program, "quit.qmp",
		      "{\"execute\": \"qmp_capabilities\"}\n{\"execute\": \"quit\"}\n");
	program.stdin_path = "quit.qmp";
	program.env = english;
	ck_assert_int_eq(run_pasted(&program, accepted), 0);
	ck_assert_int_eq(run_pasted(&program, refused), 1);
	ck_assert_msg(strstr(program.err, message) != NULL, "expected '%s' in: %s", message,
		      program.err);
	program_clear(&program);
}
END_TEST

Suite *suite_qemu(void)
{
	Suite *suite = suite_create("qemu");
	TCase *tcase = tcase_create("qemu");

	qemu = installed_version();
	if (skip(!version_at_least(qemu, 7, 1), "all of qemu", "no qemu-system-x86_64 from 7.1 on"))
		return suite;
	tcase_set_tags(tcase, "process");
	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, test_limit, 0, G_N_ELEMENTS(LIMITS));
	tcase_add_loop_test(tcase, test_limit_without_edge, 0, G_N_ELEMENTS(ENDS));
	tcase_add_loop_test(tcase, test_probe, 0, G_N_ELEMENTS(PROBES));
	tcase_add_test(tcase, test_probe_provenance);
	tcase_add_loop_test(tcase, test_more_than_the_host_has, 0, G_N_ELEMENTS(BACKENDS));
	tcase_add_test(tcase, test_commands_can_be_pasted);
	suite_add_tcase(suite, tcase);
	return suite;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where QEMU aborts instead of refusing, as far as the model knows: found by starting QEMU 5.2,
 * 7.2, 10.0 and 11.1. */
#include "model/predict.h"
#include "tests/points.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>

#define ALL "5.2 7.2 10.0 11.1"
#define LATE "5.2 7.2"
#define EARLY "10.0 11.1"
#define Q35_46 "cpu=Haswell phys-bits=46 "
#define PC_4G "machine=pc,max-ram-below-4g=4G "

static const struct {
	const char *qemus, *point;
	enum outcome outcome;
	enum reason reason;
} CASES[] = {
	/* low RAM up to the I/O APIC and beyond */
	{ALL, PC_4G "size=4075M", OUTCOME_ACCEPTED, REASON_NONE},
	{ALL, PC_4G "size=4273995776", OUTCOME_CRASH, REASON_ASSERTION},
	{ALL, PC_4G "size=4273987584", OUTCOME_ACCEPTED, REASON_NONE},
	{ALL, PC_4G "size=4095M", OUTCOME_CRASH, REASON_ASSERTION},
	{ALL, PC_4G "size=4G", OUTCOME_ACCEPTED, REASON_NONE},
	{ALL, "machine=pc,max-ram-below-4g=4080M size=4079M", OUTCOME_CRASH, REASON_ASSERTION},
	{ALL, "machine=pc size=4080M", OUTCOME_ACCEPTED, REASON_NONE},
	{ALL, "machine=q35,max-ram-below-4g=4G size=4080M", OUTCOME_ACCEPTED, REASON_NONE},
	{LATE, "machine=pc-i440fx-1.7,max-ram-below-4g=4G size=4G", OUTCOME_CRASH,
	 REASON_ASSERTION},

	/* behind the rules of -m and of the CPU, before or behind the rest */
	{ALL, PC_4G "size=4080M slots=1", OUTCOME_REFUSED, REASON_SLOTS},
	{ALL, PC_4G "phys-bits=31 size=4080M", OUTCOME_REFUSED, REASON_PHYS_BITS_RANGE},
	{"7.2", PC_4G "phys-bits=33 size=4080M slots=1 maxmem=100G", OUTCOME_REFUSED,
	 REASON_PHYS_BITS},
	{EARLY, PC_4G "phys-bits=33 size=4080M slots=1 maxmem=100G", OUTCOME_CRASH,
	 REASON_ASSERTION},
	{LATE, PC_4G "size=4080M slots=257 maxmem=100G", OUTCOME_REFUSED, REASON_SLOTS},
	{EARLY, PC_4G "size=4080M slots=257 maxmem=100G", OUTCOME_CRASH, REASON_ASSERTION},

	/* a piece of RAM of one byte, which the SMBIOS tables cannot say */
	{ALL, "machine=q35,max-ram-below-4g=1 size=2G", OUTCOME_CRASH, REASON_ASSERTION},
	{ALL, "machine=q35,max-ram-below-4g=2 size=2G", OUTCOME_ACCEPTED, REASON_NONE},
	{ALL, "machine=pc,max-ram-below-4g=1 size=2G", OUTCOME_CRASH, REASON_ASSERTION},
	{ALL, "machine=pc,max-ram-below-4g=8191 size=8192", OUTCOME_CRASH, REASON_ASSERTION},
	{ALL, "machine=pc,max-ram-below-4g=1 size=2G slots=257 maxmem=4G", OUTCOME_REFUSED,
	 REASON_SLOTS},

	/* more DIMMs of 16 GiB than the SMBIOS tables have numbers for */
	{"7.2", Q35_46 "machine=q35 size=61392G", OUTCOME_ACCEPTED, REASON_NONE},
	{"7.2", Q35_46 "machine=q35 size=61393G", OUTCOME_CRASH, REASON_ASSERTION},
	{EARLY, Q35_46 "machine=pc-q35-9.0 size=61392G", OUTCOME_ACCEPTED, REASON_NONE},
	{EARLY, Q35_46 "machine=pc-q35-9.0 size=61393G", OUTCOME_CRASH, REASON_ASSERTION},
	{EARLY, Q35_46 "machine=pc-q35-9.1 size=61393G", OUTCOME_ACCEPTED, REASON_NONE},
	{EARLY, Q35_46 "machine=q35 size=61393G", OUTCOME_ACCEPTED, REASON_NONE},
	{"7.2", Q35_46 "machine=q35 size=65T", OUTCOME_REFUSED, REASON_PHYS_BITS},
	{"5.2", "machine=q35 size=61393G", OUTCOME_ACCEPTED, REASON_NONE},
};

START_TEST(an_abort_is_predicted_where_qemu_gets_to_it)
{
	g_auto(GStrv) qemus = g_strsplit(CASES[_i].qemus, " ", -1);

	for (char **qemu = qemus; *qemu != NULL; qemu++) {
		struct layout_input in = make_input(*qemu, CASES[_i].point);
		struct prediction prediction = predict(&in, NULL);

		ck_assert_msg(prediction.outcome == CASES[_i].outcome &&
				      prediction.reason == CASES[_i].reason,
			      "%s on %s: %s, %s", CASES[_i].point, *qemu,
			      outcome_name(prediction.outcome), reason_name(prediction.reason));
	}
}
END_TEST

START_TEST(what_aborts_does_not_boot)
{
	struct layout_input in = make_input("7.2", PC_4G "size=4080M proof=boot");

	ck_assert_int_eq(predict(&in, NULL).outcome, OUTCOME_CRASH);
}
END_TEST

Suite *suite_aborts(void)
{
	Suite *suite = suite_create("aborts");
	TCase *tc = tcase_create("aborts");

	tcase_add_loop_test(tc, an_abort_is_predicted_where_qemu_gets_to_it, 0,
			    G_N_ELEMENTS(CASES));
	tcase_add_test(tc, what_aborts_does_not_boot);
	suite_add_tcase(suite, tc);
	return suite;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/cpu.h"
#include "model/machine.h"
#include "model/options.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <stdlib.h>

static const struct {
	const char *machine;
	enum machine_family family;
	int major, minor; /* -1: not versioned */
	const char *hole;
} MACHINES[] = {
	{NULL, FAMILY_PC, -1, 0, "i440FX-pcihost.pci-hole64-size"},
	{"pc", FAMILY_PC, -1, 0, "i440FX-pcihost.pci-hole64-size"},
	{"q35", FAMILY_Q35, -1, 0, "q35-pcihost.pci-hole64-size"},
	{"q35,cxl=on", FAMILY_Q35, -1, 0, "q35-pcihost.pci-hole64-size"},
	{"pc-q35-7.2", FAMILY_Q35, 7, 2, "q35-pcihost.pci-hole64-size"},
	{"pc-q35-10.0,cxl=on", FAMILY_Q35, 10, 0, "q35-pcihost.pci-hole64-size"},
	{"pc-i440fx-2.1", FAMILY_PC, 2, 1, "i440FX-pcihost.pci-hole64-size"},
	{"pc-i440fx-11.1", FAMILY_PC, 11, 1, "i440FX-pcihost.pci-hole64-size"},
	{"pc-1.0", FAMILY_PC, 1, 0, "i440FX-pcihost.pci-hole64-size"},
	{"isapc", FAMILY_ISAPC, -1, 0, NULL},
	{"microvm", FAMILY_OTHER, -1, 0, NULL},
	{"none", FAMILY_OTHER, -1, 0, NULL},
	{"q35x", FAMILY_OTHER, -1, 0, NULL},
	{"x,q35", FAMILY_OTHER, -1, 0, NULL},
	{"", FAMILY_OTHER, -1, 0, NULL},
};

START_TEST(a_machine_type_tells_family_version_and_pci_hole)
{
	struct machine_kind kind = machine_kind(MACHINES[_i].machine);

	ck_assert_int_eq(kind.family, MACHINES[_i].family);
	ck_assert_int_eq(kind.versioned, MACHINES[_i].major >= 0);
	if (kind.versioned) {
		ck_assert_int_eq((int)kind.version.major, MACHINES[_i].major);
		ck_assert_int_eq((int)kind.version.minor, MACHINES[_i].minor);
	}
	ck_assert_pstr_eq(machine_hole64_property(MACHINES[_i].machine), MACHINES[_i].hole);
}
END_TEST

START_TEST(versions_are_read_and_compared_as_numbers)
{
	struct version version;

	ck_assert(version_parse("10.0.13", &version));
	ck_assert(version.major == 10 && version.minor == 0 && version.micro == 13);
	ck_assert(version_at_least(version, 9, 9));
	ck_assert(version_at_least(version, 10, 0));
	ck_assert(!version_at_least(version, 10, 1));
	ck_assert(!version_at_least(version, 11, 0));
	ck_assert(version_parse("7.2", &version));
	ck_assert(version.major == 7 && version.minor == 2 && version.micro == 0);
	ck_assert(version_parse("7.2.22 (Debian 1:7.2+dfsg-7)", &version));
	ck_assert(!version_parse("7", &version));
	ck_assert(!version_parse("", &version));
	ck_assert(!version_parse("latest", &version));
}
END_TEST

static const struct {
	const char *cpu;
	enum machine_family family;
	const char *kind; /* of "amd lm pse36 pae", those it has */
} CPUS[] = {
	{NULL, FAMILY_Q35, "amd lm pse36 pae"},
	{NULL, FAMILY_PC, "amd lm pse36 pae"},
	{NULL, FAMILY_ISAPC, ""},
	{"qemu64", FAMILY_PC, "amd lm pse36 pae"},
	{"qemu64-v1", FAMILY_PC, "amd lm pse36 pae"},
	{"max", FAMILY_PC, "amd lm pse36 pae"},
	{"EPYC", FAMILY_PC, "amd lm pse36 pae"},
	{"EPYC-Rome-v2", FAMILY_PC, "amd lm pse36 pae"},
	{"Opteron_G5", FAMILY_PC, "amd lm pse36 pae"},
	{"phenom", FAMILY_PC, "amd lm pse36 pae"},
	{"Skylake-Server", FAMILY_PC, "lm pse36 pae"},
	{"Dhyana", FAMILY_PC, "lm pse36 pae"},
	{"core2duo", FAMILY_PC, "lm pse36 pae"},
	{"Skylake-Server,vendor=AuthenticAMD", FAMILY_PC, "amd lm pse36 pae"},
	{"qemu64,vendor=GenuineIntel", FAMILY_PC, "lm pse36 pae"},
	{"qemu64,lm=off", FAMILY_PC, "amd pse36 pae"},
	{"qemu64,-lm", FAMILY_PC, "amd pse36 pae"},
	{"486", FAMILY_PC, ""},
	{"486-v1", FAMILY_PC, ""},
	{"pentium", FAMILY_PC, ""},
	{"pentium,pae=on", FAMILY_PC, "pae"},
	{"pentium,+pae,-pae", FAMILY_PC, ""},
	{"pentium,pse36=on", FAMILY_PC, "pse36"},
	{"pentium2", FAMILY_PC, "pse36 pae"},
	{"pentium3", FAMILY_PC, "pse36 pae"},
	{"athlon", FAMILY_PC, "amd pse36 pae"},
	{"kvm32", FAMILY_PC, "pse36 pae"},
	{"qemu32", FAMILY_PC, "pae"},
	{"qemu32,+lm", FAMILY_PC, "lm pae"},
	{"coreduo", FAMILY_PC, "pae"},
	{"n270", FAMILY_PC, "pae"},
	{"n270-v1", FAMILY_PC, "pae"},
	{"NoSuchCpu", FAMILY_PC, "lm pse36 pae"},
};

START_TEST(a_cpu_model_tells_vendor_and_width)
{
	struct cpu_kind kind = cpu_kind(CPUS[_i].cpu, CPUS[_i].family);
	g_autofree char *text =
		g_strconcat(kind.amd ? "amd " : "", kind.long_mode ? "lm " : "",
			    kind.pse36 ? "pse36 " : "", kind.pae ? "pae " : "", NULL);

	ck_assert_str_eq(g_strchomp(text), CPUS[_i].kind);
}
END_TEST

static const struct {
	const char *options, *property, *value;
	int flag; /* of an unset flag: -1 */
} OPTIONS[] = {
	{NULL, "a", NULL, -1},
	{"", "a", NULL, -1},
	{"a", "a", NULL, -1},
	{"x,a=1,b=2", "b", "2", FALSE},
	{"x,a=1,a=on", "a", "on", TRUE},
	{"x,a=on,a=off", "a", "off", FALSE},
	{"x,+a", "a", "on", TRUE},
	{"x,+a,-a", "a", "off", FALSE},
	{"x,ab=1", "a", NULL, -1},
	{"x,ba=1", "a", NULL, -1},
	{"x,a=", "a", "", FALSE},
	{"x,a=b=c", "a", "b=c", FALSE},
	{"x,a=yes", "a", "yes", TRUE},
	{"x,a=true", "a", "true", TRUE},
	{"x,a=no", "a", "no", FALSE},
	{"x,cxl-fmw.0.size=4G", "cxl-fmw.0.size", "4G", FALSE},
};

START_TEST(properties_are_found_and_the_last_one_wins)
{
	const char *options = OPTIONS[_i].options, *property = OPTIONS[_i].property;

	assert_text(options_get(options, property), OPTIONS[_i].value);
	for (int unset = FALSE; unset <= TRUE; unset++)
		ck_assert_int_eq(options_get_flag(options, property, unset),
				 OPTIONS[_i].flag < 0 ? unset : OPTIONS[_i].flag);
}
END_TEST

START_TEST(all_of_a_family_is_a_word)
{
	ck_assert(machine_is_all("all q35"));
	ck_assert(!machine_is_all("all"));
	ck_assert(!machine_is_all("allq35"));
	ck_assert(!machine_is_all("q35"));
	ck_assert_int_eq(machine_kind("all pc").family, FAMILY_PC);
	ck_assert_int_eq(machine_kind("all q35,cxl=on").family, FAMILY_Q35);
	ck_assert_int_eq(machine_kind("all virt").family, FAMILY_OTHER);
	ck_assert(!machine_kind("all q35").versioned);
	ck_assert_str_eq(machine_hole64_property("all q35"), "q35-pcihost.pci-hole64-size");
	assert_text(machine_of_all("all q35,cxl=on,x=1", "pc-q35-7.2"), "pc-q35-7.2,cxl=on,x=1");
	assert_text(machine_of_all("all pc", "pc-i440fx-7.2"), "pc-i440fx-7.2");
}
END_TEST

START_TEST(versions_are_compared_by_number)
{
	static const char *const ascending[] = {"1.4",   "2.2",    "2.10", "7.2",
						"7.2.9", "7.2.22", "10.0", "11.1"};
	struct version a, b;

	for (unsigned i = 0; i < G_N_ELEMENTS(ascending); i++)
		for (unsigned j = 0; j < G_N_ELEMENTS(ascending); j++) {
			ck_assert(version_parse(ascending[i], &a));
			ck_assert(version_parse(ascending[j], &b));
			ck_assert_int_eq(version_compare(a, b), (i > j) - (i < j));
		}
}
END_TEST

START_TEST(machine_types_are_sorted_by_age)
{
	const char *names[] = {"pc-q35-10.0", "pc-q35-2.10", "pc-q35-2.4", "pc-i440fx-2.10"};

	qsort(names, G_N_ELEMENTS(names), sizeof(*names), machine_by_age);
	ck_assert_str_eq(names[0], "pc-q35-2.4");
	ck_assert_str_eq(names[1], "pc-i440fx-2.10");
	ck_assert_str_eq(names[2], "pc-q35-2.10");
	ck_assert_str_eq(names[3], "pc-q35-10.0");
}
END_TEST

Suite *suite_machine(void)
{
	Suite *suite = suite_create("machine");
	TCase *tc = tcase_create("machine, cpu, options");

	tcase_add_loop_test(tc, a_machine_type_tells_family_version_and_pci_hole, 0,
			    G_N_ELEMENTS(MACHINES));
	tcase_add_test(tc, versions_are_read_and_compared_as_numbers);
	tcase_add_test(tc, versions_are_compared_by_number);
	tcase_add_test(tc, all_of_a_family_is_a_word);
	tcase_add_test(tc, machine_types_are_sorted_by_age);
	tcase_add_loop_test(tc, a_cpu_model_tells_vendor_and_width, 0, G_N_ELEMENTS(CPUS));
	tcase_add_loop_test(tc, properties_are_found_and_the_last_one_wins, 0,
			    G_N_ELEMENTS(OPTIONS));
	suite_add_tcase(suite, tc);
	return suite;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What libvirt says of a domain, and whether that is what was asked for. */
#include "base/error.h"
#include "base/size.h"
#include "tests/points.h"
#include "tests/suites.h"
#include "tests/tests.h"
#include "vm/libvirt_xml.h"

/* Of a guest with a virtio-mem device of 20 GiB, as libvirt 9.0 printed it. */
START_TEST(a_running_domain_is_read)
{
	g_autofree char *path = data_path("libvirt-xml/dumpxml-9.0.xml"), *xml = NULL;
	struct libvirt_domain_facts facts;
	GError *error = NULL;

	ck_assert(g_file_get_contents(path, &xml, NULL, NULL));
	ck_assert_msg(libvirt_domain_read(xml, &facts, &error), "%s",
		      error != NULL ? error->message : "");
	ck_assert_uint_eq(facts.memory, 2 * GIB);
	ck_assert_uint_eq(facts.maxmem, 22 * GIB);
	ck_assert_uint_eq(facts.slots, 8);
	ck_assert_uint_eq(facts.phys_bits, 36);
	ck_assert_uint_eq(facts.pci_hole64, 4 * GIB);
	ck_assert_str_eq(facts.machine_type, "pc-q35-7.2");
	libvirt_domain_facts_clear(&facts);
	ck_assert_ptr_null(facts.machine_type);
}
END_TEST

START_TEST(what_is_not_said_is_unset)
{
	struct libvirt_domain_facts facts;

	ck_assert(libvirt_domain_read("<domain><memory>1024</memory><cpu><maxphysaddr "
				      "mode='passthrough'/></cpu></domain>",
				      &facts, NULL));
	ck_assert_uint_eq(facts.memory, MIB);
	ck_assert_uint_eq(facts.maxmem, UNSET);
	ck_assert_uint_eq(facts.slots, UNSET);
	ck_assert_uint_eq(facts.phys_bits, UNSET);
	ck_assert_uint_eq(facts.pci_hole64, UNSET);
	ck_assert_ptr_null(facts.machine_type);
}
END_TEST

static const struct {
	const char *xml;
	uint64_t memory;
} MEMORIES[] = {
	{"<domain><memory unit='b'>4097</memory></domain>", 4097},
	{"<domain><memory unit='GiB'>3</memory></domain>", 3 * GIB},
	{"<domain><memory unit='TiB'>18446744073709551615</memory></domain>", UINT64_MAX},
	/* Only the domain's own memory counts, and without what came as a device. */
	{"<domain><x><memory>1</memory></x><memory>2048</memory></domain>", 2 * MIB},
	{"<domain><memory>3072</memory><devices><memory><target><size>2048</size></target></memory>"
	 "</devices></domain>",
	 MIB},
	{"<domain><memory>1</memory><devices><memory><target><size>2</size></target></memory>"
	 "</devices></domain>",
	 0},
	{"<domain><memory>9999</memory><cpu><numa><cell memory='1024'/><cell memory='1024' "
	 "unit='KiB'/></numa></cpu></domain>",
	 2 * MIB},
};

START_TEST(memory_is_what_the_guest_starts_with)
{
	struct libvirt_domain_facts facts;

	ck_assert(libvirt_domain_read(MEMORIES[_i].xml, &facts, NULL));
	ck_assert_uint_eq(facts.memory, MEMORIES[_i].memory);
}
END_TEST

static const struct {
	const char *xml, *error;
} NONSENSE[] = {
	{"", "libvirt's domain XML: "},
	{"<domain>", "libvirt's domain XML: "},
	{"<domain></x>", "libvirt's domain XML: "},
	{"<domain><os><type machine='q35'>hvm</type></os>", "libvirt's domain XML: "},
	{"<domain><memory>1 2</memory></domain>", "/domain/memory: '1 2' is no number"},
	{"<domain><memory>-1</memory></domain>", "/domain/memory: '-1' is no number"},
	{"<domain><memory unit='pages'>1</memory></domain>", "/domain/memory: '1' is no number"},
	{"<domain><maxMemory slots='x'>1</maxMemory></domain>", "/domain/maxMemory: 'x'"},
	{"<domain><cpu><maxphysaddr bits=''/></cpu></domain>", "/maxphysaddr: '' is no number"},
	{"<domain><cpu><numa><cell id='0'/></numa></cpu></domain>", "/cell: '' is no number"},
	{"<domain><memory>99999999999999999999</memory></domain>", "is no number"},
};

START_TEST(nonsense_is_an_error)
{
	struct libvirt_domain_facts facts;
	GError *error = NULL;

	ck_assert(!libvirt_domain_read(NONSENSE[_i].xml, &facts, &error));
	assert_error(&error, MEMROOF_ERROR_BROKEN, NONSENSE[_i].error);
	ck_assert_ptr_null(facts.machine_type);
}
END_TEST

/* What is asked for, what libvirt has made of it, and the words for that; NULL where it keeps to
 * it. */
static const struct {
	const char *point;
	struct libvirt_domain_facts facts;
	const char *message;
} KEPT[] = {
	{"", {128 * MIB, UNSET, UNSET, UNSET, UNSET}, NULL},
	{"", {129 * MIB, 4 * GIB, 7, 36, 1}, NULL},
	{"size=2G maxmem=22G slots=8 phys-bits=36 pci-hole64=1G",
	 {2 * GIB, 22 * GIB, 8, 36, GIB},
	 NULL},
	{"size=4097", {MIB, UNSET, UNSET, UNSET, UNSET}, "libvirt makes size 1 MiB of 4 KiB + 1 B"},
	{"size=2G maxmem=23068676K slots=8",
	 {2 * GIB, 22 * GIB + MIB, 8, UNSET, UNSET},
	 "libvirt makes maxmem 22 GiB + 1 MiB of 22 GiB + 4 KiB"},
	{"maxmem=22G slots=8",
	 {128 * MIB, 22 * GIB, 9, UNSET, UNSET},
	 "libvirt makes slots 9 of 8"},
	{"maxmem=22G slots=8", {128 * MIB, 22 * GIB, UNSET, 40, 0}, "libvirt drops slots 8"},
	{"phys-bits=36", {128 * MIB, UNSET, UNSET, UNSET, UNSET}, "libvirt drops phys-bits 36"},
	{"phys-bits=36", {128 * MIB, UNSET, UNSET, 40, UNSET}, "libvirt makes phys-bits 40 of 36"},
	{"pci-hole64=0", {128 * MIB, UNSET, UNSET, UNSET, 0}, NULL},
	{"pci-hole64=3K",
	 {128 * MIB, UNSET, UNSET, UNSET, 4096},
	 "libvirt makes pci-hole64 4 KiB of 3 KiB"},
	/* Not libvirt's business. */
	{"pci-hole64=1025", {128 * MIB, UNSET, UNSET, UNSET, UNSET}, NULL},
	/* The first that differs is enough. */
	{"size=1G phys-bits=36",
	 {2 * GIB, UNSET, UNSET, 40, UNSET},
	 "libvirt makes size 2 GiB of 1 GiB"},
};

START_TEST(a_changed_value_is_named)
{
	struct point *point = make_point(KEPT[_i].point);
	char *message = NULL;

	ck_assert(libvirt_keeps_to(&KEPT[_i].facts, point, &message) == (KEPT[_i].message == NULL));
	if (KEPT[_i].message != NULL)
		assert_text(message, KEPT[_i].message);
	else
		ck_assert_ptr_null(message);
	point_free(point);
}
END_TEST

/* A domain that comes back as it was sent is as asked for. */
static const char *const POINTS[] = {
	"",
	"size=4097 slots=0 maxmem=8193",
	"machine=q35 phys-bits=36 size=2G slots=8 maxmem=22G pci-hole64=3K",
	"machine=q35 phys-bits=36 size=2G slots=8 maxmem=22G numa=none",
	"machine=pc size=1G pci-hole64=1025 cpu=EPYC phys-bits=52",
	"proof=plug hotplug=virtio-mem size=1G maxmem=4G",
	"proof=plug hotplug=virtio-mem size=1G maxmem=4G numa=none",
};

START_TEST(a_domain_as_sent_is_as_asked_for)
{
	struct engine_env env = {.emulator = make_emulator("7.2"), .host_memory = 64 * GIB};
	struct point *point = make_point(POINTS[_i]);
	g_autofree char *xml = libvirt_domain_xml(point, &env, "x"), *message = NULL;
	struct libvirt_domain_facts facts;

	ck_assert(libvirt_domain_read(xml, &facts, NULL));
	ck_assert_msg(libvirt_keeps_to(&facts, point, &message), "%s", message);
	ck_assert_uint_eq(facts.memory, point_size(point));
	libvirt_domain_facts_clear(&facts);
	point_free(point);
}
END_TEST

static const struct {
	const char *point, *words; /* NULL: kept */
} ROUNDINGS[] = {
	{"size=2G", NULL},
	{"size=2G maxmem=22529M slots=8", NULL},
	{"", NULL},
	{"size=2097153K", "libvirt makes size 2 GiB + 1 MiB of 2 GiB + 1 KiB"},
	{"size=2G maxmem=23068676K", "libvirt makes maxmem 22 GiB + 1 MiB of 22 GiB + 4 KiB"},
	{"size=1025K maxmem=3073K",
	 "libvirt makes size 2 MiB of 1 MiB + 1 KiB, maxmem 4 MiB of 3 MiB + 1 KiB"},
};

START_TEST(roundings_are_named)
{
	struct point *point = make_point(ROUNDINGS[_i].point);

	assert_text(libvirt_rounding(point), ROUNDINGS[_i].words);
	point_free(point);
}
END_TEST

Suite *suite_libvirt_xml_read(void)
{
	Suite *suite = suite_create("libvirt-xml-read");
	TCase *tc = tcase_create("libvirt-xml-read");

	tcase_add_test(tc, a_running_domain_is_read);
	tcase_add_test(tc, what_is_not_said_is_unset);
	tcase_add_loop_test(tc, memory_is_what_the_guest_starts_with, 0, G_N_ELEMENTS(MEMORIES));
	tcase_add_loop_test(tc, nonsense_is_an_error, 0, G_N_ELEMENTS(NONSENSE));
	tcase_add_loop_test(tc, a_changed_value_is_named, 0, G_N_ELEMENTS(KEPT));
	tcase_add_loop_test(tc, a_domain_as_sent_is_as_asked_for, 0, G_N_ELEMENTS(POINTS));
	tcase_add_loop_test(tc, roundings_are_named, 0, G_N_ELEMENTS(ROUNDINGS));
	suite_add_tcase(suite, tc);
	return suite;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Points and the exact domains that they become. */
#include "base/size.h"
#include "tests/points.h"
#include "tests/suites.h"
#include "tests/tests.h"
#include "vm/libvirt_xml.h"

#include <string.h>

#define HOST_MEMORY (16 * GIB)

/* Files of tests/data/libvirt-xml, each started by hand with libvirt 9.0 and QEMU 7.2, where its
 * QEMU command line gave the same machine as memroof's own. */
static const struct {
	const char *file, *point;
} DOMAINS[] = {
	{"plain.xml", ""},
	{"slots.xml", "machine=q35 phys-bits=36 size=2G slots=8 maxmem=22G"},
	{"cpu.xml", "machine=q35 accel=kvm phys-bits=36 "
		    "cpu=EPYC,+x2apic,-avx,vendor=GenuineIntel,lm=off,check,lm=on"},
	{"unreserved.xml", "size=100G pci-hole64=2G"},
	{"arguments.xml", "machine=q35,hpet=off,smm=off pci-hole64=1025 firmware=qboot "
			  "args='-name \"a b\" -device virtio-rng-pci'"},
	{"boot.xml", "machine=q35 proof=boot firmware=ovmf bar=1G"},
	{"linux.xml", "machine=pc proof=linux size=1G disk=1G backend=preallocated"},
	{"disk.xml", "machine=q35 proof=plug size=1G slots=2 maxmem=4G disk=1G boot-from=disk"},
	{"virtio-mem.xml", "machine=q35 proof=plug hotplug=virtio-mem phys-bits=36 size=1G slots=1 "
			   "maxmem=4G backend=memfd"},
	{"isapc.xml", "machine=isapc proof=boot"},
};

static char *xml_of(const char *text)
{
	struct guest_files guests = {.boot_elf = (char *)"/g/boot.elf",
				     .boot_efi = (char *)"/g/boot.efi",
				     .vmlinux = (char *)"/g/vmlinux",
				     .vmlinuz = (char *)"/g/vmlinuz",
				     .initramfs = (char *)"/g/initramfs.cpio"};
	struct engine_env env = {.emulator = make_emulator("7.2"),
				 .host_memory = HOST_MEMORY,
				 .cancel_fd = -1,
				 .guests = &guests,
				 .qemu_path = "/usr/bin/qemu-system-x86_64",
				 .disk = "/w/disk-1.qcow2"};
	struct point *point = make_point(text);
	char *xml = libvirt_domain_xml(point, &env, "memroof-1");

	point_free(point);
	return xml;
}

START_TEST(a_point_becomes_a_domain)
{
	g_autofree char *name = g_strconcat("libvirt-xml/", DOMAINS[_i].file, NULL);
	g_autofree char *path = data_path(name), *golden = NULL;

	ck_assert_msg(g_file_get_contents(path, &golden, NULL, NULL), "%s", path);
	assert_text(xml_of(DOMAINS[_i].point), golden);
}
END_TEST

/* What a point puts into its domain, or with a '!' does not. */
static const struct {
	const char *point, *part;
} PARTS[] = {
	{"accel=tcg", "<domain type='qemu'>"},
	{"accel=kvm", "<domain type='kvm'>"},

	/* Sizes are exact: what libvirt rounds is to be seen. */
	{"", "<memory unit='b'>134217728</memory>"},
	{"", "!maxMemory"},
	{"size=4097", "<memory unit='b'>4097</memory>"},
	{"maxmem=8193 size=1M", "<maxMemory unit='b'>8193</maxMemory>"},
	{"slots=0 maxmem=4G", "<maxMemory slots='0' unit='b'>4294967296</maxMemory>"},
	{"slots=4 size=1G", "<maxMemory slots='4' unit='b'>1073741824</maxMemory>"},

	/* A cell is there for libvirt's sake only. */
	{"size=1G", "!numa"},
	{"maxmem=4G", "<cell id='0' cpus='0' memory='134217728' unit='b'/>"},
	{"slots=1", "<cell id='0' cpus='0' memory='134217728' unit='b'/>"},
	{"slots=1 maxmem=4G numa=auto", "<cell "},
	{"slots=1 maxmem=4G numa=none", "!numa"},
	{"slots=1 maxmem=4G numa=none", "!<cpu"},

	{"machine=pc-q35-7.0", "machine='pc-q35-7.0'"},
	{"machine=pc", "!commandline"},
	{"machine=pc,max-ram-below-4g=1G", "machine='pc'>"},
	{"machine=pc,max-ram-below-4g=1G", "<qemu:arg value='max-ram-below-4g=1G'/>"},
	{"machine=microvm", "<acpi/>"},

	{"cpu=host", "<cpu mode='host-passthrough' check='none'>"},
	{"cpu=max,+x phys-bits=40", "<cpu mode='maximum' check='none'>"},
	{"cpu=max,+x phys-bits=40", "<feature policy='require' name='x'/>"},
	{"cpu=max", "!<model"},
	{"phys-bits=36", "<model fallback='forbid'>qemu64</model>"},
	{"machine=isapc phys-bits=36", "<model fallback='forbid'>486</model>"},
	{"phys-bits=36", "!commandline"},
	{"cpu=qemu64,a=off,b=no,c=y", "<feature policy='disable' name='b'/>"},
	{"cpu=qemu64,a=off,b=no,c=y", "<feature policy='require' name='c'/>"},
	{"cpu=qemu64,+a,-a", "<feature policy='disable' name='a'/>"},
	{"cpu=qemu64,+a,-a", "!require"},
	{"cpu=qemu64,enforce=off,hv-time=on", "!<feature "},
	{"cpu=qemu64,enforce=off", "<qemu:arg value='x86_64-cpu.enforce=off'/>"},
	{"accel=kvm cpu=EPYC", "!host-phys-bits"},

	{"pci-hole64=0", "<controller type='pci' index='0' model='pci-root'>"},
	{"machine=q35 pci-hole64=0", "<controller type='pci' index='0' model='pcie-root'>"},
	{"pci-hole64=0", "<pcihole64 unit='KiB'>0</pcihole64>"},
	{"pci-hole64=1", "<qemu:arg value='i440FX-pcihost.pci-hole64-size=1'/>"},
	{"pci-hole64=1", "!pcihole64"},

	{"firmware=seabios", "!loader"},
	{"firmware=seabios", "!commandline"},
	{"firmware=/x/my.fd", "<loader readonly='yes' type='rom'>/x/my.fd</loader>"},
	{"firmware=qboot", "!loader"},
	{"engine=libvirt uri=qemu+ssh://h/system firmware=./my.fd", ">./my.fd</loader>"},

	{"size=16G", "!memoryBacking"},
	{"backend=ram size=100G", "!memoryBacking"},
	{"backend=shared", "<access mode='shared'/>"},
	{"backend=unreserved", "<source type='memfd'/>"},
	/* What is plugged later comes from the same backend. */
	{"size=1G slots=1 maxmem=100G", "!memoryBacking"},
	{"size=1G slots=1 maxmem=100G proof=plug", "<source type='memfd'/>"},

	{"args='-name <a>&\"b\"'", "!<a>"},
	{"disk=1G machine=q35", "bus='0' slot='0x11'"},
	{"disk=1G machine=microvm", "!<address"},
	{"proof=accept", "!serial"},
	{"proof=boot", "<kernel>/g/boot.elf</kernel>"},
	{"proof=boot", "!initrd"},
	{"proof=boot firmware=ovmf", "<kernel>/g/boot.efi</kernel>"},
	{"proof=linux", "noreplace-smp memroof.follow</cmdline>"},
	{"proof=plug slots=1 maxmem=1G", "=online memroof.follow</cmdline>"},
	{"proof=plug slots=1 maxmem=1G", "!virtio-mem"},
	{"proof=plug hotplug=virtio-mem maxmem=4G numa=none", "!<node>"},
	/* To libvirt it is part of the guest's memory. */
	{"proof=plug hotplug=virtio-mem maxmem=4G", "<memory unit='b'>4294967296</memory>"},
};

START_TEST(a_part_is_there_or_not)
{
	g_autofree char *xml = xml_of(PARTS[_i].point);
	gboolean wanted = *PARTS[_i].part != '!';

	ck_assert_msg((strstr(xml, PARTS[_i].part + !wanted) != NULL) == wanted, "%s: %s in\n%s",
		      PARTS[_i].point, PARTS[_i].part, xml);
}
END_TEST

/* A firmware of one's own is meant as seen from here, not from where libvirt's QEMU runs. */
START_TEST(a_path_becomes_absolute)
{
	g_autofree char *xml = xml_of("firmware=./my.fd"), *here = g_get_current_dir();
	g_autofree char *loader = g_strdup_printf(">%s/my.fd</loader>", here);

	ck_assert_msg(strstr(xml, loader) != NULL, "%s", xml);
}
END_TEST

START_TEST(what_is_not_known_is_left_away)
{
	struct engine_env env = {.emulator = make_emulator("7.2"), .host_memory = HOST_MEMORY};
	struct point *point = make_point("proof=linux disk=1G");
	g_autofree char *xml = libvirt_domain_xml(point, &env, "x");

	ck_assert_ptr_null(strstr(xml, "emulator"));
	ck_assert_ptr_nonnull(strstr(xml, "<kernel>vmlinux</kernel>"));
	ck_assert_ptr_nonnull(strstr(xml, "<source file='disk.qcow2'/>"));
	point_free(point);
}
END_TEST

/* Collects the values of all qemu:arg. */
static void collect(GMarkupParseContext *context, const char *element, const char **names,
		    const char **values, void *data, GError **error)
{
	(void)context, (void)names, (void)error;
	if (strcmp(element, "qemu:arg") == 0)
		g_ptr_array_add(data, g_strdup(values[0]));
}

static GPtrArray *arguments_of(const char *xml)
{
	static const GMarkupParser parser = {.start_element = collect};
	GPtrArray *arguments = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GMarkupParseContext) context =
		g_markup_parse_context_new(&parser, 0, arguments, NULL);
	g_autoptr(GError) error = NULL;
	gboolean parsed = g_markup_parse_context_parse(context, xml, -1, &error) &&
			  g_markup_parse_context_end_parse(context, &error);

	ck_assert_msg(parsed, "%s\n%s", error != NULL ? error->message : "", xml);
	return arguments;
}

/* No text that a point can hold breaks out of its place. */
static const char *const HOSTILE[] = {
	"'\"<>&",
	"</name><x/>",
	"]]><!--",
	"&lt;&#1;",
	"a\x01\x02\x7f\x1b",
	"\xff\xfe\xc3(",
	"\xef\xbf\xbf\xef\xbf\xbe",
	"%s%n",
	"<?xml?>",
};

START_TEST(hostile_texts_stay_texts)
{
	const char *text = HOSTILE[_i];
	g_autofree char *machine = g_strconcat("q35,", text, NULL);
	g_autofree char *model = g_strconcat(text, ",+", text, ",", text, "=", text, NULL);
	g_autofree char *quoted = g_shell_quote(text), *path = g_strconcat("/", text, NULL);
	struct point point = {.machine = machine,
			      .cpu = model,
			      .phys_bits = UNSET,
			      .size = UNSET,
			      .slots = UNSET,
			      .maxmem = UNSET,
			      .pci_hole64 = UNSET,
			      .bar = UNSET,
			      .firmware = path,
			      .args = quoted,
			      .disk = GIB,
			      .proof = (char *)"linux"};
	struct guest_files guests = {.vmlinux = path, .vmlinuz = path, .initramfs = path};
	struct engine_env env = {.emulator = make_emulator("7.2"),
				 .guests = &guests,
				 .qemu_path = text,
				 .disk = text};
	g_autofree char *xml = libvirt_domain_xml(&point, &env, text);
	g_autofree char *line = libvirt_xml_line(xml);
	g_autoptr(GPtrArray) arguments = arguments_of(xml), again = arguments_of(line);
	const char *last = arguments->pdata[arguments->len - 1];

	ck_assert_uint_eq(arguments->len, 5); /* -machine X -global X=X, and X itself */
	ck_assert_uint_eq(again->len, 5);
	ck_assert_ptr_null(strchr(line, '\n'));
	for (const char *p = xml; *p != '\0'; p++)
		ck_assert_msg((unsigned char)*p >= ' ' || *p == '\n', "control character %d", *p);
	if (g_str_is_ascii(text) && text[0] != 'a')
		ck_assert_str_eq(last, text);
}
END_TEST

/* In an attribute bare tabs and line ends would be read as blanks. */
START_TEST(blanks_in_arguments_survive)
{
	g_autofree char *xml = xml_of("args='-name \"a\tb\nc  d\"'");
	g_autofree char *line = libvirt_xml_line(xml);
	g_autoptr(GPtrArray) arguments = arguments_of(line);

	ck_assert_ptr_nonnull(strstr(line, "value=\"a&#9;b&#10;c  d\""));
	ck_assert_str_eq(arguments->pdata[1], "a\tb\nc  d");
}
END_TEST

START_TEST(a_line_has_no_layout)
{
	assert_text(libvirt_xml_line("<a>\n  <b>\n    <c/>\n  </b>\n</a>\n"), "<a><b><c/></b></a>");
	assert_text(libvirt_xml_line("\n<a> </a>\n"), "<a> </a>");
	assert_text(libvirt_xml_line("<a>\n x y\n</a>"), "<a>\n x y\n</a>");
	assert_text(libvirt_xml_line(""), "");
}
END_TEST

START_TEST(memory_devices_are_exact)
{
	struct point *point = make_point(DOMAINS[8].point);
	g_autofree char *xml = libvirt_virtio_mem_xml(point, 3 * GIB);

	assert_text(libvirt_dimm_xml(GIB + 1),
		    "<memory model='dimm'><target><size unit='b'>1073741825</size>"
		    "<node>0</node></target></memory>");
	/* The same device as the domain has, so that libvirt finds it, but for one value. */
	assert_text(libvirt_xml_line(xml),
		    "<memory model=\"virtio-mem\"><target><size unit=\"b\">3221225472</size>"
		    "<node>0</node><block unit=\"b\">2097152</block>"
		    "<requested unit=\"b\">3221225472</requested></target>"
		    "<alias name=\"virtiomem0\"/><address type=\"pci\" domain=\"0\" bus=\"0\" "
		    "slot=\"0x12\" "
		    "function=\"0\"/></memory>");
	point_free(point);
}
END_TEST

Suite *suite_libvirt_xml(void)
{
	Suite *suite = suite_create("libvirt-xml");
	TCase *tc = tcase_create("libvirt-xml");

	tcase_add_loop_test(tc, a_point_becomes_a_domain, 0, G_N_ELEMENTS(DOMAINS));
	tcase_add_loop_test(tc, a_part_is_there_or_not, 0, G_N_ELEMENTS(PARTS));
	tcase_add_test(tc, a_path_becomes_absolute);
	tcase_add_test(tc, what_is_not_known_is_left_away);
	tcase_add_loop_test(tc, hostile_texts_stay_texts, 0, G_N_ELEMENTS(HOSTILE));
	tcase_add_test(tc, blanks_in_arguments_survive);
	tcase_add_test(tc, a_line_has_no_layout);
	tcase_add_test(tc, memory_devices_are_exact);
	suite_add_tcase(suite, tc);
	return suite;
}

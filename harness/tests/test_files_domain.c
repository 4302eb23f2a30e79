/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libvirt's domains, as files/ reads them; data/check/libvirt has the texts. */
#include "base/error.h"
#include "base/size.h"
#include "files/config.h"
#include "files/domain_size.h"
#include "tests/domains.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>

/* Each file, and what is read: the point, what else is known, the remarks; or the error. */
static const struct {
	const char *file, *says;
} CORPUS[] = {
	{"bad-aarch64.xml",
	 "bad-aarch64.xml:4: arch 'aarch64': memroof understands x86_64 and i686 only"},
	{"bad-beyond-64-bit.xml", "bad-beyond-64-bit.xml:2: memory: bad value "
				  "'99999999999999999999999': expected a whole number"},
	{"bad-bits.xml",
	 "bad-bits.xml:5: bits: bad value 'many': expected a whole number from 1 to 255"},
	{"bad-cut.xml", "bad-cut.xml:2: bad XML: Document ended unexpectedly inside the close tag "
			"for element 'memory'"},
	{"bad-fraction.xml",
	 "bad-fraction.xml:2: memory: bad value '1.5': expected a whole number"},
	{"bad-hexadecimal.xml",
	 "bad-hexadecimal.xml:2: memory: bad value '0x4': expected a whole number"},
	{"bad-huge.xml", "bad-huge.xml:2: memory: '18446744073709551615' is too large"},
	{"bad-maxmem-below.xml",
	 "bad-maxmem-below.xml:3: maxMemory: expected no less than the memory with its devices"},
	{"bad-memory-device.xml",
	 "bad-memory-device.xml:5: memory dimm: expected a <maxMemory> in <domain> for it"},
	{"bad-negative.xml", "bad-negative.xml:2: memory: bad value '-1': expected a whole number"},
	{"bad-nesting.xml", "bad-nesting.xml:2: bad XML: Element 'name' was closed, but the "
			    "currently open element is 'memory'"},
	{"bad-network.xml", "bad-network.xml:1: expected libvirt's <domain>, found <network>"},
	{"bad-no-memory.xml", "bad-no-memory.xml:1: memory: expected a <memory> in <domain>"},
	{"bad-only-comment.xml", "bad-only-comment.xml:2: bad XML: expected an element"},
	{"bad-root-model.xml",
	 "bad-root-model.xml:5: controller: expected model pcie-root for index 0 of this machine"},
	{"bad-second-root.xml",
	 "bad-second-root.xml:5: bad XML: a second element behind the first one"},
	{"bad-snapshot.xml",
	 "bad-snapshot.xml:1: expected libvirt's <domain>, found <domainsnapshot>"},
	{"bad-two-roots.xml", "bad-two-roots.xml:6: controller: a second PCI bus with index 0"},
	{"bad-unit.xml",
	 "bad-unit.xml:2: memory: unknown unit 'pages': expected KiB, MiB, GiB, KB, b, ..."},
	{"bad-xen.xml",
	 "bad-xen.xml:1: domain type 'xen': expected kvm or qemu, because memroof knows QEMU only"},
	{"good-bom.xml", "machine=pc size=1536M pci-hole64=1G"},
	{"good-crlf.xml", "machine=pc size=1536M pci-hole64=1G"},
	{"good-default-namespace.xml", "machine=q35 size=2G"},
	{"good-dimms.xml", "machine=q35 cpu=EPYC size=2G slots=8 maxmem=16G\n"
			   "plugged 1536M, dimms 2"},
	{"good-domstatus.xml", "machine=pc-i440fx-7.2 cpu=qemu64 size=2G"},
	{"good-features.xml", "machine=q35 cpu=Skylake-Client,pdpe1gb=off size=4G"},
	{"good-host-model-width.xml", "machine=pc-q35-6.2 phys-bits=39 size=8G firmware=ovmf\n"
				      "host-cpu"},
	{"good-host-passthrough.xml", "machine=q35 size=16G firmware=ovmf\n"
				      "host-cpu"},
	{"good-hotplug.xml",
	 "machine=q35 cpu=qemu64 phys-bits=36 size=2G slots=16 maxmem=22G pci-hole64=4G"},
	{"good-maximum.xml", "machine=q35 cpu=max size=1G"},
	{"good-maximum-kvm.xml", "machine=q35 size=1G\n"
				 "host-cpu"},
	{"good-one-line.xml", "machine=q35 size=2G"},
	{"good-other-prefix.xml", "machine=pc size=1G pci-hole64=8G"},
	{"good-pc-hole.xml", "machine=pc size=1536M pci-hole64=1G"},
	{"good-plain-kib.xml", "machine=pc-q35-7.2 cpu=Skylake-Client,pdpe1gb=off size=4G"},
	{"good-qemu-arguments.xml",
	 "machine=q35,max-ram-below-4g=1G cpu=EPYC,+pdpe1gb phys-bits=38 size=4G pci-hole64=64G"},
	{"good-virtio-mem.xml", "machine=q35 cpu=qemu64 size=2G slots=1 maxmem=12G\n"
				"plugged 8G, dimms 0"},
	{"good-words-dimm.xml", "machine=q35 size=2G slots=2 maxmem=8G\n"
				"plugged 1G, dimms 1"},
	{"hostile-attribute-twice.xml",
	 "hostile-attribute-twice.xml:2: bad XML: an attribute is there twice"},
	{"hostile-deep.xml", "hostile-deep.xml:2: bad XML: elements are nested too deeply"},
	{"hostile-entities.xml",
	 "hostile-entities.xml:2: bad XML: DOCTYPE: expected none, because memroof reads no DTD"},
	{"hostile-nul.xml", "hostile-nul.xml:2: expected XML, found a NUL byte"},
	{"hostile-quotes.xml", "machine=q35 size=4G"},
	{"hostile-undefined-entity.xml",
	 "hostile-undefined-entity.xml:2: bad XML: Entity name 'lol' is not known"},
	{"odd-comments-in-values.xml", "machine=q35 cpu=qemu64 size=4G"},
	{"odd-decimal-units.xml",
	 "machine=q35 size=3815M pci-hole64=31250000K\n"
	 "in vain 4: currentMemory: libvirt takes no more than the memory"},
	{"odd-libvirt-only-model.xml", "machine=pc cpu=kvm64,lm=off size=1G"},
	{"odd-no-machine.xml", "machine=pc size=1025M\n"
			       "assumed 5: arch: taken for x86_64\n"
			       "assumed 5: machine: libvirt's own choice, pc"},
	{"odd-no-namespace.xml", "machine=q35 size=1G\n"
				 "in vain 8: qemu:commandline: libvirt reads it in the namespace "
				 "http://libvirt.org/schemas/domain/qemu/1.0 only"},
	{"odd-qemu-arguments.xml",
	 "machine=q35 size=8G slots=2 maxmem=16G pci-hole64=1G firmware=ovmf\n"
	 "host-cpu\n"
	 "in vain 5: maxphysaddr: a later -cpu overrules libvirt's CPU\n"
	 "unclear 8: host-phys-bits-limit=39: the CPU has the host's width, but no more than "
	 "that\n"
	 "in vain 11: global property i440FX-pcihost.pci-hole64-size does nothing: this machine "
	 "has another host bridge, and listens to q35-pcihost.pci-hole64-size"},
	{"bad-argument.xml",
	 "bad-argument.xml:7: -m size: '8 gigabytes' is no size that QEMU takes: "
	 "expected 2048M, 2G or, in bytes, 2147483648B"},
	{"bad-words-cells.xml", "bad-words-cells.xml:5: the NUMA nodes have 4 GiB together: "
				"expected 8 GiB, the guest's size"},
	{"odd-readconfig.xml", "machine=q35 size=4G\n"
			       "missing 6: -readconfig /etc/more.conf is not followed: what it "
			       "says is not known here"},
	{"odd-words-entities.xml",
	 "machine=q35 'cpu=EPYC,model-id=a&b\xc3\xa4' phys-bits=38 size=2G pci-hole64=64G\n"
	 "in vain 5: maxphysaddr: a later -cpu overrules libvirt's CPU"},
	{"odd-twice.xml", "machine=q35 cpu=max size=1G"},
	{"odd-two-cells.xml", "machine=q35 size=8193M slots=4 maxmem=32G\n"
			      "in vain 4: memory: libvirt takes the sum of the NUMA cells and the "
			      "memory devices instead"},
	{"odd-unclear.xml",
	 "machine=q35 cpu=EPYC size=8128M slots=4 maxmem=64G\n"
	 "unclear 3: maxMemory: libvirt up to 9 refuses it without a NUMA cell in <cpu>\n"
	 "unclear 8: loader: memroof does not know this firmware, and takes it for a BIOS\n"
	 "unclear 12: feature pdpe1gb: optional, so that the host decides about it\n"
	 "unclear 14: maxphysaddr: the CPU gets the width of whichever host runs it\n"
	 "unclear 17: hostdev: the host's device may need room for its BARs in the 64-bit PCI "
	 "hole\n"
	 "unclear 28: memory sgx-epc: memroof does not lay out SGX memory\n"
	 "unclear 35: fw_cfg opt/ovmf/X-PciMmio64Mb: OVMF is told the size of its own 64-bit "
	 "window\n"
	 "unclear 37: object memory-backend-epc takes memory or address bits, and is not reckoned "
	 "with\n"
	 "unclear 39: -frobnicate is none that memroof knows\n"
	 "unclear 40: device vfio-pci may have BARs that need room in the 64-bit PCI hole\n"
	 "unclear 43: machine property sgx-epc.0.memdev may take memory or address bits, and is "
	 "not reckoned with\n"
	 "unclear 45: qemu:override: it changes properties of devices past libvirt"},
};

/* In the words of the table above. */
static char *describe(const struct config *config)
{
	static const char *const kinds[] = {"assumed", "unclear", "in vain", "missing"};
	g_autofree char *point = point_text(config->point);
	GString *words = g_string_new(point);

	if (config->host_cpu)
		g_string_append(words, "\nhost-cpu");
	if (config->plugged > 0) {
		g_autofree char *plugged = size_exact(config->plugged);

		g_string_append_printf(words, "\nplugged %s, dimms %" G_GUINT64_FORMAT, plugged,
				       config->dimms);
	}
	for (unsigned i = 0; i < config->remarks->len; i++) {
		const struct remark *remark = config->remarks->pdata[i];

		g_string_append_printf(words, "\n%s %u: %s", kinds[remark->kind], remark->line,
				       remark->words);
	}
	return g_string_free(words, FALSE);
}

START_TEST(a_domain_is_read)
{
	g_autofree char *text = NULL;
	gsize length = domain_text(CORPUS[_i].file, &text);
	GError *error = NULL;
	struct config *config = config_read(CORPUS[_i].file, text, length, &error);

	if (config == NULL) {
		ck_assert_int_eq(error->code, MEMROOF_ERROR_INPUT);
		ck_assert_str_eq(error->message, CORPUS[_i].says);
		g_error_free(error);
		return;
	}
	ck_assert_str_eq(config_kind(config), "libvirt domain");
	assert_text(describe(config), CORPUS[_i].says);
	config_free(config);
}
END_TEST

/* No file of the corpus is forgotten. */
START_TEST(the_table_has_all_files)
{
	g_autofree char *path = data_path("check/libvirt");
	GDir *directory = g_dir_open(path, 0, NULL);
	unsigned n = 0;

	ck_assert_ptr_nonnull(directory);
	while (g_dir_read_name(directory) != NULL)
		n++;
	g_dir_close(directory);
	ck_assert_uint_eq(n, G_N_ELEMENTS(CORPUS));
	ck_assert_uint_ge(n, 25);
}
END_TEST

/* Whatever stands in it, memroof says one thing or the other. */
static void try_text(const char *text, size_t length)
{
	GError *error = NULL;
	struct config *config = config_read("fuzz", text, length, &error);
	char *again;

	if (config == NULL) {
		ck_assert_int_eq(error->code, MEMROOF_ERROR_INPUT);
		ck_assert_ptr_null(strchr(error->message, '\n'));
		g_error_free(error);
		return;
	}
	again = config_rewrite(config, config->point, &error);
	ck_assert_msg(again != NULL, "%s", error != NULL ? error->message : "");
	ck_assert_mem_eq(again, text, length);
	g_free(again);
	change_all(config);
	config_free(config);
}

START_TEST(a_beginning_is_read_or_refused)
{
	g_autofree char *text = NULL;
	gsize length = domain_text(CORPUS[_i].file, &text);

	for (size_t n = 0; n <= length; n += 3)
		try_text(text, n);
}
END_TEST

#define MUTATIONS 150

START_TEST(a_mutation_is_read_or_refused)
{
	static const char bytes[] = "<>/='\"&;-!?[]0 \n\r9G:xX";
	g_autofree char *text = NULL;
	gsize length = domain_text(CORPUS[_i].file, &text);
	GRand *rand = g_rand_new_with_seed(7);

	for (unsigned i = 0; i < MUTATIONS; i++) {
		g_autofree char *changed = g_memdup2(text, length + 1);

		for (int n = g_rand_int_range(rand, 1, 5); n > 0; n--) {
			size_t at = (size_t)g_rand_int_range(rand, 0, (int)length);
			size_t from = (size_t)g_rand_int_range(rand, 0, (int)length);

			if (n % 2 == 0)
				changed[at] = bytes[g_rand_int_range(rand, 0, sizeof(bytes))];
			else
				memmove(changed + at, text + from, MIN(20, length - MAX(at, from)));
		}
		try_text(changed, length);
	}
	g_rand_free(rand);
}
END_TEST

static const struct {
	const char *before, *unit, *after; /* @unit as often as a MiB holds it */
	const char *part;                  /* of the error; NULL: it is read */
} HUGE[] = {
	{"<domain>", "<a>", "", "nested too deeply"},
	{"<domain>", "<a/>", "</domain>", "more elements than any domain has"},
	{"<domain", " a='1'", "/>", "bad XML"},
	{"<domain a='", "x>", "'/>", "domain type"},
	{"<domain>", ">", "</domain>", "domain type"},
	{"<domain>", "&lt;", "</domain>", "domain type"},
	{"<domain>", "<!---->", "</domain>", "domain type"},
	{"<!--", "->", "--><domain/>", "bad XML"},
	{"<domain><![CDATA[", "]>", "]]></domain>", "domain type"},
	{"", "\n", "<domain/>", "domain type"},
	{"", "\n", "<domain/", "bad XML"},
	{"<", "a", "/>", "expected libvirt's <domain>"},
};

START_TEST(a_huge_text_is_bounded)
{
	GString *text = g_string_new(HUGE[_i].before);
	GError *error = NULL;

	while (text->len + strlen(HUGE[_i].unit) + strlen(HUGE[_i].after) <= CONFIG_MAX_BYTES)
		g_string_append(text, HUGE[_i].unit);
	g_string_append(text, HUGE[_i].after);
	ck_assert_ptr_null(config_read("huge", text->str, text->len, &error));
	ck_assert_uint_le(strlen(error->message), 400);
	assert_error(&error, MEMROOF_ERROR_INPUT, HUGE[_i].part);
	g_string_free(text, TRUE);
}
END_TEST

static const struct {
	const char *unit;
	uint64_t bytes; /* 0: unknown */
} UNITS[] = {
	{NULL, KIB},  {"b", 1},     {"bytes", 1}, {"BYTE", 1},         {"k", KIB},
	{"KiB", KIB}, {"kib", KIB}, {"KB", 1000}, {"M", MIB},          {"MB", 1000000},
	{"GiB", GIB}, {"g", GIB},   {"TiB", TIB}, {"PiB", 1024 * TIB}, {"EB", 1000000000000000000},
	{"", 0},      {"pages", 0}, {"GiBs", 0},  {"ZiB", 0},          {" KiB", 0},
	{"Gi", 0},
};

START_TEST(units_are_libvirts)
{
	ck_assert_uint_eq(domain_unit(UNITS[_i].unit), UNITS[_i].bytes);
}
END_TEST

Suite *suite_files_domain(void)
{
	Suite *suite = suite_create("files-domain");
	TCase *tc = tcase_create("files-domain");

	tcase_set_timeout(tc, 300);
	tcase_add_loop_test(tc, a_domain_is_read, 0, G_N_ELEMENTS(CORPUS));
	tcase_add_test(tc, the_table_has_all_files);
	tcase_add_loop_test(tc, a_beginning_is_read_or_refused, 0, G_N_ELEMENTS(CORPUS));
	tcase_add_loop_test(tc, a_mutation_is_read_or_refused, 0, G_N_ELEMENTS(CORPUS));
	tcase_add_loop_test(tc, a_huge_text_is_bounded, 0, G_N_ELEMENTS(HUGE));
	tcase_add_loop_test(tc, units_are_libvirts, 0, G_N_ELEMENTS(UNITS));
	suite_add_tcase(suite, tc);
	return suite;
}

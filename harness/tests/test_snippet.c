/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What people paste: exact texts. */
#include "report/snippet.h"
#include "tests/points.h"
#include "tests/suites.h"
#include "tests/tests.h"

#define NARROW "machine=q35 phys-bits=36 size=2G "
#define GROWING "# To grow, by QMP: qom-set /machine/peripheral/virtiomem0 requested-size BYTES\n"
#define DEVICE(size)                                                                               \
	"-object memory-backend-ram,id=vmem0,size=" size ",reserve=off -device "                   \
	"virtio-mem-pci,id=virtiomem0,memdev=vmem0,requested-size=0"
#define RAW(size, slots, maxmem)                                                                   \
	"incus config set INSTANCE raw.qemu.conf=- <<'EOF'\n[memory]\nsize = \"" size              \
	"\"\nslots = \"" slots "\"\nmaxmem = \"" maxmem "\"\n\n[object \"mem0\"]\nsize = \"" size  \
	"\"\nEOF\n"
#define CPU(cell)                                                                                  \
	"  <cpu mode='custom' match='exact' check='none'>\n"                                       \
	"    <model fallback='forbid'>qemu64</model>\n"                                            \
	"    <maxphysaddr mode='emulate' bits='36'/>\n" cell "  </cpu>\n"
#define CELL "    <numa>\n      <cell id='0' cpus='0' memory='2147483648' unit='b'/>\n    </numa>\n"
#define Q35 "  <os>\n    <type arch='x86_64' machine='q35'>hvm</type>\n  </os>\n"

static const struct {
	enum snippet_target target;
	const char *point, *text;
} TEXTS[] = {
	{SNIPPET_QEMU, "size=2G", "-m size=2G\n"},
	{SNIPPET_QEMU, NARROW "slots=8 maxmem=22G",
	 "-machine q35 -cpu qemu64,phys-bits=36 -m size=2G,slots=8,maxmem=22G\n"},
	{SNIPPET_QEMU, "machine=pc accel=kvm cpu=host phys-bits=39 size=2147483649 maxmem=3000000K",
	 "-machine pc -cpu host,phys-bits=39,host-phys-bits=off -m "
	 "size=2147483649B,maxmem=3000000K\n"},
	{SNIPPET_QEMU, "cpu=EPYC machine='pc,max-ram-below-4g=1G' size=1G pci-hole64=0",
	 "-machine pc,max-ram-below-4g=1G -cpu EPYC -m size=1G -global "
	 "i440FX-pcihost.pci-hole64-size=0\n"},
	{SNIPPET_QEMU, NARROW "maxmem=30G hotplug=virtio-mem pci-hole64=2G",
	 "-machine q35 -cpu qemu64,phys-bits=36 -m size=2G,maxmem=30G -global "
	 "q35-pcihost.pci-hole64-size=2G " DEVICE("28G") "\n" GROWING},
	/* A device has whole blocks of 2 MiB. */
	{SNIPPET_QEMU, "machine=q35 size=1025M maxmem=2G hotplug=virtio-mem",
	 "-machine q35 -m size=1025M,maxmem=2G " DEVICE("1022M") "\n" GROWING},
	{SNIPPET_LIBVIRT, "size=2G", "<domain>\n  <memory unit='GiB'>2</memory>\n</domain>\n"},
	{SNIPPET_LIBVIRT, NARROW "slots=8 maxmem=22G",
	 "<domain>\n  <maxMemory slots='8' unit='GiB'>22</maxMemory>\n"
	 "  <memory unit='GiB'>2</memory>\n" Q35 CPU(CELL) "</domain>\n"},
	{SNIPPET_LIBVIRT, NARROW "slots=1 maxmem=29G pci-hole64=512M hotplug=virtio-mem",
	 "<domain>\n  <maxMemory slots='1' unit='GiB'>29</maxMemory>\n"
	 "  <memory unit='GiB'>29</memory>\n" Q35 CPU(
		 CELL) "  <devices>\n"
		       "    <controller type='pci' index='0' model='pcie-root'>\n"
		       "      <pcihole64 unit='MiB'>512</pcihole64>\n"
		       "    </controller>\n"
		       "    <memory model='virtio-mem'>\n"
		       "      <target>\n"
		       "        <size unit='GiB'>27</size>\n"
		       "        <node>0</node>\n"
		       "        <block unit='MiB'>2</block>\n"
		       "        <requested unit='b'>0</requested>\n"
		       "      </target>\n"
		       "    </memory>\n"
		       "  </devices>\n</domain>\n"},
	/* What a name holds stays text. */
	{SNIPPET_LIBVIRT, "machine=\"q'<,x=y\" size=1M",
	 "<domain xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>\n"
	 "  <memory unit='MiB'>1</memory>\n"
	 "  <os>\n    <type arch='x86_64' machine='q&apos;&lt;'>hvm</type>\n  </os>\n"
	 "  <qemu:commandline>\n    <qemu:arg value='-machine'/>\n    <qemu:arg value='x=y'/>\n"
	 "  </qemu:commandline>\n</domain>\n"},
	{SNIPPET_INCUS, NARROW "slots=8 maxmem=22G",
	 "incus config set INSTANCE limits.memory=2GiB limits.memory.hotplug=22GiB\n"
	 "# or, where Incus has no limits.memory.hotplug:\n" RAW("2G", "8", "22G")},
	{SNIPPET_INCUS, NARROW "slots=5 maxmem=25600M pci-hole64=2G",
	 "incus config set INSTANCE limits.memory=2GiB\n"
	 "# Incus has 8 slots of its own; other numbers need:\n" RAW(
		 "2G", "5",
		 "25G") "incus config "
			"set INSTANCE raw.qemu='-global q35-pcihost.pci-hole64-size=2G'\n"},
	{SNIPPET_INCUS, "machine=q35 size=1536M",
	 "incus config set INSTANCE limits.memory=1536MiB limits.memory.hotplug=false\n"
	 "# or, where Incus has no limits.memory.hotplug:\n" RAW("1536M", "", "")},
	{SNIPPET_INCUS, NARROW "maxmem=30G hotplug=virtio-mem",
	 "incus config set INSTANCE limits.memory=2GiB\n"
	 "# Incus has 8 slots of its own; other numbers need:\n" RAW(
		 "2G", "", "30G") "incus config "
				  "set INSTANCE raw.qemu='" DEVICE("28G") "'\n" GROWING},
};

START_TEST(texts_are_exact)
{
	struct point *point = make_point(TEXTS[_i].point);

	assert_text(snippet_text(TEXTS[_i].target, point), TEXTS[_i].text);
	point_free(point);
}
END_TEST

START_TEST(targets_have_names)
{
	enum snippet_target target = N_SNIPPET_TARGETS;

	assert_text(snippet_target_names(), "qemu, libvirt, incus");
	for (unsigned i = 0; i < N_SNIPPET_TARGETS; i++) {
		ck_assert(snippet_target_from_name(snippet_target_name(i), &target));
		ck_assert_uint_eq(target, i);
	}
	ck_assert(!snippet_target_from_name("Incus", &target));
}
END_TEST

Suite *suite_snippet(void)
{
	Suite *suite = suite_create("snippet");
	TCase *tcase = tcase_create("texts");

	tcase_add_loop_test(tcase, texts_are_exact, 0, G_N_ELEMENTS(TEXTS));
	tcase_add_test(tcase, targets_have_names);
	suite_add_tcase(suite, tcase);
	return suite;
}

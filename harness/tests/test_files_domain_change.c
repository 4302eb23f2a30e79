/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libvirt's domains with other values: which lines change. */
#include "base/diff.h"
#include "base/error.h"
#include "tests/domains.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>

/* The file, the keys and their new values (none: unset), the lines that go and come; or the error.
 */
static const struct {
	const char *file, *keys, *lines;
} CHANGES[] = {
	{"good-plain-kib.xml", "size=2G",
	 "-  <memory unit='KiB'>4194304</memory>\n"
	 "-  <currentMemory unit='KiB'>4194304</currentMemory>\n"
	 "+  <memory unit='KiB'>2097152</memory>\n"
	 "+  <currentMemory unit='KiB'>2097152</currentMemory>\n"},
	{"good-plain-kib.xml", "size=8193M",
	 "-  <memory unit='KiB'>4194304</memory>\n"
	 "-  <currentMemory unit='KiB'>4194304</currentMemory>\n"
	 "+  <memory unit='KiB'>8389632</memory>\n"
	 "+  <currentMemory unit='KiB'>8389632</currentMemory>\n"},
	{"good-plain-kib.xml", "slots=4 maxmem=16G",
	 "+  <maxMemory slots='4' unit='KiB'>16777216</maxMemory>\n"
	 "+    <numa>\n"
	 "+      <cell id='0' cpus='0-1' memory='4194304' unit='KiB'/>\n"
	 "+    </numa>\n"},
	{"good-plain-kib.xml", "size=1G slots=4 maxmem=16G phys-bits=38 pci-hole64=8G",
	 "-  <memory unit='KiB'>4194304</memory>\n"
	 "-  <currentMemory unit='KiB'>4194304</currentMemory>\n"
	 "+  <maxMemory slots='4' unit='KiB'>16777216</maxMemory>\n"
	 "+  <memory unit='KiB'>1048576</memory>\n"
	 "+  <currentMemory unit='KiB'>1048576</currentMemory>\n"
	 "+    <maxphysaddr mode='emulate' bits='38'/>\n"
	 "+    <numa>\n"
	 "+      <cell id='0' cpus='0-1' memory='1048576' unit='KiB'/>\n"
	 "+    </numa>\n"
	 "-    <controller type='pci' index='0' model='pcie-root'/>\n"
	 "+    <controller type='pci' index='0' model='pcie-root'>\n"
	 "+      <pcihole64 unit='KiB'>8388608</pcihole64>\n"
	 "+    </controller>\n"},
	{"good-plain-kib.xml", "phys-bits=46", "+    <maxphysaddr mode='emulate' bits='46'/>\n"},
	{"good-plain-kib.xml", "pci-hole64=1G",
	 "-    <controller type='pci' index='0' model='pcie-root'/>\n"
	 "+    <controller type='pci' index='0' model='pcie-root'>\n"
	 "+      <pcihole64 unit='KiB'>1048576</pcihole64>\n"
	 "+    </controller>\n"},
	{"good-hotplug.xml", "size=1536M",
	 "-  <memory unit='GiB'>2</memory>\n"
	 "+  <memory unit='MiB'>1536</memory>\n"
	 "-      <cell id='0' cpus='0-3' memory='2' unit='GiB'/>\n"
	 "+      <cell id='0' cpus='0-3' memory='1536' unit='MiB'/>\n"},
	{"good-hotplug.xml", "size=3G slots=8 maxmem=30G",
	 "-  <maxMemory slots='16' unit='GiB'>22</maxMemory>\n"
	 "-  <memory unit='GiB'>2</memory>\n"
	 "+  <maxMemory slots='8' unit='GiB'>30</maxMemory>\n"
	 "+  <memory unit='GiB'>3</memory>\n"
	 "-      <cell id='0' cpus='0-3' memory='2' unit='GiB'/>\n"
	 "+      <cell id='0' cpus='0-3' memory='3' unit='GiB'/>\n"},
	{"good-hotplug.xml", "maxmem=22529M",
	 "-  <maxMemory slots='16' unit='GiB'>22</maxMemory>\n"
	 "+  <maxMemory slots='16' unit='MiB'>22529</maxMemory>\n"},
	{"good-hotplug.xml", "slots maxmem",
	 "-  <maxMemory slots='16' unit='GiB'>22</maxMemory>\n"},
	{"good-hotplug.xml", "phys-bits=40 pci-hole64=2G",
	 "-    <maxphysaddr mode='emulate' bits='36'/>\n"
	 "+    <maxphysaddr mode='emulate' bits='40'/>\n"
	 "-      <pcihole64 unit='KiB'>4194304</pcihole64>\n"
	 "+      <pcihole64 unit='KiB'>2097152</pcihole64>\n"},
	{"good-hotplug.xml", "phys-bits pci-hole64",
	 "-    <maxphysaddr mode='emulate' bits='36'/>\n"
	 "-      <pcihole64 unit='KiB'>4194304</pcihole64>\n"},
	{"good-hotplug.xml", "phys-bits", "-    <maxphysaddr mode='emulate' bits='36'/>\n"},
	{"good-hotplug.xml", "slots=1",
	 "-  <maxMemory slots='16' unit='GiB'>22</maxMemory>\n"
	 "+  <maxMemory slots='1' unit='GiB'>22</maxMemory>\n"},
	{"good-pc-hole.xml", "pci-hole64=512M size=1G",
	 "-\t<memory unit='MiB'>1536</memory>\n"
	 "+\t<memory unit='MiB'>1024</memory>\n"
	 "-\t\t\t<pcihole64 unit='GiB'>1</pcihole64>\n"
	 "+\t\t\t<pcihole64 unit='MiB'>512</pcihole64>\n"},
	{"good-pc-hole.xml", "phys-bits=36",
	 "+\t<cpu>\n"
	 "+\t\t<maxphysaddr mode='emulate' bits='36'/>\n"
	 "+\t</cpu>\n"},
	{"good-pc-hole.xml", "slots=2 maxmem=4G phys-bits=36",
	 "+\t<maxMemory slots='2' unit='MiB'>4096</maxMemory>\n"
	 "+\t<cpu>\n"
	 "+\t\t<maxphysaddr mode='emulate' bits='36'/>\n"
	 "+\t\t<numa>\n"
	 "+\t\t\t<cell id='0' cpus='0' memory='1572864' unit='KiB'/>\n"
	 "+\t\t</numa>\n"
	 "+\t</cpu>\n"},
	{"good-crlf.xml", "size=2G phys-bits=36",
	 "-\t<memory unit='MiB'>1536</memory>\r\n"
	 "+\t<memory unit='MiB'>2048</memory>\r\n"
	 "+\t<cpu>\r\n"
	 "+\t\t<maxphysaddr mode='emulate' bits='36'/>\r\n"
	 "+\t</cpu>\r\n"},
	{"good-host-passthrough.xml", "phys-bits=36 pci-hole64=4G slots=2 maxmem=20G",
	 "+  <maxMemory slots=\"2\" unit=\"GiB\">20</maxMemory>\n"
	 "-  <cpu mode=\"host-passthrough\" check=\"none\" migratable=\"on\"/>\n"
	 "+  <cpu mode=\"host-passthrough\" check=\"none\" migratable=\"on\">\n"
	 "+    <maxphysaddr mode=\"emulate\" bits=\"36\"/>\n"
	 "+    <numa>\n"
	 "+      <cell id=\"0\" cpus=\"0\" memory=\"16777216\" unit=\"KiB\"/>\n"
	 "+    </numa>\n"
	 "+  </cpu>\n"
	 "+    <controller type=\"pci\" index=\"0\" model=\"pcie-root\">\n"
	 "+      <pcihole64 unit=\"KiB\">4194304</pcihole64>\n"
	 "+    </controller>\n"},
	{"good-host-model-width.xml", "phys-bits=46 pci-hole64=4G",
	 "-    <maxphysaddr mode='emulate' bits='39'/>\n"
	 "+    <maxphysaddr mode='emulate' bits='46'/>\n"
	 "+  <devices>\n"
	 "+    <controller type='pci' index='0' model='pcie-root'>\n"
	 "+      <pcihole64 unit='KiB'>4194304</pcihole64>\n"
	 "+    </controller>\n"
	 "+  </devices>\n"},
	{"good-host-model-width.xml", "phys-bits",
	 "-    <maxphysaddr mode='emulate' bits='39'/>\n"},
	{"good-maximum.xml", "pci-hole64=4G phys-bits=36",
	 "-  <cpu mode='maximum' check='none'/>\n"
	 "-  <devices/>\n"
	 "+  <cpu mode='maximum' check='none'>\n"
	 "+    <maxphysaddr mode='emulate' bits='36'/>\n"
	 "+  </cpu>\n"
	 "+  <devices>\n"
	 "+    <controller type='pci' index='0' model='pcie-root'>\n"
	 "+      <pcihole64 unit='KiB'>4194304</pcihole64>\n"
	 "+    </controller>\n"
	 "+  </devices>\n"},
	{"good-one-line.xml", "size=1G pci-hole64=4G phys-bits=36 slots=1 maxmem=3G",
	 "-<domain type=\"qemu\"><name>line</name><memory unit=\"GiB\">2</memory><os><type "
	 "arch=\"x86_64\" machine=\"q35\">hvm</type></os><devices><controller type=\"pci\" "
	 "index=\"0\" model=\"pcie-root\"/></devices></domain>\n"
	 "+<domain type=\"qemu\"><name>line</name><maxMemory slots=\"1\" "
	 "unit=\"GiB\">3</maxMemory><memory unit=\"GiB\">1</memory><os><type arch=\"x86_64\" "
	 "machine=\"q35\">hvm</type></os><cpu><maxphysaddr mode=\"emulate\" "
	 "bits=\"36\"/><numa><cell id=\"0\" cpus=\"0\" memory=\"1048576\" "
	 "unit=\"KiB\"/></numa></cpu><devices><controller type=\"pci\" index=\"0\" "
	 "model=\"pcie-root\"><pcihole64 "
	 "unit=\"KiB\">4194304</pcihole64></controller></devices></domain>\n"},
	{"good-dimms.xml", "size=1G",
	 "-  <memory unit='KiB'>3670016</memory>\n"
	 "-  <currentMemory unit='KiB'>3670016</currentMemory>\n"
	 "+  <memory unit='KiB'>2621440</memory>\n"
	 "+  <currentMemory unit='KiB'>2621440</currentMemory>\n"
	 "-      <cell id='0' cpus='0-1' memory='2097152' unit='KiB'/>\n"
	 "+      <cell id='0' cpus='0-1' memory='1048576' unit='KiB'/>\n"},
	{"good-dimms.xml", "slots=2 maxmem=4G",
	 "-  <maxMemory slots='8' unit='KiB'>16777216</maxMemory>\n"
	 "+  <maxMemory slots='2' unit='KiB'>4194304</maxMemory>\n"},
	{"good-dimms.xml", "slots=1", "slots: the domain's memory devices need 2"},
	{"good-dimms.xml", "maxmem=3G", "maxmem: the domain's memory devices have no room then"},
	{"good-dimms.xml", "slots maxmem", "maxmem: the domain's memory devices have no room then"},
	{"good-virtio-mem.xml", "size=1G maxmem=9G",
	 "-  <maxMemory slots='1' unit='GiB'>12</maxMemory>\n"
	 "-  <memory unit='GiB'>10</memory>\n"
	 "+  <maxMemory slots='1' unit='GiB'>9</maxMemory>\n"
	 "+  <memory unit='GiB'>9</memory>\n"
	 "-      <cell id='0' cpus='0-1' memory='2' unit='GiB'/>\n"
	 "+      <cell id='0' cpus='0-1' memory='1' unit='GiB'/>\n"},
	{"good-domstatus.xml", "size=1G pci-hole64=1G phys-bits=39",
	 "-    <memory unit='KiB'>2097152</memory>\n"
	 "-    <currentMemory unit='KiB'>2097152</currentMemory>\n"
	 "+    <memory unit='KiB'>1048576</memory>\n"
	 "+    <currentMemory unit='KiB'>1048576</currentMemory>\n"
	 "+      <maxphysaddr mode='emulate' bits='39'/>\n"
	 "+        <pcihole64 unit='KiB'>1048576</pcihole64>\n"},
	{"good-qemu-arguments.xml", "pci-hole64=4G phys-bits=46 size=2G",
	 "-  <memory unit='GiB'>4</memory>\n"
	 "+  <memory unit='GiB'>2</memory>\n"
	 "-    <qemu:arg value='q35-pcihost.pci-hole64-size=64G'/>\n"
	 "+    <qemu:arg value='q35-pcihost.pci-hole64-size=4G'/>\n"
	 "-    <qemu:arg value='EPYC,phys-bits=38,+pdpe1gb'/>\n"
	 "+    <qemu:arg value='EPYC,phys-bits=46,+pdpe1gb'/>\n"},
	{"good-qemu-arguments.xml", "pci-hole64",
	 "pci-hole64: it stands in the arguments for QEMU in line 12; take it out there"},
	{"good-default-namespace.xml", "size=1G",
	 "memory: line 10 gives QEMU a -m of its own, which overrules libvirt's"},
	{"good-other-prefix.xml", "pci-hole64=3G",
	 "-    <q:arg value='i440FX-pcihost.pci-hole64-size=8589934592'/>\n"
	 "+    <q:arg value='i440FX-pcihost.pci-hole64-size=3221225472'/>\n"},
	{"odd-qemu-arguments.xml", "phys-bits=46 pci-hole64=4G",
	 "-    <qemu:arg value='-cpu'/><qemu:arg value='host,host-phys-bits-limit=39'/>\n"
	 "-    <qemu:arg value='-global'/><qemu:arg "
	 "value='driver=q35-pcihost,property=pci-hole64-size,value=0x40000000'/>\n"
	 "+    <qemu:arg value='-cpu'/><qemu:arg "
	 "value='host,host-phys-bits-limit=39,host-phys-bits=off,phys-bits=46'/>\n"
	 "+    <qemu:arg value='-global'/><qemu:arg "
	 "value='driver=q35-pcihost,property=pci-hole64-size,value=4G'/>\n"},
	{"odd-words-entities.xml", "phys-bits=46 pci-hole64=4G size=1G",
	 "-  <memory unit='GiB'>2</memory>\n"
	 "+  <memory unit='GiB'>1</memory>\n"
	 "-    <qemu:arg value='q35-pcihost.pci-hole64-size=&#54;4&#x47;'/>\n"
	 "+    <qemu:arg value='q35-pcihost.pci-hole64-size=4G'/>\n"
	 "-    <qemu:arg value='EPYC,model-id=a&amp;b&#xe4;,phys-bits=38'/>\n"
	 "+    <qemu:arg value='EPYC,model-id=a&amp;b&#xe4;,phys-bits=46'/>\n"},
	{"odd-words-entities.xml", "phys-bits",
	 "phys-bits: it stands in the arguments for QEMU in line 11; take it out there"},
	{"good-words-dimm.xml", "maxmem=16G",
	 "memory: line 7 gives QEMU a -m of its own, which overrules libvirt's"},
	{"odd-two-cells.xml", "size=4G",
	 "size: the domain has 2 NUMA cells, and which of them is to change is yours to say"},
	{"odd-two-cells.xml", "slots=2 maxmem=16G",
	 "-  <maxMemory slots='4' unit='GiB'>32</maxMemory>\n"
	 "+  <maxMemory slots='2' unit='GiB'>16</maxMemory>\n"},
	{"odd-two-cells.xml", "slots maxmem",
	 "-  <maxMemory slots='4' unit='GiB'>32</maxMemory>\n"},
	{"odd-comments-in-values.xml", "size=2G",
	 "-  <memory unit='KiB'><!-- small -->419<!-- x -->4304</memory>\n"
	 "+  <memory unit='KiB'><!-- small -->2097152</memory>\n"},
	{"odd-comments-in-values.xml", "pci-hole64=1G phys-bits=36",
	 "+    <maxphysaddr mode='emulate' bits='36'/>\n"
	 "+    <controller type='pci' index='0' model='pcie-root'>\n"
	 "+      <pcihole64 unit='KiB'>1048576</pcihole64>\n"
	 "+    </controller>\n"},
	{"odd-decimal-units.xml", "size=4G pci-hole64=4G",
	 "-  <memory unit='GB'>4</memory>\n"
	 "-  <currentMemory unit='gb'>5</currentMemory>\n"
	 "+  <memory unit='GiB'>4</memory>\n"
	 "+  <currentMemory unit='GiB'>4</currentMemory>\n"
	 "-      <pcihole64 unit='GB'>32</pcihole64>\n"
	 "+      <pcihole64 unit='GiB'>4</pcihole64>\n"},
	{"odd-no-machine.xml", "size=1G",
	 "-  <memory>1048577</memory>\n"
	 "+  <memory>1048576</memory>\n"},
	{"odd-no-machine.xml", "pci-hole64=1G",
	 "+  <devices>\n"
	 "+    <controller type='pci' index='0' model='pci-root'>\n"
	 "+      <pcihole64 unit='KiB'>1048576</pcihole64>\n"
	 "+    </controller>\n"
	 "+  </devices>\n"},
	{"odd-no-machine.xml", "phys-bits=36",
	 "+  <cpu>\n"
	 "+    <maxphysaddr mode='emulate' bits='36'/>\n"
	 "+  </cpu>\n"},
	{"odd-unclear.xml", "phys-bits=46",
	 "-    <maxphysaddr mode='passthrough'/>\n"
	 "+    <maxphysaddr mode='emulate' bits='46'/>\n"},
	{"odd-twice.xml", "size=3G phys-bits=36",
	 "-  <memory unit='GiB'>1</memory>\n"
	 "+  <memory unit='GiB'>3</memory>\n"
	 "-  <cpu mode='maximum'/>\n"
	 "+  <cpu mode='maximum'>\n"
	 "+    <maxphysaddr mode='emulate' bits='36'/>\n"
	 "+  </cpu>\n"},
	{"hostile-quotes.xml", "pci-hole64=1G size=1G",
	 "-  <memory unit='GiB' >4</memory >\n"
	 "+  <memory unit='GiB' >1</memory >\n"
	 "-  <devices\n"
	 "-  />\n"
	 "+  <devices>\n"
	 "+    <controller type='pci' index='0' model='pcie-root'>\n"
	 "+      <pcihole64 unit='KiB'>1048576</pcihole64>\n"
	 "+    </controller>\n"
	 "+  </devices>\n"},
	{"good-plain-kib.xml", "size=2097153K", "size: libvirt takes whole MiB only"},
	{"good-plain-kib.xml", "slots=4", "slots: <maxMemory> has them, and needs a maxmem"},
	{"good-plain-kib.xml", "maxmem=8G",
	 "slots: libvirt up to 9 takes no maxMemory without any"},
	{"good-plain-kib.xml", "size", "size: a domain cannot do without"},
	{"good-plain-kib.xml", "pci-hole64=1025", "pci-hole64: libvirt takes whole KiB only"},
	{"good-hotplug.xml", "slots=0", "slots: libvirt up to 9 takes no maxMemory without any"},
};

/* The lines that differ, without their surroundings. */
static char *changed_lines(const char *before, const char *after)
{
	g_autofree char *diff = diff_unified(before, after, "x");
	g_auto(GStrv) lines = g_strsplit(diff, "\n", -1);
	GString *changed = g_string_new(NULL);

	for (unsigned i = 0; lines[i] != NULL; i++)
		if (i >= 2 && (*lines[i] == '+' || *lines[i] == '-'))
			g_string_append_printf(changed, "%s\n", lines[i]);
	return g_string_free(changed, FALSE);
}

START_TEST(only_what_changes_changes)
{
	struct config *config = domain_read(CHANGES[_i].file);
	GError *error = NULL;
	g_autofree char *text = domain_rewrite(config, CHANGES[_i].keys, &error);

	if (text != NULL)
		assert_text(changed_lines(config->text, text), CHANGES[_i].lines);
	else
		assert_error(&error, MEMROOF_ERROR_INPUT, CHANGES[_i].lines);
	config_free(config);
}
END_TEST

/* There and back again is where it began, where the file had the value in the same words. */
static const struct {
	const char *file, *there, *back;
} RETURNS[] = {
	{"good-plain-kib.xml", "size=1G", "size=4G"},
	{"good-plain-kib.xml", "phys-bits=46", "phys-bits"},
	{"good-pc-hole.xml", "pci-hole64=3G", "pci-hole64=1G"},
	{"good-hotplug.xml", "size=5G slots=3 maxmem=7G phys-bits=50 pci-hole64=1G",
	 "size=2G slots=16 maxmem=22G phys-bits=36 pci-hole64=4G"},
	{"good-dimms.xml", "size=1G maxmem=5G", "size=2G maxmem=16G"},
	{"good-crlf.xml", "size=2G", "size=1536M"},
};

START_TEST(there_and_back_again)
{
	struct config *config = domain_read(RETURNS[_i].file), *other;
	g_autofree char *there = domain_rewrite(config, RETURNS[_i].there, NULL), *back = NULL;

	ck_assert_ptr_nonnull(there);
	ck_assert_str_ne(there, config->text);
	other = config_read("there", there, strlen(there), NULL);
	ck_assert_ptr_nonnull(other);
	back = domain_rewrite(other, RETURNS[_i].back, NULL);
	ck_assert_str_eq(back, config->text);
	config_free(other);
	config_free(config);
}
END_TEST

Suite *suite_files_domain_change(void)
{
	Suite *suite = suite_create("files-domain-change");
	TCase *tc = tcase_create("files-domain-change");

	tcase_add_loop_test(tc, only_what_changes_changes, 0, G_N_ELEMENTS(CHANGES));
	tcase_add_loop_test(tc, there_and_back_again, 0, G_N_ELEMENTS(RETURNS));
	suite_add_tcase(suite, tc);
	return suite;
}

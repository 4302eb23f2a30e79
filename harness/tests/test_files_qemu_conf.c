/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files for -readconfig: read, changed, and given to QEMU. */
#include "tests/qemu_files.h"
#include "tests/suites.h"
#include "tests/tests.h"

#define HOSTS                                                                                      \
	"assumed:0: the CPU is named on QEMU's command line, not in this file: the host's was "    \
	"taken"

static const struct reading READINGS[] = {
	{"qemu-conf/bad-aarch64.conf",
	 "FILE:2: machine type 'virt' is of another architecture: memroof understands x86 only"},
	{"qemu-conf/bad-backend-size.conf",
	 "FILE:1: object m has 1 GiB: expected 2 GiB, the guest's size"},
	{"qemu-conf/bad-backend.conf",
	 "FILE:2: memory-backend: there is no object with the id 'gone'"},
	{"qemu-conf/bad-bom.conf",
	 "FILE:1: QEMU does not take a byte order mark: expected [SECTION]"},
	{"qemu-conf/bad-cpu-section.conf",
	 "FILE:1: [cpu]: QEMU has no such section: -cpu is for the command line"},
	{"qemu-conf/bad-crlf-blank.conf",
	 "FILE:3: QEMU does not take a line of blanks: expected an empty one"},
	{"qemu-conf/bad-id.conf", "FILE:1: [memory \"a\"]: expected [memory], which takes no id"},
	{"qemu-conf/bad-key.conf", "FILE:3: [memory] max: expected size, slots or maxmem"},
	{"qemu-conf/bad-no-blank.conf",
	 "FILE:2: expected KEY = \"VALUE\", with the quotes and a blank before the ="},
	{"qemu-conf/bad-too-narrow.conf",
	 "machine=q35 phys-bits=36 size=1G slots=8 maxmem=30G + host's\n" HOSTS},
	{"qemu-conf/bad-unit.conf", "FILE:2: [memory] size: '2X' is no size that QEMU takes: "
				    "expected 2048M, 2G or, in bytes, 2147483648B"},
	{"qemu-conf/bad-unquoted.conf",
	 "FILE:2: expected KEY = \"VALUE\", with the quotes and a blank before the ="},
	{"qemu-conf/good-incus-gpu.conf",
	 "machine=q35 size=4G + host's\n"
	 "unclear:14: device vfio-pci may have BARs that need room in the 64-bit PCI hole\n" HOSTS},
	{"qemu-conf/good-incus-numa.conf",
	 "machine=q35 size=8G slots=8 maxmem=64G + host's\n" HOSTS},
	{"qemu-conf/good-incus.conf",
	 "machine=q35 size=4G slots=8 maxmem=16G firmware=ovmf + host's\n" HOSTS},
	{"qemu-conf/good-lxd.conf", "machine=q35 size=1G firmware=ovmf + host's\n" HOSTS},
	{"qemu-conf/good-no-final-newline.conf",
	 "machine=pc size=1G pci-hole64=4G + host's\n" HOSTS},
	{"qemu-conf/good-plain.conf", "machine=q35 size=512M slots=2 maxmem=4G + host's\n" HOSTS},
	{"qemu-conf/good-width.conf",
	 "machine=q35 phys-bits=36 size=1G slots=1 maxmem=16G pci-hole64=8G + host's\n" HOSTS},
	{"qemu-conf/hostile-cut.conf",
	 "FILE:2: expected KEY = \"VALUE\", with the quotes and a blank before the ="},
	{"qemu-conf/hostile-huge-number.conf",
	 "FILE:2: [memory] size: '99999999999999999999999' is no size that QEMU takes: expected "
	 "2048M, 2G or, in bytes, 2147483648B"},
	{"qemu-conf/hostile-long-line.conf",
	 "FILE:2: the line is longer than the 1023 bytes that QEMU reads"},
	{"qemu-conf/hostile-nul.conf", "FILE:2: expected text, not a NUL byte"},
	{"qemu-conf/odd-backend.conf", "machine=q35 size=1G slots=4 maxmem=8G + host's\n" HOSTS},
	{"qemu-conf/odd-crlf.conf", "machine=q35 size=1G slots=2 maxmem=4G + host's\n" HOSTS},
	{"qemu-conf/odd-dimm.conf",
	 "machine=q35 size=512M slots=4 maxmem=4G + host's + 1073741824 plugged, 1 DIMMs\n" HOSTS},
	{"qemu-conf/odd-foreign-hole.conf",
	 "machine=q35 size=1G + host's\n"
	 "in vain:7: global property i440FX-pcihost.pci-hole64-size does nothing: this machine has "
	 "another host bridge, and listens to q35-pcihost.pci-hole64-size\n" HOSTS},
	{"qemu-conf/odd-twice.conf", "machine=q35 size=1G slots=2 maxmem=6G + host's\n" HOSTS},
	{"qemu-conf/odd-unknown.conf",
	 "machine=q35 size=1G + host's\n"
	 "unclear:9: object sev-guest takes memory or address bits, and is not reckoned with\n"
	 "unclear:14: [something-new] is none that memroof knows\n"
	 "unclear:3: machine property frobnicate is none that memroof knows\n"
	 "unclear:4: machine property confidential-guest-support may take memory or address bits, "
	 "and is not reckoned with\n" HOSTS},
};

START_TEST(a_file_is_read)
{
	check_reading(&READINGS[_i]);
}
END_TEST

START_TEST(every_file_has_a_reading)
{
	check_all_are_read("qemu-conf", READINGS, G_N_ELEMENTS(READINGS));
}
END_TEST

static const struct rewriting REWRITINGS[] = {
	{"qemu-conf/good-incus.conf", "size=2G",
	 "-size = \"4096M\"\n"
	 "+size = \"2048M\"\n"
	 "-size = \"4096M\"\n"
	 "+size = \"2048M\"\n"},
	{"qemu-conf/good-incus.conf", "slots=4 maxmem=24G",
	 "-maxmem = \"16384M\"\n"
	 "+maxmem = \"24576M\"\n"
	 "-slots = \"8\"\n"
	 "+slots = \"4\"\n"},
	{"qemu-conf/good-incus.conf", "slots=unset maxmem=unset",
	 "-maxmem = \"16384M\"\n"
	 "-slots = \"8\"\n"},
	{"qemu-conf/good-incus.conf", "pci-hole64=2G",
	 "+\n"
	 "+[global]\n"
	 "+driver = \"q35-pcihost\"\n"
	 "+property = \"pci-hole64-size\"\n"
	 "+value = \"2G\"\n"},
	{"qemu-conf/good-incus.conf", "phys-bits=40",
	 "+\n"
	 "+[global]\n"
	 "+driver = \"x86_64-cpu\"\n"
	 "+property = \"host-phys-bits\"\n"
	 "+value = \"off\"\n"
	 "+\n"
	 "+[global]\n"
	 "+driver = \"x86_64-cpu\"\n"
	 "+property = \"phys-bits\"\n"
	 "+value = \"40\"\n"},
	{"qemu-conf/good-incus-numa.conf", "size=4G",
	 "the size is divided among 2 NUMA nodes: which of them is to change is not for memroof to "
	 "say"},
	{"qemu-conf/good-incus-numa.conf", "maxmem=32G",
	 "-maxmem = \"65536M\"\n"
	 "+maxmem = \"32768M\"\n"},
	{"qemu-conf/good-lxd.conf", "slots=8 maxmem=4G",
	 "+slots = \"8\"\n"
	 "+maxmem = \"4096M\"\n"},
	{"qemu-conf/good-plain.conf", "size=768M",
	 "-  size = \"512\"\n"
	 "+  size = \"768\"\n"},
	{"qemu-conf/good-plain.conf", "size=1048580K",
	 "-  size = \"512\"\n"
	 "+  size = \"1048580K\"\n"},
	{"qemu-conf/good-no-final-newline.conf", "slots=2 maxmem=4G pci-hole64=1G",
	 "+  slots = \"2\"\n"
	 "+  maxmem = \"4G\"\n"
	 "-  value = \"4G\"\n"
	 "+  value = \"1G\"\n"},
	{"qemu-conf/good-no-final-newline.conf", "pci-hole64=unset",
	 "-[global]\n"
	 "-  driver = \"i440FX-pcihost\"\n"
	 "-  property = \"pci-hole64-size\"\n"
	 "-  value = \"4G\"\n"},
	{"qemu-conf/good-no-final-newline.conf", "phys-bits=40",
	 "-  value = \"4G\"\n"
	 "+  value = \"4G\"\n"
	 "+\n"
	 "+[global]\n"
	 "+driver = \"x86_64-cpu\"\n"
	 "+property = \"phys-bits\"\n"
	 "+value = \"40\"\n"},
	{"qemu-conf/good-width.conf", "pci-hole64=unset phys-bits=unset",
	 "-\n"
	 "-[global]\n"
	 "-driver = \"q35-pcihost\"\n"
	 "-property = \"pci-hole64-size\"\n"
	 "-value = \"8G\"\n"
	 "-\n"
	 "-[global]\n"
	 "-driver = \"x86_64-cpu\"\n"
	 "-property = \"phys-bits\"\n"
	 "-value = \"36\"\n"},
	{"qemu-conf/good-width.conf",
	 "phys-bits=39 slots=unset maxmem=unset size=2G pci-hole64=32G",
	 "-size = \"1G\"\n"
	 "-slots = \"1\"\n"
	 "-maxmem = \"16G\"\n"
	 "+size = \"2G\"\n"
	 "-value = \"8G\"\n"
	 "+value = \"32G\"\n"
	 "-value = \"36\"\n"
	 "+value = \"39\"\n"},
	{"qemu-conf/odd-backend.conf", "size=2G maxmem=unset slots=unset",
	 "-size = \"1073741824\"\n"
	 "+size = \"2147483648\"\n"
	 "-maxmem = \"8G\"\n"
	 "-slots = \"4\"\n"},
	{"qemu-conf/odd-dimm.conf", "maxmem=8G slots=8",
	 "-maxmem = \"0x100000000\"\n"
	 "-slots = \"0x4\"\n"
	 "+maxmem = \"8G\"\n"
	 "+slots = \"8\"\n"},
	{"qemu-conf/odd-twice.conf", "size=2G slots=unset",
	 "-size = \"1G\"\n"
	 "+size = \"2G\"\n"
	 "-slots = \"2\"\n"},
	{"qemu-conf/odd-twice.conf", "size=unset",
	 "-size = \"512M\"\n"
	 "-size = \"1G\"\n"
	 "-memory.size = \"3G\"\n"},
	{"qemu-conf/odd-crlf.conf", "size=2G pci-hole64=4G",
	 "-size = \"1G\"\r\n"
	 "+size = \"2G\"\r\n"
	 "+[global]\r\n"
	 "+driver = \"q35-pcihost\"\r\n"
	 "+property = \"pci-hole64-size\"\r\n"
	 "+value = \"4G\"\r\n"},
	{"qemu-conf/odd-foreign-hole.conf", "size=2G pci-hole64=4G",
	 "-size = \"1G\" # a gigabyte\n"
	 "+size = \"2G\" # a gigabyte\n"
	 "+\n"
	 "+[global]\n"
	 "+driver = \"q35-pcihost\"\n"
	 "+property = \"pci-hole64-size\"\n"
	 "+value = \"4G\"\n"},
};

START_TEST(a_file_is_changed)
{
	check_rewriting(&REWRITINGS[_i]);
}
END_TEST

START_TEST(the_same_values_are_the_same_file)
{
	check_same(READINGS[_i].file);
}
END_TEST

START_TEST(broken_files_are_read_or_refused)
{
	check_mutations("qemu-conf", 150);
}
END_TEST

static const struct {
	const char *file, *changes;
} JUDGED[] = {
	{"qemu-conf/good-plain.conf", "size=1G slots=4 maxmem=8G pci-hole64=4G"},
	{"qemu-conf/good-no-final-newline.conf", "pci-hole64=unset slots=1 maxmem=2G"},
	{"qemu-conf/good-width.conf", "pci-hole64=unset slots=2 maxmem=20G"},
	{"qemu-conf/bad-too-narrow.conf", "slots=1"},
	{"qemu-conf/odd-backend.conf", "size=512M phys-bits=36"},
	{"qemu-conf/odd-dimm.conf", "size=1G maxmem=3G"},
	{"qemu-conf/odd-twice.conf", "slots=unset maxmem=unset"},
	{"qemu-conf/odd-crlf.conf", "maxmem=8G phys-bits=37 pci-hole64=1T"},
	{"qemu-conf/odd-foreign-hole.conf", "phys-bits=36 slots=8 maxmem=100G"},
};

START_TEST(qemu_reads_the_same)
{
	check_with_qemu(JUDGED[_i].file, NULL, JUDGED[_i].changes);
}
END_TEST

Suite *suite_files_qemu_conf(void)
{
	Suite *suite = suite_create("files-qemu-conf");
	TCase *reading = tcase_create("reading"), *judged = tcase_create("judged");

	tcase_add_loop_test(reading, a_file_is_read, 0, G_N_ELEMENTS(READINGS));
	tcase_add_test(reading, every_file_has_a_reading);
	tcase_add_loop_test(reading, a_file_is_changed, 0, G_N_ELEMENTS(REWRITINGS));
	tcase_add_loop_test(reading, the_same_values_are_the_same_file, 0, G_N_ELEMENTS(READINGS));
	tcase_add_test(reading, broken_files_are_read_or_refused);
	tcase_set_timeout(reading, 120);
	suite_add_tcase(suite, reading);
	tcase_set_tags(judged, "process");
	tcase_set_timeout(judged, 120);
	tcase_add_loop_test(judged, qemu_reads_the_same, 0, G_N_ELEMENTS(JUDGED));
	suite_add_tcase(suite, judged);
	return suite;
}

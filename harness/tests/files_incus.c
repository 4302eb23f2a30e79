/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/files_incus.h"

#include <glib.h>

/* In the order of their names. */
const struct incus_file INCUS_FILES[] = {
	{"bad-anchor.yaml", "bad-anchor.yaml:9: &d: an anchor: expected the value itself"},
	{"bad-architecture.yaml", "bad-architecture.yaml:1: architecture: 'aarch64': expected "
				  "x86_64, which is all that memroof understands"},
	{"bad-container.yaml",
	 "bad-container.yaml:13: type: 'container': expected virtual-machine: others have no QEMU"},
	{"bad-hotplug-below.yaml", "bad-hotplug-below.yaml:7: limits.memory.hotplug: '1GiB': "
				   "expected at least limits.memory"},
	{"bad-hotplug.yaml", "bad-hotplug.yaml:7: limits.memory.hotplug: 'maybe': expected true, "
			     "false or a size such as 16GiB"},
	{"bad-indent.yaml", "bad-indent.yaml:6: not YAML: did not find expected key"},
	{"bad-list.yaml", "bad-list.yaml:6: config: limits.memory: expected one value"},
	{"bad-mem0.yaml",
	 "bad-mem0.yaml:3: the NUMA nodes have 2 GiB together: expected 4 GiB, the guest's size"},
	{"bad-no-section.yaml",
	 "bad-no-section.yaml:8: raw.qemu.conf: expected [memory] or another section at its "
	 "beginning, without a comment: Incus knows none"},
	{"bad-quote.yaml", "bad-quote.yaml:4: the text in double quotes has no end"},
	{"bad-raw-qemu.yaml", "bad-raw-qemu.yaml:7: -m maxmem: '8X' is no size that QEMU takes: "
			      "expected 2048M, 2G or, in bytes, 2147483648B"},
	{"bad-removed-section.yaml", "bad-removed-section.yaml:3: the NUMA nodes have 2 GiB "
				     "together: expected 128 MiB, the guest's size"},
	{"bad-slots.yaml",
	 "bad-slots.yaml:9: -m slots: 'four' is no number of slots: expected 0 to 256"},
	{"bad-tag.yaml", "bad-tag.yaml:6: tag:yaml.org,2002:float: a tag: expected plain text"},
	{"bad-twice.yaml",
	 "bad-twice.yaml:6: limits.memory: expected once, and it is on line 5 already"},
	{"bad-two.yaml", "bad-two.yaml:20: a second document: expected one instance in a file"},
	{"bad-unit.yaml",
	 "bad-unit.yaml:6: limits.memory: '2G': expected a size such as 4GiB or 512MiB, or 50%"},
	{"good-bios.yaml", "machine=q35 size=2G slots=3 maxmem=8G"},
	{"good-defaults.yaml",
	 "machine=q35 size=1G firmware=ovmf\n"
	 "A2 limits.memory is not set here, and 1 GiB is Incus' default; a profile may set it: "
	 "\"config show --expanded\" tells\n"
	 "A2 without a size in limits.memory.hotplug, Incus from 6.12 on adds 8 slots and a maxmem "
	 "that its host decides, as its qemu.conf tells; LXD and older versions add "
	 "none; a profile may set it"},
	{"good-escapes.yaml", "machine=q35 size=2G slots=3 maxmem=20G firmware=ovmf"},
	{"good-hotplug-overridden.yaml", "machine=q35 size=2G slots=5 maxmem=22G firmware=ovmf"},
	{"good-hotplug.yaml", "machine=q35 size=2G slots=8 maxmem=22G firmware=ovmf"},
	{"good-hugepages.yaml",
	 "machine=q35 size=8G slots=8 maxmem=16G\n"
	 "A8 security.csm: taken for SeaBIOS; an Incus that has OVMF with CSM may boot that"},
	{"good-machine.yaml",
	 "machine=pc-q35-9.0,max-ram-below-4g=2G size=3G pci-hole64=4G firmware=ovmf"},
	{"good-no-hotplug.yaml", "machine=q35 size=2G firmware=ovmf"},
	{"good-raw-conf-size.yaml", "machine=q35 size=4G slots=2 maxmem=16G firmware=ovmf"},
	{"good-raw-conf.yaml", "machine=q35 size=2G slots=4 maxmem=26G firmware=ovmf"},
	{"good-raw-qemu.yaml", "machine=q35 cpu=EPYC phys-bits=40 size=2G slots=6 maxmem=22G "
			       "pci-hole64=4G firmware=ovmf (not the host's CPU)"},
	{"good-wrapped.yaml", "machine=q35 size=2G pci-hole64=4G firmware=ovmf"},
	{"hostile-alias.yaml", "hostile-alias.yaml:1: &a: an anchor: expected the value itself"},
	{"hostile-control.yaml",
	 "hostile-control.yaml:19: not YAML: control characters are not allowed"},
	{"hostile-deep.yaml", "hostile-deep.yaml:3: nested deeper than 16: expected an instance"},
	{"hostile-index.yaml",
	 "hostile-index.yaml:8: raw.qemu.conf: the index is too large for Incus"},
	{"hostile-nul.yaml", "hostile-nul.yaml:19: description: a NUL character: expected text"},
	{"hostile-number.yaml", "hostile-number.yaml:6: limits.memory: '99999999999999999999GiB': "
				"expected a size such as 4GiB or 512MiB, or 50%"},
	{"odd-bom-no-end.yaml", "machine=q35 size=2G slots=8 maxmem=22G firmware=ovmf"},
	{"odd-comment-inside.yaml", "machine=q35 size=2G slots=8 maxmem=22G firmware=ovmf\n"
				    "U7 raw.qemu.conf: Incus knows no comments: '# sixteen are too "
				    "many' begins a key of [memory]"},
	{"odd-comment.yaml", "odd-comment.yaml:6: raw.qemu.conf: expected [memory] or another "
			     "section at its beginning, without a comment: Incus knows none"},
	{"odd-crlf.yaml", "machine=q35 size=2G slots=4 maxmem=26G firmware=ovmf"},
	{"odd-decimal.yaml", "machine=q35 size=3814M slots=8 maxmem=7629M firmware=ovmf"},
	{"odd-empty.yaml", "machine=q35 size=2G firmware=ovmf"},
	{"odd-folded.yaml", "machine=q35 size=2G slots=4 maxmem=26G firmware=ovmf"},
	{"odd-passthrough.yaml",
	 "machine=q35 size=16G firmware=ovmf\n"
	 "U6 raw.qemu.scriptlet: it may change whatever QEMU is started with\n"
	 "U9 security.sev: SEV takes address bits, and is not reckoned with\n"
	 "A5 migration.stateful: taken for the host's CPU; a cluster may give it another one\n"
	 "U11 device card (gpu) is passed through: its BARs need room in the 64-bit PCI hole\n"
	 "U15 device disk1 (pci) is passed through: its BARs need room in the 64-bit PCI hole\n"
	 "U18 device eth0 (nic) is passed through: its BARs need room in the 64-bit PCI hole"},
	{"odd-percent.yaml", "machine=q35 firmware=ovmf\n"
			     "M3 limits.memory: 50% of whatever memory the host has"},
	{"odd-pinned.yaml", "machine=q35 size=6G slots=8 maxmem=12G firmware=ovmf\n"
			    "U7 raw.qemu.conf: [object \"mem1\"]: with limits.cpu: 0-3,8 the "
			    "number of such sections is the host's NUMA nodes'"},
	{"odd-profile.yaml", "machine=q35 size=1G firmware=ovmf"},
	{"odd-removed-section.yaml", "machine=q35 size=2G"},
	{"odd-removed.yaml", "machine=q35 size=2G firmware=ovmf"},
	{"odd-rest.yaml",
	 "machine=q35 size=2G firmware=ovmf\n"
	 "V8 raw.qemu.conf: what is neither [section] nor key = \"value\" is passed over"},
	{"odd-slots-only.yaml",
	 "machine=q35 size=2G firmware=ovmf\n"
	 "A2 without a size in limits.memory.hotplug, Incus from 6.12 on adds 8 slots and a maxmem "
	 "that its host decides, as its qemu.conf tells; LXD and older versions add "
	 "none\n"
	 "M6 raw.qemu.conf: slots are 4, and maxmem is for the host to decide"},
};
const unsigned N_INCUS_FILES = G_N_ELEMENTS(INCUS_FILES);

const struct incus_change INCUS_CHANGES[] = {
	{"good-hotplug.yaml", "size=1G",
	 "-  limits.memory: 2GiB\n"
	 "+  limits.memory: 1GiB\n"},
	{"good-hotplug.yaml", "size=1536M maxmem=20G",
	 "-  limits.memory: 2GiB\n"
	 "-  limits.memory.hotplug: 22GiB\n"
	 "+  limits.memory: 1536MiB\n"
	 "+  limits.memory.hotplug: 20GiB\n"},
	{"good-hotplug.yaml", "size=24G maxmem=32G",
	 "-  limits.memory: 2GiB\n"
	 "-  limits.memory.hotplug: 22GiB\n"
	 "+  limits.memory: 24GiB\n"
	 "+  limits.memory.hotplug: 32GiB\n"},
	{"good-hotplug.yaml", "slots=4",
	 "+  raw.qemu.conf: |-\n"
	 "+    [memory]\n"
	 "+    slots = \"4\"\n"},
	{"good-hotplug.yaml", "slots=- maxmem=-",
	 "-  limits.memory.hotplug: 22GiB\n"
	 "+  limits.memory.hotplug: \"false\"\n"},
	{"good-hotplug.yaml", "pci-hole64=2G",
	 "+  raw.qemu: -global q35-pcihost.pci-hole64-size=2G\n"},
	{"good-hotplug.yaml", "size=1G slots=3 maxmem=9G pci-hole64=2G",
	 "-  limits.memory: 2GiB\n"
	 "-  limits.memory.hotplug: 22GiB\n"
	 "+  limits.memory: 1GiB\n"
	 "+  limits.memory.hotplug: 9GiB\n"
	 "+  raw.qemu: -global q35-pcihost.pci-hole64-size=2G\n"
	 "+  raw.qemu.conf: |-\n"
	 "+    [memory]\n"
	 "+    slots = \"3\"\n"},
	{"good-no-hotplug.yaml", "slots=8 maxmem=20G",
	 "-  limits.memory.hotplug: \"false\"\n"
	 "+  limits.memory.hotplug: 20GiB\n"},
	{"good-no-hotplug.yaml", "slots=2 maxmem=20G",
	 "-  limits.memory.hotplug: \"false\"\n"
	 "+  limits.memory.hotplug: 20GiB\n"
	 "+  raw.qemu.conf: |-\n"
	 "+    [memory]\n"
	 "+    slots = \"2\"\n"},
	{"good-hotplug-overridden.yaml", "slots=6 maxmem=21G",
	 "-  limits.memory.hotplug: 22GiB\n"
	 "+  limits.memory.hotplug: 21GiB\n"
	 "-    slots = \"5\"\n"
	 "+    slots = \"6\"\n"},
	{"good-hotplug-overridden.yaml", "slots=- maxmem=-",
	 "-  limits.memory.hotplug: 22GiB\n"
	 "+  limits.memory.hotplug: \"false\"\n"
	 "-    slots = \"5\"\n"
	 "+    slots = \"\"\n"},
	{"good-defaults.yaml", "size=2G slots=8 maxmem=22G",
	 "-config: {}\n"
	 "+config:\n"
	 "+  limits.memory: 2GiB\n"
	 "+  limits.memory.hotplug: 22GiB\n"},
	{"good-defaults.yaml", "size=2G slots=4 maxmem=22G pci-hole64=4G",
	 "-config: {}\n"
	 "+config:\n"
	 "+  limits.memory: 2GiB\n"
	 "+  raw.qemu: -global q35-pcihost.pci-hole64-size=4G\n"
	 "+  raw.qemu.conf: |-\n"
	 "+    [memory]\n"
	 "+    slots = \"4\"\n"
	 "+    maxmem = \"22G\"\n"},
	{"good-raw-conf.yaml", "size=1G slots=2 maxmem=20G",
	 "-  limits.memory: 2GiB\n"
	 "+  limits.memory: 1GiB\n"
	 "-    slots = \"4\"\n"
	 "-    maxmem = \"26G\"\n"
	 "+    slots = \"2\"\n"
	 "+    maxmem = \"20G\"\n"},
	{"good-raw-conf.yaml", "slots=8 maxmem=20G",
	 "-    slots = \"4\"\n"
	 "-    maxmem = \"26G\"\n"
	 "+    slots = \"8\"\n"
	 "+    maxmem = \"20G\"\n"},
	{"good-raw-conf.yaml", "slots=- maxmem=-",
	 "-    slots = \"4\"\n"
	 "-    maxmem = \"26G\"\n"
	 "+    slots = \"\"\n"
	 "+    maxmem = \"\"\n"},
	{"good-raw-conf-size.yaml", "size=2G",
	 "-  limits.memory: 4096MiB\n"
	 "+  limits.memory: 2048MiB\n"
	 "-    size = \"4096M\"\n"
	 "+    size = \"2048M\"\n"
	 "-    size = \"4096M\"\n"
	 "+    size = \"2048M\"\n"},
	{"good-raw-conf-size.yaml", "size=5G slots=- maxmem=-",
	 "-  limits.memory: 4096MiB\n"
	 "+  limits.memory: 5120MiB\n"
	 "-    size = \"4096M\"\n"
	 "-    slots = \"2\"\n"
	 "-    maxmem = \"16G\"\n"
	 "+    size = \"5120M\"\n"
	 "+    slots = \"\"\n"
	 "+    maxmem = \"\"\n"
	 "-    size = \"4096M\"\n"
	 "+    size = \"5120M\"\n"},
	{"good-escapes.yaml", "slots=2 maxmem=21G",
	 "-  raw.qemu.conf: \"[memory] \\nslots = \\\"3\\\"\\nmaxmem = \\\"20G\\\"\\n\\n[device "
	 "\\\"qemu_balloon\\\"]\\nfree-page-reporting = \\\"on\\\"\\n\"\n"
	 "+  raw.qemu.conf: \"[memory] \\nslots = \\\"2\\\"\\nmaxmem = \\\"21G\\\"\\n\\n[device "
	 "\\\"qemu_balloon\\\"]\\nfree-page-reporting = \\\"on\\\"\\n\"\n"},
	{"good-escapes.yaml", "slots=- maxmem=-",
	 "-  raw.qemu.conf: \"[memory] \\nslots = \\\"3\\\"\\nmaxmem = \\\"20G\\\"\\n\\n[device "
	 "\\\"qemu_balloon\\\"]\\nfree-page-reporting = \\\"on\\\"\\n\"\n"
	 "+  raw.qemu.conf: \"[memory] \\nslots = \\\"\\\"\\nmaxmem = \\\"\\\"\\n\\n[device "
	 "\\\"qemu_balloon\\\"]\\nfree-page-reporting = \\\"on\\\"\\n\"\n"},
	{"good-machine.yaml", "pci-hole64=-",
	 "-\n"
	 "-    [global][2]\n"
	 "-    driver = \"q35-pcihost\"\n"
	 "-    property = \"pci-hole64-size\"\n"
	 "-    value = \"4G\"\n"},
	{"good-machine.yaml", "size=2G pci-hole64=2G",
	 "-  limits.memory: 3GiB\n"
	 "+  limits.memory: 2GiB\n"
	 "-    value = \"4G\"\n"
	 "+    value = \"2G\"\n"},
	{"good-machine.yaml", "slots=3 maxmem=10G",
	 "-  limits.memory.hotplug: \"no\"\n"
	 "+  limits.memory.hotplug: 10GiB\n"
	 "+\n"
	 "+    [memory]\n"
	 "+    slots = \"3\"\n"},
	{"good-raw-qemu.yaml", "phys-bits=42 pci-hole64=2G",
	 "-  raw.qemu: -global q35-pcihost.pci-hole64-size=4G -cpu "
	 "EPYC,phys-bits=40,host-phys-bits=off\n"
	 "+  raw.qemu: -global q35-pcihost.pci-hole64-size=2G -cpu "
	 "EPYC,phys-bits=42,host-phys-bits=off\n"},
	{"good-raw-qemu.yaml", "phys-bits=- pci-hole64=-",
	 "-  raw.qemu: -global q35-pcihost.pci-hole64-size=4G -cpu "
	 "EPYC,phys-bits=40,host-phys-bits=off\n"
	 "+  raw.qemu: -cpu EPYC,host-phys-bits=off\n"},
	{"good-wrapped.yaml", "pci-hole64=-",
	 "-  raw.qemu: -device virtio-balloon-pci,id=second -global "
	 "q35-pcihost.pci-hole64-size=4G\n"
	 "+  raw.qemu: -device virtio-balloon-pci,id=second\n"},
	{"good-wrapped.yaml", "pci-hole64=8G",
	 "-  raw.qemu: -device virtio-balloon-pci,id=second -global "
	 "q35-pcihost.pci-hole64-size=4G\n"
	 "+  raw.qemu: -device virtio-balloon-pci,id=second -global "
	 "q35-pcihost.pci-hole64-size=8G\n"},
	{"good-bios.yaml", "slots=5 maxmem=9G",
	 "-    -m maxmem=8G,slots=3\n"
	 "+    -m maxmem=9G,slots=5\n"},
	{"good-bios.yaml", "slots=- maxmem=-", "-    -m maxmem=8G,slots=3\n"},
	{"good-bios.yaml", "pci-hole64=2G",
	 "-    -m maxmem=8G,slots=3\n"
	 "+    -m maxmem=8G,slots=3 -global q35-pcihost.pci-hole64-size=2G\n"},
	{"good-hugepages.yaml", "size=4G",
	 "-  limits.memory: \"8589934592\"\n"
	 "+  limits.memory: \"4294967296\"\n"},
	{"odd-decimal.yaml", "size=2G maxmem=4G",
	 "-  limits.memory: 4GB\n"
	 "-  limits.memory.hotplug: 8GB\n"
	 "+  limits.memory: 2GiB\n"
	 "+  limits.memory.hotplug: 4GiB\n"},
	{"odd-percent.yaml", "size=2G",
	 "-  limits.memory: 50%\n"
	 "+  limits.memory: 2GiB\n"},
	{"odd-pinned.yaml", "size=4G slots=3",
	 "-  limits.memory: 6GiB\n"
	 "+  limits.memory: 4GiB\n"
	 "+\n"
	 "+    [memory]\n"
	 "+    slots = \"3\"\n"},
	{"odd-removed.yaml", "slots=8 maxmem=20G",
	 "-  limits.memory.hotplug: 22GiB\n"
	 "+  limits.memory.hotplug: 20GiB\n"
	 "-    slots = \"\"\n"
	 "-    maxmem =\n"
	 "+    slots = \"8\"\n"
	 "+    maxmem =20G\n"},
	{"odd-slots-only.yaml", "slots=3 maxmem=9G",
	 "-    slots = \"4\"\n"
	 "+    slots = \"3\"\n"
	 "+    maxmem = \"9G\"\n"},
	{"odd-slots-only.yaml", "slots=8 maxmem=9G",
	 "-    slots = \"4\"\n"
	 "+    slots = \"8\"\n"
	 "+    maxmem = \"9G\"\n"},
	{"odd-rest.yaml", "size=3G",
	 "-  limits.memory: 2GiB\n"
	 "-  limits.memory.hotplug: 2GiB\n"
	 "+  limits.memory: 3GiB\n"
	 "+  limits.memory.hotplug: \"false\"\n"},
	{"odd-empty.yaml", "slots=3 maxmem=9G",
	 "-  limits.memory.hotplug: \"false\"\n"
	 "+  limits.memory.hotplug: 9GiB\n"
	 "-    maxmem =\n"
	 "+    maxmem =9G\n"
	 "+    slots = \"3\"\n"},
	{"odd-crlf.yaml", "size=1G slots=2 pci-hole64=1G",
	 "-  limits.memory: 2GiB\r\n"
	 "+  limits.memory: 1GiB\r\n"
	 "+  raw.qemu: -global q35-pcihost.pci-hole64-size=1G\r\n"
	 "-    slots = \"4\"\r\n"
	 "+    slots = \"2\"\r\n"},
	{"odd-crlf.yaml", "slots=- maxmem=-",
	 "-    slots = \"4\"\r\n"
	 "-    maxmem = \"26G\"\r\n"
	 "+    slots = \"\"\r\n"
	 "+    maxmem = \"\"\r\n"},
	{"odd-bom-no-end.yaml", "slots=4 maxmem=20G",
	 "-  limits.memory.hotplug: 22GiB\n"
	 "+  limits.memory.hotplug: 20GiB\n"
	 "+  raw.qemu.conf: |-\n"
	 "+    [memory]\n"
	 "+    slots = \"4\"\n"},
	{"odd-profile.yaml", "size=2G slots=4 maxmem=5G",
	 "-  limits.memory: 1GiB\n"
	 "-  limits.memory.hotplug: \"off\"\n"
	 "+  limits.memory: 2GiB\n"
	 "+  limits.memory.hotplug: 5GiB\n"
	 "+  raw.qemu.conf: |-\n"
	 "+    [memory]\n"
	 "+    slots = \"4\"\n"},
};
const unsigned N_INCUS_CHANGES = G_N_ELEMENTS(INCUS_CHANGES);

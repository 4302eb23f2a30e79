/* SPDX-License-Identifier: GPL-2.0-or-later */
/* QEMU command lines: read, changed, and given to a shell and QEMU. */
#include "tests/qemu_files.h"
#include "tests/suites.h"
#include "tests/tests.h"

static const struct reading READINGS[] = {
	{"command-line/bad-aarch64.sh",
	 "FILE:1: qemu-system-aarch64: memroof understands QEMU for x86 only"},
	{"command-line/bad-here-document.sh",
	 "FILE:1: memroof does not read here-documents: expected a command line"},
	{"command-line/bad-json.sh", "FILE:1: -object: bad JSON: expected {\"KEY\": VALUE, ...}"},
	{"command-line/bad-key.sh", "FILE:1: -m slot: expected size, slots or maxmem"},
	{"command-line/bad-line.sh",
	 "machine=q35 cpu=qemu64 phys-bits=36 size=2G slots=8 maxmem=30G"},
	{"command-line/bad-no-qemu.sh", "FILE:1: there is no command here that runs QEMU: expected "
					"qemu-system-x86_64 and its options"},
	{"command-line/bad-no-value.sh", "FILE:1: -m: expected a value behind it"},
	{"command-line/bad-numa.sh",
	 "FILE:1: the NUMA nodes have 1 GiB together: expected 2 GiB, the guest's size"},
	{"command-line/bad-quote.sh", "FILE:2: the text in double quotes has no end"},
	{"command-line/bad-slots.sh",
	 "FILE:1: -m slots: '-1' is no number of slots: expected 0 to 256"},
	{"command-line/bad-unit.sh", "FILE:1: -m size: '2Q' is no size that QEMU takes: expected "
				     "2048M, 2G or, in bytes, 2147483648B"},
	{"command-line/good-json-efi.sh", "machine=q35 size=16G maxmem=64G firmware=ovmf + host's"},
	{"command-line/good-libvirt.log", "machine=pc-q35-7.2 cpu=qemu64 phys-bits=38 size=1G "
					  "slots=8 maxmem=22G + 536870912 plugged, 1 DIMMs"},
	{"command-line/good-line.sh",
	 "machine=q35 cpu=qemu64 phys-bits=36 size=2G slots=8 maxmem=22G"},
	{"command-line/good-options.txt", "machine=pc cpu=Skylake-Server,+pdpe1gb phys-bits=39 "
					  "size=1G slots=2 maxmem=8G pci-hole64=4G"},
	{"command-line/good-ovmf.sh", "machine=q35 cpu=EPYC-Rome size=8G firmware=ovmf + host's"},
	{"command-line/good-proc.cmdline",
	 "machine=pc-q35-7.2 cpu=qemu64 phys-bits=36 size=1G slots=16 maxmem=16G"},
	{"command-line/good-script.sh", "machine=q35 size=4G slots=4 maxmem=64G + host's"},
	{"command-line/good-virtio-mem.sh",
	 "machine=q35 cpu=qemu64 phys-bits=37 size=1G maxmem=8G + 4294967296 plugged, 0 DIMMs"},
	{"command-line/hostile-brackets.sh", "FILE:1: the bracket behind $ has no end"},
	{"command-line/hostile-deep-json.sh",
	 "FILE:1: -object: bad JSON: expected {\"KEY\": VALUE, ...}"},
	{"command-line/hostile-huge-number.sh",
	 "FILE:1: -m size: '99999999999999999999G' is no size that QEMU takes: expected 2048M, 2G "
	 "or, in bytes, 2147483648B"},
	{"command-line/odd-crlf.sh", "machine=q35 size=1G slots=1 maxmem=2G"},
	{"command-line/odd-hex.sh", "size=1G"},
	{"command-line/odd-in-vain.sh",
	 "machine=q35 size=2G + host's\n"
	 "in vain:1: global property i440FX-pcihost.pci-hole64-size does nothing: this machine has "
	 "another host bridge, and listens to q35-pcihost.pci-hole64-size\n"
	 "in vain:1: phys-bits=40 does nothing without host-phys-bits=off: this CPU has the host's "
	 "width"},
	{"command-line/odd-machine-memory.sh",
	 "machine=q35,max-ram-below-4g=512M size=1G slots=2 maxmem=4G"},
	{"command-line/odd-merged.sh", "machine=q35 cpu=qemu64 size=512M slots=2 maxmem=4G"},
	{"command-line/odd-numa.sh", "machine=q35 size=1G slots=2 maxmem=4G"},
	{"command-line/odd-numbers.sh",
	 "machine=q35 size=1536M slots=4 maxmem=4G pci-hole64=1536M"},
	{"command-line/odd-pieces.sh", "machine=q35 size=1G slots=2 maxmem=4G"},
	{"command-line/good-constants.sh",
	 "machine=q35,max-ram-below-4g=1G cpu=qemu64 phys-bits=40 size=4G slots=4 maxmem=16G "
	 "pci-hole64=1G"},
	{"command-line/odd-constant-pairs.sh",
	 "machine=q35 cpu=qemu64 phys-bits=40 size=2G slots=4 maxmem=8G pci-hole64=1G"},
	{"command-line/odd-constants.sh",
	 "machine=q35 size=5G\n"
	 "unclear:14: device $A is known only to the shell that runs this\n"
	 "unclear:14: device $B is known only to the shell that runs this\n"
	 "unclear:14: device $C is known only to the shell that runs this\n"
	 "unclear:14: device $D is known only to the shell that runs this\n"
	 "unclear:14: device $F is known only to the shell that runs this\n"
	 "unclear:14: device $G is known only to the shell that runs this\n"
	 "unclear:14: device $H is known only to the shell that runs this\n"
	 "unclear:14: device $I is known only to the shell that runs this\n"
	 "unclear:14: device $J is known only to the shell that runs this\n"
	 "unclear:14: device $P is known only to the shell that runs this\n"
	 "unclear:14: device 5Gx is none that memroof knows\n"
	 "unclear:14: device $K is known only to the shell that runs this\n"
	 "unclear:14: device $L is known only to the shell that runs this\n"
	 "unclear:14: device ${K:-1} is known only to the shell that runs this\n"
	 "unclear:14: device $E is none that memroof knows\n"
	 "unclear:14: device x$(echo $E) is known only to the shell that runs this"},
	{"command-line/odd-sourced.sh",
	 "machine=q35\n"
	 "missing:3: -m size is $MEM, which only the shell knows that runs this"},
	{"command-line/odd-quotes.sh", "machine=q35 size=1G slots=2 maxmem=3G"},
	{"command-line/odd-readconfig.sh",
	 "machine=q35 + host's\n"
	 "missing:1: -readconfig /run/incus/vm/qemu.conf is not followed: what it says is not "
	 "known here\n"
	 "unclear:1: -frobnicate is none that memroof knows\n"
	 "unclear:1: device vfio-pci may have BARs that need room in the 64-bit PCI hole\n"
	 "unclear:1: device warp-drive is none that memroof knows\n"
	 "missing:1: -set device.x.y=1 is not followed: what it says is not known here\n"
	 "unclear:1: machine property sgx-epc.0.memdev may take memory or address bits, and is not "
	 "reckoned with"},
	{"command-line/odd-two.sh",
	 "machine=q35 size=1G\n"
	 "assumed:2: there are 2 commands that run QEMU: the last one was taken"},
	{"command-line/odd-variables.sh",
	 "machine=q35 slots=4\n"
	 "missing:4: ${EXTRA[@]} is known only to the shell that runs this\n"
	 "unclear:4: device $DEV is known only to the shell that runs this\n"
	 "unclear:2: the CPU is $CPU, which only the shell knows that runs this\n"
	 "missing:3: -m size is $MEM, which only the shell knows that runs this\n"
	 "missing:3: -m maxmem is $(expr 4 \\* 8)G, which only the shell knows that runs this"},
};

START_TEST(a_file_is_read)
{
	check_reading(&READINGS[_i]);
}
END_TEST

START_TEST(every_file_has_a_reading)
{
	check_all_are_read("command-line", READINGS, G_N_ELEMENTS(READINGS));
}
END_TEST

static const struct rewriting REWRITINGS[] = {
	{"command-line/good-line.sh", "slots=4",
	 "-qemu-system-x86_64 -M q35 -cpu qemu64,phys-bits=36 -m 2G,slots=8,maxmem=22G\n"
	 "+qemu-system-x86_64 -M q35 -cpu qemu64,phys-bits=36 -m 2G,slots=4,maxmem=22G\n"},
	{"command-line/good-line.sh", "maxmem=unset slots=unset",
	 "-qemu-system-x86_64 -M q35 -cpu qemu64,phys-bits=36 -m 2G,slots=8,maxmem=22G\n"
	 "+qemu-system-x86_64 -M q35 -cpu qemu64,phys-bits=36 -m 2G\n"},
	{"command-line/good-line.sh", "slots=unset",
	 "-qemu-system-x86_64 -M q35 -cpu qemu64,phys-bits=36 -m 2G,slots=8,maxmem=22G\n"
	 "+qemu-system-x86_64 -M q35 -cpu qemu64,phys-bits=36 -m 2G,maxmem=22G\n"},
	{"command-line/good-line.sh", "phys-bits=39 pci-hole64=4G",
	 "-qemu-system-x86_64 -M q35 -cpu qemu64,phys-bits=36 -m 2G,slots=8,maxmem=22G\n"
	 "+qemu-system-x86_64 -M q35 -cpu qemu64,phys-bits=39 -m 2G,slots=8,maxmem=22G -global "
	 "q35-pcihost.pci-hole64-size=4G\n"},
	{"command-line/good-line.sh", "phys-bits=unset size=1536M",
	 "-qemu-system-x86_64 -M q35 -cpu qemu64,phys-bits=36 -m 2G,slots=8,maxmem=22G\n"
	 "+qemu-system-x86_64 -M q35 -cpu qemu64 -m 1536M,slots=8,maxmem=22G\n"},
	{"command-line/good-script.sh", "size=2G slots=2 maxmem=32G",
	 "-\t-m 4G,slots=4,maxmem=64G \\\n"
	 "+\t-m 2G,slots=2,maxmem=32G \\\n"},
	{"command-line/good-script.sh", "phys-bits=40",
	 "-\t-M q35,accel=kvm -cpu host,migratable=off \\\n"
	 "+\t-M q35,accel=kvm -cpu host,migratable=off,host-phys-bits=off,phys-bits=40 \\\n"},
	{"command-line/good-script.sh", "pci-hole64=8G",
	 "-\t-display none >build.log 2>&1 &\n"
	 "+\t-display none \\\n"
	 "+\t-global q35-pcihost.pci-hole64-size=8G >build.log 2>&1 &\n"},
	{"command-line/good-options.txt", "size=2G slots=unset maxmem=unset pci-hole64=unset",
	 "--machine pc -m size=1G,slots=2,maxmem=8G\n"
	 "+-machine pc -m size=2G\n"
	 "--global i440FX-pcihost.pci-hole64-size=4G\n"},
	{"command-line/good-options.txt", "phys-bits=42 pci-hole64=1G",
	 "--cpu Skylake-Server,phys-bits=39,+pdpe1gb\n"
	 "--global i440FX-pcihost.pci-hole64-size=4G\n"
	 "+-cpu Skylake-Server,phys-bits=42,+pdpe1gb\n"
	 "+-global i440FX-pcihost.pci-hole64-size=1G\n"},
	{"command-line/good-ovmf.sh", "size=4G slots=2 maxmem=32G",
	 "-qemu-system-x86_64 -enable-kvm -cpu EPYC-Rome,host-phys-bits=on -machine q35 -m 8192 "
	 "\\\n"
	 "+qemu-system-x86_64 -enable-kvm -cpu EPYC-Rome,host-phys-bits=on -machine q35 -m "
	 "4096,slots=2,maxmem=32G \\\n"},
	{"command-line/good-ovmf.sh", "phys-bits=42",
	 "-qemu-system-x86_64 -enable-kvm -cpu EPYC-Rome,host-phys-bits=on -machine q35 -m 8192 "
	 "\\\n"
	 "+qemu-system-x86_64 -enable-kvm -cpu EPYC-Rome,host-phys-bits=off,phys-bits=42 -machine "
	 "q35 -m 8192 \\\n"},
	{"command-line/good-proc.cmdline", "size=2G maxmem=8G slots=4",
	 "-size=1048576k,slots=16,maxmem=16777216k\n"
	 "+size=2097152k,slots=4,maxmem=8388608k\n"},
	{"command-line/good-proc.cmdline", "pci-hole64=4G slots=unset maxmem=unset",
	 "-size=1048576k,slots=16,maxmem=16777216k\n"
	 "+size=1048576k\n"
	 "+-global\n"
	 "+q35-pcihost.pci-hole64-size=4G\n"},
	{"command-line/good-libvirt.log", "size=2G",
	 "--m size=1048576k,slots=8,maxmem=23068672k \\\n"
	 "+-m size=2097152k,slots=8,maxmem=23068672k \\\n"
	 "--object "
	 "'{\"qom-type\":\"memory-backend-ram\",\"id\":\"ram-node0\",\"size\":1073741824}' \\\n"
	 "+-object "
	 "'{\"qom-type\":\"memory-backend-ram\",\"id\":\"ram-node0\",\"size\":2147483648}' \\\n"},
	{"command-line/good-libvirt.log", "slots=4 maxmem=16G pci-hole64=2G phys-bits=40",
	 "--cpu qemu64,phys-bits=38 \\\n"
	 "--m size=1048576k,slots=8,maxmem=23068672k \\\n"
	 "+-cpu qemu64,phys-bits=40 \\\n"
	 "+-m size=1048576k,slots=4,maxmem=16777216k \\\n"
	 "--msg timestamp=on\n"
	 "+-msg timestamp=on \\\n"
	 "+-global q35-pcihost.pci-hole64-size=2G\n"},
	{"command-line/good-json-efi.sh", "size=8g maxmem=32g slots=4",
	 "- -m 16g,maxmem=64g\n"
	 "+ -m 8g,maxmem=32g,slots=4\n"},
	{"command-line/good-virtio-mem.sh", "maxmem=6G",
	 "-qemu-system-x86_64 -M q35 -m 1G,maxmem=8G -cpu qemu64,phys-bits=37 \\\n"
	 "+qemu-system-x86_64 -M q35 -m 1G,maxmem=6G -cpu qemu64,phys-bits=37 \\\n"},
	{"command-line/odd-merged.sh", "slots=unset maxmem=unset",
	 "-qemu-system-x86_64 -m 512 -m slots=3 -M pc -machine type=q35 -m maxmem=4G,slots=2 -cpu "
	 "max -cpu qemu64\n"
	 "+qemu-system-x86_64 -m 512 -M pc -machine type=q35 -cpu max -cpu qemu64\n"},
	{"command-line/odd-merged.sh", "size=unset phys-bits=36",
	 "-qemu-system-x86_64 -m 512 -m slots=3 -M pc -machine type=q35 -m maxmem=4G,slots=2 -cpu "
	 "max -cpu qemu64\n"
	 "+qemu-system-x86_64 -m slots=3 -M pc -machine type=q35 -m maxmem=4G,slots=2 -cpu max "
	 "-cpu qemu64,phys-bits=36\n"},
	{"command-line/odd-machine-memory.sh", "size=2G slots=unset maxmem=unset",
	 "-qemu-system-x86_64 -M "
	 "q35,memory.size=1073741824,memory.slots=2,memory.max-size=4G,max_ram_below_4g=512M\n"
	 "+qemu-system-x86_64 -M q35,memory.size=2147483648,max_ram_below_4g=512M\n"},
	{"command-line/odd-machine-memory.sh", "maxmem=8G",
	 "-qemu-system-x86_64 -M "
	 "q35,memory.size=1073741824,memory.slots=2,memory.max-size=4G,max_ram_below_4g=512M\n"
	 "+qemu-system-x86_64 -M "
	 "q35,memory.size=1073741824,memory.slots=2,memory.max-size=8G,max_ram_below_4g=512M\n"},
	{"command-line/odd-quotes.sh", "size=2G slots=unset maxmem=unset",
	 "-FOO=bar env LC_ALL=C \"qemu-system-x86_64\" '-m' \"1G,slots=2,maxmem=3G\" -name 'a,,b "
	 "c' -machine \"q35\" -append \"root=/dev/vda -m 77G\"\n"
	 "+FOO=bar env LC_ALL=C \"qemu-system-x86_64\" '-m' \"2G\" -name 'a,,b c' -machine \"q35\" "
	 "-append \"root=/dev/vda -m 77G\"\n"},
	{"command-line/odd-quotes.sh", "pci-hole64=1G phys-bits=36",
	 "-FOO=bar env LC_ALL=C \"qemu-system-x86_64\" '-m' \"1G,slots=2,maxmem=3G\" -name 'a,,b "
	 "c' -machine \"q35\" -append \"root=/dev/vda -m 77G\"\n"
	 "+FOO=bar env LC_ALL=C \"qemu-system-x86_64\" '-m' \"1G,slots=2,maxmem=3G\" -name 'a,,b "
	 "c' -machine \"q35\" -append \"root=/dev/vda -m 77G\" -global "
	 "q35-pcihost.pci-hole64-size=1G -cpu qemu64,phys-bits=36\n"},
	{"command-line/odd-pieces.sh", "size=2G",
	 "the value of -m size is quoted in pieces: write it in one to have it changed"},
	{"command-line/odd-pieces.sh", "slots=4",
	 "-qemu-system-x86_64 -M q35 -m \"1\"G,slots=2,maxmem=\"4G\"\n"
	 "+qemu-system-x86_64 -M q35 -m \"1\"G,slots=4,maxmem=\"4G\"\n"},
	{"command-line/odd-pieces.sh", "maxmem=unset",
	 "-m maxmem is quoted in pieces: write it in one to have it changed"},
	{"command-line/odd-numbers.sh", "maxmem=8G slots=2 pci-hole64=2G",
	 "-qemu-system-x86_64 -M q35 -m 1536M,slots=0x4,maxmem=0x100000000 -global "
	 "driver=q35-pcihost,property=pci-hole64-size,value=1.5g\n"
	 "+qemu-system-x86_64 -M q35 -m 1536M,slots=2,maxmem=8G -global "
	 "driver=q35-pcihost,property=pci-hole64-size,value=2g\n"},
	{"command-line/odd-numbers.sh", "pci-hole64=unset size=2G",
	 "-qemu-system-x86_64 -M q35 -m 1536M,slots=0x4,maxmem=0x100000000 -global "
	 "driver=q35-pcihost,property=pci-hole64-size,value=1.5g\n"
	 "+qemu-system-x86_64 -M q35 -m 2048M,slots=0x4,maxmem=0x100000000\n"},
	{"command-line/odd-variables.sh", "size=2G",
	 "the value of -m size is for the shell to say"},
	{"command-line/odd-variables.sh", "slots=8",
	 "-\t-m \"$MEM,slots=4,maxmem=$(expr 4 \\* 8)G\" \\\n"
	 "+\t-m \"$MEM,slots=8,maxmem=$(expr 4 \\* 8)G\" \\\n"},
	{"command-line/good-constants.sh", "size=2G slots=2 maxmem=6G phys-bits=36",
	 "-MEM=4G\n"
	 "-MAX=\"16G\"; SLOTS=4\n"
	 "+MEM=2G\n"
	 "+MAX=\"6G\"; SLOTS=2\n"
	 "-exec qemu-system-x86_64 -machine \"$OPTIONS\" -cpu $CPU,phys-bits=40 \\\n"
	 "+exec qemu-system-x86_64 -machine \"$OPTIONS\" -cpu $CPU,phys-bits=36 \\\n"},
	{"command-line/good-constants.sh", "slots=unset maxmem=unset pci-hole64=unset",
	 "-\t-m \"$MEM,slots=${SLOTS},maxmem=$MAX\" \\\n"
	 "-\t-global q35-pcihost.pci-hole64-size=${N}G \\\n"
	 "+\t-m \"$MEM\" \\\n"},
	{"command-line/good-constants.sh", "pci-hole64=2G",
	 "the value of -global value is made of a variable that is for more than that: write the "
	 "value itself to have it changed"},
	{"command-line/odd-constant-pairs.sh", "pci-hole64=2G",
	 "the value of -global value is made of a variable that is for more than that: write the "
	 "value itself to have it changed"},
	{"command-line/odd-constant-pairs.sh", "phys-bits=41",
	 "the value of -cpu phys-bits is made of a variable that is for more than that: write the "
	 "value itself to have it changed"},
	{"command-line/odd-constant-pairs.sh", "slots=8",
	 "the value of -m slots is made of a variable that is for more than that: write the value "
	 "itself to have it changed"},
	{"command-line/odd-constant-pairs.sh", "size=1G",
	 "the value of -m size is made of a variable that is for more than that: write the value "
	 "itself to have it changed"},
	{"command-line/odd-constant-pairs.sh", "slots=unset maxmem=unset",
	 "-m maxmem is in a variable with other options: write it itself to have it changed"},
	{"command-line/odd-constant-pairs.sh", "slots=unset phys-bits=unset pci-hole64=unset",
	 "-qemu-system-x86_64 -M q35 -m $L,$S -cpu qemu64,$B -global $W\n+qemu-system-x86_64 -M "
	 "q35 -m $L -cpu qemu64\n"},
	{"command-line/odd-constants.sh", "size=4G",
	 "the value of -m size is made of a variable that is for more than that: write the value "
	 "itself to have it changed"},
	{"command-line/odd-constants.sh", "slots=1 maxmem=8G",
	 "-P=8G qemu-system-x86_64 -M q35 -m $E -device $A -device $B -device $C -device $D "
	 "-device $F -device $G -device $H -device $I -device $J -device $P -device \"${E}x\" "
	 "-device $K -device $L -device ${K:-1} -device '$E' -device x$(echo $E) -name $E\n"
	 "+P=8G qemu-system-x86_64 -M q35 -m $E,slots=1,maxmem=8G -device $A -device $B -device $C "
	 "-device $D -device $F -device $G -device $H -device $I -device $J -device $P -device "
	 "\"${E}x\" -device $K -device $L -device ${K:-1} -device '$E' -device x$(echo $E) -name "
	 "$E\n"},
	{"command-line/odd-readconfig.sh", "size=2G",
	 "-qemu-system-x86_64 -S -no-user-config -nodefaults -readconfig /run/incus/vm/qemu.conf "
	 "-cpu host,hv_passthrough -frobnicate 7 -device vfio-pci,host=65:00.0 -device warp-drive "
	 "-set device.x.y=1 -M q35,sgx-epc.0.memdev=e\n"
	 "+qemu-system-x86_64 -S -no-user-config -nodefaults -readconfig /run/incus/vm/qemu.conf "
	 "-cpu host,hv_passthrough -frobnicate 7 -device vfio-pci,host=65:00.0 -device warp-drive "
	 "-set device.x.y=1 -M q35,sgx-epc.0.memdev=e -m 2G\n"},
	{"command-line/odd-in-vain.sh", "phys-bits=40 pci-hole64=2G",
	 "-qemu-system-x86_64 -M q35,accel=kvm -cpu host,phys-bits=40 -m 2G -global "
	 "i440FX-pcihost.pci-hole64-size=1G\n"
	 "+qemu-system-x86_64 -M q35,accel=kvm -cpu host,phys-bits=40,host-phys-bits=off -m 2G "
	 "-global i440FX-pcihost.pci-hole64-size=1G -global q35-pcihost.pci-hole64-size=2G\n"},
	{"command-line/odd-two.sh", "size=2G maxmem=4G slots=2",
	 "-qemu-system-x86_64 -m 1G -M q35; kill $!\n"
	 "+qemu-system-x86_64 -m 2G,slots=2,maxmem=4G -M q35; kill $!\n"},
	{"command-line/odd-numa.sh", "size=2G",
	 "the size is divided among 2 NUMA nodes: which of them is to change is not for memroof to "
	 "say"},
	{"command-line/odd-crlf.sh", "size=2G pci-hole64=1G",
	 "-  -m 1G,slots=1,maxmem=2G\r\n"
	 "+  -m 2G,slots=1,maxmem=2G \\\r\n"
	 "+  -global q35-pcihost.pci-hole64-size=1G\r\n"},
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
	check_mutations("command-line", 150);
}
END_TEST

#define SCRIPT ". \"$file\""

/* The last command of a log, without the key file that is not there. */
#define LOG                                                                                        \
	"tac \"$file\" | sed '/^LC_ALL/q' | tac | sed -e '/^-msg/q' -e '/masterKey/d' "            \
	"-e '/^PATH/d' -e 's,/usr/bin/,,' >start.sh; . ./start.sh"

static const struct {
	const char *file, *shell, *changes;
} JUDGED[] = {
	{"command-line/good-line.sh", SCRIPT, "maxmem=23G"},
	{"command-line/bad-line.sh", SCRIPT, "slots=unset maxmem=unset"},
	{"command-line/good-options.txt", "qemu-system-x86_64 $(cat \"$file\")",
	 "pci-hole64=unset size=2G slots=8 maxmem=400G"},
	{"command-line/good-proc.cmdline", "xargs -0 -a \"$file\" env",
	 "size=2G pci-hole64=64G slots=unset maxmem=unset"},
	{"command-line/good-libvirt.log", LOG, "size=512M slots=1 maxmem=2G phys-bits=37"},
	{"command-line/good-virtio-mem.sh", SCRIPT, "maxmem=6G slots=1 phys-bits=unset"},
	{"command-line/odd-merged.sh", SCRIPT, "slots=unset maxmem=unset size=1G phys-bits=36"},
	{"command-line/odd-machine-memory.sh", SCRIPT, "slots=8 maxmem=12G phys-bits=38"},
	{"command-line/odd-numbers.sh", SCRIPT,
	 "size=1G pci-hole64=unset maxmem=unset slots=unset"},
	{"command-line/odd-numa.sh", SCRIPT, "maxmem=2G slots=16"},
	{"command-line/odd-two.sh", SCRIPT, "size=512M"},
	{"command-line/good-constants.sh", SCRIPT, "size=2G slots=2 maxmem=6G"},
};

START_TEST(qemu_reads_the_same)
{
	check_with_qemu(JUDGED[_i].file, JUDGED[_i].shell, JUDGED[_i].changes);
}
END_TEST

Suite *suite_files_command_line(void)
{
	Suite *suite = suite_create("files-command-line");
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

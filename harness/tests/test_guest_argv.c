/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Points with guests, and the exact command lines that they become. */
#include "base/size.h"
#include "base/text.h"
#include "tests/points.h"
#include "tests/suites.h"
#include "tests/tests.h"
#include "vm/backend.h"
#include "vm/qemu_argv.h"

#include <stdlib.h>
#include <string.h>

#define HEAD "qemu-system-x86_64 -nodefaults -no-user-config -display none -accel tcg"
#define CONSOLE " -no-reboot -chardev file,id=console,path=/dev/fd/3,append=on"
#define DEBUG " -device isa-debugcon,iobase=0xe9,chardev=console"
#define EXIT " -device isa-debug-exit,iobase=0x501,iosize=4"
#define TAIL " -S -qmp stdio"
#define BOOT(file) CONSOLE " -kernel /g/" file DEBUG EXIT
#define ARGUMENTS "console=ttyS0 earlyprintk=ttyS0 quiet panic=-1 cryptomgr.notests noreplace-smp"
#define LINUX(file, more)                                                                          \
	CONSOLE " -serial chardev:console -kernel /g/" file                                        \
		" -initrd /g/initramfs.cpio -append '" ARGUMENTS more "'" EXIT
#define FOLLOW " memhp_default_state=online memroof.follow"
#define DISK                                                                                       \
	" -drive file=/w/disk-1.qcow2,format=qcow2,if=none,id=disk0 -device "                      \
	"virtio-blk-pci,drive=disk0"

/* What stands between HEAD and TAIL. */
static const struct {
	const char *point, *middle;
} LINES[] = {
	{"proof=accept", ""},
	{"proof=boot", BOOT("boot.elf")},
	{"proof=boot firmware=seabios", BOOT("boot.elf")},
	{"proof=boot firmware=qboot", " -bios qboot.rom" BOOT("boot.elf")},
	{"proof=boot firmware=ovmf", " -bios /usr/share/ovmf/OVMF.fd" BOOT("boot.efi")},
	{"proof=boot machine=q35 size=2G slots=8 maxmem=22G phys-bits=36",
	 " -machine q35 -cpu qemu64,phys-bits=36 -m size=2G,slots=8,maxmem=22G" BOOT("boot.elf")},
	{"proof=linux", LINUX("vmlinux", "")},
	{"proof=linux firmware=qboot", " -bios qboot.rom" LINUX("vmlinux", "")},
	{"proof=linux firmware=ovmf", " -bios /usr/share/ovmf/OVMF.fd" LINUX("vmlinuz", "")},
	{"proof=plug size=2G slots=8 maxmem=22G",
	 " -m size=2G,slots=8,maxmem=22G" LINUX("vmlinux", FOLLOW)},

	/* Firmware of one's own; what ends with .fd is UEFI. */
	{"proof=boot firmware=./my.bin", " -bios ./my.bin" BOOT("boot.elf")},
	{"proof=boot firmware=/x/my.fd", " -bios /x/my.fd" BOOT("boot.efi")},
	{"proof=linux firmware=/x/my.fd", " -bios /x/my.fd" LINUX("vmlinuz", "")},

	/* Machine types up to 3.1 start no kernel by its PVH note. */
	{"proof=boot machine=pc-i440fx-3.1", " -machine pc-i440fx-3.1" BOOT("boot-multiboot.elf")},
	{"proof=boot machine=pc-q35-2.4", " -machine pc-q35-2.4" BOOT("boot-multiboot.elf")},
	{"proof=boot machine=pc-q35-4.0", " -machine pc-q35-4.0" BOOT("boot.elf")},
	{"proof=boot machine=pc-q35-3.1 firmware=ovmf",
	 " -machine pc-q35-3.1 -bios /usr/share/ovmf/OVMF.fd" BOOT("boot.efi")},
	{"proof=linux machine=pc-q35-3.1", " -machine pc-q35-3.1" LINUX("vmlinuz", "")},

	/* What is plugged as one device is there from the start, empty. */
	{"proof=plug hotplug=dimm size=1G slots=1 maxmem=4G",
	 " -m size=1G,slots=1,maxmem=4G" LINUX("vmlinux", FOLLOW)},
	{"proof=plug hotplug=virtio-mem size=1G maxmem=4G",
	 " -m size=1G,maxmem=4G" LINUX(
		 "vmlinux", FOLLOW) " -object memory-backend-ram,id=vmem0,size=3G"
				    " -device virtio-mem-pci,id=vm0,memdev=vmem0,requested-size=0"},
	{"proof=plug hotplug=virtio-mem size=1G maxmem=40G",
	 " -m size=1G,maxmem=40G" LINUX(
		 "vmlinux", FOLLOW) " -object memory-backend-ram,id=vmem0,size=39G,reserve=off"
				    " -device virtio-mem-pci,id=vm0,memdev=vmem0,requested-size=0"},
	{"proof=plug hotplug=virtio-mem backend=memfd size=1G maxmem=2G",
	 " -machine memory-backend=ram0 -object memory-backend-memfd,id=ram0,size=1G,share=on"
	 " -m size=1G,maxmem=2G" LINUX(
		 "vmlinux", FOLLOW) " -object memory-backend-memfd,id=vmem0,size=1G,share=on"
				    " -device virtio-mem-pci,id=vm0,memdev=vmem0,requested-size=0"},
	{"proof=plug hotplug=virtio-mem size=1G", " -m size=1G" LINUX("vmlinux", FOLLOW)},

	/* Disks and BARs, with any proof. */
	{"bar=16G", " -device pci-testdev,membar=17179869184"},
	{"proof=boot bar=1M", " -device pci-testdev,membar=1048576" BOOT("boot.elf")},
	{"disk=1G", DISK},
	{"proof=boot disk=1G", DISK BOOT("boot.elf")},
	{"proof=linux disk=1G", DISK LINUX("vmlinux", " memroof.write")},
	{"proof=linux disk=1G boot-from=kernel", DISK LINUX("vmlinux", " memroof.write")},
	{"proof=plug disk=1G size=1G slots=1 maxmem=2G",
	 " -m size=1G,slots=1,maxmem=2G" DISK LINUX("vmlinux", FOLLOW " memroof.write")},
	{"proof=linux disk=1G boot-from=disk", DISK CONSOLE " -serial chardev:console" EXIT},
	{"proof=linux disk=1G boot-from=disk firmware=ovmf",
	 " -bios /usr/share/ovmf/OVMF.fd" DISK CONSOLE " -serial chardev:console" EXIT},

	/* Arguments of one's own stand last. */
	{"proof=boot args='-name x'", BOOT("boot.elf") " -name x"},
};

static const struct guest_files FILES = {
	.boot_elf = (char *)"/g/boot.elf",
	.boot_multiboot = (char *)"/g/boot-multiboot.elf",
	.boot_efi = (char *)"/g/boot.efi",
	.vmlinux = (char *)"/g/vmlinux",
	.vmlinuz = (char *)"/g/vmlinuz",
	.initramfs = (char *)"/g/initramfs.cpio",
	.disk = (char *)"/g/disk.qcow2",
};

static char *line_of(const char *text, const struct guest_files *guests, const char *disk)
{
	struct engine_env env = {.emulator = make_emulator("7.2"),
				 .host_memory = 16 * GIB,
				 .cancel_fd = -1,
				 .guests = guests,
				 .disk = disk};
	struct point *point = make_point(text);
	g_auto(GStrv) argv = qemu_argv(point, &env);

	point_free(point);
	return text_shell_line((const char *const *)argv);
}

START_TEST(a_guest_becomes_a_command_line)
{
	g_autofree char *expected = g_strconcat(HEAD, LINES[_i].middle, TAIL, NULL);

	assert_text(line_of(LINES[_i].point, &FILES, "/w/disk-1.qcow2"), expected);
}
END_TEST

/* A command line that is only shown has names where files are missing. */
static const struct {
	const char *point, *part;
} MISSING[] = {
	{"proof=boot", " -kernel boot.elf "},
	{"proof=boot firmware=ovmf", " -kernel boot.efi "},
	{"proof=linux", " -kernel vmlinux -initrd initramfs.cpio "},
	{"proof=linux firmware=ovmf", " -kernel vmlinuz -initrd initramfs.cpio "},
	{"disk=1G", " -drive file=disk.qcow2,"},
};

START_TEST(a_missing_file_is_shown_by_its_name)
{
	g_autofree char *line = line_of(MISSING[_i].point, NULL, NULL);

	ck_assert_msg(strstr(line, MISSING[_i].part) != NULL, "%s in %s", MISSING[_i].part, line);
}
END_TEST

START_TEST(a_pasteable_line_lets_the_guest_run)
{
	struct engine_env env = {.emulator = make_emulator("7.2"),
				 .host_memory = 16 * GIB,
				 .cancel_fd = -1,
				 .guests = &FILES};
	struct point *boot = make_point("proof=boot"), *accept = make_point("proof=accept");

	assert_text(engine_qemu.command(boot, &env), HEAD BOOT("boot.elf") TAIL
		    " 3>&2 <<< '{\"execute\": \"qmp_capabilities\"} {\"execute\": \"cont\"}'");
	assert_text(engine_qemu.command(accept, &env), HEAD TAIL);
	point_free(boot);
	point_free(accept);
}
END_TEST

/* Hotplugged memory has the same backend in QMP, in the form that each QEMU takes. */
static const struct {
	const char *version, *point, *json;
} BACKENDS[] = {
	{"7.2", "size=1G maxmem=2G",
	 "{\"qom-type\":\"memory-backend-ram\",\"id\":\"mem1\",\"size\":1073741824}"},
	{"7.2", "size=1G maxmem=17G",
	 "{\"qom-type\":\"memory-backend-ram\",\"id\":\"mem1\",\"size\":1073741824,\"reserve\":"
	 "false}"},
	{"6.0", "size=1G maxmem=17G",
	 "{\"qom-type\":\"memory-backend-memfd\",\"id\":\"mem1\",\"size\":1073741824,\"share\":"
	 "true}"},
	{"5.2", "size=1G maxmem=17G",
	 "{\"qom-type\":\"memory-backend-memfd\",\"id\":\"mem1\",\"props\":{\"size\":1073741824,"
	 "\"share\":true}}"},
	{"7.2", "size=1G backend=shared",
	 "{\"qom-type\":\"memory-backend-ram\",\"id\":\"mem1\",\"size\":1073741824,\"share\":"
	 "true}"},
	{"7.2", "size=17G maxmem=18G backend=ram",
	 "{\"qom-type\":\"memory-backend-ram\",\"id\":\"mem1\",\"size\":1073741824}"},
};

START_TEST(a_backend_is_said_in_qmp_as_well)
{
	struct engine_env env = {.emulator = make_emulator(BACKENDS[_i].version),
				 .host_memory = 16 * GIB};
	struct point *point = make_point(BACKENDS[_i].point);
	json_t *json =
		backend_json(backend_type_plugged(point, &env), "mem1", GIB, env.emulator.version);
	char *dump = json_dumps(json, JSON_COMPACT);

	ck_assert_str_eq(dump, BACKENDS[_i].json);
	free(dump);
	json_decref(json);
	point_free(point);
}
END_TEST

Suite *suite_guest_argv(void)
{
	Suite *suite = suite_create("guest-argv");
	TCase *tc = tcase_create("argv");

	tcase_add_loop_test(tc, a_guest_becomes_a_command_line, 0, G_N_ELEMENTS(LINES));
	tcase_add_loop_test(tc, a_missing_file_is_shown_by_its_name, 0, G_N_ELEMENTS(MISSING));
	tcase_add_test(tc, a_pasteable_line_lets_the_guest_run);
	tcase_add_loop_test(tc, a_backend_is_said_in_qmp_as_well, 0, G_N_ELEMENTS(BACKENDS));
	suite_add_tcase(suite, tc);
	return suite;
}

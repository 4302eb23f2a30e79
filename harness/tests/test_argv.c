/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Points and the exact command lines that they become. */
#include "base/size.h"
#include "base/text.h"
#include "tests/points.h"
#include "tests/suites.h"
#include "tests/tests.h"
#include "vm/qemu_argv.h"

#include <string.h>

#define HEAD "qemu-system-x86_64 -nodefaults -no-user-config -display none -accel tcg"
#define TAIL " -S -qmp stdio"
#define HOST_MEMORY (16 * GIB)

/* What stands between HEAD and TAIL. */
static const struct {
	const char *qemu, *point, *middle;
} LINES[] = {
	{"7.2", "", ""},
	{"7.2", "machine=q35", " -machine q35"},
	{"7.2", "machine=q35 cpu=qemu64 phys-bits=36 size=2G slots=8 maxmem=22G",
	 " -machine q35 -cpu qemu64,phys-bits=36 -m size=2G,slots=8,maxmem=22G"},
	{"7.2", "machine=pc,max-ram-below-4g=1G size=6G",
	 " -machine pc,max-ram-below-4g=1G -m size=6G"},

	/* A width needs a CPU to hang on. */
	{"7.2", "cpu=EPYC", " -cpu EPYC"},
	{"7.2", "phys-bits=36", " -cpu qemu64,phys-bits=36"},
	{"7.2", "machine=isapc phys-bits=36", " -machine isapc -cpu 486,phys-bits=36"},
	{"7.2", "machine=microvm phys-bits=36", " -machine microvm -cpu qemu64,phys-bits=36"},
	{"7.2", "cpu=pentium,pse36=on,+pae", " -cpu pentium,pse36=on,+pae"},
	{"7.2", "cpu=max,+x phys-bits=40", " -cpu max,+x,phys-bits=40"},

	/* Exact bytes get a unit: without one QEMU would read a size as MiB. */
	{"7.2", "size=1", " -m size=1B"},
	{"7.2", "size=4097 maxmem=8193", " -m size=4097B,maxmem=8193B"},
	{"7.2", "size=1.5G maxmem=23622324224", " -m size=1536M,maxmem=23068676K"},
	{"7.2", "size=1023 slots=0 maxmem=1024", " -m size=1023B,slots=0,maxmem=1K"},
	{"7.2", "slots=4", " -m slots=4"},
	{"7.2", "maxmem=4G", " -m maxmem=4G"},

	/* More RAM than the host has is not reserved. */
	{"7.2", "size=16G", " -m size=16G"},
	{"7.2", "size=17179869185",
	 " -machine memory-backend=ram0 -object "
	 "memory-backend-ram,id=ram0,size=16777224K,reserve=off"
	 " -m size=17179869185B"},
	{"7.2", "machine=q35,cxl=on size=100G slots=1 maxmem=200G",
	 " -machine q35,cxl=on,memory-backend=ram0"
	 " -object memory-backend-ram,id=ram0,size=100G,reserve=off -m "
	 "size=100G,slots=1,maxmem=200G"},
	{"6.1", "size=100G",
	 " -machine memory-backend=ram0 -object memory-backend-ram,id=ram0,size=100G,reserve=off"
	 " -m size=100G"},
	{"6.0", "size=100G",
	 " -machine memory-backend=ram0 -object memory-backend-memfd,id=ram0,size=100G,share=on"
	 " -m size=100G"},
	{"5.2", "machine=q35 size=100G",
	 " -machine q35,memory-backend=ram0 -object memory-backend-memfd,id=ram0,size=100G,share=on"
	 " -m size=100G"},
	{"5.2", "backend=auto size=16G", " -m size=16G"},

	/* Backends by name. */
	{"7.2", "backend=ram size=100G", " -m size=100G"},
	{"7.2", "backend=unreserved size=1G",
	 " -machine memory-backend=ram0 -object memory-backend-ram,id=ram0,size=1G,reserve=off"
	 " -m size=1G"},
	{"5.2", "backend=unreserved size=1G",
	 " -machine memory-backend=ram0 -object memory-backend-memfd,id=ram0,size=1G,share=on"
	 " -m size=1G"},
	{"7.2", "backend=memfd size=4097",
	 " -machine memory-backend=ram0 -object memory-backend-memfd,id=ram0,size=8K,share=on"
	 " -m size=4097B"},
	{"7.2", "backend=shared",
	 " -machine memory-backend=ram0 -object memory-backend-ram,id=ram0,size=128M,share=on"},

	/* The 64-bit PCI hole has a property for each machine. */
	{"7.2", "machine=q35 pci-hole64=0", " -machine q35 -global q35-pcihost.pci-hole64-size=0"},
	{"7.2", "machine=pc-q35-7.0 pci-hole64=1G",
	 " -machine pc-q35-7.0 -global q35-pcihost.pci-hole64-size=1073741824"},
	{"7.2", "machine=pc pci-hole64=1", " -machine pc -global i440FX-pcihost.pci-hole64-size=1"},
	{"7.2", "pci-hole64=2G", " -global i440FX-pcihost.pci-hole64-size=2147483648"},

	{"7.2", "firmware=seabios", ""},
	{"7.2", "firmware=qboot", " -bios qboot.rom"},
	{"7.2", "firmware=ovmf", " -bios /usr/share/ovmf/OVMF.fd"},

	/* Arguments are split as a shell would, and stand last. */
	{"7.2", "args='-device virtio-rng-pci'", " -device virtio-rng-pci"},
	{"7.2", "size=1G args='-name \"a b\" -x \"\"'", " -m size=1G -name 'a b' -x ''"},
	{"7.2", "args='-name a\\ b,$HOME;x'", " -name 'a b,$HOME;x'"},

	/* What is no business of QEMU's. */
	{"7.2", "timeout=1s", ""},
};

static char *line_of(const char *qemu, const char *text)
{
	struct engine_env env = {
		.emulator = make_emulator(qemu), .host_memory = HOST_MEMORY, .cancel_fd = -1};
	struct point *point = make_point(text);
	g_auto(GStrv) argv = qemu_argv(point, &env);

	point_free(point);
	return text_shell_line((const char *const *)argv);
}

START_TEST(a_point_becomes_a_command_line)
{
	g_autofree char *expected = g_strconcat(HEAD, LINES[_i].middle, TAIL, NULL);

	assert_text(line_of(LINES[_i].qemu, LINES[_i].point), expected);
}
END_TEST

START_TEST(binary_and_accelerator_are_as_asked_for)
{
	assert_text(line_of("7.2", "qemu='/opt/my qemu' accel=kvm"),
		    "'/opt/my qemu' -nodefaults -no-user-config -display none -accel kvm" TAIL);
}
END_TEST

START_TEST(kvm_does_not_take_the_width_of_the_host)
{
	assert_text(line_of("7.2", "accel=kvm cpu=EPYC phys-bits=40"),
		    "qemu-system-x86_64 -nodefaults -no-user-config -display none -accel kvm"
		    " -cpu EPYC,phys-bits=40,host-phys-bits=off" TAIL);
	assert_text(line_of("7.2", "accel=kvm cpu=EPYC"),
		    "qemu-system-x86_64 -nodefaults -no-user-config -display none -accel kvm"
		    " -cpu EPYC" TAIL);
}
END_TEST

START_TEST(the_engine_runs_the_same_command_line)
{
	struct engine_env env = {.emulator = make_emulator("7.2"), .cancel_fd = -1};
	struct point *point = make_point("machine=q35 size=2G slots=8 maxmem=22G phys-bits=36");
	g_auto(GStrv) argv = qemu_argv(point, &env);
	g_autofree char *line = text_shell_line((const char *const *)argv);

	assert_text(engine_qemu.command(point, &env), line);
	ck_assert(engine_qemu.check(point, NULL));
	ck_assert(engine_qemu.needs_qemu);
	point_free(point);
}
END_TEST

/* Through its loader by memroof, through one word by hand. */
START_TEST(a_release_of_the_fleet_is_started_as_it_says)
{
	char *words[] = {(char *)"/f/lib/ld.so", (char *)"/f/bin/qemu", NULL};
	char *environment[] = {(char *)"QEMU_MODULE_DIR=/f/modules", NULL};
	const struct launch launch = {words, environment, (char *)"/a fleet/qemu"};
	struct engine_env env = {
		.emulator = make_emulator("7.2"), .host_memory = HOST_MEMORY, .launch = &launch};
	struct point *point = make_point("qemu=7.2 size=1G");
	g_auto(GStrv) argv = qemu_argv(point, &env);

	assert_text(text_shell_line((const char *const *)argv),
		    "/f/lib/ld.so /f/bin/qemu -nodefaults -no-user-config -display none -accel tcg"
		    " -m size=1G" TAIL);
	assert_text(engine_qemu.command(point, &env),
		    "'/a fleet/qemu' -nodefaults -no-user-config -display none -accel tcg"
		    " -m size=1G" TAIL);
	ck_assert_ptr_eq(launch_environment(&launch), environment);
	ck_assert_ptr_null(launch_environment(NULL));
	point_free(point);
}
END_TEST

Suite *suite_argv(void)
{
	Suite *suite = suite_create("argv");
	TCase *tc = tcase_create("argv");

	tcase_add_loop_test(tc, a_point_becomes_a_command_line, 0, G_N_ELEMENTS(LINES));
	tcase_add_test(tc, binary_and_accelerator_are_as_asked_for);
	tcase_add_test(tc, kvm_does_not_take_the_width_of_the_host);
	tcase_add_test(tc, the_engine_runs_the_same_command_line);
	tcase_add_test(tc, a_release_of_the_fleet_is_started_as_it_says);
	suite_add_tcase(suite, tc);
	return suite;
}

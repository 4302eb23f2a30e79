/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/guest_argv.h"

#include "base/text.h"
#include "guest/protocol.h"
#include "vm/backend.h"
#include "vm/plug_qmp.h"

/*
 * With earlyprintk, which must stand before quiet, the kernel's first bytes come as soon as it has
 * been entered. Only the last two save time under TCG, a third of a second each.
 */
#define KERNEL_ARGUMENTS                                                                           \
	"console=ttyS0 earlyprintk=ttyS0 quiet panic=-1 cryptomgr.notests noreplace-smp"

static void add_option(GPtrArray *argv, const char *option, const char *value)
{
	g_ptr_array_add(argv, g_strdup(option));
	g_ptr_array_add(argv, g_strdup(value));
}

/* Where a file is missing, a command line that is only shown has its name. */
static const char *path_or(const char *path, const char *name)
{
	return path != NULL ? path : name;
}

/* hw/i386/pc_piix.c, pc_q35.c: pvh_enabled is off up to machine type 3.1. */
static gboolean knows_pvh(const struct point *point, const struct engine_env *env)
{
	struct machine_kind kind = machine_kind(
		env->emulator.machine != NULL ? env->emulator.machine : point->machine);

	return !kind.versioned || version_at_least(kind.version, 4, 0);
}

static void add_boot_guest(GPtrArray *argv, const struct guest_files *guests,
			   const struct point *point, const struct engine_env *env)
{
	const char *path = path_or(guests->boot_elf, "boot.elf");

	if (point_uses_uefi(point))
		path = path_or(guests->boot_efi, "boot.efi");
	else if (!knows_pvh(point, env))
		path = path_or(guests->boot_multiboot, "boot-multiboot.elf");
	add_option(argv, "-kernel", path);
	add_option(argv, "-device",
		   "isa-debugcon,iobase=" G_STRINGIFY(GUEST_CONSOLE_PORT) ",chardev=console");
}

static void add_linux_guest(GPtrArray *argv, const struct guest_files *guests,
			    const struct point *point, const struct engine_env *env)
{
	gboolean packed = point_uses_uefi(point) || !knows_pvh(point, env);
	gboolean plug = point_proof(point) == PROOF_PLUG;
	g_autofree char *arguments =
		g_strdup_printf("%s%s%s", KERNEL_ARGUMENTS,
				plug ? " memhp_default_state=online memroof.follow" : "",
				point->disk != UNSET ? " memroof.write" : "");

	add_option(argv, "-serial", "chardev:console");
	if (point_boots_from_disk(point))
		return;
	add_option(argv, "-kernel",
		   packed ? path_or(guests->vmlinuz, "vmlinuz")
			  : path_or(guests->vmlinux, "vmlinux"));
	add_option(argv, "-initrd", path_or(guests->initramfs, "initramfs.cpio"));
	add_option(argv, "-append", arguments);
}

static void add_virtio_mem(GPtrArray *argv, const struct point *point, const struct engine_env *env)
{
	g_autofree char *backend = backend_option(backend_type_plugged(point, env), PLUG_BACKEND_ID,
						  plug_total(point));

	add_option(argv, "-object", backend);
	add_option(argv, "-device",
		   "virtio-mem-pci,id=" PLUG_DEVICE_ID ",memdev=" PLUG_BACKEND_ID
		   ",requested-size=0");
}

void guest_argv_add(GPtrArray *argv, const struct point *point, const struct engine_env *env)
{
	static const struct guest_files none;
	const struct guest_files *guests = env->guests != NULL ? env->guests : &none;

	g_ptr_array_add(argv, g_strdup("-no-reboot"));
	add_option(argv, "-chardev", "file,id=console,path=/dev/fd/3,append=on");
	if (point_proof(point) == PROOF_BOOT)
		add_boot_guest(argv, guests, point, env);
	else
		add_linux_guest(argv, guests, point, env);
	add_option(argv, "-device",
		   "isa-debug-exit,iobase=" G_STRINGIFY(GUEST_EXIT_PORT) ",iosize=4");
	if (point_proof(point) == PROOF_PLUG && point_uses_virtio_mem(point) &&
	    plug_total(point) > 0)
		add_virtio_mem(argv, point, env);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/qemu_argv.h"

#include "base/size.h"
#include "base/text.h"
#include "model/machine.h"
#include "vm/backend.h"
#include "vm/guest_argv.h"

#include <string.h>

#define RAM_ID "ram0"

static void add(GPtrArray *argv, const char *word)
{
	g_ptr_array_add(argv, g_strdup(word));
}

/* Adds "-option value" and takes @value over. */
static void add_option(GPtrArray *argv, const char *option, char *value)
{
	add(argv, option);
	g_ptr_array_add(argv, value);
}

static void add_backend(GPtrArray *argv, const char *type, const char *id, uint64_t size)
{
	add_option(argv, "-object", backend_option(type, id, size));
}

/* A machine left to QEMU stays so: -machine takes properties without a type. */
static void add_machine(GPtrArray *argv, const struct point *point, const struct engine_env *env)
{
	const char *type = backend_type(point, env, point_size(point));

	if (type != NULL) {
		add_option(argv, "-machine",
			   g_strdup_printf("%s%smemory-backend=%s",
					   point->machine != NULL ? point->machine : "",
					   point->machine != NULL ? "," : "", RAM_ID));
		add_backend(argv, type, RAM_ID, round_up(point_size(point), SIZE_GRANULARITY));
	} else if (point->machine != NULL) {
		add_option(argv, "-machine", g_strdup(point->machine));
	}
}

/* A forced width needs a CPU model to hang on: the machine's own default, unless one was named. */
static void add_cpu(GPtrArray *argv, const struct point *point)
{
	const char *cpu = point->cpu;
	gboolean kvm = g_strcmp0(point->accel, "kvm") == 0;

	if (cpu == NULL && point->phys_bits == UNSET)
		return;
	if (cpu == NULL)
		cpu = machine_kind(point->machine).family == FAMILY_ISAPC ? "486" : "qemu64";
	if (point->phys_bits == UNSET)
		add_option(argv, "-cpu", g_strdup(cpu));
	else
		/* Under KVM some models take the host's width unless told not to. */
		add_option(argv, "-cpu",
			   g_strdup_printf("%s,phys-bits=%" G_GUINT64_FORMAT "%s", cpu,
					   point->phys_bits, kvm ? ",host-phys-bits=off" : ""));
}

static void add_memory(GPtrArray *argv, const struct point *point)
{
	GString *text = g_string_new(NULL);

	if (point->size != UNSET) {
		g_autofree char *size = qemu_size(point->size);

		g_string_append_printf(text, ",size=%s", size);
	}
	if (point->slots != UNSET)
		g_string_append_printf(text, ",slots=%" G_GUINT64_FORMAT, point->slots);
	if (point->maxmem != UNSET) {
		g_autofree char *maxmem = qemu_size(point->maxmem);

		g_string_append_printf(text, ",maxmem=%s", maxmem);
	}
	if (text->len > 0)
		add_option(argv, "-m", g_strdup(text->str + 1));
	g_string_free(text, TRUE);
}

static void add_hole(GPtrArray *argv, const struct point *point)
{
	if (point->pci_hole64 != UNSET)
		add_option(argv, "-global",
			   g_strdup_printf("%s=%" G_GUINT64_FORMAT,
					   machine_hole64_property(point->machine),
					   point->pci_hole64));
}

static void add_firmware(GPtrArray *argv, const struct point *point)
{
	const char *firmware = point->firmware;

	if (firmware == NULL || strcmp(firmware, "seabios") == 0)
		return; /* QEMU's own choice */
	if (strcmp(firmware, "qboot") == 0)
		firmware = "qboot.rom";
	else if (strcmp(firmware, "ovmf") == 0)
		firmware = OVMF_PATH;
	add_option(argv, "-bios", g_strdup(firmware));
}

static void add_more(GPtrArray *argv, const struct point *point)
{
	g_auto(GStrv) words = NULL;

	if (point->args == NULL || !g_shell_parse_argv(point->args, NULL, &words, NULL))
		return;
	for (char **word = words; *word != NULL; word++)
		add(argv, *word);
}

static void add_bar(GPtrArray *argv, const struct point *point)
{
	if (point->bar != UNSET)
		add_option(argv, "-device",
			   g_strdup_printf("pci-testdev,membar=%" G_GUINT64_FORMAT, point->bar));
}

static void add_disk(GPtrArray *argv, const struct point *point, const struct engine_env *env)
{
	if (point->disk == UNSET)
		return;
	add_option(argv, "-drive",
		   g_strdup_printf("file=%s,format=qcow2,if=none,id=disk0",
				   env->disk != NULL ? env->disk : "disk.qcow2"));
	add_option(argv, "-device", g_strdup("virtio-blk-pci,drive=disk0"));
}

static void add_program(GPtrArray *argv, const struct point *point, const struct engine_env *env)
{
	const char *const by_name[] = {point->qemu != NULL ? point->qemu : "qemu-system-x86_64",
				       NULL};
	const char *const *words =
		env->launch != NULL ? (const char *const *)env->launch->words : by_name;

	for (; *words != NULL; words++)
		add(argv, *words);
}

char **qemu_argv(const struct point *point, const struct engine_env *env)
{
	GPtrArray *argv = g_ptr_array_new();

	add_program(argv, point, env);
	add(argv, "-nodefaults");
	add(argv, "-no-user-config");
	add_option(argv, "-display", g_strdup("none"));
	add_option(argv, "-accel", g_strdup(point->accel != NULL ? point->accel : "tcg"));
	add_machine(argv, point, env);
	add_cpu(argv, point);
	add_memory(argv, point);
	add_hole(argv, point);
	add_firmware(argv, point);
	add_bar(argv, point);
	add_disk(argv, point, env);
	if (point_proof(point) > PROOF_ACCEPT)
		guest_argv_add(argv, point, env);
	add_more(argv, point);
	add(argv, "-S");
	add_option(argv, "-qmp", g_strdup("stdio"));
	g_ptr_array_add(argv, NULL);
	return (char **)g_ptr_array_free(argv, FALSE);
}

/* What was started through a loader is shown as the one word that does the same. */
static char *shell_line(const struct launch *launch, char *const *argv)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new();

	if (launch != NULL) {
		g_ptr_array_add(words, launch->program);
		argv += g_strv_length(launch->words);
	}
	for (; *argv != NULL; argv++)
		g_ptr_array_add(words, *argv);
	g_ptr_array_add(words, NULL);
	return text_shell_line((const char *const *)words->pdata);
}

char *qemu_command_line(const struct point *point, const struct engine_env *env, char *const *argv)
{
	g_autofree char *line = shell_line(env->launch, argv);

	if (point_proof(point) == PROOF_ACCEPT)
		return g_steal_pointer(&line);
	/* The guest's console is descriptor 3, and somebody has to say that it may run. */
	return g_strdup_printf("%s 3>&2 <<< '{\"execute\": \"qmp_capabilities\"} {\"execute\": "
			       "\"cont\"}'",
			       line);
}

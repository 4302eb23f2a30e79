/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "files/qemu_cpu.h"

#include "files/format.h"
#include "files/qemu_numbers.h"

#include <string.h>

/* What of a CPU is about its width, and is no part of the point's cpu. */
static gboolean is_about_width(const char *key)
{
	return g_str_has_suffix(key, "phys-bits") || g_str_has_suffix(key, "phys-bits-limit") ||
	       g_str_has_suffix(key, "phys_bits");
}

static gboolean is_kvm(const char *accelerators)
{
	return accelerators != NULL &&
	       (strcmp(accelerators, "kvm") == 0 || g_str_has_prefix(accelerators, "kvm:"));
}

gboolean cpu_uses_kvm(const struct qemu_settings *settings)
{
	const struct qemu_option *of_machine =
		qemu_settings_merged(settings, "machine", "accel", NULL);

	for (unsigned i = 0; i < settings->groups->len; i++) {
		const struct qemu_group *group = qemu_settings_group(settings, i);

		/* The first accelerator is tried first. */
		if (strcmp(group->name, "enable-kvm") == 0)
			return TRUE;
		if (strcmp(group->name, "accel") == 0)
			return is_kvm(qemu_group_value(group, "accel"));
	}
	return of_machine != NULL && is_kvm(of_machine->value);
}

/* TRUE for the CPU models that are the host's. TCG's "max" is a model of QEMU's own. */
static gboolean is_hosts(const struct qemu_settings *settings, gboolean cpu_elsewhere)
{
	const struct qemu_group *cpu = qemu_settings_last(settings, "cpu");
	const char *model = cpu == NULL ? NULL : qemu_group_value(cpu, "model");

	if (model == NULL)
		return cpu == NULL && cpu_elsewhere;
	return strcmp(model, "host") == 0 || (strcmp(model, "max") == 0 && cpu_uses_kvm(settings));
}

/* A property of the CPU: -cpu wins against -global of its model, and of any CPU. */
static const struct qemu_option *property(const struct qemu_settings *settings, const char *name)
{
	const struct qemu_group *cpu = qemu_settings_last(settings, "cpu"), *global = NULL;
	const struct qemu_option *option = cpu == NULL ? NULL : qemu_group_find(cpu, name);
	const char *model = cpu == NULL ? NULL : qemu_group_value(cpu, "model");

	if (option != NULL)
		return option;
	if (model != NULL) {
		g_autofree char *driver = g_strconcat(model, "-" ANY_CPU, NULL);

		global = qemu_settings_global(settings, driver, name);
	}
	if (global == NULL)
		global = qemu_settings_global(settings, ANY_CPU, name);
	return global == NULL ? NULL : qemu_group_find(global, "value");
}

gboolean cpu_width_is_hosts(const struct qemu_settings *settings, gboolean cpu_elsewhere)
{
	const struct qemu_option *option = property(settings, "host-phys-bits");
	const struct qemu_group *cpu = qemu_settings_last(settings, "cpu");
	const char *model = cpu == NULL ? NULL : qemu_group_value(cpu, "model");
	gboolean flag;

	if (!cpu_uses_kvm(settings) && g_strcmp0(model, "host") != 0)
		return FALSE;
	if (option != NULL && option->value != NULL && qemu_flag_parse(option->value, &flag))
		return flag;
	return is_hosts(settings, cpu_elsewhere);
}

static gboolean read_width(struct config *config, const struct qemu_settings *settings,
			   gboolean cpu_elsewhere, GError **error)
{
	const struct qemu_option *option = property(settings, "phys-bits");
	gboolean of_host = cpu_width_is_hosts(settings, cpu_elsewhere);
	uint64_t bits;

	if (option == NULL)
		return TRUE;
	if (option->is_unknown) {
		config_remark(config, REMARK_UNCLEAR, option->line,
			      "phys-bits is %s, which only the shell knows that runs this",
			      option->value);
		return TRUE;
	}
	if (option->value == NULL || !qemu_number_parse(option->value, &bits) || bits > UINT32_MAX)
		return config_error(config, option->line, error,
				    "phys-bits: '%s' is no number of bits: expected 32 to 52",
				    option->value != NULL ? option->value : "");
	if (of_host)
		config_remark(config, REMARK_IN_VAIN, option->line,
			      "phys-bits=%s does nothing without host-phys-bits=off: this CPU has "
			      "the host's width",
			      option->value);
	else if (bits != 0)
		config->point->phys_bits = bits;
	return TRUE;
}

/* The model with all its properties but the width's, as -cpu takes them. */
static char *model_text(struct config *config, const struct qemu_group *cpu)
{
	GString *text = g_string_new(qemu_group_value(cpu, "model"));

	for (unsigned i = 0; i < cpu->options->len; i++) {
		const struct qemu_option *option = qemu_group_option(cpu, i);

		if (strcmp(option->key, "model") == 0 || is_about_width(option->key))
			continue;
		if (option->is_unknown) {
			config_remark(config, REMARK_UNCLEAR, option->line,
				      "-cpu %s=%s is known only to the shell that runs this",
				      option->key, option->value);
			continue;
		}
		g_string_append_printf(text, ",%s", option->key);
		if (option->value != NULL)
			g_string_append_printf(text, "=%s", option->value);
	}
	return g_string_free(text, FALSE);
}

static void remark_limit(struct config *config, const struct qemu_settings *settings)
{
	const struct qemu_option *option = property(settings, "host-phys-bits-limit");
	uint64_t bits;

	if (option != NULL && option->value != NULL &&
	    (!qemu_number_parse(option->value, &bits) || bits != 0))
		config_remark(config, REMARK_UNCLEAR, option->line,
			      "host-phys-bits-limit=%s: the CPU has the host's width, but no more "
			      "than that",
			      option->value);
}

gboolean cpu_read(struct config *config, const struct qemu_settings *settings,
		  gboolean cpu_elsewhere, GError **error)
{
	const struct qemu_group *cpu = qemu_settings_last(settings, "cpu");
	const struct qemu_option *model = cpu == NULL ? NULL : qemu_group_find(cpu, "model");

	config->host_cpu = is_hosts(settings, cpu_elsewhere);
	if (model != NULL && model->is_unknown)
		config_remark(config, REMARK_UNCLEAR, model->line,
			      "the CPU is %s, which only the shell knows that runs this",
			      model->value);
	else if (model != NULL && !config->host_cpu)
		config->point->cpu = model_text(config, cpu);
	if (!read_width(config, settings, cpu_elsewhere, error))
		return FALSE;
	if (cpu_width_is_hosts(settings, cpu_elsewhere)) {
		config->host_cpu = TRUE;
		remark_limit(config, settings);
	}
	return TRUE;
}

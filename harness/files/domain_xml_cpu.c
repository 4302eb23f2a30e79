/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The CPU of a domain, as libvirt 9.0 hands it to QEMU (src/qemu/qemu_command.c:
 * qemuBuildCpuModelArgStr). */
#include "files/domain_xml.h"

#include "model/keys.h"

#include <string.h>

/* The CPU features that decide about the address space, in QEMU's spelling, which is libvirt's. */
static gboolean decides(const char *feature)
{
	static const char *const words[] = {"lm", "pae", "pse36", "pdpe1gb", NULL};

	return g_strv_contains(words, feature);
}

/* Models that libvirt knows and QEMU does not: libvirt starts the nearest one. */
static const char *qemu_model(const char *model)
{
	if (g_str_has_prefix(model, "cpu64-rhel"))
		return "kvm64";
	return model;
}

/* Adds what a <feature> does to the words for -cpu. */
static gboolean read_feature(struct config *config, const struct element *feature, GString *words,
			     GError **error)
{
	const char *name = element_get(feature, "name");
	const char *policy = element_get(feature, "policy");

	if (policy == NULL)
		policy = "require";
	if (name == NULL)
		return config_error(config, feature->line, error, "feature: expected a name");
	if (!decides(name))
		return TRUE;
	if (strcmp(policy, "require") == 0 || strcmp(policy, "force") == 0)
		g_string_append_printf(words, ",%s=on", name);
	else if (strcmp(policy, "disable") == 0 || strcmp(policy, "forbid") == 0)
		g_string_append_printf(words, ",%s=off", name);
	else if (strcmp(policy, "optional") == 0)
		config_remark(config, REMARK_UNCLEAR, feature->line,
			      "feature %s: optional, so that the host decides about it", name);
	else
		return config_error(config, feature->line, error,
				    "feature policy '%.60s': expected force, require, optional, "
				    "disable or forbid",
				    policy);
	return TRUE;
}

static gboolean read_features(struct config *config, const struct element *cpu, GString *words,
			      GError **error)
{
	for (unsigned i = 0; i < cpu->children->len; i++) {
		const struct element *child = cpu->children->pdata[i];

		if (element_is(child, "feature") && !read_feature(config, child, words, error))
			return FALSE;
	}
	return TRUE;
}

/* A model in full, which stands for itself. */
static gboolean read_model(struct config *config, const struct element *cpu, GError **error)
{
	const struct element *model = element_child(cpu, "model");
	const char *match = element_get(cpu, "match");
	g_autoptr(GString) words = g_string_new(NULL);

	if (g_strcmp0(match, "minimum") == 0) {
		config->host_cpu = TRUE;
		return TRUE;
	}
	if (match != NULL && strcmp(match, "exact") != 0 && strcmp(match, "strict") != 0)
		return config_error(config, cpu->line, error,
				    "cpu match '%.60s': expected exact, strict or minimum", match);
	if (model == NULL || model->text->len == 0)
		return TRUE;
	if (strcspn(model->text->str, ", \t\r\n'\"") != model->text->len)
		return config_error(config, model->line, error,
				    "cpu model '%.60s': expected a name", model->text->str);
	g_string_append(words, qemu_model(model->text->str));
	if (!read_features(config, cpu, words, error))
		return FALSE;
	config->point->cpu = g_strdup(words->str);
	return TRUE;
}

static gboolean read_mode(struct config *config, const struct element *cpu, GError **error)
{
	const char *mode = element_get(cpu, "mode");

	if (mode == NULL || strcmp(mode, "custom") == 0)
		return read_model(config, cpu, error);
	/* QEMU's max is the host's CPU under KVM, with the host's width. */
	if (strcmp(mode, "maximum") == 0 && !domain_is_kvm(config->places)) {
		g_autoptr(GString) words = g_string_new("max");

		if (!read_features(config, cpu, words, error))
			return FALSE;
		config->point->cpu = g_strdup(words->str);
		return TRUE;
	}
	if (strcmp(mode, "maximum") != 0 && strcmp(mode, "host-passthrough") != 0 &&
	    strcmp(mode, "host-model") != 0)
		return config_error(config, cpu->line, error,
				    "cpu mode '%.60s': expected custom, host-model, "
				    "host-passthrough or maximum",
				    mode);
	if (strcmp(mode, "host-passthrough") == 0 && !domain_is_kvm(config->places))
		config_remark(config, REMARK_IN_VAIN, cpu->line,
			      "cpu mode host-passthrough: libvirt gives it to domains of type kvm "
			      "only");
	config->host_cpu = TRUE;
	return TRUE;
}

static gboolean read_width(struct config *config, GError **error)
{
	const struct element *width = ((const struct domain *)config->places)->max_phys_addr;
	const char *mode = element_get(width, "mode");

	if (width == NULL)
		return TRUE;
	if (g_strcmp0(mode, "emulate") == 0) {
		if (element_get(width, "bits") == NULL)
			return config_error(config, width->line, error,
					    "maxphysaddr: mode emulate needs bits");
		if (element_get(width, "limit") != NULL)
			config_remark(config, REMARK_IN_VAIN, width->line,
				      "maxphysaddr: limit is for mode passthrough");
		return domain_read_count(config, width, "bits", 1, key_find("phys-bits")->max,
					 &config->point->phys_bits, error);
	}
	if (g_strcmp0(mode, "passthrough") != 0)
		return config_error(config, width->line, error,
				    "maxphysaddr mode '%.60s': expected emulate or passthrough",
				    mode != NULL ? mode : "");
	if (element_get(width, "bits") != NULL)
		return config_error(config, width->line, error,
				    "maxphysaddr: bits are for mode emulate");
	if (element_get(width, "limit") != NULL)
		config_remark(config, REMARK_UNCLEAR, width->line,
			      "maxphysaddr: the host's width, but no more than the limit, which "
			      "libvirt knows from 9.3 on");
	else if (!config->host_cpu)
		config_remark(config, REMARK_UNCLEAR, width->line,
			      "maxphysaddr: the CPU gets the width of whichever host runs it");
	return TRUE;
}

gboolean domain_read_cpu(struct config *config, GError **error)
{
	struct domain *domain = config->places;

	if (domain->cpu == NULL)
		return TRUE;
	domain->max_phys_addr = element_child(domain->cpu, "maxphysaddr");
	return read_mode(config, domain->cpu, error) && read_width(config, error);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/machine.h"

#include <stdio.h>
#include <string.h>

#define ALL "all "

gboolean version_parse(const char *text, struct version *version)
{
	*version = (struct version){0};
	return sscanf(text, "%u.%u.%u", &version->major, &version->minor, &version->micro) >= 2;
}

int version_compare(struct version a, struct version b)
{
	if (a.major != b.major)
		return a.major < b.major ? -1 : 1;
	if (a.minor != b.minor)
		return a.minor < b.minor ? -1 : 1;
	return (a.micro > b.micro) - (a.micro < b.micro);
}

gboolean version_at_least(struct version version, unsigned major, unsigned minor)
{
	return version.major > major || (version.major == major && version.minor >= minor);
}

gboolean machine_is_all(const char *machine)
{
	return g_str_has_prefix(machine, ALL);
}

char *machine_of_all(const char *all, const char *type)
{
	return g_strconcat(type, all + strcspn(all, ","), NULL);
}

struct machine_kind machine_kind(const char *machine)
{
	static const struct {
		const char *prefix;
		enum machine_family family;
	} prefixes[] = {{"pc-q35-", FAMILY_Q35}, {"pc-i440fx-", FAMILY_PC}, {"pc-", FAMILY_PC}};
	struct machine_kind kind = {.family = FAMILY_OTHER};
	g_autofree char *type = NULL;

	if (machine != NULL && machine_is_all(machine))
		machine += strlen(ALL);
	type = g_strdup(machine != NULL ? machine : "pc");
	type[strcspn(type, ",")] = '\0';
	for (unsigned i = 0; i < G_N_ELEMENTS(prefixes); i++) {
		if (!g_str_has_prefix(type, prefixes[i].prefix))
			continue;
		kind.family = prefixes[i].family;
		kind.versioned = version_parse(type + strlen(prefixes[i].prefix), &kind.version);
		return kind;
	}
	if (strcmp(type, "pc") == 0)
		kind.family = FAMILY_PC;
	else if (strcmp(type, "q35") == 0)
		kind.family = FAMILY_Q35;
	else if (strcmp(type, "isapc") == 0)
		kind.family = FAMILY_ISAPC;
	return kind;
}

int machine_by_age(const void *a, const void *b)
{
	const char *x = *(const char *const *)a, *y = *(const char *const *)b;
	int order = version_compare(machine_kind(x).version, machine_kind(y).version);

	return order != 0 ? order : strcmp(x, y);
}

const char *machine_hole64_property(const char *machine)
{
	switch (machine_kind(machine).family) {
	case FAMILY_PC:
		return "i440FX-pcihost.pci-hole64-size";
	case FAMILY_Q35:
		return "q35-pcihost.pci-hole64-size";
	default:
		return NULL;
	}
}

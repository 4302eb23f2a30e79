/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/cpu.h"

#include "model/options.h"

#include <string.h>

/* The models without long mode, and the AMD ones among them. Everything else here is 64-bit. */
static const struct {
	const char *model;
	struct cpu_kind kind;
} SMALL_MODELS[] = {
	{"486", {.amd = FALSE}},
	{"pentium", {.amd = FALSE}},
	{"pentium2", {.pse36 = TRUE, .pae = TRUE}},
	{"pentium3", {.pse36 = TRUE, .pae = TRUE}},
	{"athlon", {.amd = TRUE, .pse36 = TRUE, .pae = TRUE}},
	{"qemu32", {.pae = TRUE}},
	{"kvm32", {.pse36 = TRUE, .pae = TRUE}},
	{"coreduo", {.pae = TRUE}},
	{"n270", {.pae = TRUE}},
};

/* Prefixes, because versioned models (EPYC-Rome-v2) keep their vendor. "max" is AMD under TCG. */
static const char *const AMD_PREFIXES[] = {"qemu64", "max", "phenom", "Opteron_", "EPYC"};

/* The 64-bit models without pages of 1 GiB. */
static const char *const SMALL_PAGES_PREFIXES[] = {
	"qemu64",         "kvm64",      "base",        "core2duo",   "Conroe",  "Penryn",
	"Nehalem",        "Westmere",   "SandyBridge", "IvyBridge",  "Haswell", "Broadwell",
	"Skylake-Client", "Opteron_G1", "Opteron_G2",  "Opteron_G3",
};

static struct cpu_kind model_kind(const char *model)
{
	struct cpu_kind kind = {.long_mode = TRUE, .pse36 = TRUE, .pae = TRUE, .pages_1g = TRUE};

	for (unsigned i = 0; i < G_N_ELEMENTS(SMALL_MODELS); i++) {
		const char *small = SMALL_MODELS[i].model;

		if (strcmp(model, small) == 0)
			return SMALL_MODELS[i].kind;
		if (g_str_has_prefix(model, small) && g_str_has_prefix(model + strlen(small), "-v"))
			return SMALL_MODELS[i].kind;
	}
	for (unsigned i = 0; i < G_N_ELEMENTS(AMD_PREFIXES); i++)
		if (g_str_has_prefix(model, AMD_PREFIXES[i]))
			kind.amd = TRUE;
	for (unsigned i = 0; i < G_N_ELEMENTS(SMALL_PAGES_PREFIXES); i++)
		if (g_str_has_prefix(model, SMALL_PAGES_PREFIXES[i]))
			kind.pages_1g = FALSE;
	return kind;
}

struct cpu_kind cpu_kind(const char *cpu, enum machine_family family)
{
	g_autofree char *model = g_strdup(cpu != NULL              ? cpu
					  : family == FAMILY_ISAPC ? "486"
								   : "qemu64");
	g_autofree char *vendor = options_get(cpu, "vendor");
	struct cpu_kind kind;

	model[strcspn(model, ",")] = '\0';
	kind = model_kind(model);
	if (vendor != NULL)
		kind.amd = strcmp(vendor, "AuthenticAMD") == 0;
	kind.long_mode = options_get_flag(cpu, "lm", kind.long_mode);
	kind.pse36 = options_get_flag(cpu, "pse36", kind.pse36);
	kind.pae = options_get_flag(cpu, "pae", kind.pae);
	kind.pages_1g = options_get_flag(cpu, "pdpe1gb", kind.pages_1g);
	return kind;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/facts.h"

#include "base/size.h"

#include <string.h>
#include <sys/utsname.h>
#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

/* The text behind "NAME<blanks>:" in a file such as /proc/meminfo, newly allocated, or NULL. */
static char *proc_field(const char *text, const char *name)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (char **line = lines; *line != NULL; line++) {
		char *colon = strchr(*line, ':');

		if (colon == NULL)
			continue;
		*colon = '\0';
		if (strcmp(g_strstrip(*line), name) == 0)
			return g_strdup(g_strstrip(colon + 1));
	}
	return NULL;
}

static char *read_file(const char *path)
{
	char *text = NULL;

	return g_file_get_contents(path, &text, NULL, NULL) ? text : g_strdup("");
}

static uint64_t kib_field(const char *meminfo, const char *name)
{
	g_autofree char *text = proc_field(meminfo, name);

	return text == NULL ? 0 : mul_saturated(g_ascii_strtoull(text, NULL, 10), KIB);
}

static void read_memory(struct host_facts *facts)
{
	g_autofree char *meminfo = read_file("/proc/meminfo");
	g_autofree char *overcommit = read_file("/proc/sys/vm/overcommit_memory");

	facts->memory = kib_field(meminfo, "MemTotal");
	facts->available = kib_field(meminfo, "MemAvailable");
	facts->swap = kib_field(meminfo, "SwapTotal");
	facts->overcommit = g_ascii_isdigit(*overcommit) ? *overcommit - '0' : -1;
}

static void read_cpu(struct host_facts *facts)
{
	g_autofree char *cpuinfo = read_file("/proc/cpuinfo");

	facts->cpu_vendor = proc_field(cpuinfo, "vendor_id");
	facts->cpu_model = proc_field(cpuinfo, "model name");
	if (facts->cpu_vendor == NULL)
		facts->cpu_vendor = g_strdup("");
	if (facts->cpu_model == NULL)
		facts->cpu_model = g_strdup("");
#if defined(__x86_64__) || defined(__i386__)
	unsigned eax, ebx, ecx, edx;

	if (__get_cpuid(0x80000008, &eax, &ebx, &ecx, &edx))
		facts->phys_bits = eax & 0xff;
#endif
}

void host_facts_read(struct host_facts *facts)
{
	struct utsname name;

	*facts = (struct host_facts){0};
	read_memory(facts);
	read_cpu(facts);
	if (uname(&name) == 0)
		facts->kernel =
			g_strdup_printf("%s %s %s", name.sysname, name.release, name.machine);
	else
		facts->kernel = g_strdup("");
}

void host_facts_clear(struct host_facts *facts)
{
	g_free(facts->cpu_vendor);
	g_free(facts->cpu_model);
	g_free(facts->kernel);
	*facts = (struct host_facts){0};
}

const char *overcommit_words(int overcommit)
{
	switch (overcommit) {
	case 0:
		return "heuristic: one mapping up to all memory and swap";
	case 1:
		return "always";
	case 2:
		return "never: nothing beyond the commit limit, reserved or not";
	default:
		return "unknown";
	}
}

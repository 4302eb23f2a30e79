/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/provenance.h"

#include "base/size.h"

#include <string.h>

static const char *const NAMES[N_PROVENANCE_NOTES] = {
	[PROVENANCE_MEMROOF] = "memroof",
	[PROVENANCE_MEASURED] = "measured",
	[PROVENANCE_HOST] = "host",
	[PROVENANCE_KERNEL] = "kernel",
	[PROVENANCE_ACCELERATOR] = "accelerator",
	[PROVENANCE_QEMU] = "qemu",
	[PROVENANCE_LIBVIRT] = "libvirt",
};

const char *provenance_name(enum provenance_note note)
{
	return NAMES[note];
}

void provenance_init(struct provenance *provenance)
{
	for (unsigned i = 0; i < N_PROVENANCE_NOTES; i++)
		provenance->values[i] =
			g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

void provenance_clear(struct provenance *provenance)
{
	for (unsigned i = 0; i < N_PROVENANCE_NOTES; i++)
		g_hash_table_unref(provenance->values[i]);
}

static void add(struct provenance *provenance, enum provenance_note note, const char *text)
{
	if (text != NULL && !g_hash_table_contains(provenance->values[note], text))
		g_hash_table_add(provenance->values[note], g_strdup(text));
}

static char *host_of(const struct run_row *run)
{
	GString *host = g_string_new(run->host_cpu_vendor);

	if (run->host_cpu_model != NULL)
		g_string_append_printf(host, "%s%s", host->len > 0 ? ", " : "",
				       run->host_cpu_model);
	if (run->host_phys_bits > 0)
		g_string_append_printf(host, ", %" G_GINT64_FORMAT " phys-bits",
				       run->host_phys_bits);
	if (run->host_memory > 0) {
		g_autofree char *memory = size_rounded((uint64_t)run->host_memory);

		g_string_append_printf(host, ", %s", memory);
	}
	return g_string_free(host, FALSE);
}

void provenance_add_run(struct provenance *provenance, const struct run_row *run)
{
	g_autofree char *host = host_of(run);

	add(provenance, PROVENANCE_MEMROOF, run->memroof_version);
	add(provenance, PROVENANCE_MEASURED, run->started);
	add(provenance, PROVENANCE_HOST, host);
	add(provenance, PROVENANCE_KERNEL, run->kernel);
}

void provenance_add_row(struct provenance *provenance, const struct point *point,
			const char *qemu_version, const char *qemu_package, const char *libvirt)
{
	const char *name = point->qemu != NULL ? point->qemu : "qemu-system-x86_64";
	g_autofree char *qemu = NULL;

	if (qemu_version != NULL && qemu_package != NULL && *qemu_package != '\0')
		qemu = g_strdup_printf("%s is %s (%s)", name, qemu_version, qemu_package);
	else if (qemu_version != NULL)
		qemu = g_strdup_printf("%s is %s", name, qemu_version);
	add(provenance, PROVENANCE_ACCELERATOR, point->accel != NULL ? point->accel : "tcg");
	add(provenance, PROVENANCE_QEMU, qemu);
	add(provenance, PROVENANCE_LIBVIRT, libvirt);
}

static int compare(const void *a, const void *b)
{
	return strverscmp(*(char *const *)a, *(char *const *)b);
}

void provenance_note(const struct provenance *provenance, struct reference *reference)
{
	for (unsigned i = 0; i < N_PROVENANCE_NOTES; i++) {
		unsigned n;
		g_autofree char **values =
			(char **)g_hash_table_get_keys_as_array(provenance->values[i], &n);

		qsort(values, n, sizeof(*values), compare);
		if (i == PROVENANCE_MEASURED && n > 1) {
			g_autofree char *span =
				g_strdup_printf("%s to %s", values[0], values[n - 1]);

			reference_add_note(reference, NAMES[i], span);
			continue;
		}
		for (unsigned j = 0; j < n; j++)
			reference_add_note(reference, NAMES[i], values[j]);
	}
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/engine.h"

#include "base/clock.h"

#define DEFAULT_TIMEOUT_MS 30000

static const struct engine *const ENGINES[] = {&engine_qemu, &engine_libvirt, &engine_fake};

const struct engine *engine_for(const struct point *point)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(ENGINES); i++)
		if (point_uses_engine(point, ENGINES[i]->name))
			return ENGINES[i];
	g_assert_not_reached(); /* the key table knows the names */
}

gboolean engine_daemonizes(const char *name)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(ENGINES); i++)
		if (g_strcmp0(ENGINES[i]->name, name) == 0)
			return ENGINES[i]->daemonizes;
	return FALSE;
}

void launch_free(struct launch *launch)
{
	if (launch == NULL)
		return;
	g_strfreev(launch->words);
	g_strfreev(launch->environment);
	g_free(launch->program);
	g_free(launch);
}

const char *const *launch_environment(const struct launch *launch)
{
	return launch != NULL ? (const char *const *)launch->environment : NULL;
}

void probe_result_init(struct probe_result *result)
{
	*result = (struct probe_result){
		.stage = STAGE_MACHINE,
		.used_gpa = UNSET,
		.phys_bits = UNSET,
		.base_memory = UNSET,
		.guest_phys_bits = UNSET,
		.guest_memory = UNSET,
		.guest_blocks = UNSET,
		.acpi_bytes = UNSET,
	};
	marks_init(&result->marks);
}

void probe_result_clear(struct probe_result *result)
{
	g_free(result->message);
	g_free(result->qemu_version);
	g_free(result->libvirt_version);
	g_free(result->machine_type);
	g_free(result->errors);
	g_free(result->command);
	g_free(result->console);
	if (result->plugs != NULL)
		g_array_unref(result->plugs);
	*result = (struct probe_result){0};
}

int64_t probe_timeout_ms(const struct point *point)
{
	return clock_scaled_ms(point->timeout != UNSET ? (int64_t)point->timeout
						       : DEFAULT_TIMEOUT_MS);
}

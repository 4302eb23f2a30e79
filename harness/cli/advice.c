/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/advice.h"

#include "base/size.h"
#include "run/verify.h"

#include <string.h>

/* What stands for the VM's devices while a way is tried. Each virtio device has a BAR like this,
 * and where the memory leaves no room for one the guest loses its disk. */
#define DEVICE_BAR MIB

static gboolean has_firmware(const struct point *point, const char *name)
{
	return g_strcmp0(point->firmware, name) == 0;
}

/* A guest that can have more memory and has no slots for DIMMs grows by virtio-mem. */
static gboolean grows_by_virtio_mem(const struct remedy *remedy)
{
	const struct point *point = remedy->point;

	return point->maxmem != UNSET &&
	       (remedy->kind == REMEDY_VIRTIO_MEM || point->slots == UNSET || point->slots == 0);
}

static struct point *shown_point(const struct remedy *remedy)
{
	struct point *point = point_copy(remedy->point);

	if (grows_by_virtio_mem(remedy)) {
		g_free(point->hotplug);
		point->hotplug = g_strdup("virtio-mem");
	}
	return point;
}

/* The engine that is asked for; --for libvirt alone does not start libvirt, which takes seconds. */
static struct point *tried_point(const struct way *way, const struct point *wanted)
{
	struct point *point = point_copy(way->remedy->point);
	g_autofree char *device = snippet_virtio_mem(way->shown);
	char *args;

	g_free(point->engine);
	point->engine = g_strdup(wanted->engine);
	if (point->bar == UNSET && !has_firmware(point, "qboot"))
		point->bar = DEVICE_BAR;
	/* engine libvirt has no way to add this beside its own devices, and the fake has none. */
	if (device == NULL || !point_uses_engine(point, "qemu"))
		return point;
	args = point->args != NULL ? g_strconcat(point->args, " ", device, NULL) : g_strdup(device);
	g_free(point->args);
	point->args = args;
	return point;
}

/* Why Incus cannot have a way, or NULL. */
static const char *incus_cannot(const struct remedy *remedy, const struct emulator *emulator)
{
	struct emulator own = {.version = emulator->version};
	struct layout_input in;
	struct layout layout;

	if (remedy->kind == REMEDY_MACHINE_PC)
		return "Incus puts its devices on PCIe";
	if (remedy->kind == REMEDY_WIDER_CPU)
		return "Incus gives its guests the host's CPU as it is";
	if (remedy->point->firmware != NULL || !layout_input_init(&in, remedy->point, &own))
		return NULL;
	layout_compute(&in, &layout);
	return remedy_leaves_ovmf_room(&in, &layout)
		       ? NULL
		       : "Incus boots OVMF, which finds no 32 GiB for PCI behind the memory "
			 "(--firmware seabios leaves that aside)";
}

static gboolean reaches(const struct remedy *remedy, const struct point *wanted)
{
	/* LESS_SIZE is less than what was asked for, whatever else was. */
	if (wanted->maxmem == UNSET)
		return remedy->kind != REMEDY_LESS_SIZE;
	return remedy_memory(remedy) >= wanted->maxmem;
}

void advice_begin(struct advice *advice, const struct point *wanted, enum snippet_target target,
		  const struct emulator *emulator, unsigned host_phys_bits)
{
	struct point *asked = point_copy(wanted);

	if (target == SNIPPET_LIBVIRT) {
		g_free(asked->engine);
		asked->engine = g_strdup("libvirt");
	}
	*advice = (struct advice){
		.wanted = wanted,
		.target = target,
		.ways = g_array_new(FALSE, TRUE, sizeof(struct way)),
		.remedies = remedies_to_reach(asked, emulator, host_phys_bits),
		.rows = g_ptr_array_new_with_free_func((GDestroyNotify)prober_row_free),
	};
	for (unsigned i = 0; i < advice->remedies->len; i++) {
		const struct remedy *remedy = advice->remedies->pdata[i];
		struct way way = {.remedy = remedy,
				  .shown = shown_point(remedy),
				  .reaches = reaches(remedy, wanted)};

		way.tried = tried_point(&way, wanted);
		if (target == SNIPPET_INCUS)
			way.unusable = incus_cannot(remedy, emulator);
		g_array_append_val(advice->ways, way);
	}
	point_free(asked);
}

void advice_clear(struct advice *advice)
{
	for (unsigned i = 0; i < advice->ways->len; i++) {
		point_free(g_array_index(advice->ways, struct way, i).shown);
		point_free(g_array_index(advice->ways, struct way, i).tried);
	}
	g_array_unref(advice->ways);
	g_ptr_array_unref(advice->remedies);
	g_ptr_array_unref(advice->rows);
}

gboolean advice_try(struct advice *advice, struct prober *prober, GError **error)
{
	g_autoptr(GPtrArray) points = g_ptr_array_new();
	unsigned next = 0;

	for (unsigned i = 0; i < advice->ways->len; i++) {
		const struct way *way = &g_array_index(advice->ways, struct way, i);

		if (way->unusable == NULL)
			g_ptr_array_add(points, way->tried);
	}
	if (!verify_points(prober, points, g_get_num_processors(), advice->rows, error))
		return FALSE;
	for (unsigned i = 0; i < advice->ways->len; i++) {
		struct way *way = &g_array_index(advice->ways, struct way, i);

		if (way->unusable == NULL)
			way->row = advice->rows->pdata[next++];
	}
	return TRUE;
}

const char *advice_obstacle(const struct advice *advice)
{
	const struct probe_row *row = NULL;

	for (unsigned i = 0; i < advice->rows->len; i++) {
		row = advice->rows->pdata[i];
		if (row->outcome != OUTCOME_BROKEN)
			return NULL;
	}
	return row != NULL ? row->message : NULL;
}

gboolean way_is_verified(const struct way *way)
{
	return way->row != NULL && way->row->outcome == OUTCOME_ACCEPTED;
}

gboolean way_is_refuted(const struct way *way)
{
	return way->row != NULL && outcome_says_no(way->row->outcome, way->row->stage);
}

gboolean way_is_offered(const struct way *way)
{
	return way->unusable == NULL && !way_is_refuted(way);
}

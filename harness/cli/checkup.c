/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/checkup.h"

#include "base/size.h"
#include "run/verify.h"

#include <string.h>

/* The model goes by the file's own firmware, also where another one is tried. */
static void compute(struct checkup *it)
{
	it->known = layout_input_init(&it->input, it->asked, &it->emulator);
	if (!it->known)
		return;
	layout_compute(&it->input, &it->layout);
	it->prediction = predict(&it->input, NULL);
}

/* OVMF's own needs go beyond QEMU's: docs/starts-but-does-not-boot.md. */
static gboolean lacks_room_for_ovmf(const struct checkup *it, const struct point *point)
{
	struct layout_input input;
	struct layout layout;

	if (g_strcmp0(it->asked->firmware, "ovmf") != 0 ||
	    !layout_input_init(&input, point, &it->emulator))
		return FALSE;
	layout_compute(&input, &layout);
	return predict(&input, NULL).outcome == OUTCOME_TIMEOUT ||
	       !remedy_leaves_ovmf_room(&input, &layout);
}

static char *ovmf_words(const struct checkup *it)
{
	if (!lacks_room_for_ovmf(it, it->asked))
		return NULL;
	return g_strdup_printf("OVMF finds no 32 GiB for PCI behind the memory, and %s (not tried; "
			       "--firmware ovmf tries it)",
			       it->prediction.outcome == OUTCOME_TIMEOUT ? "hangs"
									 : "loses devices");
}

/* What hotplug leaves for memory devices: bytes, and slots. */
static uint64_t device_room(const struct point *point)
{
	uint64_t size = point_size(point);

	return point->maxmem != UNSET && point->maxmem > size ? point->maxmem - size : 0;
}

static uint64_t device_slots(const struct point *point)
{
	return point->slots != UNSET ? point->slots : 0;
}

/* Devices that are there from the start need their room and their slots. */
static gboolean has_room_for_devices(const struct config *config, const struct point *point)
{
	return config->plugged <= device_room(point) && config->dimms <= device_slots(point);
}

static char *crowding_words(const struct config *config)
{
	const struct point *point = config->point;
	g_autofree char *plugged = size_human(config->plugged);
	g_autofree char *left = size_human(device_room(point));

	if (has_room_for_devices(config, point))
		return NULL;
	if (config->plugged > device_room(point))
		return g_strdup_printf("its memory devices have %s, and maxmem leaves %s for them",
				       plugged, left);
	return g_strdup_printf("it has %" G_GUINT64_FORMAT " DIMMs and %" G_GUINT64_FORMAT " slots",
			       config->dimms, device_slots(point));
}

struct checkup *checkup_new(struct config *config, const struct point *given,
			    const struct session *session)
{
	struct checkup *it = g_new0(struct checkup, 1);

	it->config = config;
	it->fixes = g_array_new(FALSE, TRUE, sizeof(struct fix));
	checkup_ask(it, given, session);
	compute(it);
	it->doubt = crowding_words(config);
	if (it->doubt == NULL && given->firmware == NULL)
		it->doubt = ovmf_words(it);
	return it;
}

static void fix_clear(struct fix *fix)
{
	point_free(fix->tried);
	g_free(fix->text);
	g_free(fix->obstacle);
}

void checkup_free(struct checkup *it)
{
	for (unsigned i = 0; i < it->fixes->len; i++)
		fix_clear(&g_array_index(it->fixes, struct fix, i));
	g_array_unref(it->fixes);
	g_clear_pointer(&it->remedies, g_ptr_array_unref);
	point_free(it->asked);
	point_free(it->tried);
	config_free(it->config);
	g_free(it->doubt);
	g_free(it);
}

const struct remark *checkup_missing(const struct checkup *it)
{
	for (unsigned i = 0; i < it->config->remarks->len; i++) {
		const struct remark *remark = it->config->remarks->pdata[i];

		if (remark->kind == REMARK_MISSING)
			return remark;
	}
	return NULL;
}

enum reason checkup_reason(const struct checkup *it)
{
	return it->row != NULL ? it->row->reason : it->prediction.reason;
}

enum verdict_on_file checkup_verdict(const struct checkup *it)
{
	const struct probe_row *row = it->row;

	if (checkup_missing(it) != NULL || (row == NULL && !it->known))
		return FILE_OPEN;
	/* A file may be of another host, whose QEMU has it. */
	if (checkup_reason(it) == REASON_MACHINE_UNKNOWN)
		return FILE_OPEN;
	if (row != NULL && row->outcome != OUTCOME_ACCEPTED)
		return outcome_says_no(row->outcome, row->stage) ? FILE_DOES_NOT : FILE_OPEN;
	if (it->doubt != NULL || (row == NULL && it->prediction.outcome != OUTCOME_ACCEPTED))
		return FILE_DOES_NOT;
	return FILE_STARTS;
}

/* Another machine and another kind of device are more than a change of values: advise has those. */
static gboolean is_change_of_values(enum remedy_kind kind)
{
	return kind == REMEDY_FEWER_SLOTS || kind == REMEDY_LESS_MAXMEM ||
	       kind == REMEDY_SMALLER_HOLE || kind == REMEDY_WIDER_CPU ||
	       kind == REMEDY_NO_HOTPLUG || kind == REMEDY_LESS_SIZE;
}

/* What the file is to say: its own values but for those that the remedy changes. */
static struct point *wanted_point(const struct checkup *it, const struct remedy *remedy)
{
	struct point *wanted = point_copy(it->config->point);
	const struct {
		uint64_t before, after, *target;
	} values[] = {
		{it->asked->size, remedy->point->size, &wanted->size},
		{it->asked->slots, remedy->point->slots, &wanted->slots},
		{it->asked->maxmem, remedy->point->maxmem, &wanted->maxmem},
		{it->asked->pci_hole64, remedy->point->pci_hole64, &wanted->pci_hole64},
		{it->asked->phys_bits, remedy->point->phys_bits, &wanted->phys_bits},
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(values); i++)
		if (values[i].before != values[i].after)
			*values[i].target = values[i].after;
	return wanted;
}

static void add_fix(struct checkup *it, const struct remedy *remedy)
{
	struct point *wanted = wanted_point(it, remedy);
	GError *error = NULL;
	struct fix *fix;

	g_array_set_size(it->fixes, it->fixes->len + 1);
	fix = &g_array_index(it->fixes, struct fix, it->fixes->len - 1);
	fix->remedy = remedy;
	fix->tried = point_copy(remedy->point);
	g_free(fix->tried->firmware);
	fix->tried->firmware = g_strdup(it->tried->firmware);
	fix->text = config_rewrite_bytes(it->config, wanted, &fix->length, &error);
	if (fix->text == NULL) {
		fix->obstacle = g_strdup(error->message);
		g_error_free(error);
	}
	point_free(wanted);
}

/* A width can only be changed where the file forces one, and up to what this host has. */
static void find_fixes(struct checkup *it, const struct session *session)
{
	gboolean own_width = it->config->point->phys_bits != UNSET &&
			     it->config->point->phys_bits == it->asked->phys_bits;

	if (!it->known || checkup_verdict(it) != FILE_DOES_NOT)
		return;
	it->remedies =
		remedies_for(it->asked, &it->emulator, own_width ? session->facts.phys_bits : 0);
	for (unsigned i = 0; i < it->remedies->len; i++) {
		const struct remedy *remedy = it->remedies->pdata[i];

		if (is_change_of_values(remedy->kind) &&
		    has_room_for_devices(it->config, remedy->point) &&
		    !lacks_room_for_ovmf(it, remedy->point))
			add_fix(it, remedy);
	}
}

gboolean checkups_try(const GPtrArray *checkups, struct session *session, gboolean no_verify,
		      GPtrArray *rows, GError **error)
{
	g_autoptr(GPtrArray) points = g_ptr_array_new(), fixes = g_ptr_array_new();
	unsigned workers = g_get_num_processors(), first = rows->len;

	for (unsigned i = 0; i < checkups->len; i++)
		g_ptr_array_add(points, ((struct checkup *)checkups->pdata[i])->tried);
	if (!no_verify && !verify_points(session->prober, points, workers, rows, error))
		return FALSE;
	g_ptr_array_set_size(points, 0);
	for (unsigned i = 0; i < checkups->len; i++) {
		struct checkup *it = checkups->pdata[i];

		it->row = no_verify ? NULL : rows->pdata[first + i];
		find_fixes(it, session);
		for (unsigned k = 0; k < it->fixes->len; k++) {
			struct fix *fix = &g_array_index(it->fixes, struct fix, k);

			g_ptr_array_add(fixes, fix);
			g_ptr_array_add(points, fix->tried);
		}
	}
	first = rows->len;
	if (!no_verify && !verify_points(session->prober, points, workers, rows, error))
		return FALSE;
	for (unsigned i = 0; i < fixes->len && !no_verify; i++)
		((struct fix *)fixes->pdata[i])->row = rows->pdata[first + i];
	return TRUE;
}

gboolean fix_is_offered(const struct fix *fix)
{
	return fix->row == NULL || !outcome_says_no(fix->row->outcome, fix->row->stage);
}

const struct fix *checkup_best_fix(const struct checkup *it)
{
	for (unsigned i = 0; i < it->fixes->len; i++) {
		const struct fix *fix = &g_array_index(it->fixes, struct fix, i);

		if (fix_is_offered(fix) && fix->text != NULL)
			return fix;
	}
	return NULL;
}

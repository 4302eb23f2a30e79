/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/domains.h"

#include "base/error.h"
#include "tests/points.h"
#include "tests/tests.h"

#include <string.h>

gsize domain_text(const char *file, char **text)
{
	g_autofree char *name = g_build_filename("check/libvirt", file, NULL);
	g_autofree char *path = data_path(name);
	gsize length;

	ck_assert_msg(g_file_get_contents(path, text, &length, NULL), "%s", path);
	return length;
}

/* What is to be instead. */
static const char *const CHANGES[] = {
	"size=1G",
	"size=3G",
	"slots=2 maxmem=40G",
	"phys-bits=46",
	"pci-hole64=16G",
	"size=3G slots=3 maxmem=64G phys-bits=47 pci-hole64=1537K",
};

static void try_change(const struct config *config, const struct point *wanted)
{
	GError *error = NULL;
	g_autofree char *text = config_rewrite(config, wanted, &error);

	if (text != NULL)
		return;
	ck_assert_msg(error->code == MEMROOF_ERROR_INPUT, "%s", error->message);
	ck_assert_ptr_null(strchr(error->message, '\n'));
	g_error_free(error);
}

static void take(uint64_t *value, uint64_t other)
{
	if (other != UNSET)
		*value = other;
}

void change_all(const struct config *config)
{
	struct point *none = point_copy(config->point);

	for (unsigned i = 0; i < G_N_ELEMENTS(CHANGES); i++) {
		struct point *change = make_point(CHANGES[i]), *wanted = point_copy(config->point);

		take(&wanted->size, change->size);
		take(&wanted->slots, change->slots);
		take(&wanted->maxmem, change->maxmem);
		take(&wanted->phys_bits, change->phys_bits);
		take(&wanted->pci_hole64, change->pci_hole64);
		try_change(config, wanted);
		point_free(wanted);
		point_free(change);
	}
	none->slots = none->maxmem = none->phys_bits = none->pci_hole64 = UNSET;
	try_change(config, none);
	point_free(none);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/domains.h"

#include "base/error.h"
#include "model/keys.h"
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

struct config *domain_read(const char *file)
{
	g_autofree char *text = NULL;
	gsize length = domain_text(file, &text);
	GError *error = NULL;
	struct config *config = config_read(file, text, length, &error);

	ck_assert_msg(config != NULL, "%s", error != NULL ? error->message : "");
	return config;
}

char *domain_rewrite(const struct config *config, const char *keys, GError **error)
{
	struct point *wanted = point_copy(config->point);
	g_auto(GStrv) words = g_strsplit(keys, " ", -1);
	char *text;

	for (char **word = words; *word != NULL; word++) {
		char *equals = strchr(*word, '=');
		const struct key *key;

		if (equals != NULL)
			*equals = '\0';
		key = key_find(*word);
		ck_assert_ptr_nonnull(key);
		if (equals == NULL)
			*key_number(key, wanted) = UNSET;
		else
			ck_assert(key_set(key, wanted, equals + 1, NULL));
	}
	text = config_rewrite(config, wanted, error);
	point_free(wanted);
	return text;
}

/* What is to be instead. */
static const char *const CHANGES[] = {
	"size=1G",
	"size=3G",
	"slots=2 maxmem=40G",
	"phys-bits=46",
	"pci-hole64=16G",
	"size=3G slots=3 maxmem=64G phys-bits=47 pci-hole64=1537K",
	"slots maxmem phys-bits pci-hole64",
};

void change_all(const struct config *config)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(CHANGES); i++) {
		GError *error = NULL;
		g_autofree char *text = domain_rewrite(config, CHANGES[i], &error);

		if (text != NULL)
			continue;
		ck_assert_msg(error->code == MEMROOF_ERROR_INPUT, "%s", error->message);
		ck_assert_ptr_null(strchr(error->message, '\n'));
		g_error_free(error);
	}
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/documents.h"

#include "base/error.h"
#include "report/plot.h"

#include <errno.h>
#include <stdio.h>

static gboolean write_table(struct store *store, const char *directory,
			    const struct exporter *exporter, GError **error)
{
	g_autofree char *path = g_strdup_printf("%s/table.%s", directory, exporter->name);

	if (!exporter_save(exporter, store, path, error))
		return FALSE;
	fprintf(stderr, "table     %s\n", path);
	return TRUE;
}

static gboolean write_plot(const struct plot *plot, const char *directory, const char *format,
			   GError **error)
{
	g_autofree char *path = g_strdup_printf("%s/%s.%s", directory, plot->name, format);

	if (!plot_draw(plot, path, error))
		return FALSE;
	fprintf(stderr, "plot      %s\n", path);
	return TRUE;
}

gboolean documents_make_directory(const char *path, GError **error)
{
	if (g_mkdir_with_parents(path, 0755) == 0)
		return TRUE;
	return broken_error(error, "%s: %s", path, g_strerror(errno));
}

gboolean documents_write_plots(struct store *store, const char *directory, GError **error)
{
	g_autoptr(GPtrArray) plots = plots_make(store, error);
	gboolean ok = plots != NULL;

	for (unsigned i = 0; ok && i < plots->len; i++)
		ok = write_plot(plots->pdata[i], directory, "svg", error) &&
		     write_plot(plots->pdata[i], directory, "png", error);
	return ok;
}

gboolean documents_write(struct store *store, const char *directory, GError **error)
{
	return write_table(store, directory, &exporter_md, error) &&
	       write_table(store, directory, &exporter_csv, error) &&
	       write_table(store, directory, &exporter_json, error) &&
	       documents_write_plots(store, directory, error);
}

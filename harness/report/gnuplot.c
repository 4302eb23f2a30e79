/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs gnuplot on a script: the only place that knows the program. */
#include "base/clock.h"
#include "base/draft.h"
#include "base/error.h"
#include "base/text.h"
#include "report/plot.h"
#include "vm/child.h"

#include <string.h>
#include <unistd.h>

#define DRAW_TIMEOUT_MS 60000

static const char *terminal_for(const char *path)
{
	if (g_str_has_suffix(path, ".svg"))
		return "set terminal svg noenhanced size 900,560 background \"white\" font "
		       "\"DejaVu Sans,12\"";
	if (g_str_has_suffix(path, ".png"))
		return "set terminal pngcairo noenhanced size 1350,840 background \"white\" font "
		       "\"DejaVu Sans,15\"";
	return NULL;
}

char *gnuplot_quoted(const char *text)
{
	GString *out = g_string_new("\"");

	for (; *text != '\0'; text++) {
		if (strchr("\"\\`", *text) != NULL || g_ascii_iscntrl(*text))
			g_string_append_printf(out, "\\%03o", (unsigned char)*text);
		else
			g_string_append_c(out, *text);
	}
	g_string_append_c(out, '"');
	return g_string_free(out, FALSE);
}

/* Has gnuplot read @script; it goes through a file, because a pipe holds less than a long script.
 */
static gboolean run_gnuplot(const char *script_path, const char *script, GError **error)
{
	const char *const argv[] = {"gnuplot", "-d", script_path, NULL};
	struct child_spec spec = {
		.argv = argv, .timeout_ms = clock_scaled_ms(DRAW_TIMEOUT_MS), .cancel_fd = -1};
	struct child_result result;
	GError *cause = NULL;
	gboolean ok;

	if (!g_file_set_contents(script_path, script, -1, &cause)) {
		broken_error(error, "%s", cause->message);
		g_error_free(cause);
		return FALSE;
	}
	ok = child_run(&spec, &result, error);
	if (!ok) {
		g_prefix_error(error, "plots need gnuplot (apt-get install " GNUPLOT_PACKAGE "): ");
	} else if (result.end != CHILD_EXITED || result.exit_code != 0) {
		g_autofree char *words = text_printable(result.errors->str, 400);

		ok = broken_error(error, "gnuplot failed (exit status %d): %s", result.exit_code,
				  g_strstrip(words));
	}
	child_result_clear(&result);
	return ok;
}

gboolean plot_draw(const struct plot *plot, const char *path, GError **error)
{
	const char *terminal = terminal_for(path);
	g_autofree char *draft = draft_name(path);
	g_autofree char *script_path = g_strdup_printf("%s.gp", draft);
	g_autofree char *output = gnuplot_quoted(draft);
	g_autofree char *script = NULL;
	gboolean ok;

	if (terminal == NULL)
		return input_error(error, "%s: expected a name that ends in .svg or .png", path);
	if (draft_must_stay(path))
		return input_error(error, "%s: not a regular file", path);
	script = g_strdup_printf("%s\nset output %s\n%s", terminal, output, plot->script);
	ok = run_gnuplot(script_path, script, error);
	unlink(script_path);
	return draft_finish(draft, path, ok, error);
}

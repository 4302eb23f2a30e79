/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every start of each point as a dot, with the median and its interval. */
#include "report/plot_script.h"
#include "report/plot_strips.h"
#include "run/statistics.h"

#include <math.h>
#include <string.h>

/* Samples that are further apart need a scale that spreads the small ones. */
#define LINEAR_RANGE 12

/* Where a strip's parts lie; 1 is the distance of two strips. */
#define CLOUD_TOP 0.40
#define CLOUD_BOTTOM (-0.14)
#define MEDIAN_AT (-0.30)

/* The outliers, or all but them. The first round is at the top of the cloud. */
static unsigned add_dots(const struct strips *strips, const struct page *page, gboolean outliers,
			 GString *script)
{
	unsigned n_dots = 0;

	g_string_append_printf(script, "$%s << EOD\n", outliers ? "outliers" : "dots");
	for (unsigned i = page->from; i < page->to; i++) {
		const GArray *samples = strips_cell(strips, i)->samples[METRIC_TOTAL];
		const double *values = (const double *)(const void *)samples->data;
		g_autofree size_t *out = g_new(size_t, samples->len + 1);
		size_t n_out = find_outliers(values, samples->len, out), next = 0;

		for (unsigned j = 0; j < samples->len; j++) {
			gboolean is_outlier = next < n_out && out[next] == j;
			double part = (j + 0.5) / samples->len;

			next += is_outlier;
			if (is_outlier != outliers || !isfinite(values[j]))
				continue;
			script_add_numbers(
				script, 2,
				(const double[]){values[j] / strips->times->unit,
						 CLOUD_TOP - part * (CLOUD_TOP - CLOUD_BOTTOM) -
							 i});
			n_dots++;
		}
	}
	g_string_append(script, "EOD\n");
	return n_dots;
}

/* Below the cloud, so that neither hides the other. */
static void add_medians(const struct strips *strips, const struct page *page, GString *script)
{
	g_string_append(script, "$medians << EOD\n");
	for (unsigned i = page->from; i < page->to; i++) {
		const struct metric_summary *total = &strips_cell(strips, i)->summary[METRIC_TOTAL];
		double unit = strips->times->unit;
		gboolean known = isfinite(total->low) && isfinite(total->high);

		if (isfinite(total->median))
			script_add_numbers(
				script, 4,
				(const double[]){total->median / unit, MEDIAN_AT - i,
						 (known ? total->low : total->median) / unit,
						 (known ? total->high : total->median) / unit});
	}
	g_string_append(script, "EOD\n");
}

/* Numbers right of the picture, which leaves room for them. */
static void add_remarks(const struct strips *strips, const struct page *page, GString *script)
{
	size_t longest = 0;

	for (unsigned i = page->from; i < page->to; i++) {
		g_autofree char *remark = strips_remark(strips, i);

		g_string_append_printf(script, "set label \"%s\" at graph 1.01, first %d left\n",
				       remark, -(int)i);
		longest = MAX(longest, strlen(remark));
	}
	g_string_append_printf(script, "set rmargin %zu\n", longest + 3);
}

static void add_samples(const struct strips *strips, const struct page *page, GString *script)
{
	unsigned n_dots = add_dots(strips, page, FALSE, script);
	unsigned n_outliers = add_dots(strips, page, TRUE, script);

	add_medians(strips, page, script);
	add_remarks(strips, page, script);
	start_times_legend(script, 3, 3);
	g_string_append_printf(script,
			       "set xlabel \"start time (%s%s); of each point the "
			       "first start is at the top\"\nplot NaN notitle",
			       strips->times->unit_name, strips->spread ? ", log scale" : "");
	if (n_dots > 0)
		g_string_append(script, ", \\\n     $dots using 1:2 with points pt 7 ps 0.6 * mark "
					"lc rgb \"#0072b2\" title \"start\"");
	if (n_outliers > 0)
		g_string_append(script, ", \\\n     $outliers using 1:2 with points pt 9 ps mark "
					"lc rgb \"#d55e00\" title \"outlier\"");
	if (strips_have(strips, page, METRIC_TOTAL))
		g_string_append(script, ", \\\n     $medians using 1:2:3:4 with xerrorbars pt 13 "
					"ps mark lw 1.5 lc rgb \"black\" "
					"title \"median\"");
	g_string_append_c(script, '\n');
}

/* Points only: the empty QEMU is so much faster that their samples would lie in one place. */
void plots_add_samples(GPtrArray *plots, const struct start_times *times)
{
	g_autofree char *title = g_strdup_printf("every start; %s", times->bars);
	struct strips strips = {times, "samples", title, times->samples->cells};
	double least = INFINITY, most = -INFINITY, margin;

	for (unsigned i = 0; i < strips.cells->len; i++) {
		const GArray *samples = strips_cell(&strips, i)->samples[METRIC_TOTAL];

		for (unsigned j = 0; j < samples->len; j++) {
			double value = g_array_index(samples, double, j) / times->unit;

			if (isfinite(value)) {
				least = MIN(least, value);
				most = MAX(most, value);
			}
		}
	}
	if (most < least)
		return;
	strips.spread = least > 0 && most / least > LINEAR_RANGE;
	margin = most > least ? (most - least) * 0.03 : MAX(fabs(most) * 0.03, 0.001);
	strips.low = strips.spread ? least / 1.1 : least - margin;
	strips.high = strips.spread ? most * 1.1 : most + margin;
	strips_add_pages(plots, &strips, add_samples);
}

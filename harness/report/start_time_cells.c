/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/start_time_cells.h"

#include "base/size.h"
#include "report/number_text.h"
#include "report/start_time_notes.h"

#include <math.h>

const char *start_time_metric_title(enum metric metric)
{
	switch (metric) {
	case METRIC_RSS:
		return "RSS (MiB)";
	case METRIC_FAULTS:
		return "page faults";
	case METRIC_ACPI:
		return "ACPI (bytes)";
	default:
		return metric_name(metric);
	}
}

/* "10", or "8 of 10" where some starts were not accepted. */
char *start_time_count(const struct cell_samples *cell)
{
	if (cell->n_failed == 0)
		return g_strdup_printf("%u", cell->rounds->len);
	return g_strdup_printf("%u of %u", cell->rounds->len, samples_starts(cell));
}

char *start_time_interval(const struct metric_summary *summary)
{
	g_autofree char *range = number_range(summary->low, summary->high);

	return g_strdup_printf("%s%s", range,
			       *range != '\0' && summary->too_few ? START_TIME_TOO_FEW : "");
}

char *start_time_metric(const struct cell_samples *cell, enum metric metric)
{
	double median = cell->summary[metric].median;

	if (metric == METRIC_RSS)
		return number_text(median / (double)MIB);
	if (isnan(median) || (metric != METRIC_FAULTS && metric != METRIC_ACPI))
		return number_text(median);
	return g_strdup_printf("%.0f", median);
}

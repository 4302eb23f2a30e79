/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows as JSON objects: plain integers in bytes, milliseconds where the name says _ms, null where
 * unknown. */
#ifndef MEMROOF_REPORT_JSON_ROWS_H
#define MEMROOF_REPORT_JSON_ROWS_H

#include "report/samples.h"
#include "store/store.h"

#include <jansson.h>

/* New references. The plugs of a probe are those in its row. */
json_t *json_of_probe(const struct probe_row *row);
json_t *json_of_limit(const struct limit_row *row);
json_t *json_of_point(const struct point *point);

/* A cell of a start-time section without its samples: counts, and a summary of each metric. */
json_t *json_of_cell(const struct cell_samples *cell);
json_t *json_of_cost(const struct cost_line *cost);

/* A text, or null for NULL. A database or a file may hold any bytes, JSON only UTF-8. */
json_t *json_of_text(const char *text);

/* An integer, or null for UNSET. */
json_t *json_of_size(uint64_t size);

#endif

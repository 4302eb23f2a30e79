/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One row of a reference from its fields. For report/reference_read.c only. */
#ifndef MEMROOF_REPORT_REFERENCE_FIELDS_H
#define MEMROOF_REPORT_REFERENCE_FIELDS_H

#include "report/table_reference.h"

/* What a column holds. */
struct reference_column {
	enum {
		COLUMN_SCENARIO,
		COLUMN_KIND,
		COLUMN_SECTION,
		COLUMN_KEY,
		COLUMN_FIELD,
		COLUMN_TIMES,
	} type;
	const struct key *key;      /* of COLUMN_KEY */
	enum reference_field field; /* of COLUMN_FIELD */
	enum start_event event;     /* of COLUMN_TIMES */
};

#define REFERENCE_MOST_COLUMNS 100

struct reference_columns {
	unsigned n;
	struct reference_column columns[REFERENCE_MOST_COLUMNS];
};

/* Reads the head of a table. At most REFERENCE_MOST_COLUMNS names; those of each row must be there.
 */
gboolean reference_columns_read(struct reference_columns *columns, const GPtrArray *names,
				GError **error);

/* Reads a row with as many fields as columns. What makes no sense is an input error. */
gboolean reference_row_read(struct reference *reference, const struct reference_columns *columns,
			    const GPtrArray *fields, struct reference_row *row, GError **error);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Something measured, whatever it was kept in. */
#ifndef MEMROOF_REPORT_MEASUREMENT_H
#define MEMROOF_REPORT_MEASUREMENT_H

#include "model/selection.h"
#include "run/reference.h"

/*
 * Reads the database or the reference file @path ("-": a reference from stdin), or what @selection
 * (NULL: all) leaves of it; of a database with the commands that show each row. Anything else is an
 * input error that says what the file is.
 */
struct reference *measurement_read(const char *path, const struct selection *selection,
				   GError **error);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/references.h"

#include "report/reference_read.h"
#include "tests/tests.h"

struct reference *make_reference(const char *path, const char *text)
{
	GError *error = NULL;
	struct reference *reference = reference_parse(path, text, &error);

	ck_assert_msg(reference != NULL, "%s", error != NULL ? error->message : "");
	return reference;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/suites.h"

Suite *suite_ci(void)
{
	return suite_create("ci");
}

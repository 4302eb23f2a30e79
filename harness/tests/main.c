/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All suites in one runner, so that the last lines of "make check" are Check's own. CK_RUN_SUITE,
 * CK_RUN_CASE and CK_FORK select and debug as usual.
 */
#include "tests/suites.h"
#include "tests/tests.h"

#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

/*
 * Everything that tests and their children write goes below one directory, which outlives the forks
 * of Check: those end without clean-up when an assertion fails. GLib reads TMPDIR only once, so it
 * must be set before GLib is asked.
 */
static char *begin_directory(void)
{
	const char *parent = getenv("TMPDIR");
	char *path = g_strdup_printf("%s/memroof-tests-XXXXXX", parent != NULL ? parent : "/tmp");

	if (mkdtemp(path) == NULL) {
		perror(path);
		exit(EXIT_FAILURE);
	}
	setenv("TMPDIR", path, 1);
	return path;
}

static void end_directory(char *path)
{
	nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	g_free(path);
}

int main(void)
{
	char *directory = begin_directory();
	SRunner *runner = srunner_create(NULL);
	int failed;

	signal(SIGPIPE, SIG_IGN);
	for (unsigned i = 0; i < G_N_ELEMENTS(SUITES); i++)
		srunner_add_suite(runner, SUITES[i]());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	end_directory(directory);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a run or a comparison concludes: lines for people, files for CI, and the exit status. */
#ifndef MEMROOF_CLI_VERDICTS_H
#define MEMROOF_CLI_VERDICTS_H

#include "report/case_list.h"

/* Where the verdicts go besides the terminal. */
struct verdict_files {
	char *junit, *tap; /* paths, "-" for stdout, or NULL */
	gboolean github;   /* annotations on stdout */
};

/*
 * Checks before anything is measured that they are no files of the run's own (@paths, which end
 * with NULL), that no two of them go to one place, and makes their directories.
 */
gboolean verdict_files_check(const struct verdict_files *files, const char *const *paths,
			     GError **error);

/* The same for one file, which @option names, and whose place may be "-". */
gboolean verdict_file_check(const char *option, const char *path, const char *const *paths,
			    GError **error);

/* TRUE when stdout has to hold one of them and nothing else. */
gboolean verdict_files_take_stdout(const struct verdict_files *files);

gboolean verdict_files_write(const struct verdict_files *files, const struct case_list *list,
			     GError **error);
void verdict_files_clear(struct verdict_files *files);

/* How many points have which verdict. */
struct verdict_counts {
	uint64_t of[N_VERDICTS];
};

/* Counts, and says on stderr in a line each what is FAIL or BROKEN, and why what is skipped is. */
void verdicts_print(const struct case_list *list, struct verdict_counts *counts);

/* ": 3 PASS, 1 FAIL", or "" where nothing was expected and nothing went wrong; newly allocated. */
char *verdicts_words(const struct verdict_counts *counts);

/* The exit status for them. */
int verdicts_status(const struct verdict_counts *counts);

#endif

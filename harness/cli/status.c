/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/status.h"

#include "base/clock.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* More often than this nobody can read. */
#define REFRESH_US 50000

void status_begin(struct status_line *status, gboolean quiet)
{
	const char *terminal = g_getenv("TERM");

	status->shown = !quiet && isatty(STDERR_FILENO) && g_strcmp0(terminal, "dumb") != 0;
	status->start_us = clock_us();
	status->last_us = 0;
}

static unsigned terminal_columns(void)
{
	struct winsize size;

	return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

void status_update(struct status_line *status, uint64_t done, uint64_t total, uint64_t found,
		   int64_t left_us, const char *text)
{
	int64_t now = clock_us();
	g_autofree char *eta = NULL, *line = NULL;
	uint64_t measured = done - found;
	unsigned columns;

	if (!status->shown || (now - status->last_us < REFRESH_US && done < total))
		return;
	status->last_us = now;
	if (measured > 0 || left_us > 0) {
		double left = left_us > 0 ? (double)left_us / 1e6
					  : (double)(now - status->start_us) / 1e6 /
						    (double)measured * (double)(total - done);

		eta = g_strdup_printf("  eta %02u:%02u", (unsigned)left / 60, (unsigned)left % 60);
	}
	columns = terminal_columns();
	line = g_strdup_printf("[%" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT "]%s  %s", done, total,
			       eta != NULL ? eta : "", text);
	/* The last column stays free: writing it would scroll some terminals. */
	if (g_utf8_strlen(line, -1) >= columns)
		*g_utf8_offset_to_pointer(line, columns - 1) = '\0';
	fprintf(stderr, "\r%s\033[K", line);
	fflush(stderr);
}

void status_end(struct status_line *status)
{
	if (status->shown)
		fputs("\r\033[K", stderr);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A directory for the files of one memroof's probes: made when the first is needed, locked while
 * its owner lives, removed at the end. What a killed memroof has left, files and the QEMUs of an
 * embedded libvirt, is checked and removed by the next.
 */
#ifndef MEMROOF_HOST_WORKSPACE_H
#define MEMROOF_HOST_WORKSPACE_H

#include <glib.h>

struct workspace {
	char *path;
	int lock_fd;
};

/*
 * Makes a directory below TMPDIR, after removing those of memroofs of this user that have died. A
 * disk that such a one has left damaged is appended to @notes, a line each.
 */
gboolean workspace_make(struct workspace *workspace, int cancel_fd, GString *notes, GError **error);
/* Only removes what memroofs of this user that have died have left, running QEMUs as well. */
void workspace_sweep(void);

void workspace_remove(struct workspace *workspace);

#endif

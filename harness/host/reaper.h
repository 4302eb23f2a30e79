/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who reaps QEMUs that leave their parent. libvirt makes daemons of them and then waits, in steps
 * of 0.2 s, until a dead one is really gone, which is when its new parent has reaped it: process 1,
 * and some of those take seconds. So memroof becomes that parent itself.
 */
#ifndef MEMROOF_HOST_REAPER_H
#define MEMROOF_HOST_REAPER_H

#include <glib.h>

/*
 * Goes on in a child of this process. The parent stays behind: it reaps what daemons leave, hands
 * SIGINT, SIGTERM and SIGHUP on, clears up after a child that was killed, and ends as the child
 * does. A child whose parent is killed is interrupted. Call it once, before there are threads and
 * open databases. A broken error when there is no process to be had.
 */
gboolean reaper_begin(GError **error);

#endif

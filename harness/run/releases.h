/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Words in scenarios that only this host can explain: the versions of QEMU that it has. A scenario
 * keeps the words, so that databases of several hosts can be compared; "all" becomes the words that
 * it stands for here.
 */
#ifndef MEMROOF_RUN_RELEASES_H
#define MEMROOF_RUN_RELEASES_H

#include "model/point.h"

/* Every release of the fleet, and the host's own where the fleet has none of its version. */
#define RELEASES_ALL "all"

/*
 * Puts what they stand for in the place of such words in @scenarios (struct scenario *), and looks
 * for what the others name. A release that is not here is an input error "FILE:LINE: …".
 */
gboolean releases_expand(const GPtrArray *scenarios, int cancel_fd, GError **error);

/* The same for a single point, which names one QEMU. */
gboolean releases_check(const struct point *point, int cancel_fd, GError **error);

#endif

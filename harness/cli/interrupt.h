/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ctrl-C, SIGTERM and SIGHUP as an event that can be polled. */
#ifndef MEMROOF_CLI_INTERRUPT_H
#define MEMROOF_CLI_INTERRUPT_H

/*
 * A descriptor that becomes readable, and stays so, at the first of SIGINT, SIGTERM, SIGHUP; a
 * second one ends the process at once. -1 when there is none to be had.
 */
int interrupt_fd(void);

#endif

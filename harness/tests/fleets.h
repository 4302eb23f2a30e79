/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fleets made up for tests: what tools/qemu-fleet makes of downloads, here made of links to the
 * host's own QEMU and loader, so that a real QEMU starts without any download.
 */
#ifndef MEMROOF_TESTS_FLEETS_H
#define MEMROOF_TESTS_FLEETS_H

#include <glib.h>

/* The version of the host's QEMU, "7.2.22", or NULL when it has none or no loader that is known
 * here; then it says what is skipped. Newly allocated. */
char *fleets_host_version(void);

/* Adds a release that says it is @version to the fleet in @directory, made of the host's. */
void fleets_add(const char *directory, const char *suite, const char *version);

/* Adds one that has every file, and starts nothing. */
void fleets_add_empty(const char *directory, const char *suite, const char *version);

/* Replaces a file of a release: "about", "bin/qemu-system-x86_64". NULL removes it. */
void fleets_spoil(const char *directory, const char *suite, const char *name, const char *text);

#endif

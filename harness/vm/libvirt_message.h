/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an error of libvirt's means, as outcome, reason and stage. When QEMU gave up, its own words
 * are found in libvirt's text and go through QEMU's message table (vm/message.h). Tested on what
 * real libvirt releases say, in harness/tests/data/libvirt/.
 */
#ifndef MEMROOF_VM_LIBVIRT_MESSAGE_H
#define MEMROOF_VM_LIBVIRT_MESSAGE_H

#include "vm/message.h"

/*
 * Classifies the error @code (virErrorNumber) with @text. What libvirt refuses by itself is at
 * STAGE_LIBVIRT; unknown text gives refused, unknown there. A QEMU that ended without a word is
 * broken, protocol: killed, crashed and left look the same through libvirt. End with
 * message_clear().
 */
void libvirt_message_classify(int code, const char *text, struct message *message);

#endif

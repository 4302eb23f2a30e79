/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The guest of harness/guest/alive.S as bytes: host/kvm.c hands it to QEMU as a file. */
	.section .rodata
	.balign 16
	.globl alive_image
alive_image:
	.incbin ALIVE_IMAGE
1:
	.balign 8
	.globl alive_image_size
alive_image_size:
	.quad 1b - alive_image

	.section .note.GNU-stack, "", @progbits

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The three forms of the boot guest (harness/guest/boot.h) as bytes, to be handed to QEMU as files. */
	.macro image name, path
	.balign 16
	.globl \name
\name:
	.incbin "\path"
1:
	.balign 8
	.globl \name\()_size
\name\()_size:
	.quad 1b - \name
	.endm

	.section .rodata
	image boot_elf, BOOT_ELF
	image boot_multiboot, BOOT_MULTIBOOT
	image boot_efi, BOOT_EFI

	.section .note.GNU-stack, "", @progbits

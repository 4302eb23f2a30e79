/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Makes boot-multiboot.elf out of what boot.elf is made of: up to machine type 3.1 QEMU enters no kernel by its PVH
 * note, but it has always known Multiboot.
 */
	.section .multiboot, "a"
	.balign 4
	.long 0x1badb002
	.long 0
	.long -0x1badb002

	.section .note.GNU-stack, "", @progbits

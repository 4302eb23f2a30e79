/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where boot.elf begins: its PVH note makes QEMU enter it in 32-bit protected mode without paging, with the address of
 * the start info in EBX. It keeps to 32 bits, with segments and a stack of its own. Multiboot enters in the same way;
 * its number in EAX proves nothing, because qboot enters a PVH kernel with it as well.
 */
#define PVH_MAGIC 0x336ec578
#define CODE 0x08
#define DATA 0x10

	/* XEN_ELFNOTE_PHYS32_ENTRY */
	.section .note.pvh, "a", @note
	.balign 4
	.long 4, 4, 18
	.asciz "Xen"
	.long start

	.text
	.globl start
start:
	cli
	cld
	lgdt gdt_pointer
	ljmp $CODE, $1f
1:	mov $DATA, %eax
	mov %eax, %ds
	mov %eax, %es
	mov %eax, %ss
	mov $stack_end, %esp
	mov %ebx, %eax
	cmpl $PVH_MAGIC, (%ebx)
	je pvh_boot
	jmp multiboot_boot

	.section .rodata
	.balign 8
gdt:
	.quad 0
	.quad 0x00cf9a000000ffff
	.quad 0x00cf92000000ffff
gdt_pointer:
	.word . - gdt - 1
	.long gdt

	.bss
	.balign 16
	.skip 8192
stack_end:

	.section .note.GNU-stack, "", @progbits

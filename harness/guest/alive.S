/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The smallest guest that shows that an accelerator really runs guests: it leaves real mode behind, sets up paging and
 * long mode, asks CPUID, fills and reads back 16 MiB, and ends QEMU through the isa-debug-exit device. Booted with
 * -kernel by its PVH note; nothing of it needs a library or a firmware service.
 */

#define EXIT_PORT 0x501
#define EXIT_VALUE 0x10 /* QEMU leaves with (value << 1) | 1 */

#define PRESENT_WRITABLE 0x3
#define LARGE_PAGE 0x80
#define CR4_PAE (1 << 5)
#define MSR_EFER 0xc0000080
#define EFER_LME (1 << 8)
#define CR0_PE_PG 0x80000001
#define CODE64 0x08
#define DATA 0x10

#define WORK_START 0x1000000
#define WORK_WORDS (16 * 1024 * 1024 / 8)

	/* XEN_ELFNOTE_PHYS32_ENTRY: QEMU enters here in 32-bit protected mode. */
	.section .note.pvh, "a", @note
	.balign 4
	.long 4, 4, 18
	.asciz "Xen"
	.long start

	.text
	.code32
	.globl start
start:
	cld
	/* Identity-map the first GiB with 2 MiB pages. */
	movl $pdpt + PRESENT_WRITABLE, pml4
	movl $directory + PRESENT_WRITABLE, pdpt
	mov $directory, %edi
	mov $(PRESENT_WRITABLE | LARGE_PAGE), %eax
	mov $512, %ecx
1:	mov %eax, (%edi)
	movl $0, 4(%edi)
	add $0x200000, %eax
	add $8, %edi
	loop 1b

	mov %cr4, %eax
	or $CR4_PAE, %eax
	mov %eax, %cr4
	mov $pml4, %eax
	mov %eax, %cr3
	mov $MSR_EFER, %ecx
	rdmsr
	or $EFER_LME, %eax
	wrmsr
	mov %cr0, %eax
	or $CR0_PE_PG, %eax
	mov %eax, %cr0
	lgdt gdt_pointer
	ljmp $CODE64, $long_mode

	.code64
long_mode:
	mov $DATA, %eax
	mov %eax, %ds
	mov %eax, %es
	mov %eax, %ss
	xor %eax, %eax
	cpuid
	mov $0x80000008, %eax
	cpuid

	/* A value that differs from word to word, written to all and then compared. */
	mov $WORK_START, %edi
	mov $WORK_WORDS, %ecx
2:	mov %rdi, (%rdi)
	add $8, %rdi
	loop 2b
	mov $WORK_START, %edi
	mov $WORK_WORDS, %ecx
3:	cmp %rdi, (%rdi)
	jne hang
	add $8, %rdi
	loop 3b

	mov $EXIT_VALUE, %eax
	mov $EXIT_PORT, %edx
	outl %eax, %dx
hang:
	hlt
	jmp hang

	.data
	.balign 8
gdt:
	.quad 0
	.quad 0x00af9a000000ffff
	.quad 0x00cf92000000ffff
gdt_pointer:
	.word . - gdt - 1
	.long gdt

	.bss
	.balign 4096
pml4:
	.skip 4096
pdpt:
	.skip 4096
directory:
	.skip 4096

	.section .note.GNU-stack, "", @progbits

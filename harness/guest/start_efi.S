/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where boot.efi begins: the headers that make it a PE32+ application for UEFI, and the way from the firmware's calling
 * convention to a stack and segments of its own. Nothing needs a relocation: even the sizes
 * are addresses, which boot_efi.lds counts from the first byte.
 */
#define CODE 0x08
#define DATA 0x10

#define MACHINE_X86_64 0x8664
#define IS_EXECUTABLE 0x0222 /* with large addresses, without debugging information */
#define PE32_PLUS 0x20b
#define EFI_APPLICATION 10
#define SECTION_CODE 0x60000020 /* executable, readable */
#define SECTION_DATA 0xc0000040 /* writable, readable */

	.section .headers, "a"
	.globl headers
headers:
	.ascii "MZ"
	.org headers + 0x3c
	.long signature - headers
signature:
	.ascii "PE\0\0"
	.word MACHINE_X86_64
	.word 2 /* sections */
	.long 0, 0, 0
	.word sections - optional
	.word IS_EXECUTABLE
optional:
	.word PE32_PLUS
	.byte 0, 0
	.long text_bytes - headers
	.long data_file_bytes - headers
	.long 0
	.long efi_start - headers
	.long text_at - headers
	.quad 0 /* image base */
	.long 0x1000, 0x1000 /* alignment of sections, in memory and in the file */
	.word 0, 0, 0, 0, 0, 0
	.long 0
	.long image_end - headers
	.long text_at - headers /* size of headers */
	.long 0
	.word EFI_APPLICATION
	.word 0
	.quad 0, 0, 0, 0
	.long 0
	.long 6 /* directories: none used; the sixth is that of relocations */
	.quad 0, 0, 0, 0, 0, 0
sections:
	.ascii ".text\0\0\0"
	.long text_bytes - headers, text_at - headers, text_bytes - headers, text_at - headers
	.long 0, 0, 0
	.long SECTION_CODE
	.ascii ".data\0\0\0"
	.long data_bytes - headers, data_at - headers, data_file_bytes - headers, data_at - headers
	.long 0, 0, 0
	.long SECTION_DATA

	.text
	.globl efi_start
efi_start:
	sub $40, %rsp
	call efi_boot /* takes the firmware's arguments as they are */
	cli
	cld
	lea stack_end(%rip), %rsp
	lea gdt(%rip), %rax
	mov %rax, gdt_pointer + 2(%rip)
	lgdt gdt_pointer(%rip)
	lea 1f(%rip), %rax
	push $CODE
	push %rax
	lretq
1:	mov $DATA, %eax
	mov %eax, %ds
	mov %eax, %es
	mov %eax, %ss
	call efi_continue

	.data
	.balign 8
gdt:
	.quad 0
	.quad 0x00af9a000000ffff
	.quad 0x00cf92000000ffff
gdt_pointer:
	.word . - gdt - 1
	.quad 0

	.bss
	.balign 16
	.skip 16384
stack_end:

	.section .note.GNU-stack, "", @progbits

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the CPU goes at an exception, for both images: 32 pieces of code of the same size, and the way into C. */

/* The exceptions that push an error code. */
#define WITH_ERROR 0x60227d00

	.text
	.balign 16
	.globl trap_code
trap_code:
	.set vector, 0
	.rept 32
	.balign 16
	.if !(WITH_ERROR >> vector & 1)
	push $0
	.endif
	push $vector
	jmp enter
	.set vector, vector + 1
	.endr

	.balign 16
enter:
	cld
#ifdef __x86_64__
	pop %rdi
	pop %rsi
	mov (%rsp), %rdx
	and $-16, %rsp
#else
	pop %eax
	pop %edx
	mov (%esp), %ecx
#endif
	call trap

	.section .note.GNU-stack, "", @progbits

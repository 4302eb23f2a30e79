/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Exceptions: one while memory is touched is a finding and ends the guest; any other means that the
 * guest is lost. */
#include "guest/boot.h"

#define TRAPS 32
#define GATE_INTERRUPT 0x8e00
#define CODE_SELECTOR 8

/* guest/start_traps.S: code of so many bytes for each exception. */
#define TRAP_CODE_BYTES 16
extern char trap_code[];
_Noreturn void trap(uintptr_t vector, uintptr_t error, uintptr_t instruction);

struct gate {
	uint16_t offset_low;
	uint16_t selector;
	uint16_t type;
	uint16_t offset_middle;
#ifdef __x86_64__
	uint32_t offset_high;
	uint32_t reserved;
#endif
};

static struct gate gates[TRAPS];

void traps_open(void)
{
	struct {
		uint16_t limit;
		uintptr_t base;
	} __attribute__((packed)) table = {sizeof gates - 1, (uintptr_t)gates};

	for (unsigned i = 0; i < TRAPS; i++) {
		uintptr_t code = (uintptr_t)trap_code + i * TRAP_CODE_BYTES;

		gates[i].offset_low = (uint16_t)code;
		gates[i].selector = CODE_SELECTOR;
		gates[i].type = GATE_INTERRUPT;
		gates[i].offset_middle = (uint16_t)(code >> 16);
	}
	__asm__ volatile("lidt %0" : : "m"(table));
}

_Noreturn void trap(uintptr_t vector, uintptr_t error, uintptr_t instruction)
{
	uint64_t address;
	bool is_finding = touch_under_way(&address);

	say("fault");
	say_decimal(vector);
	say_hex(error);
	say_hex(is_finding ? address : instruction);
	end_line();
	if (is_finding)
		leave_said();
	leave_lost();
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The order in which the boot guest says what it finds; guest/protocol.h describes the lines. */
#include "guest/boot.h"

#include "guest/protocol.h"

static void say_cpu(const struct cpu *cpu)
{
	say("cpu ");
	say(cpu->vendor);
	say_decimal(cpu->address_bits);
	say_decimal(cpu->has_long_mode);
	say_decimal(cpu->has_pae);
	end_line();
}

static void say_usable(const struct range *range)
{
	say("usable");
	say_hex(range->start);
	say_hex(range->end);
	end_line();
}

_Noreturn void boot(const struct ranges *usable, uint64_t rsdp)
{
	struct cpu cpu;

	traps_open();
	cpu_read(&cpu);
	window_open(&cpu);

	say(GUEST_BANNER " " GUEST_PROTOCOL " boot");
	end_line();
	say_cpu(&cpu);

	fw_cfg_open();
	say_declared();
	for (unsigned i = 0; i < usable->count; i++)
		say_usable(&usable->range[i]);
	say_reserved_end();
	say_acpi(&cpu, rsdp);
	say_bars(&cpu);

	for (unsigned i = 0; i < usable->count; i++)
		touch_add_range(&usable->range[i]);
	touch_all();
	leave_said();
}

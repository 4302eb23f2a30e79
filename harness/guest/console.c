/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lines that the guest writes to QEMU's debug console, the sum of them, and leaving QEMU. */
#include "guest/boot.h"

#include "guest/ports.h"
#include "guest/protocol.h"

/* The longest line is shorter; what would not fit is cut. */
static char line[128];
static size_t length;
static uint32_t sum = GUEST_SUM_START;

static void put(char character)
{
	if (length < sizeof line)
		line[length++] = character;
}

void say(const char *text)
{
	while (*text)
		put(*text++);
}

/* So many hexadecimal digits, with leading zeros. */
void say_digits(uint32_t value, unsigned digits)
{
	while (digits-- > 0)
		put("0123456789abcdef"[value >> 4 * digits & 0xf]);
}

void say_hex(uint64_t value)
{
	unsigned digits = 1;

	while (digits < 16 && value >> 4 * digits)
		digits++;
	say(" 0x");
	if (digits > 8)
		say_digits(value >> 32, digits - 8);
	say_digits(value, digits < 8 ? digits : 8);
}

void say_decimal(uint32_t value)
{
	uint32_t unit = 1;

	while (value / unit >= 10)
		unit *= 10;
	put(' ');
	for (; unit > 0; unit /= 10)
		put('0' + value / unit % 10);
}

void end_line(void)
{
	put('\n');
	for (size_t i = 0; i < length; i++)
		sum = (sum ^ (uint8_t)line[i]) * GUEST_SUM_FACTOR;
	write_port_bytes(GUEST_CONSOLE_PORT, line, length);
	length = 0;
}

static _Noreturn void leave(uint32_t value)
{
	write_port32(GUEST_EXIT_PORT, value);
	for (;;)
		__asm__ volatile("cli; hlt");
}

_Noreturn void leave_said(void)
{
	uint32_t before = sum;

	say("end");
	say_hex(before);
	end_line();
	leave(GUEST_EXIT_SAID);
}

_Noreturn void leave_lost(void)
{
	leave(GUEST_EXIT_LOST);
}

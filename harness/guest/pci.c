/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PCI by configuration mechanism 1: where the firmware has put each 64-bit memory BAR, on bus 0 and
 * behind its bridges. A machine without that mechanism has no lines.
 */
#include "guest/boot.h"

#include "guest/ports.h"

#define ADDRESS_PORT 0xcf8
#define DATA_PORT 0xcfc
#define ENABLE 0x80000000

/* Registers of a function. */
#define IDENTITY 0x00
#define COMMAND 0x04
#define HEADER 0x0c
#define FIRST_BAR 0x10
#define BUSES 0x18

#define NOBODY 0xffff
#define COMMAND_IO_MEMORY 3U
#define TYPE_BRIDGE 1
#define BARS_OF_DEVICE 6
#define BARS_OF_BRIDGE 2
#define BAR_KIND 7U
#define BAR_MEMORY64 4U
#define BAR_FLAGS 0xfU

static uint32_t address_bits;

static uint32_t read_register(uint32_t function, uint32_t at)
{
	write_port32(ADDRESS_PORT, ENABLE | function << 8 | at);
	return read_port32(DATA_PORT);
}

static void write_register(uint32_t function, uint32_t at, uint32_t value)
{
	write_port32(ADDRESS_PORT, ENABLE | function << 8 | at);
	write_port32(DATA_PORT, value);
}

/* The bits that stay clear tell the size; the function must not decode addresses meanwhile. */
static uint64_t measure(uint32_t function, uint32_t at, uint32_t low, uint32_t high)
{
	uint32_t command = read_register(function, COMMAND);
	uint64_t mask;

	/* The upper half is the status, where ones clear bits. */
	command &= 0xffff;
	write_register(function, COMMAND, command & ~COMMAND_IO_MEMORY);
	write_register(function, at, UINT32_MAX);
	write_register(function, at + 4, UINT32_MAX);
	mask = (uint64_t)read_register(function, at + 4) << 32;
	mask |= read_register(function, at) & ~BAR_FLAGS;
	write_register(function, at, low);
	write_register(function, at + 4, high);
	write_register(function, COMMAND, command);
	return -mask;
}

/*
 * A BAR that does not fit is left without an address by qboot and OVMF; SeaBIOS gives it one that
 * the CPU cannot put on its bus, which is the same to the guest.
 */
static uint64_t reachable(uint64_t address, uint64_t size)
{
	return (address + size - 1) >> address_bits ? 0 : address;
}

static void say_bar(uint32_t function, unsigned bar, uint64_t address, uint64_t size)
{
	say("bar ");
	say_digits(function >> 8, 2);
	say(":");
	say_digits(function >> 3 & 0x1f, 2);
	say(".");
	say_digits(function & 7, 1);
	say_decimal(bar);
	say_hex(reachable(address, size));
	say_hex(size);
	end_line();
}

static void scan_bars(uint32_t function, unsigned bars)
{
	for (unsigned bar = 0; bar < bars; bar++) {
		uint32_t at = FIRST_BAR + 4 * bar;
		uint32_t low = read_register(function, at);
		uint32_t high;

		if ((low & BAR_KIND) != BAR_MEMORY64)
			continue;
		high = read_register(function, at + 4);
		say_bar(function, bar, (uint64_t)high << 32 | (low & ~BAR_FLAGS),
			measure(function, at, low, high));
		/* It takes two registers. */
		bar++;
	}
}

static void scan_bus(uint32_t bus);

/* Returns whether the device may have further functions. */
static bool scan_function(uint32_t function)
{
	uint32_t type, bus;

	if ((read_register(function, IDENTITY) & 0xffff) == NOBODY)
		return false;
	type = read_register(function, HEADER) >> 16;
	if ((type & 0x7f) == TYPE_BRIDGE) {
		scan_bars(function, BARS_OF_BRIDGE);
		/* A bridge without a number of its own for the bus behind it was left alone by the
		 * firmware. */
		bus = read_register(function, BUSES) >> 8 & 0xff;
		if (bus > function >> 8)
			scan_bus(bus);
	} else {
		scan_bars(function, BARS_OF_DEVICE);
	}
	return type & 0x80;
}

static void scan_bus(uint32_t bus)
{
	for (uint32_t device = 0; device < 32; device++) {
		uint32_t first = bus << 8 | device << 3;

		if (!scan_function(first))
			continue;
		for (uint32_t function = 1; function < 8; function++)
			scan_function(first + function);
	}
}

void say_bars(const struct cpu *cpu)
{
	address_bits = cpu->address_bits;
	write_port32(ADDRESS_PORT, ENABLE);
	if (read_port32(ADDRESS_PORT) == ENABLE)
		scan_bus(0);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Access to I/O ports; the string forms move many bytes with one instruction, which is one exit
 * under KVM. */
#ifndef MEMROOF_GUEST_PORTS_H
#define MEMROOF_GUEST_PORTS_H

#include <stddef.h>
#include <stdint.h>

static inline void write_port16(uint16_t port, uint16_t value)
{
	__asm__ volatile("outw %0, %1" : : "a"(value), "Nd"(port));
}

static inline void write_port32(uint16_t port, uint32_t value)
{
	__asm__ volatile("outl %0, %1" : : "a"(value), "Nd"(port));
}

static inline uint32_t read_port32(uint16_t port)
{
	uint32_t value;

	__asm__ volatile("inl %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static inline void write_port_bytes(uint16_t port, const void *bytes, size_t count)
{
	__asm__ volatile("rep outsb" : "+S"(bytes), "+c"(count) : "d"(port) : "memory");
}

static inline void read_port_bytes(uint16_t port, void *bytes, size_t count)
{
	__asm__ volatile("rep insb" : "+D"(bytes), "+c"(count) : "d"(port) : "memory");
}

#endif

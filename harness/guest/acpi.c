/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much the firmware hands over in ACPI tables: only their headers are read. What is broken in
 * them must not end the guest, which is there for other things: it then says nothing of them.
 */
#include "guest/boot.h"

#define HEADER_BYTES 36
#define RSDP_BYTES 20 /* of the first version, which its first checksum is about */
#define WITH_XSDT 2   /* the revision of the RSDP from which on it has one */

/* More or longer ones are nonsense; so many of that length still make a number of 32 bits. */
#define TABLES_MAX 128
#define LONGEST_TABLE (16U << 20)

/* Where the FADT names the FACS and the DSDT, twice since it has 64 bits for each. */
#define FADT_ADDRESSES32 36
#define FADT_ADDRESSES64 132

struct rsdp {
	char signature[8];
	uint8_t checksum;
	char maker[6];
	uint8_t revision;
	uint32_t rsdt;
	uint32_t length;
	uint64_t xsdt;
} __attribute__((packed));

/* What even the FACS begins with. */
struct header {
	char signature[4];
	uint32_t length;
};

static uint32_t address_bits;
static uint64_t tables[TABLES_MAX];
static unsigned count;
static uint32_t total;

static bool begins_with(const char *bytes, const char *text)
{
	while (*text) {
		if (*bytes++ != *text++)
			return false;
	}
	return true;
}

bool is_rsdp(const void *bytes)
{
	const uint8_t *byte = bytes;
	uint8_t sum = 0;

	if (!begins_with(bytes, "RSD PTR "))
		return false;
	for (unsigned i = 0; i < RSDP_BYTES; i++)
		sum += byte[i];
	return sum == 0;
}

/* Where nothing is, all bits read as set: only an address that the CPU does not have is refused. */
static bool copy(void *to, uint64_t from, unsigned bytes)
{
	uint64_t last = from + bytes - 1;

	if (last < from || last >> address_bits || !window_reaches(last))
		return false;
	for (unsigned i = 0; i < bytes; i++) {
		uint64_t page = (from + i) & -(uint64_t)GUEST_PAGE;

		((uint8_t *)to)[i] = ((volatile uint8_t *)window_on(page))[from + i - page];
	}
	return true;
}

static bool is_signature(const char *signature)
{
	for (unsigned i = 0; i < 4; i++) {
		char c = signature[i];

		if (!(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') && c != '_')
			return false;
	}
	return true;
}

/* Whether it is one that makes sense, which is then counted, once. */
static bool add_table(uint64_t address, struct header *header)
{
	if (!copy(header, address, sizeof *header) || !is_signature(header->signature) ||
	    header->length < HEADER_BYTES || header->length > LONGEST_TABLE)
		return false;
	for (unsigned i = 0; i < count; i++) {
		if (tables[i] == address)
			return true;
	}
	if (count == TABLES_MAX)
		return false;
	tables[count++] = address;
	total += header->length;
	return true;
}

/* So many addresses of tables, one after the other and of so many bytes each; 0 is none. */
static bool add_listed(uint64_t at, unsigned entries, unsigned bytes, bool (*add)(uint64_t address))
{
	if (entries > TABLES_MAX)
		return false;
	for (; entries > 0; entries--, at += bytes) {
		uint64_t address = 0;

		if (!copy(&address, at, bytes) || (address && !add(address)))
			return false;
	}
	return true;
}

static bool add_leaf(uint64_t address)
{
	struct header header;

	return add_table(address, &header);
}

static bool add_with_leaves(uint64_t address)
{
	struct header header;

	if (!add_table(address, &header))
		return false;
	if (!begins_with(header.signature, "FACP"))
		return true;
	if (header.length < FADT_ADDRESSES32 + 2 * 4 ||
	    !add_listed(address + FADT_ADDRESSES32, 2, 4, add_leaf))
		return false;
	return header.length < FADT_ADDRESSES64 + 2 * 8 ||
	       add_listed(address + FADT_ADDRESSES64, 2, 8, add_leaf);
}

/* The RSDT or the XSDT, which list the others, or the same ones both. */
static bool add_root(uint64_t address, const char *signature, unsigned bytes)
{
	struct header header;

	return add_table(address, &header) && begins_with(header.signature, signature) &&
	       add_listed(address + HEADER_BYTES, (header.length - HEADER_BYTES) / bytes, bytes,
			  add_with_leaves);
}

static bool add_all(uint64_t address)
{
	struct rsdp rsdp;

	if (!copy(&rsdp, address, RSDP_BYTES) || !is_rsdp(&rsdp))
		return false;
	if (rsdp.rsdt && !add_root(rsdp.rsdt, "RSDT", sizeof rsdp.rsdt))
		return false;
	if (rsdp.revision < WITH_XSDT)
		return true;
	if (!copy(&rsdp, address, sizeof rsdp))
		return false;
	return !rsdp.xsdt || add_root(rsdp.xsdt, "XSDT", sizeof rsdp.xsdt);
}

void say_acpi(const struct cpu *cpu, uint64_t rsdp)
{
	address_bits = cpu->address_bits;
	if (!rsdp || !add_all(rsdp) || total == 0)
		return;
	say("acpi");
	say_decimal(total);
	end_line();
}

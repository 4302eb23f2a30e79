/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/guest_check.h"

#include "base/size.h"
#include "guest/protocol.h"
#include "model/options.h"

#include <string.h>

#define PAGE UINT64_C(4096)

/* What firmware keeps of the RAM below 4 GiB: SeaBIOS and qboot need some 500 KiB, OVMF for tables,
 * runtime services and its own use some MiB more. */
#define FIRMWARE_KEEPS MIB
#define OVMF_KEEPS (64 * MIB)

/* What Linux keeps for itself beside the 1/64 for its struct pages: its image, bounce buffers. */
#define LINUX_KEEPS (224 * MIB)

struct check {
	const struct guest_report *report;
	const struct point *point;
	struct layout_input input;
	gboolean ovmf;
	char **message;
};

static enum reason fail(const struct check *check, enum reason reason, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

static enum reason fail(const struct check *check, enum reason reason, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	*check->message = g_strdup_vprintf(format, args);
	va_end(args);
	return reason;
}

/* Under KVM and with unknown models the CPU's properties are the host's, or not known to us. */
static gboolean cpu_is_known(const struct check *check)
{
	return g_strcmp0(check->point->accel, "kvm") != 0 &&
	       check->input.machine.family != FAMILY_OTHER;
}

static enum reason check_vendor(const struct check *check)
{
	const struct guest_report *report = check->report;
	g_autofree char *vendor = options_get(check->point->cpu, "vendor");

	if (vendor != NULL && strcmp(report->vendor, vendor) != 0)
		return fail(check, REASON_GUEST_CPU, "the guest's CPU is by '%s', not '%s'",
			    report->vendor, vendor);
	if (vendor == NULL && cpu_is_known(check) &&
	    check->input.cpu.amd != (strcmp(report->vendor, "AuthenticAMD") == 0))
		return fail(check, REASON_GUEST_CPU, "the guest's CPU is by '%s', %s",
			    report->vendor,
			    check->input.cpu.amd ? "not by AMD" : "and its model is not AMD's");
	return REASON_NONE;
}

static enum reason check_cpu(const struct check *check)
{
	const struct guest_report *report = check->report;
	const struct point *point = check->point;

	if ((report->kind == GUEST_BOOT) != (point_proof(point) == PROOF_BOOT))
		return fail(check, REASON_GUEST_PROTOCOL,
			    "another guest than the one that was started");
	if (report->vendor[0] == '\0')
		return fail(check, REASON_GUEST_PROTOCOL, "the guest says nothing of its CPU");
	if (cpu_is_known(check) && report->long_mode != check->input.cpu.long_mode)
		return fail(check, REASON_GUEST_CPU, "the guest's CPU is %s",
			    report->long_mode ? "64-bit, not 32-bit" : "32-bit, not 64-bit");
	if (point->phys_bits != UNSET && report->phys_bits != point->phys_bits)
		return fail(check, REASON_GUEST_CPU,
			    "the guest's CPU has %u phys-bits, not %" G_GUINT64_FORMAT,
			    report->phys_bits, point->phys_bits);
	return check_vendor(check);
}

static enum reason check_touching(const struct check *check)
{
	const struct guest_report *report = check->report;

	if (report->fault.present)
		return fail(check, REASON_MEMORY_FAULT,
			    "touching RAM at 0x%" G_GINT64_MODIFIER
			    "x raises exception %u (error code 0x%" G_GINT64_MODIFIER "x)",
			    report->fault.address, report->fault.vector, report->fault.error);
	if (report->alias.present)
		return fail(check, REASON_MEMORY_ALIAS,
			    "RAM at 0x%" G_GINT64_MODIFIER
			    "x is the same as at 0x%" G_GINT64_MODIFIER "x",
			    report->alias.address, report->alias.other);
	if (report->bad.present)
		return fail(check, REASON_MEMORY_BAD,
			    "RAM at 0x%" G_GINT64_MODIFIER
			    "x does not keep what is written to it, and reads 0x%" G_GINT64_MODIFIER
			    "x",
			    report->bad.address, report->bad.other);
	return REASON_NONE;
}

static void add_page(GArray *pages, uint64_t page)
{
	if (pages->len == 0 || g_array_index(pages, uint64_t, pages->len - 1) < page)
		g_array_append_val(pages, page);
}

GArray *guest_pages_to_touch(const struct guest_report *report)
{
	GArray *pages = g_array_new(FALSE, FALSE, sizeof(uint64_t));

	for (unsigned i = 0; i < report->usable->len; i++) {
		const struct guest_range *range =
			&g_array_index(report->usable, struct guest_range, i);
		uint64_t first = round_up(range->start, PAGE), end = round_down(range->end, PAGE);

		/* Without PAE nothing above 4 GiB can be addressed. */
		if (!report->pae)
			end = MIN(end, 4 * GIB);
		if (end <= first)
			continue;
		add_page(pages, first);
		for (uint64_t power = UINT64_C(1) << GUEST_FIRST_POWER; power < end && power != 0;
		     power <<= 1)
			if (power > first)
				add_page(pages, power);
		add_page(pages, end - PAGE);
	}
	return pages;
}

/* A page or two may be the guest's own; under OVMF the guest is loaded anywhere. */
static enum reason check_touched(const struct check *check)
{
	const struct guest_report *report = check->report;
	g_autoptr(GArray) pages = guest_pages_to_touch(report);
	uint64_t spared = MIN(check->ovmf ? 16U : 2U, pages->len / 2);

	if (report->touched == UNSET)
		return fail(check, REASON_GUEST_PROTOCOL,
			    "the guest does not say how many pages it touched");
	if (report->touched > pages->len || report->touched + spared < pages->len)
		return fail(check, REASON_GUEST_PROTOCOL,
			    "the guest touched %" G_GUINT64_FORMAT " pages of %u", report->touched,
			    pages->len);
	return REASON_NONE;
}

/* The bytes of @ranges that lie in @within. */
static uint64_t bytes_within(const GArray *ranges, const struct guest_range *within)
{
	uint64_t bytes = 0;

	for (unsigned i = 0; i < ranges->len; i++) {
		const struct guest_range *range = &g_array_index(ranges, struct guest_range, i);
		uint64_t start = MAX(range->start, within->start);
		uint64_t end = MIN(range->end, within->end);

		bytes += end > start ? end - start : 0;
	}
	return bytes;
}

/* Every range that QEMU declares must reach the guest, but for what the firmware keeps of it. */
static enum reason check_declared(const struct check *check)
{
	const struct guest_report *report = check->report;
	uint64_t total = 0;

	for (unsigned i = 0; i < report->declared->len; i++) {
		const struct guest_range *range =
			&g_array_index(report->declared, struct guest_range, i);
		uint64_t bytes = range->end - range->start;
		uint64_t usable = bytes_within(report->usable, range);
		uint64_t kept = check->ovmf              ? OVMF_KEEPS
				: range->start < 4 * GIB ? FIRMWARE_KEEPS
							 : 0;

		total += usable;
		if (usable + kept < bytes)
			return fail(check, REASON_MEMORY_MISMATCH,
				    "of the RAM from 0x%" G_GINT64_MODIFIER
				    "x to 0x%" G_GINT64_MODIFIER "x only %" G_GUINT64_FORMAT
				    " bytes reach the guest",
				    range->start, range->end, usable);
	}
	if (total != guest_ranges_total(report->usable))
		return fail(check, REASON_MEMORY_MISMATCH,
			    "the firmware gives the guest RAM that QEMU does not declare");
	return REASON_NONE;
}

static enum reason check_size(const struct check *check)
{
	uint64_t wanted = round_up(point_size(check->point), SIZE_GRANULARITY);
	uint64_t declared = guest_ranges_total(check->report->declared);

	if (declared == wanted)
		return REASON_NONE;
	return fail(check, REASON_MEMORY_MISMATCH,
		    "asked for %" G_GUINT64_FORMAT
		    " bytes of RAM, QEMU declares %" G_GUINT64_FORMAT,
		    wanted, declared);
}

/* A CPU without PAE reaches nothing above 4 GiB, whatever lies there. */
static enum reason check_reach(const struct check *check)
{
	const struct guest_report *report = check->report;
	const struct guest_range *last;

	if (report->usable->len == 0)
		return fail(check, REASON_MEMORY_MISMATCH, "the guest is given no RAM at all");
	last = &g_array_index(report->usable, struct guest_range, report->usable->len - 1);
	if (!report->pae && last->end > 4 * GIB)
		return fail(check, REASON_MEMORY_FAULT,
			    "RAM ends at 0x%" G_GINT64_MODIFIER
			    "x, and a CPU without PAE reaches 4 GiB",
			    last->end);
	return REASON_NONE;
}

/* The end of RAM that QEMU declares, or 4 GiB where it ends below. */
static uint64_t high_end(const struct guest_report *report)
{
	const struct guest_range *last =
		&g_array_index(report->declared, struct guest_range, report->declared->len - 1);

	return MAX(last->end, 4 * GIB);
}

/*
 * Where hotplugged memory goes: QEMU tells the firmware the end of that region (hw/i386/pc.c:
 * pc_memory_init), which keeps PCI devices out of it. Machine types up to 2.4 forget to.
 */
static enum reason check_hotplug_region(const struct check *check)
{
	const struct guest_report *report = check->report;
	const struct point *point = check->point;
	uint64_t size = round_up(point_size(point), SIZE_GRANULARITY), wanted;

	if (point->maxmem == UNSET || point->maxmem <= size ||
	    check->input.machine.family > FAMILY_Q35 ||
	    !version_at_least(check->input.machine.version, 2, 5))
		return REASON_NONE;
	if (report->reserved_end == UNSET)
		return fail(check, REASON_HOTPLUG_REGION, "QEMU reserves no addresses for hotplug");
	wanted = high_end(report) + (point->maxmem - size);
	if (report->reserved_end < wanted)
		return fail(check, REASON_HOTPLUG_REGION,
			    "the region for hotplug ends at 0x%" G_GINT64_MODIFIER
			    "x, below 0x%" G_GINT64_MODIFIER "x",
			    report->reserved_end, wanted);
	if (report->phys_bits < 64 && report->reserved_end > UINT64_C(1) << report->phys_bits)
		return fail(check, REASON_HOTPLUG_REGION,
			    "the region for hotplug ends at 0x%" G_GINT64_MODIFIER
			    "x, out of reach of a CPU with %u phys-bits",
			    report->reserved_end, report->phys_bits);
	return REASON_NONE;
}

static enum reason check_bar(const struct check *check, const struct guest_bar *bar)
{
	const struct guest_report *report = check->report;
	const struct guest_range range = {bar->address, bar->address + bar->size};
	g_autofree char *size = size_human(bar->size);
	g_autofree char *name =
		g_strdup_printf("BAR %u of PCI device %02x:%02x.%x (%s)", bar->number, bar->bus,
				bar->device, bar->function, size);

	/* qboot leaves BARs to the operating system. */
	if (bar->address == 0 && g_strcmp0(check->point->firmware, "qboot") == 0)
		return REASON_NONE;
	if (bar->address == 0)
		return fail(check, REASON_BAR_LOST, "the firmware gives %s no address", name);
	if (range.end < range.start ||
	    (report->phys_bits < 64 && range.end > UINT64_C(1) << report->phys_bits))
		return fail(check, REASON_BAR_LOST,
			    "%s is at 0x%" G_GINT64_MODIFIER "x, out of reach of %u phys-bits",
			    name, bar->address, report->phys_bits);
	if (bytes_within(report->declared, &range) > 0 ||
	    (bar->address >= 4 * GIB && report->reserved_end != UNSET &&
	     bar->address < report->reserved_end))
		return fail(check, REASON_BAR_LOST,
			    "%s is at 0x%" G_GINT64_MODIFIER "x, in the place of memory", name,
			    bar->address);
	return REASON_NONE;
}

static enum reason check_bars(const struct check *check)
{
	const GArray *bars = check->report->bars;
	gboolean found = check->point->bar == UNSET;

	for (unsigned i = 0; i < bars->len; i++) {
		const struct guest_bar *bar = &g_array_index(bars, struct guest_bar, i);
		enum reason reason = check_bar(check, bar);

		if (reason != REASON_NONE)
			return reason;
		found = found || bar->size == check->point->bar;
	}
	if (!found)
		return fail(check, REASON_BAR_LOST,
			    "the guest finds no PCI device with a BAR of that size");
	return REASON_NONE;
}

static enum reason check_boot(const struct check *check)
{
	static enum reason (*const checks[])(const struct check *) = {
		check_size,           check_touching, check_reach,   check_declared,
		check_hotplug_region, check_bars,     check_touched,
	};

	for (unsigned i = 0; i < G_N_ELEMENTS(checks); i++) {
		enum reason reason = checks[i](check);

		if (reason != REASON_NONE)
			return reason;
	}
	return REASON_NONE;
}

/* Linux sees what the firmware left, and has most of that. */
static enum reason check_linux(const struct check *check)
{
	const struct guest_report *report = check->report;
	uint64_t wanted = round_up(point_size(check->point), SIZE_GRANULARITY);
	uint64_t usable = guest_ranges_total(report->usable), memory = report->memory_kib * KIB;

	if (usable > wanted || usable + OVMF_KEEPS < wanted)
		return fail(check, REASON_MEMORY_MISMATCH,
			    "asked for %" G_GUINT64_FORMAT
			    " bytes of RAM, the kernel is given %" G_GUINT64_FORMAT,
			    wanted, usable);
	if (memory > usable || memory + LINUX_KEEPS + usable / 32 < usable)
		return fail(check, REASON_MEMORY_MISMATCH,
			    "of %" G_GUINT64_FORMAT " bytes of RAM MemTotal is %" G_GUINT64_FORMAT,
			    usable, memory);
	if (report->blocks_online != report->blocks)
		return fail(check, REASON_MEMORY_MISMATCH,
			    "%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
			    " memory blocks are online at start",
			    report->blocks_online, report->blocks);
	if (report->from_disk != point_boots_from_disk(check->point))
		return fail(check, REASON_DISK, "the kernel was started from %s",
			    report->from_disk ? "the disk" : "QEMU's -kernel, not from the disk");
	for (unsigned i = 0; i < report->disks->len; i++)
		if (g_array_index(report->disks, uint64_t, i) == check->point->disk)
			return REASON_NONE;
	if (check->point->disk != UNSET)
		return fail(check, REASON_DISK,
			    "the guest finds no disk of %" G_GUINT64_FORMAT " bytes",
			    check->point->disk);
	return REASON_NONE;
}

enum reason guest_check(const struct guest_report *report, const struct point *point,
			const struct emulator *emulator, char **message)
{
	struct check check = {
		.report = report,
		.point = point,
		.ovmf = point_uses_uefi(point),
		.message = message,
	};
	enum reason reason;

	*message = NULL;
	layout_input_init(&check.input, point, emulator);
	reason = check_cpu(&check);
	if (reason != REASON_NONE)
		return reason;
	return report->kind == GUEST_BOOT ? check_boot(&check) : check_linux(&check);
}

uint64_t guest_memory(const struct guest_report *report)
{
	if (report->kind == GUEST_BOOT)
		return guest_ranges_total(report->usable);
	return guest_memory_kib(report) * KIB;
}

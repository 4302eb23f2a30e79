/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/fake_guest.h"

#include "base/size.h"
#include "base/text.h"
#include "guest/protocol.h"
#include "model/options.h"
#include "vm/guest_check.h"
#include "vm/guest_report.h"
#include "vm/judge.h"
#include "vm/plug.h"

#include <string.h>

#define LOW_RAM (2 * GIB)
#define VGA_HOLE 0x9fc00
#define BLOCK_BYTES (128 * MIB)
/* About what a Q35 has; its root table, which Linux does not show; what slots for DIMMs add. */
#define ACPI_BYTES 8764
#define ACPI_ROOT_BYTES 56
#define ACPI_HOTPLUG_BYTES 1200
#define ACPI_SLOT_BYTES 124

#define STEP_US 1000 /* what every step of hotplug takes */

static void say(struct fake_speech *speech, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void say(struct fake_speech *speech, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	g_ptr_array_add(speech->lines, g_strdup_vprintf(format, args));
	va_end(args);
}

static void say_range(struct fake_speech *speech, const char *word, uint64_t start, uint64_t end)
{
	if (end > start)
		say(speech, "%s 0x%" G_GINT64_MODIFIER "x 0x%" G_GINT64_MODIFIER "x", word, start,
		    end);
}

static void say_cpu(struct fake_speech *speech)
{
	const struct layout_input *in = &speech->input;
	g_autofree char *vendor = options_get(speech->point->cpu, "vendor");

	if (vendor == NULL)
		vendor = g_strdup(in->cpu.amd ? "AuthenticAMD" : "GenuineIntel");
	say(speech, "cpu %s %u %d %d", vendor,
	    speech->point->phys_bits != UNSET ? (unsigned)speech->point->phys_bits : in->phys_bits,
	    in->cpu.long_mode, in->cpu.pae);
}

/* The firmware keeps what PCs have below 1 MiB, where there is more than that. */
static void say_usable(struct fake_speech *speech, uint64_t low, uint64_t high)
{
	say_range(speech, "usable", 0, low > MIB ? VGA_HOLE : low);
	say_range(speech, "usable", MIB, MAX(low, MIB));
	say_range(speech, "usable", 4 * GIB, 4 * GIB + high);
}

static void say_acpi(struct fake_speech *speech, uint64_t more)
{
	uint64_t slots = speech->point->slots != UNSET ? speech->point->slots : 0;

	if (slots > 0)
		more += ACPI_HOTPLUG_BYTES + ACPI_SLOT_BYTES * slots;
	say(speech, "acpi %" G_GUINT64_FORMAT, ACPI_BYTES + more);
}

/* The pages that such a guest touches, as it is told to. */
static unsigned count_pages(const struct fake_speech *speech)
{
	struct guest_report report;
	g_autoptr(GArray) pages = NULL;
	unsigned n;

	guest_report_init(&report);
	for (unsigned i = 0; i < speech->lines->len; i++) {
		guest_report_feed(&report, speech->lines->pdata[i],
				  strlen(speech->lines->pdata[i]));
		guest_report_feed(&report, "\n", 1);
	}
	pages = guest_pages_to_touch(&report);
	n = pages->len;
	guest_report_clear(&report);
	return n;
}

static void speak_boot(struct fake_speech *speech, uint64_t low, uint64_t high)
{
	const struct point *point = speech->point;
	uint64_t end = 4 * GIB + high, size = low + high;

	say_range(speech, "declared", 0, low);
	say_range(speech, "declared", 4 * GIB, end);
	say_usable(speech, low, high);
	if (point->maxmem != UNSET && point->maxmem > size) {
		end = add_saturated(end, point->maxmem - size);
		say(speech, "reserved-end 0x%" G_GINT64_MODIFIER "x", end);
	}
	say_acpi(speech, ACPI_ROOT_BYTES);
	if (point->bar != UNSET)
		say(speech, "bar 00:02.0 2 0x%" G_GINT64_MODIFIER "x 0x%" G_GINT64_MODIFIER "x",
		    round_up(end, point->bar), point->bar);
	say(speech, "touched %u", count_pages(speech));
}

static void speak_linux(struct fake_speech *speech, uint64_t low, uint64_t high)
{
	uint64_t size = low + high, blocks = size / BLOCK_BYTES;

	say_usable(speech, low, high);
	say_acpi(speech, 0);
	say(speech, "kernel fake");
	say(speech, "memory %" G_GUINT64_FORMAT, (size - size / 32) / KIB);
	say(speech, "blocks %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " 0x%" G_GINT64_MODIFIER "x",
	    blocks, blocks, BLOCK_BYTES);
	if (speech->point->disk != UNSET)
		say(speech, "disk vda 0x%" G_GINT64_MODIFIER "x", speech->point->disk);
	say(speech, "booted %s", point_boots_from_disk(speech->point) ? "disk" : "kernel");
}

void fake_guest_speak(struct fake_speech *speech, gboolean is_boot)
{
	uint64_t size = speech->input.size, low = MIN(size, LOW_RAM);

	g_ptr_array_set_size(speech->lines, 0);
	say(speech, GUEST_BANNER " " GUEST_PROTOCOL " %s", is_boot ? "boot" : "linux");
	say_cpu(speech);
	(is_boot ? speak_boot : speak_linux)(speech, low, size - low);
}

static void say_sum(struct fake_speech *speech)
{
	uint32_t sum = GUEST_SUM_START;

	for (unsigned i = 0; i < speech->lines->len; i++) {
		for (const char *c = speech->lines->pdata[i]; *c != '\0'; c++)
			sum = (sum ^ (unsigned char)*c) * GUEST_SUM_FACTOR;
		sum = (sum ^ '\n') * GUEST_SUM_FACTOR;
	}
	say(speech, "end 0x%x", sum);
}

static void speak(struct fake_speech *speech, const struct fake_guest *wrong)
{
	fake_guest_speak(speech, point_proof(speech->point) == PROOF_BOOT);
	if (wrong != NULL && wrong->says != NULL)
		wrong->says(speech);
	say_sum(speech);
	if (wrong != NULL && wrong->arrives != NULL)
		wrong->arrives(speech);
}

/* The made-up steps of a guest that takes one DIMM for each slot. */
static void plug(const struct point *point, struct probe_result *result)
{
	uint64_t total = plug_total(point), memory = result->guest_memory;
	uint64_t slots = point->slots != UNSET ? MAX(point->slots, 1) : 1;
	gboolean resized = point_uses_virtio_mem(point);

	if (total == 0)
		return;
	result->plugs = plug_steps_new();
	for (uint64_t i = 1; i <= slots; i++) {
		struct plug_step step = {resized ? "virtio-mem" : "dimm",
					 resized ? total / slots * i : total / slots,
					 STEP_US,
					 2 * STEP_US,
					 3 * STEP_US,
					 memory + total / slots * i,
					 NULL};

		g_array_append_val(result->plugs, step);
		result->guest_memory = step.memory;
	}
	for (int i = 0; i < 2; i++) {
		struct plug_step extra = {i == 0 ? "extra-dimm" : "extra-page",
					  i == 0 ? BLOCK_BYTES : 4096,
					  STEP_US,
					  UNSET,
					  UNSET,
					  UNSET,
					  g_strdup("fake: no slots available")};

		g_array_append_val(result->plugs, extra);
	}
}

static void judge_complete(const struct guest_report *report, const struct point *point,
			   const struct engine_env *env, struct probe_result *result)
{
	char *message;
	enum reason reason = guest_check(report, point, &env->emulator, &message);

	judge_set(result, reason == REASON_NONE ? OUTCOME_ACCEPTED : OUTCOME_REFUSED, reason,
		  message);
	result->guest_memory = guest_memory(report);
	if (report->kind == GUEST_LINUX)
		result->guest_blocks = guest_blocks_online(report);
	if (reason != REASON_NONE || point_proof(point) != PROOF_PLUG)
		return;
	result->stage = STAGE_PLUG;
	plug(point, result);
	result->guest_blocks += plug_total(point) / BLOCK_BYTES;
}

static void judge(const struct fake_speech *speech, const struct guest_report *report,
		  const struct engine_env *env, struct probe_result *result)
{
	if (report->begun)
		result->stage = report->kind == GUEST_BOOT ? STAGE_GUEST : STAGE_LINUX;
	if (report->vendor[0] != '\0')
		result->guest_phys_bits = report->phys_bits;
	result->acpi_bytes = report->acpi_bytes;
	if (report->error != NULL)
		judge_set(result, OUTCOME_REFUSED, REASON_GUEST_PROTOCOL, g_strdup(report->error));
	else if (speech->end == FAKE_FLOODS)
		judge_set(result, OUTCOME_REFUSED, REASON_GUEST_FLOOD,
			  g_strdup("fake: the guest printed without end"));
	else if (speech->end == FAKE_NEVER_ENDS)
		judge_set(result, OUTCOME_TIMEOUT, REASON_DEADLINE,
			  g_strdup("fake: the guest does not finish"));
	else if (report->panic != NULL)
		judge_set(result, OUTCOME_REFUSED, REASON_PANIC, g_strdup(report->panic));
	else if (speech->end == FAKE_RESETS)
		judge_set(result, OUTCOME_REFUSED, REASON_RESET,
			  g_strdup("fake: the guest was reset before it had finished"));
	else if (!report->ended)
		judge_set(result, OUTCOME_REFUSED, REASON_GUEST_PROTOCOL,
			  g_strdup("fake: the guest left before it had finished"));
	else
		judge_complete(report, speech->point, env, result);
}

gboolean fake_guest_boot(const struct fake_guest *wrong, const struct point *point,
			 const struct engine_env *env, struct probe_result *result)
{
	struct fake_speech speech = {.point = point,
				     .lines = g_ptr_array_new_with_free_func(g_free)};
	g_autoptr(GString) console = g_string_new(NULL);
	struct guest_report report;

	layout_input_init(&speech.input, point, &env->emulator);
	speak(&speech, wrong);
	for (unsigned i = 0; i < speech.lines->len; i++)
		g_string_append_printf(console, "%s\n", (char *)speech.lines->pdata[i]);
	result->stage = STAGE_FIRMWARE;
	guest_report_init(&report);
	guest_report_feed(&report, console->str, console->len);
	judge(&speech, &report, env, result);
	guest_report_clear(&report);
	g_ptr_array_unref(speech.lines);
	if (console->len > 0)
		result->console = text_printable(console->str, console->len);
	return speech.end != FAKE_NEVER_ENDS || result->outcome != OUTCOME_TIMEOUT;
}

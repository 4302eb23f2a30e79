/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From what a file says to what is tried: what it leaves to its host, and what the command line
 * says instead. */
#include "base/size.h"
#include "cli/checkup.h"
#include "model/keys.h"
#include "model/remedy_ways.h"

#include <string.h>

/* 32-bit CPUs have a width of their own, and QEMU refuses another one. */
static gboolean takes_a_width(const struct point *point)
{
	return cpu_kind(point->cpu, machine_kind(point->machine).family).long_mode;
}

/* What a file cannot say about itself comes from the command line. */
static void take_given(struct checkup *it, const struct point *given)
{
	struct point *asked = it->asked;
	const char *properties = asked->machine != NULL ? strchr(asked->machine, ',') : NULL;
	g_autofree char *kept = g_strdup(properties != NULL ? properties : "");
	uint64_t own = asked->phys_bits;

	for (unsigned i = 0; i < N_KEYS; i++) {
		g_autofree char *value =
			KEYS[i].group == KEY_POINT ? key_get(&KEYS[i], given) : NULL;

		if (value != NULL)
			key_set(&KEYS[i], asked, value, NULL);
	}
	if (given->machine != NULL && strchr(given->machine, ',') == NULL) {
		g_free(asked->machine);
		asked->machine = g_strconcat(given->machine, kept, NULL);
	}
	if (given->machine != NULL)
		config_remark(it->config, REMARK_ASSUMED, 0,
			      "machine %s of the command line stands in for the file's",
			      given->machine);
	if (given->phys_bits == UNSET)
		return;
	if (!takes_a_width(asked)) {
		asked->phys_bits = own;
		config_remark(
			it->config, REMARK_ASSUMED, 0,
			"the CPU has 32 bits and a width of its own: phys-bits %" G_GUINT64_FORMAT
			" of the command line are left aside",
			given->phys_bits);
	} else if (own != UNSET && own != given->phys_bits) {
		config_remark(it->config, REMARK_ASSUMED, 0,
			      "phys-bits %" G_GUINT64_FORMAT " of the command line stand in for "
			      "the file's %" G_GUINT64_FORMAT,
			      given->phys_bits, own);
	}
}

/* Any CPU that KVM passes through has pages of 1 GiB where it has more than 40 bits; and only the
 * vendor decides about addresses. */
static void stand_in_for_host_cpu(struct checkup *it, const struct host_facts *facts)
{
	gboolean amd = strcmp(facts->cpu_vendor, "AuthenticAMD") == 0;

	it->asked->cpu = g_strdup_printf("qemu64,vendor=%s,pdpe1gb=on",
					 amd ? "AuthenticAMD" : "GenuineIntel");
	config_remark(it->config, REMARK_ASSUMED, 0,
		      "the CPU is the host's, taken for one of %s (--cpu says another)",
		      amd ? "AMD's" : "Intel's");
}

static void settle_cpu(struct checkup *it, const struct host_facts *facts)
{
	if (!it->config->host_cpu)
		return;
	if (it->asked->cpu == NULL)
		stand_in_for_host_cpu(it, facts);
	if (it->asked->phys_bits != UNSET || facts->phys_bits == 0)
		return;
	it->asked->phys_bits = facts->phys_bits;
	config_remark(it->config, REMARK_ASSUMED, 0,
		      "the host's CPU is taken to have %u phys-bits, as this one has (--phys-bits "
		      "says another)",
		      facts->phys_bits);
}

/* What Incus has given its VMs since May 2025 (internal/server/instance/drivers/driver_qemu.go). */
#define INCUS_SLOTS 8

/* The host that starts it is this one: Incus on a server of its own takes all of its memory. */
static void take_hotplug_of_this_host(struct checkup *it, const struct host_facts *facts)
{
	uint64_t maxmem = round_down(facts->memory, MIB);
	g_autofree char *human = size_human(maxmem);

	if (maxmem <= point_size(it->asked))
		return;
	it->config->point->slots = it->asked->slots = INCUS_SLOTS;
	it->config->point->maxmem = it->asked->maxmem = maxmem;
	config_remark(it->config, REMARK_ASSUMED, 0,
		      "the host decides about hotplug, and is taken to be this one: %d slots and a "
		      "maxmem of %s, all of its memory (--phys-bits N leaves it open)",
		      INCUS_SLOTS, human);
}

static void tell_how_far_hotplug_goes(struct checkup *it)
{
	struct point *point = point_copy(it->asked);
	uint64_t largest;

	point->slots = INCUS_SLOTS;
	largest = way_largest_maxmem(point, &it->emulator);
	point_free(point);
	if (largest == UNSET) {
		config_remark(it->config, REMARK_ASSUMED, 0,
			      "hotplug is left out; with the %d slots that a host may add it "
			      "does not start at all",
			      INCUS_SLOTS);
	} else {
		g_autofree char *human = size_human(largest);

		config_remark(it->config, REMARK_ASSUMED, 0,
			      "hotplug is left out; with the %d slots that a host may add it "
			      "starts up to "
			      "a maxmem of %s, and not where the host's memory is more",
			      INCUS_SLOTS, human);
	}
}

/* What is started: OVMF takes seconds, and QEMU's verdict does not depend on it. */
static struct point *tried_point(const struct point *asked, const struct point *given)
{
	struct point *point = point_copy(asked);

	if (given->firmware == NULL)
		g_clear_pointer(&point->firmware, g_free);
	return point;
}

void checkup_ask(struct checkup *it, const struct point *given, const struct session *session)
{
	it->asked = point_copy(it->config->point);
	take_given(it, given);
	settle_cpu(it, &session->facts);
	if (it->asked->proof == NULL)
		it->asked->proof = g_strdup("boot");
	it->emulator = prober_emulator(session->prober, it->asked);
	if (it->config->host_hotplug && given->phys_bits == UNSET)
		take_hotplug_of_this_host(it, &session->facts);
	else if (it->config->host_hotplug)
		tell_how_far_hotplug_goes(it);
	it->tried = tried_point(it->asked, given);
}

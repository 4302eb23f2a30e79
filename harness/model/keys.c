/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/keys.h"

#include "base/error.h"
#include "base/size.h"
#include "base/text.h"
#include "model/expect.h"
#include "model/needs.h"
#include "model/scenario.h"

#include <stddef.h>
#include <string.h>

/* QEMU takes 256 slots at most; the room above shows where it says so. */
#define MAX_SLOTS 4096
#define MAX_TIMEOUT_MS (24 * 3600 * 1000)
#define MAX_SAMPLES 10000
#define MAX_RUNS 100000
#define MAX_CPU 1023 /* what cpu_set_t holds */
#define LARGEST_BAR (UINT64_C(1) << 62)

static const char *const ENGINES[] = {"qemu", "libvirt", "fake", NULL};
static const char *const ACCELS[] = {"tcg", "kvm", NULL};
static const char *const FIRMWARES[] = {"seabios", "qboot", "ovmf", NULL};
static const char *const BACKENDS[] = {"auto",   "ram",          "unreserved", "memfd",
				       "shared", "preallocated", NULL};
static const char *const AXES[] = {"maxmem", "size", "slots", "phys-bits", "bar", NULL};
static const char *const PROOFS[] = {"accept", "boot", "linux", "plug", NULL};
static const char *const HOTPLUGS[] = {"dimm", "virtio-mem", NULL};
static const char *const NUMAS[] = {"auto", "none", NULL};
static const char *const CONFIRMS[] = {"libvirt", NULL};
static const char *const BOOTS[] = {"kernel", "disk", NULL};

#define LIMITS (1U << SECTION_LIMIT)
#define PROBES (1U << SECTION_PROBE)
#define START_TIMES (1U << SECTION_START_TIME)

#define POINT(member) KEY_POINT, offsetof(struct point, member)
#define SECTION(member) KEY_SECTION, offsetof(struct section_options, member)

const struct key KEYS[] = {
	{"engine", KEY_WORD, POINT(engine), 0, 0, ENGINES, "qemu",
	 "who tries the point: QEMU processes of memroof's own, libvirt with its QEMUs, or the "
	 "fake "
	 "that tests memroof itself"},
	{"uri", KEY_TEXT, POINT(uri), 0, 0, NULL, EMBEDDED_URI,
	 "where engine libvirt connects to: embed is libvirt's QEMU driver inside memroof, without "
	 "a "
	 "daemon and with a directory of its own; or a URI as in qemu:///session, qemu:///system, "
	 "qemu+ssh://host/system"},
	{"numa", KEY_WORD, POINT(numa), 0, 0, NUMAS, "auto",
	 "whether engine libvirt gives the guest a NUMA cell: auto is one where memory can be "
	 "plugged, which libvirt asks for there"},
	{"qemu", KEY_NAME, POINT(qemu), 0, 0, NULL, "qemu-system-x86_64",
	 "the QEMU binary: a path, a name looked up in PATH, or a version such as 7.2, which is "
	 "that release of the fleet (make fleet) or the host's own; in scenarios all is every "
	 "release"},
	{"accel", KEY_WORD, POINT(accel), 0, 0, ACCELS, "tcg",
	 "the accelerator; a /dev/kvm that opens is not yet one that runs guests: see memroof "
	 "doctor"},
	{"machine", KEY_OPTIONS, POINT(machine), 0, 0, NULL, "QEMU's default",
	 "the machine type, with properties if wanted: q35, pc-q35-7.1, pc,max-ram-below-4g=1G; in "
	 "scenarios all pc and all q35 are every versioned type of that kind that each QEMU has"},
	{"cpu", KEY_OPTIONS, POINT(cpu), 0, 0, NULL, "the machine's default",
	 "the CPU model, with properties if wanted: qemu64, EPYC, pentium,pse36=on (but see "
	 "phys-bits)"},
	{"phys-bits", KEY_INT, POINT(phys_bits), 1, 255, NULL, "the CPU's own (40 under TCG)",
	 "physical address bits of the guest's CPU"},
	{"size", KEY_SIZE, POINT(size), 1, LARGEST_SIZE, NULL, "128M",
	 "memory that the guest has at start; QEMU rounds it up to 8 KiB"},
	{"slots", KEY_INT, POINT(slots), 0, MAX_SLOTS, NULL, "0",
	 "slots for memory hotplug; each one costs 1 GiB of address space, plugged or not"},
	{"maxmem", KEY_SIZE, POINT(maxmem), 1, SIZE_LIMIT, NULL, "size (no hotplug)",
	 "memory that the guest can have after hotplug; must not be below size"},
	{"pci-hole64", KEY_SIZE, POINT(pci_hole64), 0, SIZE_LIMIT, NULL, "32G for q35, 2G for pc",
	 "size of the 64-bit PCI hole, which takes address space above the memory"},
	{"firmware", KEY_FILE, POINT(firmware), 0, 0, FIRMWARES, "seabios",
	 "the guest's firmware: seabios, qboot, ovmf (Debian's file, which must be installed), or "
	 "the "
	 "path of an image, which is taken for UEFI when it ends with .fd"},
	{"backend", KEY_WORD, POINT(backend), 0, 0, BACKENDS, "auto",
	 "where guest RAM comes from: ram is plain -m, unreserved is a backend that reserves "
	 "nothing, memfd "
	 "is a shared memory file, shared is anonymous and shared, preallocated has every page "
	 "from "
	 "the start; auto is ram up to this host's "
	 "memory and "
	 "unreserved above it"},
	{"proof", KEY_WORD, POINT(proof), 0, 0, PROOFS, "accept",
	 "how far an accepted point must get: accept means that the machine is built and QMP "
	 "answers, "
	 "boot that a small guest has seen and touched all its memory, linux that a Linux kernel "
	 "reports it, plug that hotplug fills Linux up to maxmem"},
	{"hotplug", KEY_WORD, POINT(hotplug), 0, 0, HOTPLUGS, "dimm",
	 "what proof plug fills the guest with: dimm is one pc-dimm for each slot, virtio-mem one "
	 "device that grows"},
	{"bar", KEY_SIZE, POINT(bar), MIB, LARGEST_BAR, NULL, "none",
	 "a PCI device (pci-testdev) with a 64-bit BAR of this size, a power of two"},
	{"disk", KEY_SIZE, POINT(disk), MIB, LARGEST_SIZE, NULL, "none",
	 "a disk of this size: a qcow2 overlay, made for the probe, on the Linux guest's base "
	 "image"},
	{"boot-from", KEY_WORD, POINT(boot_from), 0, 0, BOOTS, "kernel",
	 "where proofs linux and plug take the guest from: kernel is QEMU's -kernel, disk the "
	 "disk"},
	{"timeout", KEY_DURATION, POINT(timeout), 1, MAX_TIMEOUT_MS, NULL, "30s",
	 "deadline of each stage of a probe: 30s, 500ms; MEMROOF_TIMEOUT_SCALE multiplies it on a "
	 "slow machine"},
	{"args", KEY_TEXT, POINT(args), 0, 0, NULL, "none",
	 "more QEMU arguments, quoted as for a shell"},
	{"fake", KEY_TEXT, POINT(fake), 0, 0, NULL, "roof at 2^phys-bits",
	 "the world of engine fake, as word=value,…: roof, slot-cost, crash, hang, host, island, "
	 "noise, delay (with slot-delay, gib-delay, jitter); and for proofs that boot guest=NAME, "
	 "what is wrong with the guest, and "
	 "guest-from, the memory from which on it is"},
	{"axis", KEY_WORD, SECTION(axis), 0, 0, AXES, "maxmem", "what a limit is searched on",
	 LIMITS},
	{"columns", KEY_TEXT, SECTION(columns), 0, 0, NULL, "none",
	 "the key whose values stand side by side in tables, instead of one table for each"},
	{"samples", KEY_INT, SECTION(samples), 0, MAX_SAMPLES, NULL, "0",
	 "further random probes on each side of every limit; one that disagrees is reported as "
	 "NON-MONOTONE",
	 LIMITS},
	{"confirm", KEY_WORD, SECTION(confirm), 0, 0, CONFIRMS, "none",
	 "which engine tries both sides of every limit again, once it is found: libvirt, which may "
	 "round or refuse what QEMU takes",
	 LIMITS},
	{"seed", KEY_INT, SECTION(seed), 0, UINT32_MAX, NULL, "1",
	 "seed of the samples, and of the order in which starts are timed", LIMITS | START_TIMES},
	{"runs", KEY_INT, SECTION(runs), 1, MAX_RUNS, NULL, "10",
	 "how often each start is timed; all points take turns, in an order that differs from "
	 "round to "
	 "round",
	 START_TIMES},
	{"warmups", KEY_INT, SECTION(warmups), 0, MAX_RUNS, NULL, "2",
	 "rounds before those, which are kept and count for nothing", START_TIMES},
	{"budget", KEY_DURATION, SECTION(budget), 1, MAX_TIMEOUT_MS, NULL, "none",
	 "time after which no further round of this section is begun", START_TIMES},
	{"pin", KEY_INT, SECTION(pin), 0, MAX_CPU, NULL, "none",
	 "the processor that QEMU is kept on while starts are timed", START_TIMES},
	{"expect", KEY_EXPECT, SECTION(expect), 0, 0, NULL, "nothing",
	 "what must be found, which makes a verdict of each point: one for all points, or as many "
	 "as the varied key has values; several are told apart by or, and KEY: in front names the "
	 "key where more than one varies",
	 LIMITS | PROBES},
	{"needs", KEY_NEEDS, SECTION(needs), 0, 0, NULL, "nothing",
	 "what this machine must have: all of the list, or the points are skipped; qemu is the one "
	 "of the point, memory and phys-bits are the host's"},
};

const unsigned N_KEYS = G_N_ELEMENTS(KEYS);

const struct key *key_find(const char *name)
{
	for (unsigned i = 0; i < N_KEYS; i++)
		if (strcmp(KEYS[i].name, name) == 0)
			return &KEYS[i];
	return NULL;
}

const struct key *key_lookup(const char *name, GError **error)
{
	const struct key *key = key_find(name);
	const char *names[G_N_ELEMENTS(KEYS) + 1] = {NULL};
	g_autofree char *hint = NULL;

	if (key != NULL)
		return key;
	for (unsigned i = 0; i < N_KEYS; i++)
		names[i] = KEYS[i].name;
	hint = text_hint(name, names);
	input_error(error, "unknown key '%s'%s", name, hint);
	return NULL;
}

gboolean key_is_number(const struct key *key)
{
	return key->type >= KEY_INT;
}

uint64_t *key_number(const struct key *key, void *target)
{
	return (uint64_t *)((char *)target + key->offset);
}

char **key_string(const struct key *key, void *target)
{
	return (char **)((char *)target + key->offset);
}

char *key_expectation(const struct key *key)
{
	g_autofree char *words = NULL, *min = NULL, *max = NULL;

	switch (key->type) {
	case KEY_FILE:
		words = g_strjoinv(", ", (char **)key->words);
		return g_strdup_printf("one of: %s, or the path of a file", words);
	case KEY_WORD:
		words = g_strjoinv(", ", (char **)key->words);
		return g_strdup_printf("one of: %s", words);
	case KEY_INT:
		return g_strdup_printf("a whole number from %" G_GUINT64_FORMAT
				       " to %" G_GUINT64_FORMAT,
				       key->min, key->max);
	case KEY_SIZE:
		min = size_exact(key->min);
		return g_strdup_printf("a size from %s up, such as 512M, 2G, 1.5T or plain bytes",
				       min);
	case KEY_DURATION:
		return g_strdup("a time from 1ms to 24h, such as 500ms or 30s");
	case KEY_EXPECT:
		return g_strdup("in limit sections " EXPECT_LIMIT_WORDS
				"; in probe sections " EXPECT_PROBE_WORDS);
	case KEY_NEEDS:
		return g_strdup("a list of " NEEDS_WORDS);
	case KEY_OPTIONS:
		return g_strdup("a name, with properties behind commas if wanted");
	default:
		return g_strdup("a text");
	}
}

static gboolean bad_value(const struct key *key, const char *text, GError **error)
{
	g_autofree char *expected = key_expectation(key);
	g_autofree char *hint = key->words != NULL ? text_hint(text, key->words) : g_strdup("");
	g_autofree char *shown = text_printable(text, 60);

	return input_error(error, "bad value '%s' for %s%s: expected %s", shown, key->name, hint,
			   expected);
}

static gboolean set_int(const struct key *key, uint64_t *number, const char *text, GError **error)
{
	guint64 value;

	if (!g_ascii_string_to_unsigned(text, 10, key->min, key->max, &value, NULL))
		return bad_value(key, text, error);
	*number = value;
	return TRUE;
}

static gboolean set_size(const struct key *key, uint64_t *number, const char *text, GError **error)
{
	uint64_t value;

	if (!size_parse(text, &value, error)) {
		g_prefix_error(error, "%s: ", key->name);
		return FALSE;
	}
	if (value < key->min || value > key->max)
		return bad_value(key, text, error);
	*number = value;
	return TRUE;
}

static gboolean set_duration(const struct key *key, uint64_t *number, const char *text,
			     GError **error)
{
	static const struct {
		const char *unit;
		uint64_t ms;
	} units[] = {{"ms", 1}, {"s", 1000}, {"", 1000}, {"min", 60 * 1000}, {"h", 3600 * 1000}};
	char *end;
	guint64 value = g_ascii_strtoull(text, &end, 10);

	if (!g_ascii_isdigit(*text))
		return bad_value(key, text, error);
	for (unsigned i = 0; i < G_N_ELEMENTS(units); i++) {
		uint64_t ms = mul_saturated(value, units[i].ms);

		if (strcmp(end, units[i].unit) != 0 || ms < key->min || ms > key->max)
			continue;
		*number = ms;
		return TRUE;
	}
	return bad_value(key, text, error);
}

static gboolean set_string(const struct key *key, char **string, const char *text, GError **error)
{
	gboolean known = key->words == NULL || g_strv_contains(key->words, text) ||
			 (key->type == KEY_FILE && strchr(text, '/') != NULL);

	if (*text == '\0' || !known)
		return bad_value(key, text, error);
	g_free(*string);
	*string = g_strdup(text);
	return TRUE;
}

static gboolean set_needs(const struct key *key, char **string, const char *text, GError **error)
{
	GPtrArray *needs = *text != '\0' ? needs_parse(text, error) : NULL;

	if (needs == NULL)
		return *text != '\0' ? FALSE : bad_value(key, text, error);
	g_ptr_array_unref(needs);
	return set_string(key, string, text, error);
}

gboolean key_set(const struct key *key, void *target, const char *text, GError **error)
{
	switch (key->type) {
	case KEY_INT:
		return set_int(key, key_number(key, target), text, error);
	case KEY_SIZE:
		return set_size(key, key_number(key, target), text, error);
	case KEY_DURATION:
		return set_duration(key, key_number(key, target), text, error);
	case KEY_NEEDS:
		return set_needs(key, key_string(key, target), text, error);
	default:
		return set_string(key, key_string(key, target), text, error);
	}
}

gboolean key_is_set(const struct key *key, const void *target)
{
	if (key_is_number(key))
		return *key_number(key, (void *)target) != UNSET;
	return *key_string(key, (void *)target) != NULL;
}

char *key_get(const struct key *key, const void *target)
{
	uint64_t number;

	if (!key_is_set(key, target))
		return NULL;
	if (!key_is_number(key))
		return g_strdup(*key_string(key, (void *)target));
	number = *key_number(key, (void *)target);
	if (key->type == KEY_SIZE)
		return size_exact(number);
	return g_strdup_printf("%" G_GUINT64_FORMAT "%s", number,
			       key->type == KEY_DURATION ? "ms" : "");
}

void keys_init(enum key_group group, void *target)
{
	for (unsigned i = 0; i < N_KEYS; i++) {
		if (KEYS[i].group != group)
			continue;
		if (key_is_number(&KEYS[i]))
			*key_number(&KEYS[i], target) = UNSET;
		else
			*key_string(&KEYS[i], target) = NULL;
	}
}

void keys_clear(enum key_group group, void *target)
{
	for (unsigned i = 0; i < N_KEYS; i++)
		if (KEYS[i].group == group && !key_is_number(&KEYS[i]))
			g_clear_pointer(key_string(&KEYS[i], target), g_free);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ways out: each is accepted, and one step more is not. */
#include "base/size.h"
#include "model/predict.h"
#include "model/remedy.h"
#include "tests/ensure.h"
#include "tests/points.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <stdlib.h>
#include <string.h>

#define NARROW "machine=q35 phys-bits=36 size=2G "

/* "kind: words (cost)", one after the other. */
static char *told(const GPtrArray *remedies)
{
	GString *text = g_string_new(NULL);

	for (unsigned i = 0; i < remedies->len; i++) {
		const struct remedy *remedy = remedies->pdata[i];

		g_string_append_printf(text, "%s%s: %s", i > 0 ? "\n" : "",
				       remedy_kind_name(remedy->kind), remedy->words);
	}
	return g_string_free(text, FALSE);
}

static const struct {
	const char *qemu, *point;
	unsigned host_phys_bits;
	const char *told;
} REMEDIED[] = {
	{"7.2", NARROW "slots=8 maxmem=22G", 48, "as-asked: as asked for"},
	{"7.2", NARROW "slots=8 maxmem=23G", 0,
	 "fewer-slots: 7 slots instead of 8\n"
	 "less-maxmem: maxmem 22 GiB instead of 23 GiB\n"
	 "virtio-mem: virtio-mem without slots\n"
	 "smaller-hole: a 64-bit PCI hole of 16 GiB instead of 32 GiB\n"
	 "machine-pc: machine pc instead of q35\n"
	 "no-hotplug: no hotplug: 2 GiB from the start"},
	{"7.2", NARROW "slots=16 maxmem=30G", 40,
	 "less-maxmem: maxmem 14 GiB instead of 30 GiB\n"
	 "virtio-mem: virtio-mem without slots\n"
	 "smaller-hole: a 64-bit PCI hole of 16 GiB instead of 32 GiB\n"
	 "wider-cpu: a CPU with 37 phys-bits instead of 36\n"
	 "machine-pc: machine pc instead of q35\n"
	 "no-hotplug: no hotplug: 2 GiB from the start"},
	{"7.2", "engine=libvirt " NARROW "slots=2 maxmem=29G", 36,
	 "fewer-slots: 1 slot instead of 2\n"
	 "less-maxmem: maxmem 28 GiB instead of 29 GiB\n"
	 "virtio-mem: virtio-mem, with the one slot that libvirt asks for\n"
	 "smaller-hole: a 64-bit PCI hole of 16 GiB instead of 32 GiB\n"
	 "machine-pc: machine pc instead of q35\n"
	 "no-hotplug: no hotplug: 2 GiB from the start"},
	{"7.2", "machine=q35 phys-bits=36 size=40G", 36,
	 "smaller-hole: a 64-bit PCI hole of 16 GiB instead of 32 GiB\n"
	 "machine-pc: machine pc instead of q35\n"
	 "less-size: size 30 GiB instead of 40 GiB, without hotplug"},
	{"7.2", "machine=pc-q35-7.1,hpet=off phys-bits=36 size=40G pci-hole64=32G", 0,
	 "smaller-hole: a 64-bit PCI hole of 16 GiB instead of 32 GiB\n"
	 "less-size: size 30 GiB instead of 40 GiB, without hotplug"},
	{"10.0", "machine=q35 phys-bits=32 size=1G", 0,
	 "smaller-hole: a 64-bit PCI hole of nothing instead of 32 GiB"},
	/* Slots without maxmem, and maxmem below size. */
	{"7.2", NARROW "slots=8", 0, "no-hotplug: no hotplug: 2 GiB from the start"},
	{"7.2", NARROW "maxmem=1G", 0, "no-hotplug: no hotplug: 2 GiB from the start"},
	/* Nothing helps, and what the model does not know. */
	{"7.2", "machine=pc cpu=pentium phys-bits=36 size=1G", 48, ""},
	{"7.2", "machine=microvm size=2G", 48, ""},
	{"7.2", "machine=q35 accel=kvm size=2G", 48, ""},
};

START_TEST(remedies_are_ranked)
{
	struct point *point = make_point(REMEDIED[_i].point);
	struct emulator emulator = make_emulator(REMEDIED[_i].qemu);
	g_autoptr(GPtrArray) remedies = remedies_for(point, &emulator, REMEDIED[_i].host_phys_bits);

	assert_text(told(remedies), REMEDIED[_i].told);
	point_free(point);
}
END_TEST

static const struct {
	const char *point;
	unsigned host_phys_bits;
	const char *told;
} REACHED[] = {
	{NARROW "slots=8", 36,
	 "as-asked 22G 22G\nsmaller-hole 52G 52G\nmachine-pc 52G 52G\nvirtio-mem 30G 30G\n"
	 "no-hotplug 30G 30G\nfewer-slots 29G 29G\nfewer-slots 28G 28G\nfewer-slots 27G 27G\n"
	 "fewer-slots 26G 26G\nfewer-slots 25G 25G\nfewer-slots 24G 24G\nfewer-slots 23G 23G"},
	/* What is wanted is reached by 5 slots and fewer. */
	{NARROW "slots=8 maxmem=25G", 40,
	 "fewer-slots 25G 25G\nfewer-slots 25G 26G\nfewer-slots 25G 27G\nfewer-slots 25G 28G\n"
	 "fewer-slots 25G 29G\nvirtio-mem 25G 30G\nsmaller-hole 25G 38G\nwider-cpu 25G 86G\n"
	 "machine-pc 25G 52G\nno-hotplug 25G 25G\nfewer-slots 24G 24G\nfewer-slots 23G 23G\n"
	 "as-asked 22G 22G"},
	{NARROW "maxmem=22G", 40, "as-asked 22G 22G"},
	{NARROW "slots=0 maxmem=30G", 40, "virtio-mem 30G 30G"},
	{NARROW "slots=0", 0,
	 "smaller-hole 60G 60G\nmachine-pc 60G 60G\nvirtio-mem 30G 30G\nno-hotplug 30G 30G"},
	/* The number of slots that just reaches it lies between two halves. */
	{NARROW "slots=24 maxmem=19G", 0,
	 "fewer-slots 19G 19G\nfewer-slots 19G 22G\nfewer-slots 19G 23G\nfewer-slots 19G 24G\n"
	 "fewer-slots 19G 25G\nfewer-slots 19G 26G\nfewer-slots 19G 27G\nfewer-slots 19G 28G\n"
	 "fewer-slots 19G 29G\nvirtio-mem 19G 30G\nsmaller-hole 19G 22G\nmachine-pc 19G 36G\n"
	 "no-hotplug 19G 19G\nfewer-slots 18G 18G\nas-asked 6G 6G"},
	/* A limit that is no whole GiB is offered to who asks for it. */
	{"machine=q35 phys-bits=36 size=2560M slots=8 maxmem=23040M", 0, "as-asked 23040M 23040M"},
	{"machine=q35 phys-bits=36 size=2560M slots=8 maxmem=23041M", 0,
	 "fewer-slots 23041M 23G\nfewer-slots 23041M 24G\nfewer-slots 23041M 25G\n"
	 "fewer-slots 23041M 26G\nfewer-slots 23041M 27G\nfewer-slots 23041M 28G\n"
	 "fewer-slots 23041M 29G\nvirtio-mem 23041M 30G\nsmaller-hole 23041M 38G\n"
	 "machine-pc 23041M 52G\nno-hotplug 23041M 23041M\nas-asked 22G 22G"},
	{"engine=libvirt " NARROW "slots=1", 0,
	 "as-asked 29G 29G\nsmaller-hole 59G 59G\nmachine-pc 59G 59G\nno-hotplug 30G 30G\n"
	 "virtio-mem 29G 29G"},
	{"machine=q35 phys-bits=36 size=70G maxmem=80G", 36, "less-size 30G 30G"},
	{"machine=isapc size=70G", 36, ""},
};

START_TEST(ways_are_ranked)
{
	struct point *point = make_point(REACHED[_i].point);
	struct emulator emulator = make_emulator("7.2");
	g_autoptr(GPtrArray) remedies =
		remedies_to_reach(point, &emulator, REACHED[_i].host_phys_bits);
	GString *text = g_string_new(NULL);

	for (unsigned i = 0; i < remedies->len; i++) {
		const struct remedy *remedy = remedies->pdata[i];
		g_autofree char *memory = size_exact(remedy_memory(remedy));
		g_autofree char *largest = size_exact(remedy->largest);

		g_string_append_printf(text, "%s%s %s %s", i > 0 ? "\n" : "",
				       remedy_kind_name(remedy->kind), memory, largest);
	}
	assert_text(g_string_free(text, FALSE), REACHED[_i].told);
	point_free(point);
}
END_TEST

/* The largest BARs are those that docs/starts-but-does-not-boot.md has measured. */
static const struct {
	const char *point;
	uint64_t bar;
	gboolean ovmf;
} LEFT[] = {
	{NARROW "slots=8 maxmem=22G", 32 * GIB, TRUE},
	{NARROW "slots=8 maxmem=52G pci-hole64=2G", 2 * GIB, FALSE},
	{"machine=q35 phys-bits=39 size=20G", 256 * GIB, TRUE},
	{"machine=q35 cpu=Haswell phys-bits=40 size=20G", 512 * GIB, TRUE},
	{"machine=q35 phys-bits=40 size=20G", 256 * GIB, TRUE},
	{"machine=q35 cpu=Haswell phys-bits=46 size=2G", 32 * TIB, TRUE},
	{"machine=q35 phys-bits=36 size=30G pci-hole64=0", 32 * GIB, TRUE},
	{"machine=q35 phys-bits=36 size=40G pci-hole64=0", 16 * GIB, FALSE},
	{"machine=q35 phys-bits=36 size=50G pci-hole64=0", 8 * GIB, FALSE},
	{"machine=q35 phys-bits=36 size=60G pci-hole64=0", 2 * GIB, FALSE},
	{"machine=q35 phys-bits=36 size=61G pci-hole64=0", GIB, FALSE},
	{"machine=q35 phys-bits=36 size=62G pci-hole64=0", 0, FALSE},
};

START_TEST(what_is_left_for_pci)
{
	struct layout_input in = make_input("10.0", LEFT[_i].point);
	struct layout layout;

	layout_compute(&in, &layout);
	ck_assert_uint_eq(remedy_largest_bar(&in, &layout), LEFT[_i].bar);
	ck_assert_int_eq(remedy_leaves_ovmf_room(&in, &layout), LEFT[_i].ovmf);
}
END_TEST

static const struct remedy *find(const GPtrArray *remedies, enum remedy_kind kind)
{
	for (unsigned i = 0; i < remedies->len; i++) {
		const struct remedy *remedy = remedies->pdata[i];

		if (remedy->kind == kind)
			return remedy;
	}
	ck_abort_msg("no %s", remedy_kind_name(kind));
	return NULL;
}

static const struct {
	const char *point;
	enum remedy_kind kind;
	const char *cost;
} COSTS[] = {
	{NARROW "slots=8", REMEDY_NONE, NULL},
	{NARROW "slots=2", REMEDY_FEWER_SLOTS, "no more than 1 DIMM"},
	{NARROW "slots=8", REMEDY_SMALLER_HOLE,
	 "PCI BARs above 2 GiB find no place; not for OVMF: without 32 GiB for PCI behind the "
	 "memory it hangs or loses devices"},
	{NARROW "slots=8 maxmem=23G", REMEDY_SMALLER_HOLE,
	 "PCI BARs above 16 GiB find no place; not for OVMF: without 32 GiB for PCI behind the "
	 "memory it hangs or loses devices"},
	{NARROW "slots=8 maxmem=61G", REMEDY_VIRTIO_MEM,
	 "no DIMMs, and the guest needs a driver for virtio-mem (Linux 5.8 or newer)"},
	{NARROW "slots=8", REMEDY_NO_HOTPLUG, "the guest cannot grow while it runs"},
	{NARROW "slots=8", REMEDY_WIDER_CPU,
	 "it cannot move to hosts with fewer than 40 phys-bits"},
	{NARROW "slots=8 maxmem=54G", REMEDY_SMALLER_HOLE,
	 "there is no room for PCI BARs behind the memory, without which SeaBIOS 1.17 places "
	 "none; not for OVMF: without 32 GiB for PCI behind the memory it hangs or loses "
	 "devices"},
};

START_TEST(costs_are_said)
{
	struct point *point = make_point(COSTS[_i].point);
	struct emulator emulator = make_emulator("7.2");
	g_autoptr(GPtrArray) remedies = remedies_to_reach(point, &emulator, 40);

	ck_assert_pstr_eq(find(remedies, COSTS[_i].kind)->cost, COSTS[_i].cost);
	point_free(point);
}
END_TEST

static gboolean accepted(const struct point *point, struct emulator emulator)
{
	struct layout_input in;

	return layout_input_init(&in, point, &emulator) &&
	       predict(&in, NULL).outcome == OUTCOME_ACCEPTED;
}

/* One step more than the remedy offers; FALSE where it makes no claim of being the largest. */
static gboolean step_more(const struct remedy *remedy, struct point *more,
			  const struct point *asked)
{
	uint64_t *number = remedy->kind == REMEDY_LESS_SIZE ? &more->size : &more->maxmem;

	switch (remedy->kind) {
	case REMEDY_FEWER_SLOTS:
		more->slots++;
		return TRUE;
	case REMEDY_LESS_MAXMEM:
	case REMEDY_LESS_SIZE:
		*number += *number % GIB == 0 ? GIB : MIB;
		return TRUE;
	case REMEDY_SMALLER_HOLE:
		more->pci_hole64 = MAX(2 * more->pci_hole64, GIB);
		return more->pci_hole64 <
		       (asked->pci_hole64 != UNSET ? asked->pci_hole64 : 32 * GIB);
	case REMEDY_WIDER_CPU:
		more->phys_bits--;
		return TRUE;
	default:
		return FALSE;
	}
}

static void check_remedy(const struct remedy *remedy, const struct point *asked,
			 struct emulator emulator)
{
	struct point *more = point_copy(remedy->point);
	g_autofree char *text = point_text(asked), *changed = point_text(remedy->point);

	ENSURE_MSG(accepted(remedy->point, emulator), "%s: %s", text, changed);
	if (step_more(remedy, more, asked))
		ENSURE_MSG(!accepted(more, emulator), "%s: more than %s", text, changed);
	if (remedy->kind == REMEDY_LESS_MAXMEM || remedy->kind == REMEDY_LESS_SIZE)
		ENSURE_MSG(remedy_memory(remedy) % MIB == 0, "%s: %s", text, changed);
	point_free(more);
}

static struct point *random_point(GRand *random)
{
	static const char *const machines[] = {"q35", "pc", "pc-q35-7.1", "pc-i440fx-2.4"};
	static const char *const cpus[] = {"qemu64", "Haswell", "EPYC"};
	struct point *point = point_new();

	point->machine = g_strdup(machines[g_rand_int_range(random, 0, 4)]);
	point->cpu = g_strdup(cpus[g_rand_int_range(random, 0, 3)]);
	point->phys_bits = (uint64_t)g_rand_int_range(random, 32, 44);
	point->size = (uint64_t)g_rand_int_range(random, 1, 600) * 512 * MIB;
	if (g_rand_boolean(random)) {
		point->slots = (uint64_t)g_rand_int_range(random, 0, 257);
		point->maxmem = (point->size + (uint64_t)g_rand_int_range(random, 1, 900) * GIB) &
				~(uint64_t)4095;
	}
	if (g_rand_int_range(random, 0, 4) == 0)
		point->pci_hole64 = (uint64_t)g_rand_int_range(random, 0, 64) * GIB;
	if (g_rand_boolean(random))
		point->proof = g_strdup("boot");
	return point;
}

#define RANDOM_POINTS 3000

START_TEST(random_points_have_exact_remedies)
{
	static const char *const versions[] = {"7.2", "8.2", "11.1"};
	GRand *random = g_rand_new_with_seed(6);
	unsigned found = 0;

	for (unsigned i = 0; i < RANDOM_POINTS; i++) {
		struct point *point = random_point(random);
		struct emulator emulator = make_emulator(versions[i % 3]);
		g_autoptr(GPtrArray) remedies = remedies_for(point, &emulator, 46);
		g_autoptr(GPtrArray) ways = remedies_to_reach(point, &emulator, 46);

		for (unsigned j = 0; j < remedies->len; j++)
			check_remedy(remedies->pdata[j], point, emulator);
		for (unsigned j = 0; j < ways->len; j++) {
			const struct remedy *way = ways->pdata[j];

			ENSURE(accepted(way->point, emulator));
			ENSURE(way->largest >= remedy_memory(way));
		}
		found += remedies->len > 1;
		point_free(point);
	}
	g_rand_free(random);
	ck_assert_uint_gt(found, RANDOM_POINTS / 4);
}
END_TEST

Suite *suite_remedy(void)
{
	Suite *suite = suite_create("remedy");
	TCase *tcase = tcase_create("ways out");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, remedies_are_ranked, 0, G_N_ELEMENTS(REMEDIED));
	tcase_add_loop_test(tcase, ways_are_ranked, 0, G_N_ELEMENTS(REACHED));
	tcase_add_loop_test(tcase, what_is_left_for_pci, 0, G_N_ELEMENTS(LEFT));
	tcase_add_loop_test(tcase, costs_are_said, 0, G_N_ELEMENTS(COSTS));
	tcase_add_test(tcase, random_points_have_exact_remedies);
	suite_add_tcase(suite, tcase);
	return suite;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Advice as people get it. */
#include "base/size.h"
#include "tests/pages.h"
#include "tests/program.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <stdio.h>
#include <string.h>

#define NARROW "--phys-bits 36 --size 2G "

static json_t *advise(struct program *program, int status, const char *arguments)
{
	g_autofree char *line = g_strdup_printf("advise --json %s", arguments);

	program_expect(program, status, line);
	return program_json(program);
}

/* "kind memory slots" of each way that is offered, in a line each; all must be verified. */
static char *ways_told(const json_t *answer)
{
	GString *text = g_string_new(NULL);
	size_t i;
	json_t *way;

	json_array_foreach (json_object_get(answer, "ways"), i, way) {
		g_autofree char *memory =
			size_exact((uint64_t)json_integer_value(json_object_get(way, "memory")));
		g_autofree char *slots = json_field(way, "slots");

		if (!json_is_true(json_object_get(way, "offered")))
			continue;
		ck_assert(json_is_true(json_object_get(way, "verified")));
		ck_assert_str_eq(json_string_value(
					 json_object_get(json_object_get(way, "probe"), "outcome")),
				 "accepted");
		g_string_append_printf(text, "%s%s %s %s", text->len > 0 ? "\n" : "",
				       json_string_value(json_object_get(way, "kind")), memory,
				       slots);
	}
	return g_string_free(text, FALSE);
}

/* Without the way that depends on this host's CPU. */
static char *without_wider_cpu(char *told)
{
	g_auto(GStrv) lines = g_strsplit(told, "\n", -1);
	GString *text = g_string_new(NULL);

	for (char **line = lines; *line != NULL; line++)
		if (!g_str_has_prefix(*line, "wider-cpu"))
			g_string_append_printf(text, "%s%s", text->len > 0 ? "\n" : "", *line);
	g_free(told);
	return g_string_free(text, FALSE);
}

static const struct {
	const char *arguments;
	int status;
	const char *told;
} ANSWERS[] = {
	{NARROW "--slots 8", 0,
	 "as-asked 22G 8\nsmaller-hole 52G 8\nmachine-pc 52G 8\nvirtio-mem 30G null\n"
	 "no-hotplug 30G null\nfewer-slots 29G 1\nfewer-slots 28G 2\nfewer-slots 27G 3\n"
	 "fewer-slots 26G 4\nfewer-slots 25G 5\nfewer-slots 24G 6\nfewer-slots 23G 7"},
	{NARROW "--slots 2 --maxmem 29G", 0,
	 "fewer-slots 29G 1\nvirtio-mem 29G null\nsmaller-hole 29G 2\nmachine-pc 29G 2\n"
	 "no-hotplug 29G null\nas-asked 28G 2"},
	{NARROW "--maxmem 20G --firmware qboot", 0, "as-asked 20G 8"},
	/* Incus boots OVMF on q35. */
	{NARROW "--slots 1 --maxmem 40G --for incus", 1,
	 "virtio-mem 30G null\nno-hotplug 30G null\nas-asked 29G 1"},
	{NARROW "--slots 1 --maxmem 40G --for incus --firmware seabios", 0,
	 "smaller-hole 40G 1\nvirtio-mem 30G null\nno-hotplug 30G null\nas-asked 29G 1"},
	{NARROW "--slots 1 --maxmem 30G --for libvirt --machine pc", 0, "as-asked 30G 1"},
};

START_TEST(each_way_has_been_started)
{
	struct program program;
	json_t *answer;

	program_init(&program);
	answer = advise(&program, ANSWERS[_i].status, ANSWERS[_i].arguments);
	assert_text(without_wider_cpu(ways_told(answer)), ANSWERS[_i].told);
	json_decref(answer);
	program_clear(&program);
}
END_TEST

static const struct {
	const char *arguments;
	int status;
	const char *out, *err;
} SAID[] = {
	{NARROW "--slots 8", 0, "1. 22 GiB: 8 slots\n   size 2 GiB, slots 8, maxmem 22 GiB, q35\n",
	 ""},
	{NARROW "--slots 8", 0, "started once with proof boot (SeaBIOS, QEMU ", ""},
	{NARROW "--slots 8 --no-verify", 0, "NOT VERIFIED: only computed", ""},
	{NARROW "--slots 8 --no-verify", 0, "52 GiB: a 64-bit PCI hole of 2 GiB instead of 32 GiB",
	 ""},
	{NARROW "--slots 8 --no-verify", 0, "computed as well: 2 slots: 28 GiB, 3 slots: 27 GiB",
	 ""},
	{NARROW "--for incus --no-verify", 0,
	 "Not for Incus: machine pc instead of q35 (52 GiB): Incus puts", ""},
	{"--phys-bits 36 --size 40G --maxmem 5000000G --machine pc --no-verify", 1,
	 "(less than wanted)", ""},
	/* The world of the fake engine ends earlier than the model expects. */
	{NARROW "--slots 8 --engine fake --fake roof=30G", 0,
	 "The model was wrong, and QEMU is right: ", ""},
	{NARROW "--slots 8 --engine fake --fake roof=30G", 0,
	 "machine pc instead of q35 (52 GiB: phys-bits)", ""},
	{NARROW "--engine fake --fake roof=29G", 1, "8 slots (22 GiB: phys-bits)", ""},
	{NARROW "--maxmem 22G --engine fake --fake roof=29G", 1, "There is no way.", ""},
	{NARROW "--maxmem 22G --engine fake --fake roof=30G", 0, "started once", ""},
	{NARROW "--maxmem 22G --engine fake --fake host=1G", 3, "NOT VERIFIED: host-limit: memory",
	 ""},
	{NARROW "--qemu /nonexistent", 3, "", "nothing could be tried (--no-verify computes only)"},
	{NARROW "--qemu /nonexistent --no-verify", 0, "1. 22 GiB: 8 slots", ""},
	{NARROW "--for xen", 2, "", "bad value 'xen' for --for: expected one of: qemu, libvirt"},
	{NARROW "--maxmem 1G", 2, "", "maxmem is smaller than size"},
	{NARROW "--proof linux", 2, "", "advise tries by proof accept or boot"},
	{NARROW "--machine microvm", 2, "", "machine q35 and pc only"},
	{"--size 2G --accel kvm", 2, "", "advise needs phys-bits: a number, or host"},
	{"--phys-bits 36", 2, "", "advise needs --size"},
	{NARROW "more", 2, "", "unexpected 'more'"},
};

START_TEST(it_says)
{
	g_autofree char *line = g_strdup_printf("advise %s", SAID[_i].arguments);
	struct program program;

	program_init(&program);
	program_expect(&program, SAID[_i].status, line);
	ck_assert_msg(strstr(program.out, SAID[_i].out) != NULL, "%s", program.out);
	ck_assert_msg(strstr(program.err, SAID[_i].err) != NULL, "%s", program.err);
	program_clear(&program);
}
END_TEST

/* What a hole costs is true: a BAR of the size named finds its place, and the next one does not. */
START_TEST(a_smaller_hole_costs_what_is_said)
{
	struct program program;
	json_t *answer;

	program_init(&program);
	answer = advise(&program, 0, NARROW "--slots 8 --no-verify");
	ck_assert_ptr_nonnull(strstr(program.out, "PCI BARs above 2 GiB find no place"));
	program_expect(&program, 0,
		       "probe --machine q35 --proof boot --slots 8 --maxmem 52G --pci-hole64 2G "
		       "--bar 2G " NARROW);
	program_expect(&program, 1,
		       "probe --machine q35 --proof boot --slots 8 --maxmem 52G --pci-hole64 2G "
		       "--bar 4G " NARROW);
	ck_assert_ptr_nonnull(strstr(program.out, "bar-lost"));
	json_decref(answer);
	program_clear(&program);
}
END_TEST

/* The example is printed again; what depends on the host is left out of it. */
START_TEST(the_page_shows_what_is_printed)
{
	ck_assert_uint_gt(page_check_examples("docs/advise.md"), 0);
}
END_TEST

Suite *suite_advise(void)
{
	Suite *suite = suite_create("advise");
	TCase *program = tcase_create("program");

	tcase_set_tags(program, "process");
	tcase_set_timeout(program, 60);
	tcase_add_loop_test(program, each_way_has_been_started, 0, G_N_ELEMENTS(ANSWERS));
	tcase_add_loop_test(program, it_says, 0, G_N_ELEMENTS(SAID));
	tcase_add_test(program, a_smaller_hole_costs_what_is_said);
	tcase_add_test(program, the_page_shows_what_is_printed);
	suite_add_tcase(suite, program);
	return suite;
}

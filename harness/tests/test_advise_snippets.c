/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What memroof advise gives people to paste, given to the programs that it is for. */
#include "base/size.h"
#include "tests/libvirt_program.h"
#include "tests/program.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>

#define NARROW "--phys-bits 36 --size 2G "

static json_t *advise(struct program *program, int status, const char *arguments)
{
	g_autofree char *line = g_strdup_printf("advise --json %s", arguments);

	program_expect(program, status, line);
	return program_json(program);
}

/* Runs @script with the snippet of each way in the file "snippet", and its size, slots (or nothing)
 * and maxmem (or nothing) as arguments. */
static void paste(struct program *program, const char *arguments, const char *script)
{
	json_t *answer = advise(program, 0, arguments), *way;
	unsigned n = 0;
	size_t i;

	json_array_foreach (json_object_get(answer, "ways"), i, way) {
		g_autofree char *size = json_field(way, "size"), *slots = json_field(way, "slots");
		g_autofree char *maxmem = json_field(way, "maxmem");
		char *argv[] = {(char *)"bash", (char *)"-euc", (char *)script, (char *)"paste",
				size,           slots,          maxmem,         NULL};

		/* More than this host may have to spare. */
		if (!json_is_true(json_object_get(way, "offered")) ||
		    g_ascii_strtoull(size, NULL, 10) > 4 * GIB)
			continue;
		program_write(program, "snippet",
			      json_string_value(json_object_get(way, "snippet")));
		ck_assert_msg(program_run_other(program, argv) == 0, "%s\n%s\n%s",
			      json_string_value(json_object_get(way, "snippet")), program->out,
			      program->err);
		n++;
	}
	ck_assert_uint_ge(n, 4);
	json_decref(answer);
}

/* QEMU builds the machine, says how much memory it has, and what can be plugged. */
#define START                                                                                      \
	"say() { echo '{\"execute\":\"qmp_capabilities\"}{\"execute\":"                            \
	"\"query-memory-size-summary\"}{\"execute\":\"quit\"}'; }\n"                               \
	"start() { say | qemu-system-x86_64 -nodefaults -display none -S -qmp stdio \"$@\" "       \
	">said; "                                                                                  \
	"grep \"base-memory\\\": $size,\" said; }\nsize=$1 slots=$2 maxmem=$3\n"

START_TEST(qemu_takes_its_snippet)
{
	struct program program;

	program_init(&program);
	paste(&program, NARROW "--slots 3",
	      START "eval \"start $(grep -v '^#' snippet)\"\n"
		    "[ \"$maxmem\" = null ] || grep -E 'maxmem=' snippet\n");
	program_clear(&program);
}
END_TEST

/* A stand-in for incus writes down what it is told; what it is told of raw.qemu.conf goes, with the
 * rest of a file as Incus makes it, to QEMU's own reader. */
START_TEST(incus_is_told)
{
	struct program program;

	program_init(&program);
	paste(&program, NARROW "--slots 8 --for incus",
	      START
	      "rm -f conf raw told\n"
	      "incus() {\n"
	      "  [ \"$1 $2 $3\" = 'config set INSTANCE' ]; shift 3\n"
	      "  for word; do case $word in\n"
	      "    raw.qemu.conf=-) cat >conf;;\n"
	      "    raw.qemu=*) echo \"${word#*=}\" >raw;;\n"
	      "    limits.memory=2GiB | limits.memory.hotplug=*GiB) echo \"$word\" >>told;;\n"
	      "    *) exit 9;;\n"
	      "  esac; done\n"
	      "}\n"
	      ". ./snippet\n"
	      "grep -qx limits.memory=2GiB told\n"
	      "[ \"$slots\" != 8 ] || grep -qx \"limits.memory.hotplug=$((maxmem >> 30))GiB\" "
	      "told\n"
	      "grep -qx \"maxmem = \\\"$((maxmem >> 30))G\\\"\" conf\n"
	      "{ printf '[machine]\\ntype = \"q35\"\\n'; grep -v '\"\"' conf\n"
	      "  printf 'qom-type = \"memory-backend-memfd\"\\nshare = \"on\"\\n[numa]\\n'\n"
	      "  printf 'type = \"node\"\\nnodeid = \"0\"\\nmemdev = \"mem0\"\\n'; } >whole\n"
	      "touch raw\n"
	      "start -cpu qemu64,phys-bits=36 -readconfig whole $(cat raw)\n");
	program_clear(&program);
}
END_TEST

/* The ways for libvirt start by libvirt, too. */
START_TEST(libvirt_starts_its_ways)
{
	static const char *const ways[] = {"fewer-slots", "smaller-hole", "virtio-mem", NULL};
	struct program program;
	json_t *answer, *way;
	unsigned n = 0;
	size_t i;

	libvirt_program_init(&program);
	answer = advise(&program, 0, NARROW "--slots 2 --no-verify --for libvirt");
	json_array_foreach (json_object_get(answer, "ways"), i, way) {
		g_autofree char *slots = json_field(way, "slots"), *hole = NULL, *line = NULL;
		g_autofree char *maxmem = json_field(way, "maxmem");

		if (!g_strv_contains(ways, json_string_value(json_object_get(way, "kind"))))
			continue;
		hole = json_field(way, "pci_hole64");
		line = g_strdup_printf("--machine q35 " NARROW "--slots %s --maxmem %s%s%s", slots,
				       maxmem, strcmp(hole, "null") == 0 ? "" : " --pci-hole64 ",
				       strcmp(hole, "null") == 0 ? "" : hole);
		json_decref(libvirt_probe(&program, 0, line));
		n++;
	}
	ck_assert_uint_eq(n, 3);
	json_decref(answer);
	program_clear(&program);
}
END_TEST

Suite *suite_advise_snippets(void)
{
	Suite *suite = suite_create("advise-snippets");
	TCase *pasted = tcase_create("pasted");

	tcase_set_tags(pasted, "process");
	tcase_set_timeout(pasted, 120);
	tcase_add_test(pasted, qemu_takes_its_snippet);
	tcase_add_test(pasted, incus_is_told);
	tcase_add_test(pasted, libvirt_starts_its_ways);
	tcase_add_unchecked_fixture(pasted, libvirt_cache_make, libvirt_cache_remove);
	suite_add_tcase(suite, pasted);
	return suite;
}

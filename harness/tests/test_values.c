/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/error.h"
#include "base/size.h"
#include "model/values.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>

static char *joined(GPtrArray *values)
{
	GString *text = g_string_new(NULL);

	for (unsigned i = 0; i < values->len; i++)
		g_string_append_printf(text, "%s%s", i > 0 ? " | " : "", (char *)values->pdata[i]);
	g_ptr_array_unref(values);
	return g_string_free(text, FALSE);
}

static const struct {
	const char *key, *text, *values;
} LISTS[] = {
	{"size", "2G", "2G"},
	{"size", "512M,1G , 2048M", "512M | 1G | 2G"},
	{"size", "1.5G", "1536M"},
	{"slots", "0-3", "0 | 1 | 2 | 3"},
	{"slots", "7-7", "7"},
	{"slots", "0-256/64", "0 | 64 | 128 | 192 | 256"},
	{"slots", "1-10/4", "1 | 5 | 9"},
	{"slots", "0-2, 16, 32-64/32", "0 | 1 | 2 | 16 | 32 | 64"},
	{"slots", "8, 4", "8 | 4"},
	{"phys-bits", "36-39", "36 | 37 | 38 | 39"},
	{"timeout", "1s,500ms", "1000ms | 500ms"},
	{"backend", "auto, memfd", "auto | memfd"},
	{"qemu", "a, /b/c", "a | /b/c"},
	{"machine", "q35, pc", "q35 | pc"},
	{"machine", "q35,cxl=on,pc", "q35,cxl=on | pc"},
	{"machine", "q35,cxl=on, cxl-fmw.0.size=4G, pc", "q35,cxl=on,cxl-fmw.0.size=4G | pc"},
	{"machine", "q35, q35,cxl=on", "q35 | q35,cxl=on"},
	{"cpu", "pentium,pse36=on,+pae,-sse, qemu64", "pentium,pse36=on,+pae,-sse | qemu64"},
	{"cpu", "486,+pae,qemu64,lm=off", "486,+pae | qemu64,lm=off"},
	{"args", "-device a,b=1 , -x", "-device a,b=1 , -x"},
	{"fake", "roof=1G,slot-cost=0", "roof=1G,slot-cost=0"},
};

START_TEST(lists_are_split_into_canonical_values)
{
	GError *error = NULL;
	GPtrArray *values = values_parse(key_find(LISTS[_i].key), LISTS[_i].text, &error);

	ck_assert_msg(values != NULL, "%s", error != NULL ? error->message : "no error");
	assert_text(joined(values), LISTS[_i].values);
}
END_TEST

static const struct {
	const char *key, *text, *complaint;
} BAD_LISTS[] = {
	{"size", "", "size has no value: expected a size from 1 up"},
	{"machine", "", "machine has no value: expected a name"},
	{"args", "", "args has no value"},
	{"size", " ", "size has an empty value"},
	{"size", ",", "size has an empty value"},
	{"size", "1G,", "size has an empty value"},
	{"size", ",1G", "size has an empty value"},
	{"size", "1G,,2G", "size has an empty value"},
	{"size", "1G, ,2G", "size has an empty value"},
	{"machine", "q35,", "machine has an empty value"},
	{"size", "1G,1G", "size has the value '1G' twice"},
	{"size", "1G,1024M", "size has the value '1024M' twice"},
	{"slots", "1,01", "slots has the value '01' twice"},
	{"slots", "0-4,3", "slots has the value '3' twice"},
	{"slots", "3,0-4", "slots has the value '3' twice"},
	{"machine", "q35,pc,q35", "machine has the value 'q35' twice"},
	{"cpu", "qemu64,+pae,qemu64,+pae", "cpu has the value 'qemu64,+pae' twice"},
	{"slots", "3-1", "bad range '3-1' for slots: expected FIRST-LAST or FIRST-LAST/STEP"},
	{"slots", "0-4/0", "bad range '0-4/0' for slots"},
	{"slots", "0-10000000", "range '0-10000000' for slots has more than 10000000 values"},
	{"slots", "0-999999999", "has more than 10000000 values"},
	{"slots", "0-4097", "bad value '4097' for slots"},
	{"slots", "0-9999999999", "bad value '0-9999999999' for slots"},
	{"slots", "-3", "bad value '-3' for slots"},
	{"slots", "1-", "bad value '1-' for slots"},
	{"slots", "1-2/", "bad value '1-2/' for slots"},
	{"slots", "1-2-3", "bad value '1-2-3' for slots"},
	{"slots", "1-4/2/2", "bad value '1-4/2/2' for slots"},
	{"slots", "1--4", "bad value '1--4' for slots"},
	{"slots", "0-4/-1", "bad value '0-4/-1' for slots"},
	{"slots", "1 - 4", "bad value '1 - 4' for slots"},
	{"slots", "4/2", "bad value '4/2' for slots"},
	{"phys-bits", "0-3", "bad value '0' for phys-bits"},
	{"size", "1G-4G", "size: bad size '1G-4G'"},
	{"size", "1-4", "size: bad size '1-4'"},
	{"backend", "ram,mmfd,x", "bad value 'mmfd' for backend (did you mean 'memfd'?)"},
};

START_TEST(bad_lists_are_refused_and_say_why)
{
	GError *error = NULL;
	GPtrArray *values = values_parse(key_find(BAD_LISTS[_i].key), BAD_LISTS[_i].text, &error);

	ck_assert_msg(values == NULL, "'%s' was taken", BAD_LISTS[_i].text);
	assert_error(&error, MEMROOF_ERROR_INPUT, BAD_LISTS[_i].complaint);
}
END_TEST

START_TEST(a_point_starts_unset_and_copies_are_its_own)
{
	struct point *point = point_new(), *copy;

	assert_text(point_text(point), "");
	ck_assert_uint_eq(point_size(point), DEFAULT_SIZE);
	ck_assert(point_uses_engine(point, "qemu"));
	key_set(key_find("machine"), point, "q35", NULL);
	key_set(key_find("size"), point, "2G", NULL);
	copy = point_copy(point);
	key_set(key_find("machine"), copy, "pc", NULL);
	key_set(key_find("engine"), copy, "fake", NULL);
	assert_text(point_text(point), "machine=q35 size=2G");
	assert_text(point_text(copy), "engine=fake machine=pc size=2G");
	ck_assert_uint_eq(point_size(copy), 2 * GIB);
	ck_assert(point_uses_engine(copy, "fake") && !point_uses_engine(copy, "qemu"));
	point_free(point);
	point_free(copy);
	point_free(NULL);
}
END_TEST

/* A value that the key takes. */
static const char *sample_of(const struct key *key)
{
	if (key->words != NULL)
		return key->words[0];
	return key->type == KEY_SIZE ? "1G" : "36";
}

START_TEST(the_text_of_a_point_has_every_set_key_in_order)
{
	struct point *point = point_new();
	const char *at, *before = NULL;
	g_autofree char *text = NULL;

	for (unsigned i = N_KEYS; i > 0; i--) {
		const struct key *key = &KEYS[i - 1];

		if (key->group == KEY_POINT)
			ck_assert(key_set(key, point, sample_of(key), NULL));
	}
	text = point_text(point);
	for (unsigned i = 0; i < N_KEYS; i++) {
		g_autofree char *word = g_strconcat(" ", KEYS[i].name, "=", NULL);

		at = i == 0 ? text : strstr(text, word);
		if (KEYS[i].group != KEY_POINT)
			continue;
		ck_assert_msg(at != NULL && at > before, "%s in %s", word, text);
		before = at;
	}
	point_free(point);
}
END_TEST

START_TEST(the_text_of_a_point_is_quoted_for_a_shell)
{
	struct point *point = point_new();

	key_set(key_find("args"), point, "-x 'a b'", NULL);
	assert_text(point_text(point), "'args=-x '\\''a b'\\'''");
	point_free(point);
}
END_TEST

static const struct {
	const char *sets[9];   /* key, value, … */
	const char *complaint; /* NULL: no contradiction */
} CHECKS[] = {
	{{NULL}, NULL},
	{{"fake", "roof=1G", "engine", "fake"}, NULL},
	{{"fake", "roof=1G"}, "fake needs engine = fake"},
	{{"fake", "roof=1G", "engine", "qemu"}, "fake needs engine = fake"},
	{{"uri", "embed"}, NULL},
	{{"uri", "qemu:///session", "engine", "libvirt"}, NULL},
	{{"uri", "qemu+ssh://root@host/system?no_verify=1"}, NULL},
	{{"uri", "qemu"}, "uri 'qemu': expected embed, or a URI of libvirt's QEMU driver"},
	{{"uri", "test:///default"}, "uri 'test:///default': expected embed"},
	{{"uri", "xen:///system"}, "uri 'xen:///system': expected embed"},
	{{"uri", "/var/run/socket"}, "uri '/var/run/socket': expected embed"},
	{{"uri", "qemu:///embed?root=/tmp"}, "memroof makes the driver's directory: say embed"},
	{{"cpu", "qemu64,phys-bits=36"}, "cpu 'qemu64,phys-bits=36': use the key phys-bits"},
	{{"cpu", "host,host-phys-bits=on"}, "use the key phys-bits for the width"},
	{{"cpu", "qemu64,+pae"}, NULL},
	{{"pci-hole64", "1G"}, NULL},
	{{"pci-hole64", "0", "machine", "q35,cxl=on"}, NULL},
	{{"pci-hole64", "1G", "machine", "microvm"},
	 "pci-hole64 needs machine q35 or pc, not 'microvm'"},
	{{"pci-hole64", "1G", "machine", "isapc"},
	 "pci-hole64 needs machine q35 or pc, not 'isapc'"},
	{{"machine", "q35,memory-backend=m0"}, "use the key backend for guest RAM"},
	{{"args", "-device 'a"}, "args '-device 'a': "},
	{{"args", "-m 1G -daemonize"}, "args: a QEMU with -daemonize cannot be watched"},
	{{"args", "-device 'a b' \"c\""}, NULL},
	{{"boot-from", "disk", "disk", "1G", "proof", "linux"}, NULL},
	{{"boot-from", "disk", "disk", "1G", "proof", "plug"}, NULL},
	{{"boot-from", "kernel"}, NULL},
	{{"boot-from", "disk", "proof", "linux"}, "boot-from = disk needs a disk"},
	{{"boot-from", "disk", "disk", "1G"}, "boot-from = disk needs a disk, and proof = linux"},
	{{"boot-from", "disk", "disk", "1G", "proof", "boot"}, "needs a disk, and proof = linux"},
	{{"hotplug", "virtio-mem", "proof", "plug"}, NULL},
	{{"hotplug", "dimm"}, NULL},
	{{"hotplug", "virtio-mem"}, "hotplug = virtio-mem needs proof = plug"},
	{{"hotplug", "virtio-mem", "proof", "linux"}, "hotplug = virtio-mem needs proof = plug"},
	{{"hotplug", "virtio-mem", "proof", "plug", "maxmem", "2G", "size", "1G"}, NULL},
	{{"hotplug", "virtio-mem", "proof", "plug", "maxmem", "1G", "size", "1G"},
	 "hotplug = virtio-mem needs a maxmem above size"},
	{{"bar", "1G"}, NULL},
	{{"bar", "3M"}, "bar = 3145728: expected a power of two"},
};

START_TEST(proofs_have_an_order_and_a_default)
{
	static const char *const words[] = {"accept", "boot", "linux", "plug"};
	struct point *point = point_new();

	ck_assert_int_eq(point_proof(point), PROOF_ACCEPT);
	ck_assert_str_eq(point_proof_name(point), "accept");
	for (unsigned i = 0; i < G_N_ELEMENTS(words); i++) {
		ck_assert(key_set(key_find("proof"), point, words[i], NULL));
		ck_assert_uint_eq(point_proof(point), i);
		ck_assert_str_eq(point_proof_name(point), words[i]);
	}
	ck_assert(PROOF_ACCEPT < PROOF_BOOT && PROOF_BOOT < PROOF_LINUX &&
		  PROOF_LINUX < PROOF_PLUG);
	point_free(point);
}
END_TEST

static const struct {
	const char *engine, *uri;
	gboolean remote;
} URIS[] = {
	{NULL, "qemu+ssh://host/system", FALSE}, /* nobody connects to it */
	{"qemu", "qemu+ssh://host/system", FALSE},
	{"libvirt", NULL, FALSE},
	{"libvirt", "embed", FALSE},
	{"libvirt", "qemu:///session", FALSE},
	{"libvirt", "qemu+unix:///system?socket=/x", FALSE},
	{"libvirt", "qemu+ssh://host/system", TRUE},
	{"libvirt", "qemu+tls://user@host:1/system", TRUE},
	{"libvirt", "qemu://", FALSE},
};

START_TEST(a_uri_tells_whether_qemu_runs_elsewhere)
{
	struct point point = {.engine = (char *)URIS[_i].engine, .uri = (char *)URIS[_i].uri};

	ck_assert_str_eq(point_uri(&point), URIS[_i].uri != NULL ? URIS[_i].uri : "embed");
	ck_assert_int_eq(point_is_remote(&point), URIS[_i].remote);
}
END_TEST

START_TEST(contradictions_in_a_point_are_found)
{
	struct point *point = point_new();
	const char *const *sets = CHECKS[_i].sets;
	GError *error = NULL;

	for (; *sets != NULL; sets += 2)
		ck_assert(key_set(key_find(sets[0]), point, sets[1], NULL));
	ck_assert_int_eq(point_check(point, &error), CHECKS[_i].complaint == NULL);
	if (CHECKS[_i].complaint != NULL)
		assert_error(&error, MEMROOF_ERROR_INPUT, CHECKS[_i].complaint);
	point_free(point);
}
END_TEST

Suite *suite_values(void)
{
	Suite *suite = suite_create("values");
	TCase *values = tcase_create("values"), *point = tcase_create("point");

	tcase_add_loop_test(values, lists_are_split_into_canonical_values, 0, G_N_ELEMENTS(LISTS));
	tcase_add_loop_test(values, bad_lists_are_refused_and_say_why, 0, G_N_ELEMENTS(BAD_LISTS));
	suite_add_tcase(suite, values);
	tcase_add_test(point, a_point_starts_unset_and_copies_are_its_own);
	tcase_add_test(point, the_text_of_a_point_has_every_set_key_in_order);
	tcase_add_test(point, the_text_of_a_point_is_quoted_for_a_shell);
	tcase_add_test(point, proofs_have_an_order_and_a_default);
	tcase_add_loop_test(point, a_uri_tells_whether_qemu_runs_elsewhere, 0, G_N_ELEMENTS(URIS));
	tcase_add_loop_test(point, contradictions_in_a_point_are_found, 0, G_N_ELEMENTS(CHECKS));
	suite_add_tcase(suite, point);
	return suite;
}

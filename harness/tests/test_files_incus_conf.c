/* SPDX-License-Identifier: GPL-2.0-or-later */
/* raw.qemu.conf and sizes as Incus reads them. */
#include "base/size.h"
#include "files/incus_conf.h"
#include "files/incus_value.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>

/* Texts, and what the regular expression of Incus makes of them. */
static const struct {
	const char *text, *parts;
} CONFS[] = {
	{"", ""},
	{"[memory]\nslots = \"4\"\nmaxmem=26G\n", "[memory 0] slots=4, maxmem=26G, "},
	{"  [ memory ] [1]", "[memory 0] [1 0] "},
	{"[global][2]\n\tvalue  =\t \"a b\"", "[global 2] value=a b, "},
	{"[object \"mem0\"]\nsize = \n[memory]", "[object \"mem0\" 0] size=, [memory 0] "},
	{"[a]\n# words\n[b]\nc = 1", "[a 0] # words\n[b]\nc=1, "},
	{"# words\n[b]", "[b 0] "},
	{"a = \"x\" # words", "a=\"x\" # words, "},
	{"[a]\nb = \"x\ny\"\nc = 2", "[a 0] b=x\ny, c=2, "},
	{"[a]\nb = \"x\"\r\n", "[a 0] b=\"x\", "},
	{"[]\n[a][x]\nb=1", "[]\n[a][x]\nb=1, "},
	{"=[a]\nb==1", "[a 0] b==1, "},
	{"[a][1]b = 1 [c]", "[a 1] b=1 [c], "},
};

static char *parts_of(const struct incus_conf *conf)
{
	GString *text = g_string_new(NULL);

	for (unsigned i = 0; i < conf->sections->len; i++) {
		const struct incus_section *section = incus_conf_section(conf, i);

		if (i > 0)
			g_string_append_printf(text, "[%s %" G_GUINT64_FORMAT "] ", section->name,
					       section->index);
		for (unsigned j = 0; j < section->n_keys; j++) {
			const struct incus_key *key = incus_conf_key(conf, section->first_key + j);

			g_string_append_printf(text, "%s=%s, ", key->key, key->value);
		}
	}
	return g_string_free(text, FALSE);
}

START_TEST(raw_conf_is_read_as_incus_does)
{
	struct incus_conf conf = {NULL, NULL};
	const char *problem;
	size_t at;

	ck_assert(incus_conf_read(CONFS[_i].text, &conf, &problem, &at));
	assert_text(parts_of(&conf), CONFS[_i].parts);
	for (unsigned i = 0; i < conf.keys->len; i++) {
		const struct incus_key *key = incus_conf_key(&conf, i);

		ck_assert_uint_eq(key->value_end - key->value_start, strlen(key->value));
		ck_assert(strncmp(CONFS[_i].text + key->value_start, key->value,
				  strlen(key->value)) == 0);
		ck_assert(g_str_has_prefix(CONFS[_i].text + key->start, key->key));
	}
	incus_conf_clear(&conf);
}
END_TEST

START_TEST(what_incus_fails_on_is_said)
{
	struct incus_conf conf = {NULL, NULL};
	const char *problem;
	size_t at;

	ck_assert(!incus_conf_read("[a]\n[memory][9223372036854775808]", &conf, &problem, &at));
	ck_assert_str_eq(problem, "the index is too large for Incus");
	ck_assert_uint_eq(at, 3);
	incus_conf_clear(&conf);
}
END_TEST

START_TEST(the_last_key_counts_and_no_key_removes)
{
	struct incus_conf conf = {NULL, NULL};
	const char *problem;
	size_t at;

	ck_assert(
		incus_conf_read("[m]\na=1\na=2\n[n]\n[m]\na=3\n[m][1]\na=4", &conf, &problem, &at));
	ck_assert_str_eq(incus_conf_find(&conf, "m", 0, "a")->value, "3");
	ck_assert_str_eq(incus_conf_find(&conf, "m", 1, "a")->value, "4");
	ck_assert_ptr_null(incus_conf_find(&conf, "m", 0, "b"));
	ck_assert(incus_conf_removes(&conf, "n", 0));
	ck_assert(!incus_conf_removes(&conf, "m", 0));
	ck_assert_uint_eq(incus_conf_last(&conf, "m", 0)->n_keys, 1);
	incus_conf_clear(&conf);
}
END_TEST

static const struct {
	const char *text;
	uint64_t bytes; /* 0: refused */
} SIZES[] = {
	{"4GiB", 4 * GIB},
	{"4GB", UINT64_C(4000000000)},
	{"512MiB", 512 * MIB},
	{"1kB", 1000},
	{"1024", 1024},
	{"7B", 7},
	{"7 bytes", 7},
	{"7EiB", UINT64_C(7) << 60},
	{"8EiB", 0},
	{"9223372036854775807", INT64_MAX},
	{"9223372036854775808", 0},
	{"99999999999999999999", 0},
	{"4G", 0},
	{"4gib", 0},
	{"4 GiB", 0},
	{" 4GiB", 0},
	{"-4GiB", 0},
	{"0x10", 0},
	{"1.5GiB", 0},
	{"GiB", 0},
	{"", 0},
};

START_TEST(sizes_are_those_of_incus)
{
	uint64_t bytes = 0;

	ck_assert_int_eq(incus_size_parse(SIZES[_i].text, &bytes), SIZES[_i].bytes > 0);
	ck_assert_uint_eq(bytes, SIZES[_i].bytes);
}
END_TEST

static const struct {
	uint64_t bytes;
	const char *like, *text;
} WRITTEN[] = {
	{2 * GIB, NULL, "2GiB"},
	{2 * GIB, "1GiB", "2GiB"},
	{2 * GIB, "512MiB", "2048MiB"},
	{2 * GIB, "4GB", "2GiB"},
	{2 * GIB, "50%", "2GiB"},
	{2 * GIB, "1024", "2147483648"},
	{1536 * MIB, "4GiB", "1536MiB"},
	{2 * TIB, NULL, "2TiB"},
	{3 * UINT64_C(1000000000), "1GB", "3GB"},
	{1025, NULL, "1025"},
};

START_TEST(sizes_keep_their_unit)
{
	assert_text(incus_size_write(WRITTEN[_i].bytes, WRITTEN[_i].like), WRITTEN[_i].text);
}
END_TEST

START_TEST(words_mean_yes_and_no)
{
	ck_assert(incus_is_true("true") && incus_is_true("1") && incus_is_true("YES"));
	ck_assert(incus_is_false("false") && incus_is_false("0") && incus_is_false("Off"));
	ck_assert(!incus_is_true("2GiB") && !incus_is_false("2GiB"));
	ck_assert(!incus_is_true(NULL) && !incus_is_false(NULL) && !incus_is_false(""));
}
END_TEST

Suite *suite_files_incus_conf(void)
{
	Suite *suite = suite_create("files-incus-conf");
	TCase *read = tcase_create("read");

	tcase_add_loop_test(read, raw_conf_is_read_as_incus_does, 0, G_N_ELEMENTS(CONFS));
	tcase_add_test(read, what_incus_fails_on_is_said);
	tcase_add_test(read, the_last_key_counts_and_no_key_removes);
	tcase_add_loop_test(read, sizes_are_those_of_incus, 0, G_N_ELEMENTS(SIZES));
	tcase_add_loop_test(read, sizes_keep_their_unit, 0, G_N_ELEMENTS(WRITTEN));
	tcase_add_test(read, words_mean_yes_and_no);
	suite_add_tcase(suite, read);
	return suite;
}

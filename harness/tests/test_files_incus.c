/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Instances of Incus: what is read from the files in data/check/incus, and how they are changed. */
#include "base/diff.h"
#include "base/error.h"
#include "base/size.h"
#include "files/config.h"
#include "model/keys.h"
#include "tests/ensure.h"
#include "tests/files_incus.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>

static struct config *read_file(const char *name, GError **error)
{
	g_autofree char *file = g_strconcat("check/incus/", name, NULL);
	g_autofree char *path = data_path(file), *text = NULL;
	size_t length;

	ENSURE_MSG(g_file_get_contents(path, &text, &length, NULL), "%s", path);
	return config_read(name, text, length, error);
}

/* The point and the remarks, or the error; newly allocated. */
static char *summary(const char *name)
{
	GError *error = NULL;
	struct config *config = read_file(name, &error);
	g_autofree char *point = NULL;
	GString *text;

	if (config == NULL) {
		char *message = g_strdup(error->message);

		ENSURE_MSG(error->code == MEMROOF_ERROR_INPUT, "%s: %s", name, message);
		ENSURE_MSG(strchr(message, '\n') == NULL, "%s: %s", name, message);
		g_error_free(error);
		return message;
	}
	ENSURE_MSG(strcmp(config_kind(config), "Incus instance") == 0, "%s", name);
	point = point_text(config->point);
	text = g_string_new(point);
	if (!config->host_cpu)
		g_string_append(text, " (not the host's CPU)");
	for (unsigned i = 0; i < config->remarks->len; i++) {
		const struct remark *remark = g_ptr_array_index(config->remarks, i);

		g_string_append_printf(text, "\n%c%u %s", "AUVM"[remark->kind], remark -> line,
				       remark -> words);
	}
	config_free(config);
	return g_string_free(text, FALSE);
}

START_TEST(every_file_is_read_as_it_should)
{
	g_autofree char *text = summary(INCUS_FILES[_i].name);

	ENSURE_MSG(strcmp(text, INCUS_FILES[_i].summary) == 0, "%s:\n%s\nexpected:\n%s",
		   INCUS_FILES[_i].name, text, INCUS_FILES[_i].summary);
}
END_TEST

START_TEST(every_file_is_in_the_table)
{
	g_autofree char *path = data_path("check/incus");
	GDir *dir = g_dir_open(path, 0, NULL);
	const char *name;
	unsigned n = 0;

	ck_assert_ptr_nonnull(dir);
	while ((name = g_dir_read_name(dir)) != NULL) {
		gboolean found = FALSE;

		for (unsigned i = 0; i < N_INCUS_FILES; i++)
			found = found || strcmp(INCUS_FILES[i].name, name) == 0;
		ENSURE_MSG(found, "%s", name);
		n++;
	}
	g_dir_close(dir);
	ck_assert_uint_eq(n, N_INCUS_FILES);
}
END_TEST

/* "size=1G slots=-": - unsets. */
static struct point *wanted_of(const struct config *config, const char *changes)
{
	struct point *point = point_copy(config->point);
	g_auto(GStrv) words = g_strsplit(changes, " ", -1);

	for (unsigned i = 0; words[i] != NULL; i++) {
		g_auto(GStrv) parts = g_strsplit(words[i], "=", 2);
		const struct key *key = key_find(parts[0]);
		uint64_t value = UNSET;

		if (strcmp(parts[1], "-") != 0 && key->type == KEY_SIZE)
			ENSURE(size_parse(parts[1], &value, NULL));
		else if (strcmp(parts[1], "-") != 0)
			value = g_ascii_strtoull(parts[1], NULL, 10);
		*key_number(key, point) = value;
	}
	return point;
}

/* The lines of a patch that change something. */
static char *changed_lines(const char *before, const char *after)
{
	g_autofree char *diff = diff_unified(before, after, "x");
	g_auto(GStrv) lines = g_strsplit(diff, "\n", -1);
	GString *text = g_string_new(NULL);

	for (unsigned i = 0; lines[i] != NULL; i++)
		if ((*lines[i] == '+' || *lines[i] == '-') && strcmp(lines[i] + 1, "++ x") != 0 &&
		    strcmp(lines[i] + 1, "-- x") != 0)
			g_string_append_printf(text, "%s\n", lines[i]);
	return g_string_free(text, FALSE);
}

START_TEST(values_are_changed_where_they_stand)
{
	struct config *config = read_file(INCUS_CHANGES[_i].name, NULL);
	struct point *wanted = wanted_of(config, INCUS_CHANGES[_i].changes);
	g_autofree char *after = NULL, *lines = NULL;
	GError *error = NULL;

	after = config_rewrite(config, wanted, &error);
	ENSURE_MSG(after != NULL, "%s %s: %s", INCUS_CHANGES[_i].name, INCUS_CHANGES[_i].changes,
		   error->message);
	lines = changed_lines(config->text, after);
	ENSURE_MSG(strcmp(lines, INCUS_CHANGES[_i].lines) == 0, "%s %s:\n%s\nexpected:\n%s",
		   INCUS_CHANGES[_i].name, INCUS_CHANGES[_i].changes, lines,
		   INCUS_CHANGES[_i].lines);
	point_free(wanted);
	config_free(config);
}
END_TEST

static const struct {
	const char *name, *changes, *error;
} REFUSED[] = {
	{"good-hotplug.yaml", "phys-bits=40", "the host's CPU, whose phys-bits are what they are"},
	{"good-hotplug.yaml", "size=1025K", "Incus counts memory in MiB, and 1 MiB + 1 KiB"},
	{"good-hotplug.yaml", "maxmem=23622324225", "is no whole number of them"},
	{"good-hotplug.yaml", "size=-", "Incus always gives its guests a size"},
	{"odd-rest.yaml", "slots=2 maxmem=9G", "raw.qemu.conf has text that Incus passes over"},
	{"odd-folded.yaml", "slots=2", "raw.qemu.conf on line 4 is written in a way"},
};

START_TEST(what_cannot_be_said_is_refused_with_words)
{
	struct config *config = read_file(REFUSED[_i].name, NULL);
	struct point *wanted = wanted_of(config, REFUSED[_i].changes);
	GError *error = NULL;

	ck_assert_ptr_null(config_rewrite(config, wanted, &error));
	assert_error(&error, MEMROOF_ERROR_INPUT, REFUSED[_i].error);
	point_free(wanted);
	config_free(config);
}
END_TEST

/* Whoever knows what the host decides puts it into the point. */
static const struct {
	const char *changes, *lines;
} FROM_HOST[] = {
	{"slots=- maxmem=-", "+  limits.memory.hotplug: \"false\"\n"},
	{"maxmem=20G", "+  limits.memory.hotplug: 20GiB\n"},
	{"pci-hole64=2G", "+  limits.memory.hotplug: 32GiB\n"
			  "+  raw.qemu: -global q35-pcihost.pci-hole64-size=2G\n"},
	{"slots=4", "+  raw.qemu.conf: |-\n"
		    "+    [memory]\n"
		    "+    slots = \"4\"\n"
		    "+    maxmem = \"32G\"\n"},
};

START_TEST(what_the_host_decides_can_be_changed)
{
	static const char text[] = "config:\n  limits.memory: 2GiB\ndevices: {}\n";
	struct config *config = config_read("x", text, strlen(text), NULL);
	g_autofree char *after = NULL, *lines = NULL;
	struct point *wanted;

	ck_assert(config->host_hotplug);
	config->point->slots = 8;
	config->point->maxmem = 32 * GIB;
	wanted = wanted_of(config, FROM_HOST[_i].changes);
	after = config_rewrite(config, wanted, NULL);
	ck_assert_ptr_nonnull(after);
	lines = changed_lines(config->text, after);
	ck_assert_str_eq(lines, FROM_HOST[_i].lines);
	point_free(wanted);
	config_free(config);
}
END_TEST

START_TEST(the_same_values_change_nothing)
{
	struct config *config = read_file(INCUS_FILES[_i].name, NULL);
	g_autofree char *after = NULL;

	if (config == NULL)
		return;
	after = config_rewrite(config, config->point, NULL);
	ENSURE_MSG(g_strcmp0(config->text, after) == 0, "%s", INCUS_FILES[_i].name);
	config_free(config);
}
END_TEST

/* Whatever is wanted of whatever file: it is said, or refused as the user's matter. */
START_TEST(any_values_are_said_or_refused)
{
	static const uint64_t sizes[] = {GIB, 2 * GIB, 5 * GIB + 64 * MIB};
	static const uint64_t maxmems[] = {UNSET, 6 * GIB, 22 * GIB};
	static const uint64_t holes[] = {UNSET, 2 * GIB};
	struct config *config = read_file(INCUS_FILES[_i].name, NULL);

	for (unsigned i = 0; config != NULL && i < 3 * 3 * 2 * 3; i++) {
		struct point *wanted = point_copy(config->point);
		g_autofree char *after = NULL;
		GError *error = NULL;

		wanted->size = sizes[i % 3];
		wanted->maxmem = maxmems[i / 3 % 3];
		wanted->slots = wanted->maxmem == UNSET ? UNSET : i / 18 == 0 ? 8 : i / 18 * 3;
		wanted->pci_hole64 = holes[i / 9 % 2];
		after = config_rewrite(config, wanted, &error);
		ENSURE_MSG(after != NULL || error->code == MEMROOF_ERROR_INPUT, "%s %u: %s",
			   INCUS_FILES[_i].name, i, error->message);
		g_clear_error(&error);
		point_free(wanted);
	}
	if (config != NULL)
		config_free(config);
}
END_TEST

static void mutate(GRand *random, GString *text)
{
	static const char SPICE[] = "\"'|>-+:#&*!%@[]{},=\\ \n\r\t\0\xc3\xbc$0";
	unsigned n = (unsigned)g_rand_int_range(random, 1, 5);

	while (n-- > 0 && text->len > 0) {
		size_t at = (size_t)g_rand_int_range(random, 0, (int)text->len);

		switch (g_rand_int_range(random, 0, 4)) {
		case 0:
			text->str[at] = SPICE[g_rand_int_range(random, 0, sizeof(SPICE))];
			break;
		case 1:
			g_string_erase(text, (gssize)at, 1);
			break;
		case 2:
			g_string_insert_c(text, (gssize)at,
					  SPICE[g_rand_int_range(random, 0, sizeof(SPICE))]);
			break;
		default:
			g_string_truncate(text,
					  g_rand_int_range(random, 0, 8) == 0 ? at : text->len);
		}
	}
}

/* Nothing crashes, and what can be read can be changed, or refuses. */
START_TEST(broken_files_break_nothing)
{
	g_autofree char *file = g_strconcat("check/incus/", INCUS_FILES[_i].name, NULL);
	g_autofree char *path = data_path(file), *original = NULL;
	GRand *random = g_rand_new_with_seed(4711);
	size_t length;

	ck_assert(g_file_get_contents(path, &original, &length, NULL));
	for (unsigned i = 0; i < 150; i++) {
		GString *text = g_string_new_len(original, (gssize)length);
		struct config *config;
		GError *error = NULL;

		mutate(random, text);
		config = config_read("x", text->str, text->len, &error);
		ENSURE((config == NULL) == (error != NULL));
		if (config != NULL) {
			struct point *wanted = wanted_of(config, "size=3G slots=3 maxmem=9G");
			char *after = config_rewrite(config, wanted, NULL);

			g_free(after);
			point_free(wanted);
			config_free(config);
		}
		g_clear_error(&error);
		g_string_free(text, TRUE);
	}
	g_rand_free(random);
}
END_TEST

Suite *suite_files_incus(void)
{
	Suite *suite = suite_create("files-incus");
	TCase *read = tcase_create("read"), *change = tcase_create("change");

	tcase_add_loop_test(read, every_file_is_read_as_it_should, 0, (int)N_INCUS_FILES);
	tcase_add_test(read, every_file_is_in_the_table);
	tcase_add_loop_test(read, broken_files_break_nothing, 0, (int)N_INCUS_FILES);
	suite_add_tcase(suite, read);
	tcase_add_loop_test(change, values_are_changed_where_they_stand, 0, (int)N_INCUS_CHANGES);
	tcase_add_loop_test(change, what_cannot_be_said_is_refused_with_words, 0,
			    G_N_ELEMENTS(REFUSED));
	tcase_add_loop_test(change, what_the_host_decides_can_be_changed, 0,
			    G_N_ELEMENTS(FROM_HOST));
	tcase_add_loop_test(change, the_same_values_change_nothing, 0, (int)N_INCUS_FILES);
	tcase_add_loop_test(change, any_values_are_said_or_refused, 0, (int)N_INCUS_FILES);
	suite_add_tcase(suite, change);
	return suite;
}

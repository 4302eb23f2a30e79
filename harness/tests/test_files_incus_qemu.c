/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is read of an instance is what QEMU makes of the settings that it leads to. */
#include "files/incus.h"
#include "tests/program.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>

/* Those that name nothing which the host may lack. */
static const char *const FILES[] = {
	"good-no-hotplug.yaml",     "good-hotplug.yaml",   "good-hotplug-overridden.yaml",
	"good-raw-conf.yaml",       "good-escapes.yaml",   "good-raw-conf-size.yaml",
	"good-defaults.yaml",       "good-bios.yaml",      "good-wrapped.yaml",
	"good-raw-qemu.yaml",       "good-hugepages.yaml", "odd-decimal.yaml",
	"odd-removed.yaml",         "odd-crlf.yaml",       "odd-folded.yaml",
	"odd-removed-section.yaml",
};

/* Which of the settings are for qemu.conf here: KVM and flash are the host's to have. */
static gboolean is_for_conf(const struct qemu_group *group)
{
	static const char *const names[] = {"machine", "global", "memory", "object", "numa", NULL};

	return g_strv_contains(names, group->name);
}

static char *conf_text(const struct incus_instance *instance)
{
	GString *text = g_string_new(NULL);

	for (unsigned i = 0; i < instance->own; i++) {
		const struct qemu_group *group = qemu_settings_group(instance->settings, i);

		if (!is_for_conf(group) || group->options->len == 0)
			continue;
		if (group->id != NULL)
			g_string_append_printf(text, "[%s \"%s\"]\n", group->name, group->id);
		else
			g_string_append_printf(text, "[%s]\n", group->name);
		for (unsigned j = 0; j < group->options->len; j++) {
			const struct qemu_option *option = qemu_group_option(group, j);

			if (strcmp(option->key, "accel") != 0)
				g_string_append_printf(text, "%s = \"%s\"\n", option->key,
						       option->value);
		}
	}
	return g_string_free(text, FALSE);
}

/* A number of the machine's property "memory", as QMP prints it; @absent where QEMU leaves it out.
 */
static uint64_t number_of(const char *out, const char *key, uint64_t absent)
{
	g_autofree char *name = g_strdup_printf("\"%s\": ", key);
	const char *at = strstr(out, name);

	return at != NULL ? g_ascii_strtoull(at + strlen(name), NULL, 10) : absent;
}

static void ask_qemu(struct program *program, const struct incus_instance *instance)
{
	static const char script[] =
		"echo '{\"execute\":\"qmp_capabilities\"}{\"execute\":\"qom-get\",\"arguments\":"
		"{\"path\":\"/machine\",\"property\":\"memory\"}}{\"execute\":\"quit\"}' |"
		" qemu-system-x86_64 -accel tcg -cpu max -S -nodefaults -display none -qmp stdio"
		" -readconfig conf ";
	g_autofree char *conf = conf_text(instance);
	const char *words = incus_value(instance->options.words);
	g_autofree char *line = g_strconcat(script, words != NULL ? words : "", NULL);
	char *argv[] = {(char *)"sh", (char *)"-c", line, NULL};

	program_write(program, "conf", conf);
	g_strdelimit(line + strlen(script), "\n", ' ');
	ck_assert_msg(program_run_other(program, argv) == 0, "%s\n%s", conf, program->err);
}

START_TEST(qemu_has_the_memory_that_was_read)
{
	g_autofree char *name = g_strconcat("check/incus/", FILES[_i], NULL);
	g_autofree char *path = data_path(name);
	size_t length;
	g_autofree char *text = config_text(path, &length, NULL);
	struct config *config = config_read(path, text, length, NULL);
	const struct point *point = config->point;
	struct program program;

	program_init(&program);
	ask_qemu(&program, config->places);
	ck_assert_uint_eq(number_of(program.out, "size", UNSET), point->size);
	ck_assert_uint_eq(number_of(program.out, "max-size", point->size),
			  point->maxmem != UNSET ? point->maxmem : point->size);
	ck_assert_uint_eq(number_of(program.out, "slots", 0),
			  point->slots != UNSET ? point->slots : 0);
	program_clear(&program);
	config_free(config);
}
END_TEST

Suite *suite_files_incus_qemu(void)
{
	Suite *suite = suite_create("files-incus-qemu");
	TCase *started = tcase_create("started");

	tcase_set_tags(started, "process");
	tcase_set_timeout(started, 120);
	tcase_add_loop_test(started, qemu_has_the_memory_that_was_read, 0, G_N_ELEMENTS(FILES));
	suite_add_tcase(suite, started);
	return suite;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/libvirt_program.h"

#include "tests/tests.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *cache;
/* libvirt's embedded driver leaves memory behind when its process ends: no leak of ours. */
#define SANITIZER_ENTRY "ASAN_OPTIONS=detect_leaks=0"

static const char *env[4];
static char cache_entry[512], tmp_entry[512];

void libvirt_cache_make(void)
{
	cache = make_directory();
	g_snprintf(cache_entry, sizeof(cache_entry), "XDG_CACHE_HOME=%s", cache);
	g_snprintf(tmp_entry, sizeof(tmp_entry), "TMPDIR=%s", g_get_tmp_dir());
	env[0] = cache_entry;
	env[1] = tmp_entry;
	env[2] = SANITIZER_ENTRY;
}

void libvirt_cache_remove(void)
{
	g_clear_pointer(&cache, g_free);
}

void libvirt_program_init(struct program *program)
{
	program_init(program);
	program->env = env;
}

json_t *libvirt_probe(struct program *program, int status, const char *arguments)
{
	g_autofree char *all = g_strdup_printf("probe --engine libvirt --json %s", arguments);

	program_expect(program, status, all);
	return program_json(program);
}

/* The beginning of every directory that a program of ours makes for libvirt. */
static char *prefix(void)
{
	return g_strdup_printf("%s/memroof-%d-run-", g_get_tmp_dir(), (int)geteuid());
}

char *libvirt_processes(void)
{
	g_autofree char *wanted = prefix();
	GString *found = g_string_new(NULL);
	GDir *proc = g_dir_open("/proc", 0, NULL);
	const char *name;

	ck_assert_ptr_nonnull(proc);
	while ((name = g_dir_read_name(proc)) != NULL) {
		g_autofree char *path = g_strdup_printf("/proc/%s/cmdline", name);
		g_autofree char *line = NULL;
		gsize n;

		if (g_ascii_isdigit(*name) && g_file_get_contents(path, &line, &n, NULL) &&
		    memmem(line, n, wanted, strlen(wanted)) != NULL)
			g_string_append_printf(found, "%s%s", found->len > 0 ? " " : "", name);
	}
	g_dir_close(proc);
	return g_string_free(found, FALSE);
}

void assert_libvirt_left_nothing(void)
{
	g_autofree char *processes = libvirt_processes(), *wanted = prefix();
	GDir *directory = g_dir_open(g_get_tmp_dir(), 0, NULL);
	const char *name;

	ck_assert_str_eq(processes, "");
	ck_assert_ptr_nonnull(directory);
	while ((name = g_dir_read_name(directory)) != NULL) {
		g_autofree char *path = g_build_filename(g_get_tmp_dir(), name, NULL);

		ck_assert_msg(!g_str_has_prefix(path, wanted), "%s is left", path);
	}
	g_dir_close(directory);
}

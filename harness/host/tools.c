/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/tools.h"

#include "base/clock.h"
#include "vm/child.h"
#include "vm/libvirt_api.h"

#include <stdlib.h>
#include <string.h>

#define VERSION_TIMEOUT_MS 10000

static void tool_free(void *data)
{
	struct tool *tool = data;

	g_free(tool->version);
	g_free(tool);
}

/* The first line that "PROGRAM --version" prints, without @prefix; NULL when it does not run. */
static char *program_version(const char *program, const char *prefix)
{
	const char *const argv[] = {program, "--version", NULL};
	struct child_spec spec = {
		.argv = argv, .timeout_ms = clock_scaled_ms(VERSION_TIMEOUT_MS), .cancel_fd = -1};
	struct child_result result;
	char *line = NULL;

	if (child_run(&spec, &result, NULL) && result.end == CHILD_EXITED &&
	    result.exit_code == 0) {
		line = g_strndup(result.output->str, strcspn(result.output->str, "\n"));
		if (g_str_has_prefix(line, prefix))
			memmove(line, line + strlen(prefix), strlen(line) - strlen(prefix) + 1);
	}
	child_result_clear(&result);
	return line;
}

static void add_tool(GPtrArray *tools, const char *name, const char *purpose, const char *package,
		     char *version)
{
	struct tool *tool = g_new(struct tool, 1);

	*tool = (struct tool){name, purpose, package, version};
	g_ptr_array_add(tools, tool);
}

GPtrArray *tools_find(void)
{
	GPtrArray *tools = g_ptr_array_new_with_free_func(tool_free);

	add_tool(tools, "gnuplot", "plots", "gnuplot-nox", program_version("gnuplot", "gnuplot "));
	add_tool(tools, "qemu-img", "disks", "qemu-utils",
		 program_version("qemu-img", "qemu-img version "));
	add_tool(tools, "libvirt", "the libvirt engine", "libvirt0", libvirt_version());
	return tools;
}

static gboolean is_x86_qemu(const char *name)
{
	/* Debian's qemu-system-x86_64-microvm is a reduced build of the same; 7.2, 10.0 and so on
	 * behind it are not. */
	if (g_str_has_suffix(name, "-microvm"))
		return FALSE;
	return g_str_has_prefix(name, "qemu-system-x86_64") ||
	       strcmp(name, "qemu-system-i386") == 0 || strcmp(name, "qemu-kvm") == 0;
}

static void add_directory(GPtrArray *found, GHashTable *seen, const char *path)
{
	GDir *directory = g_dir_open(path, 0, NULL);
	const char *name;

	while (directory != NULL && (name = g_dir_read_name(directory)) != NULL) {
		g_autofree char *program = g_build_filename(path, name, NULL);
		char *real;

		if (!is_x86_qemu(name) || !g_file_test(program, G_FILE_TEST_IS_EXECUTABLE))
			continue;
		real = realpath(program, NULL);
		if (real != NULL && g_hash_table_add(seen, g_strdup(real)))
			g_ptr_array_add(found, g_steal_pointer(&program));
		free(real);
	}
	if (directory != NULL)
		g_dir_close(directory);
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *tools_find_qemus(void)
{
	static const char elsewhere[] =
		"/usr/libexec/qemu-kvm"; /* Fedora and its kin, not in PATH */

	GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_auto(GStrv) path = g_strsplit(g_getenv("PATH") != NULL ? g_getenv("PATH") : "", ":", -1);

	for (char **directory = path; *directory != NULL; directory++)
		add_directory(found, seen, *directory);
	if (g_file_test(elsewhere, G_FILE_TEST_IS_EXECUTABLE))
		g_ptr_array_add(found, g_strdup(elsewhere));
	g_ptr_array_sort(found, compare);
	return found;
}

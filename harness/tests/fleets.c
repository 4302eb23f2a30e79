/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/fleets.h"

#include "host/qemu.h"
#include "tests/tests.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define HOST_LOADER "/lib64/ld-linux-x86-64.so.2"
#define HOST_MODULES "/usr/lib/x86_64-linux-gnu/qemu"
#define PROGRAM "qemu-system-x86_64"

char *fleets_host_version(void)
{
	struct qemu_binary *own = qemu_binary_find(NULL, -1, NULL);
	char *version =
		own != NULL && access(HOST_LOADER, X_OK) == 0 ? g_strdup(own->version) : NULL;

	if (version == NULL)
		printf("skipped: a fleet of the host's own QEMU: it, or " HOST_LOADER
		       ", is not there\n");
	qemu_binary_free(own);
	return version;
}

static char *path_of(const char *directory, const char *suite, const char *name)
{
	return g_build_filename(directory, suite, name, NULL);
}

static void link_to(const char *target, const char *directory, const char *suite, const char *name)
{
	g_autofree char *path = path_of(directory, suite, name);

	ck_assert_int_eq(symlink(target, path), 0);
}

/* Links to every file of @folder in a folder of the release. */
static void link_all(const char *folder, const char *directory, const char *suite, const char *name)
{
	g_autofree char *path = path_of(directory, suite, name);
	GDir *files = g_dir_open(folder, 0, NULL);
	const char *file;

	ck_assert_int_eq(g_mkdir_with_parents(path, 0755), 0);
	while (files != NULL && (file = g_dir_read_name(files)) != NULL) {
		g_autofree char *target = g_build_filename(folder, file, NULL);
		g_autofree char *link = g_build_filename(path, file, NULL);

		/* What both folders have is the same. */
		if (symlink(target, link) != 0)
			ck_assert_int_eq(errno, EEXIST);
	}
	if (files != NULL)
		g_dir_close(files);
}

/* The folders and the file "about". */
static void begin(const char *directory, const char *suite, const char *version)
{
	static const char *const folders[] = {"bin", "lib"};
	g_autofree char *about = g_strdup_printf("suite = %s\nversion = %s\npackage = Test %s\n"
						 "loader = ld.so\n",
						 suite, version, version);

	for (unsigned i = 0; i < G_N_ELEMENTS(folders); i++) {
		g_autofree char *path = path_of(directory, suite, folders[i]);

		ck_assert_int_eq(g_mkdir_with_parents(path, 0755), 0);
	}
	fleets_spoil(directory, suite, "about", about);
}

void fleets_add(const char *directory, const char *suite, const char *version)
{
	g_autofree char *program = g_find_program_in_path(PROGRAM);

	begin(directory, suite, version);
	link_to(program, directory, suite, "bin/" PROGRAM);
	link_to(program, directory, suite, PROGRAM);
	link_to(HOST_LOADER, directory, suite, "lib/ld.so");
	link_to(HOST_MODULES, directory, suite, "modules");
	link_all("/usr/share/qemu", directory, suite, "share");
	link_all("/usr/share/seabios", directory, suite, "share");
}

void fleets_add_empty(const char *directory, const char *suite, const char *version)
{
	begin(directory, suite, version);
	link_to("/bin/false", directory, suite, "bin/" PROGRAM);
	link_to("/bin/false", directory, suite, PROGRAM);
	link_to("/bin/false", directory, suite, "lib/ld.so");
}

void fleets_spoil(const char *directory, const char *suite, const char *name, const char *text)
{
	g_autofree char *path = path_of(directory, suite, name);

	unlink(path);
	if (text != NULL)
		ck_assert(g_file_set_contents(path, text, -1, NULL));
}

void fleet_scene_init(struct fleet_scene *scene)
{
	*scene = (struct fleet_scene){.version = NULL};
	program_init(&scene->program);
	scene->fleet = program_path(&scene->program, "fleet");
	scene->setting = g_strdup_printf("MEMROOF_FLEET=%s", scene->fleet);
	scene->env[0] = scene->setting;
	scene->program.env = scene->env;
}

void fleet_scene_clear(struct fleet_scene *scene)
{
	program_clear(&scene->program);
	g_free(scene->fleet);
	g_free(scene->version);
	g_free(scene->setting);
}

gboolean fleet_scene_init_own(struct fleet_scene *scene)
{
	fleet_scene_init(scene);
	scene->version = fleets_host_version();
	if (scene->version == NULL) {
		fleet_scene_clear(scene);
		return FALSE;
	}
	fleets_add(scene->fleet, "own", scene->version);
	return TRUE;
}

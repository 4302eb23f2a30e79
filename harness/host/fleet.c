/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/fleet.h"

#include "base/text.h"
#include "model/ini.h"

#include <string.h>
#include <unistd.h>

#define PROGRAM "qemu-system-x86_64"
#define LARGEST_ABOUT (64 * 1024)

static void member_free(void *data)
{
	struct fleet_member *member = data;

	g_free(member->folder);
	g_free(member->suite);
	g_free(member->version);
	g_free(member->package);
	g_free(member->loader);
	g_free(member->problem);
	g_free(member);
}

char *fleet_directory(void)
{
	const char *named = g_getenv("MEMROOF_FLEET");

	if (named != NULL && *named != '\0')
		return g_canonicalize_filename(named, NULL);
	return g_build_filename(g_get_user_cache_dir(), "memroof", "fleet", NULL);
}

gboolean fleet_is_version(const char *name)
{
	gboolean digit = FALSE;

	for (; *name != '\0'; name++) {
		if (!g_ascii_isdigit(*name) && (*name != '.' || !digit))
			return FALSE;
		digit = *name != '.';
	}
	return digit;
}

gboolean fleet_is_called(const char *version, const char *word)
{
	size_t n = strlen(word);

	return g_str_has_prefix(version, word) && (version[n] == '\0' || version[n] == '.');
}

static char *value_of(const struct ini *about, const char *name)
{
	for (unsigned i = 0; i < about->lines->len; i++) {
		const struct ini_line *line = about->lines->pdata[i];

		if (!line->is_section && strcmp(line->name, name) == 0)
			return g_strdup(line->value);
	}
	return NULL;
}

/* Takes over what the file "about" of a release says. */
static gboolean read_about(struct fleet_member *member, GError **error)
{
	g_autofree char *path = g_build_filename(member->folder, "about", NULL);
	g_autofree char *text = text_read_file(path, LARGEST_ABOUT, error);
	struct ini *about = text != NULL ? ini_parse(text, error) : NULL;

	if (about == NULL)
		return FALSE;
	member->version = value_of(about, "version");
	member->package = value_of(about, "package");
	member->loader = value_of(about, "loader");
	ini_free(about);
	return TRUE;
}

static char *in_folder(const struct fleet_member *member, const char *directory, const char *name)
{
	return g_build_filename(member->folder, directory, name, NULL);
}

static gboolean can_run(char *path)
{
	g_autofree char *owned = path;

	return g_file_test(owned, G_FILE_TEST_IS_REGULAR) && access(owned, X_OK) == 0;
}

/* What is wrong with a release whose "about" has been read; NULL when nothing is. */
static const char *find_problem(struct fleet_member *member)
{
	if (member->version == NULL || !fleet_is_version(member->version) ||
	    !version_parse(member->version, &member->number))
		return "about names no version";
	if (member->loader == NULL || *member->loader == '\0' ||
	    strchr(member->loader, '/') != NULL)
		return "about names no loader";
	if (!can_run(in_folder(member, "bin", PROGRAM)))
		return "bin/" PROGRAM " is missing";
	if (!can_run(in_folder(member, "lib", member->loader)))
		return "its loader is missing";
	if (!can_run(in_folder(member, PROGRAM, NULL)))
		return PROGRAM " is missing";
	return NULL;
}

static struct fleet_member *read_member(const char *folder, const char *suite)
{
	struct fleet_member *member = g_new0(struct fleet_member, 1);
	GError *error = NULL;

	member->folder = g_strdup(folder);
	member->suite = g_strdup(suite);
	if (read_about(member, &error)) {
		member->problem = g_strdup(find_problem(member));
	} else {
		member->problem = g_strdup(error->message);
		g_error_free(error);
	}
	if (member->package == NULL)
		member->package = g_strdup("");
	return member;
}

static int compare(const void *a, const void *b)
{
	const struct fleet_member *x = *(const struct fleet_member *const *)a,
				  *y = *(const struct fleet_member *const *)b;
	int order = (x->problem != NULL) - (y->problem != NULL);

	if (order == 0)
		order = version_compare(x->number, y->number);
	return order != 0 ? order : strcmp(x->suite, y->suite);
}

GPtrArray *fleet_read(void)
{
	GPtrArray *fleet = g_ptr_array_new_with_free_func(member_free);
	g_autofree char *path = fleet_directory();
	GDir *directory = g_dir_open(path, 0, NULL);
	const char *name;

	/* What begins with a dot is being made, or a lock. */
	while (directory != NULL && (name = g_dir_read_name(directory)) != NULL) {
		g_autofree char *folder = g_build_filename(path, name, NULL);

		if (*name != '.' && g_utf8_validate(name, -1, NULL) &&
		    g_file_test(folder, G_FILE_TEST_IS_DIR))
			g_ptr_array_add(fleet, read_member(folder, name));
	}
	if (directory != NULL)
		g_dir_close(directory);
	g_ptr_array_sort(fleet, compare);
	return fleet;
}

const struct fleet_member *fleet_find(const GPtrArray *fleet, const char *word)
{
	for (unsigned i = fleet->len; i > 0; i--) {
		const struct fleet_member *member = fleet->pdata[i - 1];

		if (member->problem == NULL && fleet_is_called(member->version, word))
			return member;
	}
	return NULL;
}

char *fleet_words(const GPtrArray *fleet)
{
	GString *words = g_string_new(NULL);

	for (unsigned i = 0; i < fleet->len; i++) {
		const struct fleet_member *member = fleet->pdata[i];

		g_string_append(words, i > 0 ? ", " : "");
		if (member->problem == NULL)
			g_string_append(words, member->version);
		else
			g_string_append_printf(words, "%s (damaged: %s)", member->suite,
					       member->problem);
	}
	return g_string_free(words, FALSE);
}

char *fleet_program(const struct fleet_member *member)
{
	return in_folder(member, "bin", PROGRAM);
}

/*
 * The loader is named, because the one that the program names is the host's. Data and modules are
 * named, because QEMU looks for them beside its executable, which is the loader, or where it was
 * built for, where another QEMU's may be.
 */
struct launch *fleet_launch(const struct fleet_member *member)
{
	struct launch *launch = g_new(struct launch, 1);
	g_autoptr(GPtrArray) words = g_ptr_array_new();
	g_autofree char *modules = in_folder(member, "modules", NULL);

	g_ptr_array_add(words, in_folder(member, "lib", member->loader));
	g_ptr_array_add(words, g_strdup("--library-path"));
	g_ptr_array_add(words, in_folder(member, "lib", NULL));
	g_ptr_array_add(words, fleet_program(member));
	g_ptr_array_add(words, g_strdup("-L"));
	g_ptr_array_add(words, in_folder(member, "share", NULL));
	g_ptr_array_add(words, NULL);
	launch->words = (char **)g_ptr_array_steal(words, NULL);
	launch->environment = g_new0(char *, 2);
	launch->environment[0] = g_strconcat("QEMU_MODULE_DIR=", modules, NULL);
	launch->program = in_folder(member, PROGRAM, NULL);
	return launch;
}

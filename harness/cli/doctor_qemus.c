/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/doctor_qemus.h"

#include "host/fleet.h"
#include "host/tools.h"

#include <stdio.h>

/* A release of the fleet: the QEMU, or why there is none. */
struct doctor_release {
	char *suite, *folder;
	struct qemu_binary *binary;
	char *problem;
};

static void release_free(void *data)
{
	struct doctor_release *release = data;

	g_free(release->suite);
	g_free(release->folder);
	qemu_binary_free(release->binary);
	g_free(release->problem);
	g_free(release);
}

static void free_binary(void *binary)
{
	qemu_binary_free(binary);
}

static void find_own(struct doctor_qemus *qemus)
{
	g_autoptr(GPtrArray) paths = tools_find_qemus();

	for (unsigned i = 0; i < paths->len; i++) {
		GError *error = NULL;
		struct qemu_binary *binary = qemu_binary_find(paths->pdata[i], -1, &error);

		if (binary != NULL) {
			g_ptr_array_add(qemus->own, binary);
		} else {
			g_ptr_array_add(qemus->unusable, g_strdup(error->message));
			g_error_free(error);
		}
	}
}

static void add_release(struct doctor_qemus *qemus, const struct fleet_member *member)
{
	struct doctor_release *release = g_new0(struct doctor_release, 1);
	GError *error = NULL;

	release->suite = g_strdup(member->suite);
	release->folder = g_strdup(member->folder);
	release->problem = g_strdup(member->problem);
	if (member->problem == NULL)
		release->binary = qemu_binary_of(member, -1, &error);
	if (error != NULL) {
		release->problem = g_strdup(error->message);
		g_error_free(error);
	}
	g_ptr_array_add(qemus->fleet, release);
}

void doctor_qemus_find(struct doctor_qemus *qemus)
{
	g_autoptr(GPtrArray) fleet = fleet_read();

	qemus->own = g_ptr_array_new_with_free_func(free_binary);
	qemus->unusable = g_ptr_array_new_with_free_func(g_free);
	qemus->fleet = g_ptr_array_new_with_free_func(release_free);
	find_own(qemus);
	for (unsigned i = 0; i < fleet->len; i++)
		add_release(qemus, fleet->pdata[i]);
}

void doctor_qemus_clear(struct doctor_qemus *qemus)
{
	g_ptr_array_unref(qemus->own);
	g_ptr_array_unref(qemus->unusable);
	g_ptr_array_unref(qemus->fleet);
}

/* "pc-q35-2.4 … pc-q35-7.2": the names that begin with @prefix, the oldest and the newest by
 * version. */
static char *version_range(const struct qemu_binary *binary, const char *prefix)
{
	const char *oldest = NULL, *newest = NULL;
	struct version low = {G_MAXUINT, 0, 0}, high = {0};
	const json_t *machine;
	size_t i;

	json_array_foreach (binary->machines, i, machine) {
		const char *name = json_string_value(json_object_get(machine, "name"));
		struct version version;

		if (name == NULL || !g_str_has_prefix(name, prefix) ||
		    !version_parse(name + strlen(prefix), &version))
			continue;
		if (!version_at_least(version, low.major, low.minor)) {
			low = version;
			oldest = name;
		}
		if (version_at_least(version, high.major, high.minor)) {
			high = version;
			newest = name;
		}
	}
	return oldest == NULL ? NULL : g_strdup_printf("%s … %s", oldest, newest);
}

static void print_machines(const struct qemu_binary *binary)
{
	static const char *const prefixes[] = {"pc-q35-", "pc-i440fx-"};
	static const char *const aliases[] = {"q35", "pc"};

	printf("           %zu machine types", json_array_size(binary->machines));
	for (unsigned i = 0; i < G_N_ELEMENTS(prefixes); i++) {
		g_autofree char *range = version_range(binary, prefixes[i]);

		if (range != NULL)
			printf("; %s", range);
	}
	for (unsigned i = 0; i < G_N_ELEMENTS(aliases); i++) {
		const char *type = qemu_binary_machine(binary, aliases[i]);

		if (type != NULL)
			printf("; %s is %s", aliases[i], type);
	}
	printf("\n");
}

static void print_binary(const char *title, const char *where, const struct qemu_binary *binary)
{
	printf("%-10s %s: %s%s%s%s\n", title, where, binary->version,
	       *binary->package != '\0' ? " (" : "", binary->package,
	       *binary->package != '\0' ? ")" : "");
	print_machines(binary);
}

static void print_fleet(const GPtrArray *fleet)
{
	for (unsigned i = 0; i < fleet->len; i++) {
		const struct doctor_release *release = fleet->pdata[i];

		if (release->binary != NULL)
			print_binary("fleet", release->suite, release->binary);
		else
			printf("fleet      %s is damaged: %s\n           tools/qemu-fleet "
			       "%s fetches it again\n",
			       release->suite, release->problem, release->suite);
	}
	if (fleet->len == 0)
		printf("fleet      empty; other releases of QEMU: make fleet\n");
}

void doctor_qemus_print(const struct doctor_qemus *qemus)
{
	for (unsigned i = 0; i < qemus->own->len; i++) {
		const struct qemu_binary *binary = qemus->own->pdata[i];

		print_binary("QEMU", binary->path, binary);
	}
	for (unsigned i = 0; i < qemus->unusable->len; i++)
		printf("QEMU       %s\n", (char *)qemus->unusable->pdata[i]);
	if (qemus->own->len == 0)
		printf("QEMU       none for x86 guests in PATH: apt-get install " QEMU_PACKAGE
		       "\n");
	print_fleet(qemus->fleet);
}

static json_t *json_of_binary(const struct qemu_binary *binary)
{
	return json_pack("{s:s,s:s,s:s,s:O}", "path", binary->path, "version", binary->version,
			 "package", binary->package, "machines", binary->machines);
}

json_t *doctor_qemus_json(const struct doctor_qemus *qemus)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < qemus->own->len; i++)
		json_array_append_new(array, json_of_binary(qemus->own->pdata[i]));
	return array;
}

json_t *doctor_fleet_json(const struct doctor_qemus *qemus)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < qemus->fleet->len; i++) {
		const struct doctor_release *release = qemus->fleet->pdata[i];
		json_t *object =
			release->binary != NULL ? json_of_binary(release->binary) : json_object();

		json_object_set_new(object, "suite", json_string(release->suite));
		json_object_set_new(object, "folder", json_string(release->folder));
		json_object_set_new(object, "problem",
				    release->problem != NULL ? json_string(release->problem)
							     : json_null());
		json_array_append_new(array, object);
	}
	return array;
}

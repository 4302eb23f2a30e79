/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/qmp_run.h"

#include <string.h>

struct watch {
	struct qmp *qmp;
	struct start_marks *marks;
};

static gboolean on_output(struct child *child, const char *data, size_t n, void *user)
{
	const struct watch *watch = user;
	struct qmp *qmp = watch->qmp;

	if (!qmp_feed(qmp, data, n))
		return FALSE;
	if (watch->marks != NULL)
		marks_follow_qmp(watch->marks, qmp, child);
	child_write(child, qmp->send->str, qmp->send->len);
	g_string_truncate(qmp->send, 0);
	return TRUE;
}

gboolean qmp_run(const struct child_spec *spec, const char *const *argv, int64_t timeout_ms,
		 struct qmp *qmp, struct start_marks *marks, struct child_result *result,
		 GError **error)
{
	struct watch watch = {qmp, marks};
	struct child_spec own = *spec;

	own.argv = argv;
	own.timeout_ms = timeout_ms;
	own.keep_input_open = TRUE;
	own.on_output = on_output;
	own.user = &watch;
	return child_run(&own, result, error);
}

char *qmp_version(const json_t *version)
{
	int major, minor, micro;

	if (version == NULL || json_unpack((json_t *)version, "{s:{s:i,s:i,s:i}}", "qemu", "major",
					   &major, "minor", &minor, "micro", &micro) != 0)
		return NULL;
	return g_strdup_printf("%d.%d.%d", major, minor, micro);
}

char *qmp_package(const json_t *version)
{
	const char *package = json_string_value(json_object_get(version, "package"));

	return g_strstrip(g_strdup(package != NULL ? package : ""));
}

const char *qmp_machine_type(const json_t *machines, const char *machine)
{
	g_autofree char *type = g_strdup(machine);
	const json_t *entry;
	size_t i;

	if (type != NULL)
		type[strcspn(type, ",")] = '\0';
	json_array_foreach (machines, i, entry) {
		const char *name = json_string_value(json_object_get(entry, "name"));
		const char *alias = json_string_value(json_object_get(entry, "alias"));
		gboolean is_default = json_is_true(json_object_get(entry, "is-default"));

		if (type == NULL ? is_default
				 : g_strcmp0(name, type) == 0 || g_strcmp0(alias, type) == 0)
			return name;
	}
	return NULL;
}

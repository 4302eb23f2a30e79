/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Engine "libvirt": a transient domain for each probe, on one connection for all. */
#include "base/text.h"
#include "vm/disk.h"
#include "vm/engine.h"
#include "vm/judge.h"
#include "vm/libvirt.h"
#include "vm/libvirt_run.h"
#include "vm/libvirt_xml.h"

#include <string.h>

/* The domain's name where nobody else can have it: in what is shown. */
#define SHOWN_NAME "memroof"

static gboolean libvirt_check(const struct point *point, GError **error)
{
	(void)point;
	(void)error;
	return TRUE; /* libvirt and QEMU judge */
}

/* One line that a shell runs. Where memroof's own libvirt was asked, people ask theirs. */
static char *libvirt_command(const struct point *point, const struct engine_env *env)
{
	g_autofree char *xml = libvirt_domain_xml(point, env, SHOWN_NAME);
	g_autofree char *line = libvirt_xml_line(xml);
	g_autofree char *quoted = g_shell_quote(line);
	g_autofree char *uri = g_shell_quote(point_uri(point));
	gboolean embedded = strcmp(point_uri(point), EMBEDDED_URI) == 0;

	return g_strdup_printf("virsh %s%s%screate %s/dev/stdin <<< %s", embedded ? "" : "-c ",
			       embedded ? "" : uri, embedded ? "" : " ",
			       point_proof(point) == PROOF_ACCEPT ? "--paused " : "", quoted);
}

static void probe_by(const struct point *point, const struct engine_env *env,
		     struct probe_result *result)
{
	g_autofree char *name = libvirt_new_name(env->libvirt);
	g_autofree char *console = libvirt_console_path(env->libvirt, name), *xml = NULL;
	struct engine_env with_console = *env;

	with_console.console = console;
	xml = libvirt_domain_xml(point, &with_console, name);
	result->command = libvirt_command(point, env);
	result->libvirt_version = g_strdup(libvirt_release(env->libvirt));
	if (point_proof(point) == PROOF_ACCEPT || judge_has_guest(point, env, result))
		libvirt_run(point, env, name, xml, result);
}

static void libvirt_probe(const struct point *point, const struct engine_env *env,
			  struct probe_result *result)
{
	probe_result_init(result);
	disk_probe(point, env, probe_by, result);
	if (result->command == NULL)
		result->command = libvirt_command(point, env);
}

const struct engine engine_libvirt = {
	.name = "libvirt",
	.needs_qemu = TRUE,
	.daemonizes = TRUE,
	.check = libvirt_check,
	.command = libvirt_command,
	.probe = libvirt_probe,
};

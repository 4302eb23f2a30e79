/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/size.h"
#include "cli/doctor_qemus.h"
#include "cli/session.h"
#include "host/embedded.h"
#include "host/guests.h"
#include "host/kvm.h"
#include "host/reaper.h"
#include "host/tools.h"

#include <stdio.h>

static gboolean as_json;

static const GOptionEntry OPTIONS[] = {
	{"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "answer as JSON", NULL},
	{0},
};

/* Everything that is looked at; printed afterwards in one form or the other. */
struct findings {
	struct host_facts facts;
	struct doctor_qemus qemus;
	GPtrArray *tools; /* struct tool * */
	enum kvm_state kvm;
	char *kvm_why;
	struct guest_files guests;
	struct embedded embedded;
};

/* The QEMU to try KVM with: the usual one, or the first there is; NULL when there is none. */
static const char *any_qemu(const struct findings *findings)
{
	const char *path = NULL;

	for (unsigned i = 0; i < findings->qemus.own->len; i++) {
		const struct qemu_binary *binary = findings->qemus.own->pdata[i];

		if (path == NULL || g_str_has_suffix(binary->path, "/qemu-system-x86_64"))
			path = binary->path;
	}
	return path;
}

static void *try_embedded(void *embedded)
{
	embedded_try(embedded);
	return NULL;
}

/* What may take seconds goes on at the same time: libvirt asking QEMU, and a guest in KVM. */
static void look(struct findings *findings)
{
	g_autoptr(GThread) embedded = g_thread_new("embedded", try_embedded, &findings->embedded);

	host_facts_read(&findings->facts);
	doctor_qemus_find(&findings->qemus);
	findings->tools = tools_find();
	guests_find(&findings->guests, NULL);
	findings->kvm = kvm_try(any_qemu(findings), &findings->kvm_why);
	g_thread_join(g_steal_pointer(&embedded));
}

static void findings_clear(struct findings *findings)
{
	host_facts_clear(&findings->facts);
	doctor_qemus_clear(&findings->qemus);
	g_ptr_array_unref(findings->tools);
	g_free(findings->kvm_why);
	guests_clear(&findings->guests);
	embedded_clear(&findings->embedded);
}

static void print_kvm(const struct findings *findings)
{
	static const char *const words[] = {
		[KVM_MISSING] = "is not there",
		[KVM_DENIED] = "cannot be opened",
		[KVM_OPENS] = "opens, but does not run a guest",
		[KVM_RUNS_SOME] = "runs a guest with CPU qemu64, but none with the host's CPU",
		[KVM_RUNS] = "runs guests",
	};

	printf("KVM        %s%s%s\n", words[findings->kvm], findings->kvm_why != NULL ? ": " : "",
	       findings->kvm_why != NULL ? findings->kvm_why : "");
}

static void print_host(const struct host_facts *facts)
{
	g_autofree char *memory = size_rounded(facts->memory),
			*available = size_rounded(facts->available);
	g_autofree char *swap = size_rounded(facts->swap);

	printf("CPU        %s (%s)", *facts->cpu_model != '\0' ? facts->cpu_model : "unknown",
	       *facts->cpu_vendor != '\0' ? facts->cpu_vendor : "unknown vendor");
	if (facts->phys_bits > 0)
		printf(", %u phys-bits", facts->phys_bits);
	printf("\nmemory     %s, %s available, %s swap\n", memory, available,
	       facts->swap > 0 ? swap : "no");
	printf("overcommit %d: %s\n", facts->overcommit, overcommit_words(facts->overcommit));
	printf("kernel     %s\n", facts->kernel);
}

static void print_guest(const char *name, const char *path, const char *purpose,
			const char *command)
{
	if (path != NULL)
		printf("%-10s %s\n", name, path);
	else
		printf("%-10s not there, needed for %s: %s\n", name, purpose, command);
}

static void print_guests(const struct guest_files *guests)
{
	print_guest("guest", guests->boot_elf, "proof boot", "no place to write it to");
	print_guest("Linux", guests->initramfs, "proofs linux and plug", "make guests");
	print_guest("disk", guests->disk, "disk and boot-from", "make guests");
	print_guest("OVMF", guests->ovmf, "firmware ovmf", "apt-get install ovmf");
}

static void print_embedded(const struct embedded *embedded)
{
	if (embedded->opens)
		printf("           its embedded driver opens, with QEMU %s\n",
		       embedded->qemu != NULL ? embedded->qemu : "of an unknown version");
	else
		printf("           no engine libvirt: %s\n", embedded->why);
}

static void print_text(const struct findings *findings)
{
	doctor_qemus_print(&findings->qemus);
	print_host(&findings->facts);
	print_kvm(findings);
	print_guests(&findings->guests);
	for (unsigned i = 0; i < findings->tools->len; i++) {
		const struct tool *tool = findings->tools->pdata[i];

		if (tool->version != NULL)
			printf("%-10s %s\n", tool->name, tool->version);
		else
			printf("%-10s not there, needed for %s: apt-get install %s\n", tool->name,
			       tool->purpose, tool->package);
	}
	print_embedded(&findings->embedded);
}

static json_t *json_of_tools(const struct findings *findings)
{
	json_t *object = json_object();

	for (unsigned i = 0; i < findings->tools->len; i++) {
		const struct tool *tool = findings->tools->pdata[i];

		json_object_set_new(object, tool->name,
				    json_pack("{s:s?,s:s}", "version", tool->version, "package",
					      tool->package));
	}
	return object;
}

static json_t *json_of_guests(const struct guest_files *guests)
{
	return json_pack("{s:s?,s:s?,s:s?,s:s?}", "boot", guests->boot_elf, "linux",
			 guests->initramfs, "disk", guests->disk, "ovmf", guests->ovmf);
}

static json_t *json_of_embedded(const struct embedded *embedded)
{
	return json_pack("{s:b,s:s?,s:s?}", "embedded", embedded->opens, "qemu_version",
			 embedded->qemu, "why", embedded->why);
}

static void print_json(const struct findings *findings)
{
	const struct host_facts *facts = &findings->facts;

	session_print_json(json_pack(
		"{s:o,s:o,s:{s:s,s:s,s:i},s:{s:I,s:I,s:I,s:i},s:s,s:{s:s,s:s?},s:o,s:o,s:o}",
		"qemu", doctor_qemus_json(&findings->qemus), "fleet",
		doctor_fleet_json(&findings->qemus), "cpu", "vendor", facts->cpu_vendor, "model",
		facts->cpu_model, "phys_bits", (int)facts->phys_bits, "memory", "total",
		(json_int_t)facts->memory, "available", (json_int_t)facts->available, "swap",
		(json_int_t)facts->swap, "overcommit", facts->overcommit, "kernel", facts->kernel,
		"kvm", "state", kvm_state_name(findings->kvm), "why", findings->kvm_why, "tools",
		json_of_tools(findings), "guests", json_of_guests(&findings->guests), "libvirt",
		json_of_embedded(&findings->embedded)));
}

int cmd_doctor(const struct command *command, int argc, char **argv)
{
	struct arguments arguments;
	struct findings findings = {0};
	GError *error = NULL;
	int status;

	if (arguments_parse(&arguments, command, KEYS_NONE, OPTIONS, argc, argv, &status)) {
		/* Before there are threads: libvirt learns about QEMU by starting it. */
		if (arguments_expect(&arguments, 0, "no words", &error) && reaper_begin(&error)) {
			look(&findings);
			(as_json ? print_json : print_text)(&findings);
			status = findings.qemus.own->len > 0 ? STATUS_YES : STATUS_BROKEN;
			findings_clear(&findings);
		} else {
			status = cli_fail(error);
		}
	}
	arguments_clear(&arguments);
	return status;
}

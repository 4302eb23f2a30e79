/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/needs.h"

#include "base/error.h"
#include "base/size.h"
#include "host/kvm.h"
#include "host/qemu.h"

#include <unistd.h>

/* What is looked at. */
struct machine {
	const struct host_facts *facts;
	const char *qemu;
	int cancel_fd;
};

/* Each of the functions below sets *@why when the need is not met, and fails when interrupted. */

static gboolean look_for_qemu(const struct need *need, const struct machine *machine, char **why,
			      GError **error)
{
	GError *missing = NULL;
	struct qemu_binary *binary = qemu_binary_find(machine->qemu, machine->cancel_fd, &missing);

	if (g_error_matches(missing, MEMROOF_ERROR, MEMROOF_ERROR_INTERRUPTED)) {
		g_propagate_error(error, missing);
		return FALSE;
	}
	if (binary == NULL) {
		*why = g_strdup(missing->message);
		g_error_free(missing);
	} else if (!need_allows_version(need, binary->number)) {
		*why = g_strdup_printf("%s is %s", binary->path, binary->version);
	}
	qemu_binary_free(binary);
	return TRUE;
}

/* A /dev/kvm that opens is not yet one that runs guests: the section's own QEMU has to. */
static gboolean look_for_kvm(const struct machine *machine, char **why, GError **error)
{
	GError *missing = NULL;
	struct qemu_binary *binary;
	enum kvm_state state;

	if (access("/dev/kvm", R_OK | W_OK) < 0) {
		kvm_try(NULL, why);
		return TRUE;
	}
	binary = qemu_binary_find(machine->qemu, machine->cancel_fd, &missing);
	if (g_error_matches(missing, MEMROOF_ERROR, MEMROOF_ERROR_INTERRUPTED)) {
		g_propagate_error(error, missing);
		return FALSE;
	}
	g_clear_error(&missing);
	state = kvm_try(binary != NULL ? binary->path : NULL, why);
	if (state == KVM_RUNS || state == KVM_RUNS_SOME)
		g_clear_pointer(why, g_free);
	qemu_binary_free(binary);
	return TRUE;
}

static void look_at_memory(const struct need *need, const struct machine *machine, char **why)
{
	g_autofree char *memory = size_rounded(machine->facts->memory);

	if (!need_allows_number(need, machine->facts->memory))
		*why = g_strdup_printf("this host has %s", memory);
}

static void look_at_width(const struct need *need, const struct machine *machine, char **why)
{
	unsigned bits = machine->facts->phys_bits;

	if (bits == 0)
		*why = g_strdup("this host does not tell its width");
	else if (!need_allows_number(need, bits))
		*why = g_strdup_printf("this host's CPU has %u", bits);
}

static gboolean look(const struct need *need, const struct machine *machine, char **why,
		     GError **error)
{
	switch (need->kind) {
	case NEED_KVM:
		return look_for_kvm(machine, why, error);
	case NEED_QEMU:
		return look_for_qemu(need, machine, why, error);
	case NEED_MEMORY:
		look_at_memory(need, machine, why);
		return TRUE;
	case NEED_PHYS_BITS:
		look_at_width(need, machine, why);
		return TRUE;
	default:
		if (!g_file_test(need->path, G_FILE_TEST_EXISTS))
			*why = g_strdup("it is not there");
		return TRUE;
	}
}

gboolean needs_look(const GPtrArray *needs, const struct host_facts *facts, const char *qemu,
		    int cancel_fd, char **why, GError **error)
{
	const struct machine machine = {facts, qemu, cancel_fd};

	*why = NULL;
	for (unsigned i = 0; i < needs->len; i++) {
		const struct need *need = needs->pdata[i];
		g_autofree char *words = NULL;

		if (!look(need, &machine, &words, error))
			return FALSE;
		if (words != NULL) {
			*why = g_strdup_printf("needs %s: %s", need->text, words);
			return TRUE;
		}
	}
	return TRUE;
}

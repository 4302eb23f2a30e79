/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/kvm.h"

#include "base/clock.h"
#include "base/text.h"
#include "vm/child.h"
#include "vm/message.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <unistd.h>

#define GUEST_TIMEOUT_MS 5000
#define GUEST_EXIT_CODE 33 /* harness/guest/alive.S: (0x10 << 1) | 1 */

/* host/alive_image.S */
extern const char alive_image[];
extern const uint64_t alive_image_size;

const char *kvm_state_name(enum kvm_state state)
{
	static const char *const names[] = {
		[KVM_MISSING] = "missing",     [KVM_DENIED] = "denied", [KVM_OPENS] = "opens",
		[KVM_RUNS_SOME] = "runs-some", [KVM_RUNS] = "runs",
	};

	return names[state];
}

/* What to say of a guest that did not get to its end. */
static char *failure(const struct child_result *result)
{
	struct message message;
	char *words;

	if (result->end == CHILD_TIMEOUT)
		return g_strdup_printf("the guest did not finish within %d s",
				       GUEST_TIMEOUT_MS / 1000);
	if (result->exit_code == 0)
		return g_strdup("the guest was reset before it finished");
	message_classify(result->errors->str, result->exit_code, &message);
	words = g_steal_pointer(&message.text);
	message_clear(&message);
	return words;
}

static gboolean run_guest(const char *qemu, const char *accel, const char *cpu, const char *image,
			  char **why)
{
	const char *const argv[] = {
		qemu,
		"-nodefaults",
		"-no-user-config",
		"-display",
		"none",
		"-no-reboot",
		"-accel",
		accel,
		"-machine",
		"q35",
		"-cpu",
		cpu,
		"-m",
		"64M",
		"-device",
		"isa-debug-exit,iobase=0x501,iosize=4",
		"-kernel",
		image,
		NULL,
	};
	struct child_spec spec = {
		.argv = argv, .timeout_ms = clock_scaled_ms(GUEST_TIMEOUT_MS), .cancel_fd = -1};
	struct child_result result;
	GError *error = NULL;
	gboolean ok = child_run(&spec, &result, &error);

	if (!ok) {
		*why = g_strdup(error->message);
		g_error_free(error);
	} else if (result.end != CHILD_EXITED || result.exit_code != GUEST_EXIT_CODE) {
		*why = failure(&result);
		ok = FALSE;
	}
	child_result_clear(&result);
	return ok;
}

gboolean guest_runs(const char *qemu, const char *accel, const char *cpu, char **why)
{
	g_autofree char *image = g_build_filename(g_get_tmp_dir(), "memroof-guest-XXXXXX", NULL);
	int fd = g_mkstemp_full(image, O_RDWR | O_CLOEXEC, 0600);
	gboolean ok = FALSE;

	*why = NULL;
	if (fd >= 0 && write(fd, alive_image, alive_image_size) == (ssize_t)alive_image_size)
		ok = run_guest(qemu, accel, cpu, image, why);
	else
		*why = g_strdup_printf("%s: %s", image, g_strerror(errno));
	if (fd >= 0) {
		close(fd);
		unlink(image);
	}
	return ok;
}

/* Tries the host's CPU, as people use it, and then the plainest model, to tell a narrow fault from
 * a broken KVM. */
static enum kvm_state try_cpus(const char *qemu, char **why)
{
	g_autofree char *host_why = NULL, *plain_why = NULL;

	if (guest_runs(qemu, "kvm", "host", &host_why))
		return KVM_RUNS;
	if (guest_runs(qemu, "kvm", "qemu64", &plain_why)) {
		*why = g_steal_pointer(&host_why);
		return KVM_RUNS_SOME;
	}
	*why = g_strdup_printf("with the host's CPU: %s; with qemu64: %s", host_why, plain_why);
	return KVM_OPENS;
}

enum kvm_state kvm_try(const char *qemu, char **why)
{
	int fd = open("/dev/kvm", O_RDWR | O_CLOEXEC);

	*why = NULL;
	if (fd < 0) {
		enum kvm_state state = errno == ENOENT ? KVM_MISSING : KVM_DENIED;

		*why = g_strdup_printf("/dev/kvm: %s", g_strerror(errno));
		return state;
	}
	close(fd);
	if (qemu != NULL)
		return try_cpus(qemu, why);
	*why = g_strdup("not tried: there is no QEMU");
	return KVM_OPENS;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a domain comes into the world, and how it leaves it. */
#include "base/clock.h"
#include "vm/libvirt_private.h"
#include "vm/libvirt_root.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* How long libvirt may take to notice that a QEMU is dead, before it is asked to look. */
#define NOTICE_TIMEOUT_MS 10000

/* Between attempts to end a start that came too early for the last one. */
#define AGAIN_MS 100

/* virDomainCreateXML() in a thread of its own, because nothing else can end its wait. */
struct start {
	struct libvirt *libvirt;
	const char *xml;
	virDomainPtr domain;
	struct libvirt_failure failure;
	GThread *thread;
	int done_fd;
};

static void *start_domain(void *user)
{
	struct start *start = user;
	const struct libvirt_api *api = start->libvirt->api;
	unsigned flags = VIR_DOMAIN_START_PAUSED;

	/* An embedded driver has no clients that could go away. */
	if (start->libvirt->root == NULL)
		flags |= VIR_DOMAIN_START_AUTODESTROY;
	start->domain = api->virDomainCreateXML(start->libvirt->connection, start->xml, flags);
	if (start->domain == NULL)
		libvirt_last_failure(api, &start->failure);
	eventfd_write(start->done_fd, 1);
	return NULL;
}

/* Ends a domain that is being started, as far as there is one yet. */
static void end_start(struct libvirt *libvirt, const char *name)
{
	const struct libvirt_api *api = libvirt->api;
	virDomainPtr domain;

	if (libvirt->root != NULL) {
		pid_t pid = libvirt_root_process(libvirt->root, name);

		if (pid > 0)
			kill(pid, SIGKILL);
		return;
	}
	domain = api->virDomainLookupByName(libvirt->connection, name);
	if (domain == NULL)
		return;
	api->virDomainDestroy(domain);
	api->virDomainFree(domain);
}

/* Waits until the start is done; ends it when it is late or cancelled, and says so. */
static enum libvirt_start wait_for_start(const struct start *start, const char *name,
					 int64_t deadline_us, int cancel_fd)
{
	struct pollfd fds[] = {{.fd = start->done_fd, .events = POLLIN},
			       {.fd = cancel_fd, .events = POLLIN}};
	enum libvirt_start how = LIBVIRT_STARTED;

	for (;;) {
		int n = poll(fds, G_N_ELEMENTS(fds),
			     how == LIBVIRT_STARTED ? libvirt_ms_until(deadline_us) : AGAIN_MS);

		if (fds[0].revents != 0)
			return how;
		if (fds[1].revents != 0) {
			how = LIBVIRT_START_STOPPED;
			fds[1].fd = -1;
		} else if (n == 0 && how == LIBVIRT_STARTED) {
			how = LIBVIRT_START_LATE;
		}
		if (how != LIBVIRT_STARTED)
			end_start(start->libvirt, name);
	}
}

enum libvirt_start libvirt_domain_start(struct libvirt *libvirt, const char *name, const char *xml,
					int64_t timeout_ms, int cancel_fd,
					struct libvirt_domain **domain,
					struct libvirt_failure *failure)
{
	struct libvirt_domain *new = libvirt_domain_new(libvirt, name);
	struct start start = {.libvirt = libvirt, .xml = xml};
	enum libvirt_start how;

	start.done_fd = eventfd(0, EFD_CLOEXEC);
	libvirt_watch(new);
	start.thread = g_thread_new("start", start_domain, &start);
	how = wait_for_start(&start, name, clock_us() + timeout_ms * 1000, cancel_fd);
	g_thread_join(start.thread);
	close(start.done_fd);
	*failure = start.failure;
	if (start.domain == NULL) {
		libvirt_unwatch(new);
		libvirt_domain_unref(new);
		return how == LIBVIRT_STARTED ? LIBVIRT_FAILED : how;
	}
	new->domain = start.domain;
	if (how == LIBVIRT_STARTED)
		*domain = new;
	else
		libvirt_domain_end(new); /* it was quicker than its end */
	return how;
}

/* TRUE when libvirt says so within NOTICE_TIMEOUT_MS. */
static gboolean wait_for_end(struct libvirt_domain *domain)
{
	struct pollfd news = {.fd = domain->event_fd, .events = POLLIN};
	int64_t deadline = clock_us() + clock_scaled_ms(NOTICE_TIMEOUT_MS) * 1000;
	gboolean stopped;

	do {
		eventfd_t count;

		g_mutex_lock(&domain->libvirt->lock);
		stopped = domain->stopped || domain->libvirt->lost;
		g_mutex_unlock(&domain->libvirt->lock);
		if (stopped)
			return TRUE;
		if (poll(&news, 1, libvirt_ms_until(deadline)) > 0)
			eventfd_read(domain->event_fd, &count);
	} while (clock_us() < deadline);
	return FALSE;
}

/*
 * libvirt waits in steps of 0.2 s for a QEMU that it ends itself. One that is dead already it
 * notices by its closed monitor, so that is the quicker way where the process is ours to kill.
 */
void libvirt_domain_end(struct libvirt_domain *domain)
{
	const struct libvirt_api *api = domain->libvirt->api;
	pid_t pid = domain->libvirt->root != NULL
			    ? libvirt_root_process(domain->libvirt->root, domain->name)
			    : 0;

	libvirt_close_console(domain);
	if (pid > 0)
		kill(pid, SIGKILL);
	if (pid <= 0 || !wait_for_end(domain))
		api->virDomainDestroy(domain->domain);
	libvirt_unwatch(domain);
	api->virDomainFree(domain->domain);
	libvirt_domain_unref(domain);
}

gboolean libvirt_domain_usage(const struct libvirt_domain *domain, struct libvirt_usage *usage)
{
	const char *root = domain->libvirt->root;
	pid_t pid = root != NULL ? libvirt_root_process(root, domain->name) : 0;
	g_autofree char *path = g_strdup_printf("/proc/%d/", (int)pid);
	g_autofree char *stat_path = g_strconcat(path, "stat", NULL);
	g_autofree char *status_path = g_strconcat(path, "status", NULL);
	g_autofree char *stat = NULL, *status = NULL;
	unsigned long faults, user, system;
	long peak, tick = sysconf(_SC_CLK_TCK);
	const char *fields, *high;

	if (pid <= 0 || !g_file_get_contents(stat_path, &stat, NULL, NULL) ||
	    !g_file_get_contents(status_path, &status, NULL, NULL))
		return FALSE;
	/* proc(5): the name in parentheses may hold blanks; minflt is field 10, utime 14, stime 15.
	 */
	fields = g_strrstr(stat, ")");
	high = g_strstr_len(status, -1, "VmHWM:");
	if (fields == NULL || high == NULL || sscanf(high, "VmHWM: %ld", &peak) != 1 ||
	    sscanf(fields, ") %*c %*d %*d %*d %*d %*d %*u %lu %*u %*u %*u %lu %lu", &faults, &user,
		   &system) != 3)
		return FALSE;
	*usage = (struct libvirt_usage){
		.user_us = (int64_t)user * 1000000 / tick,
		.system_us = (int64_t)system * 1000000 / tick,
		.max_rss = (int64_t)peak * 1024,
		.minor_faults = (int64_t)faults,
	};
	return TRUE;
}

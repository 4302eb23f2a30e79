/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Connections to libvirt and the domains of ours behind them. One connection serves all threads
 * that probe. What libvirt tells by itself (a domain has ended, its console has bytes, QEMU has
 * sent an event) comes from libvirt's event loop, in a thread of its own, and waits for the
 * domain's probe.
 */
#ifndef MEMROOF_VM_LIBVIRT_H
#define MEMROOF_VM_LIBVIRT_H

#include "model/layout.h"
#include "vm/message.h"

#include <jansson.h>

struct libvirt;
struct libvirt_domain;

/*
 * Connects to @uri, one of libvirt's or EMBEDDED_URI, whose driver then runs in this process with
 * its files in @directory. One process can have one embedded driver, once. NULL with a broken error
 * when libvirt is not there or does not answer.
 */
struct libvirt *libvirt_open(const char *uri, const char *directory, GError **error);

/*
 * Keeps libvirt's log off stderr, unless the user says where it is to go; what goes wrong reaches
 * us as values. Changes the environment: call it before there are threads.
 */
void libvirt_keep_quiet(void);

/* All its domains must have been ended. */
void libvirt_close(struct libvirt *libvirt);

/* The release of the hypervisor that the other side would start by default; 0.0.0 when it does not
 * say. */
struct version libvirt_qemu_version(const struct libvirt *libvirt);

/* The release of libvirt that does the work, "9.0.0"; NULL when it does not say. */
const char *libvirt_release(const struct libvirt *libvirt);

/* A new name for a domain: no other memroof's and no other probe's; newly allocated. */
char *libvirt_new_name(struct libvirt *libvirt);

/*
 * The socket for the console of the domain called @name, newly allocated; NULL where libvirt's own
 * consoles are to be used. Those lock their terminals in files that a killed libvirt leaves to all
 * the others, so that the embedded one, which may be killed with us, does without.
 */
char *libvirt_console_path(const struct libvirt *libvirt, const char *name);

/* How the start of a domain ended. */
enum libvirt_start {
	LIBVIRT_STARTED,
	LIBVIRT_FAILED,       /* see the failure */
	LIBVIRT_START_LATE,   /* ended at the deadline */
	LIBVIRT_START_STOPPED /* cancelled */
};

/*
 * Starts the domain called @name from its @xml with its guest paused. A daemon ends it when this
 * process goes away; an embedded libvirt cannot. On LIBVIRT_STARTED end it with
 * libvirt_domain_end(); on LIBVIRT_FAILED clear @failure; its @text has libvirt's own words.
 */
struct libvirt_failure {
	int code; /* virErrorNumber */
	char *text;
};
enum libvirt_start libvirt_domain_start(struct libvirt *libvirt, const char *name, const char *xml,
					int64_t timeout_ms, int cancel_fd,
					struct libvirt_domain **domain,
					struct libvirt_failure *failure);

/* Kills its QEMU, waits until libvirt has noticed, and frees @domain. */
void libvirt_domain_end(struct libvirt_domain *domain);

/* What the domain's QEMU has used so far; FALSE when it is not a process of this host's. */
struct libvirt_usage {
	int64_t user_us, system_us, max_rss, minor_faults; /* max_rss in bytes */
};
gboolean libvirt_domain_usage(const struct libvirt_domain *domain, struct libvirt_usage *usage);

/* The domain as libvirt describes it now; newly allocated, or NULL with @failure. */
char *libvirt_domain_describe(struct libvirt_domain *domain, struct libvirt_failure *failure);

/*
 * QEMU's answer to a QMP command with @arguments (stolen; may be NULL): a new reference, or NULL
 * with @failure.
 */
json_t *libvirt_domain_ask(struct libvirt_domain *domain, const char *command, json_t *arguments,
			   struct libvirt_failure *failure);

/* Listens to libvirt_console_path() or else to the console called @device, then lets the guest run.
 * FALSE with @failure. */
gboolean libvirt_domain_run(struct libvirt_domain *domain, const char *device,
			    struct libvirt_failure *failure);

/* Plugs, or changes, the device of @xml. FALSE with @failure. */
gboolean libvirt_domain_attach(struct libvirt_domain *domain, const char *xml,
			       struct libvirt_failure *failure);
gboolean libvirt_domain_update(struct libvirt_domain *domain, const char *xml,
			       struct libvirt_failure *failure);

/* An event of QEMU's. */
struct libvirt_event {
	char *name;
	json_t *data; /* or NULL */
};

/* What has come since it was last asked. */
struct libvirt_news {
	GString *console;  /* bytes */
	GPtrArray *events; /* struct libvirt_event * */
	gboolean stopped;  /* the domain has ended; everything that it said is here */
	const char *why;   /* in libvirt's words: "shutdown", "failed"; static */
	gboolean lost;     /* the connection is gone */
};

enum libvirt_wait { LIBVIRT_NEWS, LIBVIRT_LATE, LIBVIRT_CANCELLED };

/*
 * Waits for news until @deadline_us of base/clock.h, or until @cancel_fd is readable. On
 * LIBVIRT_NEWS clear @news with libvirt_news_clear().
 */
enum libvirt_wait libvirt_domain_wait(struct libvirt_domain *domain, int64_t deadline_us,
				      int cancel_fd, struct libvirt_news *news);
void libvirt_news_clear(struct libvirt_news *news);

void libvirt_failure_clear(struct libvirt_failure *failure);

#endif

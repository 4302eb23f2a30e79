/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What vm/libvirt.c (the connection and its events) and vm/libvirt_domain.c share. */
#ifndef MEMROOF_VM_LIBVIRT_PRIVATE_H
#define MEMROOF_VM_LIBVIRT_PRIVATE_H

#include "vm/libvirt.h"
#include "vm/libvirt_api.h"

/* Counted references (GAtomicRcBox): libvirt may still be in a callback that it was told to forget.
 */
struct libvirt {
	const struct libvirt_api *api;
	virConnectPtr connection;
	char *root; /* of the embedded driver; NULL for a daemon */
	struct version qemu;
	char *release;                            /* of libvirt; or NULL */
	int lifecycle_callback, monitor_callback; /* ids, or -1 */
	uint32_t key;                             /* in the names of this connection's domains */
	int n_names;                              /* atomic */
	GMutex lock;                              /* for what follows; never held over a call of
						     libvirt's */
	GHashTable *domains;                      /* name → struct libvirt_domain *, borrowed */
	gboolean lost;
};

struct libvirt_domain {
	struct libvirt *libvirt;
	char *name;
	virDomainPtr domain;
	virStreamPtr stream; /* its console, or NULL; under the connection's lock */
	int console_fd;      /* the same where it is a socket of ours, or -1 */
	int event_fd;        /* readable when there is news */
	GMutex reading;      /* for the stream */
	/* Under the connection's lock. */
	GString *console;
	GPtrArray *events; /* struct libvirt_event * */
	gboolean stopped, stop_told;
	int stop_detail;
};

/* Makes the domain known to the callbacks of its connection, and unknown again. */
void libvirt_watch(struct libvirt_domain *domain);
void libvirt_unwatch(struct libvirt_domain *domain);

/* For libvirt's callbacks: gives a reference back. */
void libvirt_unref(void *libvirt);

/* A domain that nobody knows of yet, with one reference. */
struct libvirt_domain *libvirt_domain_new(struct libvirt *libvirt, const char *name);
void libvirt_domain_unref(void *domain);

/* Stops listening to the domain's console. */
void libvirt_close_console(struct libvirt_domain *domain);

/* What poll() is to wait until @deadline_us of base/clock.h. */
int libvirt_ms_until(int64_t deadline_us);

/* Copies the calling thread's last error. */
void libvirt_last_failure(const struct libvirt_api *api, struct libvirt_failure *failure);

void libvirt_event_free(void *event);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The connection, libvirt's event loop, and what it brings to the domains. */
#include "base/error.h"
#include "vm/libvirt_private.h"
#include "vm/libvirt_root.h"

#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>

/* A daemon that is silent for so long is taken for gone. */
#define KEEPALIVE_SECONDS 5
#define KEEPALIVE_MISSES 3

void libvirt_keep_quiet(void)
{
	g_setenv("LIBVIRT_LOG_OUTPUTS", "4:file:/dev/null", FALSE);
}

/* libvirt prints its errors unless told not to; they reach us as values as well. */
static void be_quiet(void *user, virErrorPtr error)
{
	(void)user;
	(void)error;
}

static void *run_events(void *user)
{
	const struct libvirt_api *api = user;

	while (api->virEventRunDefaultImpl() == 0)
		;
	return NULL;
}

/* One loop for all connections, for as long as the process lives: libvirt cannot be told to forget
 * it. */
static gboolean start_events(const struct libvirt_api *api, GError **error)
{
	static size_t started;
	static gboolean ok;

	if (g_once_init_enter(&started)) {
		api->virSetErrorFunc(NULL, be_quiet);
		ok = api->virEventRegisterDefaultImpl() == 0;
		if (ok)
			g_thread_unref(g_thread_new("libvirt", run_events, (void *)api));
		g_once_init_leave(&started, 1);
	}
	return ok || broken_error(error, "libvirt's event loop cannot be set up");
}

void libvirt_last_failure(const struct libvirt_api *api, struct libvirt_failure *failure)
{
	const virError *error = api->virGetLastError();

	*failure = (struct libvirt_failure){
		.code = error != NULL ? error->code : VIR_ERR_OK,
		.text = g_strdup(error != NULL && error->message != NULL
					 ? error->message
					 : "libvirt failed without a word"),
	};
}

void libvirt_failure_clear(struct libvirt_failure *failure)
{
	g_clear_pointer(&failure->text, g_free);
}

void libvirt_event_free(void *data)
{
	struct libvirt_event *event = data;

	g_free(event->name);
	json_decref(event->data);
	g_free(event);
}

/* With the connection's lock. */
static struct libvirt_domain *find_domain(struct libvirt *libvirt, virDomainPtr domain)
{
	return g_hash_table_lookup(libvirt->domains, libvirt->api->virDomainGetName(domain));
}

static int on_lifecycle(virConnectPtr connection, virDomainPtr domain, int event, int detail,
			void *user)
{
	struct libvirt *libvirt = user;
	struct libvirt_domain *ours;

	(void)connection;
	if (event != VIR_DOMAIN_EVENT_STOPPED)
		return 0;
	g_mutex_lock(&libvirt->lock);
	ours = find_domain(libvirt, domain);
	if (ours != NULL) {
		ours->stopped = TRUE;
		ours->stop_detail = detail;
		eventfd_write(ours->event_fd, 1);
	}
	g_mutex_unlock(&libvirt->lock);
	return 0;
}

static void on_monitor(virConnectPtr connection, virDomainPtr domain, const char *name,
		       long long seconds, unsigned microseconds, const char *details, void *user)
{
	struct libvirt *libvirt = user;
	struct libvirt_domain *ours;

	(void)connection;
	(void)seconds;
	(void)microseconds;
	g_mutex_lock(&libvirt->lock);
	ours = find_domain(libvirt, domain);
	if (ours != NULL) {
		struct libvirt_event *event = g_new0(struct libvirt_event, 1);

		event->name = g_strdup(name);
		event->data = details != NULL ? json_loads(details, 0, NULL) : NULL;
		g_ptr_array_add(ours->events, event);
		eventfd_write(ours->event_fd, 1);
	}
	g_mutex_unlock(&libvirt->lock);
}

static void on_close(virConnectPtr connection, int reason, void *user)
{
	struct libvirt *libvirt = user;
	struct libvirt_domain *domain;
	GHashTableIter each;

	(void)connection;
	(void)reason;
	g_mutex_lock(&libvirt->lock);
	libvirt->lost = TRUE;
	g_hash_table_iter_init(&each, libvirt->domains);
	while (g_hash_table_iter_next(&each, NULL, (void **)&domain))
		eventfd_write(domain->event_fd, 1);
	g_mutex_unlock(&libvirt->lock);
}

void libvirt_watch(struct libvirt_domain *domain)
{
	g_mutex_lock(&domain->libvirt->lock);
	g_hash_table_insert(domain->libvirt->domains, domain->name, domain);
	g_mutex_unlock(&domain->libvirt->lock);
}

void libvirt_unwatch(struct libvirt_domain *domain)
{
	g_mutex_lock(&domain->libvirt->lock);
	g_hash_table_remove(domain->libvirt->domains, domain->name);
	g_mutex_unlock(&domain->libvirt->lock);
}

static void clear(void *data)
{
	struct libvirt *libvirt = data;

	g_hash_table_unref(libvirt->domains);
	g_mutex_clear(&libvirt->lock);
	g_free(libvirt->root);
	g_free(libvirt->release);
}

void libvirt_unref(void *libvirt)
{
	g_atomic_rc_box_release_full(libvirt, clear);
}

/* Everything that libvirt is to tell by itself. FALSE with libvirt's last error set. */
static gboolean listen_to(struct libvirt *libvirt)
{
	const struct libvirt_api *api = libvirt->api;

	/* An embedded driver knows neither; a daemon that does not is only noticed later. */
	if (libvirt->root == NULL) {
		api->virConnectSetKeepAlive(libvirt->connection, KEEPALIVE_SECONDS,
					    KEEPALIVE_MISSES);
		api->virConnectRegisterCloseCallback(libvirt->connection, on_close,
						     g_atomic_rc_box_acquire(libvirt),
						     libvirt_unref);
	}
	libvirt->lifecycle_callback = api->virConnectDomainEventRegisterAny(
		libvirt->connection, NULL, VIR_DOMAIN_EVENT_ID_LIFECYCLE,
		VIR_DOMAIN_EVENT_CALLBACK(on_lifecycle), g_atomic_rc_box_acquire(libvirt),
		libvirt_unref);
	if (libvirt->lifecycle_callback < 0)
		return FALSE;
	libvirt->monitor_callback = api->virConnectDomainQemuMonitorEventRegister(
		libvirt->connection, NULL, NULL, on_monitor, g_atomic_rc_box_acquire(libvirt),
		libvirt_unref, 0);
	return libvirt->monitor_callback >= 0;
}

/* libvirt-host.h: major * 1000000 + minor * 1000 + release. */
static struct version version_of(unsigned long number)
{
	return (struct version){(unsigned)(number / 1000000), (unsigned)(number / 1000 % 1000),
				(unsigned)(number % 1000)};
}

static gboolean connect_to(struct libvirt *libvirt, const char *uri, GError **error)
{
	g_autofree char *escaped =
		libvirt->root != NULL ? g_uri_escape_string(libvirt->root, "/", FALSE) : NULL;
	g_autofree char *embedded =
		escaped != NULL ? g_strdup_printf("qemu:///embed?root=%s", escaped) : NULL;
	struct libvirt_failure failure;
	unsigned long version = 0;

	libvirt->connection = libvirt->api->virConnectOpen(embedded != NULL ? embedded : uri);
	if (libvirt->connection == NULL || !listen_to(libvirt)) {
		libvirt_last_failure(libvirt->api, &failure);
		broken_error(error, "libvirt at %s: %s%s", uri, failure.text,
			     failure.code == VIR_ERR_NO_CONNECT
				     ? ": its QEMU driver is Debian's libvirt-daemon-driver-qemu"
				     : "");
		libvirt_failure_clear(&failure);
		return FALSE;
	}
	/*
	 * src/qemu/qemu_validate.c of 9.0 compares phys-bits with the host's only once it knows
	 * them, which is after the first question for capabilities or versions. Every management
	 * layer asks, and so do we before the first domain.
	 */
	if (libvirt->api->virConnectGetVersion(libvirt->connection, &version) == 0)
		libvirt->qemu = version_of(version);
	if (libvirt->api->virConnectGetLibVersion(libvirt->connection, &version) == 0) {
		struct version number = version_of(version);

		libvirt->release =
			g_strdup_printf("%u.%u.%u", number.major, number.minor, number.micro);
	}
	return TRUE;
}

struct libvirt *libvirt_open(const char *uri, const char *directory, GError **error)
{
	const struct libvirt_api *api = libvirt_api(error);
	struct libvirt *libvirt;
	gboolean embedded = strcmp(uri, EMBEDDED_URI) == 0;

	if (api == NULL || !start_events(api, error))
		return NULL;
	libvirt = g_atomic_rc_box_new0(struct libvirt);
	*libvirt = (struct libvirt){.api = api, .lifecycle_callback = -1, .monitor_callback = -1};
	libvirt->key = g_random_int();
	libvirt->domains = g_hash_table_new(g_str_hash, g_str_equal);
	g_mutex_init(&libvirt->lock);
	if (embedded)
		libvirt->root = libvirt_root_make(directory, error);
	if ((embedded && libvirt->root == NULL) || !connect_to(libvirt, uri, error)) {
		libvirt_close(libvirt);
		return NULL;
	}
	return libvirt;
}

void libvirt_close(struct libvirt *libvirt)
{
	const struct libvirt_api *api;

	if (libvirt == NULL)
		return;
	api = libvirt->api;
	if (libvirt->lifecycle_callback >= 0)
		api->virConnectDomainEventDeregisterAny(libvirt->connection,
							libvirt->lifecycle_callback);
	if (libvirt->monitor_callback >= 0)
		api->virConnectDomainQemuMonitorEventDeregister(libvirt->connection,
								libvirt->monitor_callback);
	if (libvirt->connection != NULL) {
		api->virConnectUnregisterCloseCallback(libvirt->connection, on_close);
		api->virConnectClose(libvirt->connection);
	}
	libvirt_unref(libvirt);
}

struct version libvirt_qemu_version(const struct libvirt *libvirt)
{
	return libvirt->qemu;
}

char *libvirt_console_path(const struct libvirt *libvirt, const char *name)
{
	return libvirt->root != NULL ? g_strdup_printf("%s/%s.console", libvirt->root, name) : NULL;
}

const char *libvirt_release(const struct libvirt *libvirt)
{
	return libvirt->release;
}

char *libvirt_new_name(struct libvirt *libvirt)
{
	int number = g_atomic_int_add(&libvirt->n_names, 1) + 1;

	/* Nobody else is there, and the name is a part of paths that may not be long. */
	if (libvirt->root != NULL)
		return g_strdup_printf("m%d", number);
	return g_strdup_printf("memroof-%08x-%d", libvirt->key, number);
}

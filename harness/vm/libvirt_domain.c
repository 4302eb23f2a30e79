/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One running domain: its console, its devices, QEMU behind it. */
#include "base/clock.h"
#include "vm/libvirt_private.h"

#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define LARGEST_CONSOLE (1024 * 1024)

static void domain_clear(void *data)
{
	struct libvirt_domain *domain = data;

	close(domain->event_fd);
	if (domain->console_fd >= 0)
		close(domain->console_fd);
	g_string_free(domain->console, TRUE);
	g_ptr_array_unref(domain->events);
	g_mutex_clear(&domain->reading);
	g_free(domain->name);
	libvirt_unref(domain->libvirt);
}

void libvirt_domain_unref(void *domain)
{
	g_atomic_rc_box_release_full(domain, domain_clear);
}

struct libvirt_domain *libvirt_domain_new(struct libvirt *libvirt, const char *name)
{
	struct libvirt_domain *domain = g_atomic_rc_box_new0(struct libvirt_domain);

	domain->libvirt = g_atomic_rc_box_acquire(libvirt);
	domain->name = g_strdup(name);
	domain->console_fd = -1;
	domain->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	domain->console = g_string_new(NULL);
	domain->events = g_ptr_array_new_with_free_func(libvirt_event_free);
	g_mutex_init(&domain->reading);
	return domain;
}

int libvirt_ms_until(int64_t deadline_us)
{
	int64_t left = deadline_us - clock_us();

	return left <= 0 ? 0 : (int)MIN(left / 1000 + 1, G_MAXINT);
}

char *libvirt_domain_describe(struct libvirt_domain *domain, struct libvirt_failure *failure)
{
	const struct libvirt_api *api = domain->libvirt->api;
	char *xml = api->virDomainGetXMLDesc(domain->domain, 0);

	if (xml == NULL)
		libvirt_last_failure(api, failure);
	return xml; /* by malloc(), as all of GLib's memory is */
}

/* The "return" member of QEMU's answer; or its error as a failure. */
static json_t *answer_of(const char *text, struct libvirt_failure *failure)
{
	json_t *reply = json_loads(text, 0, NULL);
	json_t *value = json_object_get(reply, "return");
	const char *why =
		json_string_value(json_object_get(json_object_get(reply, "error"), "desc"));

	if (value != NULL)
		json_incref(value);
	else
		*failure = (struct libvirt_failure){
			VIR_ERR_OPERATION_FAILED,
			g_strdup(why != NULL ? why : "QEMU's answer makes no sense")};
	json_decref(reply);
	return value;
}

json_t *libvirt_domain_ask(struct libvirt_domain *domain, const char *command, json_t *arguments,
			   struct libvirt_failure *failure)
{
	const struct libvirt_api *api = domain->libvirt->api;
	json_t *request = json_pack("{s:s}", "execute", command);
	char *text, *reply = NULL;
	json_t *value;

	if (arguments != NULL)
		json_object_set_new(request, "arguments", arguments);
	text = json_dumps(request, JSON_COMPACT);
	json_decref(request);
	if (api->virDomainQemuMonitorCommand(domain->domain, text, &reply, 0) < 0) {
		libvirt_last_failure(api, failure);
		value = NULL;
	} else {
		value = answer_of(reply, failure);
	}
	free(reply);
	free(text);
	return value;
}

/* What the console has now; 0 or less when there is nothing. */
static ssize_t read_bytes(struct libvirt_domain *domain, char *bytes, size_t n)
{
	ssize_t got;

	if (domain->stream != NULL)
		return domain->libvirt->api->virStreamRecv(domain->stream, bytes, n);
	if (domain->console_fd < 0)
		return 0;
	got = recv(domain->console_fd, bytes, n, MSG_DONTWAIT);
	/* A closed one would be readable for ever. */
	if (got == 0) {
		close(domain->console_fd);
		domain->console_fd = -1;
	}
	return got;
}

/* Takes what the console has now. */
static void read_console(struct libvirt_domain *domain)
{
	struct libvirt *libvirt = domain->libvirt;
	char bytes[4096];
	ssize_t n;

	g_mutex_lock(&domain->reading);
	while ((n = read_bytes(domain, bytes, sizeof(bytes))) > 0) {
		g_mutex_lock(&libvirt->lock);
		/* Who prints so much has been found out before. */
		if (domain->console->len < LARGEST_CONSOLE)
			g_string_append_len(domain->console, bytes, n);
		g_mutex_unlock(&libvirt->lock);
		eventfd_write(domain->event_fd, 1);
	}
	g_mutex_unlock(&domain->reading);
}

/* The domain whose console @stream is, with a reference; NULL when it is ending. */
static struct libvirt_domain *find_by_stream(struct libvirt *libvirt, virStreamPtr stream)
{
	struct libvirt_domain *domain, *found = NULL;
	GHashTableIter each;

	g_mutex_lock(&libvirt->lock);
	g_hash_table_iter_init(&each, libvirt->domains);
	while (found == NULL && g_hash_table_iter_next(&each, NULL, (void **)&domain))
		if (domain->stream == stream)
			found = g_atomic_rc_box_acquire(domain);
	g_mutex_unlock(&libvirt->lock);
	return found;
}

/* libvirt may call this once more after it was told to forget it, and a client of a daemon (9.0)
 * never says that it has: so the domain is looked for, and not handed to libvirt. */
static void on_console(virStreamPtr stream, int events, void *user)
{
	struct libvirt *libvirt = user;
	struct libvirt_domain *domain = find_by_stream(libvirt, stream);

	if (domain != NULL) {
		read_console(domain);
		libvirt_domain_unref(domain);
	}
	/* It would be called for ever. */
	if ((events & ~VIR_STREAM_EVENT_READABLE) != 0)
		libvirt->api->virStreamEventRemoveCallback(stream);
}

void libvirt_close_console(struct libvirt_domain *domain)
{
	const struct libvirt_api *api = domain->libvirt->api;
	virStreamPtr stream;

	g_mutex_lock(&domain->reading);
	g_mutex_lock(&domain->libvirt->lock);
	stream = domain->stream;
	domain->stream = NULL;
	g_mutex_unlock(&domain->libvirt->lock);
	g_mutex_unlock(&domain->reading);
	if (stream == NULL)
		return;
	api->virStreamEventRemoveCallback(stream);
	api->virStreamAbort(stream);
	api->virStreamFree(stream);
}

/* QEMU listens; what it has to say waits in the socket, also when it is gone. */
static gboolean connect_console(struct libvirt_domain *domain, const char *path,
				struct libvirt_failure *failure)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	g_strlcpy(address.sun_path, path, sizeof(address.sun_path));
	domain->console_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (domain->console_fd >= 0 &&
	    connect(domain->console_fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return TRUE;
	*failure = (struct libvirt_failure){
		VIR_ERR_SYSTEM_ERROR,
		g_strdup_printf("the console %s: %s", path, g_strerror(errno))};
	return FALSE;
}

static gboolean open_console(struct libvirt_domain *domain, const char *device,
			     struct libvirt_failure *failure)
{
	struct libvirt *libvirt = domain->libvirt;
	int events = VIR_STREAM_EVENT_READABLE | VIR_STREAM_EVENT_HANGUP | VIR_STREAM_EVENT_ERROR;
	virStreamPtr stream = libvirt->api->virStreamNew(libvirt->connection, VIR_STREAM_NONBLOCK);

	g_mutex_lock(&libvirt->lock);
	domain->stream = stream;
	g_mutex_unlock(&libvirt->lock);
	if (stream != NULL &&
	    libvirt->api->virDomainOpenConsole(domain->domain, device, stream, 0) == 0 &&
	    libvirt->api->virStreamEventAddCallback(stream, events, on_console, libvirt, NULL) == 0)
		return TRUE;
	libvirt_last_failure(libvirt->api, failure);
	return FALSE;
}

gboolean libvirt_domain_run(struct libvirt_domain *domain, const char *device,
			    struct libvirt_failure *failure)
{
	const struct libvirt_api *api = domain->libvirt->api;
	g_autofree char *path = libvirt_console_path(domain->libvirt, domain->name);

	if (path != NULL ? !connect_console(domain, path, failure)
			 : !open_console(domain, device, failure))
		return FALSE;
	if (api->virDomainResume(domain->domain) == 0)
		return TRUE;
	libvirt_last_failure(api, failure);
	return FALSE;
}

gboolean libvirt_domain_attach(struct libvirt_domain *domain, const char *xml,
			       struct libvirt_failure *failure)
{
	const struct libvirt_api *api = domain->libvirt->api;

	if (api->virDomainAttachDeviceFlags(domain->domain, xml, VIR_DOMAIN_AFFECT_LIVE) == 0)
		return TRUE;
	libvirt_last_failure(api, failure);
	return FALSE;
}

gboolean libvirt_domain_update(struct libvirt_domain *domain, const char *xml,
			       struct libvirt_failure *failure)
{
	const struct libvirt_api *api = domain->libvirt->api;

	if (api->virDomainUpdateDeviceFlags(domain->domain, xml, VIR_DOMAIN_AFFECT_LIVE) == 0)
		return TRUE;
	libvirt_last_failure(api, failure);
	return FALSE;
}

/* Moves what there is into @news. FALSE when there is nothing. */
static gboolean take_news(struct libvirt_domain *domain, struct libvirt_news *news)
{
	static const char *const words[] = {"shutdown", "destroyed", "crashed",      "migrated",
					    "saved",    "failed",    "from-snapshot"};
	gboolean stopped, any;

	g_mutex_lock(&domain->libvirt->lock);
	stopped = domain->stopped && !domain->stop_told;
	g_mutex_unlock(&domain->libvirt->lock);
	/* What it said last may still be on its way. */
	if (stopped || domain->console_fd >= 0)
		read_console(domain);
	g_mutex_lock(&domain->libvirt->lock);
	any = stopped || domain->console->len > 0 || domain->events->len > 0 ||
	      domain->libvirt->lost;
	if (any) {
		*news = (struct libvirt_news){domain->console, domain->events, stopped, NULL,
					      domain->libvirt->lost};
		domain->console = g_string_new(NULL);
		domain->events = g_ptr_array_new_with_free_func(libvirt_event_free);
		domain->stop_told = domain->stop_told || stopped;
	}
	if (any && stopped)
		news->why =
			domain->stop_detail >= 0 && domain->stop_detail < (int)G_N_ELEMENTS(words)
				? words[domain->stop_detail]
				: "unknown";
	g_mutex_unlock(&domain->libvirt->lock);
	return any;
}

enum libvirt_wait libvirt_domain_wait(struct libvirt_domain *domain, int64_t deadline_us,
				      int cancel_fd, struct libvirt_news *news)
{
	struct pollfd fds[] = {{.fd = domain->event_fd, .events = POLLIN},
			       {.fd = cancel_fd, .events = POLLIN},
			       {.events = POLLIN}};
	eventfd_t count;

	for (;;) {
		int n;

		if (take_news(domain, news))
			return LIBVIRT_NEWS;
		fds[2].fd = domain->console_fd; /* reading may have closed it */
		n = poll(fds, G_N_ELEMENTS(fds), libvirt_ms_until(deadline_us));
		if (n > 0 && fds[1].revents != 0)
			return LIBVIRT_CANCELLED;
		if (n > 0 && fds[0].revents != 0)
			eventfd_read(domain->event_fd, &count);
		else if (n == 0)
			return LIBVIRT_LATE;
	}
}

void libvirt_news_clear(struct libvirt_news *news)
{
	g_string_free(news->console, TRUE);
	g_ptr_array_unref(news->events);
}

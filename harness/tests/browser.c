/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/browser.h"

#include "base/clock.h"
#include "tests/tests.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM "chromium"

/* For what is sure to come, on however slow a machine. */
#define PATIENCE_MS 60000

struct browser {
	pid_t pid;
	int in, out;     /* the protocol: messages that end with a zero byte */
	GString *buffer; /* received, and not read yet */
	int calls;
	char *session; /* of the one page; NULL before it is there */
	char *loading; /* the name of what is being loaded; NULL when it is there */
	GString *complaints;
};

gboolean browser_is_there(void)
{
	g_autofree char *path = g_find_program_in_path(PROGRAM);

	return path != NULL;
}

/* Starts Chromium with a profile of its own; it reads descriptor 3 and writes to 4, and goes when
 * they are closed. Its sandbox does not start for root, and what is opened are our own files. */
struct browser *browser_start(void)
{
	g_autofree char *directory = make_directory();
	g_autofree char *profile = g_strdup_printf("--user-data-dir=%s", directory);
	const char *argv[] = {PROGRAM,
			      "--headless",
			      "--no-sandbox",
			      "--disable-gpu",
			      profile,
			      "--disable-background-networking",
			      "--no-first-run",
			      "--disable-sync",
			      "--disable-component-update",
			      "--disable-dev-shm-usage",
			      "--hide-scrollbars",
			      "--remote-debugging-pipe",
			      "about:blank",
			      NULL};
	struct browser *browser = g_new0(struct browser, 1);
	int to[2], from[2], targets[] = {3, 4};
	g_auto(GStrv) env = g_environ_setenv(g_get_environ(), "HOME", directory, TRUE);
	GError *error = NULL;

	ck_assert_int_eq(pipe2(to, O_CLOEXEC), 0);
	ck_assert_int_eq(pipe2(from, O_CLOEXEC), 0);
	ck_assert_msg(g_spawn_async_with_pipes_and_fds(
			      NULL, argv, (const char *const *)env,
			      G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD |
				      G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
			      NULL, NULL, -1, -1, -1, (const int[]){to[0], from[1]}, targets, 2,
			      &browser->pid, NULL, NULL, NULL, &error),
		      "%s", error != NULL ? error->message : "");
	close(to[0]);
	close(from[1]);
	browser->in = to[1];
	browser->out = from[0];
	browser->buffer = g_string_new(NULL);
	browser->complaints = g_string_new(NULL);
	return browser;
}

static void send_all(const struct browser *browser, const char *text, size_t length)
{
	while (length > 0) {
		ssize_t n = write(browser->in, text, length);

		ck_assert_msg(n > 0 || errno == EINTR, "the browser has gone");
		if (n > 0) {
			text += n;
			length -= (size_t)n;
		}
	}
}

static void receive(struct browser *browser)
{
	struct pollfd pollfd = {browser->out, POLLIN, 0};
	char bytes[65536];
	ssize_t n;

	ck_assert_msg(poll(&pollfd, 1, (int)clock_scaled_ms(PATIENCE_MS)) > 0,
		      "the browser says nothing");
	n = read(browser->out, bytes, sizeof(bytes));
	ck_assert_msg(n > 0, "the browser has gone");
	g_string_append_len(browser->buffer, bytes, n);
}

/* The next message, a new reference. */
static json_t *next_message(struct browser *browser)
{
	const char *end;
	json_t *message;
	size_t length;

	while ((end = memchr(browser->buffer->str, '\0', browser->buffer->len)) == NULL)
		receive(browser);
	length = (size_t)(end - browser->buffer->str);
	message = json_loadb(browser->buffer->str, length, 0, NULL);
	ck_assert_msg(message != NULL, "the browser said: %s", browser->buffer->str);
	g_string_erase(browser->buffer, 0, (gssize)length + 1);
	return message;
}

static const char *text_at(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text != NULL ? text : "";
}

/* What must not happen on a page. */
static void note(struct browser *browser, const json_t *message)
{
	static const char *const BAD[] = {"Runtime.exceptionThrown", "Runtime.consoleAPICalled",
					  "Log.entryAdded", "Network.loadingFailed"};
	const char *method = text_at(message, "method");
	const json_t *params = json_object_get(message, "params");
	const char *url = text_at(json_object_get(params, "request"), "url");
	gboolean bad = g_str_equal(method, "Network.requestWillBeSent") &&
		       !g_str_has_prefix(url, "file:") && !g_str_has_prefix(url, "about:") &&
		       !g_str_has_prefix(url, "data:image/png;");

	for (unsigned i = 0; i < G_N_ELEMENTS(BAD); i++)
		bad = bad || g_str_equal(method, BAD[i]);
	if (g_str_equal(method, "Page.lifecycleEvent") &&
	    g_str_equal(text_at(params, "name"), "load") &&
	    g_strcmp0(text_at(params, "loaderId"), browser->loading) == 0)
		g_clear_pointer(&browser->loading, g_free);
	if (bad) {
		char *text = json_dumps(message, JSON_COMPACT);

		g_string_append_printf(browser->complaints, "%s\n", text);
		free(text);
	}
}

/* Sends a call and waits for its answer; steals @params. */
static json_t *call(struct browser *browser, const char *method, json_t *params)
{
	json_t *object = json_pack("{s:i,s:s,s:o,s:s*}", "id", ++browser->calls, "method", method,
				   "params", params, "sessionId", browser->session);
	char *text = json_dumps(object, JSON_COMPACT);
	json_t *answer = NULL, *result;

	send_all(browser, text, strlen(text) + 1);
	free(text);
	json_decref(object);
	for (;;) {
		answer = next_message(browser);
		if (json_integer_value(json_object_get(answer, "id")) == browser->calls)
			break;
		note(browser, answer);
		json_decref(answer);
	}
	result = json_object_get(answer, "result");
	if (result == NULL) {
		text = json_dumps(answer, JSON_COMPACT);
		ck_abort_msg("%s: %s", method, text);
	}
	json_incref(result);
	json_decref(answer);
	return result;
}

json_t *browser_call(struct browser *browser, const char *method, const char *params)
{
	json_t *object = json_loads(params, 0, NULL);

	ck_assert_msg(object != NULL, "no JSON: %s", params);
	return call(browser, method, object);
}

/* The one page, of which we want to hear everything. */
static void make_page(struct browser *browser)
{
	static const char *const DOMAINS[] = {"Page", "Runtime", "Log", "Network"};
	json_t *target = browser_call(browser, "Target.createTarget", "{\"url\":\"about:blank\"}");
	json_t *session = call(
		browser, "Target.attachToTarget",
		json_pack("{s:s,s:b}", "targetId", text_at(target, "targetId"), "flatten", TRUE));

	browser->session = g_strdup(text_at(session, "sessionId"));
	json_decref(target);
	json_decref(session);
	for (unsigned i = 0; i < G_N_ELEMENTS(DOMAINS); i++) {
		g_autofree char *method = g_strdup_printf("%s.enable", DOMAINS[i]);

		json_decref(call(browser, method, json_object()));
	}
}

static void open_url(struct browser *browser, const char *url)
{
	json_t *result;

	if (browser->session == NULL)
		make_page(browser);
	/* The same page with another fragment would not be loaded again. */
	json_decref(browser_call(browser, "Page.navigate", "{\"url\":\"about:blank\"}"));
	g_string_truncate(browser->complaints, 0);
	result = call(browser, "Page.navigate", json_pack("{s:s}", "url", url));
	ck_assert_ptr_null(json_object_get(result, "errorText"));
	browser->loading = g_strdup(text_at(result, "loaderId"));
	json_decref(result);
	json_decref(browser_call(browser, "Page.setLifecycleEventsEnabled", "{\"enabled\":true}"));
	while (browser->loading != NULL) {
		json_t *message = next_message(browser);

		note(browser, message);
		json_decref(message);
	}
}

void browser_open(struct browser *browser, const char *path)
{
	g_autofree char *url = g_strdup_printf("file://%s", path);

	open_url(browser, url);
}

char *browser_value(struct browser *browser, const char *script)
{
	g_autofree char *as_text = g_strdup_printf("String(%s)", script);
	json_t *result =
		call(browser, "Runtime.evaluate", json_pack("{s:s}", "expression", as_text));
	char *text = g_strdup(text_at(json_object_get(result, "result"), "value"));

	ck_assert_msg(json_object_get(result, "exceptionDetails") == NULL, "%s", script);
	json_decref(result);
	return text;
}

static void send_key(struct browser *browser, const char *type, const char *key, const char *text)
{
	json_decref(call(browser, "Input.dispatchKeyEvent",
			 json_pack("{s:s,s:s,s:s*,s:i}", "type", type, "key", key, "text", text,
				   "windowsVirtualKeyCode",
				   g_str_equal(key, "Enter")    ? 13
				   : g_str_equal(key, "Escape") ? 27
				   : g_str_equal(key, "Tab")    ? 9
								: 0)));
}

void browser_assert(struct browser *browser, const char *script, const char *expected)
{
	g_autofree char *value = browser_value(browser, script);

	ck_assert_msg(strcmp(value, expected) == 0, "%s\nis %s\nnot %s", script, value, expected);
}

void browser_set(struct browser *browser, const char *method, const char *params)
{
	json_decref(browser_call(browser, method, params));
}

void browser_press(struct browser *browser, const char *key)
{
	const char *text = g_str_equal(key, "Enter") ? "\r" : key[1] == '\0' ? key : NULL;

	send_key(browser, "keyDown", key, text);
	send_key(browser, "keyUp", key, NULL);
}

void browser_click(struct browser *browser, const char *selector)
{
	static const char *const EVENTS[] = {"mousePressed", "mouseReleased"};
	g_autofree char *script = g_strdup_printf(
		"(() => { const e = document.querySelector(\"%s\"); "
		"e.scrollIntoView({block: 'center', behavior: 'instant'}); "
		"const b = e.getBoundingClientRect(); "
		"return (b.left + b.width / 2) + ' ' + (b.top + b.height / 2); })()",
		selector);
	g_autofree char *place = browser_value(browser, script);
	double x = g_ascii_strtod(place, NULL), y = g_ascii_strtod(strchr(place, ' '), NULL);

	for (unsigned i = 0; i < G_N_ELEMENTS(EVENTS); i++)
		json_decref(call(browser, "Input.dispatchMouseEvent",
				 json_pack("{s:s,s:f,s:f,s:s,s:i}", "type", EVENTS[i], "x", x, "y",
					   y, "button", "left", "clickCount", 1)));
}

const char *browser_complaints(const struct browser *browser)
{
	return browser->complaints->str;
}

/* The picture is read by the browser itself, on an empty page. */
unsigned browser_colours(struct browser *browser)
{
	json_t *picture = call(browser, "Page.captureScreenshot", json_object()), *result;
	g_autofree char *script = g_strdup_printf(
		"(async () => { const i = new Image(); i.src = 'data:image/png;base64,%s'; "
		"await i.decode(); const c = document.createElement('canvas'); "
		"c.width = i.width; c.height = i.height; const x = c.getContext('2d'); "
		"x.drawImage(i, 0, 0); return new Set(new Uint32Array("
		"x.getImageData(0, 0, c.width, c.height).data.buffer)).size; })()",
		text_at(picture, "data"));
	unsigned n;

	open_url(browser, "about:blank");
	result = call(browser, "Runtime.evaluate",
		      json_pack("{s:s,s:b,s:b}", "expression", script, "awaitPromise", TRUE,
				"returnByValue", TRUE));
	n = (unsigned)json_integer_value(
		json_object_get(json_object_get(result, "result"), "value"));
	json_decref(picture);
	json_decref(result);
	return n;
}

void browser_stop(struct browser *browser)
{
	int status;

	close(browser->in);
	close(browser->out);
	waitpid(browser->pid, &status, 0);
	g_string_free(browser->buffer, TRUE);
	g_string_free(browser->complaints, TRUE);
	g_free(browser->session);
	g_free(browser);
}

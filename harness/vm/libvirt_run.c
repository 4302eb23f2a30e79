/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/libvirt_run.h"

#include "base/clock.h"
#include "base/text.h"
#include "vm/guest_watch.h"
#include "vm/judge.h"
#include "vm/libvirt.h"
#include "vm/libvirt_message.h"
#include "vm/libvirt_xml.h"
#include "vm/plug_libvirt.h"
#include "vm/qmp_run.h"

#include <string.h>

#define LARGEST_CONSOLE (1024 * 1024)
#define KEPT_ERRORS 4096

/* Until the news of a domain's end, when something with it has failed. */
#define END_TIMEOUT_MS 2000

/* Everything about the one domain while its guest runs. */
struct run {
	const struct point *point;
	const struct engine_env *env;
	struct libvirt_domain *domain;
	int64_t started_us;
	struct guest_watch watch;
	struct plug_libvirt plug;
	GString *console;
};

/* libvirt refused, or said why QEMU did; takes @failure over. */
static void judge_failure(const struct point *point, struct libvirt_failure *failure,
			  struct probe_result *result)
{
	struct message message;
	g_autofree char *rounding = libvirt_rounding(point);

	libvirt_message_classify(failure->code, failure->text, &message);
	/* QEMU has refused another value than it was asked to take. */
	if (rounding != NULL && message.stage == STAGE_MACHINE) {
		g_autofree char *words = message.text;

		message.text = g_strdup_printf("%s; %s", rounding, words);
	}
	result->errors = text_printable(failure->text, KEPT_ERRORS);
	judge_take(&message, result);
	libvirt_failure_clear(failure);
}

/* A running domain could not be asked or told something; takes @failure over. */
static void judge_broken(struct libvirt_failure *failure, struct probe_result *result)
{
	struct message message;
	gboolean lost;

	libvirt_message_classify(failure->code, failure->text, &message);
	lost = message.reason == REASON_CONNECTION;
	judge_set(result, OUTCOME_BROKEN, lost ? REASON_CONNECTION : REASON_PROTOCOL,
		  g_strdup(failure->text));
	message_clear(&message);
	libvirt_failure_clear(failure);
}

/* What libvirt has made of the point. FALSE when it is something else, or cannot be told. */
static gboolean ask_libvirt(struct libvirt_domain *domain, const struct point *point,
			    struct probe_result *result)
{
	struct libvirt_domain_facts facts;
	struct libvirt_failure failure;
	char *xml = libvirt_domain_describe(domain, &failure), *message = NULL;
	GError *error = NULL;
	gboolean keeps;

	if (xml == NULL) {
		judge_broken(&failure, result);
		return FALSE;
	}
	if (!libvirt_domain_read(xml, &facts, &error)) {
		judge_set(result, OUTCOME_BROKEN, REASON_PROTOCOL, g_strdup(error->message));
		g_error_free(error);
		g_free(xml);
		return FALSE;
	}
	keeps = libvirt_keeps_to(&facts, point, &message);
	if (!keeps) {
		judge_set(result, OUTCOME_REFUSED, REASON_ROUNDED, message);
		result->stage = STAGE_LIBVIRT;
	}
	result->machine_type = g_strdup(facts.machine_type);
	libvirt_domain_facts_clear(&facts);
	g_free(xml);
	return keeps;
}

/* What QEMU has made of it. */
static void ask_qemu(struct libvirt_domain *domain, const struct point *point,
		     struct probe_result *result)
{
	struct libvirt_failure failure;
	json_t *version = libvirt_domain_ask(domain, "query-version", NULL, &failure);
	json_t *summary = NULL;

	if (version != NULL)
		summary = libvirt_domain_ask(domain, "query-memory-size-summary", NULL, &failure);
	if (summary != NULL)
		judge_memory(point, summary, result);
	else
		judge_broken(&failure, result);
	if (version != NULL)
		result->qemu_version = qmp_version(version);
	json_decref(version);
	json_decref(summary);
}

/* The domain has ended by itself, or libvirt has gone away. */
static void judge_stopped(const struct run *run, const struct libvirt_news *news,
			  struct probe_result *result)
{
	if (!news->stopped)
		judge_set(result, OUTCOME_BROKEN, REASON_CONNECTION,
			  g_strdup("the connection to libvirt was lost"));
	else if (run->watch.report.panic == NULL && strcmp(news->why, "failed") == 0)
		/* Its monitor was closed without a word. */
		judge_set(result, OUTCOME_CRASH, REASON_SIGNAL,
			  g_strdup("QEMU ended without being asked to"));
	else
		guest_watch_judge_end(&run->watch, REASON_RESET,
				      g_strdup_printf("the domain ended (%s) before the guest had "
						      "finished",
						      news->why),
				      run->console, result);
}

/* Takes what came. FALSE when the probe is over: @result says how. */
static gboolean take_news(struct run *run, const struct libvirt_news *news,
			  struct probe_result *result)
{
	struct guest_watch *watch = &run->watch;
	uint64_t elapsed_us = (uint64_t)(clock_us() - run->started_us);
	gboolean ok = TRUE;

	if (news->console->len > 0) {
		g_string_append_len(run->console, news->console->str, (gssize)news->console->len);
		ok = guest_watch_console(watch, news->console->str, news->console->len);
		guest_watch_mark(watch, &result->marks, elapsed_us);
	}
	for (unsigned i = 0; i < news->events->len; i++)
		plug_libvirt_event(&run->plug, news->events->pdata[i]);
	guest_watch_plugged(watch);
	if (!ok)
		guest_watch_judge_end(watch, REASON_GUEST_PROTOCOL, g_strdup(watch->report.error),
				      run->console, result);
	else if (run->console->len > LARGEST_CONSOLE)
		guest_watch_judge_end(watch, REASON_GUEST_FLOOD,
				      g_strdup("the guest printed without end"), run->console,
				      result);
	else if (guest_watch_finished(watch))
		guest_watch_judge(watch, result);
	else if (news->stopped || news->lost)
		judge_stopped(run, news, result);
	else
		return TRUE;
	return FALSE;
}

static int64_t next_deadline(const struct run *run)
{
	return clock_us() + probe_timeout_ms(run->point) * 1000;
}

/* Follows the running guest to its end. */
static void follow(struct run *run, struct probe_result *result)
{
	int64_t deadline = next_deadline(run);
	unsigned progress = run->watch.progress;
	gboolean more = TRUE;

	while (more) {
		struct libvirt_news news;

		switch (libvirt_domain_wait(run->domain, deadline, run->env->cancel_fd, &news)) {
		case LIBVIRT_NEWS:
			more = take_news(run, &news, result);
			libvirt_news_clear(&news);
			break;
		case LIBVIRT_LATE:
			guest_watch_judge_timeout(&run->watch, run->console, result);
			more = FALSE;
			break;
		case LIBVIRT_CANCELLED:
			result->interrupted = TRUE;
			more = FALSE;
			break;
		}
		if (progress != run->watch.progress) {
			progress = run->watch.progress;
			deadline = next_deadline(run);
		}
	}
	result->stage = MAX(result->stage, run->watch.stage);
}

/* A guest may end QEMU before libvirt has QEMU's answer that it runs. */
static gboolean has_ended(struct run *run, struct probe_result *result)
{
	int64_t deadline = clock_us() + clock_scaled_ms(END_TIMEOUT_MS) * 1000;
	struct libvirt_news news;
	gboolean more = TRUE;

	guest_watch_reach(&run->watch, STAGE_FIRMWARE);
	while (more && libvirt_domain_wait(run->domain, deadline, run->env->cancel_fd, &news) ==
			       LIBVIRT_NEWS) {
		more = take_news(run, &news, result);
		libvirt_news_clear(&news);
	}
	result->stage = MAX(result->stage, run->watch.stage);
	return !more;
}

static void run_guest(const struct point *point, const struct engine_env *env,
		      struct libvirt_domain *domain, int64_t started_us,
		      struct probe_result *result)
{
	struct run run = {.point = point, .env = env, .domain = domain, .started_us = started_us};
	struct libvirt_failure failure;

	run.console = g_string_new(NULL);
	plug_libvirt_init(&run.plug, &run.watch.plug, point, domain);
	guest_watch_init(&run.watch, point, env, &run.plug.port);
	if (libvirt_domain_run(domain, LIBVIRT_CONSOLE, &failure)) {
		guest_watch_reach(&run.watch, STAGE_FIRMWARE);
		follow(&run, result);
	} else if (!has_ended(&run, result)) {
		judge_broken(&failure, result);
	} else {
		libvirt_failure_clear(&failure);
	}
	guest_watch_keep(&run.watch, run.console, result);
	guest_watch_clear(&run.watch);
	g_string_free(run.console, TRUE);
}

static void keep_usage(const struct libvirt_domain *domain, struct probe_result *result)
{
	struct libvirt_usage usage;

	if (!libvirt_domain_usage(domain, &usage))
		return;
	result->user_us = usage.user_us;
	result->system_us = usage.system_us;
	result->max_rss = usage.max_rss;
	result->minor_faults = usage.minor_faults;
}

static void judge_late(const struct point *point, struct probe_result *result)
{
	judge_set(result, OUTCOME_TIMEOUT, REASON_DEADLINE,
		  g_strdup_printf("libvirt has not started it within %" G_GINT64_FORMAT " ms",
				  probe_timeout_ms(point)));
}

/*
 * src/qemu/qemu_monitor.c: a QEMU that gives up between libvirt's looking at it and libvirt's
 * connecting to it leaves this behind instead of its own words; about once in a thousand refusals.
 */
static gboolean has_lost_its_words(const struct libvirt_failure *failure)
{
	return strstr(failure->text, "failed to connect to monitor socket") != NULL;
}

static enum libvirt_start start(const struct point *point, const struct engine_env *env,
				const char *name, const char *xml, struct libvirt_domain **domain,
				struct libvirt_failure *failure)
{
	return libvirt_domain_start(env->libvirt, name, xml, probe_timeout_ms(point),
				    env->cancel_fd, domain, failure);
}

void libvirt_run(const struct point *point, const struct engine_env *env, const char *name,
		 const char *xml, struct probe_result *result)
{
	int64_t started_us = clock_us();
	struct libvirt_domain *domain;
	struct libvirt_failure failure = {0};
	enum libvirt_start how = start(point, env, name, xml, &domain, &failure);

	if (how == LIBVIRT_FAILED && has_lost_its_words(&failure)) {
		libvirt_failure_clear(&failure);
		how = start(point, env, name, xml, &domain, &failure);
	}
	switch (how) {
	case LIBVIRT_STARTED:
		result->marks.machine = (uint64_t)(clock_us() - started_us);
		if (ask_libvirt(domain, point, result))
			ask_qemu(domain, point, result);
		if (result->outcome == OUTCOME_ACCEPTED && point_proof(point) > PROOF_ACCEPT)
			run_guest(point, env, domain, started_us, result);
		keep_usage(domain, result);
		libvirt_domain_end(domain);
		break;
	case LIBVIRT_FAILED:
		judge_failure(point, &failure, result);
		break;
	case LIBVIRT_START_LATE:
		judge_late(point, result);
		break;
	case LIBVIRT_START_STOPPED:
		result->interrupted = TRUE;
		break;
	}
	libvirt_failure_clear(&failure);
	result->elapsed_us = clock_us() - started_us;
}

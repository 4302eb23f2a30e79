/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/qmp.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* query-machines is the longest reply, some 15 KiB. */
#define LONGEST_LINE (1024 * 1024)

static void unref_json(void *json)
{
	json_decref(json);
}

void qmp_init(struct qmp *qmp, const char *const *commands)
{
	*qmp = (struct qmp){
		.commands = commands,
		.n_commands = g_strv_length((char **)commands),
		.partial = g_string_new(NULL),
		.send = g_string_new(NULL),
		.replies = g_ptr_array_new_with_free_func(unref_json),
	};
}

void qmp_clear(struct qmp *qmp)
{
	g_string_free(qmp->partial, TRUE);
	g_string_free(qmp->send, TRUE);
	g_ptr_array_unref(qmp->replies);
	g_free(qmp->error);
	*qmp = (struct qmp){0};
}

static void set_error(struct qmp *qmp, const char *what, const char *line)
{
	g_autofree char *shown = text_printable(line, 200);

	if (qmp->error == NULL)
		qmp->error = g_strdup_printf("QMP: %s: %s", what, shown);
}

static void send_commands(struct qmp *qmp)
{
	for (unsigned i = 0; i < qmp->n_commands; i++)
		g_string_append_printf(qmp->send, "{\"execute\": \"%s\"}\n", qmp->commands[i]);
}

void qmp_execute(struct qmp *qmp, const char *command, json_t *arguments)
{
	json_t *message = json_pack("{s:s,s:o*}", "execute", command, "arguments", arguments);
	char *line = json_dumps(message, JSON_COMPACT);

	g_string_append_printf(qmp->send, "%s\n", line);
	qmp->n_executing++;
	free(line);
	json_decref(message);
}

static void take_answer(struct qmp *qmp, const json_t *message)
{
	const json_t *error = json_object_get(json_object_get(message, "error"), "desc");
	const char *words = json_string_value(error);

	qmp->n_executing--;
	if (json_object_get(message, "return") == NULL && words == NULL)
		words = "an error without a description";
	if (qmp->listener != NULL)
		qmp->listener->replied(qmp->listener->user, json_object_get(message, "return"),
				       words);
}

static void take_reply(struct qmp *qmp, json_t *message, const char *line)
{
	json_t *value = json_object_get(message, "return");

	if (qmp->greeted && qmp_is_done(qmp) && qmp->n_executing > 0)
		take_answer(qmp, message);
	else if (!qmp->greeted || qmp_is_done(qmp))
		set_error(qmp, "an answer to no question", line);
	else if (value == NULL)
		set_error(qmp, qmp->commands[qmp->replies->len], line);
	else
		g_ptr_array_add(qmp->replies, json_incref(value));
}

static void take_message(struct qmp *qmp, json_t *message, const char *line)
{
	const char *event = json_string_value(json_object_get(message, "event"));

	if (event != NULL) {
		if (qmp->listener != NULL)
			qmp->listener->event(qmp->listener->user, event,
					     json_object_get(message, "data"));
		return;
	}
	if (json_object_get(message, "QMP") == NULL) {
		take_reply(qmp, message, line);
	} else if (!qmp->greeted) {
		qmp->greeted = TRUE;
		send_commands(qmp);
	} else {
		set_error(qmp, "a second greeting", line);
	}
}

static void take_line(struct qmp *qmp, const char *line)
{
	json_t *message;

	/* GLib's assertions say so here, too, before they abort; stderr has the rest. */
	if (line[strspn(line, " \t\r")] == '\0' || g_str_has_prefix(line, "Bail out! "))
		return;
	message = json_loads(line, 0, NULL);
	if (json_is_object(message))
		take_message(qmp, message, line);
	else
		set_error(qmp, "not a JSON object", line);
	json_decref(message);
}

gboolean qmp_feed(struct qmp *qmp, const char *data, size_t n)
{
	char *newline;

	g_string_append_len(qmp->partial, data, (gssize)n);
	while (qmp->error == NULL &&
	       (newline = memchr(qmp->partial->str, '\n', qmp->partial->len)) != NULL) {
		*newline = '\0';
		take_line(qmp, qmp->partial->str);
		g_string_erase(qmp->partial, 0, newline + 1 - qmp->partial->str);
	}
	if (qmp->partial->len > LONGEST_LINE)
		set_error(qmp, "a line without end", qmp->partial->str);
	return qmp->error == NULL;
}

gboolean qmp_is_done(const struct qmp *qmp)
{
	return qmp->replies->len == qmp->n_commands;
}

const json_t *qmp_reply(const struct qmp *qmp, const char *command)
{
	for (unsigned i = 0; i < qmp->replies->len; i++)
		if (strcmp(qmp->commands[i], command) == 0)
			return qmp->replies->pdata[i];
	return NULL;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/scene.h"

#include "tests/points.h"
#include "tests/reports.h"
#include "tests/tests.h"

#include <stdlib.h>
#include <string.h>

static const char *const COMMANDS[] = {"qmp_capabilities", NULL};

static void on_reply(void *user, const json_t *value, const char *error)
{
	plug_qmp_replied(&((struct scene *)user)->plug_qmp, value, error);
}

static void on_event(void *user, const char *name, const json_t *data)
{
	plug_qmp_event(&((struct scene *)user)->plug_qmp, name, data);
}

static void record_attach(void *user, unsigned number, uint64_t bytes)
{
	g_string_append_printf(((struct scene *)user)->recorded,
			       "attach %u %" G_GUINT64_FORMAT "\n", number, bytes);
}

static void record_resize(void *user, uint64_t bytes)
{
	g_string_append_printf(((struct scene *)user)->recorded, "resize %" G_GUINT64_FORMAT "\n",
			       bytes);
}

static void record_ask(void *user)
{
	g_string_append(((struct scene *)user)->recorded, "ask\n");
}

static void record_finish(void *user)
{
	g_string_append(((struct scene *)user)->recorded, "finish\n");
}

void scene_guest_says(struct scene *scene, const char *text)
{
	ck_assert_msg(guest_report_feed(&scene->report, text, strlen(text)), "%s",
		      scene->report.error);
}

void scene_qemu_says(struct scene *scene, const char *text)
{
	ck_assert_msg(qmp_feed(&scene->qmp, text, strlen(text)), "%s", scene->qmp.error);
}

void scene_prepare(struct scene *scene, const char *point, const char *lines)
{
	g_autofree char *text = g_strconcat("machine=q35 proof=plug size=3G ", point, NULL);
	g_autofree char *report = with_sum(lines);

	*scene = (struct scene){
		.point = make_point(text),
		.env = {.emulator = make_emulator("7.2"),
			.host_memory = UINT64_MAX,
			.cancel_fd = -1},
		.recording = {record_attach, record_resize, record_ask, record_finish, scene},
		.recorded = g_string_new(NULL),
		.listener = {on_reply, on_event, scene},
	};
	guest_report_init(&scene->report);
	scene_guest_says(scene, report);
	ck_assert(scene->report.ended);
	qmp_init(&scene->qmp, COMMANDS);
	scene->qmp.listener = &scene->listener;
	scene_qemu_says(scene, "{\"QMP\": {}}\n{\"return\": {}}\n");
	g_string_truncate(scene->qmp.send, 0);
	plug_qmp_init(&scene->plug_qmp, &scene->plug, &scene->env, &scene->qmp);
}

void scene_begin(struct scene *scene, const struct plug_port *port)
{
	plug_init(&scene->plug, scene->point, &scene->report, port);
	ck_assert_int_eq(scene->plug.phase, PLUG_IDLE);
	plug_begin(&scene->plug);
}

void scene_open(struct scene *scene, const char *point, const char *lines)
{
	scene_prepare(scene, point, lines);
	scene_begin(scene, &scene->recording);
}

void scene_open_qmp(struct scene *scene, const char *point, const char *lines)
{
	scene_prepare(scene, point, lines);
	scene->over_qmp = TRUE;
	scene_begin(scene, &scene->plug_qmp.port);
}

void scene_close(struct scene *scene)
{
	plug_clear(&scene->plug);
	qmp_clear(&scene->qmp);
	g_string_free(scene->recorded, TRUE);
	guest_report_clear(&scene->report);
	point_free(scene->point);
}

const struct plug_step *scene_step(const struct scene *scene, unsigned i)
{
	ck_assert_uint_lt(i, scene->plug.steps->len);
	return &g_array_index(scene->plug.steps, struct plug_step, i);
}

static GString *told(const struct scene *scene)
{
	return scene->over_qmp ? scene->qmp.send : scene->recorded;
}

void scene_is_quiet(const struct scene *scene, const char *before)
{
	ck_assert_msg(told(scene)->len == 0, "nobody expected %sbefore %s", told(scene)->str,
		      before);
}

/* Takes the first line that the port was told. */
static void take_told(struct scene *scene, const char *expected)
{
	GString *text = told(scene);
	char *end = strchr(text->str, '\n');

	ck_assert_msg(end != NULL, "nothing was said instead of %s", expected);
	*end = '\0';
	ck_assert_str_eq(text->str, expected);
	g_string_erase(text, 0, end + 1 - text->str);
}

static void answer(struct scene *scene, const char *line)
{
	g_auto(GStrv) words = g_strsplit(line, " ", 2);
	const char *what = words[0], *rest = words[1];
	struct plug *plug = &scene->plug;

	if (strcmp(what, "begun") == 0)
		plug_begun(plug);
	else if (strcmp(what, "taken") == 0)
		plug_answered(plug, NULL);
	else if (strcmp(what, "refused") == 0)
		plug_answered(plug, rest);
	else if (strcmp(what, "dimm") == 0)
		plug_dimm_event(plug, (unsigned)strtoul(rest, NULL, 10), 0);
	else if (strcmp(what, "device") == 0)
		plug_size_event(plug, strtoull(rest, NULL, 10));
	else if (strcmp(what, "has") == 0)
		plug_sized(plug, strtoull(rest, NULL, 10), NULL);
	else if (strcmp(what, "hides") == 0)
		plug_sized(plug, 0, rest);
	else
		ck_abort_msg("an answer that nobody knows: %s", line);
}

void scene_play(struct scene *scene, const char *line)
{
	g_autofree char *said = g_strconcat(line[0] == '<' ? line + 2 : line, "\n", NULL);

	if (line[0] == '>') {
		take_told(scene, line + 2);
		return;
	}
	scene_is_quiet(scene, line);
	if (line[0] != '<') {
		scene_guest_says(scene, said);
		plug_state(&scene->plug);
	} else if (scene->over_qmp) {
		scene_qemu_says(scene, said);
	} else {
		answer(scene, line + 2);
	}
}

void scene_play_all(struct scene *scene, const char *const *lines)
{
	for (; *lines != NULL; lines++)
		scene_play(scene, *lines);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/scene.h"

#include "tests/points.h"
#include "tests/reports.h"
#include "tests/tests.h"

#include <string.h>

static const char *const COMMANDS[] = {"qmp_capabilities", NULL};

static void on_reply(void *user, const json_t *value, const char *error)
{
	plug_replied(&((struct scene *)user)->plug, value, error);
}

static void on_event(void *user, const char *name, const json_t *data)
{
	plug_event(&((struct scene *)user)->plug, name, data);
}

static void guest_says(struct scene *scene, const char *text)
{
	ck_assert_msg(guest_report_feed(&scene->report, text, strlen(text)), "%s",
		      scene->report.error);
}

void scene_qemu_says(struct scene *scene, const char *text)
{
	ck_assert_msg(qmp_feed(&scene->qmp, text, strlen(text)), "%s", scene->qmp.error);
}

void scene_open(struct scene *scene, const char *point, const char *lines)
{
	g_autofree char *text = g_strconcat("machine=q35 proof=plug size=3G ", point, NULL);
	g_autofree char *report = with_sum(lines);

	*scene = (struct scene){.point = make_point(text),
				.env = {.emulator = make_emulator("7.2"),
					.host_memory = UINT64_MAX,
					.cancel_fd = -1},
				.listener = {on_reply, on_event, scene}};
	guest_report_init(&scene->report);
	guest_says(scene, report);
	ck_assert(scene->report.ended);
	qmp_init(&scene->qmp, COMMANDS);
	scene->qmp.listener = &scene->listener;
	scene_qemu_says(scene, "{\"QMP\": {}}\n{\"return\": {}}\n");
	g_string_truncate(scene->qmp.send, 0);
	plug_init(&scene->plug, scene->point, &scene->env, &scene->report, &scene->qmp);
	ck_assert_int_eq(scene->plug.phase, PLUG_IDLE);
	plug_begin(&scene->plug);
}

void scene_close(struct scene *scene)
{
	plug_clear(&scene->plug);
	qmp_clear(&scene->qmp);
	guest_report_clear(&scene->report);
	point_free(scene->point);
}

const struct plug_step *scene_step(const struct scene *scene, unsigned i)
{
	ck_assert_uint_lt(i, scene->plug.steps->len);
	return &g_array_index(scene->plug.steps, struct plug_step, i);
}

/* Takes the one line that was sent to QEMU, and nothing else was. */
static void take_sent(struct scene *scene, const char *expected)
{
	g_autofree char *line = g_strconcat(expected, "\n", NULL);

	ck_assert_str_eq(scene->qmp.send->str, line);
	g_string_truncate(scene->qmp.send, 0);
}

void scene_play(struct scene *scene, const char *line)
{
	g_autofree char *said = g_strconcat(line[0] == '<' ? line + 2 : line, "\n", NULL);

	if (line[0] == '>') {
		take_sent(scene, line + 2);
		return;
	}
	ck_assert_msg(scene->qmp.send->len == 0, "nobody expected %sbefore %s",
		      scene->qmp.send->str, line);
	if (line[0] == '<') {
		scene_qemu_says(scene, said);
	} else {
		guest_says(scene, said);
		plug_state(&scene->plug);
	}
}

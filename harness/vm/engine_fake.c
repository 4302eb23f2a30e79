/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Engine "fake": no process at all. It exists to test memroof itself: search, store and reports see
 * the outcomes that the key "fake" programs, or, without a roof of its own, exactly what the model
 * predicts.
 */
#include "base/clock.h"
#include "base/error.h"
#include "base/size.h"
#include "base/text.h"
#include "model/keys.h"
#include "model/predict.h"
#include "vm/engine.h"
#include "vm/fake_guest.h"

#include <poll.h>
#include <stddef.h>
#include <string.h>

struct world {
	uint64_t roof;                      /* the most that is accepted; UNSET: ask the model */
	uint64_t slot_cost;                 /* what each slot adds to what is asked for */
	uint64_t crash;                     /* from here on it crashes */
	uint64_t hang;                      /* from here on it never answers */
	uint64_t host;                      /* from here on the host has no memory */
	uint64_t island_first, island_last; /* answers are the other way round in here */
	uint64_t noise;                 /* per cent of all points that answer the other way round */
	uint64_t delay;                 /* milliseconds before each answer */
	uint64_t guest_from;            /* from here on the guest is the wrong one */
	const struct fake_guest *guest; /* NULL: an ideal one */
};

static const struct {
	const char *word;
	size_t offset;
} SIZES[] = {
	{"roof", offsetof(struct world, roof)},
	{"slot-cost", offsetof(struct world, slot_cost)},
	{"crash", offsetof(struct world, crash)},
	{"hang", offsetof(struct world, hang)},
	{"host", offsetof(struct world, host)},
	{"noise", offsetof(struct world, noise)},
	{"delay", offsetof(struct world, delay)},
	{"guest-from", offsetof(struct world, guest_from)},
};

static gboolean read_island(struct world *world, const char *text, GError **error)
{
	g_auto(GStrv) ends = g_strsplit(text, "-", 2);

	if (ends[0] == NULL || ends[1] == NULL)
		return input_error(error, "fake: bad island '%s': expected FIRST-LAST", text);
	return size_parse(ends[0], &world->island_first, error) &&
	       size_parse(ends[1], &world->island_last, error);
}

static gboolean read_word(struct world *world, const char *word, GError **error)
{
	g_auto(GStrv) pair = g_strsplit(word, "=", 2);

	if (pair[0] == NULL || pair[1] == NULL)
		return input_error(error, "fake: bad word '%s': expected word=value", word);
	if (strcmp(pair[0], "island") == 0)
		return read_island(world, pair[1], error);
	if (strcmp(pair[0], "guest") == 0) {
		world->guest = fake_guest_find(pair[1], error);
		return world->guest != NULL;
	}
	for (unsigned i = 0; i < G_N_ELEMENTS(SIZES); i++)
		if (strcmp(pair[0], SIZES[i].word) == 0)
			return size_parse(pair[1], (uint64_t *)((char *)world + SIZES[i].offset),
					  error);
	return input_error(error, "fake: unknown word '%s': see memroof help fake", pair[0]);
}

static gboolean read_world(struct world *world, const char *text, GError **error)
{
	g_auto(GStrv) words = g_strsplit(text != NULL ? text : "", ",", -1);

	*world = (struct world){
		.roof = UNSET,
		.slot_cost = GIB,
		.crash = UNSET,
		.hang = UNSET,
		.host = UNSET,
		.island_first = UNSET,
	};
	for (char **word = words; *word != NULL; word++)
		if (!read_word(world, *word, error))
			return FALSE;
	return TRUE;
}

static gboolean fake_check(const struct point *point, GError **error)
{
	struct world world;

	return read_world(&world, point->fake, error);
}

/* All that is asked of the address space, in the fake's own simple arithmetic. */
static uint64_t asked_for(const struct world *world, const struct point *point)
{
	uint64_t memory = point_size(point);

	if (point->maxmem != UNSET)
		memory = MAX(memory, point->maxmem);
	return add_saturated(
		memory, mul_saturated(point->slots != UNSET ? point->slots : 0, world->slot_cost));
}

static gboolean is_noisy(const struct world *world, const struct point *point)
{
	g_autofree char *text = point_text(point);

	return g_str_hash(text) % 100 < world->noise;
}

static void answer(const struct world *world, const struct point *point,
		   const struct engine_env *env, struct probe_result *result)
{
	struct layout_input input;
	uint64_t asked = asked_for(world, point);
	gboolean yes = asked <= world->roof;
	enum reason reason = REASON_PHYS_BITS;

	if (world->roof == UNSET && layout_input_init(&input, point, &env->emulator)) {
		struct prediction prediction = predict(&input, NULL);

		yes = prediction.outcome == OUTCOME_ACCEPTED;
		reason = yes ? reason : prediction.reason;
	}
	if (asked >= world->island_first && asked <= world->island_last)
		yes = !yes;
	if (is_noisy(world, point))
		yes = !yes;
	result->outcome = yes ? OUTCOME_ACCEPTED : OUTCOME_REFUSED;
	result->reason = yes ? REASON_NONE : reason;
	if (!yes) {
		result->used_gpa = MIN(asked - 1, SIZE_LIMIT);
		result->message =
			g_strdup_printf("fake: %" G_GUINT64_FORMAT " bytes are too many", asked);
	}
}

/* Blocks for @ms, or until everything is to stop: then FALSE. */
static gboolean pass_time(const struct engine_env *env, int64_t ms)
{
	struct pollfd cancel = {env->cancel_fd, POLLIN, 0};

	return poll(&cancel, 1, (int)MIN(ms, G_MAXINT)) == 0;
}

static void set(struct probe_result *result, enum outcome outcome, enum reason reason,
		const char *message)
{
	result->outcome = outcome;
	result->reason = reason;
	result->message = g_strdup(message);
}

/* A sum that saturates is as large as UNSET, which is no threshold. */
static gboolean reaches(uint64_t asked, uint64_t threshold)
{
	return threshold != UNSET && asked >= threshold;
}

/* An accepted point's guest, for the proofs that want one. */
static void boot(const struct world *world, const struct point *point, const struct engine_env *env,
		 struct probe_result *result)
{
	gboolean wrong = asked_for(world, point) >= world->guest_from;

	if (!fake_guest_boot(wrong ? world->guest : NULL, point, env, result) &&
	    !pass_time(env, probe_timeout_ms(point)))
		result->interrupted = TRUE;
}

static void live(const struct world *world, const struct point *point, const struct engine_env *env,
		 struct probe_result *result)
{
	uint64_t asked = asked_for(world, point);

	if (world->delay > 0 && !pass_time(env, (int64_t)world->delay))
		result->interrupted = TRUE;
	else if (reaches(asked, world->hang) && !pass_time(env, probe_timeout_ms(point)))
		result->interrupted = TRUE;
	else if (reaches(asked, world->hang))
		set(result, OUTCOME_TIMEOUT, REASON_DEADLINE, "fake: hangs");
	else if (reaches(asked, world->crash))
		set(result, OUTCOME_CRASH, REASON_ASSERTION, "fake: Assertion `roof' failed.");
	else if (reaches(asked, world->host))
		set(result, OUTCOME_HOST_LIMIT, REASON_MEMORY, "fake: Cannot allocate memory");
	else
		answer(world, point, env, result);
	if (!result->interrupted && result->outcome == OUTCOME_ACCEPTED &&
	    point_proof(point) > PROOF_ACCEPT)
		boot(world, point, env, result);
}

/* "memroof probe --engine fake …": what repeats the probe is memroof itself. */
static char *fake_command(const struct point *point, const struct engine_env *env)
{
	g_autoptr(GPtrArray) argv = g_ptr_array_new_with_free_func(g_free);

	(void)env;
	g_ptr_array_add(argv, g_strdup("memroof"));
	g_ptr_array_add(argv, g_strdup("probe"));
	for (unsigned i = 0; i < N_KEYS; i++) {
		char *value = KEYS[i].group == KEY_POINT ? key_get(&KEYS[i], point) : NULL;

		if (value == NULL)
			continue;
		g_ptr_array_add(argv, g_strdup_printf("--%s", KEYS[i].name));
		g_ptr_array_add(argv, value);
	}
	g_ptr_array_add(argv, NULL);
	return text_shell_line((const char *const *)argv->pdata);
}

static void fake_probe(const struct point *point, const struct engine_env *env,
		       struct probe_result *result)
{
	int64_t start = clock_us();
	struct world world;

	probe_result_init(result);
	result->command = fake_command(point, env);
	result->qemu_version = g_strdup("fake");
	result->machine_type = g_strdup(point->machine != NULL ? point->machine : "fake");
	if (!read_world(&world, point->fake, NULL))
		set(result, OUTCOME_BROKEN, REASON_OPTION, "fake: unreadable world");
	else
		live(&world, point, env, result);
	result->elapsed_us = clock_us() - start;
}

const struct engine engine_fake = {
	.name = "fake",
	.needs_qemu = FALSE,
	.check = fake_check,
	.command = fake_command,
	.probe = fake_probe,
};

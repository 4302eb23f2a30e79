/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Engine "fake": no process at all. It exists to test memroof itself: search, store and reports see
 * the outcomes that the key "fake" programs, or, without a roof of its own, exactly what the model
 * predicts; and what takes times sees those that it programs.
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

/* Longer than anybody waits, and far from any overflow. */
#define LONGEST_US (UINT64_C(1) << 56)

struct world {
	uint64_t roof;                      /* the most that is accepted; UNSET: ask the model */
	uint64_t slot_cost;                 /* what each slot adds to what is asked for */
	uint64_t crash;                     /* from here on it crashes */
	uint64_t hang;                      /* from here on it never answers */
	uint64_t host;                      /* from here on the host has no memory */
	uint64_t island_first, island_last; /* answers are the other way round in here */
	uint64_t noise;                 /* per cent of all points that answer the other way round */
	uint64_t delay;                 /* milliseconds that each start takes */
	uint64_t slot_delay;            /* microseconds more for each slot */
	uint64_t gib_delay;             /* microseconds more for each GiB of size */
	uint64_t jitter;                /* up to so many microseconds more, at random */
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
	{"slot-delay", offsetof(struct world, slot_delay)},
	{"gib-delay", offsetof(struct world, gib_delay)},
	{"jitter", offsetof(struct world, jitter)},
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
	enum outcome no = OUTCOME_REFUSED;
	enum reason reason = REASON_PHYS_BITS;

	if (world->roof == UNSET && layout_input_init(&input, point, &env->emulator)) {
		struct prediction prediction = predict(&input, NULL);

		yes = prediction.outcome == OUTCOME_ACCEPTED;
		reason = yes ? reason : prediction.reason;
		no = prediction.outcome == OUTCOME_CRASH ? OUTCOME_CRASH : OUTCOME_REFUSED;
	}
	if (asked >= world->island_first && asked <= world->island_last)
		yes = !yes;
	if (is_noisy(world, point))
		yes = !yes;
	result->outcome = yes ? OUTCOME_ACCEPTED : no;
	result->reason = yes ? REASON_NONE : reason;
	if (!yes) {
		result->used_gpa = MIN(asked - 1, SIZE_LIMIT);
		result->message =
			g_strdup_printf("fake: %" G_GUINT64_FORMAT " bytes are too many", asked);
	}
}

/* A start in the fake's own time. */
struct pace {
	const struct engine_env *env;
	int64_t start_us, total_us;
};

/* Blocks until @end_us on clock_us(), or until everything is to stop: then FALSE. */
static gboolean pass_until(const struct engine_env *env, int64_t end_us)
{
	for (;;) {
		struct pollfd cancel = {env->cancel_fd, POLLIN, 0};
		int64_t left_us = MAX(end_us - clock_us(), 0);
		const struct timespec left = {left_us / 1000000, left_us % 1000000 * 1000};

		if (left_us == 0)
			return TRUE;
		if (ppoll(&cancel, 1, &left, NULL) > 0)
			return FALSE;
	}
}

static gboolean pass_time(const struct engine_env *env, int64_t ms)
{
	return pass_until(env, clock_us() + ms * 1000);
}

/* Until @eighths of the start have passed; sets @mark to when that was, unless it is NULL. */
static gboolean pass_part(const struct pace *pace, int eighths, uint64_t *mark)
{
	gboolean ok = pass_until(pace->env, pace->start_us + pace->total_us / 8 * eighths +
						    pace->total_us % 8 * eighths / 8);

	if (ok && mark != NULL)
		*mark = (uint64_t)(clock_us() - pace->start_us);
	return ok;
}

/* From 0 to below 1: the same sequence in each process that starts the same points in the same
 * order. */
static double random_part(const struct point *point)
{
	static int n_drawn;
	g_autofree char *text = point_text(point);
	guint32 seed[] = {g_str_hash(text), (guint32)g_atomic_int_add(&n_drawn, 1)};
	GRand *random = g_rand_new_with_seed_array(seed, G_N_ELEMENTS(seed));
	double part = g_rand_double(random);

	g_rand_free(random);
	return part;
}

/* What a start takes, in microseconds. */
static int64_t total_us(const struct world *world, const struct point *point)
{
	uint64_t slots = point->slots != UNSET ? point->slots : 0;
	uint64_t us = mul_saturated(world->delay, 1000);

	us = add_saturated(us, mul_saturated(slots, world->slot_delay));
	us = add_saturated(us, (uint64_t)((double)point_size(point) / (double)GIB *
					  (double)MIN(world->gib_delay, LONGEST_US)));
	if (world->jitter > 0)
		us = add_saturated(us, (uint64_t)(random_part(point) *
						  (double)MIN(world->jitter, LONGEST_US)));
	return (int64_t)MIN(us, LONGEST_US);
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

/* An accepted point's guest, for the proofs that want one. FALSE when everything is to stop. */
static gboolean boot(const struct world *world, const struct point *point, const struct pace *pace,
		     struct probe_result *result)
{
	gboolean wrong = asked_for(world, point) >= world->guest_from;
	gboolean ends = fake_guest_boot(wrong ? world->guest : NULL, point, pace->env, result);

	/* Who is silent never leaves the firmware, and a report that breaks off is none. */
	return (result->console == NULL || pass_part(pace, 6, &result->marks.guest)) &&
	       (result->guest_memory == UNSET || pass_part(pace, 7, &result->marks.report)) &&
	       (ends || pass_time(pace->env, probe_timeout_ms(point)));
}

/* A start without its waiting at the end. FALSE when everything is to stop. */
static gboolean start(const struct world *world, const struct point *point, const struct pace *pace,
		      struct probe_result *result)
{
	uint64_t asked = asked_for(world, point);

	if (!pass_part(pace, 2, &result->marks.greeting) || !pass_part(pace, 4, NULL))
		return FALSE;
	if (reaches(asked, world->hang)) {
		set(result, OUTCOME_TIMEOUT, REASON_DEADLINE, "fake: hangs");
		return pass_time(pace->env, probe_timeout_ms(point));
	}
	if (reaches(asked, world->crash))
		set(result, OUTCOME_CRASH, REASON_ASSERTION, "fake: Assertion `roof' failed.");
	else if (reaches(asked, world->host))
		set(result, OUTCOME_HOST_LIMIT, REASON_MEMORY, "fake: Cannot allocate memory");
	else
		answer(world, point, pace->env, result);
	if (result->outcome != OUTCOME_ACCEPTED)
		return TRUE;
	result->marks.machine = (uint64_t)(clock_us() - pace->start_us);
	return point_proof(point) == PROOF_ACCEPT || boot(world, point, pace, result);
}

/* What a process that lives so long may have used. */
static void use_resources(const struct point *point, const struct pace *pace,
			  struct probe_result *result)
{
	uint64_t slots = point->slots != UNSET ? point->slots : 0;

	result->user_us = pace->total_us / 4;
	result->system_us = pace->total_us / 8;
	result->max_rss = (int64_t)(24 * MIB + slots * 4 * KIB);
	result->minor_faults = (int64_t)(3000 + slots);
}

static void live(const struct world *world, const struct point *point, const struct pace *pace,
		 struct probe_result *result)
{
	if (!start(world, point, pace, result) || !pass_part(pace, 8, NULL))
		result->interrupted = TRUE;
	use_resources(point, pace, result);
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
	struct pace pace = {.env = env, .start_us = clock_us()};
	struct world world;

	probe_result_init(result);
	result->command = fake_command(point, env);
	result->qemu_version = g_strdup("fake");
	result->machine_type = g_strdup(point->machine != NULL ? point->machine : "fake");
	if (read_world(&world, point->fake, NULL)) {
		pace.total_us = total_us(&world, point);
		live(&world, point, &pace, result);
	} else {
		set(result, OUTCOME_BROKEN, REASON_OPTION, "fake: unreadable world");
	}
	result->elapsed_us = clock_us() - pace.start_us;
}

const struct engine engine_fake = {
	.name = "fake",
	.needs_qemu = FALSE,
	.check = fake_check,
	.command = fake_command,
	.probe = fake_probe,
};

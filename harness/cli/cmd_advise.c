/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/error.h"
#include "base/text.h"
#include "cli/advice.h"
#include "model/keys.h"
#include "model/more_args.h"

#include <stdio.h>

static gboolean as_json, no_verify;
static char *target_name;

static const GOptionEntry OPTIONS[] = {
	{"for", 0, 0, G_OPTION_ARG_STRING, &target_name,
	 "whom the snippets are for; qemu unless given", "qemu|libvirt|incus"},
	{"no-verify", 0, 0, G_OPTION_ARG_NONE, &no_verify, "compute only, start no QEMU", NULL},
	{"json", 0, 0, G_OPTION_ARG_NONE, &as_json, "answer as JSON", NULL},
	{0},
};

/*
 * What was asked for is reached when one way that reaches it has been started, or need not be;
 * where none has, but this host or its QEMU could not say, there is no answer.
 */
static int status_of(const struct advice *advice)
{
	int status = STATUS_NO;

	for (unsigned i = 0; i < advice->ways->len; i++) {
		const struct way *way = &g_array_index(advice->ways, struct way, i);

		if (!way->reaches || !way_is_offered(way))
			continue;
		if (no_verify || way_is_verified(way))
			return STATUS_YES;
		status = STATUS_BROKEN;
	}
	return status;
}

static int advise(const struct point *wanted, enum snippet_target target)
{
	struct session session;
	struct advice advice;
	struct emulator emulator;
	struct layout_input input;
	GError *error = NULL;
	int status;

	if (!session_begin(&session, engine_for(wanted)->daemonizes, &error))
		return cli_fail(error);
	session_open(&session, NULL);
	emulator = prober_emulator(session.prober, wanted);
	if (!layout_input_init(&input, wanted, &emulator)) {
		input_error(&error, more_args_change_layout(wanted->args)
					    ? "advise does not know what -m, -machine, -cpu and "
					      "-global in args change"
				    : input.phys_bits_known
					    ? "advise knows the address space of machine q35 and "
					      "pc only"
					    : "advise needs phys-bits: a number, or host");
		session_end(&session);
		return cli_fail(error);
	}
	advice_begin(&advice, wanted, target, &emulator, session.facts.phys_bits);
	if (!no_verify && !advice_try(&advice, session.prober, &error)) {
		status = cli_fail(error);
	} else if (advice_obstacle(&advice) != NULL) {
		broken_error(&error, "nothing could be tried (--no-verify computes only): %s",
			     advice_obstacle(&advice));
		status = cli_fail(error);
	} else {
		(as_json ? advice_print_json : advice_print_text)(&advice);
		status = status_of(&advice);
	}
	advice_clear(&advice);
	session_end(&session);
	return status;
}

/* Values that decide what is asked for must be there; the others are what most people have. */
static gboolean complete(struct point *point, GError **error)
{
	if (point->size == UNSET)
		return input_error(error, "advise needs --size: the memory that the guest starts "
					  "with");
	if (point->maxmem != UNSET && point->maxmem < point->size)
		return input_error(error, "maxmem is smaller than size");
	if (point->proof != NULL && point_proof(point) > PROOF_BOOT)
		return input_error(error, "advise tries by proof accept or boot");
	if (point->machine == NULL)
		point->machine = g_strdup("q35");
	if (point->proof == NULL)
		point->proof = g_strdup("boot");
	return TRUE;
}

static gboolean read_target(enum snippet_target *target, GError **error)
{
	g_autofree char *names = snippet_target_names();

	*target = SNIPPET_QEMU;
	return target_name == NULL || snippet_target_from_name(target_name, target) ||
	       input_error(error, "bad value '%s' for --for: expected one of: %s", target_name,
			   names);
}

int cmd_advise(const struct command *command, int argc, char **argv)
{
	struct arguments arguments;
	enum snippet_target target;
	GError *error = NULL;
	int status;

	if (arguments_parse(&arguments, command, KEYS_POINT, OPTIONS, argc, argv, &status)) {
		if (!session_check(&arguments, &error) || !read_target(&target, &error) ||
		    !complete(arguments.point, &error))
			status = cli_fail(error);
		else
			status = advise(arguments.point, target);
	}
	arguments_clear(&arguments);
	return status;
}

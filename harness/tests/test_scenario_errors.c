/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Everything that can be wrong with a scenario: each complaint begins with FILE:LINE. */
#include "base/error.h"
#include "model/scenario.h"
#include "tests/suites.h"
#include "tests/tests.h"

static const struct {
	const char *text, *complaint; /* the complaint from its start */
} BAD_SCENARIOS[] = {
	{"", "x.ini:1: no section to run: expected [limit NAME] or [probe NAME]"},
	{"# Why?\n", "x.ini:1: no section to run"},
	{"[global]\nsize=1G\n", "x.ini:1: no section to run"},
	{"size=1G\n[limit a]", "x.ini:1: 'size' stands before any section"},
	{"\nfoo", "x.ini:2: bad line 'foo'"},
	{"[limit a", "x.ini:1: bad section '[limit a'"},

	/* Headers. */
	{"[limit]", "x.ini:1: section [limit] has no name: expected [limit NAME]"},
	{"[limit ]", "x.ini:1: section [limit] has no name"},
	{"[limit \"\"]", "x.ini:1: section [limit \"\"] has an empty name"},
	{"[limit \"]", "x.ini:1: section [limit \"] has an empty name"},
	{"[ ]", "x.ini:1: "},
	{"[limits a]", "x.ini:1: unknown section kind 'limits' (did you mean 'limit'?)"},
	{"[prob a]", "x.ini:1: unknown section kind 'prob' (did you mean 'probe'?)"},
	{"[Limit a]", "x.ini:1: unknown section kind 'Limit'"},
	{"[bench a]", "x.ini:1: unknown section kind 'bench': expected [global], [limit NAME] or"},
	{"[limit a]\n\n[limit a]", "x.ini:3: section [limit a] is there twice (first on line 1)"},
	{"[limit a]\n[limit \"a\"]", "x.ini:2: section [limit a] is there twice"},
	{"[limit a]\n[global]\nsize=1G", "x.ini:2: [global] must be the first section"},
	{"[global]\nsize=1G\n[global]\nslots=1\n[limit a]", "x.ini:3: [global] must be the first"},
	{"[global]\n[global]\nsize=1G\n[limit a]", "x.ini:2: [global] must be the first"},

	/* Keys and values. */
	{"[limit a]\nsiez=1G", "x.ini:2: unknown key 'siez'"},
	{"[limit a]\nsizes=1G", "x.ini:2: unknown key 'sizes' (did you mean 'size'?)"},
	{"[global]\nmaxmen=1G\n[limit a]",
	 "x.ini:2: unknown key 'maxmen' (did you mean 'maxmem'?)"},
	{"[limit a]\nsize=1G\nslots=1\nsize=1G",
	 "x.ini:4: size is given twice in this section (first on line 2)"},
	{"[global]\nsize=1G\nsize=2G\n[limit a]", "x.ini:3: size is given twice in this section"},
	{"[limit a]\nsize=", "x.ini:2: size has no value: expected a size"},
	{"[limit a]\nsize=\"\"", "x.ini:2: size has no value"},
	{"[limit a]\nsize=1G,", "x.ini:2: size has an empty value"},
	{"[limit a]\nsize=1G,1G", "x.ini:2: size has the value '1G' twice"},
	{"[limit a]\nsize=22GG", "x.ini:2: size: bad size '22GG'"},
	{"[limit a]\n\n\nslots=4-1", "x.ini:4: bad range '4-1' for slots"},
	{"[limit a]\nslots=5000", "x.ini:2: bad value '5000' for slots: expected a whole number"},
	{"[limit a]\nengine=qemo", "x.ini:2: bad value 'qemo' for engine (did you mean 'qemu'?)"},
	{"[global]\nsize=x\n[limit a]\n", "x.ini:2: size: bad size 'x'"},
	{"[limit a]\naxis=", "x.ini:2: bad value '' for axis: expected one of: maxmem"},
	{"[limit a]\naxis=size,slots", "x.ini:2: bad value 'size,slots' for axis"},
	{"[limit a]\naxis=mahcine", "x.ini:2: bad value 'mahcine' for axis"},
	{"[limit a]\nproof=acept", "x.ini:2: bad value 'acept' for proof (did you mean 'accept'?)"},
	{"[limit a]\nsamples=1,2", "x.ini:2: bad value '1,2' for samples"},
	{"[limit a]\nsamples=10001", "x.ini:2: bad value '10001' for samples"},
	{"[limit a]\nseed=4294967296", "x.ini:2: bad value '4294967296' for seed"},

	/* Contradictions. */
	{"[limit a]\nmaxmem=4G", "x.ini:2: maxmem is the axis of this section, and has a value"},
	{"[global]\nmaxmem=4G\n[limit a]\n", "x.ini:2: maxmem is the axis of this section"},
	{"[limit a]\naxis=size\nsize=4G", "x.ini:3: size is the axis of this section"},
	{"[limit a]\nphys-bits=36\naxis=phys-bits",
	 "x.ini:2: phys-bits is the axis of this section"},
	{"\n[limit a]\naxis=slots", "x.ini:2: axis slots needs maxmem"},
	{"[probe a]\naxis=size", "x.ini:2: axis belongs to limit sections, not to probe"},
	{"[probe a]\nsize=1G\nsamples=1", "x.ini:3: samples belongs to limit sections"},
	{"[limit a]\ncolumns=sizes",
	 "x.ini:1: columns: unknown key 'sizes' (did you mean 'size'?)"},
	{"[limit a]\ncolumns=axis", "x.ini:1: columns = axis: expected a key of points"},
	{"[limit a]\nfake=roof=1G", "x.ini:1: fake needs engine = fake"},
	{"[limit a]\nengine=fake,qemu\nfake=roof=1G", "x.ini:1: fake needs engine = fake"},
	{"[limit a]\ncpu=\"qemu64,phys-bits=36\"",
	 "x.ini:1: cpu 'qemu64,phys-bits=36': use the key"},
	{"[limit a]\ncpu=max,qemu64,phys-bits=36",
	 "x.ini:1: cpu 'qemu64,phys-bits=36': use the key"},
	{"[limit a]\nmachine=microvm\npci-hole64=1G",
	 "x.ini:1: pci-hole64 needs machine q35 or pc"},
	{"[limit a]\nmachine=q35,microvm\npci-hole64=1G", "x.ini:1: pci-hole64 needs machine"},
	{"[limit a]\nmachine=\"q35,memory-backend=m\"",
	 "x.ini:1: machine 'q35,memory-backend=m': use"},
	{"[limit a]\nargs=-x 'y", "x.ini:1: args '-x 'y': "},
	{"[probe a]\nsize=1G\n[probe b]\nfake=roof=1G", "x.ini:3: fake needs engine = fake"},
};

START_TEST(a_bad_scenario_is_refused_with_file_and_line)
{
	GError *error = NULL;

	ck_assert_ptr_null(scenario_parse("x.ini", BAD_SCENARIOS[_i].text, NULL, 0, &error));
	ck_assert_msg(g_str_has_prefix(error->message, BAD_SCENARIOS[_i].complaint),
		      "expected '%s', not '%s'", BAD_SCENARIOS[_i].complaint, error->message);
	assert_error(&error, MEMROOF_ERROR_INPUT, "");
}
END_TEST

/* Any text is either a scenario or an input error, never a crash. */
START_TEST(random_lines_are_read_or_refused)
{
	static const char *const lines[] = {
		"[global]",
		"[limit a]",
		"[probe b]",
		"[limit ",
		"[]",
		"[ ]",
		"size=1G",
		"slots=0-3",
		"=",
		"maxmem = 4G",
		"axis=size",
		"axis=slots",
		"x",
		"# c",
		"",
		"engine=fake",
		"fake=roof=1G",
		"columns=slots",
		"machine=q35,cxl=on,pc",
		"cpu=,",
		"args='",
		"\"",
		"[\"]",
		"[limit \"",
		"size=\"",
	};
	GRand *random = g_rand_new_with_seed(3);

	for (int i = 0; i < 5000; i++) {
		GString *text = g_string_new(NULL);
		struct scenario *scenario;
		GError *error = NULL;

		for (int n = g_rand_int_range(random, 0, 10); n > 0; n--)
			g_string_append_printf(
				text, "%s\n",
				lines[g_rand_int_range(random, 0, G_N_ELEMENTS(lines))]);
		scenario = scenario_parse("x.ini", text->str, NULL, 0, &error);
		ck_assert((scenario == NULL) == (error != NULL));
		if (scenario == NULL)
			assert_error(&error, MEMROOF_ERROR_INPUT, "x.ini:");
		scenario_free(scenario);
		g_string_free(text, TRUE);
	}
	g_rand_free(random);
}
END_TEST

Suite *suite_scenario_errors(void)
{
	Suite *suite = suite_create("scenario-errors");
	TCase *tc = tcase_create("errors");

	tcase_add_loop_test(tc, a_bad_scenario_is_refused_with_file_and_line, 0,
			    G_N_ELEMENTS(BAD_SCENARIOS));
	tcase_add_test(tc, random_lines_are_read_or_refused);
	tcase_set_timeout(tc, 60);
	suite_add_tcase(suite, tc);
	return suite;
}

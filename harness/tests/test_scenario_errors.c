/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Everything that can be wrong with a scenario: each complaint begins with FILE:LINE. */
#include "base/error.h"
#include "model/scenario.h"
#include "tests/suites.h"
#include "tests/tests.h"

static const struct {
	const char *text, *complaint; /* the complaint from its start */
} BAD_SCENARIOS[] = {
	{"",
	 "x.ini:1: no section to run: expected [limit NAME], [probe NAME] or [start-time NAME]"},
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
	{"[bench a]",
	 "x.ini:1: unknown section kind 'bench': expected [global], [limit NAME], [probe NAME] or "
	 "[start-time NAME]"},
	{"[start-tim a]", "x.ini:1: unknown section kind 'start-tim' (did you mean 'start-time'?)"},
	{"[start time a]", "x.ini:1: unknown section kind 'start'"},
	{"[start-time]", "x.ini:1: section [start-time] has no name: expected [start-time NAME]"},
	{"[start-time a]\n[start-time a]", "x.ini:2: section [start-time a] is there twice"},
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
	{"[start-time a]\nruns=0", "x.ini:2: bad value '0' for runs"},
	{"[start-time a]\nruns=", "x.ini:2: bad value '' for runs"},
	{"[start-time a]\nruns=2,3", "x.ini:2: bad value '2,3' for runs"},
	{"[start-time a]\nruns=100001", "x.ini:2: bad value '100001' for runs"},
	{"[global]\nruns=0\n[start-time a]", "x.ini:2: bad value '0' for runs"},
	{"[start-time a]\nwarmups=-1", "x.ini:2: bad value '-1' for warmups"},
	{"[start-time a]\nbudget=0", "x.ini:2: bad value '0' for budget"},
	{"[start-time a]\nbudget=soon", "x.ini:2: bad value 'soon' for budget"},
	{"[start-time a]\nbudget=25h", "x.ini:2: bad value '25h' for budget"},
	{"[start-time a]\npin=1024", "x.ini:2: bad value '1024' for pin"},
	{"[start-time a]\npin=0-3", "x.ini:2: bad value '0-3' for pin"},

	/* Contradictions. */
	{"[limit a]\nmaxmem=4G", "x.ini:2: maxmem is the axis of this section, and has a value"},
	{"[global]\nmaxmem=4G\n[limit a]\n", "x.ini:2: maxmem is the axis of this section"},
	{"[limit a]\naxis=size\nsize=4G", "x.ini:3: size is the axis of this section"},
	{"[limit a]\nphys-bits=36\naxis=phys-bits",
	 "x.ini:2: phys-bits is the axis of this section"},
	{"\n[limit a]\naxis=slots", "x.ini:2: axis slots needs maxmem"},
	{"[probe a]\naxis=size", "x.ini:2: axis belongs to limit sections, not to probe"},
	{"[probe a]\nsize=1G\nsamples=1", "x.ini:3: samples belongs to limit sections"},
	{"[start-time a]\naxis=size", "x.ini:2: axis belongs to limit sections, not to start-time"},
	{"[start-time a]\n\nsamples=1",
	 "x.ini:3: samples belongs to limit sections, not to start-"},
	{"[limit a]\nruns=3", "x.ini:2: runs belongs to start-time sections, not to limit"},
	{"[probe a]\nruns=3", "x.ini:2: runs belongs to start-time sections, not to probe"},
	{"[limit a]\nwarmups=3", "x.ini:2: warmups belongs to start-time sections, not to limit"},
	{"[probe a]\nbudget=1s", "x.ini:2: budget belongs to start-time sections, not to probe"},
	{"[limit a]\npin=0", "x.ini:2: pin belongs to start-time sections, not to limit"},
	{"[probe a]\nconfirm=libvirt", "x.ini:2: confirm belongs to limit sections, not to probe"},
	{"[limit a]\nconfirm=qemu", "x.ini:2: bad value 'qemu' for confirm: expected one of"},
	{"[limit a]\nengine=qemu,libvirt\nconfirm=libvirt",
	 "x.ini:3: confirm = libvirt: engine libvirt searches in this section itself"},
	{"[global]\nengine=libvirt\n[limit a]\nconfirm=libvirt", "x.ini:4: confirm = libvirt: "},
	{"[limit a]\nuri=test:///default", "x.ini:1: uri 'test:///default': expected embed, or"},
	{"[limit a]\nnuma=all", "x.ini:2: bad value 'all' for numa"},
	{"[probe a]\nseed=2", "x.ini:2: seed belongs to limit and start-time sections, not to "},
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

	/* What is expected, and needed. */
	{"[limit a]\nexpect=", "x.ini:2: bad value '' for expect: expected in limit sections 22G"},
	{"[limit a]\n\nexpect=22GG", "x.ini:3: expect: maxmem: bad size '22GG'"},
	{"[limit a]\nexpect=accepted", "x.ini:2: bad value 'accepted' for expect: expected 22G"},
	{"[probe a]\nexpect=22G", "x.ini:2: bad value '22G' for expect: expected accepted"},
	{"[global]\nexpect=22G\n[probe a]", "x.ini:2: bad value '22G' for expect: expected acc"},
	{"[start-time a]\nexpect=1s",
	 "x.ini:2: expect belongs to limit and probe sections, not to start-time"},
	{"[limit a]\nexpect=1G,2G",
	 "x.ini:2: expect has 2 values, but no key of this section has several: expected one "
	 "value"},
	{"[limit a]\nslots=0,1,2\nexpect=1G,2G",
	 "x.ini:3: expect has 2 values, but slots has 3: expected as many, or one"},
	{"[limit a]\nslots=0,1\nsize=1G,2G\nexpect=1G,2G",
	 "x.ini:4: expect has 2 values, and size, slots vary: expected the key that they follow, "
	 "as in expect = size: "},
	{"[limit a]\nslots=0,1\nexpect=slot: 1G,2G",
	 "x.ini:3: expect = slot: no key of that name has several values here (did you mean "
	 "'slots'?): expected slots"},
	{"[limit a]\nslots=0\nexpect=slots: 1G",
	 "x.ini:3: expect = slots: no key of that name has several values here: expected no name"},
	{"[limit a]\nslots=0,1\nexpect=slots: 1G",
	 "x.ini:3: expect has 1 values, but slots has 2: expected as many"},
	{"[limit a]\nneeds=", "x.ini:2: bad value '' for needs: expected a list of kvm, qemu"},
	{"[limit a]\nneeds=kvn", "x.ini:2: bad value 'kvn' for needs (did you mean 'kvm'?): exp"},
	{"[start-time a]\nneeds=memory", "x.ini:2: bad value 'memory' for needs"},
	{"[limit a]\nexpects=1G", "x.ini:2: unknown key 'expects' (did you mean 'expect'?)"},
	{"[limit a]\nneds=kvm", "x.ini:2: unknown key 'neds' (did you mean 'needs'?)"},
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

/* What is said for all sections reaches those that know it. */
START_TEST(a_key_for_all_sections_is_ignored_by_those_that_do_not_know_it)
{
	struct scenario *scenario = scenario_parse(
		"x.ini",
		"[global]\nruns=3\nsamples=5\npin=1\nseed=7\naxis=size\n"
		"[limit a]\nslots=1\n[probe b]\nslots=1\n[start-time c]\nslots=1\nwarmups=0\n",
		NULL, 0, NULL);
	const struct section *limit, *probe, *starts;

	ck_assert_ptr_nonnull(scenario);
	ck_assert_uint_eq(scenario->sections->len, 3);
	limit = scenario->sections->pdata[0];
	probe = scenario->sections->pdata[1];
	starts = scenario->sections->pdata[2];
	ck_assert_int_eq(starts->kind, SECTION_START_TIME);
	ck_assert_uint_eq(starts->options.runs, 3);
	ck_assert_uint_eq(starts->options.warmups, 0);
	ck_assert_uint_eq(starts->options.pin, 1);
	ck_assert_uint_eq(starts->options.seed, 7);
	ck_assert_uint_eq(starts->options.budget, UNSET);
	ck_assert_uint_eq(starts->options.samples, 0);
	ck_assert_uint_eq(limit->options.samples, 5);
	ck_assert_uint_eq(limit->options.seed, 7);
	ck_assert_str_eq(limit->options.axis, "size");
	ck_assert_uint_eq(limit->options.pin, UNSET);
	ck_assert_uint_eq(probe->options.seed, 1);
	ck_assert_uint_eq(probe->options.runs, 10);
	scenario_free(scenario);
}
END_TEST

/* Who searches has nothing to confirm, and what is said for all sections is not meant for it. */
START_TEST(an_engine_does_not_confirm_itself)
{
	struct scenario *scenario = scenario_parse(
		"x.ini",
		"[global]\nconfirm=libvirt\n[limit a]\n[limit b]\nengine=qemu,libvirt\n"
		"[limit c]\nengine=libvirt\n[limit d]\nengine=fake\n",
		NULL, 0, NULL);
	static const char *const confirm[] = {"libvirt", NULL, NULL, "libvirt"};

	ck_assert_ptr_nonnull(scenario);
	ck_assert_uint_eq(scenario->sections->len, G_N_ELEMENTS(confirm));
	for (unsigned i = 0; i < G_N_ELEMENTS(confirm); i++) {
		const struct section *section = scenario->sections->pdata[i];

		ck_assert_pstr_eq(section->options.confirm, confirm[i]);
	}
	scenario_free(scenario);
}
END_TEST

/* Any text is either a scenario or an input error, never a crash. */
START_TEST(random_lines_are_read_or_refused)
{
	static const char *const lines[] = {
		"[global]",
		"[limit a]",
		"[probe b]",
		"[start-time c]",
		"runs=3",
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
		"expect=1G, none or 2G",
		"expect=slots: 1G, 2G, 3G, model",
		"expect=refused slots",
		"expect=:",
		"needs=qemu >= 7.2, kvm",
		"needs=,",
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
	tcase_add_test(tc, a_key_for_all_sections_is_ignored_by_those_that_do_not_know_it);
	tcase_add_test(tc, an_engine_does_not_confirm_itself);
	tcase_add_test(tc, random_lines_are_read_or_refused);
	tcase_set_timeout(tc, 60);
	suite_add_tcase(suite, tc);
	return suite;
}

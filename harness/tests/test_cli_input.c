/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What people get wrong: one line that says where and what, exit status 2, and nothing is touched.
 */
#include "base/size.h"
#include "tests/program.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Two databases that are there already: the default one of the scenario, and another. */
#define FILES "other.db s.db s.ini"

/* A scenario that is wrong in one place. */
static const struct {
	const char *text;
	const char *place; /* how its line is named */
	const char *part;  /* what else must be said */
} SCENARIOS[] = {
	/* words that are not known */
	{"[probe a]\nslot = 1\n", "s.ini:2: ", "'slot' (did you mean 'slots'?)"},
	{"[global]\nphysbits = 36\n[probe a]\n",
	 "s.ini:2: ", "'physbits' (did you mean 'phys-bits'?)"},
	{"[probe a]\nSIZE = 1G\n", "s.ini:2: ", "'SIZE'"},
	{"[probe a]\n\n# c\ncolour = red\n", "s.ini:4: ", "'colour'"},
	{"[limt a]\nsize = 1G\n", "s.ini:1: ", "'limt' (did you mean 'limit'?)"},
	{"[starttime a]\nsize = 1G\n", "s.ini:1: ", "(did you mean 'start-time'?)"},
	{"[start-time a]\nruns = 0\n", "s.ini:2: ", "'0' for runs"},
	{"[limit a]\nruns = 3\n", "s.ini:2: ", "runs belongs to start-time"},
	{"[limit a]\nfirmware = seabioss\n", "s.ini:2: ", "firmware (did you mean 'seabios'?)"},
	{"[limit a]\naxis = maxmen\n", "s.ini:2: ", "axis (did you mean 'maxmem'?)"},
	{"[limit a]\nengine = xen\n", "s.ini:2: ", "engine"},
	{"[limit a]\ncolumns = colour\n", "s.ini:", "'colour'"},
	{"[limit a]\ncolumns = axis\n", "s.ini:", "axis"},
	{"[limit a]\nengine = fake\nfake = rof=1G\n", "s.ini:", "'rof'"},
	{"[limit a]\nengine = fake\nfake = roof=22GG\n", "s.ini:", "'22GG'"},
	/* values that are none */
	{"[probe a]\nsize = 22GG\n", "s.ini:2: ", "size: bad size '22GG'"},
	{"[probe a]\nsize = -1\n", "s.ini:2: ", "size: bad size '-1'"},
	{"[probe a]\nsize = 0\n", "s.ini:2: ", "size"},
	{"[probe a]\nsize = 0x1000\n", "s.ini:2: ", "size"},
	{"[probe a]\nsize = 1GB\n", "s.ini:2: ", "size"},
	{"[probe a]\nsize = 16E\n", "s.ini:2: ", "size: size '16E' is too large"},
	{"[probe a]\nsize = 99999999999999999999999\n", "s.ini:2: ", "too large"},
	{"[probe a]\nmaxmem = 18446744073709551616\n", "s.ini:2: ", "maxmem"},
	{"[probe a]\nslots = -1\n", "s.ini:2: ", "'-1' for slots"},
	{"[probe a]\nslots = 1.5\n", "s.ini:2: ", "'1.5' for slots"},
	{"[probe a]\nslots = 3 4\n", "s.ini:2: ", "'3 4' for slots"},
	{"[probe a]\nslots = 4097\n", "s.ini:2: ", "slots"},
	{"[probe a]\nslots = 18446744073709551617\n", "s.ini:2: ", "slots"},
	{"[probe a]\nphys-bits = 0\n", "s.ini:2: ", "phys-bits"},
	{"[probe a]\nphys-bits = 256\n", "s.ini:2: ", "phys-bits"},
	{"[probe a]\ntimeout = 3fortnights\n", "s.ini:2: ", "timeout"},
	{"[probe a]\ntimeout = 0\n", "s.ini:2: ", "timeout"},
	{"[limit a]\nsamples = many\n", "s.ini:2: ", "samples"},
	{"[limit a]\nproof = hearsay\n", "s.ini:2: ", "'hearsay' for proof"},
	/* lists */
	{"[probe a]\nsize =\n", "s.ini:2: ", "size has no value"},
	{"[probe a]\nsize = \"\"\n", "s.ini:2: ", "size"},
	{"[probe a]\nsize = 1G,,2G\n", "s.ini:2: ", "size has an empty value"},
	{"[probe a]\nsize = 1G,\n", "s.ini:2: ", "size has an empty value"},
	{"[probe a]\nsize = 1G, 1024M\n", "s.ini:2: ", "size has the value '1024M' twice"},
	{"[probe a]\nslots = 0-4, 3\n", "s.ini:2: ", "slots has the value '3' twice"},
	{"[probe a]\nslots = 5-1\n", "s.ini:2: ", "'5-1' for slots"},
	{"[probe a]\nslots = 0-8/0\n", "s.ini:2: ", "'0-8/0' for slots"},
	{"[probe a]\nslots = 0-999999999\n", "s.ini:2: ", "slots"},
	{"[probe a]\nslots = 0-4000\nphys-bits = 1-255\nsamples = 3\n", "s.ini:4: ", "samples"},
	{"[probe a]\nslots = 0-4096\nphys-bits = 1-255\nmaxmem = 1G,2G,3G,4G,5G,6G,7G,8G,9G,10G\n",
	 "s.ini:1: ", "more than 10000000 points"},
	/* keys that contradict */
	{"[limit a]\nmaxmem = 4G\n", "s.ini:2: ", "maxmem is the axis"},
	{"[limit a]\nsize = 1G\naxis = size\n", "s.ini:2: ", "size is the axis"},
	{"[limit a]\naxis = slots\n", "s.ini:1: ", "axis slots needs maxmem"},
	{"[probe a]\naxis = size\n", "s.ini:2: ", "axis belongs to limit"},
	{"[limit a]\nfake = roof=1G\n", "s.ini:1: ", "fake needs engine"},
	{"[limit a]\ncpu = qemu64,phys-bits=40\n", "s.ini:1: ", "phys-bits"},
	{"[limit a]\nmachine = microvm\npci-hole64 = 1G\n", "s.ini:1: ", "pci-hole64"},
	{"[limit a]\nmachine = q35,memory-backend=m\n", "s.ini:1: ", "backend"},
	{"[limit a]\nargs = -name 'it\n", "s.ini:1: ", "args"},
	{"[limit a]\nsize = 1G\nslots = 1\nsize = 2G\n", "s.ini:4: ", "size is given twice"},
	/* the form of the file */
	{"", "s.ini:1: ", "no section"},
	{"# only a question\n", "s.ini:1: ", "no section"},
	{"[global]\nsize = 1G\n", "s.ini:1: ", "no section"},
	{"size = 1G\n[limit a]\n", "s.ini:1: ", "'size' stands before any section"},
	{"[limit a]\n[global]\nsize = 1G\n", "s.ini:2: ", "[global]"},
	{"[limit a\nsize = 1G\n", "s.ini:1: ", "'[limit a'"},
	{"[]\n", "s.ini:1: ", "[]"},
	{"[limit]\nsize = 1G\n", "s.ini:1: ", "no name"},
	{"[limit a]\nsize = 1G\n[limit a]\nsize = 2G\n", "s.ini:3: ", "twice"},
	{"[limit a]\nsize\n", "s.ini:2: ", "'size'"},
	{"[limit a]\n= 1G\n", "s.ini:2: ", "= 1G"},
	{"[limit a]\nsize = 1G\n\377\376\001\n", "s.ini:3: ", "not a text file"},
	{"[limit a]\n\033]0;title\007 = 1\n", "s.ini:2: ", "unknown key"},
};

static void prepare(struct program *program)
{
	program_init(program);
	program_write(program, "s.db", "mine");
	program_write(program, "other.db", "mine as well");
}

static void assert_file(const struct program *program, const char *name, const char *expected)
{
	g_autofree char *path = program_path(program, name);
	char *text = NULL;

	ck_assert(g_file_get_contents(path, &text, NULL, NULL));
	assert_text(text, expected);
}

/* Exit status 2, nothing on stdout, one line on stderr with @part, which a terminal may show. */
static void assert_refused(const struct program *program, const char *part)
{
	ck_assert_msg(program->status == 2, "exit status %d: %s%s", program->status, program->out,
		      program->err);
	ck_assert_str_eq(program->out, "");
	assert_one_line(program->err, part);
	ck_assert_msg(g_str_has_prefix(program->err, "memroof: "), "%s", program->err);
	for (const char *p = program->err; p[1] != '\0'; p++)
		ck_assert_msg(!g_ascii_iscntrl(*p), "a control character in: %s", program->err);
}

static void assert_nothing_touched(const struct program *program, const char *files)
{
	assert_text(program_files(program), files);
	assert_file(program, "s.db", "mine");
	assert_file(program, "other.db", "mine as well");
}

static const char *const RUNS[] = {
	"run s.ini",
	"run s.ini --resume",
	"run s.ini -o new.db",
	"run -o other.db s.ini --resume -j 2",
};

START_TEST(test_scenario)
{
	struct program program;

	prepare(&program);
	program_write(&program, "s.ini", SCENARIOS[_i].text);
	for (unsigned i = 0; i < G_N_ELEMENTS(RUNS); i++) {
		program_run(&program, "%s", RUNS[i]);
		assert_refused(&program, SCENARIOS[_i].place);
		assert_one_line(program.err, SCENARIOS[_i].part);
		assert_nothing_touched(&program, FILES);
	}
	program_clear(&program);
}
END_TEST

/* Things at the place of a scenario that are no text file. */
static void put_nothing(const char *path)
{
	(void)path;
}

static void put_directory(const char *path)
{
	ck_assert_int_eq(mkdir(path, 0700), 0);
}

static void put_fifo(const char *path)
{
	ck_assert_int_eq(mkfifo(path, 0600), 0);
}

static void put_device(const char *path)
{
	ck_assert_int_eq(symlink("/dev/zero", path), 0);
}

static void put_loop(const char *path)
{
	ck_assert_int_eq(symlink("s.ini", path), 0);
}

static void put_large(const char *path)
{
	ck_assert(g_file_set_contents(path, "[limit a]\n", -1, NULL));
	ck_assert_int_eq(truncate(path, 100 * (off_t)MIB), 0);
}

static void put_binary(const char *path)
{
	char junk[4096];

	for (unsigned i = 0; i < sizeof(junk); i++)
		junk[i] = (char)(i * 37 + i / 256);
	ck_assert(g_file_set_contents(path, junk, sizeof(junk), NULL));
}

static void put_long_line(const char *path)
{
	g_autofree char *line = g_strnfill(500000, 'x');

	ck_assert(g_file_set_contents(path, line, -1, NULL));
}

static const struct {
	void (*put)(const char *path);
	const char *part;
} PLACES[] = {
	{put_nothing, "s.ini: No such file"},
	{put_directory, "s.ini: is a directory"},
	{put_fifo, "s.ini: not a regular"},
	{put_device, "s.ini: not a regular"},
	{put_loop, "s.ini: "},
	{put_large, "s.ini: larger than"},
	{put_binary, "s.ini:1: not a text"},
	{put_long_line, "s.ini:1: line longer"},
};

START_TEST(test_place)
{
	g_autofree char *path = NULL;
	struct program program;

	prepare(&program);
	path = program_path(&program, "s.ini");
	PLACES[_i].put(path);
	for (unsigned i = 0; i < G_N_ELEMENTS(RUNS); i++) {
		program_run(&program, "%s", RUNS[i]);
		assert_refused(&program, PLACES[_i].part);
		assert_nothing_touched(&program, _i == 0 ? "other.db s.db" : FILES);
	}
	program_clear(&program);
}
END_TEST

/* Command lines that are wrong; s.ini is a good scenario, s.db is no database. */
static const struct {
	const char *arguments, *part;
} COMMAND_LINES[] = {
	{"frobnicate", "unknown command 'frobnicate'"},
	{"prob", "unknown command 'prob' (did you mean 'probe'?)"},
	{"''", "unknown command ''"},
	{"--frobnicate", "'--frobnicate'"},
	{"probe --slot 1", "--slot (did you mean 'slots'?)"},
	{"probe --frobnicate", "--frobnicate"},
	{"probe -x", "-x"},
	{"probe --size", "--size"},
	{"probe --size=", "size"},
	{"probe --size 22GG", "size: bad size '22GG'"},
	{"probe --size -1", "size: bad size '-1'"},
	{"probe --size 16E", "size '16E' is too large"},
	{"probe --size 1G,2G", "size: bad size '1G,2G'"},
	{"probe --slots 0-4", "'0-4' for slots"},
	{"probe --slots 99999999999999999999", "slots"},
	{"probe --size 1G --size 2G", "--size is given twice"},
	{"probe --engine fake --size 1G --size 1G", "--size is given twice"},
	{"probe --args -S -- -S", "twice"},
	{"probe --axis size", "--axis"},
	{"probe --fake roof=1G", "fake needs engine"},
	{"probe --engine fake --fake rof=1G", "'rof'"},
	{"probe --engine fake --fake island=1G", "island"},
	{"probe --machine microvm --pci-hole64 1G", "pci-hole64"},
	{"probe --cpu max,phys-bits=36", "phys-bits"},
	{"probe --args \"'\"", "args"},
	{"probe 2G", "unexpected '2G'"},
	{"probe --timeout 25h", "timeout"},
	{"limit --maxmem 4G", "maxmem is the axis"},
	{"limit --axis slots", "axis slots needs maxmem"},
	{"limit --axis width", "axis"},
	{"limit --columns size", "--columns"},
	{"limit --samples 1000000", "samples"},
	{"limit --seed -1", "seed"},
	{"limit --engine fake 2G", "unexpected '2G'"},
	{"run", "expected a scenario"},
	{"run s.ini s.ini", "same name"},
	{"run s.ini ./s.ini -o new.db", "same name"},
	{"run s.ini -o new.db --size 22GG", "size: bad size '22GG'"},
	{"run s.ini -o new.db --maxmem 4G", "maxmem is the axis"},
	{"run s.ini -o new.db --size 1G --size 2G", "--size is given twice"},
	{"run s.ini -o new.db -j x", "-j"},
	{"run s.ini -o new.db -j -1", "-j"},
	{"run s.ini -o new.db -j 1025", "-j"},
	{"run s.ini -o new.db -- -S", "--"},
	{"run s.ini", "s.db: exists already"},
	{"run s.ini --resume", "s.db: not a memroof database"},
	{"run s.ini -o .", "exists already"},
	{"table", "database"},
	{"table no.db", "no.db: No such file"},
	{"table s.db", "s.db: not a memroof database"},
	{"table s.ini", "s.ini: not a memroof database"},
	{"table . --format csv", "not a memroof database"},
	{"table s.db other.db", "'other.db'"},
	{"table s.db --format xml", "'xml'"},
	{"table s.db --size 1G", "--size"},
	{"plot s.db", "-o"},
	{"plot s.db -o x.svg", "s.db: not a memroof database"},
	{"plot -o x.svg", "database"},
	{"help frobnicate", "'frobnicate'"},
	{"help slot", "did you mean 'slots'?"},
	{"help size slots", "'slots'"},
};

START_TEST(test_command_line)
{
	struct program program;

	prepare(&program);
	program_write(&program, "s.ini", "[limit a]\nengine = fake\nsize = 1G\n");
	program_run(&program, "%s", COMMAND_LINES[_i].arguments);
	assert_refused(&program, COMMAND_LINES[_i].part);
	assert_nothing_touched(&program, FILES);
	program_clear(&program);
}
END_TEST

static const char *const SCALES[] = {"x", "0", "-1", "1e9", "1,5", "nan", "inf"};

START_TEST(test_bad_timeout_scale)
{
	g_autofree char *setting = g_strdup_printf("MEMROOF_TIMEOUT_SCALE=%s", SCALES[_i]);
	const char *env[] = {setting, NULL};
	struct program program;

	program_init(&program);
	program.env = env;
	program_run(&program, "probe --engine fake");
	assert_refused(&program, "MEMROOF_TIMEOUT_SCALE");
	program_clear(&program);
}
END_TEST

Suite *suite_cli_input(void)
{
	Suite *suite = suite_create("cli-input");
	TCase *tcase = tcase_create("cli-input");

	tcase_set_tags(tcase, "process");
	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, test_scenario, 0, G_N_ELEMENTS(SCENARIOS));
	tcase_add_loop_test(tcase, test_place, 0, G_N_ELEMENTS(PLACES));
	tcase_add_loop_test(tcase, test_command_line, 0, G_N_ELEMENTS(COMMAND_LINES));
	tcase_add_loop_test(tcase, test_bad_timeout_scale, 0, G_N_ELEMENTS(SCALES));
	suite_add_tcase(suite, tcase);
	return suite;
}

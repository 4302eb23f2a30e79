/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The store as a file: when it is made, who may open it, and that a file which is not ours stays as
 * it is. */
#include "base/error.h"
#include "store/store.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define N_PROBES 200
#define N_WRITERS 4
#define PAGE 4096
/* Where SQLite's file format keeps them, as big-endian numbers:
 * https://www.sqlite.org/fileformat.html */
#define USER_VERSION_AT 60
#define APPLICATION_ID_AT 68

static const struct run_row RUN = {
	.started = (char *)"now", .memroof_version = (char *)"1", .host_memory = 1};

static struct store *create(const char *path)
{
	GError *error = NULL;
	struct store *store = store_create(path, &RUN, &error);

	ck_assert_msg(store != NULL, "%s", error != NULL ? error->message : "no error");
	return store;
}

static int64_t add_section(struct store *store)
{
	struct section_row row = {
		.path = (char *)"a.ini",
		.text = (char *)"",
		.kind = (char *)"probe",
		.name = (char *)"s",
		.spec = (char *)"",
		.n_points = N_PROBES,
	};

	ck_assert(store_add_section(store, &row, NULL));
	return row.id;
}

static void add_probe(struct store *store, int64_t section, unsigned slots)
{
	struct probe_row row = {
		.section = section,
		.cell = slots,
		.point = point_new(),
		.used_gpa = UNSET,
		.command = (char *)"memroof probe",
		.finished = (char *)"now",
	};

	row.point->slots = slots;
	ck_assert(store_add_probe(store, &row, NULL));
	point_free(row.point);
}

static gboolean count_probe(const struct probe_row *row, void *user)
{
	ck_assert_uint_eq(row->point->slots, (uint64_t)row->cell);
	++*(unsigned *)user;
	return TRUE;
}

static unsigned count_probes(struct store *store)
{
	unsigned n = 0;

	ck_assert(store_each_probe(store, 1, count_probe, &n, NULL));
	return n;
}

static void make_database(const char *path)
{
	struct store *store = create(path);
	int64_t section = add_section(store);

	for (unsigned i = 0; i < N_PROBES; i++)
		add_probe(store, section, i);
	store_close(store);
}

/* "a b ": the names in a directory, in its own order. */
static char *listing(const char *directory)
{
	GDir *dir = g_dir_open(directory, 0, NULL);
	GString *names = g_string_new(NULL);
	const char *name;

	ck_assert_ptr_nonnull(dir);
	while ((name = g_dir_read_name(dir)) != NULL)
		g_string_append_printf(names, "%s ", name);
	g_dir_close(dir);
	return g_string_free(names, FALSE);
}

static GString *contents(const char *path)
{
	GString *bytes = g_string_new(NULL);
	char *data;
	gsize n;

	if (g_file_test(path, G_FILE_TEST_IS_REGULAR) &&
	    g_file_get_contents(path, &data, &n, NULL)) {
		g_string_append_len(bytes, data, (gssize)n);
		g_free(data);
	}
	return bytes;
}

static void write_bytes(const char *path, const GString *bytes)
{
	ck_assert(g_file_set_contents(path, bytes->str, (gssize)bytes->len, NULL));
}

static void make_nothing(const char *path)
{
	(void)path;
}

static void make_directory_there(const char *path)
{
	ck_assert_int_eq(mkdir(path, 0700), 0);
}

static void make_fifo(const char *path)
{
	ck_assert_int_eq(mkfifo(path, 0600), 0);
}

static void make_text(const char *path)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (unsigned i = 0; i < 1000; i++)
		g_string_append(text, "[limit a]\nsize = 1G\n");
	write_bytes(path, text);
}

static void make_empty(const char *path)
{
	ck_assert(g_file_set_contents(path, "", 0, NULL));
}

static void make_random(const char *path)
{
	g_autoptr(GString) bytes = g_string_new(NULL);
	g_autoptr(GRand) random = g_rand_new_with_seed(1);

	for (unsigned i = 0; i < 3 * PAGE; i++)
		g_string_append_c(bytes, (char)g_rand_int(random));
	write_bytes(path, bytes);
}

static const char ZEROS[3 * PAGE];
static const char JUNK[PAGE] = "not a page of a tree";

/* A file that is not to be opened: made as it is, or a database of ours, patched or cut. */
static const struct bad_file {
	const char *part; /* of the error */
	void (*make)(const char *path);
	size_t at;
	const char *patch;
	size_t n_patch;
	off_t cut; /* its new size */
} BAD_FILES[] = {
	{"No such file", make_nothing},
	{"not a regular file", make_directory_there},
	{"not a regular file", make_fifo},
	{"no SQLite file", make_text},
	{"no SQLite file", make_empty},
	{"no SQLite file", make_random},
	{"no SQLite file", .cut = 60},
	{"another program", .at = APPLICATION_ID_AT, .patch = ZEROS, .n_patch = 4},
	{"newer memroof: its schema is 6", .at = USER_VERSION_AT, .patch = "\0\0\0\6",
	 .n_patch = 4},
	{"older memroof: its schema is 4", .at = USER_VERSION_AT, .patch = "\0\0\0\4",
	 .n_patch = 4},
	{"no schema version", .at = USER_VERSION_AT, .patch = ZEROS, .n_patch = 4},
	{"damaged database", .cut = PAGE + PAGE / 2},
	{"damaged database", .cut = 6 * PAGE},
	{"damaged database", .at = 6 * PAGE, .patch = JUNK, .n_patch = sizeof(JUNK)},
	{"damaged database", .at = 5 * PAGE, .patch = ZEROS, .n_patch = sizeof(ZEROS)},
};

static void make_bad_file(const struct bad_file *bad, const char *path)
{
	GString *bytes;

	if (bad->make != NULL) {
		bad->make(path);
		return;
	}
	make_database(path);
	bytes = contents(path);
	ck_assert_uint_gt(bytes->len, MAX(bad->at + bad->n_patch, (size_t)bad->cut));
	if (bad->patch != NULL)
		memcpy(bytes->str + bad->at, bad->patch, bad->n_patch);
	if (bad->cut > 0)
		g_string_truncate(bytes, (gsize)bad->cut);
	write_bytes(path, bytes);
	g_string_free(bytes, TRUE);
}

/* Neither reading nor continuing it works, and nothing in its directory changes. */
START_TEST(test_bad_file)
{
	g_autofree char *directory = make_directory();
	g_autofree char *path = g_build_filename(directory, "x.db", NULL);
	g_autofree char *names = NULL;
	GString *before, *after;
	GError *error = NULL;

	make_bad_file(&BAD_FILES[_i], path);
	before = contents(path);
	names = listing(directory);
	ck_assert_ptr_null(store_open(path, NULL, &error));
	ck_assert_ptr_nonnull(strstr(error->message, path));
	assert_error(&error, MEMROOF_ERROR_INPUT, BAD_FILES[_i].part);
	ck_assert_ptr_null(store_open(path, &RUN, &error));
	assert_error(&error, MEMROOF_ERROR_INPUT, BAD_FILES[_i].part);
	after = contents(path);
	ck_assert(g_string_equal(before, after));
	assert_text(listing(directory), names);
	g_string_free(before, TRUE);
	g_string_free(after, TRUE);
}
END_TEST

/* Damage that SQLite cannot know of: a word that we never write. */
START_TEST(test_row_without_sense)
{
	g_autofree char *directory = make_directory();
	g_autofree char *path = g_build_filename(directory, "x.db", NULL);
	GError *error = NULL;
	struct store *store;
	unsigned n = 0;
	GString *bytes;
	char *word;

	make_database(path);
	bytes = contents(path);
	word = memmem(bytes->str, bytes->len, "acceptedspawn", 13);
	ck_assert_ptr_nonnull(word);
	*word = 'X';
	write_bytes(path, bytes);
	g_string_free(bytes, TRUE);
	store = store_open(path, NULL, NULL);
	ck_assert_ptr_nonnull(store);
	ck_assert(!store_each_probe(store, 1, count_probe, &n, &error));
	assert_error(&error, MEMROOF_ERROR_INPUT, "makes no sense");
	ck_assert_uint_lt(n, N_PROBES);
	store_close(store);
}
END_TEST

START_TEST(test_create_replaces_nothing)
{
	g_autofree char *directory = make_directory();
	g_autofree char *path = g_build_filename(directory, "x.db", NULL);
	g_autofree char *dangling = g_build_filename(directory, "y.db", NULL);
	GError *error = NULL;
	GString *bytes;

	ck_assert(g_file_set_contents(path, "mine", -1, NULL));
	ck_assert_int_eq(symlink("nowhere", dangling), 0);
	ck_assert_ptr_null(store_create(path, &RUN, &error));
	assert_error(&error, MEMROOF_ERROR_INPUT, "--resume");
	ck_assert_ptr_null(store_create(dangling, &RUN, &error));
	assert_error(&error, MEMROOF_ERROR_INPUT, "exists already");
	ck_assert_ptr_null(store_create(directory, &RUN, &error));
	assert_error(&error, MEMROOF_ERROR_INPUT, "exists already");
	bytes = contents(path);
	ck_assert_str_eq(bytes->str, "mine");
	g_string_free(bytes, TRUE);
	ck_assert_int_eq(unlink(path), 0);
	assert_text(listing(directory), "y.db ");
}
END_TEST

/* Where no file can be made; the last one only stops who is not root. */
static const char *const NO_PLACES[] = {"file/x.db", "missing/x.db", "closed/x.db"};

START_TEST(test_create_leaves_nothing)
{
	g_autofree char *directory = make_directory();
	g_autofree char *file = g_build_filename(directory, "file", NULL);
	g_autofree char *closed = g_build_filename(directory, "closed", NULL);
	g_autofree char *path = g_build_filename(directory, NO_PLACES[_i], NULL);
	g_autofree char *names = NULL;
	GError *error = NULL;

	if (geteuid() == 0 && g_str_has_prefix(NO_PLACES[_i], "closed"))
		return;
	ck_assert(g_file_set_contents(file, "text", -1, NULL));
	ck_assert_int_eq(mkdir(closed, 0500), 0);
	names = listing(directory);
	ck_assert_ptr_null(store_create(path, &RUN, &error));
	assert_error(&error, MEMROOF_ERROR_BROKEN, path);
	assert_text(listing(directory), names);
	assert_text(listing(closed), "");
}
END_TEST

START_TEST(test_one_writer_many_readers)
{
	g_autofree char *directory = make_directory();
	g_autofree char *path = g_build_filename(directory, "x.db", NULL);
	struct store *writer = create(path), *reader;
	int64_t section = add_section(writer);
	GError *error = NULL;

	add_probe(writer, section, 0);
	ck_assert_ptr_null(store_open(path, &RUN, &error));
	assert_error(&error, MEMROOF_ERROR_BROKEN, "another memroof is writing");
	reader = store_open(path, NULL, &error);
	ck_assert_ptr_nonnull(reader);
	ck_assert_uint_eq(count_probes(reader), 1);
	add_probe(writer, section, 1);
	ck_assert_uint_eq(count_probes(reader), 2);
	store_close(reader);
	store_close(writer);
	assert_text(listing(directory), "x.db ");
	/* The lock goes with its holder. */
	writer = store_open(path, &RUN, &error);
	ck_assert_ptr_nonnull(writer);
	ck_assert_uint_eq(count_probes(writer), 2);
	store_close(writer);
	assert_text(listing(directory), "x.db ");
}
END_TEST

/* What each of the threads adds: a share of its own. */
struct share {
	struct store *store;
	int64_t section;
	unsigned first;
};

static void *add_share(void *data)
{
	const struct share *share = data;

	for (unsigned i = share->first; i < N_PROBES; i += N_WRITERS)
		add_probe(share->store, share->section, i);
	return NULL;
}

START_TEST(test_threads)
{
	g_autofree char *directory = make_directory();
	g_autofree char *path = g_build_filename(directory, "x.db", NULL);
	struct store *store = create(path);
	int64_t section = add_section(store);
	struct share shares[N_WRITERS];
	GThread *threads[N_WRITERS];

	for (unsigned i = 0; i < N_WRITERS; i++) {
		shares[i] = (struct share){store, section, i};
		threads[i] = g_thread_new("writer", add_share, &shares[i]);
	}
	for (unsigned i = 0; i < N_WRITERS; i++)
		g_thread_join(threads[i]);
	ck_assert_uint_eq(count_probes(store), N_PROBES);
	store_close(store);
}
END_TEST

Suite *suite_store_file(void)
{
	Suite *suite = suite_create("store-file");
	TCase *open = tcase_create("open"), *write = tcase_create("write");

	tcase_add_loop_test(open, test_bad_file, 0, G_N_ELEMENTS(BAD_FILES));
	tcase_add_test(open, test_row_without_sense);
	suite_add_tcase(suite, open);
	tcase_add_test(write, test_create_replaces_nothing);
	tcase_add_loop_test(write, test_create_leaves_nothing, 0, G_N_ELEMENTS(NO_PLACES));
	tcase_add_test(write, test_one_writer_many_readers);
	tcase_add_test(write, test_threads);
	suite_add_tcase(suite, write);
	return suite;
}

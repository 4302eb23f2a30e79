/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/qemu_files.h"

#include "base/diff.h"
#include "model/keys.h"
#include "tests/ensure.h"
#include "tests/program.h"
#include "tests/tests.h"

#include <stdio.h>
#include <string.h>

static char *corpus_path(const char *file)
{
	g_autofree char *below = g_strconcat("check/", file, NULL);

	return data_path(below);
}

static char *load(const char *file, size_t *length)
{
	g_autofree char *path = corpus_path(file);
	char *text;

	ck_assert_msg(g_file_get_contents(path, &text, length, NULL), "%s", path);
	return text;
}

static char *describe(const struct config *config)
{
	static const char *const kinds[] = {"assumed", "unclear", "in vain", "missing"};
	g_autofree char *point = point_text(config->point);
	GString *text = g_string_new(point);

	if (config->host_cpu)
		g_string_append(text, " + host's");
	if (config->plugged != 0)
		g_string_append_printf(
			text, " + %" G_GUINT64_FORMAT " plugged, %" G_GUINT64_FORMAT " DIMMs",
			config->plugged, config->dimms);
	for (unsigned i = 0; i < config->remarks->len; i++) {
		const struct remark *remark = g_ptr_array_index(config->remarks, i);

		g_string_append_printf(text, "\n%s:%u: %s", kinds[remark->kind], remark->line,
				       remark->words);
	}
	return g_string_free(text, FALSE);
}

void check_reading(const struct reading *reading)
{
	size_t length;
	g_autofree char *text = load(reading->file, &length), *got = NULL;
	GError *error = NULL;
	struct config *config = config_read("FILE", text, length, &error);

	if (config != NULL) {
		got = describe(config);
		config_free(config);
	} else {
		got = g_strdup(error->message);
		g_error_free(error);
	}
	ENSURE_MSG(strcmp(got, reading->expected) == 0, "%s: read as\n%s\ninstead of\n%s",
		   reading->file, got, reading->expected);
}

void check_all_are_read(const char *directory, const struct reading *readings, unsigned n)
{
	g_autofree char *path = corpus_path(directory);
	GDir *files = g_dir_open(path, 0, NULL);
	const char *name;
	unsigned found = 0;

	ck_assert_ptr_nonnull(files);
	while ((name = g_dir_read_name(files)) != NULL) {
		g_autofree char *file = g_strconcat(directory, "/", name, NULL);
		gboolean known = FALSE;

		for (unsigned i = 0; i < n; i++)
			known = known || strcmp(readings[i].file, file) == 0;
		ENSURE_MSG(known, "nothing says how %s is to be read", file);
		found++;
	}
	g_dir_close(files);
	ck_assert_uint_eq(found, n);
}

/* Sets @point's values from "size=1G maxmem=unset". */
static void change_point(struct point *point, const char *changes)
{
	g_auto(GStrv) words = g_strsplit(changes, " ", -1);

	for (char **word = words; *word != NULL; word++) {
		g_auto(GStrv) parts = g_strsplit(*word, "=", 2);
		const struct key *key = key_find(parts[0]);

		ck_assert_ptr_nonnull(key);
		if (strcmp(parts[1], "unset") == 0)
			*key_number(key, point) = UNSET;
		else
			ck_assert(key_set(key, point, parts[1], NULL));
	}
}

/* The changed file with its length, or NULL with an error. */
static char *rewrite(const struct config *config, const char *changes, size_t *length,
		     GError **error)
{
	struct point *wanted = point_copy(config->point);
	char *text;

	if (changes != NULL)
		change_point(wanted, changes);
	text = config_rewrite_bytes(config, wanted, length, error);
	point_free(wanted);
	return text;
}

void check_many(const char *before, const char *unit, const char *changes)
{
	GString *text = g_string_new(before);
	GError *error = NULL;
	struct config *config;
	g_autofree char *changed = NULL;

	/* A number has five digits at most. */
	for (unsigned i = 0; text->len + 5 * strlen(unit) < CONFIG_MAX_BYTES; i++) {
		for (const char *c = unit; *c != '\0'; c++)
			g_string_append_printf(text, *c == '@' ? "%x" : "%c",
					       *c == '@' ? i : (unsigned char)*c);
	}
	g_string_append_c(text, '\n');
	config = config_read("many", text->str, text->len, &error);
	ck_assert_msg(config != NULL, "%s", error != NULL ? error->message : "");
	changed = rewrite(config, changes, NULL, &error);
	ck_assert_msg(changed != NULL, "%s", error != NULL ? error->message : "");
	config_free(config);
	g_string_free(text, TRUE);
}

/* NUL bytes as line ends, so that what differs can be said. */
static void show_nul(char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (text[i] == '\0')
			text[i] = '\n';
	}
}

/* The lines of a diff that differ, without its head. */
static char *changed_lines(const char *before, const char *after)
{
	g_autofree char *diff = diff_unified(before, after, "file");
	g_auto(GStrv) lines = g_strsplit(diff, "\n", -1);
	GString *text = g_string_new(NULL);

	for (unsigned i = 0; lines[i] != NULL; i++) {
		if (i >= 2 && (lines[i][0] == '-' || lines[i][0] == '+'))
			g_string_append_printf(text, "%s\n", lines[i]);
	}
	return g_string_free(text, FALSE);
}

void check_rewriting(const struct rewriting *rewriting)
{
	size_t length, new_length = 0;
	g_autofree char *text = load(rewriting->file, &length), *after = NULL, *got = NULL;
	GError *error = NULL;
	struct config *config = config_read("FILE", text, length, NULL);

	ck_assert_msg(config != NULL, "%s", rewriting->file);
	after = rewrite(config, rewriting->changes, &new_length, &error);
	config_free(config);
	if (after != NULL) {
		show_nul(text, length);
		show_nul(after, new_length);
		got = changed_lines(text, after);
	} else {
		got = g_strdup(error->message);
		g_error_free(error);
	}
	ENSURE_MSG(strcmp(got, rewriting->expected) == 0, "%s with %s: changed\n%s\ninstead of\n%s",
		   rewriting->file, rewriting->changes, got, rewriting->expected);
}

void check_same(const char *file)
{
	size_t length, new_length = 0;
	g_autofree char *text = load(file, &length), *after = NULL;
	struct config *config = config_read("FILE", text, length, NULL);

	if (config == NULL)
		return;
	after = rewrite(config, NULL, &new_length, NULL);
	ENSURE_MSG(after != NULL && new_length == length && memcmp(after, text, length) == 0, "%s",
		   file);
	config_free(config);
}

/* Cuts, doubles, drops or overwrites some bytes. */
static GString *mutated(GRand *random, const char *text, size_t length)
{
	static const char *const pieces[] = {
		",",    "=", "\"",   "'",       "\\", "\n", "$",
		"-m ",  "{", "}",    "[",       "]",  "0x", "9999999999999999999",
		"\xff", "#", "size", "maxmem=", "<<", " "};
	GString *copy = g_string_new_len(text, (gssize)length);
	unsigned n = (unsigned)g_rand_int_range(random, 1, 4);

	for (unsigned i = 0; i < n; i++) {
		gssize at = g_rand_int_range(random, 0, (gint32)copy->len + 1);
		const char *piece =
			pieces[g_rand_int_range(random, 0, (gint32)G_N_ELEMENTS(pieces))];

		switch (g_rand_int_range(random, 0, 4)) {
		case 0:
			g_string_truncate(copy, (gsize)at);
			break;
		case 1:
			g_string_insert(copy, at, piece);
			break;
		case 2:
			g_string_erase(copy, at, MIN((gssize)copy->len - at, 7));
			break;
		default:
			if ((gsize)at < copy->len)
				copy->str[at] = (char)g_rand_int_range(random, 0, 256);
		}
	}
	return copy;
}

/* Whatever a file is, it is read or there is one line that says why not; and the same holds for
 * changing it. What is written has been read again by config_rewrite(). */
static void check_one_mutation(const GString *text)
{
	static const char *const changes[] = {
		"size=1G", "slots=unset maxmem=unset", "slots=3 maxmem=40G pci-hole64=4G",
		"phys-bits=41 size=3G", "pci-hole64=unset phys-bits=unset size=unset"};
	GError *error = NULL;
	struct config *config = config_read("FILE", text->str, text->len, &error);

	if (config == NULL) {
		ENSURE(error != NULL && strchr(error->message, '\n') == NULL);
		g_error_free(error);
		return;
	}
	for (unsigned i = 0; i < G_N_ELEMENTS(changes); i++) {
		g_autofree char *after = rewrite(config, changes[i], NULL, &error);

		ENSURE((after != NULL) == (error == NULL));
		g_clear_error(&error);
	}
	config_free(config);
}

void check_mutations(const char *directory, unsigned rounds)
{
	g_autofree char *path = corpus_path(directory);
	GDir *files = g_dir_open(path, 0, NULL);
	GRand *random = g_rand_new_with_seed(20250211);
	const char *name;

	ck_assert_ptr_nonnull(files);
	while ((name = g_dir_read_name(files)) != NULL) {
		g_autofree char *file = g_strconcat(directory, "/", name, NULL), *text = NULL;
		size_t length;

		text = load(file, &length);
		for (unsigned i = 0; i < rounds; i++) {
			GString *copy = mutated(random, text, length);

			check_one_mutation(copy);
			g_string_free(copy, TRUE);
		}
	}
	g_rand_free(random);
	g_dir_close(files);
}

/* What came of a start. */
struct verdict {
	gboolean accepted;
	uint64_t base, plugged; /* bytes */
};

static uint64_t number_behind(const char *text, const char *key)
{
	const char *found = strstr(text, key);

	return found == NULL ? 0 : g_ascii_strtoull(found + strlen(key), NULL, 10);
}

#define QMP_CONVERSATION                                                                           \
	"{\"execute\": \"qmp_capabilities\"}\n"                                                    \
	"{\"execute\": \"query-memory-size-summary\"}\n"                                           \
	"{\"execute\": \"quit\"}\n"

/*
 * The emulator in the file is replaced by a script that adds what makes QEMU tell its memory and
 * leave. The shell that reads the file is a real one.
 */
static struct verdict start_file(struct program *program, const char *shell, const char *text,
				 size_t length)
{
	g_autofree char *file = program_path(program, "file"), *qmp = NULL, *qemu = NULL;
	g_autofree char *script = NULL;
	struct verdict verdict = {0};

	ck_assert(g_file_set_contents(file, text, (gssize)length, NULL));
	program_script(program, "qemu-system-x86_64",
		       "exec \"$REAL_QEMU\" \"$@\" -S -qmp stdio -display none <qmp\n");
	program_write(program, "qmp", QMP_CONVERSATION);
	qemu = g_find_program_in_path("qemu-system-x86_64");
	script = g_strdup_printf("export REAL_QEMU='%s' PATH=\"$PWD:$PATH\"; file='%s'; %s", qemu,
				 file, shell);
	char *argv[] = {(char *)"/bin/sh", (char *)"-c", script, NULL};

	program_run_other(program, argv);
	verdict.accepted = strstr(program->out, "base-memory") != NULL;
	verdict.base = number_behind(program->out, "\"base-memory\": ");
	verdict.plugged = number_behind(program->out, "\"plugged-memory\": ");
	return verdict;
}

/* What memroof's own start of the point says. */
static gboolean probe_accepts(struct program *program, const struct config *config)
{
	g_autofree char *text = point_text(config->point);
	g_auto(GStrv) words = NULL;
	g_autoptr(GString) arguments = g_string_new("probe");
	int status;

	ck_assert(g_shell_parse_argv(text, NULL, &words, NULL));
	for (char **word = words; *word != NULL; word++) {
		g_auto(GStrv) parts = g_strsplit(*word, "=", 2);

		/* Which firmware there is does not decide what QEMU accepts. */
		if (strcmp(parts[0], "firmware") != 0)
			g_string_append_printf(arguments, " --%s '%s'", parts[0], parts[1]);
	}
	status = program_run(program, "%s", arguments->str);
	ck_assert_msg(status == 0 || status == 1, "%s: %s", arguments->str, program->err);
	return status == 0;
}

static void check_verdicts(const char *file, const char *shell, const char *text, size_t length)
{
	GError *error = NULL;
	struct config *config = config_read(file, text, length, &error);
	struct program program;
	struct verdict verdict;

	ck_assert_msg(config != NULL, "%s", error != NULL ? error->message : file);
	program_init(&program);
	verdict = start_file(&program, shell, text, length);
	if (verdict.accepted) {
		ENSURE_MSG(verdict.base == point_size(config->point), "%s: QEMU has another size",
			   file);
		ENSURE_MSG(config->dimms == 0 || verdict.plugged == config->plugged, "%s", file);
	}
	ENSURE_MSG(verdict.accepted || strstr(program.err, "phys-bits too low") != NULL, "%s: %s",
		   file, program.err);
	ENSURE_MSG(probe_accepts(&program, config) == verdict.accepted,
		   "%s: QEMU %s the file, but not what was read", file,
		   verdict.accepted ? "accepts" : "refuses");
	program_clear(&program);
	config_free(config);
}

void check_with_qemu(const char *file, const char *shell, const char *changes)
{
	g_autofree char *qemu = g_find_program_in_path("qemu-system-x86_64"), *text = NULL;
	g_autofree char *after = NULL;
	struct config *config;
	size_t length, new_length = 0;
	GError *error = NULL;

	if (qemu == NULL) {
		printf("skipped: %s: there is no qemu-system-x86_64\n", file);
		return;
	}
	if (shell == NULL)
		shell = "qemu-system-x86_64 -nodefaults -readconfig \"$file\"";
	text = load(file, &length);
	check_verdicts(file, shell, text, length);
	config = config_read(file, text, length, NULL);
	after = rewrite(config, changes, &new_length, &error);
	ck_assert_msg(after != NULL, "%s: %s", file, error != NULL ? error->message : "");
	check_verdicts(file, shell, after, new_length);
	config_free(config);
}

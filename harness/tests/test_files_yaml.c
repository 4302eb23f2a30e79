/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Texts of YAML, their places in the file, and edits of them. */
#include "base/error.h"
#include "files/yaml_tree.h"
#include "tests/suites.h"
#include "tests/tests.h"

#include <string.h>

static struct config config_of(const char *text)
{
	return (struct config){.name = (char *)"x", .text = (char *)text, .length = strlen(text)};
}

/* A file with the key k, the text that it has, and the file with "new\nline" in place of its OLD;
 * NULL where that cannot be said. */
static const struct {
	const char *file, *text, *changed;
} SCALARS[] = {
	{"k: OLD # not\n", "OLD", NULL},
	{"k: 'it''s OLD'\n", "it's OLD", NULL},
	{"k: \"a\\tOLD\\x4f\\u00e9\\\"\"\n", "a\tOLDO\303\251\"",
	 "k: \"a\\tnew\\nline\\x4f\\u00e9\\\"\"\n"},
	{"k: \"a\n  OLD \\\n  \\ b\n\n  c\"\n", "a OLD  b\nc",
	 "k: \"a\n  new\\nline \\\n  \\ b\n\n  c\"\n"},
	{"k: |\n  a\n  OLD\nl: 1\n", "a\nOLD\n", "k: |\n  a\n  new\n  line\nl: 1\n"},
	{"k: |-\n  OLD", "OLD", "k: |-\n  new\n  line"},
	{"k: |+\n    a\n\n    OLD\n\n", "a\n\nOLD\n\n", "k: |+\n    a\n\n    new\n    line\n\n"},
	{"k: |2-\n    OLD\n   b\n", "  OLD\n b", "k: |2-\n    new\n  line\n   b\n"},
	{"k: |-1 # indented\n  OLD\n", " OLD", "k: |-1 # indented\n  new\n line\n"},
	{"k: |\r\n  a\r\n  OLD\r\n", "a\nOLD\n", "k: |\r\n  a\r\n  new\r\n  line\r\n"},
	{"\xef\xbb\xbf# \303\274\nk: |\n  \303\274 OLD\n", "\303\274 OLD\n",
	 "\xef\xbb\xbf# \303\274\nk: |\n  \303\274 new\n  line\n"},
	{"a: \303\274\nk: \"\303\274 OLD\"\n", "\303\274 OLD",
	 "a: \303\274\nk: \"\303\274 new\\nline\"\n"},
	{"k: >\n  OLD\n  b\n", "OLD b\n", NULL},
};

static char *edited(const struct config *config, const struct tree_entry *entry, const char *with)
{
	struct edits *edits = edits_new();
	g_autofree size_t *origins = tree_origins(config, entry);
	size_t at = (size_t)(strstr(entry->text, "OLD") - entry->text);
	char *text = NULL;

	if (tree_edit(config, entry, origins, at, at + 3, with, edits))
		text = edits_apply(edits, config->text, config->length, NULL);
	edits_free(edits);
	return text;
}

START_TEST(texts_are_edited_where_they_stand)
{
	struct config config = config_of(SCALARS[_i].file);
	struct tree_entry *root = tree_read(&config, NULL);
	g_autofree char *text = NULL;

	ck_assert_ptr_nonnull(root);
	ck_assert_str_eq(tree_get(root, "k")->text, SCALARS[_i].text);
	text = edited(&config, tree_get(root, "k"), "new\nline");
	ck_assert_msg(g_strcmp0(text, SCALARS[_i].changed) == 0, "%s", text);
	tree_free(root);
}
END_TEST

/* What is read again is what was meant. */
START_TEST(edited_texts_say_what_was_meant)
{
	struct config config = config_of(SCALARS[_i].file), again;
	struct tree_entry *root = tree_read(&config, NULL), *entry = tree_get(root, "k");
	g_autofree char *text = edited(&config, entry, "n w"), *expected = NULL;
	g_auto(GStrv) parts = g_strsplit(entry->text, "OLD", 2);

	if (text != NULL) {
		struct tree_entry *other;

		again = config_of(text);
		other = tree_read(&again, NULL);
		ck_assert_ptr_nonnull(other);
		expected = g_strjoinv("n w", parts);
		ck_assert_str_eq(tree_get(other, "k")->text, expected);
		tree_free(other);
	}
	ck_assert((text == NULL) == (entry->style == TREE_FOLDED));
	tree_free(root);
}
END_TEST

/* A mapping m with a new key "kb", which is a block of two lines where @block. */
static const struct {
	const char *file;
	gboolean block;
	const char *changed;
} ADDED[] = {
	{"m:\n  ka: 1\n  kc: 2\n", FALSE, "m:\n  ka: 1\n  kb: x\n  kc: 2\n"},
	{"m:\n  ka: 1\nn: 2\n", FALSE, "m:\n  ka: 1\n  kb: x\nn: 2\n"},
	{"m:\n    ka: |\n      x\n\nn: 2\n", FALSE, "m:\n    ka: |\n      x\n\n    kb: x\nn: 2\n"},
	{"m:\n  ka: 1", FALSE, "m:\n  ka: 1\n  kb: x"},
	{"m:\r\n  ka: 1\r\n", TRUE, "m:\r\n  ka: 1\r\n  kb: |-\r\n    x\r\n    y\r\n"},
	{"m: {}\nn: 1\n", TRUE, "m:\n  kb: |-\n    x\n    y\nn: 1\n"},
	{"m: {}", FALSE, "m:\n  kb: x"},
	{"m: {ka: 1}\n", FALSE, NULL},
};

START_TEST(new_keys_come_where_they_are_sorted)
{
	struct config config = config_of(ADDED[_i].file);
	struct tree_entry *root = tree_read(&config, NULL);
	struct tree_new new = {"kb", (char *)(ADDED[_i].block ? "x\ny" : "x"), ADDED[_i].block};
	struct edits *edits = edits_new();
	g_autofree char *text = NULL;
	GError *error = NULL;

	if (tree_add(&config, root, tree_get(root, "m"), &new, 1, edits, &error))
		text = edits_apply(edits, config.text, config.length, NULL);
	else
		assert_error(&error, MEMROOF_ERROR_INPUT, "is written in braces");
	ck_assert_msg(g_strcmp0(text, ADDED[_i].changed) == 0, "%s", text);
	edits_free(edits);
	tree_free(root);
}
END_TEST

static const struct {
	const char *file, *error;
} BROKEN[] = {
	{"", "x:1: empty"},
	{"a: 1\nb: *c\n", "x:2: *c: an alias"},
	{"a: &b 1\n", "x:1: &b: an anchor"},
	{"a: 1\na: 2\n", "x:2: a: expected once, and it is on line 1 already"},
	{"a: {b: 1,\nb: 2}\n", "x:2: b: expected once"},
	{"a: !!binary QQ==\n", "x:1: tag:yaml.org,2002:binary: a tag"},
	{"a: 1\n---\nb: 1\n", "x:2: a second document"},
	{"[a]: 1\n", "x:1: a mapping or a list as a key"},
	{"a: \"\\0\"\n", "x:1: a: a NUL character"},
	{"a: [\n", "not YAML"},
	{"a: 1\n b: 2\n", "x:2: not YAML"},
};

START_TEST(what_is_no_tree_is_an_error)
{
	struct config config = config_of(BROKEN[_i].file);
	GError *error = NULL;

	ck_assert_ptr_null(tree_read(&config, &error));
	assert_error(&error, MEMROOF_ERROR_INPUT, BROKEN[_i].error);
}
END_TEST

Suite *suite_files_yaml(void)
{
	Suite *suite = suite_create("files-yaml");
	TCase *tree = tcase_create("tree");

	tcase_add_loop_test(tree, texts_are_edited_where_they_stand, 0, G_N_ELEMENTS(SCALARS));
	tcase_add_loop_test(tree, edited_texts_say_what_was_meant, 0, G_N_ELEMENTS(SCALARS));
	tcase_add_loop_test(tree, new_keys_come_where_they_are_sorted, 0, G_N_ELEMENTS(ADDED));
	tcase_add_loop_test(tree, what_is_no_tree_is_an_error, 0, G_N_ELEMENTS(BROKEN));
	suite_add_tcase(suite, tree);
	return suite;
}

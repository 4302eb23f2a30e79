/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/expect.h"

#include "base/error.h"
#include "base/size.h"
#include "base/text.h"

#include <string.h>

static const struct {
	const char *name;
	enum expect_kind kind;
} LIMIT_WORDS[] = {{"none", EXPECT_NONE}, {"all", EXPECT_ALL}, {"model", EXPECT_MODEL}};

/* The outcomes that are answers; the others say nothing of the guest. */
static const enum outcome ANSWERS[] = {OUTCOME_ACCEPTED, OUTCOME_REFUSED, OUTCOME_CRASH,
				       OUTCOME_TIMEOUT};

static void free_expectation(void *data)
{
	struct expectation *expectation = data;

	g_array_unref(expectation->terms);
	g_free(expectation->text);
	g_free(expectation);
}

void expect_free(struct expect *expect)
{
	if (expect == NULL)
		return;
	g_free(expect->along);
	g_ptr_array_unref(expect->values);
	g_free(expect);
}

static gboolean bad_term(const char *text, const char *expected, const char *const *words,
			 GError **error)
{
	g_autofree char *shown = text_printable(text, 60), *hint = text_hint(text, words);

	return input_error(error, "bad value '%s' for expect%s: expected %s", shown, hint,
			   expected);
}

static gboolean bad_limit(const char *text, GError **error)
{
	const char *words[G_N_ELEMENTS(LIMIT_WORDS) + 1] = {NULL};

	for (unsigned i = 0; i < G_N_ELEMENTS(LIMIT_WORDS); i++)
		words[i] = LIMIT_WORDS[i].name;
	return bad_term(text, EXPECT_LIMIT_WORDS, words, error);
}

/* A value of the axis, within the bounds that its key has anyway. */
static gboolean read_value(const struct key *axis, const char *text, uint64_t *value,
			   GError **error)
{
	struct point *point = point_new();
	gboolean ok = key_set(axis, point, text, error);

	if (ok)
		*value = *key_number(axis, point);
	else
		g_prefix_error(error, "expect: ");
	point_free(point);
	return ok;
}

/* "20G-24G" */
static gboolean read_range(const struct key *axis, const char *text, struct expect_term *term,
			   GError **error)
{
	g_auto(GStrv) ends = g_strsplit(text, "-", 2);

	if (!read_value(axis, g_strstrip(ends[0]), &term->low, error) ||
	    !read_value(axis, g_strstrip(ends[1]), &term->high, error))
		return FALSE;
	return term->low <= term->high ||
	       input_error(error, "bad range '%s' for expect: expected the smaller value first",
			   text);
}

static gboolean read_limit(const struct key *axis, const char *text, struct expect_term *term,
			   GError **error)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(LIMIT_WORDS); i++) {
		term->kind = LIMIT_WORDS[i].kind;
		if (g_str_equal(text, LIMIT_WORDS[i].name))
			return TRUE;
	}
	*term = (struct expect_term){EXPECT_RANGE, 0, UINT64_MAX, 0, N_REASONS};
	if (g_str_has_prefix(text, ">="))
		return read_value(axis, text + 2 + strspn(text + 2, " \t"), &term->low, error);
	if (g_str_has_prefix(text, "<="))
		return read_value(axis, text + 2 + strspn(text + 2, " \t"), &term->high, error);
	if (!g_ascii_isdigit(*text))
		return bad_limit(text, error);
	if (strchr(text, '-') != NULL)
		return read_range(axis, text, term, error);
	if (!read_value(axis, text, &term->low, error))
		return FALSE;
	term->high = term->low;
	return TRUE;
}

static gboolean read_reason(const char *text, enum reason *reason, GError **error)
{
	const char *words[N_REASONS + 1] = {NULL};
	g_autofree char *hint = NULL, *shown = NULL;

	if (reason_from_name(text, reason) && *reason != REASON_NONE)
		return TRUE;
	for (unsigned i = 1; i < N_REASONS; i++)
		words[i - 1] = reason_name(i);
	hint = text_hint(text, words);
	shown = text_printable(text, 60);
	return input_error(error,
			   "expect: unknown reason '%s'%s: expected a reason as tables show it, "
			   "such as phys-bits, slots or alignment",
			   shown, hint);
}

static gboolean bad_outcome(const char *text, GError **error)
{
	const char *words[G_N_ELEMENTS(ANSWERS) + 1] = {NULL};
	enum outcome outcome;

	if (outcome_from_name(text, &outcome))
		return input_error(error,
				   "expect: %s says nothing of the guest: expected "
				   "" EXPECT_PROBE_WORDS,
				   text);
	for (unsigned i = 0; i < G_N_ELEMENTS(ANSWERS); i++)
		words[i] = outcome_name(ANSWERS[i]);
	return bad_term(text, EXPECT_PROBE_WORDS, words, error);
}

/* "refused", "refused phys-bits" */
static gboolean read_outcome(const char *text, struct expect_term *term, GError **error)
{
	g_auto(GStrv) words = g_strsplit(text, " ", 2);
	const char *reason = words[1] != NULL ? g_strstrip(words[1]) : NULL;

	*term = (struct expect_term){EXPECT_OUTCOME, 0, 0, 0, N_REASONS};
	for (unsigned i = 0; i < G_N_ELEMENTS(ANSWERS); i++) {
		term->outcome = ANSWERS[i];
		if (!g_str_equal(words[0], outcome_name(ANSWERS[i])))
			continue;
		if (reason == NULL)
			return TRUE;
		if (term->outcome == OUTCOME_ACCEPTED)
			return input_error(error, "expect: accepted has no reason, such as '%s'",
					   reason);
		return read_reason(reason, &term->reason, error);
	}
	return bad_outcome(words[0], error);
}

static void append_term(GString *text, const struct expect_term *term, const struct key *axis)
{
	g_autofree char *low = NULL, *high = NULL;
	gboolean size = axis != NULL && axis->type == KEY_SIZE;

	low = size ? size_exact(term->low) : g_strdup_printf("%" G_GUINT64_FORMAT, term->low);
	high = size ? size_exact(term->high) : g_strdup_printf("%" G_GUINT64_FORMAT, term->high);
	if (text->len > 0)
		g_string_append(text, " or ");
	for (unsigned i = 0; i < G_N_ELEMENTS(LIMIT_WORDS); i++)
		if (LIMIT_WORDS[i].kind == term->kind)
			g_string_append(text, LIMIT_WORDS[i].name);
	if (term->kind == EXPECT_OUTCOME)
		g_string_append_printf(text, "%s%s%s", outcome_name(term->outcome),
				       term->reason < N_REASONS ? " " : "",
				       term->reason < N_REASONS ? reason_name(term->reason) : "");
	else if (term->kind == EXPECT_RANGE && term->low == term->high)
		g_string_append(text, low);
	else if (term->kind == EXPECT_RANGE && term->high == UINT64_MAX)
		g_string_append_printf(text, ">= %s", low);
	else if (term->kind == EXPECT_RANGE && term->low == 0)
		g_string_append_printf(text, "<= %s", high);
	else if (term->kind == EXPECT_RANGE)
		g_string_append_printf(text, "%s-%s", low, high);
}

static struct expectation *read_expectation(const char *text, const struct key *axis,
					    GError **error)
{
	g_auto(GStrv) words = g_strsplit(text, " or ", -1);
	struct expectation *expectation = g_new0(struct expectation, 1);
	GString *canonical = g_string_new(NULL);
	gboolean ok = TRUE;

	expectation->terms = g_array_new(FALSE, TRUE, sizeof(struct expect_term));
	for (char **word = words; ok && *word != NULL; word++) {
		struct expect_term term = {.reason = N_REASONS};

		if (*g_strstrip(*word) == '\0')
			ok = input_error(error, "expect has an empty value");
		else
			ok = axis != NULL ? read_limit(axis, *word, &term, error)
					  : read_outcome(*word, &term, error);
		if (ok)
			append_term(canonical, &term, axis);
		g_array_append_val(expectation->terms, term);
	}
	if (*words == NULL)
		ok = input_error(error, "expect has an empty value");
	expectation->text = g_string_free(canonical, FALSE);
	if (!ok)
		g_clear_pointer(&expectation, free_expectation);
	return expectation;
}

/* "slots: …": takes the key's name off @text. */
static const char *read_along(const char *text, char **along)
{
	const char *colon = strchr(text, ':');

	if (colon == NULL)
		return text;
	*along = g_strndup(text, (gsize)(colon - text));
	g_strstrip(*along);
	return colon + 1;
}

struct expect *expect_parse(const char *text, const struct key *axis, GError **error)
{
	struct expect *expect = g_new0(struct expect, 1);
	g_auto(GStrv) words = NULL;

	expect->values = g_ptr_array_new_with_free_func(free_expectation);
	words = g_strsplit(read_along(text, &expect->along), ",", -1);
	for (char **word = words; *word != NULL; word++) {
		struct expectation *expectation = read_expectation(*word, axis, error);

		if (expectation == NULL) {
			expect_free(expect);
			return NULL;
		}
		g_ptr_array_add(expect->values, expectation);
	}
	if (expect->values->len > 0)
		return expect;
	input_error(error, "expect has an empty value");
	expect_free(expect);
	return NULL;
}

char *expect_text(const struct expect *expect)
{
	GString *text = g_string_new(NULL);

	for (unsigned i = 0; i < expect->values->len; i++) {
		const struct expectation *expectation = expect->values->pdata[i];

		g_string_append_printf(text, "%s%s", i > 0 ? ", " : "", expectation->text);
	}
	return g_string_free(text, FALSE);
}

const struct expectation *expect_at(const struct expect *expect, int64_t cell, int64_t stride)
{
	return expect->values
		->pdata[(uint64_t)cell / (uint64_t)MAX(stride, 1) % expect->values->len];
}

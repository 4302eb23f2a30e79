/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/needs.h"

#include "base/error.h"
#include "base/size.h"
#include "base/text.h"

#include <string.h>

static const char *const KINDS[] = {"kvm", "qemu", "memory", "phys-bits", "file:", NULL};

/* The longer ones first. */
static const struct {
	const char *text;
	enum need_comparison comparison;
} COMPARISONS[] = {
	{">=", NEED_AT_LEAST}, {"<=", NEED_AT_MOST}, {"=", NEED_EQUAL},
	{">", NEED_ABOVE},     {"<", NEED_BELOW},
};

static void free_need(void *data)
{
	struct need *need = data;

	g_free(need->path);
	g_free(need->text);
	g_free(need);
}

static gboolean bad_need(const char *text, const char *name, GError **error)
{
	g_autofree char *shown = text_printable(text, 60), *hint = text_hint(name, KINDS);

	return input_error(error, "bad value '%s' for needs%s: expected " NEEDS_WORDS, shown,
			   g_strv_contains(KINDS, name) ? "" : hint);
}

/* Reads "10", "10.0" or "7.2.22", and nothing else. */
static gboolean read_version(const char *text, struct need *need)
{
	for (;;) {
		size_t digits = strspn(text, "0123456789");

		if (digits == 0 || digits > 6 || need->n_numbers == G_N_ELEMENTS(need->numbers))
			return FALSE;
		need->numbers[need->n_numbers++] = (unsigned)g_ascii_strtoull(text, NULL, 10);
		text += digits;
		if (*text == '\0')
			return TRUE;
		if (*text++ != '.')
			return FALSE;
	}
}

static gboolean read_bits(const char *text, struct need *need)
{
	guint64 bits;

	if (!g_ascii_string_to_unsigned(text, 10, 1, 255, &bits, NULL))
		return FALSE;
	need->value = bits;
	return TRUE;
}

/* What stands behind the comparison. */
static gboolean read_operand(const char *text, struct need *need)
{
	switch (need->kind) {
	case NEED_QEMU:
		return read_version(text, need);
	case NEED_MEMORY:
		return size_parse(text, &need->value, NULL);
	case NEED_PHYS_BITS:
		return read_bits(text, need);
	default:
		return FALSE;
	}
}

static gboolean find_kind(const char *name, struct need *need)
{
	for (need->kind = 0; need->kind < NEED_FILE; need->kind++)
		if (g_str_equal(name, KINDS[need->kind]))
			return TRUE;
	return FALSE;
}

/* "NAME" or "NAME COMPARISON OPERAND" */
static gboolean read_comparison(const char *text, struct need *need, GError **error)
{
	g_autofree char *name = g_strndup(text, strcspn(text, "<>=")), *operand = NULL;
	const char *rest = text + strlen(name);

	if (!find_kind(g_strstrip(name), need))
		return bad_need(text, name, error);
	if (*rest == '\0')
		return need->kind == NEED_KVM || need->kind == NEED_QEMU ||
		       bad_need(text, name, error);
	for (unsigned i = 0; i < G_N_ELEMENTS(COMPARISONS); i++) {
		if (!g_str_has_prefix(rest, COMPARISONS[i].text))
			continue;
		need->comparison = COMPARISONS[i].comparison;
		operand = g_strdup(rest + strlen(COMPARISONS[i].text));
		break;
	}
	return read_operand(g_strstrip(operand), need) || bad_need(text, name, error);
}

static gboolean read_need(char *text, struct need *need, GError **error)
{
	need->text = g_strdup(g_strstrip(text));
	if (*text == '\0')
		return input_error(error, "needs has an empty value: expected " NEEDS_WORDS);
	if (!g_str_has_prefix(text, KINDS[NEED_FILE]))
		return read_comparison(text, need, error);
	need->kind = NEED_FILE;
	need->path = g_strdup(text + strlen(KINDS[NEED_FILE]));
	return g_path_is_absolute(need->path) || bad_need(text, KINDS[NEED_FILE], error);
}

GPtrArray *needs_parse(const char *text, GError **error)
{
	GPtrArray *needs = g_ptr_array_new_with_free_func(free_need);
	g_auto(GStrv) words = g_strsplit(text, ",", -1);
	gboolean ok = TRUE;

	for (char **word = words; ok && *word != NULL; word++) {
		struct need *need = g_new0(struct need, 1);

		g_ptr_array_add(needs, need);
		ok = read_need(*word, need, error);
	}
	if (!ok)
		g_clear_pointer(&needs, g_ptr_array_unref);
	return needs;
}

/* @order is what strcmp() would say. */
static gboolean allows(const struct need *need, int order)
{
	switch (need->comparison) {
	case NEED_EQUAL:
		return order == 0;
	case NEED_BELOW:
		return order < 0;
	case NEED_ABOVE:
		return order > 0;
	case NEED_AT_LEAST:
		return order >= 0;
	case NEED_AT_MOST:
		return order <= 0;
	default:
		return TRUE;
	}
}

gboolean need_allows_version(const struct need *need, struct version version)
{
	const unsigned numbers[] = {version.major, version.minor, version.micro};
	int order = 0;

	for (unsigned i = 0; i < need->n_numbers && order == 0; i++)
		order = (numbers[i] > need->numbers[i]) - (numbers[i] < need->numbers[i]);
	return allows(need, order);
}

gboolean need_allows_number(const struct need *need, uint64_t number)
{
	return allows(need, (number > need->value) - (number < need->value));
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "model/section_expect.h"

#include "base/error.h"
#include "base/text.h"

/* The names of the keys that vary, with a NULL at the end. */
static GPtrArray *varied(const struct section *section)
{
	GPtrArray *names = g_ptr_array_new();

	for (unsigned i = 0; i < section->dimensions->len; i++) {
		const struct dimension *dimension = section->dimensions->pdata[i];

		if (dimension->values->len > 1)
			g_ptr_array_add(names, (char *)dimension->key->name);
	}
	g_ptr_array_add(names, NULL);
	return names;
}

static gboolean does_not_vary(const char *name, const GPtrArray *names, GError **error)
{
	g_autofree char *hint = text_hint(name, (const char *const *)names->pdata);
	g_autofree char *known = g_strjoinv(", ", (char **)names->pdata);
	g_autofree char *shown = text_printable(name, 60);

	return input_error(error,
			   "expect = %s: no key of that name has several values here%s: "
			   "expected %s",
			   shown, hint, names->len > 1 ? known : "no name");
}

static gboolean is_ambiguous(unsigned n, const GPtrArray *names, GError **error)
{
	g_autofree char *known = g_strjoinv(", ", (char **)names->pdata);

	if (names->len == 1)
		return input_error(error,
				   "expect has %u values, but no key of this section has several: "
				   "expected one value",
				   n);
	return input_error(error,
			   "expect has %u values, and %s vary: expected the key that they follow, "
			   "as in expect = %s: 22G, 20G",
			   n, known, (char *)names->pdata[0]);
}

/* The key that the expectations follow, or NULL with an error. */
static const char *followed(const struct expect *expect, const GPtrArray *names, GError **error)
{
	if (expect->along != NULL) {
		for (unsigned i = 0; i + 1 < names->len; i++)
			if (g_str_equal(names->pdata[i], expect->along))
				return names->pdata[i];
		does_not_vary(expect->along, names, error);
		return NULL;
	}
	if (names->len == 2)
		return names->pdata[0];
	is_ambiguous(expect->values->len, names, error);
	return NULL;
}

gboolean section_read_expect(struct section *section, GError **error)
{
	const struct key *axis =
		section->kind == SECTION_LIMIT ? key_find(section->options.axis) : NULL;
	struct expect *expect = expect_parse(section->options.expect, axis, error);
	g_autoptr(GPtrArray) names = varied(section);
	const char *name;
	unsigned n;

	section->expect = expect;
	section->expect_stride = 1;
	if (expect == NULL)
		return FALSE;
	if (expect->along == NULL && expect->values->len == 1)
		return TRUE;
	name = followed(expect, names, error);
	if (name == NULL)
		return FALSE;
	n = section_stride(section, name, &section->expect_stride);
	return n == expect->values->len ||
	       input_error(error, "expect has %u values, but %s has %u: expected as many, or one",
			   expect->values->len, name, n);
}

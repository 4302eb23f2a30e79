/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The shortest list of changes by Myers' greedy algorithm ("An O(ND) Difference Algorithm and Its
 * Variations", 1986): quick where little has changed, which is what it is for here.
 */
#include "base/diff.h"

#include <string.h>

#define CONTEXT 3 /* lines */

/* Texts that differ in more lines are shown as all gone and all new. Bounds memory, which grows
 * with the square. */
#define MOST_CHANGES 2000

/* One side: its lines, each with its newline where it has one, and which of them are not on the
 * other side. */
struct side {
	GPtrArray *lines;
	gboolean *differs;
};

static struct side side_of(const char *text)
{
	struct side side = {.lines = g_ptr_array_new_with_free_func(g_free)};

	while (*text != '\0') {
		const char *end = strchrnul(text, '\n');

		end += *end == '\n';
		g_ptr_array_add(side.lines, g_strndup(text, (gsize)(end - text)));
		text = end;
	}
	side.differs = g_new0(gboolean, side.lines->len + 1);
	return side;
}

static void side_clear(struct side *side)
{
	g_ptr_array_unref(side->lines);
	g_free(side->differs);
}

static gboolean same(const struct side *a, int i, const struct side *b, int j)
{
	return i < (int)a->lines->len && j < (int)b->lines->len &&
	       strcmp(a->lines->pdata[i], b->lines->pdata[j]) == 0;
}

/* Whether the best path with @d changes comes to diagonal @k from above, by a line of @b. */
static gboolean comes_down(const int *reach, int k, int d)
{
	return k == -d || (k != d && reach[k - 1] < reach[k + 1]);
}

/*
 * Goes back through the reaches of each number of changes, and marks each step that was a change.
 * Each element of @trail is a copy of what was reached before its number of changes was tried, its
 * middle at @middle.
 */
static void mark(struct side *a, struct side *b, const GPtrArray *trail, int middle)
{
	int i = (int)a->lines->len, j = (int)b->lines->len;

	for (int d = (int)trail->len - 1; d > 0; d--) {
		const int *reach = (const int *)trail->pdata[d] + middle;
		int k = i - j;
		gboolean down = comes_down(reach, k, d);

		i = reach[down ? k + 1 : k - 1];
		j = i - (down ? k + 1 : k - 1);
		if (down)
			b->differs[j] = TRUE;
		else
			a->differs[i] = TRUE;
	}
}

/* FALSE when there are more than @most changes; then nothing is marked. */
static gboolean compare(struct side *a, struct side *b, int most)
{
	int n = (int)a->lines->len, m = (int)b->lines->len;
	g_autofree int *array = g_new0(int, 2 * (gsize)most + 3);
	int *reach = array + most + 1;
	g_autoptr(GPtrArray) trail = g_ptr_array_new_with_free_func(g_free);

	for (int d = 0; d <= most; d++) {
		g_ptr_array_add(trail, g_memdup2(array, (2 * (gsize)most + 3) * sizeof(int)));
		for (int k = -d; k <= d; k += 2) {
			int i = comes_down(reach, k, d) ? reach[k + 1] : reach[k - 1] + 1;

			while (same(a, i, b, i - k))
				i++;
			reach[k] = i;
			if (i >= n && i - k >= m) {
				mark(a, b, trail, most + 1);
				return TRUE;
			}
		}
	}
	return FALSE;
}

/* Few changes are by far the most frequent, and then the rows that are copied are short. */
static void find_changes(struct side *a, struct side *b)
{
	unsigned all = a->lines->len + b->lines->len;

	if (compare(a, b, (int)MIN(all, 64)) || compare(a, b, (int)MIN(all, MOST_CHANGES)))
		return;
	for (unsigned i = 0; i < a->lines->len; i++)
		a->differs[i] = TRUE;
	for (unsigned j = 0; j < b->lines->len; j++)
		b->differs[j] = TRUE;
}

static void append_line(GString *out, char sign, const char *line)
{
	g_string_append_c(out, sign);
	g_string_append(out, line);
	if (!g_str_has_suffix(line, "\n"))
		g_string_append(out, "\n\\ No newline at end of file\n");
}

/* A place in both texts. */
struct place {
	unsigned i, j;
};

/* Writes what lies between two places: what is gone before what is new. Counts the lines of each
 * side. */
static void append_body(GString *out, const struct side *a, const struct side *b, struct place from,
			struct place to)
{
	while (from.i < to.i || from.j < to.j) {
		if (from.i < to.i && a->differs[from.i])
			append_line(out, '-', a->lines->pdata[from.i++]);
		else if (from.j < to.j && b->differs[from.j])
			append_line(out, '+', b->lines->pdata[from.j++]);
		else
			append_line(out, ' ', a->lines->pdata[(from.j++, from.i++)]);
	}
}

/* "12,3", and as in all patches "12" for one line, and the line before for none. */
static void append_range(GString *out, char sign, unsigned from, unsigned to)
{
	unsigned n = to - from;

	g_string_append_printf(out, "%c%u", sign, n > 0 ? from + 1 : from);
	if (n != 1)
		g_string_append_printf(out, ",%u", n);
}

static void append_hunk(GString *out, const struct side *a, const struct side *b, struct place from,
			struct place to)
{
	g_string_append(out, "@@ ");
	append_range(out, '-', from.i, to.i);
	g_string_append_c(out, ' ');
	append_range(out, '+', from.j, to.j);
	g_string_append(out, " @@\n");
	append_body(out, a, b, from, to);
}

static gboolean is_change(const struct side *a, const struct side *b, struct place at)
{
	return (at.i < a->lines->len && a->differs[at.i]) ||
	       (at.j < b->lines->len && b->differs[at.j]);
}

/* Behind the changes that begin @at. */
static struct place behind_changes(const struct side *a, const struct side *b, struct place at)
{
	while (at.i < a->lines->len && a->differs[at.i])
		at.i++;
	while (at.j < b->lines->len && b->differs[at.j])
		at.j++;
	return at;
}

/* Goes on over lines that are the same, @most of them, and stops at a change. */
static struct place over_same(const struct side *a, const struct side *b, struct place at,
			      unsigned most)
{
	while (most-- > 0 && at.i < a->lines->len && !is_change(a, b, at))
		at.i++, at.j++;
	return at;
}

static void append_hunks(GString *out, const struct side *a, const struct side *b)
{
	struct place at = over_same(a, b, (struct place){0}, G_MAXUINT);

	while (is_change(a, b, at)) {
		unsigned before = MIN(CONTEXT, at.i);
		struct place from = {at.i - before, at.j - before}, end, next;

		/* Changes whose context would meet are one hunk. */
		do {
			end = behind_changes(a, b, at);
			at = over_same(a, b, end, 2 * CONTEXT);
		} while (is_change(a, b, at));
		next = over_same(a, b, at, G_MAXUINT);
		append_hunk(out, a, b, from, over_same(a, b, end, CONTEXT));
		at = next;
	}
}

char *diff_unified(const char *before, const char *after, const char *name)
{
	struct side a = side_of(before), b = side_of(after);
	GString *out = g_string_new(NULL);

	if (strcmp(before, after) != 0) {
		g_string_append_printf(out, "--- %s\n+++ %s\n", name, name);
		find_changes(&a, &b);
		append_hunks(out, &a, &b);
	}
	side_clear(&a);
	side_clear(&b);
	return g_string_free(out, FALSE);
}

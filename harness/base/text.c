/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/text.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Levenshtein distance; words here are short, so one row on the stack does. */
static unsigned distance(const char *a, const char *b)
{
	unsigned row[64];
	size_t n = strlen(b);

	if (n >= G_N_ELEMENTS(row))
		return G_MAXUINT;
	for (unsigned j = 0; j <= n; j++)
		row[j] = j;
	for (unsigned i = 1; a[i - 1] != '\0'; i++) {
		unsigned diagonal = row[0];

		row[0] = i;
		for (unsigned j = 1; j <= n; j++) {
			unsigned change = diagonal + (a[i - 1] != b[j - 1]);

			diagonal = row[j];
			row[j] = MIN(change, MIN(row[j], row[j - 1]) + 1);
		}
	}
	return row[n];
}

const char *text_nearest(const char *word, const char *const *words)
{
	const char *best = NULL;
	unsigned best_distance = G_MAXUINT;

	for (; *words != NULL; words++) {
		unsigned d = distance(word, *words);

		if (d < best_distance) {
			best_distance = d;
			best = *words;
		}
	}
	return best != NULL && best_distance <= MAX(1, strlen(best) / 3) ? best : NULL;
}

char *text_hint(const char *word, const char *const *words)
{
	const char *nearest = text_nearest(word, words);

	return nearest == NULL ? g_strdup("") : g_strdup_printf(" (did you mean '%s'?)", nearest);
}

static gboolean needs_quotes(const char *word)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=.,:/@%";

	return *word == '\0' || word[strspn(word, plain)] != '\0';
}

char *text_shell_line(const char *const *argv)
{
	GString *line = g_string_new(NULL);

	for (; *argv != NULL; argv++) {
		g_autofree char *quoted = needs_quotes(*argv) ? g_shell_quote(*argv) : NULL;

		if (line->len > 0)
			g_string_append_c(line, ' ');
		g_string_append(line, quoted != NULL ? quoted : *argv);
	}
	return g_string_free(line, FALSE);
}

static gboolean read_all(int fd, const char *path, GString *text, size_t max_bytes, GError **error)
{
	char buffer[64 * 1024];
	ssize_t n;

	while ((n = read(fd, buffer, sizeof(buffer))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return input_error(error, "%s: %s", path, g_strerror(errno));
		g_string_append_len(text, buffer, n);
		if (text->len > max_bytes)
			return input_error(error,
					   "%s: larger than %zu bytes: not what it should be", path,
					   max_bytes);
	}
	return TRUE;
}

/* With @nul_too, NUL bytes may be in the text. */
static gboolean check_text(const char *path, const GString *text, gboolean nul_too, GError **error)
{
	const char *end = text->str + text->len, *bad = text->str;
	unsigned line = 1;

	while (!g_utf8_validate_len(bad, end - bad, &bad) && nul_too && *bad == '\0')
		bad++;
	if (bad == end)
		return TRUE;
	for (const char *p = text->str; p < bad; p++)
		line += *p == '\n';
	return input_error(error, "%s:%u: not a text file (expected UTF-8)", path, line);
}

static gboolean check_kind(int fd, const char *path, GError **error)
{
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return input_error(error, "%s: %s", path, g_strerror(errno));
	if (S_ISDIR(st.st_mode))
		return input_error(error, "%s: is a directory, expected a file", path);
	return S_ISREG(st.st_mode) || input_error(error, "%s: not a regular file", path);
}

static GString *read_file(const char *path, size_t max_bytes, gboolean nul_too, GError **error)
{
	GString *text = g_string_new(NULL);
	/* O_NONBLOCK: opening a FIFO must fail or return, not hang. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	gboolean ok = check_kind(fd, path, error) && read_all(fd, path, text, max_bytes, error) &&
		      check_text(path, text, nul_too, error);

	if (fd >= 0)
		close(fd);
	if (ok)
		return text;
	g_string_free(text, TRUE);
	return NULL;
}

char *text_read_file(const char *path, size_t max_bytes, GError **error)
{
	GString *text = read_file(path, max_bytes, FALSE, error);

	return text != NULL ? g_string_free(text, FALSE) : NULL;
}

static GString *read_stream(int fd, const char *name, size_t max_bytes, gboolean nul_too,
			    GError **error)
{
	GString *text = g_string_new(NULL);

	if (read_all(fd, name, text, max_bytes, error) && check_text(name, text, nul_too, error))
		return text;
	g_string_free(text, TRUE);
	return NULL;
}

char *text_read_stream(int fd, const char *name, size_t max_bytes, GError **error)
{
	GString *text = read_stream(fd, name, max_bytes, FALSE, error);

	return text != NULL ? g_string_free(text, FALSE) : NULL;
}

char *text_read_bytes(const char *path, size_t max_bytes, size_t *length, GError **error)
{
	GString *text = path != NULL ? read_file(path, max_bytes, TRUE, error)
				     : read_stream(STDIN_FILENO, "stdin", max_bytes, TRUE, error);

	if (text == NULL)
		return NULL;
	*length = text->len;
	return g_string_free(text, FALSE);
}

char *text_printable(const char *text, size_t max_bytes)
{
	static const char more[] = "…";
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	/* Nothing grows here, so a text that fits needs no room for the mark. */
	size_t room = strlen(valid) <= max_bytes ? max_bytes : max_bytes - strlen(more);
	GString *out = g_string_new(NULL);
	const char *p;

	for (p = valid; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (out->len + (size_t)(g_utf8_next_char(p) - p) > room)
			break;
		g_string_append_unichar(out, c == '\n' || !g_unichar_iscntrl(c) ? c : '?');
	}
	if (*p != '\0')
		g_string_append(out, more);
	return g_string_free(out, FALSE);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "files/qemu_numbers.h"

#include "base/size.h"

#include <errno.h>
#include <string.h>

static const char UNITS[] = "BKMGTPE";

/* Blanks may be in front, and a plus. */
static const char *skip_blanks(const char *text)
{
	while (g_ascii_isspace(*text))
		text++;
	return *text == '+' ? text + 1 : text;
}

static gboolean is_hexadecimal(const char *text)
{
	return text[0] == '0' && g_ascii_tolower(text[1]) == 'x';
}

gboolean qemu_number_parse(const char *text, uint64_t *number)
{
	char *end;

	text = skip_blanks(text);
	if (!g_ascii_isdigit(*text))
		return FALSE;
	errno = 0;
	*number = g_ascii_strtoull(text, &end, 0);
	return errno == 0 && end != text && *end == '\0';
}

gboolean qemu_flag_parse(const char *text, gboolean *flag)
{
	static const char *const on[] = {"on", "yes", "true", "y", NULL};
	static const char *const off[] = {"off", "no", "false", "n", NULL};

	*flag = g_strv_contains(on, text);
	return *flag || g_strv_contains(off, text);
}

/* The shift of the unit at @text, which must be the end of it; FALSE for an unknown one. */
static gboolean parse_unit(const char *text, unsigned *shift)
{
	const char *unit;

	*shift = 0;
	if (*text == '\0')
		return TRUE;
	unit = strchr(UNITS, g_ascii_toupper(*text));
	if (unit == NULL || text[1] != '\0')
		return FALSE;
	*shift = 10 * (unsigned)(unit - UNITS);
	return TRUE;
}

/* A unit of a hexadecimal number is deprecated, and taken; B and E are digits. */
static gboolean parse_hexadecimal(const char *text, uint64_t *bytes)
{
	unsigned shift;
	char *end;

	errno = 0;
	*bytes = g_ascii_strtoull(text, &end, 16);
	if (errno != 0 || end == text || !g_ascii_isxdigit(text[2]) || !parse_unit(end, &shift) ||
	    *bytes > UINT64_MAX >> shift)
		return FALSE;
	*bytes <<= shift;
	return TRUE;
}

/* QEMU takes the fraction as a double of the unit; what is not whole bytes is cut off. */
static gboolean parse_decimal(const char *text, uint64_t *bytes)
{
	unsigned __int128 value;
	double fraction = 0;
	char *end;
	unsigned shift;

	errno = 0;
	value = g_ascii_strtoull(text, &end, 10);
	if (errno != 0)
		return FALSE;
	if (*end == '.') {
		const char *point = end;

		fraction = g_ascii_strtod(point, &end);
		/* A lone point is no fraction, and "1e3" was taken by QEMU 5 only. */
		if (end == point)
			end = (char *)point + 1;
		if (memchr(point, 'e', (size_t)(end - point)) != NULL ||
		    memchr(point, 'E', (size_t)(end - point)) != NULL)
			return FALSE;
	}
	if (!parse_unit(end, &shift) || (fraction != 0 && shift == 0))
		return FALSE;
	value = (value << shift) + (uint64_t)(fraction * (double)(UINT64_C(1) << shift));
	*bytes = (uint64_t)value;
	return value <= UINT64_MAX;
}

static gboolean parse(const char *text, uint64_t *bytes)
{
	text = skip_blanks(text);
	if (!g_ascii_isdigit(*text))
		return FALSE;
	return is_hexadecimal(text) ? parse_hexadecimal(text, bytes) : parse_decimal(text, bytes);
}

gboolean qemu_size_parse(const char *text, enum bare_unit bare, uint64_t *bytes)
{
	size_t length = strlen(text);
	g_autofree char *with_unit = NULL;

	if (!parse(text, bytes))
		return FALSE;
	if (bare == BARE_BYTES || !g_ascii_isdigit(text[length - 1]))
		return TRUE;
	with_unit = g_strconcat(text, "M", NULL);
	return parse(with_unit, bytes);
}

/* The unit that @text is written in, as a shift; FALSE when that is no matter of units. */
static gboolean unit_of(const char *text, enum bare_unit bare, unsigned *shift)
{
	size_t length = strlen(text);
	const char *unit;

	if (length == 0 || is_hexadecimal(text))
		return FALSE;
	if (g_ascii_isdigit(text[length - 1])) {
		*shift = bare == BARE_MIB ? 20 : 0;
		return TRUE;
	}
	unit = strchr(UNITS, g_ascii_toupper(text[length - 1]));
	if (unit == NULL)
		return FALSE;
	*shift = 10 * (unsigned)(unit - UNITS);
	return TRUE;
}

static char *in_unit(uint64_t bytes, unsigned shift, const char *unit)
{
	return g_strdup_printf("%" G_GUINT64_FORMAT "%s", bytes >> shift, unit);
}

char *qemu_size_write(uint64_t bytes, const char *like, enum bare_unit bare)
{
	char unit[2] = {0, 0};
	unsigned shift;

	if (like != NULL && unit_of(like, bare, &shift) &&
	    (bytes & ((UINT64_C(1) << shift) - 1)) == 0) {
		const char *last = like + strlen(like) - 1;

		return in_unit(bytes, shift, g_ascii_isdigit(*last) ? "" : last);
	}
	for (shift = 0; bytes != 0 && shift < 60 && (bytes >> shift) % 1024 == 0;)
		shift += 10;
	unit[0] = UNITS[shift / 10];
	if (shift == 0 && bare == BARE_BYTES)
		unit[0] = '\0';
	if (like != NULL && *like != '\0' && g_ascii_islower(like[strlen(like) - 1]))
		unit[0] = g_ascii_tolower(unit[0]);
	return in_unit(bytes, shift, unit);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/size.h"

#include "base/error.h"

#include <string.h>

static const char UNITS[] = "KMGTPE";

/* More digits than this after the point cannot matter below 8 EiB. */
#define MAX_FRACTION_DIGITS 18

typedef unsigned __int128 wide;

/* Reads the unit at @text up to its end; @shift is the power of two that it stands for. */
static gboolean parse_unit(const char *text, unsigned *shift)
{
	const char *unit;

	*shift = 0;
	if (*text == '\0')
		return TRUE;
	if (g_ascii_strcasecmp(text, "B") == 0)
		return TRUE;
	unit = strchr(UNITS, g_ascii_toupper(*text));
	if (unit == NULL)
		return FALSE;
	*shift = 10 * (unsigned)(unit - UNITS + 1);
	return text[1] == '\0' || g_ascii_strcasecmp(text + 1, "iB") == 0;
}

/* Reads digits at *@text into *@value and counts them; FALSE when the number is beyond SIZE_LIMIT.
 */
static gboolean parse_digits(const char **text, uint64_t *value, unsigned *digits)
{
	*value = 0;
	for (*digits = 0; g_ascii_isdigit(**text); ++*text, ++*digits) {
		wide next = (wide)*value * 10 + (unsigned)(**text - '0');

		if (next > SIZE_LIMIT)
			return FALSE;
		*value = (uint64_t)next;
	}
	return TRUE;
}

static gboolean bad_size(const char *text, GError **error)
{
	return input_error(error, "bad size '%s': expected 512M, 2G, 1.5T or plain bytes", text);
}

static gboolean too_large(const char *text, GError **error)
{
	return input_error(error, "size '%s' is too large: the most is 8E - 1 byte", text);
}

gboolean size_parse(const char *text, uint64_t *bytes, GError **error)
{
	const char *p = text;
	uint64_t whole, fraction = 0;
	unsigned whole_digits, fraction_digits = 0, shift;
	wide scale = 1, part;

	if (!parse_digits(&p, &whole, &whole_digits))
		return too_large(text, error);
	if (whole_digits == 0)
		return bad_size(text, error);
	if (*p == '.') {
		++p;
		if (!parse_digits(&p, &fraction, &fraction_digits) || fraction_digits == 0 ||
		    fraction_digits > MAX_FRACTION_DIGITS)
			return bad_size(text, error);
	}
	while (*p == ' ')
		++p;
	if (!parse_unit(p, &shift))
		return bad_size(text, error);
	for (unsigned i = 0; i < fraction_digits; i++)
		scale *= 10;
	part = (wide)fraction << shift;
	if (part % scale != 0)
		return input_error(error, "size '%s' is not a whole number of bytes", text);
	part = ((wide)whole << shift) + part / scale;
	if (part > SIZE_LIMIT)
		return too_large(text, error);
	*bytes = (uint64_t)part;
	return TRUE;
}

/* The largest unit that divides @bytes, as an index into UNITS + 1; 0 means bytes. */
static unsigned dividing_unit(uint64_t bytes)
{
	unsigned unit = 0;

	while (bytes != 0 && bytes % 1024 == 0 && unit < strlen(UNITS)) {
		bytes /= 1024;
		unit++;
	}
	return unit;
}

char *size_exact(uint64_t bytes)
{
	unsigned unit = dividing_unit(bytes);

	if (unit == 0)
		return g_strdup_printf("%" G_GUINT64_FORMAT, bytes);
	return g_strdup_printf("%" G_GUINT64_FORMAT "%c", bytes >> (10 * unit), UNITS[unit - 1]);
}

static char *with_unit(const char *number, unsigned unit)
{
	if (unit == 0)
		return g_strdup_printf("%s B", number);
	return g_strdup_printf("%s %ciB", number, UNITS[unit - 1]);
}

/* @bytes in @unit with at most three decimals, or NULL when that would not be exact. */
static char *decimal(uint64_t bytes, unsigned unit)
{
	wide thousandths = (wide)bytes * 1000;
	g_autofree char *number = NULL;
	char *end;

	if (thousandths & (((wide)1 << (10 * unit)) - 1))
		return NULL;
	thousandths >>= 10 * unit;
	number = g_strdup_printf("%" G_GUINT64_FORMAT ".%03u", (uint64_t)(thousandths / 1000),
				 (unsigned)(thousandths % 1000));
	for (end = number + strlen(number) - 1; *end == '0'; end--)
		*end = '\0';
	if (*end == '.')
		*end = '\0';
	return with_unit(number, unit);
}

/* "2.75 GiB - 8 KiB": a little less than a round number, or NULL when it is not. */
static char *just_below(uint64_t bytes, unsigned unit)
{
	uint64_t step = MIB, up = round_up(bytes, step), missing = up - bytes;
	g_autofree char *large = NULL, *small = NULL;

	if (unit < 2 || missing > step / 16 || up < bytes)
		return NULL;
	large = decimal(up, unit);
	small = size_human(missing);
	if (large == NULL || strchr(small, '+') != NULL)
		return NULL;
	return g_strdup_printf("%s - %s", large, small);
}

char *size_human(uint64_t bytes)
{
	unsigned unit = 0;
	uint64_t rest;
	char *text;

	/* TiB would hide what people compare: phys-bits limits are talked about in GiB up to 64
	 * TiB. */
	while (unit < 3 && bytes >> (10 * (unit + 1)) != 0)
		unit++;
	text = decimal(bytes, unit);
	if (text == NULL)
		text = just_below(bytes, unit);
	if (text == NULL) {
		g_autofree char *large = NULL, *small = NULL;

		rest = bytes & ((UINT64_C(1) << (10 * unit)) - 1);
		large = decimal(bytes - rest, unit);
		small = size_human(rest);
		text = g_strdup_printf("%s + %s", large, small);
	}
	return text;
}

char *size_rounded(uint64_t bytes)
{
	unsigned unit = 0;
	double value = (double)bytes;
	g_autofree char *number = NULL;

	for (; value >= 1024 && unit < strlen(UNITS); unit++)
		value /= 1024;
	number = g_strdup_printf(unit == 0 ? "%.0f" : "%.1f", value);
	return with_unit(number, unit);
}

uint64_t add_saturated(uint64_t a, uint64_t b)
{
	uint64_t sum;

	return __builtin_add_overflow(a, b, &sum) ? UINT64_MAX : sum;
}

uint64_t mul_saturated(uint64_t a, uint64_t b)
{
	uint64_t product;

	return __builtin_mul_overflow(a, b, &product) ? UINT64_MAX : product;
}

uint64_t round_up(uint64_t value, uint64_t unit)
{
	return round_down(add_saturated(value, unit - 1), unit);
}

uint64_t round_down(uint64_t value, uint64_t unit)
{
	return value & ~(unit - 1);
}

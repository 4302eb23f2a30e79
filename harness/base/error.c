/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/error.h"

#include <stdarg.h>

G_DEFINE_QUARK(memroof - error - quark, memroof_error)

static void set_error(GError **error, enum memroof_error code, const char *format, va_list args)
{
	g_propagate_error(error, g_error_new_valist(MEMROOF_ERROR, code, format, args));
}

gboolean input_error(GError **error, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	set_error(error, MEMROOF_ERROR_INPUT, format, args);
	va_end(args);
	return FALSE;
}

gboolean broken_error(GError **error, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	set_error(error, MEMROOF_ERROR_BROKEN, format, args);
	va_end(args);
	return FALSE;
}

gboolean interrupted_error(GError **error)
{
	g_set_error_literal(error, MEMROOF_ERROR, MEMROOF_ERROR_INTERRUPTED, "interrupted");
	return FALSE;
}

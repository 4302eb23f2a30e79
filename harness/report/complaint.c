/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/complaint.h"

#include "base/error.h"
#include "model/point.h"
#include "vm/message.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define OPENING "Address space limit 0x"

/* The message is shorter than this, however its lines are broken. */
#define LONGEST 400

/* What stands from the opening on, in one line and with "<" as QEMU wrote it; NULL without one.
 * What is in front of it could make the message a warning's, or too long to be read. */
static char *from_opening(const char *pasted)
{
	const char *opening = strstr(pasted, "Address");
	GString *line;

	for (; opening != NULL; opening = strstr(opening + 1, "Address")) {
		line = g_string_new(NULL);
		for (const char *p = opening; *p != '\0' && line->len < LONGEST; p++) {
			char c = g_ascii_isspace(*p) ? ' ' : *p;

			if (c != ' ' || line->str[line->len - 1] != ' ')
				g_string_append_c(line, c);
		}
		g_string_replace(line, "&lt;", "<", 0);
		g_string_replace(line, "\\u003c", "<", 0);
		g_string_replace(line, "\\u003C", "<", 0);
		if (g_str_has_prefix(line->str, OPENING))
			return g_string_free(line, FALSE);
		g_string_free(line, TRUE);
	}
	return NULL;
}

/* The CPU's last address as the message says it: nothing but what N bits have. */
static gboolean roof_is(const char *line, unsigned phys_bits)
{
	uint64_t roof;

	return sscanf(line + strlen(OPENING), "%" SCNx64, &roof) == 1 &&
	       roof == (UINT64_C(1) << phys_bits) - 1;
}

gboolean complaint_parse(const char *text, struct complaint *complaint, GError **error)
{
	g_autofree char *line = from_opening(text);
	struct message said = {.used_gpa = UNSET, .phys_bits = UNSET};
	gboolean found, agree;

	if (line != NULL)
		message_classify(line, 1, &said);
	found = said.used_gpa != UNSET && said.phys_bits != UNSET;
	agree = found && said.phys_bits > 0 && said.phys_bits < 63 &&
		roof_is(line, (unsigned)said.phys_bits) && said.used_gpa >> said.phys_bits != 0 &&
		said.used_gpa < (UINT64_C(1) << 63);
	message_clear(&said);
	if (!found)
		return input_error(error, "--message: expected 'Address space limit 0x... < 0x... "
					  "phys-bits too low (N)'");
	if (!agree)
		return input_error(error, "--message: damaged: the first address is the last one "
					  "of N bits, and the second one lies above it");
	*complaint = (struct complaint){said.used_gpa, (unsigned)said.phys_bits};
	return TRUE;
}

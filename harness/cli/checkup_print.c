/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/diff.h"
#include "base/size.h"
#include "base/text.h"
#include "cli/checkup.h"
#include "report/address_map.h"
#include "report/json_rows.h"

#include <stdio.h>
#include <string.h>

const char *verdict_on_file_name(enum verdict_on_file verdict)
{
	static const char *const names[] = {
		[FILE_STARTS] = "yes", [FILE_DOES_NOT] = "no", [FILE_OPEN] = "unanswered"};

	return names[verdict];
}

/* "phys-bits: …" of a refusal, as QEMU or the model gives the reason; newly allocated. */
static char *why_not(const struct checkup *it)
{
	enum reason reason = checkup_reason(it);
	const char *message = it->row != NULL ? it->row->message : NULL;
	g_autofree char *beyond = NULL;

	if (it->row == NULL ? it->prediction.outcome == OUTCOME_ACCEPTED
			    : it->row->outcome == OUTCOME_ACCEPTED)
		return g_strdup(it->doubt);
	if (reason == REASON_PHYS_BITS && it->known && !layout_fits(&it->layout)) {
		beyond = size_human(it->layout.used - it->layout.roof);
		return g_strdup_printf("%s: %s too much for %u phys-bits", reason_name(reason),
				       beyond, it->input.phys_bits);
	}
	return g_strdup_printf("%s%s%s", reason_name(reason), message != NULL ? ": " : "",
			       message != NULL ? message : "");
}

static char *spare_words(const struct checkup *it)
{
	g_autofree char *spare = NULL;

	if (!it->known || !it->layout.checked || !layout_fits(&it->layout))
		return g_strdup("");
	if (it->layout.roof == it->layout.used)
		return g_strdup_printf(": nothing left of %u phys-bits", it->input.phys_bits);
	spare = size_human(it->layout.roof - it->layout.used);
	return g_strdup_printf(": %s left of %u phys-bits", spare, it->input.phys_bits);
}

char *checkup_words(const struct checkup *it)
{
	enum verdict_on_file verdict = checkup_verdict(it);
	g_autofree char *why = NULL;

	if (verdict == FILE_STARTS) {
		why = spare_words(it);
		return g_strconcat("yes", why, NULL);
	}
	if (checkup_missing(it) != NULL)
		return g_strdup_printf("unanswered: line %u: %s", checkup_missing(it)->line,
				       checkup_missing(it)->words);
	if (checkup_reason(it) == REASON_MACHINE_UNKNOWN)
		return g_strdup_printf(
			"unanswered: this QEMU has no machine type %.*s (--machine says "
			"what stands in for it, --qemu another QEMU)",
			(int)strcspn(it->asked->machine, ","), it->asked->machine);
	if (verdict == FILE_OPEN && it->row == NULL)
		return g_strdup("unanswered: nothing was started, and the model knows q35 and pc "
				"only");
	why = why_not(it);
	return g_strdup_printf("%s: %s%s%s", verdict_on_file_name(verdict),
			       verdict == FILE_OPEN ? outcome_name(it->row->outcome) : "",
			       verdict == FILE_OPEN ? ": " : "", why);
}

static void print_asked(const struct checkup *it)
{
	const struct point *point = it->asked;
	g_autofree char *size = size_human(point_size(point)), *maxmem = NULL, *text = NULL;
	GString *words = g_string_new(config_kind(it->config));

	g_string_append_printf(words, ": %s, size %s",
			       point->machine != NULL ? point->machine : "QEMU's default machine",
			       size);
	if (point->slots != UNSET)
		g_string_append_printf(words, ", slots %" G_GUINT64_FORMAT, point->slots);
	if (point->maxmem != UNSET) {
		maxmem = size_human(point->maxmem);
		g_string_append_printf(words, ", maxmem %s", maxmem);
	}
	if (point->pci_hole64 != UNSET) {
		g_autofree char *hole = size_human(point->pci_hole64);

		g_string_append_printf(words, ", pci-hole64 %s", hole);
	}
	if (point->phys_bits != UNSET)
		g_string_append_printf(words, ", phys-bits %" G_GUINT64_FORMAT, point->phys_bits);
	text = text_printable(words->str, 1000);
	printf("  ");
	arguments_print_wrapped(text, 2);
	g_string_free(words, TRUE);
}

static void print_tried(const struct checkup *it)
{
	const struct probe_row *row = it->row;
	g_autofree char *qemu = NULL, *line = NULL;

	if (row == NULL) {
		printf("  Not verified: nothing was started.\n");
		return;
	}
	qemu = session_qemu_words(row->qemu_version, row->qemu_package, row->machine_type,
				  row->libvirt_version);
	line = g_strdup_printf("%s (proof %s, %s)%s: %s", qemu, point_proof_name(it->tried),
			       session_accel_words(it->tried),
			       checkup_missing(it) != NULL ? ", without what is missing" : "",
			       outcome_name(row->outcome));
	printf("  ");
	arguments_print_wrapped(line, 2);
	if (row->message != NULL)
		printf("  %s\n", row->message);
	if (it->known && row->outcome == OUTCOME_ACCEPTED &&
	    it->prediction.outcome == OUTCOME_REFUSED)
		printf("  The model was wrong, and QEMU is right: it expected %s.\n",
		       reason_name(it->prediction.reason));
}

/* What of the memory takes how much; said where it is too much. */
static void print_parts(const struct checkup *it)
{
	g_autoptr(GPtrArray) words = NULL;

	if (!it->known || checkup_reason(it) != REASON_PHYS_BITS)
		return;
	words = address_map_words(&it->input, &it->layout);
	for (unsigned i = 0; i < words->len; i++) {
		fputs("  - ", stdout);
		arguments_print_wrapped(words->pdata[i], 4);
	}
}

static void print_remarks(const struct checkup *it)
{
	for (unsigned i = 0; i < it->config->remarks->len; i++) {
		const struct remark *remark = it->config->remarks->pdata[i];
		g_autofree char *line = remark->line > 0
						? g_strdup_printf("line %u: ", remark->line)
						: g_strdup("");
		g_autofree char *text = g_strdup_printf("%s: %s%s", remark_kind_name(remark->kind),
							line, remark->words);

		fputs("  ", stdout);
		arguments_print_wrapped(text, 4);
	}
}

/* The words of /proc/PID/cmdline, as a shell would be given them; newly allocated. */
static char *shell_line(const char *text, size_t length)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new();
	g_autofree char *line = NULL;

	for (const char *word = text; word < text + length; word += strlen(word) + 1)
		g_ptr_array_add(words, (char *)word);
	g_ptr_array_add(words, NULL);
	line = text_shell_line((const char *const *)words->pdata);
	return g_strconcat(line, "\n", NULL);
}

char *checkup_patch(const struct checkup *it, const struct fix *fix)
{
	const struct config *config = it->config;

	/* That is no file that could be patched. */
	if (memchr(config->text, '\0', config->length) != NULL)
		return shell_line(fix->text, fix->length);
	return diff_unified(config->text, fix->text, config->name);
}

static void print_change(const struct checkup *it, const struct fix *fix)
{
	g_autofree char *text = NULL;

	if (fix->text == NULL) {
		printf("   not as a patch: ");
		arguments_print_wrapped(fix->obstacle, 3);
		return;
	}
	text = checkup_patch(it, fix);
	fputs(text, stdout);
}

static void print_fix(const struct checkup *it, const struct fix *fix, unsigned number)
{
	const struct probe_row *row = fix->row;

	printf("\n%u. %s\n", number, fix->remedy->words);
	if (fix->remedy->cost != NULL) {
		printf("   costs: ");
		arguments_print_wrapped(fix->remedy->cost, 10);
	}
	if (row == NULL)
		printf("   NOT VERIFIED: only computed\n");
	else if (row->outcome == OUTCOME_ACCEPTED)
		printf("   started once with proof %s%s\n", point_proof_name(fix->tried),
		       g_strcmp0(it->asked->firmware, fix->tried->firmware) != 0 ? ", by SeaBIOS"
										 : "");
	else
		printf("   NOT VERIFIED: %s: %s\n", outcome_name(row->outcome),
		       reason_name(row->reason));
	print_change(it, fix);
}

static void print_fixes(const struct checkup *it)
{
	unsigned number = 0;

	if (checkup_verdict(it) != FILE_DOES_NOT)
		return;
	for (unsigned i = 0; i < it->fixes->len; i++) {
		const struct fix *fix = &g_array_index(it->fixes, struct fix, i);

		if (fix_is_offered(fix))
			print_fix(it, fix, ++number);
		else
			printf("\nThe model was wrong, and QEMU is right: no to %s (%s).\n",
			       fix->remedy->words, reason_name(fix->row->reason));
	}
	if (number == 0)
		printf("\nNo change of its memory, slots or PCI hole is known to make it start.\n");
}

void checkup_print(const struct checkup *it)
{
	g_autofree char *words = checkup_words(it);

	printf("%s: %s\n", it->config->name, words);
	print_asked(it);
	print_tried(it);
	print_parts(it);
	print_remarks(it);
	print_fixes(it);
}

void checkup_print_line(const struct checkup *it)
{
	g_autofree char *words = checkup_words(it);
	const struct fix *fix = checkup_best_fix(it);
	unsigned unclear = 0;

	for (unsigned i = 0; i < it->config->remarks->len; i++)
		unclear += ((struct remark *)it->config->remarks->pdata[i])->kind == REMARK_UNCLEAR;
	printf("%s: %s", it->config->name, words);
	if (fix != NULL && checkup_verdict(it) == FILE_DOES_NOT)
		printf("; it starts with %s", fix->remedy->words);
	if (unclear > 0)
		printf("; %u line%s not understood", unclear, unclear == 1 ? "" : "s");
	putchar('\n');
}

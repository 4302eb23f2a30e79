/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/message.h"

#include "base/text.h"
#include "model/point.h"

#include <signal.h>
#include <string.h>

#define LONGEST_MESSAGE 600
#define LONGEST_LINE 4096

/*
 * Tried in this order on each line. Where a release matters it is the first one with this wording.
 * Named groups "used" and "bits" carry numbers.
 */
static const struct rule {
	const char *pattern;
	enum outcome outcome;
	enum reason reason;
} RULES[] = {
	/* The memory does not fit. */
	{"Address space limit 0x[0-9a-f]+ < 0x(?<used>[0-9a-f]+) phys-bits too low "
	 "\\((?<bits>[0-9]+)\\)",
	 OUTCOME_REFUSED, REASON_PHYS_BITS}, /* 7.1 */
	{"Addressing limited to (?<bits>[0-9]+) bits, but memory exceeds it", OUTCOME_REFUSED,
	 REASON_PHYS_BITS}, /* machine virt of Arm */
	{"Too much memory for this machine", OUTCOME_REFUSED, REASON_SIZE_TOO_BIG}, /* 11 */
	{"ram size too large", OUTCOME_REFUSED, REASON_SIZE_TOO_BIG},
	{"SMBIOS 2\\.[0-9] table length [0-9]+ exceeds", OUTCOME_REFUSED, REASON_SMBIOS},

	/* The CPU's width. */
	{"phys-bits should be (between|at least) ", OUTCOME_REFUSED, REASON_PHYS_BITS_RANGE},
	{"TCG only supports phys-bits=", OUTCOME_REFUSED, REASON_PHYS_BITS_RANGE}, /* until 7.0 */
	{"phys-bits is not user-configurable in 32 bit", OUTCOME_REFUSED, REASON_PHYS_BITS_FIXED},

	/* slots and maxmem. */
	{"unsupported (amount|number) of memory slots", OUTCOME_REFUSED, REASON_SLOTS},
	{"memory slots were specified but maximum memory size", OUTCOME_REFUSED, REASON_SLOTS},
	{"slots specified but no max-size", OUTCOME_REFUSED, REASON_SLOTS},
	{"missing 'maxmem' option", OUTCOME_REFUSED, REASON_SLOTS}, /* until 7.0 */
	{"maximum memory size must by aligned", OUTCOME_REFUSED, REASON_ALIGNMENT},
	{"must be at least the initial memory size", OUTCOME_REFUSED, REASON_MAXMEM_BELOW_SIZE},
	{"unsupported amount of maximum memory", OUTCOME_REFUSED, REASON_MAXMEM_OVERFLOW},
	{"maxmem/slots too huge", OUTCOME_REFUSED, REASON_MAXMEM_OVERFLOW},
	{"\"-memory 'slots\\|maxmem'\" is not supported by", OUTCOME_REFUSED, REASON_NO_HOTPLUG},
	{"can not be hotplugged on this machine", OUTCOME_REFUSED, REASON_NO_HOTPLUG},
	{"memory hotplug is not enabled", OUTCOME_REFUSED, REASON_NO_HOTPLUG},
	{"address must be aligned to|alignment 0x[0-9a-f]+ must be multiples of", OUTCOME_REFUSED,
	 REASON_ALIGNMENT},

	/* A memory device, at the start or later. */
	{"could not find position in guest address space for memory device", OUTCOME_REFUSED,
	 REASON_PLUG},
	{"not enough space, currently 0x[0-9a-f]+ in use of total space", OUTCOME_REFUSED,
	 REASON_PLUG},

	/* This host. */
	{"Cannot allocate memory", OUTCOME_HOST_LIMIT, REASON_MEMORY},
	{"unable to map backing store for guest RAM", OUTCOME_HOST_LIMIT, REASON_MEMORY},
	{"can't open backing store .* for guest RAM", OUTCOME_HOST_LIMIT, REASON_MEMORY},
	{"cannot set up guest memory", OUTCOME_HOST_LIMIT, REASON_MEMORY},
	{"Could not access KVM kernel module", OUTCOME_HOST_LIMIT, REASON_KVM},
	{"failed to initialize kvm", OUTCOME_HOST_LIMIT, REASON_KVM},
	{"invalid accelerator", OUTCOME_HOST_LIMIT, REASON_KVM},
	{"CPU model '[^']*' requires KVM", OUTCOME_HOST_LIMIT, REASON_KVM},
	{"could not load PC BIOS", OUTCOME_HOST_LIMIT, REASON_FIRMWARE},
	{"could not find ROM image", OUTCOME_HOST_LIMIT, REASON_FIRMWARE},
	{"error while loading shared libraries", OUTCOME_BROKEN, REASON_NOT_STARTED},
	{"terminating on signal [0-9]+", OUTCOME_HOST_LIMIT, REASON_KILLED},
	{"could not open kernel file|invalid kernel header", OUTCOME_BROKEN, REASON_GUEST_MISSING},
	{"-(drive|blockdev) .*: (Could not open |Image is not in |'file' driver requires )",
	 OUTCOME_BROKEN, REASON_DISK},
	{"Failed to get \"[a-z ]+\" lock", OUTCOME_BROKEN, REASON_DISK},

	/* The memory backend. */
	{"does not match the size of the memory backend", OUTCOME_REFUSED, REASON_BACKEND},
	{"must match size of explicitly specified 'memory-backend'", OUTCOME_REFUSED,
	 REASON_BACKEND},
	{"does not accept value 'memory-backend-", OUTCOME_REFUSED, REASON_BACKEND},
	{"backend memory size must be multiple of", OUTCOME_REFUSED, REASON_BACKEND},
	{"invalid object type: memory-backend-", OUTCOME_REFUSED, REASON_BACKEND},
	{"'memory-backend-[a-z]+\\.[a-z-]+' not found", OUTCOME_REFUSED, REASON_BACKEND},
	{"Invalid parameter 'memory-backend-", OUTCOME_REFUSED, REASON_BACKEND},
	{"Memory backend '[^']*' not found", OUTCOME_REFUSED, REASON_BACKEND},
	{"of memory-backend-[a-z]+ doesn't take value", OUTCOME_REFUSED, REASON_BACKEND},

	/* Names and values; the general wordings last. */
	{"unsupported machine type", OUTCOME_REFUSED, REASON_MACHINE_UNKNOWN},
	{"unable to find CPU model", OUTCOME_REFUSED, REASON_CPU_UNKNOWN},
	{"Parameter '(size|maxmem|slots|memory\\.[a-z-]+)' expects", OUTCOME_REFUSED,
	 REASON_SIZE_SYNTAX},
	{"Value '[^']*' is out of range", OUTCOME_REFUSED, REASON_SIZE_SYNTAX},
	{"is too large for parameter '(size|maxmem|slots)'", OUTCOME_REFUSED, REASON_SIZE_SYNTAX},
	{"expects size less than or equal to 4G", OUTCOME_REFUSED, REASON_OPTION},
	{"Property '?[^ ]*'? not found", OUTCOME_REFUSED, REASON_OPTION},
	{"can't apply global", OUTCOME_REFUSED, REASON_OPTION},
	{"invalid option", OUTCOME_REFUSED, REASON_OPTION},
	{"Invalid parameter( type)? ", OUTCOME_REFUSED, REASON_OPTION},
	{"Parameter '[^']*' expects ", OUTCOME_REFUSED, REASON_OPTION},
	{"Expected '=' after parameter", OUTCOME_REFUSED, REASON_OPTION},
	{"guest-phys-bits", OUTCOME_REFUSED, REASON_OPTION},
	{"Could not resolve CXLFM target", OUTCOME_REFUSED, REASON_OPTION},
	{"is not a valid device model name", OUTCOME_REFUSED, REASON_OPTION},
	{"Parameter '[^']*' is missing", OUTCOME_REFUSED, REASON_OPTION},
	{"No '[^']*' bus found for device", OUTCOME_REFUSED, REASON_OPTION},
	{"should equal RAM size", OUTCOME_REFUSED, REASON_OPTION},
	{"options are incompatible", OUTCOME_REFUSED, REASON_OPTION},
};

static const char ASSERTION[] =
	"Assertion [`'].*' failed|code should not be reached|^\\*\\*$|assertion failed";

/* The abort of QEMU's error handling. It names no assertion, and its message follows. */
static const char ABORT[] = "Unexpected error in .*\\(\\) at |qemu: hardware error: ";

static GRegex *rule_regexes[G_N_ELEMENTS(RULES)];
static GRegex *assertion_regex, *abort_regex;

static void compile_rules(void)
{
	static size_t compiled;

	if (!g_once_init_enter(&compiled))
		return;
	for (unsigned i = 0; i < G_N_ELEMENTS(RULES); i++)
		rule_regexes[i] =
			g_regex_new(RULES[i].pattern, G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT, NULL);
	assertion_regex = g_regex_new(ASSERTION, G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT, NULL);
	abort_regex = g_regex_new(ABORT, G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT, NULL);
	g_once_init_leave(&compiled, 1);
}

/* "qemu-system-x86_64: text" without the program's name; an option ("-m 2G: text") stays. */
static const char *without_program(const char *line)
{
	size_t name = strcspn(line, ": ");

	return strncmp(line + name, ": ", 2) == 0 ? line + name + 2 : line;
}

static gboolean is_warning(const char *line)
{
	static const char *const marks[] = {"warning: ", "info: "};

	for (unsigned i = 0; i < G_N_ELEMENTS(marks); i++) {
		const char *mark = strstr(line, marks[i]);

		/* At the start, or right behind "program: " or "program: -option: ". */
		if (mark != NULL &&
		    (mark == line || (mark - line >= 2 && strncmp(mark - 2, ": ", 2) == 0)))
			return TRUE;
	}
	return FALSE;
}

static uint64_t group_number(GMatchInfo *match, const char *name, unsigned base)
{
	g_autofree char *text = g_match_info_fetch_named(match, name);

	return text == NULL || *text == '\0' ? UNSET : g_ascii_strtoull(text, NULL, base);
}

static gboolean apply_rules(const char *line, struct message *message)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(RULES); i++) {
		g_autoptr(GMatchInfo) match = NULL;

		if (!g_regex_match(rule_regexes[i], line, 0, &match))
			continue;
		message->outcome = RULES[i].outcome;
		message->reason = RULES[i].reason;
		message->used_gpa = group_number(match, "used", 16);
		message->phys_bits = group_number(match, "bits", 10);
		return TRUE;
	}
	return FALSE;
}

static void set_text(struct message *message, const char *line)
{
	g_free(message->text);
	message->text = text_printable(line, LONGEST_MESSAGE);
}

static gboolean is_killed(int exit_code)
{
	return exit_code == -SIGKILL || exit_code == -SIGTERM;
}

/* A signal decides by itself; the text only tells an assertion from the rest. */
static void classify_signal(char **lines, int exit_code, struct message *message)
{
	message->outcome = is_killed(exit_code) ? OUTCOME_HOST_LIMIT : OUTCOME_CRASH;
	message->reason = is_killed(exit_code) ? REASON_KILLED : REASON_SIGNAL;
	for (char **line = lines; *line != NULL; line++) {
		if (!g_regex_match(assertion_regex, *line, 0, NULL))
			continue;
		message->reason = REASON_ASSERTION;
		set_text(message, without_program(*line));
	}
	if (message->text == NULL)
		message->text = g_strdup_printf("killed by signal %d (%s)", -exit_code,
						g_strsignal(-exit_code));
}

static void classify_text(char **lines, struct message *message)
{
	for (char **line = lines; *line != NULL; line++) {
		g_strchomp(*line);
		if (**line == '\0' || is_warning(*line))
			continue;
		set_text(message, without_program(*line));
		if (apply_rules(*line, message))
			return;
	}
	if (message->text != NULL)
		return;
	/* A refusal without a word proves nothing. */
	message->text = g_strdup("QEMU gave up without a word");
	message->outcome = OUTCOME_BROKEN;
	message->reason = REASON_PROTOCOL;
}

static const char *find_line(char **lines, const GRegex *regex)
{
	for (; *lines != NULL; lines++)
		if (g_regex_match(regex, *lines, 0, NULL))
			return *lines;
	return NULL;
}

/* Nobody knows how QEMU ended: its words decide. */
static void classify_unknown_exit(char **lines, struct message *message)
{
	const char *aborted = find_line(lines, abort_regex);

	if (find_line(lines, assertion_regex) != NULL) {
		classify_signal(lines, -SIGABRT, message);
	} else if (aborted != NULL) {
		classify_signal(lines, -SIGABRT, message);
		set_text(message, without_program(aborted));
	} else {
		classify_text(lines, message);
	}
}

/* No message of QEMU's is longer; what a flood brings must not keep the patterns busy. */
static void cut_lines(char **lines)
{
	for (; *lines != NULL; lines++) {
		char *end = *lines + MIN(strlen(*lines), LONGEST_LINE);

		/* Never within a character: the patterns want valid UTF-8. */
		while ((*end & 0xc0) == 0x80)
			end--;
		*end = '\0';
	}
}

void message_classify(const char *errors, int exit_code, struct message *message)
{
	g_autofree char *valid = g_utf8_make_valid(errors, -1);
	g_auto(GStrv) lines = g_strsplit(valid, "\n", -1);

	compile_rules();
	cut_lines(lines);
	*message = (struct message){
		.outcome = OUTCOME_REFUSED,
		.reason = REASON_UNKNOWN,
		.stage = STAGE_MACHINE,
		.used_gpa = UNSET,
		.phys_bits = UNSET,
	};
	if (exit_code == MESSAGE_EXIT_UNKNOWN)
		classify_unknown_exit(lines, message);
	else if (exit_code < 0)
		classify_signal(lines, exit_code, message);
	else
		classify_text(lines, message);
}

void message_clear(struct message *message)
{
	g_clear_pointer(&message->text, g_free);
}

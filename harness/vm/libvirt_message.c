/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/libvirt_message.h"

#include "base/text.h"
#include "model/point.h"

#include <libvirt/virterror.h>
#include <string.h>

#define LONGEST_TEXT 4096
#define LONGEST_MESSAGE 600
#define ANY_CODE (-1)
#define ANY_TEXT ""

/*
 * What libvirt says by itself, tried in this order: first what the text says, then what the code
 * alone means. Releases differ in few wordings; where they do it is the first one with this.
 */
static const struct rule {
	int code;
	const char *pattern;
	enum outcome outcome;
	enum reason reason;
} RULES[] = {
	/* libvirt cannot be reached, or not any longer. */
	{ANY_CODE, "[Ff]ailed to connect socket to|[Uu]nable to connect to server", OUTCOME_BROKEN,
	 REASON_CONNECTION},
	{ANY_CODE, "Unable to resolve address|IP address lookup for host", OUTCOME_BROKEN,
	 REASON_CONNECTION},
	{ANY_CODE,
	 "Cannot (recv|write) data|End of file while reading data|client socket is closed",
	 OUTCOME_BROKEN, REASON_CONNECTION},
	{ANY_CODE, "keepalive timeout", OUTCOME_BROKEN, REASON_CONNECTION},
	{ANY_CODE, "Cannot read (CA )?certificate|Cannot find 'ssh' in path", OUTCOME_BROKEN,
	 REASON_CONNECTION},
	{ANY_CODE, "(parse URI|in URL not recognised|Unknown remote mode|URI parameter)",
	 OUTCOME_BROKEN, REASON_CONNECTION},
	/* The embedded driver's root. */
	{ANY_CODE, "^root path must be|[Ff]ailed to create [a-z ]*dir(ectory)? ", OUTCOME_BROKEN,
	 REASON_CONNECTION},
	{ANY_CODE, "Failed to parse (user|group) '|Unknown stdio handler", OUTCOME_BROKEN,
	 REASON_CONNECTION},

	/* libvirt's own patience. That of the caller is not libvirt's to tell. */
	{VIR_ERR_OPERATION_TIMEOUT, ANY_TEXT, OUTCOME_TIMEOUT, REASON_DEADLINE},
	{ANY_CODE, "cannot acquire state change lock|[Tt]imed out", OUTCOME_TIMEOUT,
	 REASON_DEADLINE},

	/* What this host cannot provide. */
	{VIR_ERR_NO_MEMORY, ANY_TEXT, OUTCOME_HOST_LIMIT, REASON_MEMORY},
	{ANY_CODE, "Cannot allocate memory|hugetlbfs", OUTCOME_HOST_LIMIT, REASON_MEMORY},
	{ANY_CODE, "does not support virt type '(kvm|hvf)'|requires KVM|KVM is not available",
	 OUTCOME_HOST_LIMIT, REASON_KVM},
	{ANY_CODE, "CPU mode 'host-[a-z]+' for [^ ]+ qemu domain", OUTCOME_HOST_LIMIT, REASON_KVM},
	{ANY_CODE, "address bits cannot exceed the number supported by the host",
	 OUTCOME_HOST_LIMIT, REASON_PHYS_BITS_RANGE},
	{ANY_CODE, "master var store for loader|[Uu]nable to find .*firmware", OUTCOME_HOST_LIMIT,
	 REASON_FIRMWARE},

	/* Memory. */
	{ANY_CODE, "numa node has to be configured when", OUTCOME_REFUSED, REASON_NUMA},
	{ANY_CODE, "target NUMA node needs to be|add memory (backend|device) (as|for) guest",
	 OUTCOME_REFUSED, REASON_NUMA},
	{ANY_CODE,
	 "maximum memory size and memory slot count|memory slot count$|'slots' in element",
	 OUTCOME_REFUSED, REASON_SLOTS},
	{ANY_CODE, "when specifying number of memory slots", OUTCOME_REFUSED,
	 REASON_SLOTS}, /* 11 */
	{ANY_CODE, "must be equal or greater than the actual memory size", OUTCOME_REFUSED,
	 REASON_MAXMEM_BELOW_SIZE},
	{ANY_CODE, "overflowed after alignment", OUTCOME_REFUSED, REASON_MAXMEM_OVERFLOW},
	{VIR_ERR_OVERFLOW, ANY_TEXT, OUTCOME_REFUSED, REASON_MAXMEM_OVERFLOW},
	{ANY_CODE, "multiple of |power of two|block size too small|aligned to", OUTCOME_REFUSED,
	 REASON_ALIGNMENT},
	{ANY_CODE, "'maxMemory' is not defined|memory hotplug is(n't| not) supported",
	 OUTCOME_REFUSED, REASON_NO_HOTPLUG},
	{ANY_CODE, "would exceed domain's maxMemory|exceeds slots count|exceeds hotplug space",
	 OUTCOME_REFUSED, REASON_PLUG},
	{ANY_CODE, "(empty|free) memory (device )?slot|used by another memory device",
	 OUTCOME_REFUSED, REASON_PLUG},
	{ANY_CODE, "requested size must be smaller than or equal", OUTCOME_REFUSED, REASON_PLUG},
	{ANY_CODE, "memory device not present|memory '[^']*' not found|cannot modify memory",
	 OUTCOME_REFUSED, REASON_PLUG},

	/* Names. */
	{ANY_CODE, "does not support machine type|matching machine type", OUTCOME_REFUSED,
	 REASON_MACHINE_UNKNOWN},
	{ANY_CODE, "[Uu]nknown CPU (model|feature)|CPU model .* supported by hypervisor",
	 OUTCOME_REFUSED, REASON_CPU_UNKNOWN},
	{ANY_CODE, "guest CPU doesn't match specification", OUTCOME_REFUSED, REASON_GUEST_CPU},
	{VIR_ERR_CPU_INCOMPATIBLE, ANY_TEXT, OUTCOME_HOST_LIMIT, REASON_GUEST_CPU},

	/* The harness's own: disks, the program, a name that is taken. */
	{ANY_CODE, "storage file '", OUTCOME_BROKEN, REASON_DISK},
	{ANY_CODE, "(check|start|stat) QEMU binary|^QEMU binary .* is not executable",
	 OUTCOME_BROKEN, REASON_NOT_STARTED},
	{ANY_CODE, "^Child process |cannot execute binary|No emulator found|prior to exec",
	 OUTCOME_BROKEN, REASON_NOT_STARTED},
	{ANY_CODE, "already (exists|defined|active)", OUTCOME_BROKEN, REASON_NOT_STARTED},
	{ANY_CODE, "the cause is unknown", OUTCOME_BROKEN, REASON_UNKNOWN},

	/* Values that libvirt's reader does not take, under other codes than its usual one. */
	{ANY_CODE, "unknown suffix '|^malformed |^[Mm]issing |^No qemu command-line argument",
	 OUTCOME_REFUSED, REASON_XML},
	{ANY_CODE, "^Number of CPUs in <numa>", OUTCOME_REFUSED, REASON_XML},

	/* The code alone. */
	{VIR_ERR_XML_ERROR, ANY_TEXT, OUTCOME_REFUSED, REASON_XML},
	{VIR_ERR_XML_DETAIL, ANY_TEXT, OUTCOME_REFUSED, REASON_XML},
	{VIR_ERR_XML_INVALID_SCHEMA, ANY_TEXT, OUTCOME_REFUSED, REASON_XML},
	{VIR_ERR_NO_NAME, ANY_TEXT, OUTCOME_REFUSED, REASON_XML},
	{VIR_ERR_NO_OS, ANY_TEXT, OUTCOME_REFUSED, REASON_XML},
	{VIR_ERR_NO_SOURCE, ANY_TEXT, OUTCOME_REFUSED, REASON_XML},
	{VIR_ERR_NO_TARGET, ANY_TEXT, OUTCOME_REFUSED, REASON_XML},
	{VIR_ERR_CONFIG_UNSUPPORTED, ANY_TEXT, OUTCOME_REFUSED, REASON_UNSUPPORTED},
	{VIR_ERR_ARGUMENT_UNSUPPORTED, ANY_TEXT, OUTCOME_REFUSED, REASON_UNSUPPORTED},
	{VIR_ERR_OPERATION_UNSUPPORTED, ANY_TEXT, OUTCOME_REFUSED, REASON_UNSUPPORTED},
	{VIR_ERR_OS_TYPE, ANY_TEXT, OUTCOME_REFUSED, REASON_UNSUPPORTED},
	{VIR_ERR_NO_SUPPORT, ANY_TEXT, OUTCOME_BROKEN, REASON_CONNECTION},
	{VIR_ERR_UNKNOWN_HOST, ANY_TEXT, OUTCOME_BROKEN, REASON_CONNECTION},
	{VIR_ERR_NO_CONNECT, ANY_TEXT, OUTCOME_BROKEN, REASON_CONNECTION},
	{VIR_ERR_INVALID_CONN, ANY_TEXT, OUTCOME_BROKEN, REASON_CONNECTION},
	{VIR_ERR_OPERATION_DENIED, ANY_TEXT, OUTCOME_BROKEN, REASON_CONNECTION},
	{VIR_ERR_ACCESS_DENIED, ANY_TEXT, OUTCOME_BROKEN, REASON_CONNECTION},
	{VIR_ERR_CONF_SYNTAX, ANY_TEXT, OUTCOME_BROKEN, REASON_CONNECTION},
	{VIR_ERR_RPC, ANY_TEXT, OUTCOME_BROKEN, REASON_CONNECTION},
	{VIR_ERR_GNUTLS_ERROR, ANY_TEXT, OUTCOME_BROKEN, REASON_CONNECTION},
	{VIR_ERR_AUTH_FAILED, ANY_TEXT, OUTCOME_BROKEN, REASON_CONNECTION},
	{VIR_ERR_AUTH_CANCELLED, ANY_TEXT, OUTCOME_BROKEN, REASON_CONNECTION},
	{VIR_ERR_AUTH_UNAVAILABLE, ANY_TEXT, OUTCOME_BROKEN, REASON_CONNECTION},
	{VIR_ERR_SSH, ANY_TEXT, OUTCOME_BROKEN, REASON_CONNECTION},
	{VIR_ERR_LIBSSH, ANY_TEXT, OUTCOME_BROKEN, REASON_CONNECTION},
	{VIR_ERR_DEVICE_MISSING, ANY_TEXT, OUTCOME_REFUSED, REASON_PLUG},
	/* A file, a directory, a process: a refusal is never put like this. */
	{VIR_ERR_SYSTEM_ERROR, ANY_TEXT, OUTCOME_BROKEN, REASON_NOT_STARTED},
};

/*
 * libvirt in front of what QEMU wrote before it ended; newer releases name the domain. libvirt
 * keeps the end of it when it is long, and says neither exit status nor signal.
 */
static const char ENDED[] = "^(?:process exited while connecting to monitor|"
			    "qemu unexpectedly closed the monitor)"
			    "(?: \\(vm='.*?'\\))?(?:\\z|: ?(?<words>.*))";
/* libvirt in front of what QMP answered. */
static const char ANSWERED[] = "^unable to execute QEMU command '(?<command>[^']*)': (?<words>.*)";
/* QEMU ended while libvirt wanted something of it: QEMU is to blame, but nobody knows for what. */
static const char LOST[] =
	"^(?:Unable to (?:read from|write to) monitor|"
	"End of file from qemu monitor|QEMU monitor was closed|"
	"Error while processing monitor IO|Domain not found|.*domain is not running)";
/* libvirt's helpers show their command line with their environment, which is nobody's business. */
static const char CHILD[] = "^Child process \\(.*\\) (?=unexpected )";
static const char STAMP[] = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z ";

static GRegex *rule_regexes[G_N_ELEMENTS(RULES)];
static GRegex *ended_regex, *answered_regex, *lost_regex, *child_regex, *stamp_regex;

static GRegex *compile(const char *pattern, GRegexCompileFlags flags)
{
	return g_regex_new(pattern, flags, G_REGEX_MATCH_DEFAULT, NULL);
}

static void compile_rules(void)
{
	static size_t compiled;

	if (!g_once_init_enter(&compiled))
		return;
	for (unsigned i = 0; i < G_N_ELEMENTS(RULES); i++)
		rule_regexes[i] = compile(RULES[i].pattern, G_REGEX_DEFAULT);
	ended_regex = compile(ENDED, G_REGEX_CASELESS | G_REGEX_DOTALL);
	answered_regex = compile(ANSWERED, G_REGEX_DOTALL);
	lost_regex = compile(LOST, G_REGEX_CASELESS);
	child_regex = compile(CHILD, G_REGEX_DOTALL);
	stamp_regex = compile(STAMP, G_REGEX_MULTILINE);
	g_once_init_leave(&compiled, 1);
}

/* Valid, bounded, without the words that libvirt puts in front for the code alone. */
static char *take_text(const char *text)
{
	static const char *const prefixes[] = {
		"internal error: ",   "unsupported configuration: ",
		"XML error: ",        "operation failed: ",
		"invalid argument: ", "Timed out during operation: "};
	g_autofree char *valid = g_utf8_make_valid(text != NULL ? text : "", -1);
	char *end = valid + MIN(strlen(valid), LONGEST_TEXT);

	/* Never within a character: the patterns want valid UTF-8. */
	while ((*end & 0xc0) == 0x80)
		end--;
	*end = '\0';
	for (unsigned i = 0; i < G_N_ELEMENTS(prefixes); i++)
		if (g_str_has_prefix(valid, prefixes[i]))
			return g_strdup(valid + strlen(prefixes[i]));
	return g_steal_pointer(&valid);
}

/* A line that only points at a place in the one above it. */
static gboolean is_pointer(const char *line)
{
	return line[strspn(line, " \t-^")] == '\0' || strcmp(line, "(null)") == 0;
}

static char *without(const char *text, const GRegex *regex, const char *instead)
{
	return g_regex_replace_literal(regex, text, -1, 0, instead, G_REGEX_MATCH_DEFAULT, NULL);
}

/* The text as one line, for people. */
static char *one_line(const char *text)
{
	g_autofree char *plain = without(text, child_regex, "Child process: ");
	g_auto(GStrv) lines = g_strsplit(plain, "\n", -1);
	g_autoptr(GString) line = g_string_new(NULL);

	for (char **next = lines; *next != NULL; next++) {
		if (is_pointer(*next))
			continue;
		if (line->len > 0)
			g_string_append_c(line, ' ');
		g_string_append(line, g_strstrip(*next));
	}
	if (line->len == 0)
		g_string_append(line, "libvirt gave up without a word");
	return text_printable(line->str, LONGEST_MESSAGE);
}

/* What QEMU said goes through QEMU's table. */
static void classify_words(const char *words, struct message *message)
{
	g_autofree char *plain =
		g_regex_replace_literal(stamp_regex, words, -1, 0, "", G_REGEX_MATCH_DEFAULT, NULL);

	message_classify(plain, MESSAGE_EXIT_UNKNOWN, message);
}

static gboolean classify_ended(const char *text, struct message *message)
{
	g_autoptr(GMatchInfo) match = NULL;
	g_autofree char *words = NULL;

	if (!g_regex_match(ended_regex, text, 0, &match))
		return FALSE;
	words = g_match_info_fetch_named(match, "words");
	classify_words(words != NULL ? words : "", message);
	if (message->reason != REASON_PROTOCOL)
		return TRUE;
	/* Killed, crashed or left: all the same to libvirt, so nothing is claimed. */
	g_free(message->text);
	message->text = g_strdup("QEMU ended without a word; libvirt does not say how");
	return TRUE;
}

/* QEMU lives, and has answered a command with an error. */
static gboolean classify_answer(const char *text, struct message *message)
{
	g_autoptr(GMatchInfo) match = NULL;
	g_autofree char *command = NULL, *words = NULL;

	if (!g_regex_match(answered_regex, text, 0, &match))
		return FALSE;
	command = g_match_info_fetch_named(match, "command");
	words = g_match_info_fetch_named(match, "words");
	classify_words(words, message);
	if (message->reason == REASON_UNKNOWN &&
	    (strcmp(command, "device_add") == 0 || strcmp(command, "object-add") == 0 ||
	     strcmp(command, "qom-set") == 0))
		message->reason = REASON_PLUG;
	return TRUE;
}

static void classify_own(int code, const char *text, struct message *message)
{
	*message = (struct message){
		.outcome = OUTCOME_REFUSED,
		.reason = REASON_UNKNOWN,
		.stage = STAGE_LIBVIRT,
		.text = one_line(text),
		.used_gpa = UNSET,
		.phys_bits = UNSET,
	};
	if (code == VIR_ERR_NO_DOMAIN || g_regex_match(lost_regex, text, 0, NULL)) {
		message->outcome = OUTCOME_BROKEN;
		message->reason = REASON_PROTOCOL;
		message->stage = STAGE_MACHINE;
		return;
	}
	for (unsigned i = 0; i < G_N_ELEMENTS(RULES); i++) {
		if ((RULES[i].code != ANY_CODE && RULES[i].code != code) ||
		    !g_regex_match(rule_regexes[i], text, 0, NULL))
			continue;
		message->outcome = RULES[i].outcome;
		message->reason = RULES[i].reason;
		return;
	}
}

void libvirt_message_classify(int code, const char *text, struct message *message)
{
	g_autofree char *plain = take_text(text);

	compile_rules();
	if (!classify_ended(plain, message) && !classify_answer(plain, message))
		classify_own(code, plain, message);
}

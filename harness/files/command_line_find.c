/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "files/command_line.h"

#include "files/qemu_known.h"

#include <string.h>

/* What libvirt writes in front of each start. */
#define LOG_START ": starting up libvirt version"

/* Words that run the command behind them, or may stand in front of one. */
static const char *const WRAPPERS[] = {
	"sudo",   "doas",    "exec",        "env",       "nohup",   "taskset",  "nice",
	"ionice", "chrt",    "numactl",     "time",      "setsid",  "stdbuf",   "strace",
	"gdb",    "timeout", "systemd-run", "cgexec",    "prlimit", "command",  "builtin",
	"eval",   "setpriv", "unshare",     "valgrind",  "perf",    "firejail", "if",
	"then",   "else",    "do",          "while",     "until",   "!",        "{",
	"&&",     "runuser", "setarch",     "catchsegv", "ltrace",
};

enum binary { NO_QEMU, X86_QEMU, KVM_QEMU, FOREIGN_QEMU };

static enum binary emulator_kind(const char *name)
{
	static const char prefix[] = "qemu-system-";
	const char *arch;

	if (strcmp(name, "kvm") == 0 || strcmp(name, "qemu-kvm") == 0)
		return KVM_QEMU;
	if (strcmp(name, "qemu") == 0)
		return X86_QEMU;
	if (!g_str_has_prefix(name, prefix))
		return NO_QEMU;
	arch = name + strlen(prefix);
	return g_str_has_prefix(arch, "x86") || g_str_has_prefix(arch, "i386") ? X86_QEMU
									       : FOREIGN_QEMU;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

static const struct word *word_at(const GPtrArray *words, unsigned i)
{
	return g_ptr_array_index(words, i);
}

/* "$QEMU", "${QEMU:-qemu-system-x86_64}": a name of the shell's that says what it is. */
static gboolean names_qemu(const struct word *word)
{
	g_autofree char *lower = g_ascii_strdown(word->text, -1);

	return word->is_unknown && word->text[0] == '$' && strstr(lower, "qemu") != NULL &&
	       strchr(word->text, '=') == NULL;
}

static enum binary word_kind(const struct word *word)
{
	return names_qemu(word) ? X86_QEMU : emulator_kind(base_name(word->text));
}

static gboolean is_assignment(const char *word)
{
	size_t n = 0;

	while (g_ascii_isalnum(word[n]) || word[n] == '_')
		n++;
	return n > 0 && word[n] == '=' && !g_ascii_isdigit(word[0]);
}

static gboolean is_wrapper(const char *word)
{
	const char *name = base_name(word);

	for (unsigned i = 0; i < G_N_ELEMENTS(WRAPPERS); i++) {
		if (strcmp(WRAPPERS[i], name) == 0)
			return TRUE;
	}
	return FALSE;
}

/* What a wrapper may have before the command that it runs: options, each with a word perhaps, and
 * numbers. */
static gboolean may_be_wrappers(const GPtrArray *words, unsigned i)
{
	const struct word *word = word_at(words, i);

	return word->text[0] == '-' || g_ascii_isdigit(word->text[0]) || word->is_unknown ||
	       (i > 0 && word_at(words, i - 1)->text[0] == '-');
}

/* The QEMU of the command that begins at word @i, or @end. Assignments and wrappers may be in front
 * of it. */
static unsigned qemu_of_command(const GPtrArray *words, unsigned i, unsigned end)
{
	gboolean wrapped = FALSE;

	for (; i < end; i++) {
		const struct word *word = word_at(words, i);

		if (word_kind(word) != NO_QEMU)
			return i;
		if (is_wrapper(word->text))
			wrapped = TRUE;
		else if (!is_assignment(word->text) && !(wrapped && may_be_wrappers(words, i)))
			return end;
	}
	return end;
}

static unsigned command_end(const GPtrArray *words, unsigned i)
{
	unsigned command = word_at(words, i)->command;

	while (i < words->len && word_at(words, i)->command == command)
		i++;
	return i;
}

/* The last QEMU with arguments; sets first and end. Returns how many there are. */
static unsigned find_last(struct command_line *line, unsigned *emulator)
{
	unsigned n = 0, end;

	for (unsigned i = 0; i < line->words->len; i = end) {
		unsigned qemu;

		end = command_end(line->words, i);
		qemu = qemu_of_command(line->words, i, end);
		if (qemu == end)
			continue;
		*emulator = qemu;
		line->first = qemu + 1;
		line->end = end;
		n++;
	}
	return n;
}

static gboolean find_qemu(struct config *config, struct command_line *line, GError **error)
{
	unsigned emulator = 0, n = find_last(line, &emulator);
	const struct word *word;

	if (n == 0)
		return config_error(config, 1, error,
				    "there is no command here that runs QEMU: expected "
				    "qemu-system-x86_64 and its options");
	word = word_at(line->words, emulator);
	if (word_kind(word) == FOREIGN_QEMU)
		return config_error(config, word->line, error,
				    "%s: memroof understands QEMU for x86 only",
				    base_name(word->text));
	line->uses_kvm = word_kind(word) == KVM_QEMU;
	if (n > 1)
		config_remark(config, REMARK_ASSUMED, word->line,
			      "there are %u commands that run QEMU: the last one was taken", n);
	if (g_str_has_prefix(base_name(word->text), "qemu-system-i386"))
		config_remark(config, REMARK_UNCLEAR, word->line,
			      "qemu-system-i386 has 32-bit CPUs only, whose limits are others");
	return TRUE;
}

/* From behind the last start's line to the end of its command, which goes on behind a backslash. */
static gboolean last_start(const struct config *config, size_t *from, size_t *to)
{
	const char *start = g_strrstr_len(config->text, (gssize)config->length, LOG_START);
	const char *end = config->text + config->length;

	if (start == NULL)
		return FALSE;
	start = memchr(start, '\n', (size_t)(end - start));
	start = start == NULL ? end : start + 1;
	*from = (size_t)(start - config->text);
	while (start < end) {
		const char *newline = memchr(start, '\n', (size_t)(end - start));

		*to = newline == NULL ? config->length : (size_t)(newline - config->text);
		if (newline == NULL || newline == start || newline[-1] != '\\')
			return TRUE;
		start = newline + 1;
	}
	*to = config->length;
	return TRUE;
}

static size_t first_byte(const char *text, size_t length)
{
	size_t i = 0;

	while (i < length && g_ascii_isspace(text[i]))
		i++;
	return i;
}

static gboolean is_options_only(const char *text, size_t length)
{
	size_t i = first_byte(text, length);

	return i + 1 < length && text[i] == '-' &&
	       (g_ascii_isalpha(text[i + 1]) ||
		(text[i + 1] == '-' && i + 2 < length && g_ascii_isalpha(text[i + 2])));
}

gboolean command_line_claims(const char *text, size_t length)
{
	static const char *const signs[] = {"qemu-system-", "qemu-kvm", "$QEMU",  "${QEMU",
					    "/kvm",         "kvm -",    "qemu -", "$qemu"};
	size_t i = first_byte(text, length);

	if (i == length || strchr("<[{", text[i]) != NULL)
		return FALSE;
	if (is_options_only(text, length))
		return TRUE;
	/* The text may have NUL bytes, behind which g_strstr_len() would not look. */
	for (unsigned sign = 0; sign < G_N_ELEMENTS(signs); sign++) {
		if (memmem(text, length, signs[sign], strlen(signs[sign])) != NULL)
			return TRUE;
	}
	return length >= 4 && memcmp(text, "kvm", 4) == 0;
}

gboolean command_line_find(struct config *config, struct command_line *line, GError **error)
{
	size_t from = 0, to = config->length;

	if (memchr(config->text, '\0', config->length) != NULL)
		line->dialect = SHELL_NUL;
	else if (!last_start(config, &from, &to) && is_options_only(config->text, config->length))
		line->dialect = SHELL_ARGUMENTS;
	line->words = shell_words(config, from, to, line->dialect, error);
	if (line->words == NULL)
		return FALSE;
	if (line->dialect == SHELL_ARGUMENTS) {
		line->end = line->words->len > 0 ? command_end(line->words, 0) : 0;
		return TRUE;
	}
	if (!find_qemu(config, line, error))
		return FALSE;
	if (line->dialect == SHELL_SCRIPT)
		line->variables = shell_variables(config, line->words, line->first, line->end);
	return TRUE;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "files/config.h"

#include "base/error.h"
#include "base/text.h"
#include "files/command_line.h"
#include "files/domain_xml.h"
#include "files/format.h"
#include "files/incus.h"
#include "files/qemu_conf.h"
#include "model/keys.h"

#include <string.h>

/* In the order in which they are asked: a text is of the first kind that claims it. */
static const struct config_format *const FORMATS[] = {
	&INCUS_INSTANCE,
	&QEMU_CONF,
	&DOMAIN_XML_FORMAT,
	/* Claims any text that names QEMU's program. */
	&COMMAND_LINE,
	NULL,
};

#define MOST_REMARKS 200

/* What a remedy may change, and config_rewrite() with it. */
static const char *const CHANGEABLE[] = {"phys-bits", "size", "slots", "maxmem", "pci-hole64"};

/* What stands in a file may be quoted: one line, and no control characters. */
static G_GNUC_PRINTF(1, 0) char *one_line(const char *format, va_list args)
{
	g_autofree char *words = g_strdup_vprintf(format, args);

	return g_strdelimit(text_printable(words, 400), "\n", ' ');
}

gboolean config_error(const struct config *config, unsigned line, GError **error,
		      const char *format, ...)
{
	g_autofree char *words = NULL;
	va_list args;

	va_start(args, format);
	words = one_line(format, args);
	va_end(args);
	return input_error(error, "%s:%u: %s", config->name, line, words);
}

static void remark_free(struct remark *remark)
{
	g_free(remark->words);
	g_free(remark);
}

static void add_remark(struct config *config, enum remark_kind kind, unsigned line, char *words)
{
	struct remark *remark = g_new(struct remark, 1);

	*remark = (struct remark){kind, line, words};
	g_ptr_array_add(config->remarks, remark);
}

/* A file can be full of what is not understood; what leaves the answer open is never dropped. */
void config_remark(struct config *config, enum remark_kind kind, unsigned line, const char *format,
		   ...)
{
	unsigned n = config->remarks->len;
	va_list args;

	if (n >= MOST_REMARKS && kind != REMARK_MISSING)
		return;
	va_start(args, format);
	add_remark(config, kind, line, one_line(format, args));
	va_end(args);
	if (n + 1 == MOST_REMARKS)
		add_remark(config, REMARK_UNCLEAR, line,
			   g_strdup("and more: further remarks are left out"));
}

unsigned config_line(const struct config *config, size_t offset)
{
	unsigned line = 1;

	for (size_t i = 0; i < offset && i < config->length; i++)
		line += config->text[i] == '\n';
	return line;
}

static const struct config_format *find_format(const char *text, size_t length)
{
	for (unsigned i = 0; FORMATS[i] != NULL; i++)
		if (FORMATS[i]->claims(text, length))
			return FORMATS[i];
	return NULL;
}

gboolean config_is_known(const char *text, size_t length)
{
	return find_format(text, length) != NULL;
}

static gboolean unknown_format(const struct config *config, GError **error)
{
	g_autoptr(GString) kinds = g_string_new(NULL);

	for (unsigned i = 0; FORMATS[i] != NULL; i++)
		g_string_append_printf(kinds, "%s%s", i > 0 ? ", " : "", FORMATS[i]->kind);
	return config_error(config, 1, error,
			    "no configuration that memroof knows: expected one of: %s", kinds->str);
}

struct config *config_read(const char *name, const char *text, size_t length, GError **error)
{
	struct config *config = g_new0(struct config, 1);

	config->name = g_strdup(name);
	config->text = g_strndup("", length + 1);
	memcpy(config->text, text, length);
	config->length = length;
	config->point = point_new();
	config->remarks = g_ptr_array_new_with_free_func((GDestroyNotify)remark_free);
	config->format = find_format(text, length);
	if (config->format != NULL ? config->format->read(config, error)
				   : unknown_format(config, error))
		return config;
	config_free(config);
	return NULL;
}

char *config_text(const char *path, size_t *length, GError **error)
{
	return text_read_bytes(strcmp(path, "-") == 0 ? NULL : path, CONFIG_MAX_BYTES, length,
			       error);
}

void config_free(struct config *config)
{
	if (config->places != NULL)
		config->format->free_places(config->places);
	point_free(config->point);
	g_ptr_array_unref(config->remarks);
	g_free(config->name);
	g_free(config->text);
	g_free(config);
}

const char *remark_kind_name(enum remark_kind kind)
{
	static const char *const names[] = {[REMARK_ASSUMED] = "assumed",
					    [REMARK_UNCLEAR] = "not understood",
					    [REMARK_MISSING] = "missing",
					    [REMARK_IN_VAIN] = "in vain"};

	return names[kind];
}

const char *config_kind(const struct config *config)
{
	return config->format->kind;
}

/* The first changeable key in which two points differ, or NULL. */
static const char *difference(const struct point *a, const struct point *b)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(CHANGEABLE); i++) {
		const struct key *key = key_find(CHANGEABLE[i]);

		if (*key_number(key, (void *)a) != *key_number(key, (void *)b))
			return CHANGEABLE[i];
	}
	return NULL;
}

/* Whether the text says what is wanted, when it is read again. */
static gboolean says(const struct config *config, const char *text, size_t length,
		     const struct point *wanted, GError **error)
{
	struct config *again = config_read(config->name, text, length, error);
	const char *other;

	if (again == NULL) {
		g_prefix_error(error, "the changed file cannot be read: ");
		return FALSE;
	}
	other = difference(again->point, wanted);
	config_free(again);
	return other == NULL ||
	       broken_error(error, "%s: memroof did not manage to change %s", config->name, other);
}

char *config_rewrite_bytes(const struct config *config, const struct point *wanted,
			   size_t *new_length, GError **error)
{
	struct edits *edits = edits_new();
	char *text = NULL;
	size_t length = 0;

	if (config->format->change(config, wanted, edits, error))
		text = edits_apply(edits, config->text, config->length, &length);
	edits_free(edits);
	if (text != NULL && !says(config, text, length, wanted, error))
		g_clear_pointer(&text, g_free);
	if (text != NULL && new_length != NULL)
		*new_length = length;
	return text;
}

char *config_rewrite(const struct config *config, const struct point *wanted, GError **error)
{
	return config_rewrite_bytes(config, wanted, NULL, error);
}

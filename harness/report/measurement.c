/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "report/measurement.h"

#include "base/error.h"
#include "report/reference_commands.h"
#include "report/reference_load.h"
#include "report/reference_read.h"
#include "report/table_reference.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BEGINNING 64

static const char SQLITE[] = "SQLite format 3";

/* How other files of memroof's begin. */
static const struct {
	const char *beginning, *what;
} OTHERS[] = {
	{"scenario,section,kind,cell,", "a table of format csv"},
	{"{\"runs\":", "a table of format json"},
	{"# ", "no reference: its first line is not '" REFERENCE_MAGIC "1'"},
};

static gboolean read_beginning(const char *path, char *beginning, GError **error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t n = fd >= 0 ? read(fd, beginning, BEGINNING - 1) : -1;
	int code = errno;
	struct stat st;
	gboolean is_stream = n >= 0 && fstat(fd, &st) == 0 && !S_ISREG(st.st_mode);

	if (fd >= 0)
		close(fd);
	if (is_stream)
		return input_error(error,
				   "%s: not a regular file (a reference can come from stdin, "
				   "as '-')",
				   path);
	if (n < 0)
		return input_error(error, "%s: %s", path, g_strerror(code));
	beginning[n] = '\0';
	return TRUE;
}

static gboolean foreign_file(const char *path, const char *beginning, GError **error)
{
	for (unsigned i = 0; i < G_N_ELEMENTS(OTHERS); i++)
		if (g_str_has_prefix(beginning, OTHERS[i].beginning))
			return input_error(error,
					   "%s: %s; expected a database, or what memroof table DB "
					   "--format reference writes",
					   path, OTHERS[i].what);
	return input_error(error,
			   "%s: neither a database of memroof's nor what memroof table DB "
			   "--format reference writes",
			   path);
}

static struct reference *load_database(const char *path, const struct selection *selection,
				       GError **error)
{
	struct store *store = store_open(path, NULL, error);
	struct reference *reference;

	if (store == NULL)
		return NULL;
	store_select(store, selection);
	reference = reference_load(store, error);
	if (reference != NULL && !reference_load_commands(store, reference, error))
		g_clear_pointer(&reference, reference_free);
	store_close(store);
	return reference;
}

struct reference *measurement_read(const char *path, const struct selection *selection,
				   GError **error)
{
	gboolean from_stdin = strcmp(path, "-") == 0;
	char beginning[BEGINNING] = "";
	struct reference *reference;

	if (!from_stdin && !read_beginning(path, beginning, error))
		return NULL;
	if (strcmp(beginning, SQLITE) == 0)
		return load_database(path, selection, error);
	if (!from_stdin && !g_str_has_prefix(beginning, REFERENCE_MAGIC)) {
		foreign_file(path, beginning, error);
		return NULL;
	}
	reference = reference_read(path, error);
	if (reference != NULL && selection != NULL)
		reference_select(reference, selection);
	return reference;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/qemu.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "host/fleet.h"
#include "vm/qmp_run.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEFAULT_BINARY "qemu-system-x86_64"
#define ASK_TIMEOUT_MS 20000

static const char *const COMMANDS[] = {"qmp_capabilities", "query-version", "query-machines",
				       "quit", NULL};

void qemu_binary_free(struct qemu_binary *binary)
{
	if (binary == NULL)
		return;
	g_free(binary->path);
	launch_free(binary->launch);
	g_free(binary->version);
	g_free(binary->package);
	json_decref(binary->machines);
	g_free(binary);
}

/* Takes @version (the reply to query-version) and @machines over into @binary; FALSE when they make
 * no sense. */
static gboolean take_replies(struct qemu_binary *binary, const json_t *version,
			     const json_t *machines)
{
	g_free(binary->version);
	g_free(binary->package);
	json_decref(binary->machines);
	binary->version = qmp_version(version);
	binary->package = qmp_package(version);
	binary->machines = json_incref((json_t *)machines);
	return binary->version != NULL && json_is_array(machines) &&
	       version_parse(binary->version, &binary->number);
}

/* A script is the same while what it starts changes: only a program itself can be remembered. */
static gboolean is_program(const char *path)
{
	char magic[4] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	gboolean elf = fd >= 0 && read(fd, magic, sizeof(magic)) == sizeof(magic) &&
		       memcmp(magic, "\177ELF", sizeof(magic)) == 0;

	if (fd >= 0)
		close(fd);
	return elf;
}

/* Changes whenever the file does: what the cached answers are valid for. */
static char *identity(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return NULL;
	return g_strdup_printf("%s %lu %lu %ld %ld.%09ld %ld.%09ld", path, (unsigned long)st.st_dev,
			       (unsigned long)st.st_ino, (long)st.st_size, (long)st.st_mtim.tv_sec,
			       st.st_mtim.tv_nsec, (long)st.st_ctim.tv_sec, st.st_ctim.tv_nsec);
}

static char *cache_path(const char *path)
{
	g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, path, -1);
	g_autofree char *name = g_strdup_printf("qemu-%.16s.json", hash);

	return g_build_filename(g_get_user_cache_dir(), "memroof", name, NULL);
}

/* Anything wrong with the cache only means that the binary is asked. */
static gboolean load_cached(struct qemu_binary *binary, const char *id)
{
	g_autofree char *path = cache_path(binary->path);
	json_t *cached = json_load_file(path, 0, NULL);
	gboolean ok = g_strcmp0(json_string_value(json_object_get(cached, "identity")), id) == 0 &&
		      take_replies(binary, json_object_get(cached, "version"),
				   json_object_get(cached, "machines"));

	json_decref(cached);
	return ok;
}

/* A cache that cannot be written is no error. g_file_set_contents() replaces atomically. */
static void save_cached(const struct qemu_binary *binary, const json_t *version, const char *id)
{
	g_autofree char *path = cache_path(binary->path);
	g_autofree char *directory = g_path_get_dirname(path);
	json_t *cached = json_pack("{s:s,s:O,s:O}", "identity", id, "version", version, "machines",
				   binary->machines);
	char *text = cached != NULL ? json_dumps(cached, JSON_COMPACT) : NULL;

	/* A home that does not exist is not to be made. */
	if (text != NULL && g_file_test(g_get_home_dir(), G_FILE_TEST_IS_DIR) &&
	    g_mkdir_with_parents(directory, 0755) == 0)
		g_file_set_contents(path, text, -1, NULL);
	free(text);
	json_decref(cached);
}

static gboolean unusable(const struct qemu_binary *binary, const struct child_result *child,
			 const struct qmp *qmp, GError **error)
{
	g_autofree char *words = text_printable(child->errors->str, 300);

	if (child->end == CHILD_CANCELLED)
		return interrupted_error(error);
	if (qmp->error != NULL)
		return broken_error(error, "%s does not speak QMP: %s", binary->path, qmp->error);
	if (child->end == CHILD_TIMEOUT)
		return broken_error(error, "%s does not answer QMP within its deadline",
				    binary->path);
	return broken_error(error, "%s is not a usable QEMU (exit status %d): %s", binary->path,
			    child->exit_code, *words != '\0' ? g_strchomp(words) : "no message");
}

static gboolean ask(struct qemu_binary *binary, const char *id, int cancel_fd, GError **error)
{
	static const char *const options[] = {"-nodefaults", "-no-user-config",
					      "-display",    "none",
					      "-machine",    "none",
					      "-S",          "-qmp",
					      "stdio"};
	struct child_spec spec = {.environment = launch_environment(binary->launch),
				  .cancel_fd = cancel_fd};
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	struct child_result child;
	struct qmp qmp;
	gboolean ok;

	if (binary->launch == NULL)
		g_ptr_array_add(argv, binary->path);
	for (unsigned i = 0; binary->launch != NULL && binary->launch->words[i] != NULL; i++)
		g_ptr_array_add(argv, binary->launch->words[i]);
	for (unsigned i = 0; i < G_N_ELEMENTS(options); i++)
		g_ptr_array_add(argv, (char *)options[i]);
	g_ptr_array_add(argv, NULL);
	qmp_init(&qmp, COMMANDS);
	ok = qmp_run(&spec, (const char *const *)argv->pdata, clock_scaled_ms(ASK_TIMEOUT_MS), &qmp,
		     NULL, &child, error);
	if (ok) {
		const json_t *version = qmp_reply(&qmp, "query-version");

		ok = take_replies(binary, version, qmp_reply(&qmp, "query-machines"));
		if (ok && is_program(binary->path))
			save_cached(binary, version, id);
		else if (!ok)
			unusable(binary, &child, &qmp, error);
	}
	child_result_clear(&child);
	qmp_clear(&qmp);
	return ok;
}

static gboolean not_found(const char *name, GError **error)
{
	return broken_error(
		error,
		"%s: no such QEMU binary, or not executable (apt-get install " QEMU_PACKAGE ")",
		name);
}

/* Takes @path and @launch over. */
static struct qemu_binary *find_at(const char *name, char *path, struct launch *launch,
				   int cancel_fd, GError **error)
{
	struct qemu_binary *binary = g_new0(struct qemu_binary, 1);
	g_autofree char *id = path != NULL ? identity(path) : NULL;

	binary->path = path;
	binary->launch = launch;
	if (id == NULL)
		not_found(name, error);
	else if (load_cached(binary, id) || ask(binary, id, cancel_fd, error))
		return binary;
	qemu_binary_free(binary);
	return NULL;
}

static struct qemu_binary *find_program(const char *name, int cancel_fd, GError **error)
{
	g_autofree char *found = g_find_program_in_path(name);
	char *path = found != NULL ? g_canonicalize_filename(found, NULL) : NULL;

	return find_at(name, path, NULL, cancel_fd, error);
}

/* A point that says "7.2" does not say what to start. */
static struct launch *launch_by_path(const char *path)
{
	const char *const words[] = {path, NULL};
	struct launch *launch = g_new(struct launch, 1);

	*launch = (struct launch){g_strdupv((char **)words), g_new0(char *, 1), g_strdup(path)};
	return launch;
}

/* The host's own QEMU if it is of version @word, which the fleet does not have. */
static struct qemu_binary *find_own(const char *word, const GPtrArray *fleet, int cancel_fd,
				    GError **error)
{
	g_autofree char *words = fleet_words(fleet);
	GError *why = NULL;
	struct qemu_binary *binary = find_program(DEFAULT_BINARY, cancel_fd, &why);

	if (g_error_matches(why, MEMROOF_ERROR, MEMROOF_ERROR_INTERRUPTED)) {
		g_propagate_error(error, why);
		return NULL;
	}
	if (binary != NULL && fleet_is_called(binary->version, word)) {
		binary->launch = launch_by_path(binary->path);
		return binary;
	}
	input_error(error,
		    "qemu = %s: no such release here: the fleet %s%s; " DEFAULT_BINARY " is %s%s",
		    word, fleet->len > 0 ? "has " : "is empty", words,
		    binary != NULL ? binary->version : "missing",
		    fleet->len > 0 ? "" : " (make fleet fetches others)");
	g_clear_error(&why);
	qemu_binary_free(binary);
	return NULL;
}

struct qemu_binary *qemu_binary_of(const struct fleet_member *member, int cancel_fd, GError **error)
{
	struct qemu_binary *binary = find_at(member->version, fleet_program(member),
					     fleet_launch(member), cancel_fd, error);

	if (binary == NULL || strcmp(binary->version, member->version) == 0)
		return binary;
	broken_error(error,
		     "%s is QEMU %s, and not %s as it says in %s/about: remove it and fetch it "
		     "again by tools/qemu-fleet",
		     binary->path, binary->version, member->version, member->folder);
	qemu_binary_free(binary);
	return NULL;
}

static struct qemu_binary *find_release(const char *word, int cancel_fd, GError **error)
{
	g_autoptr(GPtrArray) fleet = fleet_read();
	const struct fleet_member *member = fleet_find(fleet, word);

	if (member == NULL)
		return find_own(word, fleet, cancel_fd, error);
	return qemu_binary_of(member, cancel_fd, error);
}

struct qemu_binary *qemu_binary_find(const char *name, int cancel_fd, GError **error)
{
	if (name != NULL && fleet_is_version(name))
		return find_release(name, cancel_fd, error);
	return find_program(name != NULL ? name : DEFAULT_BINARY, cancel_fd, error);
}

const char *qemu_binary_machine(const struct qemu_binary *binary, const char *machine)
{
	return qmp_machine_type(binary->machines, machine);
}

GPtrArray *qemu_binary_machines(const struct qemu_binary *binary, enum machine_family family)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	const json_t *machine;
	size_t i;

	json_array_foreach (binary->machines, i, machine) {
		const char *name = json_string_value(json_object_get(machine, "name"));
		struct machine_kind kind = machine_kind(name);

		if (name != NULL && kind.family == family && kind.versioned)
			g_ptr_array_add(names, g_strdup(name));
	}
	g_ptr_array_sort(names, machine_by_age);
	return names;
}

void qemu_binary_forget(const struct qemu_binary *binary)
{
	g_autofree char *path = cache_path(binary->path);

	unlink(path);
}

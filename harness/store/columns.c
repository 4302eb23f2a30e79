/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/columns.h"

#include "model/keys.h"
#include "store/store.h"

#include <stddef.h>

#define RUN(member) offsetof(struct run_row, member)
#define SECTION(member) offsetof(struct section_row, member)
#define PROBE(member) offsetof(struct probe_row, member)
#define LIMIT(member) offsetof(struct limit_row, member)
#define PLUG(member) offsetof(struct plug_row, member)
#define SKIP(member) offsetof(struct skip_row, member)

static const struct column RUN_COLUMNS[] = {
	{"started", COLUMN_TEXT, RUN(started)},
	{"memroof_version", COLUMN_TEXT, RUN(memroof_version)},
	{"command", COLUMN_TEXT, RUN(command)},
	{"kernel", COLUMN_TEXT, RUN(kernel)},
	{"host_cpu_vendor", COLUMN_TEXT, RUN(host_cpu_vendor)},
	{"host_cpu_model", COLUMN_TEXT, RUN(host_cpu_model)},
	{"host_phys_bits", COLUMN_INT, RUN(host_phys_bits)},
	{"host_memory", COLUMN_INT, RUN(host_memory)},
	{"overcommit", COLUMN_INT, RUN(overcommit)},
	{NULL, 0, 0},
};

static const struct column SECTION_COLUMNS[] = {
	{"path", COLUMN_TEXT, SECTION(path)},
	{"text", COLUMN_TEXT, SECTION(text)},
	{"question", COLUMN_TEXT, SECTION(question)},
	{"kind", COLUMN_TEXT, SECTION(kind)},
	{"name", COLUMN_TEXT, SECTION(name)},
	{"spec", COLUMN_TEXT, SECTION(spec)},
	{"axis", COLUMN_TEXT, SECTION(axis)},
	{"columns", COLUMN_TEXT, SECTION(columns)},
	{"varied", COLUMN_TEXT, SECTION(varied)},
	{"n_points", COLUMN_INT, SECTION(n_points)},
	{"file", COLUMN_TEXT, SECTION(file)},
	{"line", COLUMN_INT, SECTION(line)},
	{"expect", COLUMN_TEXT, SECTION(expect)},
	{"expect_stride", COLUMN_INT, SECTION(expect_stride)},
	{NULL, 0, 0},
};

static const struct column PROBE_COLUMNS[] = {
	{"section", COLUMN_INT, PROBE(section)},
	{"run", COLUMN_INT, PROBE(run)},
	{"cell", COLUMN_INT, PROBE(cell)},
	{"round", COLUMN_INT, PROBE(round)},
	{"point", COLUMN_POINT, PROBE(point)},
	{"outcome", COLUMN_OUTCOME, PROBE(outcome)},
	{"stage", COLUMN_STAGE, PROBE(stage)},
	{"reason", COLUMN_REASON, PROBE(reason)},
	{"message", COLUMN_TEXT, PROBE(message)},
	{"used_gpa", COLUMN_SIZE, PROBE(used_gpa)},
	{"qemu_path", COLUMN_TEXT, PROBE(qemu_path)},
	{"qemu_version", COLUMN_TEXT, PROBE(qemu_version)},
	{"qemu_package", COLUMN_TEXT, PROBE(qemu_package)},
	{"libvirt_version", COLUMN_TEXT, PROBE(libvirt_version)},
	{"machine_type", COLUMN_TEXT, PROBE(machine_type)},
	{"command", COLUMN_TEXT, PROBE(command)},
	{"errors", COLUMN_TEXT, PROBE(errors)},
	{"console", COLUMN_TEXT, PROBE(console)},
	{"guest_phys_bits", COLUMN_SIZE, PROBE(guest_phys_bits)},
	{"guest_memory", COLUMN_SIZE, PROBE(guest_memory)},
	{"guest_blocks", COLUMN_SIZE, PROBE(guest_blocks)},
	{"exit_code", COLUMN_INT, PROBE(exit_code)},
	{"elapsed_us", COLUMN_INT, PROBE(elapsed_us)},
	{"greeting_us", COLUMN_SIZE, PROBE(greeting_us)},
	{"machine_us", COLUMN_SIZE, PROBE(machine_us)},
	{"guest_us", COLUMN_SIZE, PROBE(guest_us)},
	{"report_us", COLUMN_SIZE, PROBE(report_us)},
	{"user_us", COLUMN_INT, PROBE(user_us)},
	{"system_us", COLUMN_INT, PROBE(system_us)},
	{"max_rss", COLUMN_INT, PROBE(max_rss)},
	{"minor_faults", COLUMN_INT, PROBE(minor_faults)},
	{"acpi_bytes", COLUMN_SIZE, PROBE(acpi_bytes)},
	{"finished", COLUMN_TEXT, PROBE(finished)},
	{NULL, 0, 0},
};

static const struct column PLUG_COLUMNS[] = {
	{"probe", COLUMN_INT, PLUG(probe)},
	{"number", COLUMN_INT, PLUG(number)},
	{"what", COLUMN_TEXT, PLUG(what)},
	{"bytes", COLUMN_SIZE, PLUG(bytes)},
	{"command_us", COLUMN_SIZE, PLUG(command_us)},
	{"event_us", COLUMN_SIZE, PLUG(event_us)},
	{"online_us", COLUMN_SIZE, PLUG(online_us)},
	{"memory", COLUMN_SIZE, PLUG(memory)},
	{"message", COLUMN_TEXT, PLUG(message)},
	{NULL, 0, 0},
};

static const struct column LIMIT_COLUMNS[] = {
	{"section", COLUMN_INT, LIMIT(section)},
	{"cell", COLUMN_INT, LIMIT(cell)},
	{"point", COLUMN_POINT, LIMIT(point)},
	{"limit_axis", COLUMN_TEXT, LIMIT(axis)},
	{"status", COLUMN_TEXT, LIMIT(status)},
	{"limit_value", COLUMN_SIZE, LIMIT(limit)},
	{"refused_value", COLUMN_SIZE, LIMIT(refused)},
	{"step", COLUMN_SIZE, LIMIT(step)},
	{"reason", COLUMN_REASON, LIMIT(reason)},
	{"message", COLUMN_TEXT, LIMIT(message)},
	{"counterexample", COLUMN_SIZE, LIMIT(counterexample)},
	{"probes", COLUMN_INT, LIMIT(probes)},
	{"agrees_with_model", COLUMN_INT, LIMIT(agrees_with_model)},
	{"predicted", COLUMN_SIZE, LIMIT(predicted)},
	{"qemu_version", COLUMN_TEXT, LIMIT(qemu_version)},
	{"qemu_package", COLUMN_TEXT, LIMIT(qemu_package)},
	{"libvirt_version", COLUMN_TEXT, LIMIT(libvirt_version)},
	{"machine_type", COLUMN_TEXT, LIMIT(machine_type)},
	{"accepted_probe", COLUMN_INT, LIMIT(accepted_probe)},
	{"refused_probe", COLUMN_INT, LIMIT(refused_probe)},
	{"confirmed", COLUMN_INT, LIMIT(confirmed)},
	{"confirmation", COLUMN_TEXT, LIMIT(confirmation)},
	{NULL, 0, 0},
};

static const struct column SKIP_COLUMNS[] = {
	{"section", COLUMN_INT, SKIP(section)},
	{"cell", COLUMN_INT, SKIP(cell)},
	{"point", COLUMN_POINT, SKIP(point)},
	{"why", COLUMN_TEXT, SKIP(why)},
	{NULL, 0, 0},
};

const struct row_type ROW_RUN = {"run", RUN_COLUMNS, sizeof(struct run_row), RUN(id)};
const struct row_type ROW_SECTION = {"section", SECTION_COLUMNS, sizeof(struct section_row),
				     SECTION(id)};
const struct row_type ROW_PROBE = {"probe", PROBE_COLUMNS, sizeof(struct probe_row), PROBE(id)};
const struct row_type ROW_PLUG = {"plug", PLUG_COLUMNS, sizeof(struct plug_row), PLUG(id)};
const struct row_type ROW_LIMIT = {"limits", LIMIT_COLUMNS, sizeof(struct limit_row), LIMIT(id)};
const struct row_type ROW_SKIP = {"skip", SKIP_COLUMNS, sizeof(struct skip_row), SKIP(id)};

static void add_name(GString *names, unsigned *n, const char *name)
{
	g_string_append_printf(names, "%s\"%s\"", (*n)++ > 0 ? ", " : "", name);
}

/* The quoted names of all columns; key names with "_" for "-". */
static char *column_names(const struct row_type *type, unsigned *n)
{
	GString *names = g_string_new(NULL);

	*n = 0;
	for (const struct column *column = type->columns; column->name != NULL; column++) {
		if (column->type != COLUMN_POINT) {
			add_name(names, n, column->name);
			continue;
		}
		add_name(names, n, "point_text");
		for (unsigned i = 0; i < N_KEYS; i++) {
			g_autofree char *name = g_strdelimit(g_strdup(KEYS[i].name), "-", '_');

			if (KEYS[i].group == KEY_POINT)
				add_name(names, n, name);
		}
	}
	return g_string_free(names, FALSE);
}

/* "(?, ?, ?)" */
static void add_parameters(GString *sql, unsigned n)
{
	g_string_append(sql, "(?");
	while (--n > 0)
		g_string_append(sql, ", ?");
	g_string_append_c(sql, ')');
}

char *row_insert_sql(const struct row_type *type)
{
	unsigned n;
	g_autofree char *names = column_names(type, &n);
	GString *sql = g_string_new(NULL);

	g_string_printf(sql, "INSERT INTO %s (%s) VALUES ", type->table, names);
	add_parameters(sql, n);
	return g_string_free(sql, FALSE);
}

char *row_update_sql(const struct row_type *type)
{
	unsigned n;
	g_autofree char *names = column_names(type, &n);
	GString *sql = g_string_new(NULL);

	g_string_printf(sql, "UPDATE %s SET (%s) = ", type->table, names);
	add_parameters(sql, n);
	g_string_append(sql, " WHERE id = ?");
	return g_string_free(sql, FALSE);
}

char *row_select_sql(const struct row_type *type, const char *rest)
{
	unsigned n;
	g_autofree char *names = column_names(type, &n);

	return g_strdup_printf("SELECT id, %s FROM %s %s", names, type->table, rest);
}

static void bind_text(sqlite3_stmt *statement, int *at, const char *text)
{
	sqlite3_bind_text(statement, ++*at, text, -1, SQLITE_TRANSIENT); /* NULL binds NULL */
}

static void bind_size(sqlite3_stmt *statement, int *at, uint64_t size)
{
	++*at;
	if (size == UNSET)
		sqlite3_bind_null(statement, *at);
	else
		sqlite3_bind_int64(statement, *at, (sqlite3_int64)size);
}

static void bind_point(sqlite3_stmt *statement, int *at, struct point *point)
{
	g_autofree char *text = point_text(point);

	bind_text(statement, at, text);
	for (unsigned i = 0; i < N_KEYS; i++) {
		if (KEYS[i].group != KEY_POINT)
			continue;
		if (key_is_number(&KEYS[i]))
			bind_size(statement, at, *key_number(&KEYS[i], point));
		else
			bind_text(statement, at, *key_string(&KEYS[i], point));
	}
}

int row_bind(const struct row_type *type, sqlite3_stmt *statement, const void *row)
{
	int at = 0;

	for (const struct column *column = type->columns; column->name != NULL; column++) {
		const void *member = (const char *)row + column->offset;

		switch (column->type) {
		case COLUMN_INT:
			sqlite3_bind_int64(statement, ++at, *(const int64_t *)member);
			break;
		case COLUMN_SIZE:
			bind_size(statement, &at, *(const uint64_t *)member);
			break;
		case COLUMN_TEXT:
			bind_text(statement, &at, *(char *const *)member);
			break;
		case COLUMN_POINT:
			bind_point(statement, &at, *(struct point *const *)member);
			break;
		case COLUMN_OUTCOME:
			bind_text(statement, &at, outcome_name(*(const enum outcome *)member));
			break;
		case COLUMN_STAGE:
			bind_text(statement, &at, stage_name(*(const enum stage *)member));
			break;
		case COLUMN_REASON:
			bind_text(statement, &at, reason_name(*(const enum reason *)member));
			break;
		}
	}
	return at;
}

static const char *column_text(sqlite3_stmt *statement, int *at)
{
	return (const char *)sqlite3_column_text(statement, ++*at);
}

static uint64_t column_size(sqlite3_stmt *statement, int *at)
{
	++*at;
	if (sqlite3_column_type(statement, *at) == SQLITE_NULL)
		return UNSET;
	return (uint64_t)sqlite3_column_int64(statement, *at);
}

static struct point *column_point(sqlite3_stmt *statement, int *at)
{
	struct point *point = point_new();

	++*at; /* point_text is for looking up */
	for (unsigned i = 0; i < N_KEYS; i++) {
		if (KEYS[i].group != KEY_POINT)
			continue;
		if (key_is_number(&KEYS[i]))
			*key_number(&KEYS[i], point) = column_size(statement, at);
		else
			*key_string(&KEYS[i], point) = g_strdup(column_text(statement, at));
	}
	return point;
}

gboolean row_read(const struct row_type *type, sqlite3_stmt *statement, void *row)
{
	gboolean ok = TRUE;
	int at = 0;

	*(int64_t *)((char *)row + type->id_offset) = sqlite3_column_int64(statement, at);
	for (const struct column *column = type->columns; column->name != NULL; column++) {
		void *member = (char *)row + column->offset;

		switch (column->type) {
		case COLUMN_INT:
			*(int64_t *)member = sqlite3_column_int64(statement, ++at);
			break;
		case COLUMN_SIZE:
			*(uint64_t *)member = column_size(statement, &at);
			break;
		case COLUMN_TEXT:
			*(char **)member = g_strdup(column_text(statement, &at));
			break;
		case COLUMN_POINT:
			*(struct point **)member = column_point(statement, &at);
			break;
		case COLUMN_OUTCOME:
			ok = outcome_from_name(column_text(statement, &at), member) && ok;
			break;
		case COLUMN_STAGE:
			ok = stage_from_name(column_text(statement, &at), member) && ok;
			break;
		case COLUMN_REASON:
			ok = reason_from_name(column_text(statement, &at), member) && ok;
			break;
		}
	}
	return ok;
}

void *row_copy(const struct row_type *type, const void *row)
{
	void *copy = g_memdup2(row, type->row_size);

	for (const struct column *column = type->columns; column->name != NULL; column++) {
		char **text = (char **)((char *)copy + column->offset);

		g_assert(column->type != COLUMN_POINT);
		if (column->type == COLUMN_TEXT)
			*text = g_strdup(*text);
	}
	return copy;
}

void row_clear(const struct row_type *type, void *row)
{
	for (const struct column *column = type->columns; column->name != NULL; column++) {
		void *member = (char *)row + column->offset;

		if (column->type == COLUMN_TEXT)
			g_clear_pointer((char **)member, g_free);
		else if (column->type == COLUMN_POINT)
			g_clear_pointer((struct point **)member, point_free);
	}
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/schema.h"

#include "base/error.h"
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define APPLICATION_ID 0x4d6d5266 /* "MmRf" */
#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)

/* clang-format off */

/* The columns of a point; harness/tests checks that the key table and these agree. */
#define POINT_COLUMNS \
	"point_text TEXT NOT NULL, engine TEXT, uri TEXT, numa TEXT, qemu TEXT, accel TEXT, " \
	"machine TEXT, cpu TEXT, phys_bits INTEGER, size INTEGER, slots INTEGER, maxmem INTEGER, pci_hole64 INTEGER, " \
	"firmware TEXT, backend TEXT, proof TEXT, hotplug TEXT, bar INTEGER, disk INTEGER, " \
	"boot_from TEXT, timeout INTEGER, args TEXT, fake TEXT, "

const char SCHEMA_SQL[] =
	"PRAGMA application_id = " TEXT(APPLICATION_ID) ";"
	"PRAGMA user_version = " TEXT(STORE_SCHEMA_VERSION) ";"
	"CREATE TABLE run (id INTEGER PRIMARY KEY, started TEXT NOT NULL, "
	" memroof_version TEXT NOT NULL, command TEXT, kernel TEXT, host_cpu_vendor TEXT, "
	" host_cpu_model TEXT, host_phys_bits INTEGER, host_memory INTEGER, overcommit INTEGER);"
	"CREATE TABLE section (id INTEGER PRIMARY KEY, path TEXT NOT NULL, text TEXT NOT NULL, "
	" question TEXT, kind TEXT NOT NULL, name TEXT NOT NULL, spec TEXT NOT NULL, axis TEXT, "
	" columns TEXT, varied TEXT, n_points INTEGER NOT NULL, file TEXT, "
	" line INTEGER NOT NULL, expect TEXT, expect_stride INTEGER NOT NULL, UNIQUE (path, kind, name));"
	"CREATE TABLE probe (id INTEGER PRIMARY KEY, section INTEGER NOT NULL REFERENCES section, "
	" cell INTEGER NOT NULL, round INTEGER NOT NULL, run INTEGER NOT NULL REFERENCES run, "
	POINT_COLUMNS
	" outcome TEXT NOT NULL, stage TEXT NOT NULL, reason TEXT NOT NULL, message TEXT, "
	" used_gpa INTEGER, qemu_path TEXT, qemu_version TEXT, qemu_package TEXT, "
	" libvirt_version TEXT, machine_type TEXT, command TEXT NOT NULL, errors TEXT, console TEXT, "
	" guest_phys_bits INTEGER, guest_memory INTEGER, guest_blocks INTEGER, exit_code INTEGER, "
	" elapsed_us INTEGER, greeting_us INTEGER, machine_us INTEGER, guest_us INTEGER, "
	" report_us INTEGER, user_us INTEGER, system_us INTEGER, max_rss INTEGER, "
	" minor_faults INTEGER, acpi_bytes INTEGER, finished TEXT NOT NULL, "
	" UNIQUE (section, point_text, round));"
	"CREATE INDEX probe_by_cell ON probe (section, cell);"
	"CREATE TABLE plug (id INTEGER PRIMARY KEY, probe INTEGER NOT NULL REFERENCES probe, "
	" number INTEGER NOT NULL, what TEXT NOT NULL, bytes INTEGER, command_us INTEGER, "
	" event_us INTEGER, online_us INTEGER, memory INTEGER, message TEXT);"
	"CREATE INDEX plug_by_probe ON plug (probe);"
	"CREATE TABLE limits (id INTEGER PRIMARY KEY, section INTEGER NOT NULL REFERENCES section, "
	" cell INTEGER NOT NULL, " POINT_COLUMNS
	" limit_axis TEXT NOT NULL, status TEXT NOT NULL, limit_value INTEGER, "
	" refused_value INTEGER, step INTEGER NOT NULL, reason TEXT NOT NULL, message TEXT, "
	" counterexample INTEGER, probes INTEGER NOT NULL, agrees_with_model INTEGER NOT NULL, "
	" predicted INTEGER, qemu_version TEXT, qemu_package TEXT, libvirt_version TEXT, "
	" machine_type TEXT, "
	" accepted_probe INTEGER, refused_probe INTEGER, confirmed INTEGER NOT NULL, "
	" confirmation TEXT, UNIQUE (section, cell));"
	"CREATE TABLE skip (id INTEGER PRIMARY KEY, section INTEGER NOT NULL REFERENCES section, "
	" cell INTEGER NOT NULL, " POINT_COLUMNS " why TEXT NOT NULL, UNIQUE (section, cell));";

/* clang-format on */

/* The fixed places in the first page of an SQLite file: https://www.sqlite.org/fileformat.html */
#define HEADER_BYTES 100
#define USER_VERSION_AT 60
#define APPLICATION_ID_AT 68

static uint32_t big_endian(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static gboolean check_header(const char *path, const unsigned char *header, ssize_t n,
			     GError **error)
{
	uint32_t version;

	if (n < HEADER_BYTES || memcmp(header, "SQLite format 3", 16) != 0)
		return input_error(error, "%s: not a memroof database (no SQLite file)", path);
	if (big_endian(header + APPLICATION_ID_AT) != APPLICATION_ID)
		return input_error(error,
				   "%s: not a memroof database (an SQLite file of another program)",
				   path);
	version = big_endian(header + USER_VERSION_AT);
	if (version == STORE_SCHEMA_VERSION)
		return TRUE;
	if (version == 0)
		return input_error(error, "%s: damaged database: no schema version", path);
	if (version < STORE_SCHEMA_VERSION)
		return input_error(error,
				   "%s: made by an older memroof: its schema is %u, this program "
				   "knows only %d",
				   path, version, STORE_SCHEMA_VERSION);
	return input_error(error,
			   "%s: made by a newer memroof: its schema is %u, this program knows %d",
			   path, version, STORE_SCHEMA_VERSION);
}

gboolean schema_check_file(const char *path, GError **error)
{
	unsigned char header[HEADER_BYTES] = {0};
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	gboolean ok = FALSE;

	if (fd < 0 || fstat(fd, &st) < 0)
		input_error(error, "%s: %s", path, g_strerror(errno));
	else if (!S_ISREG(st.st_mode))
		input_error(error, "%s: not a memroof database (not a regular file)", path);
	else
		ok = check_header(path, header, read(fd, header, sizeof(header)), error);
	if (fd >= 0)
		close(fd);
	return ok;
}

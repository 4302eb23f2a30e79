/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Guests of the fake engine: ideal ones, and each wrong one with the reason that it is caught for.
 */
#include "base/error.h"
#include "base/size.h"
#include "tests/points.h"
#include "tests/program.h"
#include "tests/suites.h"
#include "tests/tests.h"
#include "vm/engine.h"
#include "vm/fake_guest.h"

#include <string.h>
#include <unistd.h>

#define BASE "engine=fake timeout=1ms machine=q35 phys-bits=36 size=3G slots=2 maxmem=8G "

static void probe(const char *text, int cancel_fd, struct probe_result *result)
{
	struct engine_env env = {.emulator = make_emulator("10.0"), .cancel_fd = cancel_fd};
	struct point *point = make_point(text);
	GError *error = NULL;

	ck_assert_msg(engine_fake.check(point, &error), "%s", error != NULL ? error->message : "");
	engine_fake.probe(point, &env, result);
	point_free(point);
}

/* Points whose ideal guest has no complaint. */
static const struct {
	const char *point;
	uint64_t ram;
} IDEALS[] = {
	{"size=1", 8192},
	{"size=1M", MIB},
	{"size=1048577", MIB + 8192},
	{"", 128 * MIB},
	{"size=2G", 2 * GIB},
	{"size=2147483649", 2 * GIB + 8192},
	{"size=64G phys-bits=40 machine=q35", 64 * GIB},
	{"machine=q35 phys-bits=36 size=2G slots=8 maxmem=22G", 2 * GIB},
	{"machine=pc size=2G slots=256 maxmem=100G", 2 * GIB},
	{"machine=pc size=2G maxmem=2G", 2 * GIB},
	{"cpu=qemu32 size=1G", GIB},
	{"cpu=pentium size=2G", 2 * GIB},
	{"cpu=Skylake-Server phys-bits=46 size=1T", TIB},
	{"cpu=EPYC,vendor=TwelveLetter size=1G", GIB},
	{"accel=kvm size=1G", GIB},
	{"machine=microvm size=1G", GIB},
	{"firmware=ovmf size=1G", GIB},
	{"machine=q35 size=1G bar=64G", GIB},
};

START_TEST(an_ideal_guest_boots)
{
	g_autofree char *text =
		g_strconcat("engine=fake proof=boot fake=roof=10T ", IDEALS[_i].point, NULL);
	struct probe_result result;

	probe(text, -1, &result);
	ck_assert_msg(result.outcome == OUTCOME_ACCEPTED, "%s", result.message);
	ck_assert_int_eq(result.stage, STAGE_GUEST);
	ck_assert_int_eq(result.reason, REASON_NONE);
	ck_assert_ptr_null(result.message);
	ck_assert_uint_ge(result.guest_memory + MIB, IDEALS[_i].ram);
	ck_assert_uint_le(result.guest_memory, IDEALS[_i].ram);
	ck_assert_uint_ne(result.guest_phys_bits, UNSET);
	ck_assert_uint_eq(result.guest_blocks, UNSET);
	ck_assert_ptr_null(result.plugs);
	ck_assert(g_str_has_prefix(result.console, "memroof-guest 1 boot\ncpu "));
	probe_result_clear(&result);
}
END_TEST

START_TEST(an_ideal_linux_boots_and_is_filled)
{
	struct probe_result result;

	probe(BASE "proof=linux disk=1G boot-from=disk", -1, &result);
	ck_assert_msg(result.outcome == OUTCOME_ACCEPTED, "%s", result.message);
	ck_assert_int_eq(result.stage, STAGE_LINUX);
	ck_assert_uint_eq(result.guest_memory, 3 * GIB / 32 * 31);
	ck_assert_uint_eq(result.guest_blocks, 24);
	ck_assert_ptr_null(result.plugs);
	probe_result_clear(&result);
	probe(BASE "proof=plug", -1, &result);
	ck_assert_msg(result.outcome == OUTCOME_ACCEPTED, "%s", result.message);
	ck_assert_int_eq(result.stage, STAGE_PLUG);
	ck_assert_uint_eq(result.guest_memory, 3 * GIB / 32 * 31 + 5 * GIB);
	ck_assert_uint_eq(result.guest_blocks, 64);
	ck_assert_uint_eq(result.plugs->len, 2 + 2);
	probe_result_clear(&result);
}
END_TEST

START_TEST(slots_make_longer_acpi_tables)
{
	static const char *const proofs[] = {"boot", "linux"};
	uint64_t last[G_N_ELEMENTS(proofs)] = {0, 0};

	for (unsigned slots = 1; slots <= 256; slots *= 4) {
		for (unsigned i = 0; i < G_N_ELEMENTS(proofs); i++) {
			g_autofree char *text = g_strdup_printf(
				"engine=fake fake=roof=10T size=1G maxmem=2G proof=%s slots=%u",
				proofs[i], slots);
			struct probe_result result;

			probe(text, -1, &result);
			ck_assert_msg(result.outcome == OUTCOME_ACCEPTED, "%s", result.message);
			ck_assert_uint_gt(result.acpi_bytes, last[i]);
			ck_assert_uint_lt(result.acpi_bytes, MIB);
			last[i] = result.acpi_bytes;
			probe_result_clear(&result);
		}
	}
	ck_assert_uint_gt(last[0], last[1]);
}
END_TEST

/* Accepting comes first: only what the world accepts is booted. */
START_TEST(a_refused_point_is_not_booted)
{
	struct probe_result result;

	probe(BASE "proof=boot fake=roof=9G,guest=silent", -1, &result);
	ck_assert_int_eq(result.outcome, OUTCOME_REFUSED);
	ck_assert_int_eq(result.reason, REASON_PHYS_BITS);
	ck_assert_int_eq(result.stage, STAGE_MACHINE);
	ck_assert_ptr_null(result.console);
	probe_result_clear(&result);
	probe(BASE "fake=roof=10G,guest=silent", -1, &result);
	ck_assert_int_eq(result.outcome, OUTCOME_ACCEPTED);
	ck_assert_int_eq(result.stage, STAGE_MACHINE);
	probe_result_clear(&result);
}
END_TEST

#define BAD_SUM "refused guest guest-protocol", "its sum does not fit"
#define BAD_LINE "refused guest guest-protocol", "an unreadable line"
#define BAD_PLACE "refused guest guest-protocol", "a line out of place"

/* Every wrong guest, and what is said of it: outcome, stage, reason. */
static const struct {
	const char *word, *answer, *message;
} WRONGS[] = {
	{"version", "refused firmware guest-protocol", "another version than 1"},
	{"kind", "refused firmware guest-protocol", "an unknown guest"},
	{"other", "refused linux guest-protocol", "another guest than the one that was started"},
	{"banner", "refused firmware guest-protocol", "an unreadable banner"},
	{"order", BAD_PLACE},
	{"unknown", "refused guest guest-protocol", "an unknown line: weather fine"},
	{"number", BAD_LINE},
	{"overflow", BAD_LINE},
	{"long", "refused guest guest-protocol", "a line without end"},
	{"phys-bits", "refused guest guest-cpu", "has 35 phys-bits, not 36"},
	{"vendor", "refused guest guest-cpu", "by 'GenuineIntel', not by AMD"},
	{"bits", "refused guest guest-cpu", "is 32-bit, not 64-bit"},
	{"no-cpu", BAD_PLACE},
	{"missing-range", "refused guest memory-mismatch", "only 0 bytes reach the guest"},
	{"short-range", "refused guest memory-mismatch", "only 536870912 bytes reach the guest"},
	{"extra-range", "refused guest memory-mismatch", "that QEMU does not declare"},
	{"declares", "refused guest memory-mismatch", "QEMU declares"},
	{"fault", "refused guest memory-fault", "raises exception 14"},
	{"bad", "refused guest memory-bad", "reads 0xffffffffffffffff"},
	{"alias", "refused guest memory-alias", "is the same as at 0x200000"},
	{"untouched", "refused guest guest-protocol", "touched 0 pages of 7"},
	{"no-reserved-end", "refused guest hotplug-region", "reserves no addresses"},
	{"low-reserved-end", "refused guest hotplug-region", "ends at 0x100000000, below"},
	{"bar-lost", "refused guest bar-lost", "no address"},
	{"bar-in-ram", "refused guest bar-lost", "in the place of memory"},
	{"little-memory", "refused linux memory-mismatch", "MemTotal is 1048576"},
	{"offline", "refused linux memory-mismatch", "0 of 24 memory blocks are online"},
	{"booted", "refused linux disk", "was started from the disk"},
	{"wrong-sum", BAD_SUM},
	{"flipped", BAD_SUM},
	{"lost", BAD_SUM},
	{"twice", BAD_LINE},
	{"after", BAD_PLACE},
	{"garbage", "refused firmware guest-protocol", "left before it had finished"},
	{"silent", "timeout firmware deadline", "does not finish"},
	{"hang", "timeout guest deadline", "does not finish"},
	{"reset", "refused guest reset", "was reset before it had finished"},
	{"panic", "refused guest panic", "Kernel panic - not syncing: Out of memory"},
	{"flood", "refused firmware guest-flood", "printed without end"},
};

static const char *proof_of(const char *word)
{
	return strcmp(word, "little-memory") == 0 || strcmp(word, "offline") == 0 ||
			       strcmp(word, "booted") == 0
		       ? "linux"
		       : "boot";
}

START_TEST(a_wrong_guest_is_caught_for_the_right_reason)
{
	g_autofree char *text = g_strdup_printf(BASE "fake=roof=10G,guest=%s proof=%s",
						WRONGS[_i].word, proof_of(WRONGS[_i].word));
	g_autofree char *answer = NULL;
	struct probe_result result;

	probe(text, -1, &result);
	answer = g_strjoin(" ", outcome_name(result.outcome), stage_name(result.stage),
			   reason_name(result.reason), NULL);
	ck_assert_str_eq(answer, WRONGS[_i].answer);
	ck_assert_msg(strstr(result.message, WRONGS[_i].message) != NULL, "%s", result.message);
	ck_assert(!result.interrupted);
	ck_assert_int_eq(result.console == NULL, strcmp(WRONGS[_i].word, "silent") == 0);
	probe_result_clear(&result);
}
END_TEST

START_TEST(every_wrong_guest_has_its_test)
{
	ck_assert_uint_eq(G_N_ELEMENTS(WRONGS), N_FAKE_GUESTS);
	for (unsigned i = 0; i < N_FAKE_GUESTS; i++) {
		ck_assert_str_eq(FAKE_GUESTS[i].word, WRONGS[i].word);
		ck_assert(*FAKE_GUESTS[i].meaning != '\0');
	}
}
END_TEST

START_TEST(an_unknown_guest_is_refused_with_the_known_ones)
{
	struct point *point = make_point("engine=fake proof=boot fake=guest=wrong-sun");
	GError *error = NULL;

	ck_assert(!engine_fake.check(point, &error));
	ck_assert_ptr_nonnull(strstr(error->message, "did you mean 'wrong-sum'?"));
	ck_assert_ptr_nonnull(strstr(error->message, "version, kind, other, banner"));
	assert_error(&error, MEMROOF_ERROR_INPUT, "fake: unknown guest 'wrong-sun'");
	point_free(point);
}
END_TEST

static const char *const WAITERS[] = {"silent", "hang"};

START_TEST(a_cancel_ends_the_waiting_for_a_guest)
{
	g_autofree char *text =
		g_strdup_printf("engine=fake proof=boot timeout=24h fake=guest=%s", WAITERS[_i]);
	struct probe_result result;
	int pipe_fds[2];

	ck_assert_int_eq(pipe(pipe_fds), 0);
	close(pipe_fds[1]);
	probe(text, pipe_fds[0], &result);
	ck_assert(result.interrupted);
	close(pipe_fds[0]);
	probe_result_clear(&result);
}
END_TEST

/* The same through the built program, whose exit status says that it is an answer. */
START_TEST(the_program_reports_a_wrong_guest)
{
	g_autofree char *arguments = g_strdup_printf(
		"probe --json --engine fake --timeout 1ms --machine q35 --phys-bits 36 --size 3G "
		"--slots 2 --maxmem 8G --proof %s --fake roof=10G,guest=%s",
		proof_of(WRONGS[_i].word), WRONGS[_i].word);
	struct program program;
	json_t *json;

	program_init(&program);
	program_expect(&program, 1, arguments);
	json = program_json(&program);
	g_autofree char *outcome = json_field(json, "outcome");
	g_autofree char *stage = json_field(json, "stage"), *reason = json_field(json, "reason");
	g_autofree char *message = json_field(json, "message");

	assert_text(g_strjoin(" ", outcome, stage, reason, NULL), WRONGS[_i].answer);
	ck_assert_msg(strstr(message, WRONGS[_i].message) != NULL, "%s", message);
	json_decref(json);
	program_clear(&program);
}
END_TEST

#define WORLD                                                                                      \
	"limit --json --engine fake --machine q35 --size 2G --slots 2 "                            \
	"--fake roof=20G,guest-from=12G,guest="

static const struct {
	const char *guest, *proof;
	uint64_t limit;
	const char *reason;
} LIMITS[] = {
	{"fault", "accept", 18 * GIB, "phys-bits"},
	{"fault", "boot", 10 * GIB - 4096, "memory-fault"},
	{"alias", "boot", 10 * GIB - 4096, "memory-alias"},
	{"hang --timeout 1ms", "boot", 10 * GIB - 4096, "deadline"},
	{"panic", "linux", 10 * GIB - 4096, "panic"},
	{"offline", "plug", 10 * GIB - 4096, "memory-mismatch"},
	{"little-memory", "boot", 18 * GIB, "phys-bits"},
};

START_TEST(a_limit_may_be_lower_for_a_guest_than_for_qemu)
{
	g_autofree char *arguments =
		g_strdup_printf(WORLD "%s --proof %s", LIMITS[_i].guest, LIMITS[_i].proof);
	g_autofree char *limit = g_strdup_printf("%" G_GUINT64_FORMAT, LIMITS[_i].limit);
	g_autofree char *refused = g_strdup_printf("%" G_GUINT64_FORMAT, LIMITS[_i].limit + 4096);
	struct program program;
	json_t *json;

	program_init(&program);
	program_expect(&program, 0, arguments);
	json = program_json(&program);
	assert_text(json_field(json, "status"), "exact");
	assert_text(json_field(json, "limit"), limit);
	assert_text(json_field(json, "refused"), refused);
	assert_text(json_field(json, "reason"), LIMITS[_i].reason);
	assert_text(json_field(json, "proof"), LIMITS[_i].proof);
	json_decref(json);
	program_clear(&program);
}
END_TEST

Suite *suite_fake_guest(void)
{
	Suite *suite = suite_create("fake-guest");
	TCase *tc = tcase_create("engine"), *process = tcase_create("program");

	tcase_add_loop_test(tc, an_ideal_guest_boots, 0, G_N_ELEMENTS(IDEALS));
	tcase_add_test(tc, an_ideal_linux_boots_and_is_filled);
	tcase_add_test(tc, slots_make_longer_acpi_tables);
	tcase_add_test(tc, a_refused_point_is_not_booted);
	tcase_add_loop_test(tc, a_wrong_guest_is_caught_for_the_right_reason, 0,
			    G_N_ELEMENTS(WRONGS));
	tcase_add_test(tc, every_wrong_guest_has_its_test);
	tcase_add_test(tc, an_unknown_guest_is_refused_with_the_known_ones);
	tcase_add_loop_test(tc, a_cancel_ends_the_waiting_for_a_guest, 0, G_N_ELEMENTS(WAITERS));
	suite_add_tcase(suite, tc);
	tcase_set_tags(process, "process");
	tcase_set_timeout(process, 60);
	tcase_add_loop_test(process, the_program_reports_a_wrong_guest, 0, G_N_ELEMENTS(WRONGS));
	tcase_add_loop_test(process, a_limit_may_be_lower_for_a_guest_than_for_qemu, 0,
			    G_N_ELEMENTS(LIMITS));
	suite_add_tcase(suite, process);
	return suite;
}

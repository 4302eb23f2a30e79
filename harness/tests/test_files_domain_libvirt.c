/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What libvirt makes of the domains that memroof reads, and of those that it writes. */
#include "host/reaper.h"
#include "tests/domains.h"
#include "tests/suites.h"
#include "tests/tests.h"
#include "vm/libvirt_root.h"

#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * Libvirt as the judge: the command line that its embedded driver would start for the domain. No
 * domain is started, and no file of theirs is looked for.
 */
struct judge {
	char *directory, *root;
};

static char *judge_path(const struct judge *judge, const char *name)
{
	return g_build_filename(judge->directory, name, NULL);
}

/* virsh starts QEMUs, for their capabilities, and waits until somebody has reaped them. */
static char *virsh(const struct judge *judge, const char *command)
{
	g_autofree char *uri = g_strdup_printf("qemu:///embed?root=%s", judge->root);
	g_autofree char *out = judge_path(judge, "out");
	char *text = NULL;
	pid_t pid = fork();
	int status;

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		int fd = open(out, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

		if (fd < 0 || dup2(fd, STDOUT_FILENO) < 0 || dup2(fd, STDERR_FILENO) < 0 ||
		    chdir(judge->directory) < 0 || !reaper_begin(NULL))
			_exit(126);
		execlp("virsh", "virsh", "-q", "-c", uri, command, (char *)NULL);
		_exit(127);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) < 126, "virsh: status %d", status);
	ck_assert(g_file_get_contents(out, &text, NULL, NULL));
	return text;
}

static void judge_begin(struct judge *judge)
{
	GError *error = NULL;

	judge->directory = make_directory();
	judge->root = libvirt_root_make(judge->directory, &error);
	ck_assert_msg(judge->root != NULL, "%s", error != NULL ? error->message : "");
}

static void judge_end(struct judge *judge)
{
	g_free(judge->directory);
	g_free(judge->root);
}

/* The answers of one libvirt to all of @texts, in their order: GPtrArray of char *. */
static GPtrArray *judge_all(const struct judge *judge, const GPtrArray *texts)
{
	GString *command = g_string_new("version");
	g_autofree char *answer = NULL;
	g_auto(GStrv) answers = NULL;
	GPtrArray *all = g_ptr_array_new_with_free_func(g_free);

	for (unsigned i = 0; i < texts->len; i++) {
		g_autofree char *name = g_strdup_printf("%u.xml", i);
		g_autofree char *path = judge_path(judge, name);

		ck_assert(g_file_set_contents(path, texts->pdata[i], -1, NULL));
		g_string_append_printf(command, "; echo '@@@@'; domxml-to-native qemu-argv %s",
				       name);
	}
	answer = virsh(judge, command->str);
	answers = g_strsplit(answer, "@@@@", -1);
	ck_assert_msg(g_strv_length(answers) == texts->len + 1, "%s", answer);
	for (unsigned i = 0; i < texts->len; i++)
		g_ptr_array_add(all, g_strdup(answers[i + 1]));
	g_string_free(command, TRUE);
	return all;
}

/* What libvirt takes, how it is changed first, and words of the command line that it makes. */
static const struct {
	const char *file, *keys, *words[6];
} TAKEN[] = {
	{"good-features.xml", "", {" -m 4096 ", " -cpu Skylake-Client,lahf-lm=on,pdpe1gb=off "}},
	{"good-hotplug.xml",
	 "",
	 {" -m size=2097152k,slots=16,maxmem=23068672k ", " -cpu qemu64,phys-bits=36 ",
	  " -global q35-pcihost.pci-hole64-size=4194304K ", "\"size\":2147483648}"}},
	{"good-pc-hole.xml",
	 "",
	 {" -m 1536 ", " -global i440FX-pcihost.pci-hole64-size=1048576K "}},
	{"good-crlf.xml", "", {" -m 1536 ", " -global i440FX-pcihost.pci-hole64-size=1048576K "}},
	{"good-bom.xml", "", {" -m 1536 "}},
	{"good-maximum.xml", "", {" -m 1024 ", " -cpu max "}},
	{"good-one-line.xml", "", {" -m 2048 "}},
	{"good-dimms.xml",
	 "",
	 {" -m size=2097152k,slots=8,maxmem=16777216k ", "\"size\":1073741824}",
	  "\"size\":536870912}"}},
	{"good-virtio-mem.xml", "", {" -m size=2097152k,slots=1,maxmem=12582912k ", "8589934592"}},
	{"good-qemu-arguments.xml", "", {"q35-pcihost.pci-hole64-size=64G", "EPYC,phys-bits=38"}},
	{"good-other-prefix.xml", "", {"i440FX-pcihost.pci-hole64-size=8589934592"}},
	{"good-default-namespace.xml", "", {" -m 1024 ", " -m 2G "}},
	{"odd-two-cells.xml", "", {" -m size=8389632k,slots=4,maxmem=33554432k "}},
	{"odd-decimal-units.xml", "", {" -m 3815 ", "pci-hole64-size=31250000K"}},
	{"odd-comments-in-values.xml", "", {" -m 4096 ", " -cpu qemu64 "}},
	{"odd-twice.xml", "", {" -m 1024 ", " -cpu max "}},
	{"odd-no-namespace.xml", "", {" -m 1024 "}},
	{"odd-no-machine.xml", "", {" -m 1025 ", " -machine pc-i440fx-"}},
	{"hostile-quotes.xml", "", {" -m 4096 "}},
	{"good-features.xml",
	 "size=1G slots=4 maxmem=16G phys-bits=36 pci-hole64=8G",
	 {" -m size=1048576k,slots=4,maxmem=16777216k ", ",phys-bits=36 ",
	  "q35-pcihost.pci-hole64-size=8388608K", "\"size\":1073741824}"}},
	{"good-hotplug.xml",
	 "size=1536M slots maxmem phys-bits pci-hole64",
	 {" -m 1536 ", " -cpu qemu64 "}},
	{"good-pc-hole.xml",
	 "slots=2 maxmem=4G phys-bits=36 pci-hole64",
	 {" -m size=1572864k,slots=2,maxmem=4194304k ", " -cpu qemu64,phys-bits=36 "}},
	{"good-crlf.xml", "size=2G pci-hole64=512M", {" -m 2048 ", "pci-hole64-size=524288K"}},
	{"good-maximum.xml",
	 "phys-bits=36 pci-hole64=4G",
	 {" -cpu max,phys-bits=36 ", "pci-hole64-size=4194304K"}},
	{"good-one-line.xml",
	 "size=1G slots=1 maxmem=3G phys-bits=36 pci-hole64=4G",
	 {" -m size=1048576k,slots=1,maxmem=3145728k ", " -cpu qemu64,phys-bits=36 ",
	  "pci-hole64-size=4194304K"}},
	{"good-dimms.xml",
	 "size=1G slots=2 maxmem=4G",
	 {" -m size=1048576k,slots=2,maxmem=4194304k ", "\"size\":1073741824}",
	  "\"size\":536870912}"}},
	{"good-virtio-mem.xml",
	 "size=1G maxmem=9G",
	 {" -m size=1048576k,slots=1,maxmem=9437184k ", "8589934592"}},
	{"odd-no-machine.xml",
	 "pci-hole64=1G phys-bits=36",
	 {"i440FX-pcihost.pci-hole64-size=1048576K", " -cpu qemu64,phys-bits=36 "}},
};

START_TEST(libvirt_takes_what_is_read_and_written)
{
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) answers = NULL;
	struct judge judge;

	for (unsigned i = 0; i < G_N_ELEMENTS(TAKEN); i++) {
		struct config *config = domain_read(TAKEN[i].file);

		g_ptr_array_add(texts, *TAKEN[i].keys != '\0'
					       ? domain_rewrite(config, TAKEN[i].keys, NULL)
					       : g_strdup(config->text));
		ck_assert_ptr_nonnull(texts->pdata[i]);
		config_free(config);
	}
	judge_begin(&judge);
	answers = judge_all(&judge, texts);
	judge_end(&judge);
	for (unsigned i = 0; i < G_N_ELEMENTS(TAKEN); i++)
		for (unsigned w = 0; w < G_N_ELEMENTS(TAKEN[i].words) && TAKEN[i].words[w] != NULL;
		     w++)
			ck_assert_msg(strstr(answers->pdata[i], TAKEN[i].words[w]) != NULL,
				      "%s with %s: no '%s' in %s", TAKEN[i].file, TAKEN[i].keys,
				      TAKEN[i].words[w], (char *)answers->pdata[i]);
}
END_TEST

/* What memroof calls wrong, and libvirt with it. */
static const char *const REFUSED[] = {
	"bad-xen.xml",
	"bad-network.xml",
	"bad-no-memory.xml",
	"bad-unit.xml",
	"bad-fraction.xml",
	"bad-negative.xml",
	"bad-hexadecimal.xml",
	"bad-huge.xml",
	"bad-beyond-64-bit.xml",
	"bad-maxmem-below.xml",
	"bad-root-model.xml",
	"bad-two-roots.xml",
	"bad-memory-device.xml",
	"bad-bits.xml",
	"bad-cut.xml",
	"bad-nesting.xml",
	"bad-second-root.xml",
	"hostile-undefined-entity.xml",
	"hostile-attribute-twice.xml",
	"hostile-deep.xml",
};

START_TEST(libvirt_refuses_what_is_wrong)
{
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) answers = NULL;
	struct judge judge;

	for (unsigned i = 0; i < G_N_ELEMENTS(REFUSED); i++) {
		char *text = NULL;

		domain_text(REFUSED[i], &text);
		g_ptr_array_add(texts, text);
	}
	judge_begin(&judge);
	answers = judge_all(&judge, texts);
	judge_end(&judge);
	for (unsigned i = 0; i < G_N_ELEMENTS(REFUSED); i++)
		ck_assert_msg(strstr(answers->pdata[i], "error: ") != NULL &&
				      strstr(answers->pdata[i], " -m ") == NULL,
			      "%s: %s", REFUSED[i], (char *)answers->pdata[i]);
}
END_TEST

Suite *suite_files_domain_libvirt(void)
{
	Suite *suite = suite_create("files-domain-libvirt");
	TCase *tc = tcase_create("files-domain-libvirt");

	tcase_set_tags(tc, "process");
	tcase_set_timeout(tc, 600);
	tcase_add_test(tc, libvirt_takes_what_is_read_and_written);
	tcase_add_test(tc, libvirt_refuses_what_is_wrong);
	suite_add_tcase(suite, tc);
	return suite;
}

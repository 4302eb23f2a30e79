# SPDX-License-Identifier: GPL-2.0-or-later
#
# make          build/memroof
# make sweep    install what is missing, build, run scenarios/incus-36bit.ini, write tables and plots
# make check    install what is missing, build, run all tests (SAN=1: with ASan and UBSan)
# make guests   make the Linux guest and its disk image, which some tests start (downloads Debian's kernel, 26 MB)
# make fleet    fetch other releases of QEMU beside the host's own (Debian's, 4 x 50 MB): qemu = all
# make bench    speed and memory, as ratios within one run
# make reference  results/reference/atlas-*.csv: what every machine type of every release in the fleet takes
# make lint     formatting, layers, static analysis;  make format  rewrites the sources
# make install  DESTDIR= PREFIX=/usr/local
#
# V=1 shows the commands, SCENARIO=FILE sweeps another scenario.

.DEFAULT_GOAL := all
SHELL := /bin/bash

PREFIX ?= /usr/local
CC ?= gcc
ifeq ($(origin CC),default)
CC := gcc
endif
SAN ?=
BUILD := build$(if $(SAN),-san)
SCENARIO ?= scenarios/incus-36bit.ini

VERSION_BASE := 0.1.0
# Only when the checkout is memroof's own, not one that it has been unpacked into.
VERSION := $(shell [ "$$(git rev-parse --show-toplevel 2>/dev/null)" = "$(CURDIR)" ] && \
	git describe --always --dirty --tags | sed 's/^/$(VERSION_BASE)+/')
VERSION := $(or $(VERSION),$(VERSION_BASE))

# Expanded when a recipe runs, so that "make check" may install the packages first.
PACKAGES := glib-2.0 jansson sqlite3 yaml-0.1 libcmark-gfm
# libvirt is loaded when it is needed, never linked.
PACKAGE_CFLAGS = $(shell pkg-config --cflags $(PACKAGES) libvirt)
PACKAGE_LIBS = $(shell pkg-config --libs $(PACKAGES)) -lm
CHECK_CFLAGS = $(shell pkg-config --cflags check)
CHECK_LIBS = $(shell pkg-config --libs check)

WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition \
	-Wpointer-arith -Wwrite-strings -Wundef -Wformat=2 -Wvla -Wno-missing-field-initializers
CFLAGS ?= -O2 -g
comma := ,
SAN_CFLAGS := $(if $(SAN),-O1 -fno-omit-frame-pointer -fsanitize=address$(comma)undefined -fno-sanitize-recover=all)
ALL_CFLAGS = -std=gnu11 -D_GNU_SOURCE -DG_LOG_DOMAIN='"memroof"' -Iharness $(WARNINGS) $(CFLAGS) $(SAN_CFLAGS) $(PACKAGE_CFLAGS)
# The sanitizer's own XDR functions look for the real ones at the start, when libvirt has not brought them yet.
SAN_LDFLAGS := $(if $(SAN),-fsanitize=address$(comma)undefined -Wl$(comma)--no-as-needed -l:libtirpc.so.3 -Wl$(comma)--as-needed)
ALL_LDFLAGS = $(SAN_LDFLAGS) $(LDFLAGS) -pthread

ROOMS := base model files vm host store run report
LIB_SOURCES := $(sort $(foreach room,$(ROOMS),$(wildcard harness/$(room)/*.c)))
ALIVE_GUEST := $(BUILD)/guest/alive.elf
CLI_SOURCES := $(sort $(wildcard harness/cli/*.c))
TEST_SOURCES := $(sort $(wildcard harness/tests/*.c))
object = $(patsubst harness/%.c,$(BUILD)/%.o,$(1))
LIBRARY := $(BUILD)/libmemroof.a
PROGRAM := $(BUILD)/memroof
TESTS := $(BUILD)/run-tests

Q := $(if $(V),,@)
say = $(if $(V),,@echo "  $(1)	$(patsubst $(BUILD)/%,%,$@)")

.PHONY: all
all: $(PROGRAM)

# Writes a text to the target, but only when it is another one: then what depends on it is made again.
keep = @mkdir -p $(@D); echo '$(1)' | cmp -s - $@ || echo '$(1)' > $@

$(BUILD)/flags: .FORCE
	$(call keep,$(CC) $(CFLAGS) $(SAN_CFLAGS) $(LDFLAGS) $(LIB_SOURCES) $(CLI_SOURCES))

$(BUILD)/%.o: harness/%.c Makefile $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/tests/%.o: ALL_CFLAGS += $(CHECK_CFLAGS)

# The version is part of one object only.
$(BUILD)/version: .FORCE
	$(call keep,$(VERSION))
$(BUILD)/cli/main.o: ALL_CFLAGS += -DMEMROOF_BUILD_VERSION='"$(VERSION)"'
$(BUILD)/cli/main.o: $(BUILD)/version
.PHONY: .FORCE

# The guest is freestanding: no library, loaded at 1 MiB, entered by its PVH note.
$(ALIVE_GUEST): harness/guest/alive.S Makefile
	@mkdir -p $(@D)
	$(call say,GUEST)
	$(Q)$(CC) -m64 -nostdlib -static -no-pie -Wl,--build-id=none -Wl,-z,noexecstack -Wl,-z,noseparate-code \
		-Wl,-Ttext=0x100000 -Wl,-e,start -o $@ $<

$(BUILD)/host/alive_image.o: harness/host/alive_image.S $(ALIVE_GUEST)
	@mkdir -p $(@D)
	$(call say,AS)
	$(Q)$(CC) -DALIVE_IMAGE='"$(ALIVE_GUEST)"' -c -o $@ $<

# The style and the script of the HTML report are files of their own, and part of the program.
$(BUILD)/report/page_assets.o: harness/report/page_assets.S $(wildcard harness/report/page/*)
	@mkdir -p $(@D)
	$(call say,AS)
	$(Q)$(CC) -Wa,-Iharness -c -o $@ $<

# The Linux guest: a static init, and the kernel and the disk image that tools make around it, in the user's cache.
GUESTS := $(or $(MEMROOF_GUESTS),$(or $(XDG_CACHE_HOME),$(HOME)/.cache)/memroof/guests)
LINUX_INIT := $(BUILD)/guest/linux-init
$(LINUX_INIT): $(wildcard harness/guest/linux_*.c) harness/guest/linux_init.h harness/guest/protocol.h Makefile
	@mkdir -p $(@D)
	$(call say,GUEST)
	$(Q)$(CC) -std=gnu11 -D_GNU_SOURCE -Iharness $(WARNINGS) -O2 -static -s -o $@ $(filter %.c,$^)

.PHONY: guests
guests:
	@tools/install-deps guest
	@$(MAKE) --no-print-directory $(LINUX_INIT)
	@tools/linux-guest $(LINUX_INIT) "$(GUESTS)"
	@tools/disk-image "$(GUESTS)"
# The Linux guest ends here.

.PHONY: fleet
fleet:
	@tools/install-deps fleet
	@tools/qemu-fleet

$(LIBRARY): $(call object,$(LIB_SOURCES)) $(BUILD)/host/alive_image.o $(BUILD)/report/page_assets.o
	$(call say,AR)
	$(Q)rm -f $@ && ar rcs $@ $(filter %.o,$^)

# The boot guest: freestanding, the same sources with 32 bits as boot.elf and with 64 bits as boot.efi. {
GUEST := $(BUILD)/guest
GUEST_PARTS := acpi boot console cpu fw_cfg pci ranges touch traps window start_traps
GUEST_ELF_OBJECTS := $(patsubst %,$(GUEST)/elf/%.o,$(GUEST_PARTS) command_line multiboot pvh start_pvh)
GUEST_MULTIBOOT := $(GUEST)/elf/multiboot_header.o
GUEST_EFI_OBJECTS := $(patsubst %,$(GUEST)/efi/%.o,$(GUEST_PARTS) efi start_efi)
# No libraries, hence no vector registers, no stack protector and no calls of memset made from loops.
GUEST_CFLAGS := -std=gnu11 -O2 -ffreestanding -fno-stack-protector -fno-asynchronous-unwind-tables \
	-fcf-protection=none -mgeneral-regs-only -fno-tree-loop-distribute-patterns -fno-delete-null-pointer-checks \
	-fvisibility=hidden -Iharness $(WARNINGS)
GUEST_LDFLAGS := -nostdlib -Wl,--build-id=none -Wl,-z,noexecstack
$(GUEST)/elf/%.o: GUEST_FORM := -m32 -march=i486 -mregparm=3 -fno-pic
$(GUEST)/efi/%.o: GUEST_FORM := -m64 -mno-red-zone -fpie
guest_compile = $(Q)mkdir -p $(@D) && $(CC) $(GUEST_FORM) $(GUEST_CFLAGS) -MMD -MP -c -o $@ $<

define guest_rules
$(GUEST)/$(1)/%.o: harness/guest/%.$(2) Makefile
	$$(call say,GUEST)
	$$(guest_compile)
endef
$(foreach form,elf efi,$(foreach suffix,c S,$(eval $(call guest_rules,$(form),$(suffix)))))

$(GUEST)/boot.elf: harness/guest/boot_elf.lds $(GUEST_ELF_OBJECTS)
	$(call say,GUEST)
	$(Q)$(CC) -m32 -static -no-pie $(GUEST_LDFLAGS) -Wl,-T,$< -o $@ $(GUEST_ELF_OBJECTS)

$(GUEST)/boot-multiboot.elf: harness/guest/boot_elf.lds $(GUEST_ELF_OBJECTS) $(GUEST_MULTIBOOT)
	$(call say,GUEST)
	$(Q)$(CC) -m32 -static -no-pie $(GUEST_LDFLAGS) -Wl,-T,$< -o $@ $(GUEST_MULTIBOOT) $(GUEST_ELF_OBJECTS)

$(GUEST)/boot.efi: harness/guest/boot_efi.lds $(GUEST_EFI_OBJECTS)
	$(call say,GUEST)
	$(Q)$(CC) -m64 -static-pie $(GUEST_LDFLAGS) -Wl,--oformat,binary -Wl,-T,$< -o $@ $(GUEST_EFI_OBJECTS)

$(BUILD)/host/boot_image.o: harness/host/boot_image.S $(GUEST)/boot.elf $(GUEST)/boot-multiboot.elf $(GUEST)/boot.efi Makefile
	@mkdir -p $(@D)
	$(call say,AS)
	$(Q)$(CC) -DBOOT_ELF=$(GUEST)/boot.elf -DBOOT_MULTIBOOT=$(GUEST)/boot-multiboot.elf -DBOOT_EFI=$(GUEST)/boot.efi -c -o $@ $<

$(LIBRARY): $(BUILD)/host/boot_image.o

-include $(patsubst %.o,%.d,$(GUEST_ELF_OBJECTS) $(GUEST_EFI_OBJECTS))
# } The boot guest.

$(PROGRAM): $(call object,$(CLI_SOURCES)) $(LIBRARY)
	$(call say,LD)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PACKAGE_LIBS)

$(TESTS): $(call object,$(TEST_SOURCES)) $(LIBRARY)
	$(call say,LD)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PACKAGE_LIBS) $(CHECK_LIBS)

-include $(patsubst %.o,%.d,$(call object,$(LIB_SOURCES) $(CLI_SOURCES) $(TEST_SOURCES)))

# Installing comes before anything is compiled, hence the second make.
.PHONY: sweep
sweep:
	@tools/install-deps build run
	@$(MAKE) --no-print-directory $(PROGRAM)
	@if grep -qE '^ *proof *=.*(linux|plug)' "$(SCENARIO)"; then $(MAKE) --no-print-directory guests; fi
	@if grep -qE '^ *firmware *=.*ovmf' "$(SCENARIO)"; then tools/install-deps firmware; fi
	@MEMROOF_GUESTS="$(GUESTS)" tools/sweep $(PROGRAM) "$(SCENARIO)"

.PHONY: check
check:
	@tools/install-deps build run test guest firmware
	@$(MAKE) --no-print-directory $(PROGRAM) $(TESTS)
	@$(MAKE) --no-print-directory guests
	@MEMROOF="$(CURDIR)/$(PROGRAM)" MEMROOF_GUESTS="$(GUESTS)" $(TESTS)

.PHONY: reference
reference:
	@tools/install-deps build run fleet
	@$(MAKE) --no-print-directory $(PROGRAM)
	@tools/qemu-fleet
	@for scenario in atlas atlas-32bit; do tools/reference $(PROGRAM) scenarios/$$scenario.ini results/reference || exit; done

# Memory errors that sanitizers do not see; the tests that start other programs are left out.
.PHONY: valgrind
valgrind:
	@tools/install-deps build run test lint
	@$(MAKE) --no-print-directory $(TESTS)
	@CK_FORK=no CK_EXCLUDE_TAGS=process valgrind -q --error-exitcode=1 --leak-check=full \
		--errors-for-leak-kinds=definite $(TESTS)

.PHONY: bench
bench:
	@tools/install-deps build run bench
	@$(MAKE) --no-print-directory $(PROGRAM)
	@tools/bench $(PROGRAM)

.PHONY: lint
lint:
	@tools/install-deps build lint
	@tools/lint "$(CURDIR)"

.PHONY: format
format:
	@tools/install-deps lint
	@git ls-files -co --exclude-standard '*.c' '*.h' | xargs clang-format -i

.PHONY: docs
docs: $(PROGRAM)
	$(PROGRAM) help --markdown > docs/keys.md
	$(PROGRAM) help --man > docs/memroof.1
	for page in incus-guesses formula-readings; do \
		tools/$$page > results/reference/$$page.new && mv results/reference/$$page.new results/reference/$$page.md || exit; \
	done
	tools/page-pictures docs
	$(PROGRAM) docs docs/*.md

.PHONY: install
install: $(PROGRAM) $(LINUX_INIT)
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/share/memroof/scenarios" \
		"$(DESTDIR)$(PREFIX)/share/doc/memroof" "$(DESTDIR)$(PREFIX)/libexec/memroof" \
		"$(DESTDIR)$(PREFIX)/share/man/man1" "$(DESTDIR)$(PREFIX)/share/bash-completion/completions"
	install -m 755 tools/linux-guest tools/disk-image tools/qemu-fleet $(LINUX_INIT) "$(DESTDIR)$(PREFIX)/libexec/memroof"
	install -m 755 $(PROGRAM) "$(DESTDIR)$(PREFIX)/bin/memroof"
	install -m 644 scenarios/*.ini "$(DESTDIR)$(PREFIX)/share/memroof/scenarios"
	install -m 644 docs/memroof.1 "$(DESTDIR)$(PREFIX)/share/man/man1"
	$(PROGRAM) help --completion > "$(DESTDIR)$(PREFIX)/share/bash-completion/completions/memroof"
	install -m 644 README.md LICENSE docs/*.md docs/*.svg "$(DESTDIR)$(PREFIX)/share/doc/memroof"

.PHONY: clean
clean:
	rm -rf build build-san

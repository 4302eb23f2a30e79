# SPDX-License-Identifier: GPL-2.0-or-later
#
# make          build/memroof
# make sweep    install what is missing, build, run scenarios/incus-36bit.ini, write tables and plots
# make check    install what is missing, build, run all tests (SAN=1: with ASan and UBSan)
# make bench    speed and memory, as ratios within one run
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
PACKAGES := glib-2.0 jansson sqlite3
PACKAGE_CFLAGS = $(shell pkg-config --cflags $(PACKAGES))
PACKAGE_LIBS = $(shell pkg-config --libs $(PACKAGES))
CHECK_CFLAGS = $(shell pkg-config --cflags check)
CHECK_LIBS = $(shell pkg-config --libs check)

WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition \
	-Wpointer-arith -Wwrite-strings -Wundef -Wformat=2 -Wvla -Wno-missing-field-initializers
CFLAGS ?= -O2 -g
comma := ,
SAN_CFLAGS := $(if $(SAN),-O1 -fno-omit-frame-pointer -fsanitize=address$(comma)undefined -fno-sanitize-recover=all)
ALL_CFLAGS = -std=gnu11 -D_GNU_SOURCE -DG_LOG_DOMAIN='"memroof"' -Iharness $(WARNINGS) $(CFLAGS) $(SAN_CFLAGS) $(PACKAGE_CFLAGS)
ALL_LDFLAGS = $(if $(SAN),-fsanitize=address$(comma)undefined) $(LDFLAGS) -pthread

ROOMS := base model vm host store run report
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

$(LIBRARY): $(call object,$(LIB_SOURCES)) $(BUILD)/host/alive_image.o
	$(call say,AR)
	$(Q)rm -f $@ && ar rcs $@ $(filter %.o,$^)

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
	@tools/sweep $(PROGRAM) "$(SCENARIO)"

.PHONY: check
check:
	@tools/install-deps build run test
	@$(MAKE) --no-print-directory $(PROGRAM) $(TESTS)
	@MEMROOF="$(CURDIR)/$(PROGRAM)" $(TESTS)

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

.PHONY: install
install: $(PROGRAM)
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/share/memroof/scenarios" \
		"$(DESTDIR)$(PREFIX)/share/doc/memroof"
	install -m 755 $(PROGRAM) "$(DESTDIR)$(PREFIX)/bin/memroof"
	install -m 644 scenarios/*.ini "$(DESTDIR)$(PREFIX)/share/memroof/scenarios"
	install -m 644 README.md LICENSE docs/*.md "$(DESTDIR)$(PREFIX)/share/doc/memroof"

.PHONY: clean
clean:
	rm -rf build build-san

# make [SAN=1 | TSAN=1 | COV=1] [CC=clang] [WERROR=1] [V=1] [RULES_URL=PREFIX: pages of rules, for links]
# targets: all demo test test-e2e test-long accept bench [QUICK=1 FULL=1 GATE=1] lint format
#          fuzz-NAME [FUZZ_TIME=60] coverage docs install deb clean
# SPDX-License-Identifier: MIT

VERSION := 0.1.0
PREFIX  ?= /usr/local
MAKEFLAGS += --no-builtin-rules
ifeq ($(origin CC),default)
CC := gcc
endif
-include local.mk

CLANG   := $(findstring clang,$(notdir $(CC)))
FLAVOUR := $(if $(SAN),san,$(if $(TSAN),tsan,$(if $(COV),cov,$(if $(FUZZ),fuzz,rel))))
B       := build/$(FLAVOUR)$(if $(filter-out fuzz,$(FLAVOUR)),$(if $(CLANG),-clang))
Q       := $(if $(V),,@)
SAY     := $(if $(V),@:,@echo)

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wvla -Wundef -Wwrite-strings -Wformat=2 \
	-Wcast-qual -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition $(if $(WERROR),-Werror)

# What the code is compiled with, by flavour.  HOT is for what runs once a record.
CFLAGS ?= -O2 -g
HOT    :=
HARDEN := -fstack-protector-strong -fPIE
LINK   := -pie -Wl,-z,relro,-z,now -Wl,--as-needed
ifeq ($(FLAVOUR),rel)
HOT    := -O3
HARDEN += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
else ifeq ($(FLAVOUR),san)
override CFLAGS := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
else ifeq ($(FLAVOUR),tsan)
override CFLAGS := -O1 -g -fno-omit-frame-pointer -fsanitize=thread
else ifeq ($(FLAVOUR),cov)
override CFLAGS := -O0 -g --coverage
else ifeq ($(FLAVOUR),fuzz)
override CFLAGS := -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined \
	-fno-sanitize-recover=all
endif

# libldns stays out of the program: loading it costs more than reading a small zone.
PKG       := yaml-0.1 jansson
HAVE_IDN  := $(shell pkg-config --exists libidn2 2>/dev/null && echo libidn2)
PKG_FLAGS := $(shell pkg-config --cflags $(PKG) $(HAVE_IDN) 2>/dev/null)
PKG_LIBS  := $(shell pkg-config --libs $(PKG) $(HAVE_IDN) 2>/dev/null) -pthread
TEST_LIBS = $(shell pkg-config --libs check ldns libzscanner 2>/dev/null)

FLAGS = -std=c11 -D_GNU_SOURCE -DPTRLINT_VERSION='"$(VERSION)"' $(if $(HAVE_IDN),-DHAVE_LIBIDN2) \
	$(if $(RULES_URL),-DPTRLINT_RULES_URL='"$(RULES_URL)"') -Isrc -pthread $(WARN) $(HARDEN) $(PKG_FLAGS) $(CPPFLAGS) $(CFLAGS)

# No list of files to keep: the folders say what there is.
MAIN  := $(wildcard src/cli/main.c)
SRC   := $(filter-out src/cli/main.c,$(wildcard src/*/*.c))
OBJ   := $(SRC:%.c=$(B)/%.o) $(B)/gen/rules.o $(B)/gen/schemas.o
LIB   := $(B)/libptrlint.a
UNIT  := $(patsubst tests/unit/%.c,$(B)/unit/%,$(wildcard tests/unit/test_*.c))
TOOL  := $(patsubst tests/%.c,$(B)/%,$(wildcard tests/diff/*.c tests/robust/*.c))
FUZZ_NAMES := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
REPLAY := $(FUZZ_NAMES:%=$(B)/fuzz/replay-%)

all: $(LIB) $(if $(MAIN),$(B)/ptrlint $(if $(filter build/rel,$(B)),build/ptrlint $(B)/man/made))

build/ptrlint: build/rel/ptrlint
	$(Q)ln -f $< $@

$(B)/ptrlint: $(B)/src/cli/main.o $(LIB)
	$(SAY) "LD   $@"
	$(Q)$(CC) $(CFLAGS) $(LINK) $(LDFLAGS) -o $@ $^ $(PKG_LIBS) $(LDLIBS)

# The manual, from the program's own tables.
$(B)/man/made: $(B)/ptrlint scripts/gen-man
	$(Q)mkdir -p $(@D) && scripts/gen-man $< $(@D) >$@

$(LIB): $(OBJ) $(B)/files
	$(SAY) "AR   $@"
	$(Q)rm -f $@ && $(AR) rcs $@ $(OBJ)

$(B)/src/zone/%.o $(B)/src/dns/%.o $(B)/src/base/%.o: OPT := $(HOT)
$(B)/src/%.o: src/%.c $(B)/flags
	$(SAY) "CC   $<"
	$(Q)mkdir -p $(@D) && $(CC) $(FLAGS) $(OPT) -MMD -MP -c -o $@ $<

$(B)/tests/%.o: tests/%.c $(B)/flags
	$(SAY) "CC   $<"
	$(Q)mkdir -p $(@D) && $(CC) $(FLAGS) -Wno-conversion -Wno-missing-prototypes -MMD -MP -c -o $@ $<

$(B)/gen/%.o: $(B)/gen/%.c $(B)/flags
	$(SAY) "CC   $<"
	$(Q)$(CC) $(FLAGS) -MMD -MP -c -o $@ $<

# The registry: written anew only when a family comes or goes.
$(B)/gen/rules.c: FORCE
	$(Q)mkdir -p $(@D) && scripts/gen-registry $(wildcard src/rules/*.c) | scripts/if-changed $@

# The schemas, so that the program can print them.
$(B)/gen/schemas.c: $(wildcard schemas/*.json) scripts/gen-schemas
	$(Q)mkdir -p $(@D) && scripts/gen-schemas $(wildcard schemas/*.json) >$@

# Other flags, other objects; another set of files, another archive.
$(B)/flags: FORCE
	$(Q)mkdir -p $(@D) && echo '$(CC) $(FLAGS) $(HOT)' | scripts/if-changed $@
$(B)/files: FORCE
	$(Q)mkdir -p $(@D) && echo '$(SRC)' | scripts/if-changed $@

$(B)/unit/%: $(B)/tests/unit/%.o $(LIB)
	$(SAY) "LD   $@"
	$(Q)mkdir -p $(@D) && $(CC) $(CFLAGS) $(LINK) $(LDFLAGS) -o $@ $^ $(PKG_LIBS) $(TEST_LIBS) $(LDLIBS)

$(B)/diff/%: $(B)/tests/diff/%.o $(LIB)
	$(SAY) "LD   $@"
	$(Q)mkdir -p $(@D) && $(CC) $(CFLAGS) $(LINK) $(LDFLAGS) -o $@ $^ $(PKG_LIBS) $(TEST_LIBS) $(LDLIBS)

$(B)/robust/%: $(B)/tests/robust/%.o $(LIB)
	$(SAY) "LD   $@"
	$(Q)mkdir -p $(@D) && $(CC) $(CFLAGS) $(LINK) $(LDFLAGS) -o $@ $^ $(PKG_LIBS) $(LDLIBS)

$(B)/fuzz/replay-%: $(B)/tests/fuzz/fuzz_%.o $(B)/tests/fuzz/replay.o $(LIB)
	$(SAY) "LD   $@"
	$(Q)mkdir -p $(@D) && $(CC) $(CFLAGS) $(LINK) $(LDFLAGS) -o $@ $^ $(PKG_LIBS) $(LDLIBS)

$(B)/fuzz-%: $(B)/tests/fuzz/fuzz_%.o $(LIB)
	$(SAY) "LD   $@"
	$(Q)mkdir -p $(@D) && $(CC) $(CFLAGS) -fsanitize=fuzzer $(LINK) $(LDFLAGS) -o $@ $^ $(PKG_LIBS) $(LDLIBS)

# Everything that `test` runs.  The replayed fuzz corpus is only worth something under the sanitizers,
# so its programs come from the sanitizer build whatever the flavour of the rest.
built: all $(UNIT) $(TOOL)
replays: $(REPLAY)
SAN_B := build/san$(if $(CLANG),-clang)
need-replays: $(if $(filter $(SAN_B),$(B)),replays)
	$(if $(filter $(SAN_B),$(B)),,$(if $(FUZZ_NAMES),$(Q)$(MAKE) --no-print-directory SAN=1 TSAN= COV= replays))

RUN = REPLAYS=$(SAN_B)/fuzz tests/run

test: built need-replays
	$(Q)$(RUN) $(B)
test-long: built need-replays
	$(Q)PTRLINT_LONG=1 $(RUN) $(B)
test-e2e: built
	$(Q)$(RUN) $(B) e2e
accept: built
	$(Q)tests/run --accept $(B)

coverage:
	$(Q)rm -rf build/cov && $(MAKE) --no-print-directory COV=1 built
	$(Q)tests/run build/cov; scripts/coverage build/cov

# make fuzz-NAME FUZZ_TIME=60: tests/fuzz/fuzz_NAME.c under libFuzzer; finds go to build/fuzz/new-NAME.
$(FUZZ_NAMES:%=fuzz-%): fuzz-%:
	$(Q)$(MAKE) --no-print-directory FUZZ=1 SAN= TSAN= COV= CC=$(if $(CLANG),$(CC),clang) build/fuzz/fuzz-$*
	$(Q)scripts/fuzz $* $(or $(FUZZ_TIME),60)

demo:
	$(Q)scripts/install-deps
	$(Q)$(MAKE) --no-print-directory all
	$(Q)scripts/demo build/ptrlint

bench: all
	$(Q)scripts/bench $(if $(QUICK),--quick) $(if $(FULL),--full) $(if $(GATE),--gate) build/ptrlint

lint: $(B)/gen/rules.c $(B)/gen/schemas.c
	$(Q)CC='$(CC)' FLAGS='$(filter-out -Werror -DPTRLINT_VERSION=%,$(FLAGS))' scripts/lint

format:
	$(Q)clang-format -i $(wildcard src/*/*.[ch] tests/*/*.[ch])

docs: all
	$(Q)scripts/gen-docs build/ptrlint docs
	$(Q)scripts/peers --update build/ptrlint docs/peers.md

install: all
	install -d -m 755 $(DESTDIR)$(PREFIX) $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(B)/ptrlint $(DESTDIR)$(PREFIX)/bin/ptrlint
	$(Q)scripts/gen-man $(B)/ptrlint $(DESTDIR)$(PREFIX)/share/man
	$(Q)scripts/install-completions $(B)/ptrlint $(DESTDIR)$(PREFIX)/share
	$(Q)scripts/install-data $(DESTDIR)$(PREFIX)/share

deb: all
	$(Q)scripts/deb $(B) build/deb

clean:
	rm -rf build

FORCE:
.PHONY: all built replays need-replays test test-long test-e2e accept coverage demo bench lint format docs \
	install deb clean FORCE $(FUZZ_NAMES:%=fuzz-%)
.SECONDARY:
.DELETE_ON_ERROR:

-include $(OBJ:.o=.d) $(MAIN:%.c=$(B)/%.d) $(UNIT:$(B)/unit/%=$(B)/tests/unit/%.d)
-include $(TOOL:$(B)/%=$(B)/tests/%.d) $(FUZZ_NAMES:%=$(B)/tests/fuzz/fuzz_%.d) $(B)/tests/fuzz/replay.d

# Two commands on a fresh machine: `make bench` and `make test`. Both install the Debian packages that are
# missing, build in release mode, and run.

SWIFT ?= swift
SUITE ?= datasets/suites/quick.yaml
OUTPUT ?= results/quick
CONFIGURATION := -c release
FAULTLINE := .build/release/faultline
MANUAL := .build/man/faultline.1
SOURCES := Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources Benchmarks/Benchmarks
# Only the microbenchmarks or counters whose name contains this.
FILTER ?=
COUNTERS := Benchmarks/.build/work-counters
PREFIX ?= /usr/local

.DEFAULT_GOAL := help
.PHONY: help packages build bench test microbench counters man install docs lint format clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

packages: ## Install the Debian packages that are missing (OpenBLAS, LAPACKE, OpenSSL, gnuplot)
	@.ci/install-packages

build: packages ## Build the command line in release mode
	$(SWIFT) build $(CONFIGURATION) --product faultline

bench: build ## Run the quick suite (SUITE=, OUTPUT=) and write its reports
	$(FAULTLINE) run $(SUITE) --output $(OUTPUT) --force

test: packages ## Build and run every test
	$(SWIFT) test $(CONFIGURATION)

microbench: packages ## Time the engine's parts (FILTER=) and write results/microbench/microbench.md
	@mkdir -p results/microbench
	$(SWIFT) build $(CONFIGURATION) --package-path Benchmarks
	$(SWIFT) package --package-path Benchmarks benchmark --grouping metric --format markdown --no-progress \
	    --filter '.*$(FILTER).*' > results/microbench/microbench.md
	@cat results/microbench/microbench.md

counters: ## Count instructions and allocations of the engine's parts (FILTER=) with Valgrind
	@.ci/install-packages valgrind
	@mkdir -p results/microbench
	$(SWIFT) build $(CONFIGURATION) --package-path Benchmarks --product work-counters
	@# Valgrind cannot read every form of debugging information; it needs the symbols alone.
	@strip --strip-debug -o $(COUNTERS) Benchmarks/.build/release/work-counters
	$(COUNTERS) --filter '$(FILTER)' --csv results/microbench/counters.csv

man: build ## Write the manual page, .build/man/faultline.1
	@$(SWIFT) build $(CONFIGURATION) --product generate-manual
	@mkdir -p $(dir $(MANUAL))
	@.build/release/generate-manual $(FAULTLINE) --output-directory - | awk -f .ci/tidy-manual.awk > $(MANUAL)
	@echo $(MANUAL)

install: man ## Install program, manual page and completions under PREFIX=/usr/local (DESTDIR= for packages)
	install -D -m 755 $(FAULTLINE) $(DESTDIR)$(PREFIX)/bin/faultline
	install -D -m 644 $(MANUAL) $(DESTDIR)$(PREFIX)/share/man/man1/faultline.1
	$(FAULTLINE) --generate-completion-script bash > .build/man/faultline.bash
	$(FAULTLINE) --generate-completion-script zsh > .build/man/faultline.zsh
	$(FAULTLINE) --generate-completion-script fish > .build/man/faultline.fish
	install -D -m 644 .build/man/faultline.bash \
	    $(DESTDIR)$(PREFIX)/share/bash-completion/completions/faultline
	install -D -m 644 .build/man/faultline.zsh $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_faultline
	install -D -m 644 .build/man/faultline.fish \
	    $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/faultline.fish

docs: packages ## Build the libraries' documentation into .build/documentation
	@SWIFT="$(SWIFT)" .ci/build-documentation

lint: ## Check the format of every Swift file
	$(SWIFT) format lint --strict --recursive $(SOURCES)

format: ## Format every Swift file in place
	$(SWIFT) format --in-place --recursive $(SOURCES)

clean: ## Remove build products (results stay)
	rm -rf .build Benchmarks/.build

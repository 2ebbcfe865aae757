# Two commands on a fresh machine: `make bench` and `make test`. Both install the Debian packages that are
# missing, build in release mode, and run.

SWIFT ?= swift
SUITE ?= datasets/suites/quick.yaml
OUTPUT ?= results/quick
CONFIGURATION := -c release
FAULTLINE := .build/release/faultline

.DEFAULT_GOAL := help
.PHONY: help packages build bench test lint format clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

packages: ## Install the Debian packages that are missing (OpenBLAS, LAPACKE, OpenSSL)
	@.ci/install-packages

build: packages ## Build the command line in release mode
	$(SWIFT) build $(CONFIGURATION) --product faultline

bench: build ## Run the quick suite (SUITE=, OUTPUT=) and write its reports
	$(FAULTLINE) run $(SUITE) --output $(OUTPUT) --force

test: packages ## Build and run every test
	$(SWIFT) test $(CONFIGURATION)

lint: ## Check the format of every Swift file
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests

format: ## Format every Swift file in place
	$(SWIFT) format --in-place --recursive Package.swift Sources Tests

clean: ## Remove build products (results stay)
	rm -rf .build

# `make book` builds this folder's book into dist/, `make test` tests the program.  Both need
# Python 3.11 and nothing typed before: what they use goes into .venv/, in the versions of the
# requirements files, and into the system as far as tools/setup-system.sh may put it there.

PYTHON ?= python3
ARGS ?=

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
.DELETE_ON_ERROR:
.DEFAULT_GOAL := book

VENV := .venv
BIN := $(VENV)/bin
TOOLS := tests/tools
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq install
UV_COMPILE := $(BIN)/uv pip compile pyproject.toml --group build --quiet --universal \
	--python-version 3.11 --generate-hashes --no-header --annotation-style line \
	--no-emit-index-url --no-emit-find-links $(ARGS)

.PHONY: book test fuzz lint types format docs sbom lock clean distclean help

help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)

## book       build the book in manuscript/ into dist/
book: $(VENV)/book.stamp
	@$(BIN)/bookbuild build $(ARGS)

## test       lint, types, then the tests (ARGS="-k notes" for some of them)
test: lint types $(TOOLS)/node_modules/.stamp
	@$(BIN)/pytest $(ARGS)

## fuzz       try thousands of random books; CASES=5000 for more, MINUTES=30 for guided fuzzing too
CASES ?= 2000
MINUTES ?= 0
fuzz: $(VENV)/test.stamp
	@BOOKBUILD_FUZZ=$(CASES) $(BIN)/pytest --hypothesis-profile=search tests/test_random_books.py $(ARGS)
	@if [ $(MINUTES) -gt 0 ]; then \
		$(PIP) atheris; \
		for target in manuscript import; do \
			PYTHONPATH=tests $(BIN)/python -m fuzz.fuzz_atheris $$target \
				-max_len=2000 -timeout=60 -max_total_time=$$(( $(MINUTES) * 60 )); \
		done; \
	fi

## lint       style and formatting
lint: $(VENV)/test.stamp
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet || { echo "Run 'make format'."; exit 1; }

## types      strict type checking
types: $(VENV)/test.stamp
	@$(BIN)/mypy --no-error-summary

## format     put the code into the house style
format: $(VENV)/test.stamp
	@$(BIN)/ruff check --fix --quiet
	@$(BIN)/ruff format --quiet

## docs       write again the pages of docs/ that are generated
docs: $(VENV)/test.stamp
	@$(BIN)/python tools/list_dependencies.py > docs/dependencies.md
	@$(BIN)/python tools/write_checks_doc.py > docs/checks.md

## sbom       write build/bookbuild.cdx.json, a CycloneDX list of what bookbuild runs on
sbom: $(VENV)/test.stamp
	@mkdir -p build
	@PYTHONWARNINGS=ignore $(BIN)/cyclonedx-py requirements requirements.txt --pyproject pyproject.toml \
		--output-reproducible --output-file build/bookbuild.cdx.json
	@echo "build/bookbuild.cdx.json"

## lock       renew the lock files (ARGS=--upgrade for the newest versions)
lock: $(VENV)/test.stamp
	@$(UV_COMPILE) --output-file requirements.txt > /dev/null
	@$(UV_COMPILE) --group dev --extra validate --constraint requirements.txt \
		--output-file requirements-dev.txt > /dev/null
	@cd $(TOOLS) && npm install --package-lock-only --loglevel=error > /dev/null

## clean      remove what was built, but for the environments
clean:
	@find dist -mindepth 1 ! -name README.md -delete
	@rm -rf build .bookbuild .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . \( -path ./$(VENV) -o -name node_modules \) -prune -o -name __pycache__ -print0 \
		| xargs -0 rm -rf

## distclean  remove the environments too
distclean: clean
	@rm -rf $(VENV) $(TOOLS)/node_modules

$(VENV)/book.stamp: requirements.txt pyproject.toml tools/setup-system.sh
	@PYTHON=$(PYTHON) tools/setup-system.sh book
	@echo "Setting up $(VENV)/"
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV)
	@$(PIP) --require-hashes -r requirements.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/test.stamp: $(VENV)/book.stamp requirements-dev.txt
	@PYTHON=$(PYTHON) tools/setup-system.sh test
	@echo "Setting up the tests' part of $(VENV)/"
	@$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@

$(TOOLS)/node_modules/.stamp: $(TOOLS)/package.json $(TOOLS)/package-lock.json | $(VENV)/test.stamp
	@if command -v npm > /dev/null; then \
		echo "Setting up $(TOOLS)/node_modules/"; \
		cd $(TOOLS) && PUPPETEER_SKIP_DOWNLOAD=1 npm ci --loglevel=error > /dev/null; \
		touch node_modules/.stamp; \
	fi

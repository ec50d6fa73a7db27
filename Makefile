# Muster's commands. `make` alone lists them.
PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1
VENV := .venv
BIN := $(VENV)/bin
TEST_WORKERS ?= auto

.DEFAULT_GOAL := help
.PHONY: help run test test-faults lint types bench corpus schema requirements clean check-python browser

help: ## List the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

check-python:
	@command -v $(PYTHON) >/dev/null 2>&1 || { echo "muster: Python was not found. Install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "muster: Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) -V 2>&1). Name another: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "muster: Python's venv module is missing. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }

# A stamp per set of pins: a second start installs nothing.
$(VENV)/.run-stamp: requirements-embedded.txt | check-python
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "muster: installing what Muster runs on (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-embedded.txt
	@touch $@

$(VENV)/.test-stamp: requirements-dev.txt | check-python
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "muster: installing what developing and testing needs (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/.run-stamp

run: $(VENV)/.run-stamp ## Run everything here: database, broker, web, worker and scheduler
	@DEBUG=$${DEBUG:-1} HOST=$(HOST) PORT=$(PORT) exec $(BIN)/python manage.py run

test: $(VENV)/.test-stamp browser ## Run every check and test, with one summary at the end
	@PYTHON_BIN=$(CURDIR)/$(BIN) TEST_WORKERS=$(TEST_WORKERS) sh bin/test.sh

test-faults: $(VENV)/.test-stamp ## Run the long fault and load tests
	@$(BIN)/python -m pytest -m faults -q tests/faults

lint: $(VENV)/.test-stamp ## Check style and the import direction
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/lint-imports

types: $(VENV)/.test-stamp ## Check types
	@DEBUG=1 $(BIN)/mypy

bench: $(VENV)/.test-stamp ## Measure, as ratios against limits of the same run
	@$(BIN)/python -m bench

corpus: $(VENV)/.test-stamp ## Print how well the offline assistant reads the corpus of chats
	@$(BIN)/python -m tests.ai.planning.report

schema: $(VENV)/.test-stamp ## Write the OpenAPI snapshot anew
	@DEBUG=1 $(BIN)/python manage.py spectacular --file tests/contracts/openapi.yaml

requirements: $(VENV)/.test-stamp ## Compile the pinned requirements from the .in files
	@for name in requirements requirements-embedded requirements-dev; do \
	  $(BIN)/pip-compile --quiet --upgrade --strip-extras --no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host $$name.in -o $$name.txt; done

browser: ## Install Chromium for the browser tests, where that can be done
	@sh bin/browser.sh

clean: ## Remove what tools left behind; data under var/ stay
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache staticfiles
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

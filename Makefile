# Everything a developer or an operator does with this checkout. `make` alone lists it.
# Needs Python 3.11+ and make; all else goes into .venv here.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ppds-installed
ONCE ?=
# The tests wait more than they compute: half as many workers again as there are processors.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(max(2, len(os.sched_getaffinity(0)) * 3 // 2))')
SPECTRAL := $(VENV)/spectral/node_modules
BROWSER := $(VENV)/browser/node_modules
PYTEST_ARGS ?=

# Modules are compiled once, not in every process that a test starts; some machines say otherwise for all programs.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help setup demo test check judges test-browser bench reference lock clean

help: ## Say what can be made
	@echo "make TARGET, with TARGET one of:"
	@sed -n 's/^\([a-z][a-z-]*\):.*## /  \1\t/p' $(MAKEFILE_LIST) | expand -t 12

setup: $(STAMP) ## Make the environment in .venv (once; quick after that)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "PPDS needs Python 3.11 or newer, and '$(PYTHON)' is $$($(PYTHON) --version 2>&1 || echo missing)."; \
	  echo "Install it, or name another one: make setup PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { \
	  echo "Python could not make a virtual environment; on Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

demo: $(STAMP) ## Run everything here with a generated year, and show the figures (ONCE=1: stop after the table)
	$(BIN)/python -m demo $(if $(filter-out 0,$(ONCE)),--once)

test: $(STAMP) ## Run all tests (PYTEST_ARGS="tests/client -k push" for some)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

check: $(STAMP) ## Check style, types, imports, migrations, the lock file and the generated references
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tools.check
	@$(BIN)/python -m tools.judged unchanged || $(MAKE) --no-print-directory judges

judges: $(STAMP) $(SPECTRAL) ## Ask the outside judges: the linter of the API rules, the shapes of DCAT-AP-NL, schemathesis
	$(BIN)/python -m pytest -n $(WORKERS) --dist load tests/judges
	@$(BIN)/python -m tools.judged note

$(SPECTRAL): tests/judges/spectral/package-lock.json
	@if command -v npm >/dev/null; then mkdir -p $(VENV)/spectral; cp tests/judges/spectral/*.json $(VENV)/spectral; \
	  npm ci --prefix $(VENV)/spectral --ignore-scripts --no-audit --no-fund --loglevel error && touch $@; \
	else echo "npm is missing, so the linter of the API rules cannot run; on Debian and Ubuntu: apt-get install npm"; fi

test-browser: $(STAMP) $(BROWSER) ## Look at every page of the demonstration in a real browser (PPDS_WRITE_SCREENSHOTS=1: keep pictures)
	@command -v chromium >/dev/null || { \
	  test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq chromium; } || { \
	  echo "Chromium is missing; on Debian and Ubuntu: apt-get install chromium"; exit 1; }
	$(BIN)/python -m pytest -n 2 --dist load tests/browser

$(BROWSER): tests/browser/package-lock.json
	@command -v npm >/dev/null || { echo "npm is missing, which installs axe-core and html-validate; on Debian and Ubuntu: apt-get install npm"; exit 1; }
	@mkdir -p $(VENV)/browser && cp tests/browser/package*.json $(VENV)/browser
	npm ci --prefix $(VENV)/browser --ignore-scripts --no-audit --no-fund --loglevel error && touch $@

bench: $(STAMP) ## Measure speed and memory (benchmarks/README.md says what against what)
	$(BIN)/python -m benchmarks

reference: $(STAMP) ## Write the reference pages in docs/reference from the code
	$(BIN)/python -m tools.reference

lock: $(STAMP) ## Write requirements.lock from what is installed here
	$(BIN)/python -m tools.lock

clean: ## Remove the environment, caches and the demo's data
	rm -rf $(VENV) .ppds build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

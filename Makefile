# The commands of the School Partnership Portal. `make help` lists them.
# Needed on the machine: Python 3.11, git and make. Everything else is fetched, each piece pinned by its hash.

SHELL := /bin/sh
PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3)
BIN := .venv/bin
NODE := $(BIN)/python tools/front_end.py
PYTEST := $(BIN)/python -m pytest --dist=load --maxschedchunk=1
WORKERS ?= logical

export PIP_DISABLE_PIP_VERSION_CHECK = 1
export UV_SYSTEM_CERTS = 1
export UV_NO_PROGRESS = 1
# Compiled Python is kept, in one place, even on a machine that is told to keep none: it is what makes the second start quick.
export PYTHONDONTWRITEBYTECODE =
export PYTHONPYCACHEPREFIX = $(CURDIR)/.venv/pycache

BENCHES := everything sealing writing rounds registers allocation finding people equal_time feeds reach memory
PAGES := $(shell find portal/static -path portal/static/dist -prune -o -type f -print 2>/dev/null)
WORDS := $(wildcard portal/translations/*/LC_MESSAGES/*.po)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help run test lint check bench soak assets migrations permissions locks clean

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-20s %s\n", $$1, $$2 }'

run: .venv/.run .venv/.assets ## set up what is missing and run the portal with its demonstration world
	@$(BIN)/python tools/run.py

test: .venv/.tests .venv/.assets ## every test on SQLite, with browser journeys, and every statement on PostgreSQL
	$(PYTEST) -n $(WORKERS) --database=sqlite --statements=note -m "not soak and not bench"
	$(PYTEST) -n $(WORKERS) --database=postgresql --statements=cover -m "not soak and not bench and not browser and not static and not either"

soak: .venv/.tests .venv/.assets ## races, kills, faults and long walks, on both databases, and what `test` leaves out on PostgreSQL
	$(PYTEST) --database=sqlite -m soak --timeout=1800
	$(PYTEST) --database=postgresql -m soak --timeout=1800
	$(PYTEST) -n $(WORKERS) --database=postgresql -m "not soak and not bench and not browser and not static and not either"

bench: .venv/.tests .venv/.assets ## timings of the shipped server; every script runs, and what was over a budget is told at the end
	@over=""; for script in "" $(addprefix .,$(BENCHES)); do \
		echo "$(BIN)/python -m tests.bench$$script"; $(BIN)/python -m tests.bench$$script || over="$$over tests.bench$$script"; \
	done; test -z "$$over" || { echo "Over a budget:$$over"; exit 1; }

lint: .venv/.tests ## style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/lint-imports

check: ## lint, then test: what must pass before anything is handed in
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory test

assets: ## build style sheets, scripts and translations again
	@rm -f .venv/.assets
	@$(MAKE) --no-print-directory .venv/.assets

migrations: .venv/.tests ## write a migration for what changed in the models: make migrations MESSAGE="why"
	PORTAL_ENV=development $(BIN)/flask --app wsgi db migrate -m "$(or $(MESSAGE),$(error say why: make migrations MESSAGE="..."))"

permissions: .venv/.tests ## write docs/permissions.md and docs/privacy/inventory.md again from the code
	PORTAL_ENV=development $(BIN)/flask --app wsgi permissions write
	PORTAL_ENV=development $(BIN)/flask --app wsgi privacy write

locks: .venv/.tests ## choose versions again: requirements/*.txt and package-lock.json
	for set in uv node run production tests calendars; do \
		(cd requirements && ../$(BIN)/uv pip compile --quiet --upgrade --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-header --no-annotate $$set.in -o $$set.txt) || exit 1; \
	done
	$(NODE) run npm install --package-lock-only --ignore-scripts

clean: ## remove what set-up made; instance/ with your data stays
	rm -rf .venv .node node_modules portal/static/dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find portal/translations -name '*.mo' -delete 2>/dev/null || true

# --- Stamps: each is younger than what it was made from, so a second run has nothing to do -------------------------

.venv/.uv: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name it: make PYTHON=/path/to/python3.11 ...")'
	@echo "Making .venv ..."
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "Python could not make a virtual environment (on Debian: apt-get install python3-venv)." >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/uv.txt
	@touch $@

# uv is quick; pip is the way round where uv cannot reach the package index that pip is set up for.
INSTALL = $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r $(1) || \
	$(BIN)/python -m pip install --quiet --require-hashes -r $(1)

# The calendar programs that read our links in the tests: beside the portal's own packages, not among them.
CALENDARS = test -x .venv/calendars/bin/python || $(BIN)/python -m venv .venv/calendars; \
	$(BIN)/uv pip install --quiet --python .venv/calendars/bin/python --require-hashes -r requirements/calendars.txt || \
	.venv/calendars/bin/python -m pip install --quiet --require-hashes -r requirements/calendars.txt

.venv/.run: .venv/.uv requirements/run.txt package-lock.json
	@echo "Installing what the portal needs ..."
	@$(call INSTALL,requirements/run.txt)
	@test -e .venv/.tests || $(NODE) install
	@touch $@

.venv/.tests: .venv/.uv requirements/tests.txt requirements/calendars.txt package-lock.json
	@echo "Installing what the tests need ..."
	@$(call INSTALL,requirements/tests.txt)
	@$(CALENDARS)
	@$(NODE) install --with-tests
	@touch $@ .venv/.run

# Needs one of the two sets above; the targets name theirs first.
.venv/.assets: tools/assets.py requirements/run.txt package-lock.json $(PAGES) $(WORDS) | .venv/.uv
	@echo "Building style sheets, scripts and translations ..."
	@$(NODE) run $(BIN)/python tools/assets.py
	@touch $@

# Everything a newcomer or a build server runs. `make` alone lists the targets.
#
# Needs make, a POSIX shell and Python 3.11 or newer with its venv module; everything else is installed into
# .venv from the lock files, hashes checked. PYTHON=... chooses an interpreter, ARGS=... is handed to pytest. pip is told to report
# errors only (-qq): what it warns of is the set-up of the machine, not ours.

SHELL := /bin/sh
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# The interpreter that runs and is new enough; 3.11 first, because that is the one the tests are run on.
ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3.11 python3 python3.12 python3.13 python3.14 python; do \
	if $$p -c '$(ENOUGH)' >/dev/null 2>&1; then echo $$p; break; fi; done)

VENV := .venv
RUN := $(VENV)/bin/python
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore $(RUN) -m pip install -qq --no-input
STEP = @printf '== %s\n'
# What `make bench` writes; not part of the project.
BENCH := .bench

.PHONY: help demo test check bench bench-quick soak docs clean

help: ## list the targets
	@sed -n 's/^\([a-z][a-z-]*\):[^#]*## /\1|/p' Makefile | while IFS='|' read -r name says; do \
		printf '  make %-12s %s\n' "$$name" "$$says"; done

demo: $(VENV)/.compiled ## plan a night of the example park in .demo/ and show the schedule and its certificate
	$(STEP) 'a night of the example park, in .demo/'
	@rm -rf .demo && mkdir .demo && cd .demo && ../$(VENV)/bin/equishare demo
	@printf '%s\n' 'The command is .venv/bin/equishare. To type it as above: cd .demo && export PATH="$$PWD/../.venv/bin:$$PATH"'

test: $(VENV)/.tools $(VENV)/.compiled ## run every test (ARGS='tests/solver -x' chooses)
	$(STEP) 'tests'
	@$(RUN) -m pytest $(ARGS)

check: $(VENV)/.tools ## format, lint, types, layers, documentation
	$(STEP) 'format'
	@$(RUN) -m ruff format --no-cache --quiet --check .
	$(STEP) 'lint'
	@$(RUN) -m ruff check --no-cache --quiet .
	$(STEP) 'types'
	@$(RUN) -m mypy --no-error-summary
	$(STEP) 'layers'
	@$(VENV)/bin/lint-imports --no-logo --no-cache
	$(STEP) 'documentation'
	@$(RUN) -m docs.generate --check
	@$(RUN) -m pytest tests/architecture/test_docs.py

# Needs no outside files. To judge a change of the search: a run before, a run after, then
# python -m benchmarks compare BEFORE AFTER.
bench: $(VENV)/.tools $(VENV)/.compiled ## measure the solver and its peers on drawn parks, with tables and plots (some minutes)
	$(STEP) 'seconds to a schedule, by size'
	@$(RUN) -m benchmarks run latency --largest 1000 --seconds 20 --results $(BENCH)/latency.json
	$(STEP) 'the same cases by other methods'
	@$(RUN) -m benchmarks run peers --only drawn-100x8-s1 --only drawn-300x13-s1-rich --seconds 15 --results $(BENCH)/peers.json
	$(STEP) 'tables and plots'
	@$(RUN) -m benchmarks report $(BENCH)/latency.json $(BENCH)/peers.json --out $(BENCH)

bench-quick: $(VENV)/.tools ## see in a minute that the benchmarks work (promises no figures)
	$(STEP) 'benchmarks, quickly'
	@$(RUN) -m benchmarks quick

# The long modes one after the other: some two and a half hours. A test that takes its time is not one that hangs.
SOAK := $(CURDIR)/$(BENCH)/soak.jsonl
soak: $(VENV)/.tools $(VENV)/.compiled ## bear faults and load in the long modes, and write the table of docs/reliability.md (two and a half hours)
	@mkdir -p $(BENCH) && rm -f $(SOAK)
	$(STEP) 'faults'
	@EQP_SOAK=long EQP_SOAK_FIGURES=$(SOAK) $(RUN) -m pytest -o faulthandler_timeout=0 tests/soak tests/api/test_contract.py
	$(STEP) 'load'
	@EQP_SOAK=long EQP_SOAK_FIGURES=$(SOAK) $(RUN) -m benchmarks load --seconds 120
	@for trial in steady creation; do EQP_SOAK=long EQP_SOAK_FIGURES=$(SOAK) \
		$(RUN) -m tests.soak.on_postgresql $(RUN) -m benchmarks load --seconds 120 --only $$trial --database {} || exit 1; done
	$(STEP) 'a park with years behind it'
	@EQP_SOAK=long EQP_SOAK_FIGURES=$(SOAK) $(RUN) -m benchmarks volume
	@EQP_SOAK=long EQP_SOAK_FIGURES=$(SOAK) $(RUN) -m tests.soak.on_postgresql $(RUN) -m benchmarks volume --database {} {}
	$(STEP) 'the table'
	@$(RUN) -m benchmarks soak $(SOAK) --page docs/reliability.md

docs: $(VENV)/.tools ## write the generated parts of docs/ anew, then check all of docs/
	$(STEP) 'generated documentation'
	@$(RUN) -m docs.generate
	@$(RUN) -m pytest tests/architecture/test_docs.py

clean: ## remove what make and the checks leave behind (not your databases)
	@rm -rf $(VENV) .demo $(BENCH) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Set-up. Each stamp is newer than what it was made from, so a second call does nothing.
$(VENV)/.made:
	@if [ -z '$(PYTHON)' ]; then \
		echo 'No Python 3.11 or newer found. Debian, Ubuntu: apt install python3 python3-venv; or make PYTHON=/path/to/python3.11' >&2; exit 1; fi
	@$(PYTHON) -c '$(ENOUGH)' || { \
		echo '$(PYTHON) does not run or is older than 3.11; say make PYTHON=/path/to/python3.11' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo '$(PYTHON) cannot make a virtual environment: its venv module is missing. Debian, Ubuntu: apt install python3-venv' >&2; exit 1; }
	$(STEP) "virtual environment in $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.packages: requirements.lock $(VENV)/.made
	$(STEP) 'packages of requirements.lock (a minute or two when none is cached)'
	@$(PIP) --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.installed: pyproject.toml $(VENV)/.packages
	$(STEP) 'equishare itself, in place'
	@$(PIP) --no-deps --no-build-isolation --no-index -e .
	@touch $@

# The first solve would do this, or do without where it has no time for it. What was compiled lies beside the sources.
$(VENV)/.compiled: $(wildcard solver/search/compiled/*.py solver/search/bounds/tick_*.py) $(VENV)/.installed
	$(STEP) 'compiling the search (half a minute, once)'
	@$(RUN) -m solver.search.warm
	@touch $@

$(VENV)/.tools: requirements-dev.lock $(VENV)/.installed
	$(STEP) 'test and check tools of requirements-dev.lock'
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

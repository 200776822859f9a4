# make demo and make test need Python >= 3.11 and make, nothing else: they set themselves up in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.installed-run
DEV_STAMP := $(VENV)/.installed-dev
PIP := $(BIN)/python -m pip install --disable-pip-version-check --require-hashes
SELF := $(BIN)/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation --quiet --editable .
PYTEST := $(BIN)/python -m pytest

.PHONY: help demo test check bench chaos engines lock clean

help:  ## what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'Python 3.11 or newer is needed. Name one: make PYTHON=/path/to/python3.12 …' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): requirements.lock setup.py | $(BIN)/python
	@echo 'installing what twoway needs (once; about a minute)'
	$(PIP) -r requirements.lock
	$(SELF)
	@touch $@

$(DEV_STAMP): requirements-dev.lock setup.py | $(BIN)/python
	@echo 'installing what twoway and its tests need (once; about a minute)'
	$(PIP) -r requirements-dev.lock
	$(SELF)
	@touch $@ $(RUN_STAMP)

demo: $(RUN_STAMP)  ## the whole path on this machine, no cloud account
	$(BIN)/twoway demo $(ARGS)

test: $(DEV_STAMP)  ## all checks and tests, as CI runs them
	$(MAKE) --no-print-directory check
	$(PYTEST) $(ARGS)

check: $(DEV_STAMP)  ## style, types, import contracts, doctests, template
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/cfn-lint pipelines/infrastructure.yaml
	$(PYTEST) -q --doctest-modules schemas pipelines/domain pipelines/adapters pipelines/local dashboards --ignore dashboards/app.py --ignore dashboards/pages

bench: $(DEV_STAMP)  ## latency and throughput, measured here and now
	$(BIN)/python -m tests.benchmarks $(ARGS)

chaos: $(DEV_STAMP)  ## a hundred thousand texts, two hundred kills, and what came of them (about twenty minutes)
	$(BIN)/python -m tests.chaos $(ARGS)

engines: $(DEV_STAMP)  ## the same job on Prism with a worker of its own (needs Go; skipped by name without)
	$(PYTEST) -rs tests/engines $(ARGS)

lock: $(DEV_STAMP)  ## resolve the locked requirements anew (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --extra local --no-annotate \
	  --custom-compile-command 'make lock' setup.py requirements-build.in -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --extra dev --no-annotate -c requirements.lock \
	  --custom-compile-command 'make lock' setup.py requirements-build.in -o requirements-dev.lock

clean:  ## remove what was made here
	rm -rf $(VENV) .tools build *.egg-info demo-lake demo-lake-state .mypy_cache .ruff_cache .pytest_cache .hypothesis

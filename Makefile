# Nomina. Two commands are enough: `make demo` and `make test`. `make help` lists the rest.
# Everything is installed into .venv from hash-pinned lock files; nothing outside .venv is changed.

SHELL := /bin/sh
.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# PYTHON=/path/to/python chooses the interpreter that .venv is made with.
PYTHON ?=
CANDIDATES = $(or $(PYTHON),python3.13 python3.12 python3.11 python3 python)
UV ?= uv

ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
RUN := $(BIN)/python

PIP := $(RUN) -m pip --disable-pip-version-check install --quiet --no-input
LOCKED := $(PIP) --require-hashes --only-binary :all: --no-binary face_recognition_models \
	--no-build-isolation
LOCK := $(UV) pip compile --universal --python-version 3.11 --fork-strategy fewest \
	--exclude-newer P7D --generate-hashes --no-config --no-emit-index-url --no-emit-find-links \
	--no-annotate --custom-compile-command "make lock" --quiet --upgrade

export PIP_ROOT_USER_ACTION := ignore

.PHONY: help demo demo-headless test deep lint bench docs bundle lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

demo: .venv/.run ## open a desk of people who do not exist, kept in ./demo; Ctrl-C closes it
	$(BIN)/nomina demo --out demo

demo-headless: .venv/.run ## find who is who among them without a desk; writes ./demo
	$(BIN)/nomina demo --headless --out demo

test: .venv/.dev ## quick tests: warnings are errors, the network is closed
	$(RUN) -m pytest -m "not deep" -n 3 --dist loadfile --no-loadscope-reorder --durations 40

deep: .venv/.dev ## large counts and live oracles (up to 25 minutes)
	$(RUN) -m pytest -m deep -n 3 --dist loadfile --no-loadscope-reorder --durations 40

lint: .venv/.dev ## style, types, room borders, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(RUN) -m mypy
	$(BIN)/lint-imports
	$(RUN) tools/catalogs.py --check

bench: .venv/.bench ## measure against dlib, faiss, numpy and splink on this machine
	$(RUN) bench/run.py

docs: .venv/.dev ## write docs/commands.md and docs/schemas anew, then check every page
	$(RUN) -m tools.docs
	$(RUN) -m pytest --quiet tests/test_docs.py

bundle: .venv/.run ## offline wheelhouse in ./wheelhouse that installs without a network
	$(RUN) -m tools.bundle wheelhouse

lock: ## choose newer dependencies (at least 7 days old) and pin their hashes; needs uv
	$(LOCK) requirements/build.in -o requirements/build.txt
	$(LOCK) pyproject.toml -o requirements/run.txt
	$(LOCK) pyproject.toml --group test --group lint -c requirements/run.txt -o requirements/dev.txt
	$(LOCK) pyproject.toml --group test --group lint --group bench -c requirements/dev.txt \
		-o requirements/bench.txt

clean: ## remove .venv, caches and everything made by the targets above
	rm -rf .venv build dist demo wheelhouse .mypy_cache .ruff_cache .pytest_cache .hypothesis
	rm -rf .import_linter_cache
	find src tests tools bench -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is written last, so an interrupted installation starts again.
.venv/.made:
	@for p in $(CANDIDATES); do \
		if "$$p" -c 'import ensurepip, ssl, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; \
		then echo "Making .venv with $$p ($$("$$p" --version))"; "$$p" -m venv --clear .venv && touch $@; exit; fi; \
	done; \
	echo "No Python 3.11 to 3.14 with venv was found. On Debian or Ubuntu: apt install python3-venv." >&2; \
	echo "Another Python: make PYTHON=/path/to/python3.12 ..." >&2; exit 1

.venv/.build: requirements/build.txt .venv/.made
	@$(LOCKED) -r requirements/build.txt
	@touch $@

.venv/.run: requirements/run.txt pyproject.toml .venv/.build
	@echo "Installing what Nomina runs on (about 300 MB, once)"
	@$(LOCKED) -r requirements/run.txt
	@$(PIP) --no-index --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.run
	@echo "Installing what its tests need"
	@$(LOCKED) -r requirements/dev.txt
	@touch $@

.venv/.bench: requirements/bench.txt .venv/.dev
	@echo "Installing what the benchmarks compare with"
	@$(LOCKED) -r requirements/bench.txt
	@touch $@

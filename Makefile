# gridmap: `make demo` shows a city, `make test` runs what CI runs. Every step is skipped when it is already done.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SCALE ?= district

.PHONY: help setup demo test format lint types imports unit clean lock browser-setup

help: ## say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: .make/system .make/python .make/assets ## install what is missing

demo: setup ## a fictional city in your browser
	$(BIN)/gridmap up --demo --scale $(SCALE)

test: setup browser-setup format lint types imports unit ## everything that CI runs

.make/system: docker/system-packages.sh
	@bash docker/system-packages.sh server
	@mkdir -p .make && touch $@

browser-setup: .make/browser
.make/browser: docker/system-packages.sh
	@bash docker/system-packages.sh browser
	@mkdir -p .make && touch $@

.make/python: requirements/dev.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "Python's venv is missing: apt-get install python3-venv" >&2; exit 2; }
	@$(BIN)/python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' || { echo "Python 3.11 to 3.13 is needed; set PYTHON=python3.12 and remove .venv" >&2; exit 2; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@mkdir -p .make && touch $@

# where npm is missing, Node.js comes as a Python package
.make/assets: static/package.json static/package-lock.json requirements/node.lock | .make/python
	@command -v npm >/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/node.lock
	$(BIN)/python -m gridmap.maps.vendor
	@mkdir -p .make && touch $@

format: ## check the format
	$(BIN)/ruff format --check .

lint: ## lint
	$(BIN)/ruff check .

types: ## strict types
	$(BIN)/mypy

imports: ## who may import whom
	$(BIN)/lint-imports

unit: ## unit, property, database, client and browser tests
	$(BIN)/python -m pytest

lock: ## resolve the dependencies anew; lock files hold versions and hashes, no addresses
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml -o requirements/run.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header requirements/node.in -o requirements/node.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -c requirements/run.lock --group pyproject.toml:dev pyproject.toml -o requirements/dev.lock

clean: ## forget what was installed here (data stays)
	rm -rf .make $(VENV) static/vendor static/node_modules

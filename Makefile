# Needs Python 3.11 or newer (with venv), make and git; makes its own virtual environment.
#   make demo   rewrite the sample under examples/ in a copy, and show the diff
#   make test   everything that CI runs
#   make proof  install and start a container engine (Debian, root), and prove golden cases by real builds
#   make sizes  measure on the same engine what the rewrites save: docs/results/sizes.md
#   make prove  build random files before and after their rewrite: CASES=10000, as root or with user namespaces
#   make bench  time lambdafix beside tally and hadolint: FUNCTIONS="DIR ..." MIXED="DIR ..."
#   make bulk   time a generated monorepo of 5,000 functions, beside tally and hadolint: docs/results/bulk.md
#   make functions  hold `lambdafix functions` against what was read by hand: CLONES=DIR of OWNER+NAME
#   make mutants  take parts out of semantics/ one by one; the proof has to notice each

VENV := .venv
BIN := $(VENV)/bin
PYTHONS := python3.11 python3.12 python3.13 python3.14 python3
PYTHON = $(firstword $(foreach p,$(PYTHONS),$(shell $(p) -c \
    'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $(p))))
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo test prove mutants bench bulk functions clean proof sizes
.DELETE_ON_ERROR:

demo: $(VENV)/installed
	rm -rf build/demo && mkdir -p build && cp -R examples/invoice build/demo
	$(BIN)/lambdafix --write build/demo/Dockerfile
	@echo
	@echo "The rewritten copy is build/demo/Dockerfile; examples/ is as it was."

test: $(VENV)/installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python -m pytest

proof: $(VENV)/installed-dev
	$(BIN)/python -m pytest --proof tests/engine

sizes: $(VENV)/installed-dev
	mkdir -p build
	$(BIN)/python -m benchmarks.sizes > build/sizes.md
	mv build/sizes.md docs/results/sizes.md

CASES := 10000
prove: $(VENV)/installed-dev
	$(BIN)/python -m tests.proof.prove --cases $(CASES)

mutants: $(VENV)/installed-dev
	$(BIN)/python -m tests.proof.mutants

bench: $(VENV)/installed-dev
	$(BIN)/python -m benchmarks.speed --functions $(FUNCTIONS) --mixed $(MIXED)

bulk functions: $(VENV)/installed-dev
	mkdir -p build
	$(BIN)/python -m benchmarks.$@ $(if $(filter functions,$@),$(CLONES)) > build/$@.md
	mv build/$@.md docs/results/$@.md

$(BIN)/python:
	@test -n "$(PYTHON)" || { \
	    echo "lambdafix needs Python 3.11 or newer with venv and pip; none of these is: $(PYTHONS)" >&2; \
	    echo "On Debian and Ubuntu: apt-get install python3 python3-venv" >&2; \
	    exit 1; }
	$(PYTHON) -m venv $(VENV)

# The stamps say what is installed, so that a second run starts at once. pip compiles what it copies,
# not what it links to: without bytecode every start takes 0.1 s longer.
COMPILE := $(BIN)/python -m compileall -q src/lambdafix
$(VENV)/installed: pyproject.toml | $(BIN)/python
	$(PIP) --editable .
	$(COMPILE)
	@touch $@

$(VENV)/installed-dev: pyproject.toml | $(BIN)/python
	$(PIP) --editable '.[dev]'
	$(COMPILE)
	@touch $@ $(VENV)/installed

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

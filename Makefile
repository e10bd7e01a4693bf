# make demo   set everything up and assess a real council
# make test   set everything up and prove it: lint, types, import contract, rule tests, pytest
# It needs Python 3.11 to 3.13, a C compiler (for durable-rules; without one everything works, with the same grades) and make.

UV_VERSION := 0.13.8
VENV := .venv
UV := .tools/uv/bin/uv
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && { $$p -c 'import sys; print(sys.executable)'; break; }; done)
export UV_PROJECT_ENVIRONMENT := $(VENV)
# How many authorities the benchmarks of a sector have: a quarter of an hour on two cores. 3300000 takes as long again, and 15 GB in TMPDIR.
SIZES ?= 330,3300,33000,330000
PEERS := duckdb==2.0.0 zen-engine==2.1.3

LEICESTER := --rules corporate-peer-review --rules intervention-ladder --rules performance-management-framework

.PHONY: demo test lint types contract rules pytest coverage golden schemas validation bench bundle clean python

demo: $(VENV)/.demo
	$(VENV)/bin/peerbench assess examples/leicester-2006/evidence.yaml $(LEICESTER)
	$(VENV)/bin/peerbench ladder examples/wakefield-2002-2005/evidence.yaml
	$(VENV)/bin/peerbench assess examples/leicester-2006/evidence.yaml $(LEICESTER) --format html --out leicester-2006.html --force
	@echo "Open leicester-2006.html in a browser. The command is $(VENV)/bin/peerbench."

test: lint types contract rules pytest

lint: $(VENV)/.dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

types: $(VENV)/.dev
	$(VENV)/bin/mypy

contract: $(VENV)/.dev
	$(VENV)/bin/lint-imports

rules: $(VENV)/.dev
	$(VENV)/bin/peerbench lint
	$(VENV)/bin/peerbench test
	$(VENV)/bin/peerbench test --sensitivity

pytest: $(VENV)/.dev
	$(VENV)/bin/pytest -n 2 --dist loadfile

# The same with branch coverage of engine/, which must stay above 95 %. It takes two thirds longer; CI runs this one.
coverage: $(VENV)/.dev
	$(VENV)/bin/pytest -n 2 --dist loadfile --cov --cov-report=term

# Write the golden files, the generated schemas and the rulebooks' pages again, after a change that was meant.
golden: $(VENV)/.dev
	$(VENV)/bin/pytest tests/report --snapshot-update
schemas: $(VENV)/.dev
	$(VENV)/bin/python -m engine.schemas
	$(VENV)/bin/python -m engine.pages

# Work out again what others published, and write docs/validation.md. It needs ../shared/data.
validation: $(VENV)/.dev
	$(VENV)/bin/python -m tests.published.report

# Measure, with others beside it, and write benchmarks/RESULTS.md.
bench: $(VENV)/.dev .tools/peers/.installed
	$(VENV)/bin/python -m benchmarks.run --sizes $(SIZES) --peers .tools/peers/bin/python

.tools/peers/.installed: | python
	$(PYTHON) -m venv .tools/peers
	.tools/peers/bin/pip install --quiet --disable-pip-version-check $(PEERS)
	@touch $@

# dist/peerbench-windows.zip: everything that a laptop with Windows and Python needs; VERSIONS=3.12 makes it smaller.
bundle: $(UV)
	$(PYTHON) .ci/windows-bundle $(VERSIONS)

python:
	@test -n "$(PYTHON)" || { echo "Peerbench needs Python 3.11, 3.12 or 3.13; none was found. Install one, or say make PYTHON=/path/to/python3.12" >&2; exit 2; }

$(UV): | python
	$(PYTHON) -m venv .tools/uv
	.tools/uv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

# Without a C compiler durable-rules cannot be built; the direct matcher then does its work alone.
define sync
	@$(UV) sync --quiet --locked --compile-bytecode --python $(PYTHON) $(1) || { \
		echo "durable-rules could not be built here: going on without it. The grades are the same." >&2; \
		$(UV) sync --quiet --locked --compile-bytecode --python $(PYTHON) $(1) --no-install-package durable-rules; }
	@touch $@
endef

$(VENV)/.demo: pyproject.toml uv.lock $(UV)
	$(call sync,--no-dev --inexact --extra all)

$(VENV)/.dev: pyproject.toml uv.lock $(UV)
	$(call sync,)

clean:
	rm -rf $(VENV) .tools build dist leicester-2006.html

# make demo and make test need only Python 3.11 or later; both set up .venv first.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test test-lowest lint check figures derived analyses clean

.venv/ready: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "skipgraph needs Python 3.11 or later, this is " + sys.version.split()[0])'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,fast,design,onnx]'
	touch $@

demo: .venv/ready
	$(BIN)/skipgraph table --layers 36
	mkdir -p demo
	for kind in arcs adjacency distances profile; do \
		$(BIN)/skipgraph plot log_densenet --layers 36 --kind $$kind -o demo/log_densenet_36_$$kind.svg || exit 1; \
	done
	$(BIN)/skipgraph compile log_densenet --layers 36 --growth-rate 12 --classes 10 -o demo/log_densenet_36.pt2
	$(BIN)/skipgraph train log_densenet --layers 12 --data digits --epochs 5 --seed 0 -o demo/run

test: .venv/ready
	$(BIN)/python -m pytest --numprocesses auto

# the oldest versions that pyproject.toml allows, in a virtual environment of their own
.venv-lowest/ready: pyproject.toml constraints-lowest.txt
	$(PYTHON) -m venv .venv-lowest
	.venv-lowest/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints-lowest.txt --editable '.[dev,fast,design,onnx]'
	touch $@

test-lowest: .venv-lowest/ready
	.venv-lowest/bin/python -m pytest --numprocesses auto

lint: .venv/ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m numpydoc.hooks.validate_docstrings $$(git ls-files 'skipgraph/*.py')
	$(BIN)/python figures/redraw.py --check
	$(BIN)/python docs/derived.py --check

check: lint test

figures: .venv/ready
	$(BIN)/python figures/redraw.py

# all that follows from the code: the study of the catalogue, the figures, the tables of the pages
derived: .venv/ready
	$(BIN)/python -m analyses.catalogue.run > /dev/null
	$(BIN)/python figures/redraw.py
	$(BIN)/python docs/derived.py

# all studies, hours of work; one by STUDY=anytime; CHECK=1 compares the cheap ones; RESUME=1 goes on
analyses: .venv/ready
	$(BIN)/python -m analyses.run_all $(STUDY) $(if $(CHECK),--check) $(if $(RESUME),--resume)

clean:
	rm -rf .venv .venv-lowest demo build dist

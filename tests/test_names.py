"""Names: importing a file gives the file."""

import importlib
import pkgutil
import types

import pytest

import skipgraph

FILES = [file.name for file in pkgutil.walk_packages(skipgraph.__path__, "skipgraph.")]


def hidden_by(file: str) -> object:
    """What a package has under the name of one of its files, if that is not the file."""
    package, _, name = file.rpartition(".")
    module = importlib.import_module(file)
    found = getattr(importlib.import_module(package), name)
    return None if found is module else found


@pytest.mark.parametrize("file", FILES)
def test_no_file_is_hidden_by_a_name_of_its_package(file):
    assert hidden_by(file) is None, f"rename {file}: its package exports something else of that name"


def test_a_hidden_file_would_be_found(monkeypatch):
    monkeypatch.setattr("skipgraph.patterns.rules.chain", print)
    assert hidden_by("skipgraph.patterns.rules.chain") is print
    assert isinstance(importlib.import_module("skipgraph.patterns.rules.chain"), types.ModuleType)


def test_all_files_are_looked_at():
    assert {"skipgraph.patterns.rules.every_other", "skipgraph.metrics.sweep_numba", "skipgraph.nn.compiling"} <= {
        *FILES
    }

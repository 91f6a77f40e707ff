"""``import skipgraph`` loads nothing; every room and name is there when asked for."""

import importlib
import subprocess
import sys

import pytest

import skipgraph


def test_every_room_and_name_is_there():
    for name in skipgraph._ROOMS:
        assert getattr(skipgraph, name) is importlib.import_module(f"skipgraph.{name}")
    for name in skipgraph._NAMES:
        found = getattr(skipgraph, name)
        assert found.__name__.rpartition(".")[2] == name
    assert {*skipgraph._ROOMS, *skipgraph._NAMES, "__version__"} <= set(dir(skipgraph))


def test_other_names_are_missed():
    with pytest.raises(AttributeError, match="module 'skipgraph' has no attribute 'densenet'"):
        skipgraph.densenet  # noqa: B018  # the access is the test


def test_the_import_loads_nothing_else():
    code = (
        "import sys, skipgraph; print(*(name for name in sys.modules if name.split('.')[0] in ('skipgraph', 'numpy')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", timeout=60)
    assert done.stdout == "skipgraph\n"

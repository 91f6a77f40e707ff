"""What the package asks for: each dependency is used, and each pin is asked for by something."""

import ast
import functools
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
# packages that are imported by another name than their own
IMPORTED_AS = {"scikit-learn": "sklearn"}
# what a package asks for that need not be installed here, so that its own requirements are not known
ASKED_FOR_BY = {"texttable": "igraph"}
# torch imports what the extra onnx asks for; bench and dev are tools
EXTRAS_THAT_SKIPGRAPH_IMPORTS = ("fast", "design")


def plain(name):
    """Return the name of a package as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned():
    """Return the names in the file of constraints."""
    return [plain(line.partition("==")[0]) for line in (ROOT / "constraints.txt").read_text("utf-8").split()]


def required(texts):
    """Return all that requirements ask for, directly or through what is installed."""
    found, waiting = {}, [(Requirement(text), frozenset()) for text in texts]
    while waiting:
        requirement, extras = waiting.pop()
        if requirement.marker and not any(requirement.marker.evaluate({"extra": extra}) for extra in extras or {""}):
            continue
        name = plain(requirement.name)
        asked = frozenset(requirement.extras)
        if name in found and asked <= found[name]:
            continue
        found[name] = found.get(name, frozenset()) | asked
        try:
            further = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue
        waiting += [(Requirement(text), asked) for text in further]
    return found.keys()


@functools.cache
def imported(folder):
    """Return the top-level modules that the files of a folder import anywhere."""
    found = set()
    for path in folder.rglob("*.py"):
        for part in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(part, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in part.names}
            elif isinstance(part, ast.ImportFrom):
                found.add(str(part.module).partition(".")[0])
    return found


def names_of(texts):
    return [plain(Requirement(text).name) for text in texts]


def test_each_pin_is_asked_for_by_something():
    texts = [*PROJECT["dependencies"], *(text for extra in PROJECT["optional-dependencies"].values() for text in extra)]
    asked_for = required(texts)
    unasked = set(pinned()) - asked_for - {name for name, by in ASKED_FOR_BY.items() if by in asked_for}
    assert unasked == set(), "remove these pins: they may be look-alikes"


def test_a_pin_that_nothing_asks_for_would_be_found():
    assert "py-cpuinfo2" not in required(["numpy", "pytest>=8"])
    assert {"numpy", "pluggy"} <= required(["numpy", "pytest>=8"])
    assert "pluggy" not in required(["pytest; python_version < '3'"])


def test_no_package_is_pinned_twice():
    assert sorted(pinned()) == sorted(set(pinned()))


@pytest.mark.parametrize("name", names_of(PROJECT["dependencies"]))
def test_each_dependency_is_imported(name):
    assert IMPORTED_AS.get(name, name) in imported(ROOT / "skipgraph")


@pytest.mark.parametrize("extra", EXTRAS_THAT_SKIPGRAPH_IMPORTS)
def test_each_dependency_of_an_extra_is_imported(extra):
    for name in names_of(PROJECT["optional-dependencies"][extra]):
        assert IMPORTED_AS.get(name, name) in imported(ROOT / "skipgraph")


def test_each_package_that_is_imported_is_a_dependency():
    extras = (text for extra in EXTRAS_THAT_SKIPGRAPH_IMPORTS for text in PROJECT["optional-dependencies"][extra])
    asked = {IMPORTED_AS.get(name, name) for name in names_of([*PROJECT["dependencies"], *extras])}
    assert imported(ROOT / "skipgraph") - asked - sys.stdlib_module_names - {"skipgraph"} == set()

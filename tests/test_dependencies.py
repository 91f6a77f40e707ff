"""What pyproject.toml declares: each dependency is imported, and the oldest version of each is one that is tried."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
IMPORT_NAMES = {"scikit-learn": "sklearn"}
TRIED = ("hypothesis", "pydot", "pytest", "pytest-xdist")  # of dev, what the tests import
RUN_BY_OTHERS = ("onnxruntime", "onnxscript")  # that torch.onnx needs, and that runs what it writes


def floors(requirements):
    return dict(requirement.split(">=") for requirement in requirements if ">=" in requirement)


SHIPPED = PROJECT["dependencies"] + [one for extra in ("fast", "design", "onnx") for one in EXTRAS[extra]]


@pytest.mark.parametrize("name", floors(SHIPPED))
def test_each_dependency_is_imported(name):
    word = IMPORT_NAMES.get(name, name)
    pattern = re.compile(rf"^\s*(?:import|from) {word}\b|[\"']{word}[\"']", re.MULTILINE)
    folders = ["skipgraph", "tests"] if name in RUN_BY_OTHERS else ["skipgraph"]
    sources = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    assert any(pattern.search(path.read_text()) for path in sources)


def test_the_oldest_versions_are_those_that_are_tried():
    lines = (ROOT / "constraints-lowest.txt").read_text().splitlines()
    tried = dict(line.split()[0].split("==") for line in lines if line.strip() and not line.startswith("#"))
    declared = floors(SHIPPED) | {name: floor for name, floor in floors(EXTRAS["dev"]).items() if name in TRIED}
    assert set(declared) <= set(tried)
    for name, floor in declared.items():
        digits = floor.split(".")
        assert tried[name].split(".")[: len(digits)] == digits, name
        assert set(tried[name].split(".")[len(digits) :]) <= {"0"} or name == "ortools", name

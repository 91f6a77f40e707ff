"""The promises of the package as a whole: what an import loads, what is public, what the files look like."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import skipgraph as sg

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "skipgraph").rglob("*.py"))
HEAVY = {"torch", "matplotlib", "pandas"}


def modules_loaded_by(code: str) -> set[str]:
    """Top-level modules in memory after `code` ran in a fresh interpreter."""
    script = f"{code}\nimport json, sys\nprint(json.dumps(sorted({{name.split('.')[0] for name in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_import_skipgraph_loads_nothing_heavy():
    assert not modules_loaded_by("import skipgraph") & HEAVY


@pytest.mark.parametrize(
    ("use", "loads"),
    [("skipgraph.compile", "torch"), ("skipgraph.plot.arcs", "matplotlib"), ("skipgraph.measure", "pandas")],
)
def test_what_is_heavy_is_loaded_on_first_use(use, loads):
    # also shows that the test above can fail
    assert loads in modules_loaded_by(f"import skipgraph\n{use}")


def test_topologies_and_metrics_stay_light():
    light = "import skipgraph as sg; t = sg.patterns.log_densenet(9); sg.metrics.max_backprop_distance(t)"
    assert not modules_loaded_by(light) & HEAVY


def test_public_names_resolve():
    public = [name for name in dir(sg) if not name.startswith("_")]
    for name in public:
        assert getattr(sg, name) is not None
    assert {
        "Topology",
        "compile",
        "design",
        "measure",
        "report",
        "metrics",
        "patterns",
        "plan_network",
        "plot",
        "train",
    } <= set(public)


def test_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'pattern'"):
        sg.pattern  # noqa: B018  # the access is the test


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_says_what_it_is_and_is_one_topic(path):
    docstring = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert docstring, "a module begins with a docstring"
    assert len(path.read_text("utf-8").splitlines()) <= 450, "a file this long is two topics"


def test_tests_mirror_the_package():
    packages = {path.parent.relative_to(ROOT / "skipgraph") for path in SOURCES}
    for folder in (path for path in (ROOT / "tests").iterdir() if path.is_dir() and path.name != "__pycache__"):
        assert folder.relative_to(ROOT / "tests") in packages, f"tests/{folder.name} mirrors no room"


def test_each_name_is_offered_once():
    code = (
        "import skipgraph, collections; skipgraph.plot.arcs; print(max(collections.Counter(dir(skipgraph)).values()))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "1\n"

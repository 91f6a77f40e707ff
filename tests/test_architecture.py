"""The promises of the package as a whole: what an import loads, what is public, what the files look like."""

import ast
import importlib
import inspect
import json
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest

import skipgraph as sg

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "skipgraph").rglob("*.py"))
FILES = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in SOURCES}
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
    [
        ("skipgraph.compile", "torch"),
        ("skipgraph.nn.inherit_weights", "torch"),
        ("skipgraph.tracing.trace", "torch"),
        ("skipgraph.plot.arcs", "matplotlib"),
        ("skipgraph.measure", "pandas"),
    ],
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


# room -> files whose public names the room offers as its own
OFFERED = {"topology": ["adjacency", "edit", "graph", "isomorphism", "kinds", "store"]}


@pytest.mark.parametrize("room", OFFERED)
def test_a_room_offers_its_public_names_and_hides_no_file(room):
    face = importlib.import_module(f"skipgraph.{room}")
    for file in OFFERED[room]:
        module = importlib.import_module(f"skipgraph.{room}.{file}")
        assert inspect.ismodule(getattr(face, file)), f"a function has the name of the file {file}"
        for name in module.__all__:
            assert getattr(face, name) is getattr(module, name)


def imports_of(path):
    """Modules of skipgraph that a file imports anywhere, also inside functions, but not for type checkers only."""
    pending, found = [ast.parse(path.read_text("utf-8"))], set()
    while pending:
        part = pending.pop()
        if isinstance(part, ast.If) and ast.unparse(part.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING"):
            pending += part.orelse
            continue
        pending += ast.iter_child_nodes(part)
        if isinstance(part, ast.Import):
            found |= {alias.name for alias in part.names}
        elif isinstance(part, ast.ImportFrom):
            assert not part.level, f"{path}: imports are absolute"
            # a name is a module of its own where there is one, else the module is the one it stands in
            inner = {f"{part.module}.{alias.name}" for alias in part.names}
            found |= {name if name in FILES else str(part.module) for name in inner}
    return found & FILES.keys()


def circles_of(imports):
    graph = nx.DiGraph((module, other) for module, others in imports.items() for other in others)
    return {frozenset(circle) for circle in nx.strongly_connected_components(graph) if len(circle) > 1} | {
        frozenset([module]) for module in nx.nodes_with_selfloops(graph)
    }


def test_no_files_import_each_other_in_a_circle():
    assert circles_of({module: imports_of(path) for module, path in FILES.items()}) == set()


def test_imports_are_found_wherever_they_stand(tmp_path):
    # shows that the test above can fail
    path = tmp_path / "file.py"
    path.write_text(
        "from typing import TYPE_CHECKING\n"
        "import numpy as np, skipgraph.errors\n"
        "from skipgraph.topology import edit, Topology\n"
        "if TYPE_CHECKING:\n"
        "    from skipgraph.report import measure\n"
        "else:\n"
        "    import skipgraph.files\n"
        "class A:\n"
        "    def f(self):\n"
        "        from skipgraph.memory import check_fits\n"
    )
    names = ["errors", "topology.edit", "topology", "files", "memory"]
    assert imports_of(path) == {f"skipgraph.{name}" for name in names}
    assert circles_of({"a": {"b"}, "b": {"c"}, "c": {"b", "d"}, "d": set()}) == {frozenset("bc")}

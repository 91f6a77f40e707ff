"""What every pattern of the catalogue promises."""

import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import numpy as np
import pytest

import skipgraph.patterns.catalog
from skipgraph import patterns
from skipgraph.errors import ArgumentError
from skipgraph.patterns import CATALOG, rules
from skipgraph.topology import NodeKind, Topology, read_topology, write_topology


def example(name: str, size: int = 8) -> Topology:
    seeded = "seed" in inspect.signature(CATALOG[name]).parameters
    return CATALOG[name](size, seed=0) if seeded else CATALOG[name](size)


# each file of rules that is no helper
RULES = [file.name for file in pkgutil.iter_modules(rules.__path__) if not file.name.startswith("_")]

every_pattern = pytest.mark.parametrize("name", CATALOG)


@pytest.mark.parametrize("file", RULES)
def test_every_public_name_of_a_rule_is_on_the_face_and_one_is_in_the_catalogue(file):
    module = importlib.import_module(f"skipgraph.patterns.rules.{file}")
    for name in module.__all__:
        assert getattr(patterns, name) is getattr(module, name)
    assert any(CATALOG.get(name) is getattr(module, name) for name in module.__all__)


def test_the_catalogue_is_made_of_its_lines():
    source = Path(inspect.getsourcefile(skipgraph.patterns.catalog)).read_text("utf-8")
    lines = re.findall(r"^from skipgraph\.patterns\.rules\.\w+ import (\w+) as \1$", source, re.MULTILINE)
    assert lines == list(CATALOG)


@every_pattern
def test_edges_go_forward_and_reach_every_node(name):
    t = example(name)
    edges = t.edges()
    assert np.all(edges[:, 0] < edges[:, 1])
    reached = {0}
    for node in range(1, t.n_nodes):
        if t.kinds[node] == NodeKind.INPUT or reached & set(t.reads(node)):
            reached.add(node)
    assert len(reached) == t.n_nodes


@every_pattern
def test_the_same_arguments_give_the_same_topology(name):
    before = np.random.get_state()[1].copy()  # noqa: NPY002  # the global generator is what must not move
    assert example(name) == example(name)
    assert np.array_equal(before, np.random.get_state()[1])  # noqa: NPY002


@every_pattern
def test_the_name_says_the_pattern_and_the_docstring_its_paper(name):
    t = example(name)
    assert getattr(patterns, name) is CATALOG[name]
    assert t.name.removesuffix("(seed=0)") == t.provenance.pattern == name
    assert re.search(r"\d{4}", t.provenance.paper), "a paper has a year"
    documentation = inspect.getdoc(CATALOG[name])
    title = re.search(r'"(.+?)"', t.provenance.paper).group(1)
    assert title in " ".join(documentation.split("References")[1].split())


@every_pattern
@pytest.mark.parametrize("size", [0, -3, 2.5, True, "a", None, 10**9])
def test_a_bad_size_is_refused_with_its_value(name, size):
    with pytest.raises(ArgumentError, match=re.escape(str(size))):
        example(name, size)


@every_pattern
@pytest.mark.parametrize("ending", ["json", "graphml", "dot", "csv"])
def test_files_keep_the_pattern(name, ending, tmp_path):
    t = example(name)
    path = tmp_path / f"{name}.{ending}"
    write_topology(t, path)
    again = read_topology(path)
    assert again == t
    assert (again.name, again.provenance) == (t.name, t.provenance)


@every_pattern
def test_networkx_keeps_the_pattern(name):
    t = example(name)
    again = Topology.from_networkx(t.to_networkx())
    assert again == t
    assert (again.name, again.provenance) == (t.name, t.provenance)


BLOCKED = [
    name
    for name, pattern in CATALOG.items()
    if "blocks" in inspect.signature(pattern).parameters and "seed" not in inspect.signature(pattern).parameters
]


@pytest.mark.parametrize("name", BLOCKED)
def test_blocks_must_hold_the_layers(name):
    with pytest.raises(ArgumentError, match=r"blocks \(3, 4\) hold 7 layers: must hold n_layers = 8"):
        CATALOG[name](8, blocks=(3, 4))
    with pytest.raises(ArgumentError, match=r"blocks\[1\] must be an integer of at least 1, got 0"):
        CATALOG[name](8, blocks=(8, 0))


@pytest.mark.parametrize("name", BLOCKED)
def test_blocks_are_stages(name):
    t = CATALOG[name](9, blocks=(4, 3, 2))
    layers = t.kinds == NodeKind.LAYER
    assert np.bincount(t.stages[layers]).tolist() == [4, 3, 2]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: patterns.log_densenet(8, base=1), "base must be above 1, got 1"),
        (lambda: patterns.log_densenet(8, coef=-1.0), "coef must be a finite number above 0, got -1.0"),
        (lambda: patterns.log_densenet(8, early="yes"), "early must be one of none, .*, got 'yes'"),
        (lambda: patterns.nearest_log_i(8, base=0.5), "base must be above 1, got 0.5"),
        (lambda: patterns.evenly_spaced(8, coef=0.1), "coef must leave each layer a read"),
        (lambda: patterns.loglog_densenet(8, bottleneck_width=0), "bottleneck_width must be an integer of at least 1"),
        (lambda: patterns.densenet(40_000), "about 8e\\+08 edges"),
    ],
)
def test_a_bad_option_is_refused_with_its_value(call, message):
    with pytest.raises(ArgumentError, match=message):
        call()

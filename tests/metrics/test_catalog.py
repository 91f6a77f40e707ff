"""The catalogue: complete entries, right types, and a number or one clear refusal for every topology."""

import importlib
import inspect
import math
import pkgutil
import re

import pytest
from hypothesis import given, settings
from strategies import topologies

from skipgraph import metrics
from skipgraph.errors import ArgumentError
from skipgraph.metrics.catalog import CATALOG, GROUPS
from skipgraph.topology import Topology

UNITS = {"layers", "edges", "nodes", "pairs", "paths", "tensors", "bits"}


@pytest.mark.parametrize("name", CATALOG)
def test_an_entry_says_what_it_is(name):
    entry = CATALOG[name]
    assert re.fullmatch(r"[a-z][a-z0-9_]*", name)
    assert len(entry.definition) > 10
    assert not entry.definition.endswith(".")
    assert entry.unit in UNITS | {""}
    assert (entry.kind == "number") or entry.unit, "what is counted has a unit"
    assert not entry.paper or re.search(r"\d{4}", entry.paper)


def test_every_metric_stands_in_one_group():
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(CATALOG)
    assert not set(GROUPS) & set(CATALOG), "a word names a group or a metric"


@settings(deadline=None, max_examples=50)
@given(topologies(stages=True))
def test_every_topology_has_the_number_or_is_refused(topology):
    for name, entry in CATALOG.items():
        try:
            value = entry.compute(topology)
        except ArgumentError:
            continue
        assert type(value) is (float if entry.kind == "number" else int), name
        assert value == entry.compute(topology) or math.isnan(value), "random metrics keep their seed"


def test_a_plain_topology_has_every_number():
    topology = Topology.from_reads([i - 2**k for k in range(i.bit_length())] for i in range(37))
    numbers = {name: entry.compute(topology) for name, entry in CATALOG.items()}
    assert not [name for name, value in numbers.items() if not math.isfinite(value)]
    # authors' code, recounted
    assert (numbers["n_edges"], numbers["max_backprop_distance"]) == (159, 5)
    assert round(numbers["mean_backprop_distance"], 4) == 2.2508


def test_the_face_offers_what_the_rooms_files_export():
    files = [
        importlib.import_module(f"skipgraph.metrics.{file.name}")
        for file in pkgutil.iter_modules(metrics.__path__)
        if file.name not in {"memory", "sweep_numba"}  # needs no face; is loaded on first use
    ]
    assert len(files) > 25
    for file in files:
        for name in getattr(file, "__all__", ["CATALOG", "GROUPS"]):
            assert getattr(metrics, name) is getattr(file, name)
    for name in dir(metrics):
        member = getattr(metrics, name)
        if inspect.isroutine(member) or inspect.isclass(member):
            assert name.startswith("_") or member.__module__.startswith("skipgraph.metrics.")


def test_every_function_of_the_catalogue_is_on_the_face():
    functions = {entry.function for entry in CATALOG.values() if inspect.isfunction(entry.function)}
    assert len(functions) == len(CATALOG) - 3  # n_nodes, n_layers and n_edges are fields of the topology
    for function in functions:
        assert getattr(metrics, function.__name__) is function
        assert function.__doc__

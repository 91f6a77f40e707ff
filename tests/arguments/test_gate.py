"""The gate: a function takes only what its hints allow, and looks as before."""

import inspect
from collections.abc import Iterable, Sequence
from pathlib import Path
from timeit import repeat
from typing import Any, Literal

import networkx as nx
import numpy as np
import pytest

import skipgraph as sg
from skipgraph.arguments import Count, Seed, checked
from skipgraph.errors import ArgumentError
from skipgraph.topology import NodeKind, Topology


@checked
def takes(
    topology: Topology,
    number: int = 1,
    *nodes: int,
    share: float = 0.5,
    flag: bool = False,
    choice: Literal["mean", "max"] = "mean",
    kind: NodeKind = NodeKind.LAYER,
    sizes: Sequence[Count] | None = None,
    seed: Seed = 0,
    unhinted=None,
):
    """Return what was taken."""
    return number, nodes, share, flag, choice, kind, sizes, seed, unhinted


CHAIN = Topology.from_reads([[], [0], [1]])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"number": None}, "number must be a whole number, got None"),
        ({"number": True}, "number must be a whole number, got True"),
        ({"number": 3.0}, "number must be a whole number, got 3.0"),
        ({"number": "3"}, "number must be a whole number, got '3'"),
        ({"number": 2**63}, "number must be a whole number, got a number of over 64 bits"),
        ({"share": float("nan")}, "share must be a finite number, got nan"),
        ({"share": 10**400}, "share must be a finite number, got a number of over 64 bits"),
        ({"flag": 1}, "flag must be True or False, got 1"),
        ({"choice": "min"}, "choice must be one of mean, max, got 'min'"),
        ({"kind": 99}, "kind must be a NodeKind, such as 0, got 99"),
        ({"kind": "layer"}, "kind must be a NodeKind, such as 0, got 'layer'"),
        ({"sizes": [3, 0]}, "sizes[1] must be a whole number from 1, got 0"),
        ({"sizes": "12"}, "sizes must be a sequence, each a whole number from 1 or None, got '12'"),
        ({"sizes": nx.DiGraph()}, "sizes must be a sequence, each a whole number from 1 or None, got a DiGraph"),
        ({"seed": -1}, "seed must be a whole number from 0 or a Generator, got -1"),
    ],
)
def test_what_a_hint_rules_out(given, message):
    with pytest.raises(ArgumentError) as error:
        takes(CHAIN, **given)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (nx.DiGraph([(0, 1)]), "got a DiGraph: Topology.from_networkx makes one of a graph"),
        ("net.json", "got 'net.json': read_topology reads one from a file"),
        (Path("net.json"), "read_topology reads one from a file"),
        (float("nan"), "got nan"),
    ],
)
def test_what_is_no_topology_says_what_makes_one(value, says):
    with pytest.raises(ArgumentError, match="topology must be a Topology, got ") as error:
        sg.metrics.max_in_degree(value)
    assert says in str(error.value)


def test_numbers_of_numpy_and_arrays_come_as_plain_ones():
    taken = takes(
        CHAIN, np.int64(3), np.uint8(2), share=np.float32(0.5), flag=np.True_, kind=np.uint8(2), sizes=np.array([1, 2])
    )
    assert taken == (3, (2,), 0.5, True, "mean", NodeKind.MERGE, (1, 2), 0, None)
    assert [type(item) for item in (taken[0], taken[2], taken[3], taken[5])] == [int, float, bool, NodeKind]
    generator, anything = np.random.default_rng(0), object()
    assert takes(CHAIN, seed=generator, unhinted=anything)[-2:] == (generator, anything)


def test_items_that_are_made_one_by_one_are_checked_one_by_one():
    made = []

    def items():
        for item in (1, "x", 3):
            made.append(item)
            yield item

    @checked
    def first(numbers: Iterable[int]) -> int:
        return next(iter(numbers))

    assert first(items()) == 1
    assert made == [1]

    @checked
    def total(numbers: Iterable[int]) -> int:
        return sum(numbers)

    with pytest.raises(ArgumentError, match="item 1 must be a whole number, got 'x'"):
        total(items())


def test_how_many_arguments_there_are_is_for_python_to_check():
    with pytest.raises(TypeError, match=r"takes\(\) missing 1 required positional argument: 'topology'"):
        takes()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unexpected keyword argument 'shar'"):
        takes(CHAIN, shar=1)  # type: ignore[call-arg]


def test_a_checked_function_looks_as_before():
    assert takes.__name__ == "takes"
    assert takes.__doc__ == "Return what was taken."
    assert takes.__module__ == __name__
    assert takes.__globals__ is globals()  # else doctest would not find its examples
    assert list(inspect.signature(takes).parameters)[:3] == ["topology", "number", "nodes"]


def test_methods_and_context_managers_are_checked_too():
    with pytest.raises(ArgumentError, match="name must be a string, got 3"):
        CHAIN.rename(3)
    with pytest.raises(ArgumentError, match="kinds must be a NodeKind"):
        CHAIN.nodes_of_kind("layer")
    with pytest.raises(ArgumentError, match="number must be a whole number from 1 to 1024, got 0"):
        sg.train.threads(0)


def test_the_gate_costs_little():
    def plain(topology: Topology) -> Any:
        return topology

    held = checked(plain)
    held(CHAIN)
    cost = min(repeat(lambda: held(CHAIN), number=2000, repeat=20)) - min(
        repeat(lambda: plain(CHAIN), number=2000, repeat=20)
    )
    assert cost / 2000 < 5e-6  # seconds

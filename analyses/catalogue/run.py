"""Measure every pattern of the catalogue at about 12, 36 and 100 layers."""

import inspect
import itertools
import json
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from analyses.metadata import write_results
from analyses.study import run_study
from skipgraph.errors import SkipgraphError
from skipgraph.patterns.catalog import CATALOG
from skipgraph.report import measure
from skipgraph.topology import Topology

TARGETS = (12, 36, 100)
METRICS = (
    "n_nodes",
    "n_layers",
    "n_edges",
    "max_backprop_distance",
    "mean_backprop_distance",
    "unjoined_pairs",
    "max_distance_to_output",
    "mean_distance_to_output",
    "log2_paths_bits",
    "max_in_degree",
    "max_out_degree",
    "mean_edge_length",
    "peak_live_tensors",
)


def sizes(name: str) -> Iterator[dict[str, Any]]:
    """Yield arguments for ever larger topologies of a pattern; all but its size are left at their defaults."""
    parameters = inspect.signature(CATALOG[name]).parameters
    first = next(iter(parameters))
    hint = typing.get_type_hints(CATALOG[name])[first]
    seed = {"seed": 0} if "seed" in parameters else {}
    if typing.get_origin(hint) is Literal:
        values: Iterator[Any] = iter(typing.get_args(hint))
    elif hint is int:
        values = itertools.count(1)
    else:
        values = ((layers,) * 4 for layers in itertools.count(1))  # as many stages as most networks for ImageNet
    for value in values:
        yield {first: value, **seed}


def built(name: str, arguments: dict[str, Any]) -> Topology | None:
    """Return a topology, or None where there is none of that size."""
    try:
        return CATALOG[name](**arguments)
    except SkipgraphError:
        return None


def of_about(name: str, target: int) -> tuple[dict[str, Any], Topology]:
    """Return the arguments that come nearest to a number of layers, the larger of two as near, and the topology."""
    best: tuple[dict[str, Any], Topology] | None = None
    for arguments in itertools.islice(sizes(name), 2 * max(TARGETS)):
        topology = built(name, arguments)
        if topology is None:
            continue
        if best is None or abs(topology.n_layers - target) <= abs(best[1].n_layers - target):
            best = arguments, topology
        if topology.n_layers >= target and not isinstance(next(iter(arguments.values())), str):
            break
    if best is None:
        raise ValueError(f"{name}: no size up to {2 * max(TARGETS)} can be built")
    return best


def main(results: Path, *, resume: bool) -> None:  # noqa: ARG001  # it takes seconds
    chosen = [(name, target, *of_about(name, target)) for target in TARGETS for name in CATALOG]
    table = measure((topology for *_, topology in chosen), metrics=METRICS).drop(columns="topology")
    rows = [(name, target, json.dumps(arguments)) for name, target, arguments, _ in chosen]
    labels = pd.DataFrame(rows, columns=["pattern", "target_layers", "arguments"])
    table = pd.concat([labels, table], axis=1)
    write_results(table, results / "catalogue.csv", script=__file__, seeds=[0])
    print(table.drop(columns="arguments").to_string(index=False))


if __name__ == "__main__":
    run_study(main, __file__)

"""Many numbers of many topologies in one table: a row each, a metric a column."""

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skipgraph import metrics as graph_metrics
from skipgraph.errors import ArgumentError
from skipgraph.topology import NodeKind, Topology

__all__ = ["DEFAULT_METRICS", "METRICS", "Metric", "Subject", "measure"]


@dataclass(frozen=True)
class Subject:
    """A topology with what several metrics of it share, each part computed once and only if asked for.

    Parameters
    ----------
    topology : Topology
        The graph to measure.

    Examples
    --------
    >>> Subject(Topology.from_reads([[], [0], [0, 1], [1, 2]])).max_distance
    2
    """

    topology: Topology

    @cached_property
    def in_degrees(self) -> NDArray[np.int64]:
        """Edges into each node, shape (n_nodes,)."""
        return graph_metrics.in_degrees(self.topology)

    @cached_property
    def out_degrees(self) -> NDArray[np.int64]:
        """Edges out of each node, shape (n_nodes,)."""
        return graph_metrics.out_degrees(self.topology)

    @cached_property
    def edge_lengths(self) -> NDArray[np.int64]:
        """Nodes that each edge spans, shape (n_edges,)."""
        return graph_metrics.edge_lengths(self.topology)

    @cached_property
    def distance_histogram(self) -> NDArray[np.int64]:
        """Pairs of layers and inputs at each backprop distance, shape (MBD + 1,)."""
        return graph_metrics.distance_histogram(self.topology)

    @property
    def n_joined_pairs(self) -> int:
        """Pairs of layers and inputs that a path joins."""
        return int(self.distance_histogram.sum())

    @property
    def n_pairs(self) -> int:
        """Pairs of layers and inputs, joined or not."""
        n_pairable = self.topology.nodes_of_kind(NodeKind.LAYER, NodeKind.INPUT).size
        return n_pairable * (n_pairable - 1) // 2

    @property
    def max_distance(self) -> int | None:
        """MBD in layers; None if no pair is joined."""
        return self.distance_histogram.size - 1 if self.n_joined_pairs else None

    @property
    def mean_distance(self) -> float | None:
        """Mean backprop distance of the joined pairs in layers; None if no pair is joined."""
        if not self.n_joined_pairs:
            return None
        return float(np.arange(self.distance_histogram.size) @ self.distance_histogram / self.n_joined_pairs)

    @cached_property
    def distances_to_output(self) -> NDArray[np.int64]:
        """Backprop distances from the last node to the layers and inputs that reach it, in layers."""
        pairable = self.topology.nodes_of_kind(NodeKind.LAYER, NodeKind.INPUT)
        distances = graph_metrics.distances_to_output(self.topology)[pairable]
        return distances[distances >= 0]


@dataclass(frozen=True)
class Metric:
    """One column of the table.

    Parameters
    ----------
    compute : callable
        Takes a `Subject`; returns the number, or None where the topology has none.
    dtype : str
        Type of the column: ``Int64`` (integers, missing allowed), ``float64``, or ``object`` for integers
        beyond 64 bits.
    """

    compute: Callable[[Subject], Any]
    dtype: str = "Int64"


def _mean(values: NDArray[np.int64]) -> float | None:
    return float(values.mean()) if values.size else None


def _max(values: NDArray[np.int64]) -> int | None:
    return int(values.max()) if values.size else None


# distances are in layers, degrees in edges, edge lengths in nodes
METRICS: dict[str, Metric] = {
    "n_nodes": Metric(lambda subject: subject.topology.n_nodes),
    "n_layers": Metric(lambda subject: subject.topology.n_layers),
    "n_edges": Metric(lambda subject: subject.topology.n_edges),
    "max_backprop_distance": Metric(lambda subject: subject.max_distance),
    "mean_backprop_distance": Metric(lambda subject: subject.mean_distance, "float64"),
    "unjoined_pairs": Metric(lambda subject: subject.n_pairs - subject.n_joined_pairs),
    "max_in_degree": Metric(lambda subject: _max(subject.in_degrees)),
    "max_out_degree": Metric(lambda subject: _max(subject.out_degrees)),
    "mean_edge_length": Metric(lambda subject: _mean(subject.edge_lengths), "float64"),
    "max_edge_length": Metric(lambda subject: _max(subject.edge_lengths)),
    "max_distance_to_output": Metric(lambda subject: _max(subject.distances_to_output)),
    "mean_distance_to_output": Metric(lambda subject: _mean(subject.distances_to_output), "float64"),
    "n_paths": Metric(lambda subject: graph_metrics.count_paths(subject.topology), "object"),
}

DEFAULT_METRICS = (
    "n_layers",
    "n_edges",
    "max_backprop_distance",
    "mean_backprop_distance",
    "unjoined_pairs",
    "max_in_degree",
    "max_out_degree",
    "mean_edge_length",
    "max_edge_length",
)


def measure(
    topologies: Topology | Iterable[Topology], *, metrics: str | Iterable[str] = DEFAULT_METRICS
) -> pd.DataFrame:
    """Measure topologies, a row each.

    Parameters
    ----------
    topologies : Topology or iterable of Topology
        The graphs, in the order of the rows; a generator is consumed one topology at a time.
    metrics : str or iterable of str
        Names of the columns to compute, of `METRICS`. Default: `DEFAULT_METRICS`.

    Returns
    -------
    pandas.DataFrame
        Columns ``topology`` (the name, or its repr where it has none) and `metrics` in the order given.
        Distances are in layers, degrees in edges, edge lengths in nodes spanned; distances are over the
        pairs of layers and inputs that a path joins, ``unjoined_pairs`` counts the others. A number that a
        topology does not have, such as the distances of one without edges, is missing.

    Raises
    ------
    ArgumentError
        If a name is no metric, or an item is no topology.

    Notes
    -----
    The backprop distances of a topology are computed once, whatever the number of columns that need them.

    Examples
    --------
    >>> from skipgraph.topology import Topology
    >>> chain = Topology.from_reads([[], [0], [1], [2]], name="chain")
    >>> dense = Topology.from_reads([[], [0], [0, 1], [0, 1, 2]], name="dense")
    >>> measure([chain, dense], metrics=["n_edges", "max_backprop_distance"])
      topology  n_edges  max_backprop_distance
    0    chain        3                      3
    1    dense        6                      1
    """
    names = [metrics] if isinstance(metrics, str) else list(metrics)
    _check_metrics(names)
    rows = []
    for number, topology in enumerate([topologies] if isinstance(topologies, Topology) else topologies):
        if not isinstance(topology, Topology):
            raise ArgumentError(f"topologies must hold Topology objects, item {number} is {topology!r}")
        subject = Subject(topology)
        rows.append([topology.name or repr(topology), *(METRICS[name].compute(subject) for name in names)])
    columns = {"topology": pd.Series([row[0] for row in rows], dtype="str")}
    for place, name in enumerate(names, start=1):
        columns[name] = pd.Series([row[place] for row in rows], dtype=METRICS[name].dtype)
    return pd.DataFrame(columns)


def _check_metrics(names: list[str]) -> None:
    faults = []
    for name in names:
        if name not in METRICS:
            nearest = difflib.get_close_matches(str(name), METRICS, n=3, cutoff=0.4)
            hint = f"did you mean {' or '.join(nearest)}?" if nearest else f"known are {', '.join(METRICS)}"
            faults.append(f"unknown metric {name!r}: {hint}")
    faults += [f"metric {name!r} is asked for twice" for name in sorted({n for n in names if names.count(n) > 1})]
    if faults:
        raise ArgumentError("; ".join(faults))

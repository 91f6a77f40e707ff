"""Measure many topologies: a table with a row for each topology and a column for each metric."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skipgraph import metrics as graph_metrics
from skipgraph.arguments import checked
from skipgraph.errors import ArgumentError, did_you_mean
from skipgraph.metrics.catalog import CATALOG as METRICS
from skipgraph.metrics.catalog import GROUPS
from skipgraph.topology import NodeKind, Topology

__all__ = ["DEFAULT_METRICS", "GROUPS", "METRICS", "MeasuredTopology", "measure"]


@dataclass(frozen=True)
class MeasuredTopology:
    """A topology and what several of its metrics share, computed once and only if asked for.

    Parameters
    ----------
    topology : Topology
        The graph to measure.

    Examples
    --------
    >>> MeasuredTopology(Topology.from_reads([[], [0], [0, 1], [1, 2]])).max_distance
    2
    """

    topology: Topology

    @cached_property
    def distance_histogram(self) -> NDArray[np.int64]:
        """How many pairs of layers and inputs have each backprop distance, shape (MBD + 1,)."""
        return graph_metrics.distance_histogram(self.topology)

    @property
    def n_joined_pairs(self) -> int:
        """Pairs of layers and inputs that a path joins."""
        return int(self.distance_histogram.sum())

    @property
    def n_unjoined_pairs(self) -> int:
        """Pairs of layers and inputs that no path joins."""
        n_pairable = self.topology.nodes_of_kind(NodeKind.LAYER, NodeKind.INPUT).size
        return n_pairable * (n_pairable - 1) // 2 - self.n_joined_pairs

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

    def value(self, name: str) -> float | None:
        """Return a metric by its name; None if the topology has no such number."""
        if name in _SHARED:
            return _SHARED[name](self)
        try:
            return METRICS[name].compute(self.topology)
        except ArgumentError:
            return None


# these come from one histogram; the functions of the catalogue would compute it again for each
_SHARED: dict[str, Callable[[MeasuredTopology], float | None]] = {
    "max_backprop_distance": lambda measured: measured.max_distance,
    "mean_backprop_distance": lambda measured: measured.mean_distance,
    "unjoined_pairs": lambda measured: measured.n_unjoined_pairs,
}

_DTYPES = {"integer": "Int64", "number": "float64", "exact": "object"}

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


@checked
def measure(
    topologies: Topology | Iterable[Topology], *, metrics: str | Iterable[str] = DEFAULT_METRICS
) -> pd.DataFrame:
    """Measure topologies: a row for each topology, a column for each metric.

    Parameters
    ----------
    topologies : Topology or iterable of Topology
        The graphs, in the order of the rows. A generator is consumed one topology at a time.
    metrics : str or iterable of str
        Names of metrics (`METRICS`), of groups of them (`GROUPS`), or "all". Default: `DEFAULT_METRICS`.

    Returns
    -------
    pandas.DataFrame
        The first column, ``topology``, is the name, or the repr of a topology without one. The metrics follow in the
        given order, those of a group in the order of the catalogue, none twice. ``METRICS[name]`` has the unit and the
        definition of a column. Distances are over the pairs of layers and inputs that a path joins;
        ``unjoined_pairs`` counts the others. A number that a topology does not have, such as a distance without edges,
        is missing.

    Raises
    ------
    ArgumentError
        If a name is not that of a metric or group, or is given twice, or an item is not a topology.
    MemoryError
        If a metric needs a matrix that does not fit in memory.

    Notes
    -----
    Columns that are statistics of the backprop distances share one sweep for each topology.

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
    names = _expand([metrics] if isinstance(metrics, str) else list(metrics))
    rows = []
    for topology in [topologies] if isinstance(topologies, Topology) else topologies:
        measured = MeasuredTopology(topology)
        rows.append([topology.name or repr(topology), *(measured.value(name) for name in names)])
    columns = {"topology": pd.Series([row[0] for row in rows], dtype="str")}
    for place, name in enumerate(names, start=1):
        columns[name] = pd.Series([row[place] for row in rows], dtype=_DTYPES[METRICS[name].kind])
    return pd.DataFrame(columns)


def _expand(words: list[str]) -> list[str]:
    """Return the metrics that names and groups stand for, none twice; refuse unknown and repeated words."""
    groups: dict[str, tuple[str, ...]] = {"all": tuple(METRICS)}
    groups.update(GROUPS.items())
    faults = []
    for word in words:
        if word not in METRICS and word not in groups:
            known = f"known are the groups {', '.join(groups)} and the metrics that `skipgraph metrics` lists"
            faults.append(f"unknown metric {word!r}: {did_you_mean(str(word), [*METRICS, *groups], most=3) or known}")
    faults += [f"metric {word!r} is asked for twice" for word in sorted({w for w in words if words.count(w) > 1})]
    if faults:
        raise ArgumentError("; ".join(faults))
    return list(dict.fromkeys(name for word in words for name in groups.get(word, (word,))))

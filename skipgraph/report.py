"""Many numbers of many topologies in one table: a row each, a metric a column."""

import difflib
import json
import platform
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skipgraph import metrics as graph_metrics
from skipgraph.errors import ArgumentError
from skipgraph.files import atomic_write
from skipgraph.metrics.catalog import CATALOG as METRICS
from skipgraph.metrics.catalog import GROUPS
from skipgraph.topology import NodeKind, Topology, check_topology

__all__ = ["DEFAULT_METRICS", "GROUPS", "METRICS", "Subject", "measure", "write_results"]


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
    def distance_histogram(self) -> NDArray[np.int64]:
        """Pairs of layers and inputs at each backprop distance, shape (MBD + 1,)."""
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
        """Return a metric by its name; None where the topology has no such number."""
        if name in _SHARED:
            return _SHARED[name](self)
        try:
            return METRICS[name].compute(self.topology)
        except ArgumentError:
            return None


# these come from one histogram; the catalogue's functions would make it anew for each
_SHARED: dict[str, Callable[[Subject], float | None]] = {
    "max_backprop_distance": lambda subject: subject.max_distance,
    "mean_backprop_distance": lambda subject: subject.mean_distance,
    "unjoined_pairs": lambda subject: subject.n_unjoined_pairs,
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


def measure(
    topologies: Topology | Iterable[Topology], *, metrics: str | Iterable[str] = DEFAULT_METRICS
) -> pd.DataFrame:
    """Measure topologies, a row each.

    Parameters
    ----------
    topologies : Topology or iterable of Topology
        The graphs, in the order of the rows; a generator is consumed one topology at a time.
    metrics : str or iterable of str
        Names of metrics (`METRICS`), of groups of them (`GROUPS`), or "all". Default: `DEFAULT_METRICS`.

    Returns
    -------
    pandas.DataFrame
        Columns ``topology`` (the name, or its repr where it has none) and the metrics in the order given,
        those of a group in the order of the catalogue, each once. ``METRICS[name]`` tells the unit and
        definition of a column; distances are over the pairs of layers and inputs that a path joins,
        ``unjoined_pairs`` counts the others. A number that a topology does not have, such as the
        distances of one without edges, is missing.

    Raises
    ------
    ArgumentError
        If a name is neither metric nor group or is given twice, or an item is no topology.
    MemoryError
        If a metric needs a matrix that does not fit.

    Notes
    -----
    The backprop distances of a topology are computed once for the columns that are statistics of them all.

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
    for number, topology in enumerate([topologies] if isinstance(topologies, Topology) else topologies):
        subject = Subject(check_topology(topology, f"topologies[{number}]"))
        rows.append([topology.name or repr(topology), *(subject.value(name) for name in names)])
    columns = {"topology": pd.Series([row[0] for row in rows], dtype="str")}
    for place, name in enumerate(names, start=1):
        columns[name] = pd.Series([row[place] for row in rows], dtype=_DTYPES[METRICS[name].kind])
    return pd.DataFrame(columns)


def _expand(words: list[str]) -> list[str]:
    """Return the metrics that names and groups stand for, each once, refusing unknown and repeated words."""
    groups: dict[str, tuple[str, ...]] = {"all": tuple(METRICS)}
    groups.update(GROUPS.items())
    faults = []
    for word in words:
        if word not in METRICS and word not in groups:
            nearest = difflib.get_close_matches(str(word), [*METRICS, *groups], n=3, cutoff=0.6)
            known = f"known are the groups {', '.join(groups)} and the metrics that `skipgraph metrics` lists"
            hint = f"did you mean {' or '.join(map(repr, nearest))}?" if nearest else known
            faults.append(f"unknown metric {word!r}: {hint}")
    faults += [f"metric {word!r} is asked for twice" for word in sorted({w for w in words if words.count(w) > 1})]
    if faults:
        raise ArgumentError("; ".join(faults))
    return list(dict.fromkeys(name for word in words for name in groups.get(word, (word,))))


def write_results(table: pd.DataFrame, path: str | Path, *, command: str, packages: Iterable[str] = ()) -> None:
    """Write a table as CSV, and beside it what made it as ``.meta.json``.

    Parameters
    ----------
    table : pandas.DataFrame
        The numbers; floats are written so that they read back equal.
    path : str or Path
        The file, ending in ``.csv``; ``a.csv`` gets ``a.meta.json`` beside it.
    command : str
        What to type to make the table again, from the root of the project.
    packages : iterable of str
        Further packages whose versions the numbers depend on, such as torch.

    Raises
    ------
    ArgumentError
        If `path` ends in something else.

    Notes
    -----
    Both files depend on the table, the command and the versions alone: the same ones give the same bytes.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> write_results(pd.DataFrame({"n_layers": [12]}), folder / "sizes.csv", command="python sizes.py")
    >>> sorted(file.name for file in folder.iterdir())
    ['sizes.csv', 'sizes.meta.json']
    """
    path = Path(path)
    if path.suffix != ".csv":
        raise ArgumentError(f"cannot write results to {path}: the name must end in .csv")
    facts = {
        "command": command,
        "columns": list(table.columns),
        "rows": len(table),
        "versions": {
            "python": platform.python_version(),
            **{package: version(package) for package in ("skipgraph", "numpy", "pandas", *packages)},
        },
    }
    with atomic_write(path) as scratch:
        table.to_csv(scratch, index=False, lineterminator="\n")
    with atomic_write(path.with_suffix(".meta.json")) as scratch:
        scratch.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")

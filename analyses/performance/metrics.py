"""Time all-pairs backprop distances against other graph libraries, and what needs no matrix or no fresh sweep.

Every tool gets the same graph, built beforehand in its own form, in one process and one run; the results of all
are checked to be equal. A tool is left out at a size that would take it longer than `TOO_LONG` seconds.
"""

import inspect
import os
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import igraph
import networkit
import networkx as nx
import numpy as np
import pandas as pd
import rustworkx
from scipy.sparse import csr_array
from scipy.sparse.csgraph import shortest_path

from analyses.metadata import write_results
from analyses.study import run_study
from skipgraph.metrics import (
    IncrementalDistances,
    backprop_distances,
    distance_histogram,
    distances_by_gap,
)
from skipgraph.metrics.catalog import CATALOG as METRICS
from skipgraph.patterns.catalog import CATALOG as PATTERNS
from skipgraph.report import measure
from skipgraph.topology import Topology

SIZES = (256, 1024, 4096, 16384)
GRAPHS = ("log_densenet", "densenet", "nearest", "loglog_densenet", "randwire_ws")
MOST_EDGES = 10_000_000
TOO_LONG = 4.0  # seconds
ENOUGH = 0.5  # seconds of runs, or at least 3 and at most 25 of them

Query = Callable[[], Any]


def main(results: Path, *, resume: bool) -> None:  # noqa: ARG001  # nothing is kept halfway
    load_before = os.getloadavg()
    begin = time.perf_counter()
    warm_up()
    rows = []
    for measured in chain(time_changes(), time_statistics(), time_every_metric(), time_distances()):
        print(*measured.values(), flush=True)
        rows.append(measured)
    table = pd.DataFrame(rows)
    facts = {
        "load_average_before": [round(load, 2) for load in load_before],
        "load_average_after": [round(load, 2) for load in os.getloadavg()],
        "wall_seconds": round(time.perf_counter() - begin),
    }
    packages = ("numba", "rustworkx", "networkit", "scipy", "igraph", "networkx")
    path = results / "metrics.csv"
    write_results(table, path, script=__file__, seeds=[0], packages=packages, facts=facts, float_format="%.4g")


def warm_up() -> None:
    """Compile, or load, every kernel, so that no measurement pays for it."""
    topology = PATTERNS["loglog_densenet"](40)
    backprop_distances(topology, engine="numba")
    distance_histogram(topology)
    distances_by_gap(topology)
    for n_layers in (40, 300):  # one byte and two bytes a distance
        kept = IncrementalDistances(PATTERNS["log_densenet"](n_layers))
        kept.add_edge(2, 39)
        kept.remove_edge(2, 39)


def time_distances() -> Iterator[dict[str, Any]]:
    seconds_per_work: dict[tuple[str, str], float] = {}  # at the size before
    for n_layers in SIZES:
        for graph in GRAPHS:
            topology = draw(graph, n_layers)
            if topology is None:
                continue
            # the other libraries count edges, so every node is a layer here
            topology = Topology(indptr=topology.indptr, indices=topology.indices, name=graph)
            work = topology.n_nodes * topology.n_edges
            truth = backprop_distances(topology, engine="numba")
            for tool, prepare in TOOLS.items():
                if seconds_per_work.get((graph, tool), 0) * work > TOO_LONG:
                    continue
                query, check = prepare(topology, truth)
                check(query())
                measured = timed(query)
                seconds_per_work[graph, tool] = measured["min_seconds"] / work
                yield row("all distances", graph, topology, tool, measured)


def time_changes() -> Iterator[dict[str, Any]]:
    """Time the change of all distances by one random edge more, and by that edge less."""
    rng = np.random.default_rng(0)
    for n_layers in (1024, 4096):
        for graph in ("log_densenet", "loglog_densenet"):
            topology = PATTERNS[graph](n_layers)
            kept = IncrementalDistances(topology)
            added: list[float] = []
            removed: list[float] = []
            while len(added) < 25:
                target = int(rng.integers(2, topology.n_nodes))
                source = int(rng.integers(0, target))
                if source in kept.reads(target):
                    continue
                added.append(seconds_of(partial(kept.add_edge, source, target)))
                removed.append(seconds_of(partial(kept.remove_edge, source, target)))
            np.testing.assert_array_equal(kept.distances[-1], backprop_distances(topology)[-1])
            yield row("one edge more", graph, topology, "skipgraph numba", times(added))
            yield row("one edge less", graph, topology, "skipgraph numba", times(removed))


def time_statistics() -> Iterator[dict[str, Any]]:
    """Time the distribution of all distances, of which the matrix is never made."""
    for graph in ("log_densenet", "loglog_densenet"):
        topology = PATTERNS[graph](32768)
        for task, query in (
            ("histogram", partial(distance_histogram, topology)),
            ("by gap", partial(distances_by_gap, topology)),
        ):
            tracemalloc.start()
            query()
            peak_mebibytes = tracemalloc.get_traced_memory()[1] / 2**20
            tracemalloc.stop()
            measured = row(task, graph, topology, "skipgraph numba", timed(query))
            yield measured | {"peak_mebibytes": peak_mebibytes}


def time_every_metric() -> Iterator[dict[str, Any]]:
    """Time a table of all metrics for the whole catalogue at about 100 layers."""
    members = [member for name in PATTERNS if (member := draw(name, 100)) is not None]
    yield {
        "task": f"all {len(METRICS)} metrics of {len(members)} patterns",
        "graph": "catalogue",
        "n_layers": 100,
        "n_edges": sum(member.n_edges for member in members),
        "tool": "skipgraph numba",
        **timed(lambda: measure(members, metrics="all")),
    }


def draw(name: str, n_layers: int) -> Topology | None:
    """Return a pattern with about `n_layers` layers; None if there is none, or none that is small enough."""
    if name not in PATTERNS or (name == "densenet" and n_layers**2 > 2 * MOST_EDGES):
        return None
    parameters = inspect.signature(PATTERNS[name]).parameters
    seed = {"seed": 0} if "seed" in parameters else {}
    # a pattern that is not sized by layers, but by levels, stages or the like, is drawn small
    size = n_layers if "n_layers" in parameters else 4
    return PATTERNS[name](size, **seed).rename(name)


def seconds_of(query: Query) -> float:
    begin = time.perf_counter()
    query()
    return time.perf_counter() - begin


def timed(query: Query) -> dict[str, float]:
    runs: list[float] = []
    while len(runs) < 3 or (sum(runs) < ENOUGH and len(runs) < 25):
        runs.append(seconds_of(query))
    return times(runs)


def times(runs: list[float]) -> dict[str, float]:
    return {"median_seconds": statistics.median(runs), "min_seconds": min(runs), "n_runs": len(runs)}


def row(task: str, graph: str, topology: Topology, tool: str, measured: dict[str, float]) -> dict[str, Any]:
    size = {"n_layers": topology.n_layers, "n_edges": topology.n_edges}
    return {"task": task, "graph": graph, **size, "tool": tool, **measured}


# Each tool: from a topology and the right answer to the query that is timed, and a check of its result.
Tool = Callable[[Topology, Any], tuple[Query, Callable[[Any], None]]]


def equal_to(truth: Any) -> Callable[[Any], None]:
    """Return a check of a matrix of the same distances, with inf or its largest value where there is none."""
    largest = np.iinfo(truth.dtype).max

    def check(found: Any) -> None:
        for expected, found_row in zip(truth, found, strict=True):
            distances = np.asarray(found_row)
            missing = np.inf if distances.dtype.kind == "f" else np.iinfo(distances.dtype).max
            np.testing.assert_array_equal(np.where(distances == missing, largest, distances), expected)

    return check


def with_numba(topology: Topology, truth: Any) -> tuple[Query, Callable[[Any], None]]:
    return lambda: backprop_distances(topology, engine="numba"), equal_to(truth)


def with_numpy(topology: Topology, truth: Any) -> tuple[Query, Callable[[Any], None]]:
    return lambda: backprop_distances(topology, engine="numpy"), equal_to(truth)


def with_rustworkx(topology: Topology, truth: Any) -> tuple[Query, Callable[[Any], None]]:
    graph = rustworkx.PyDiGraph()
    graph.add_nodes_from(range(topology.n_nodes))
    graph.add_edges_from_no_data([(j, i) for j, i in topology.edges().tolist()])
    check = equal_to(truth)
    return lambda: rustworkx.digraph_distance_matrix(graph, null_value=np.inf), lambda found: check(found.T)


def with_scipy(topology: Topology, truth: Any) -> tuple[Query, Callable[[Any], None]]:
    shape = (topology.n_nodes, topology.n_nodes)
    # row i holds what i reads, so that distances go from i back
    matrix = csr_array((np.ones(topology.n_edges), topology.indices, topology.indptr), shape=shape)
    return lambda: shortest_path(matrix, method="D", unweighted=True), equal_to(truth)


def with_igraph(topology: Topology, truth: Any) -> tuple[Query, Callable[[Any], None]]:
    graph = igraph.Graph(n=topology.n_nodes, edges=topology.edges()[:, ::-1], directed=True)
    return lambda: graph.distances(mode="out"), equal_to(truth)


def with_networkit(topology: Topology, truth: Any) -> tuple[Query, Callable[[Any], None]]:
    graph = networkit.GraphFromCoo(
        (topology.targets.astype(np.uint64), topology.indices.astype(np.uint64)), n=topology.n_nodes, directed=True
    )

    def check(found: Any) -> None:
        # its whole matrix would become Python objects, which is not timed either
        for i, j in np.random.default_rng(0).integers(0, topology.n_nodes, (200, 2)).tolist():
            unjoined = truth[i, j] == np.iinfo(truth.dtype).max
            assert found.getDistance(i, j) > 1e300 if unjoined else found.getDistance(i, j) == truth[i, j]

    return lambda: networkit.distance.APSP(graph).run(), check


def with_networkx(topology: Topology, truth: Any) -> tuple[Query, Callable[[Any], None]]:
    graph: nx.DiGraph[int] = nx.DiGraph(topology.edges()[:, ::-1].tolist())

    def check(found: Any) -> None:
        for i, reached in found.items():
            assert len(reached) == np.count_nonzero(truth[i] != np.iinfo(truth.dtype).max)
            assert np.array_equal(truth[i, list(reached)], list(reached.values()))

    return lambda: dict(nx.all_pairs_shortest_path_length(graph)), check


TOOLS: dict[str, Tool] = {
    "skipgraph numba": with_numba,
    "skipgraph numpy": with_numpy,
    "rustworkx": with_rustworkx,
    "networkit": with_networkit,
    "scipy": with_scipy,
    "igraph": with_igraph,
    "networkx": with_networkx,
}


if __name__ == "__main__":
    run_study(main, __file__)

"""Set published patterns and designed topologies next to the bounds; takes a few minutes.

Designs are given steps, not seconds, so that the results repeat.
"""

from math import floor, log2
from pathlib import Path

import pandas as pd

from analyses.metadata import write_results
from analyses.study import run_study
from skipgraph.design import (
    MIN_EDGES,
    design_topology,
    measure_topology,
    min_edges,
    min_max_distance,
    min_mean_distance,
    solve_exactly,
)
from skipgraph.patterns import (
    binomial,
    chain,
    densenet,
    evenly_spaced,
    k_hop,
    log_densenet,
    loglog_densenet,
    nearest,
    postage_stamp,
    sequential_greedy,
    two_hop,
)

SIZES = (12, 36, 64, 128, 256, 512, 1024)
PATTERNS = (
    chain,
    densenet,
    log_densenet,
    loglog_densenet,
    nearest,
    evenly_spaced,
    two_hop,
    k_hop,
    binomial,
    postage_stamp,
)
# edges in all, over the layers; the design without a search at 1,000 layers
BUDGETS = (1.1, 1.25, 1.5, 2, 3, 4, 6)
STEPS = 100_000  # moves of a skip, as in designs.py
# MBD and mean BD of an earlier prototype at those budgets and at L log2 L, to be matched
PROTOTYPE = ((38, 19.6), (20, 11.1), (13, 7.54), (8, 5.40), (5, 3.80), (4, 3.47), (3, 2.74), (2, 1.984))


def write(path, columns, rows):
    table = pd.DataFrame(rows, columns=columns)
    write_results(table, path, script=__file__, seeds=[0])
    print(table.to_string(index=False), flush=True)


def row_of(n_layers, name, measures):
    limits = {"max_edges": measures.edges, "max_in_degree": measures.in_degree, "max_live": measures.live}
    return [
        n_layers,
        name,
        measures.edges,
        measures.mbd,
        measures.mean,
        measures.in_degree,
        measures.live,
        min_max_distance(n_layers, **limits).value,
        min_mean_distance(n_layers, **limits).value,
        min_edges(n_layers, measures.mbd).value,
    ]


def pattern_rows():
    for n_layers in SIZES:
        for pattern in PATTERNS:
            yield row_of(n_layers, pattern.__name__, measure_topology(pattern(n_layers)))
        if n_layers <= 256:
            degree = int(log2(n_layers)) + 1
            yield row_of(n_layers, "sequential_greedy", measure_topology(sequential_greedy(n_layers, degree=degree)))
        published = measure_topology(log_densenet(n_layers))
        design = design_topology(
            n_layers,
            max_edges=published.edges,
            max_in_degree=published.in_degree,
            max_live=published.live,
            steps=STEPS,
        )
        yield row_of(n_layers, "designed within log_densenet's limits", design.measures)


def budget_rows(n_layers=1000):
    budgets = [int(factor * n_layers) for factor in BUDGETS] + [floor(n_layers * log2(n_layers))]
    for budget, (mbd, mean) in zip(budgets, PROTOTYPE, strict=True):
        design = design_topology(n_layers, max_edges=budget, steps=STEPS)
        m = design.measures
        yield [n_layers, budget, m.edges, m.mbd, m.mean, design.bound, mbd, mean]


def proof_rows(largest=12):
    for hops in sorted(MIN_EDGES):
        for n_nodes in range(4, largest + 1):
            result = solve_exactly(n_nodes - 1, minimise="edges", max_mbd=hops, time_seconds=120)
            assert result.value is not None, "a chain keeps the limits"
            yield [n_nodes, hops, result.status, int(result.value), int(result.bound), MIN_EDGES[hops][n_nodes]]


def main(results: Path, *, resume):  # noqa: ARG001  # nothing is kept halfway
    write(results / "proofs.csv", ["n_nodes", "hops", "status", "edges", "bound", "table"], list(proof_rows()))
    write(
        results / "patterns.csv",
        ["n_layers", "topology", "edges", "mbd", "mean_bd", "in_degree", "live",
         "mbd_bound", "mean_bd_bound", "edges_bound_at_mbd"],
        list(pattern_rows()),
    )  # fmt: skip
    write(
        results / "budgets.csv",
        ["n_layers", "max_edges", "edges", "mbd", "mean_bd", "mbd_bound", "prototype_mbd", "prototype_mean_bd"],
        list(budget_rows()),
    )


if __name__ == "__main__":
    run_study(main, __file__)

"""Measure the patterns of the Log-DenseNet paper from 12 to 240 layers: edges against backprop distance."""

from pathlib import Path

import skipgraph as sg
from analyses.metadata import write_results
from analyses.study import run_study
from skipgraph.patterns.catalog import CATALOG
from skipgraph.report import measure

SIZES = (12, 24, 36, 48, 72, 120, 240)
# the paper's own patterns, and the chain and the residual network that they are compared with
PATTERNS = (
    "chain",
    "resnet",
    "densenet",
    "log_densenet",
    "log_densenet_v2",
    "loglog_densenet",
    "nearest",
    "nearest_log_i",
    "evenly_spaced",
    "nearest_half",
    "every_other",
    "nearest_half_and_log",
    "mini_dense",
)


def main(results: Path, *, resume: bool) -> None:  # noqa: ARG001  # it takes seconds
    topologies: list[sg.Topology] = [CATALOG[name](n_layers) for name in PATTERNS for n_layers in SIZES]
    table = measure(topologies)
    write_results(table, results / "connectivity.csv", script=__file__)
    print(table[table["n_layers"] == 36].sort_values("n_edges").to_string(index=False))


if __name__ == "__main__":
    run_study(main, __file__)

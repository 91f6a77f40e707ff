"""Design topologies of 36 layers with the budgets of Log-DenseNet and LogLog-DenseNet, and keep them."""

from pathlib import Path
from typing import Any

import pandas as pd

from analyses.metadata import write_results
from analyses.study import run_study
from skipgraph.design import design_topology, measure_topology
from skipgraph.patterns import log_densenet, loglog_densenet
from skipgraph.topology import write_topology

N_LAYERS = 36
STEPS = 100_000
LOG, LOGLOG = measure_topology(log_densenet(N_LAYERS)), measure_topology(loglog_densenet(N_LAYERS))
# limits by the name of the file
DESIGNS: dict[str, dict[str, Any]] = {
    "within_log_densenet": {"max_edges": LOG.edges, "max_in_degree": LOG.in_degree, "max_live": LOG.live},
    "edges_of_log_densenet": {"max_edges": LOG.edges},
    "within_loglog_densenet": {"max_edges": LOGLOG.edges, "max_in_degree": LOGLOG.in_degree, "max_live": LOGLOG.live},
    "fewest_edges_mbd_3": {"max_mbd": 3, "minimise": "edges"},
}


def row(name, measures, bound=None):
    m = measures
    return {
        "topology": name,
        "n_layers": N_LAYERS,
        "edges": m.edges,
        "mbd": m.mbd,
        "mean_bd": m.mean,
        "live": m.live,
        "in_degree": m.in_degree,
        "bound": bound,
    }


def main(results: Path, *, resume):  # noqa: ARG001  # nothing is kept halfway
    table = [row("log_densenet", LOG), row("loglog_densenet", LOGLOG)]
    for name, limits in DESIGNS.items():
        design = design_topology(N_LAYERS, **limits, steps=STEPS, seed=0)
        write_topology(design.topology.rename(name), results / f"designed_{N_LAYERS}_{name}.json")
        table.append(row(name, design.measures, design.bound))
    frame = pd.DataFrame(table)
    write_results(frame, results / "designs.csv", script=__file__, seeds=[0])
    print(frame.to_string(index=False))


if __name__ == "__main__":
    run_study(main, __file__)

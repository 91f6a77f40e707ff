"""Plan every published network, and set its bill next to what was published."""

from pathlib import Path

import pandas as pd

from analyses.metadata import write_results
from analyses.study import run_study
from skipgraph.networks import CATALOG
from skipgraph.plan import plan_network


def main(results: Path, *, resume: bool) -> None:  # noqa: ARG001  # it takes seconds
    rows = []
    for name, published in CATALOG.items():
        topology, spec = published.make()
        plan = plan_network(topology, spec)
        macs, rounding = published.mega_macs or (None, None)
        rows.append(
            {
                "network": name,
                "layers": topology.n_layers,
                "edges": topology.n_edges,
                "parameters": plan.n_parameters,
                "published_parameters": published.n_parameters,
                "mega_macs": plan.macs / 1e6,
                "published_mega_macs": macs,
                "published_within": rounding,
                "source": published.source,
            }
        )
    table = pd.DataFrame(rows)
    write_results(table, results / "published.csv", script=__file__)
    print(table.drop(columns="source").to_string(index=False))


if __name__ == "__main__":
    run_study(main, __file__)

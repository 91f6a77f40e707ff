"""Plan every network of the tests' table of published ones, and set its bill next to what was published."""

import runpy
from pathlib import Path

import pandas as pd

from analyses.metadata import write_results
from analyses.study import run_study
from skipgraph.plan import plan_network

TABLE = Path(__file__).parents[2] / "tests" / "published.py"


def main(results: Path, *, resume: bool) -> None:  # noqa: ARG001  # it takes seconds
    rows = []
    for network in runpy.run_path(str(TABLE))["PUBLISHED"]:
        plan = plan_network(network.topology, network.spec)
        macs, rounding = network.mega_macs or (None, None)
        rows.append(
            {
                "network": network.name,
                "layers": network.topology.n_layers,
                "edges": network.topology.n_edges,
                "parameters": plan.n_parameters,
                "published_parameters": network.n_parameters,
                "mega_macs": plan.macs / 1e6,
                "published_mega_macs": macs,
                "published_within": rounding,
                "source": network.source,
            }
        )
    table = pd.DataFrame(rows)
    write_results(table, results / "published.csv", script=__file__, inputs=[TABLE])
    print(table.drop(columns="source").to_string(index=False))


if __name__ == "__main__":
    run_study(main, __file__)

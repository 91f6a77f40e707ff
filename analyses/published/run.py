"""Plan every network of the tests' table of published ones, and put its bill beside what was published."""

import runpy
from pathlib import Path

import pandas as pd

from skipgraph.plan import plan_network
from skipgraph.report import write_results

HERE = Path(__file__).parent
TABLE = HERE.parents[1] / "tests" / "published.py"


def main() -> None:
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
    write_results(table, HERE / "results" / "published.csv", command="python analyses/published/run.py")
    print(table.drop(columns="source").to_string(index=False))


if __name__ == "__main__":
    main()

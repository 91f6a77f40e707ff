"""Plan every published network, and put its bill next to what was published."""

from pathlib import Path

import pandas as pd

from skipgraph.networks import CATALOG
from skipgraph.plan import plan_network
from skipgraph.report import write_results

HERE = Path(__file__).parent


def main() -> None:
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
    write_results(table, HERE / "results" / "published.csv", command="python analyses/published/run.py")
    print(table.drop(columns="source").to_string(index=False))


if __name__ == "__main__":
    main()

"""``skipgraph networks``: the published networks with their size, costs and sources."""

from pathlib import Path
from typing import Annotated

import typer

from skipgraph.cli.formats import Format, put_out
from skipgraph.cli.outputs import check_output

__all__ = ["networks"]


def networks(
    form: Annotated[
        Format | None,
        typer.Option("--format", help="How to write it.  [default: by FILE's ending, else text]", show_default=False),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE, not to the screen.")
    ] = None,
) -> None:
    """List every published network with its size, costs and source.

    Layers and edges are those of its topology; parameters and MACs of one image are what is planned, and
    the source says who has published the number of parameters.

    \b
    Examples:
      skipgraph networks
      skipgraph networks --format json
      skipgraph compile densenet121
    """  # noqa: D301  # \b keeps the lines of the examples apart
    check_output(output)

    import pandas as pd

    from skipgraph.networks import CATALOG
    from skipgraph.plan import plan_network

    rows = []
    for name, published in CATALOG.items():
        topology, spec = published.make()
        plan = plan_network(topology, spec)
        rows.append(
            {
                "network": name,
                "n_layers": topology.n_layers,
                "n_edges": topology.n_edges,
                "parameters": plan.n_parameters,
                "macs": plan.macs,
                "source": published.source,
            }
        )
    put_out(pd.DataFrame(rows), form=form, output=output)

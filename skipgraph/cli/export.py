"""``skipgraph export``: write a topology to a file."""

from pathlib import Path
from typing import Annotated

import typer

from skipgraph.cli.option_groups import TopologyOptions, takes_option_groups
from skipgraph.cli.outputs import check_output
from skipgraph.cli.parse_topology import described

__all__ = ["export"]


@takes_option_groups
def export(
    chosen: TopologyOptions,
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="Where to write; its ending says the format.")
    ],
) -> None:
    """Write a topology to a file.

    The file's ending chooses the format: .json, .graphml, .dot or .csv. --file reads each of them back
    to the same topology.

    \b
    Examples:
      skipgraph export log_densenet --layers 36 -o topo.json
      skipgraph export --file topo.json -o topo.graphml
    """  # noqa: D301  # \b keeps the lines of the examples apart
    from skipgraph.topology.store import ENDINGS

    check_output(output, ENDINGS)
    topology = chosen.topology()

    from skipgraph.topology import write_topology

    write_topology(topology, output)
    print(f"{output}: {described(topology)}")

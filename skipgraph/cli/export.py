"""``skipgraph export``: write a topology to a file."""

from pathlib import Path
from typing import Annotated

import typer

from skipgraph.cli.options import File, Layers, PatternName, PatternSeed, Settings
from skipgraph.cli.outputs import check_output
from skipgraph.cli.parse_topology import described, one_topology
from skipgraph.topology.store import ENDINGS

__all__ = ["export"]


def export(
    name: PatternName = None,
    layers: Layers = None,
    settings: Settings = None,
    file: File = None,
    seed: PatternSeed = 0,
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="Where to write; its ending says the format.")
    ],
) -> None:
    """Write a topology to a file.

    .json, .graphml, .dot or .csv by the file's ending. Every format is read back by --file to the same topology.

    \b
    Examples:
      skipgraph export log_densenet --layers 36 -o topo.json
      skipgraph export --file topo.json -o topo.graphml
    """  # noqa: D301  # \b keeps the lines of the examples apart
    check_output(output, ENDINGS)
    topology = one_topology(name, file, layers=layers, settings=settings, seed=seed)

    from skipgraph.topology import write_topology

    write_topology(topology, output)
    print(f"{output}: {described(topology)}")

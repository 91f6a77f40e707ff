"""``skipgraph trace``: read the topology of a torch network."""

from pathlib import Path
from typing import Annotated

import typer

from skipgraph.cli.options import Inputs
from skipgraph.cli.outputs import check_output, print_table
from skipgraph.cli.parse_model import traced
from skipgraph.cli.parse_topology import described

__all__ = ["trace_network"]


def trace_network(
    model: Annotated[
        str,
        typer.Argument(
            metavar="PACKAGE.MODULE:FACTORY",
            help="What makes the network; its code is run, and found in the current folder too. "
            "Or the .pt2 file of an exported program, which runs no code.",
        ),
    ],
    inputs: Inputs = None,
    layers: Annotated[
        list[str] | None,
        typer.Option(
            "--layers",
            metavar="MODULE",
            help="Modules that are one layer each: a class, or the end of a qualified name, in which * matches any "
            "letters except dots; may be repeated.",
        ),
    ] = None,
    transitions: Annotated[
        list[str] | None, typer.Option("--transitions", metavar="MODULE", help="Modules that are one transition each.")
    ] = None,
    stem: Annotated[
        list[str] | None,
        typer.Option(
            "--stem", metavar="MODULE", help="Modules that make an input node each; what is before them is left out."
        ),
    ] = None,
    head: Annotated[
        list[str] | None,
        typer.Option(
            "--head", metavar="MODULE", help="Modules that are an output node each; what is after them is left out."
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write the topology (.json .graphml .dot .csv)."),
    ] = None,
) -> None:
    """Read the topology of a torch network of your own.

    Each convolution, matrix and attention is a layer; each + and mean is a merge. A node that reads a
    concatenation reads each of its parts.

    PACKAGE.MODULE:FACTORY is imported and called: name only code that you trust. A .pt2 file runs
    nothing: it is refused if it holds more than operations of torch and plain tensors.

    \b
    Examples:
      skipgraph trace mynets:make_net --input 3x224x224
      skipgraph trace mynets:ResNet --input 3x32x32 --layers BasicBlock --transitions downsample -o mine.json
      skipgraph trace net.pt2 -o net.graphml
    """  # noqa: D301  # \b keeps the lines of the examples apart
    from skipgraph.topology.store import ENDINGS

    check_output(output, ENDINGS)
    selectors = {"layers": layers, "transitions": transitions, "stem": stem, "head": head}
    topology = traced(model, inputs, selectors=selectors)
    if output is not None:
        from skipgraph.topology import write_topology

        write_topology(topology, output)
        print(f"{output}: {described(topology)}")
        return

    from skipgraph.topology import Aggregation, NodeKind

    rows = []
    for node, label in enumerate(topology.labels):
        reads = topology.reads(node)
        join = Aggregation(topology.aggregations[node]).name.lower() if len(reads) > 1 else ""
        kind = NodeKind(topology.kinds[node]).name.lower()
        rows.append([str(node), str(label), kind, str(topology.stages[node]), join, " ".join(map(str, reads))])
    print(described(topology))
    print_table(["node", "label", "kind", "stage", "join", "reads"], rows)

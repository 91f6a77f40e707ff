"""``skipgraph plot``: draw a topology."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from skipgraph.cli.option_groups import TopologyOptions, takes_option_groups
from skipgraph.cli.outputs import PICTURE_ENDINGS, check_output, writing
from skipgraph.cli.parse_topology import described

__all__ = ["plot"]


@takes_option_groups
def plot(
    chosen: TopologyOptions,
    *,
    kind: Annotated[Literal["arcs", "adjacency", "distances", "profile"], typer.Option(help="What to draw.")] = "arcs",
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="The picture: .svg, .png or .pdf by its ending.")
    ],
) -> None:
    """Draw a topology to an .svg, .png or .pdf file.

    arcs: edges as arcs above the nodes. adjacency: a matrix of who reads whom. distances: a matrix of
    the backprop distances of all pairs. profile: curves of distances and degrees.

    \b
    Examples:
      skipgraph plot log_densenet --layers 36 -o arcs.svg
      skipgraph plot --file topo.json --kind distances -o distances.pdf
    """  # noqa: D301  # \b keeps the lines of the examples apart
    check_output(output, PICTURE_ENDINGS)
    topology = chosen.topology()

    from skipgraph import plot as pictures
    from skipgraph.plot.style import save_figure

    draw = {
        "arcs": pictures.arcs,
        "adjacency": pictures.adjacency,
        "distances": pictures.distances,
        "profile": pictures.profile,
    }[kind]
    with writing(output):
        save_figure(draw(topology), output)
    print(f"{output}: {kind} of {described(topology)}")

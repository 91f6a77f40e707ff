"""``skipgraph frontier``: which topologies nothing beats."""

import inspect
from pathlib import Path
from typing import Annotated

import typer

from skipgraph.cli.options import Layers, PatternSeed
from skipgraph.cli.outputs import check_output, print_table, write_text
from skipgraph.cli.sources import DEFAULT_LAYERS
from skipgraph.errors import SkipgraphError
from skipgraph.topology import Topology

__all__ = ["frontier"]

_HEADER = ["topology", "edges", "MBD", "mean BD", "live set", "in-degree", "beaten by"]


def frontier(
    layers: Layers = None,
    steps: Annotated[int, typer.Option(metavar="N", help="Steps of search for each designed topology.")] = 200,
    csv: Annotated[Path | None, typer.Option(metavar="FILE", help="Also write the table, as .csv.")] = None,
    seed: PatternSeed = 0,
) -> None:
    """List the patterns and designed topologies, and which of them nothing beats.

    One topology beats another that has no fewer edges, no smaller MBD, mean BD or live set, and more of
    one. Designed ones are given the edges of each pattern. Patterns that join layers in other ways, or
    leave pairs unjoined, do not compare and are left out.

    \b
    Examples:
      skipgraph frontier --layers 36
      skipgraph frontier --layers 12 --csv frontier.csv
    """  # noqa: D301  # \b keeps the lines of the examples apart
    check_output(csv, (".csv",))
    from skipgraph.design import design_topology, find_frontier

    n_layers = DEFAULT_LAYERS if layers is None else layers
    named = _comparable(n_layers, seed)
    designs = {
        budget: design_topology(n_layers, max_edges=budget, steps=steps, seed=seed).topology.rename(
            f"designed, {budget} edges allowed"
        )
        for budget in sorted({topology.n_edges for topology in named})
    }
    points = sorted(find_frontier([*named, *designs.values()]), key=lambda point: point.measures.edges)
    rows = [
        [
            point.topology.name,
            str(point.measures.edges),
            str(point.measures.mbd),
            f"{point.measures.mean:.4f}",
            str(point.measures.live),
            str(point.measures.in_degree),
            "-" if not point.beaten_by else point.beaten_by[0],
        ]
        for point in points
    ]
    print_table(_HEADER, rows)
    if csv is not None:
        write_text("".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in [_HEADER, *rows]), csv)


def _comparable(n_layers: int, seed: int) -> list[Topology]:
    """Return the catalogue's topologies of one input and `n_layers` layers with all pairs joined."""
    from skipgraph.design.frontier import check_comparable
    from skipgraph.patterns.catalog import CATALOG

    comparable = []
    for pattern in CATALOG.values():
        parameters = inspect.signature(pattern).parameters
        if next(iter(parameters)) != "n_layers":
            continue
        try:
            topology = pattern(n_layers, **({"seed": seed} if "seed" in parameters else {}))
            check_comparable(topology, n_layers)
        except SkipgraphError:
            continue  # no topology of so many layers, or with merges or unjoined pairs
        comparable.append(topology)
    return comparable

"""``skipgraph metrics``: list the metrics."""

from typing import Annotated

import typer

from skipgraph.cli.outputs import print_table
from skipgraph.errors import ArgumentError

__all__ = ["metrics"]


# written out so that the help does not load the metrics; a test compares it with the catalogue
_GROUPS = "size, distance, paths, degree, liveness, connectivity, spectral, small_world, information"


def metrics(
    group: Annotated[str | None, typer.Argument(metavar="GROUP", help=f"List only this group: {_GROUPS}.")] = None,
) -> None:
    """List every metric: name, group, unit, definition, paper.

    \b
    Examples:
      skipgraph metrics
      skipgraph metrics liveness
      skipgraph table --metrics distance,paths,max_live_tensors
    """  # noqa: D301  # \b keeps the lines of the examples apart
    from skipgraph.metrics.catalog import CATALOG, GROUPS

    if group is not None and group not in GROUPS:
        raise ArgumentError(f"unknown group {group!r}: known are {', '.join(GROUPS)}")
    rows = [
        [name, entry.group, entry.unit or "-", entry.definition, entry.paper]
        for name, entry in CATALOG.items()
        if group in (None, entry.group)
    ]
    print_table(["metric", "group", "unit", "definition", "paper"], rows)

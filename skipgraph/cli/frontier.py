"""``skipgraph frontier``: which topologies nothing beats, and how far the others are from them."""

import csv as csv_format
import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skipgraph.cli.options import Layers, PatternSeed, whole_number
from skipgraph.cli.outputs import PICTURE_ENDINGS, check_output, print_table, write_text
from skipgraph.cli.progress import SearchProgress, interrupts
from skipgraph.cli.sources import DEFAULT_LAYERS, build
from skipgraph.topology import Topology

if TYPE_CHECKING:
    from skipgraph.design import FrontierPoint

__all__ = ["frontier"]

_HEADER = [
    "topology",
    "edges",
    "MBD",
    "mean BD",
    "live set",
    "in-degree",
    "edges above",
    "MBD above",
    "mean BD above",
    "live set above",
    "beaten by",
]


def frontier(
    layers: Layers = None,
    against: Annotated[
        str,
        typer.Option(
            metavar="NAMES", help="Patterns to compare, with commas between, as nearest,log_densenet(base=3); or all."
        ),
    ] = "all",
    seed: PatternSeed = 0,
    steps: Annotated[
        int, typer.Option(parser=whole_number(0), metavar="N", help="Steps of search for each designed topology.")
    ] = 200,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Also draw it: .svg, .png or .pdf by its ending."),
    ] = None,
    csv: Annotated[Path | None, typer.Option(metavar="FILE", help="Also write the whole table, as .csv.")] = None,
) -> None:
    """Compare patterns with the best constructions and designs.

    All have as many layers. One topology beats another that has no fewer edges, no smaller MBD, mean BD
    or live set, and more of one. The frontier is what nothing beats. Printed are the patterns, and how
    far each is from it: its edges and live set above the least of any with no larger MBD, its MBD and
    mean BD above the least of any with no more edges. The file --csv has the constructions and designs too.

    A design is tried within the edges of each pattern, within its edges and live set, and for the
    fewest edges at its MBD. Ctrl-C ends the designing and goes on with those there are; Ctrl-C again
    ends all. Patterns that join layers in other ways, or leave pairs unjoined, do not compare.

    \b
    Examples:
      skipgraph frontier --layers 36
      skipgraph frontier --layers 36 --against all -o frontier.svg --csv frontier.csv
      skipgraph frontier --layers 100 --against "log_densenet,log_densenet(base=3)"
    """  # noqa: D301  # \b keeps the lines of the examples apart
    check_output(output, PICTURE_ENDINGS)
    check_output(csv, (".csv",), option="--csv")
    n_layers = DEFAULT_LAYERS if layers is None else layers
    patterns = _patterns(against, n_layers, seed)

    from skipgraph.design import find_frontier

    named = {topology.name for topology in patterns}
    baselines = _baselines(n_layers, patterns, steps=steps, seed=seed)
    points = sorted(
        find_frontier([*patterns, *baselines]), key=lambda point: (point.measures.edges, point.measures.mbd)
    )
    best = {point.topology.name for point in points if not point.beaten_by}
    print_table(_HEADER, [_row(point, best) for point in points if point.topology.name in named])
    print(f"\n{len(points)} topologies compared, {len(best)} of them on the frontier")
    if csv is not None:
        _write_csv([_HEADER, *(_row(point, best) for point in points)], csv)
        print(f"{csv}: {len(points)} topologies")
    if output is not None:
        from skipgraph import plot as pictures
        from skipgraph.plot.style import save_figure

        save_figure(pictures.frontier(points, named=named), output)
        print(f"{output}: frontier of {len(points)} topologies")


def _patterns(against: str, n_layers: int, seed: int) -> list[Topology]:
    """Return the patterns that the command line names."""
    from skipgraph.design import check_comparable, draw_patterns

    if against.strip() == "all":
        return draw_patterns(n_layers, seed=seed)
    patterns = {}
    for name in _split(against):
        topology = build(name, layers=n_layers, seed=seed)
        check_comparable(topology, n_layers)
        patterns[name] = topology.rename(name)
    return list(patterns.values())


def _split(text: str) -> list[str]:
    """Split at the commas outside of brackets.

    Examples
    --------
    >>> _split("chain, spaced(spacing=2, hops=3)")
    ['chain', 'spaced(spacing=2, hops=3)']
    """
    parts, depth = [""], 0
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]


def _baselines(n_layers: int, patterns: list[Topology], *, steps: int, seed: int) -> list[Topology]:
    """Return constructions and designs that equal none of the patterns."""
    from skipgraph.design import baseline_limits, design_within, draw_constructions

    baselines = dict.fromkeys(draw_constructions(n_layers))
    limits = baseline_limits(patterns)
    n_done = 0
    with interrupts() as stopped, SearchProgress("designing") as progress:
        for limit in limits:
            if stopped.is_set():
                break
            progress.tell(n_done / len(limits), f"{n_done} of {len(limits)} designs")
            design = design_within(n_layers, limit, steps=steps, seed=seed, stop=stopped.is_set)
            if design is not None:
                baselines.setdefault(design)
            n_done += 1
    if stopped.is_set():
        print(f"interrupted: {n_done} of {len(limits)} designs are in the comparison")
    known = set(patterns)
    return [baseline for baseline in baselines if baseline not in known]


def _row(point: "FrontierPoint", best: set[str]) -> list[str]:
    m = point.measures
    return [
        point.topology.name,
        str(m.edges),
        str(m.mbd),
        f"{m.mean:.4f}",
        str(m.live),
        str(m.in_degree),
        str(point.edges_above),
        str(point.mbd_above),
        f"{point.mean_above:.4f}",
        str(point.live_above),
        next((name for name in point.beaten_by if name in best), "-"),
    ]


def _write_csv(rows: Sequence[Sequence[str]], path: Path) -> None:
    text = io.StringIO()
    csv_format.writer(text, lineterminator="\n").writerows(rows)
    write_text(text.getvalue(), path)

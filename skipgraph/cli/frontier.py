"""``skipgraph frontier``: the topologies that no other beats, and the distance of the rest from them."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skipgraph.cli.formats import put_out
from skipgraph.cli.options import Layers, PatternSeed, whole_number
from skipgraph.cli.outputs import PICTURE_ENDINGS, check_output, writing
from skipgraph.cli.parse_topology import DEFAULT_LAYERS, build
from skipgraph.cli.progress import SearchProgress, interrupts

if TYPE_CHECKING:
    import pandas as pd

    from skipgraph.design import FrontierPoint
    from skipgraph.topology import Topology

__all__ = ["frontier"]


def frontier(
    layers: Layers = None,
    against: Annotated[
        str,
        typer.Option(
            metavar="NAMES",
            help="Patterns to compare, separated by commas, such as nearest,log_densenet(base=3); or all.",
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

    All topologies have the same number of layers. One beats another if it is at most as large in
    edges, MBD, mean BD and live set, and smaller in at least one. The frontier holds the topologies that
    no other beats.

    The table lists the patterns and how far each is above the best: edges and live set compare with
    topologies whose MBD is no larger, MBD and mean BD with topologies that have no more edges. The file
    of --csv also lists the constructions and designs.

    For each pattern, three designs are searched: within its edges, within its edges and live set, and
    with the fewest edges at its MBD. Ctrl-C ends the search and compares the designs found so far; a
    second Ctrl-C ends the command. Patterns that join layers in other ways, or leave pairs unjoined, are left out.

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
    frame = _frame(points)
    put_out(frame[frame["topology"].isin(named)], form="text", output=None)
    n_best = sum(not point.beaten_by for point in points)
    print(f"\n{len(points)} topologies compared, {n_best} of them on the frontier")
    if csv is not None:
        put_out(frame, form="csv", output=csv)
        print(f"{csv}: {len(points)} topologies")
    if output is not None:
        from skipgraph import plot as pictures
        from skipgraph.plot.style import save_figure

        with writing(output):
            save_figure(pictures.frontier(points, named=named), output)
        print(f"{output}: frontier of {len(points)} topologies")


def _patterns(against: str, n_layers: int, seed: int) -> "list[Topology]":
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


def _baselines(n_layers: int, patterns: "list[Topology]", *, steps: int, seed: int) -> "list[Topology]":
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


def _frame(points: "Sequence[FrontierPoint]") -> "pd.DataFrame":
    """Return a row for each point; it names one topology on the frontier that beats it."""
    import pandas as pd

    best = {point.topology.name for point in points if not point.beaten_by}
    rows = [
        {
            "topology": point.topology.name,
            "edges": point.measures.edges,
            "MBD": point.measures.mbd,
            "mean BD": point.measures.mean,
            "live set": point.measures.live,
            "in-degree": point.measures.in_degree,
            "edges above": point.edges_above,
            "MBD above": point.mbd_above,
            "mean BD above": point.mean_above,
            "live set above": point.live_above,
            "beaten by": next((name for name in point.beaten_by if name in best), "-"),
        }
        for point in points
    ]
    return pd.DataFrame(rows)

"""``skipgraph design``: the best topology within limits."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from skipgraph.cli.options import Layers, Seed, whole_number
from skipgraph.cli.outputs import check_output
from skipgraph.cli.parse_topology import DEFAULT_LAYERS, MAX_LAYERS, described
from skipgraph.cli.progress import SearchProgress, interrupts
from skipgraph.errors import ArgumentError
from skipgraph.topology.store import ENDINGS

if TYPE_CHECKING:
    from skipgraph.design import Measures

__all__ = ["design"]


def design(
    layers: Layers = None,
    max_edges: Annotated[int | None, typer.Option(metavar="M", help="Edges allowed in all.")] = None,
    max_mbd: Annotated[int | None, typer.Option(metavar="K", help="Maximum backprop distance allowed.")] = None,
    max_in_degree: Annotated[int | None, typer.Option(metavar="D", help="Nodes that a layer may read.")] = None,
    max_live: Annotated[int | None, typer.Option(metavar="W", help="Nodes that may be alive at once.")] = None,
    blocks: Annotated[str | None, typer.Option(metavar="N,N,..", help="Layers of each stage, as 12,12,12.")] = None,
    across: Annotated[
        Literal["free", "forbid"], typer.Option(help="Whether layers may read over the border of a stage.")
    ] = "free",
    regular: Annotated[bool, typer.Option("--regular", help="Let every layer read at the same offsets.")] = False,
    minimise: Annotated[Literal["mbd", "mean", "edges", "live"], typer.Option(help="What to make small.")] = "mbd",
    time: Annotated[float, typer.Option(metavar="SECONDS", help="How long to search.")] = 10.0,
    steps: Annotated[
        int | None,
        typer.Option(parser=whole_number(0), metavar="N", help="Search so many steps instead, which repeats exactly."),
    ] = None,
    seed: Seed = 0,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where to write it: .json, .graphml, .dot or .csv."),
    ] = None,
) -> None:
    """Design the best topology within limits, with a bound.

    The bound says how far from optimal it can be. Ctrl-C ends the search; the best so far is printed and
    written, if it is better than a chain. Ctrl-C again ends at once. --blocks gives the topology stages
    with a transition between two of them; --layers may then be left out.

    \b
    Examples:
      skipgraph design --layers 36 --max-edges 150
      skipgraph design --layers 36 --max-mbd 3 --minimise edges --max-live 16 --regular -o best.json
    """  # noqa: D301  # \b keeps the lines of the examples apart
    check_output(output, ENDINGS)
    from skipgraph.design import design_topology
    from skipgraph.topology import write_topology

    sizes = _sizes(blocks)
    if layers is None:
        layers = DEFAULT_LAYERS if sizes is None else sum(sizes)
    with interrupts() as stopped:
        waiting = "getting ready; the first search ever compiles for some seconds"
        with SearchProgress("designing", waiting=waiting) as progress:
            try:
                best = design_topology(
                    layers,
                    max_edges=max_edges,
                    max_mbd=max_mbd,
                    max_in_degree=max_in_degree,
                    max_live=max_live,
                    blocks=sizes,
                    across=across,
                    regular=regular,
                    minimise=minimise,
                    time_seconds=time,
                    steps=steps,
                    seed=seed,
                    progress=lambda share, measures: progress.tell(share, _words(measures)),
                    stop=stopped.is_set,
                )
            except ArgumentError:
                if stopped.is_set():
                    raise KeyboardInterrupt("- before there was any topology within the limits") from None
                raise
        if best.is_interrupted and best.gap > 0 and best.measures.edges == layers:
            raise KeyboardInterrupt("- before there was anything better than a chain")
        if output is not None:
            write_topology(best.topology, output)
        if best.is_interrupted:
            print("interrupted: this is the best so far")
        print(_words(best.measures))
        into_transitions = best.topology.n_edges - best.measures.edges
        if into_transitions:
            print(f"{into_transitions} edges more lead into the transitions between blocks")
        print(best.certificate)
        if output is not None:
            print(f"{output}: {described(best.topology)}")


def _words(m: "Measures") -> str:
    return f"edges {m.edges}, MBD {m.mbd}, mean BD {m.mean:.4f}, live set {m.live}, in-degree {m.in_degree}"


def _sizes(text: str | None) -> tuple[int, ...] | None:
    """Return the layers of each block."""
    if text is None:
        return None
    words = text.split(",")
    if not all(word.strip().isascii() and word.strip().isdecimal() for word in words):
        raise ArgumentError(f"--blocks {text}: must be whole numbers with commas between, as 12,12,12")
    if sum(map(int, words)) > MAX_LAYERS:
        raise ArgumentError(f"--blocks {text}: at most {MAX_LAYERS} layers in all")
    return tuple(map(int, words))

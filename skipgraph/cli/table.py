"""``skipgraph table``: measure topologies, one row for each."""

from pathlib import Path
from typing import Annotated

import typer

from skipgraph.cli.formats import Format, put_out
from skipgraph.cli.options import Inputs, Layers, PatternSeed
from skipgraph.cli.outputs import check_output
from skipgraph.cli.parse_model import traced
from skipgraph.cli.parse_topology import build, is_sized_by_layers, load
from skipgraph.errors import ArgumentError

__all__ = ["PAPER_PATTERNS", "table"]

# the patterns that H. Hu et al., arXiv:1711.00002, and the code of its authors compare
PAPER_PATTERNS = (
    "densenet",
    "log_densenet",
    "log_densenet_v2",
    "loglog_densenet",
    "nearest",
    "nearest_log_i",
    "evenly_spaced",
    "nearest_half",
    "every_other",
    "nearest_half_and_log",
    "mini_dense",
)

_METRICS = "n_layers,n_edges,max_backprop_distance,mean_backprop_distance,unjoined_pairs,max_in_degree,max_out_degree"


def table(
    name: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="Patterns or networks to measure; NAME(base=3) sets arguments."),
    ] = None,
    layers: Layers = None,
    pattern: Annotated[
        list[str] | None,
        typer.Option("--pattern", metavar="NAME", help="The same as NAME; may be repeated."),
    ] = None,
    file: Annotated[
        list[Path] | None,
        typer.Option("--file", metavar="FILE", help="Measure the topology in this file; may be repeated."),
    ] = None,
    model: Annotated[
        list[str] | None,
        typer.Option(
            "--model",
            metavar="PACKAGE.MODULE:FACTORY",
            help="Measure this torch network, as `skipgraph trace` reads it: its code is run, that of a .pt2 file "
            "is not; may be repeated.",
        ),
    ] = None,
    inputs: Inputs = None,
    seed: PatternSeed = 0,
    metrics: Annotated[
        str,
        typer.Option(
            "--metrics",
            metavar="NAMES",
            help="Columns: metrics or groups of them, separated by commas; `skipgraph metrics` lists them.",
            show_default=False,
        ),
    ] = _METRICS,
    form: Annotated[
        Format | None,
        typer.Option("--format", help="How to write it.  [default: by FILE's ending, else text]", show_default=False),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE, not to the screen.")
    ] = None,
) -> None:
    """Measure patterns, networks and files, one row for each.

    Rows are sorted by edges. Without any of them, the patterns that the Log-DenseNet paper compares are
    measured.

    \b
    Examples:
      skipgraph table --layers 36
      skipgraph table log_densenet "log_densenet(base=3)" "unet(n_levels=4)" --layers 100
      skipgraph table densenet121 resnet50 hardnet68ds
      skipgraph table --model mynets:make_net --input 3x224x224 --pattern densenet
      skipgraph table --file mine.json --pattern densenet --format latex -o table.tex
    """  # noqa: D301  # \b keeps the lines of the examples apart
    check_output(output)
    if inputs and not model:
        raise ArgumentError("--input is the shape of what a network takes: it goes with --model")
    names = [*(name or ()), *(pattern or ())] or ([] if file or model else PAPER_PATTERNS)
    topologies = [build(text, layers=layers if is_sized_by_layers(text) else None, seed=seed) for text in names]
    topologies += [load(path) for path in file or ()]
    topologies += [traced(text, inputs) for text in model or ()]
    topologies.sort(key=lambda topology: topology.n_edges)

    from skipgraph.report import measure

    frame = measure(topologies, metrics=[metric.strip() for metric in metrics.split(",")])
    put_out(frame, form=form, output=output)

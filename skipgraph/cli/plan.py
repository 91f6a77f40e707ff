"""``skipgraph plan``: what every step of a network makes and costs."""

from pathlib import Path
from typing import Annotated, get_args

import typer

from skipgraph.cli.formats import Format, put_out
from skipgraph.cli.options import Classes, File, GrowthRate, Layers, PatternName, PatternSeed, Settings, whole_number
from skipgraph.cli.outputs import check_output
from skipgraph.cli.sources import one_topology
from skipgraph.plan.spec import Block

__all__ = ["plan"]


def plan(
    name: PatternName = None,
    layers: Layers = None,
    growth_rate: GrowthRate = 12,
    classes: Classes = 10,
    block: Annotated[
        Block, typer.Option(metavar="BLOCK", help=f"What a layer does: {', '.join(get_args(Block))}.")
    ] = "basic",
    image_size: Annotated[
        int,
        typer.Option("--image-size", parser=whole_number(1), metavar="PIXELS", help="Height and width of an image."),
    ] = 32,
    channels: Annotated[
        int, typer.Option("--channels", parser=whole_number(1), metavar="C", help="Channels of an image.")
    ] = 3,
    form: Annotated[
        Format | None,
        typer.Option("--format", help="How to write it.  [default: by FILE's ending, else text]", show_default=False),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE, not to the screen.")
    ] = None,
    settings: Settings = None,
    file: File = None,
    seed: PatternSeed = 0,
) -> None:
    """List the steps of a topology's network: shapes, parameters, MACs.

    Nothing is allocated; where shapes do not fit, every conflict is named.

    \b
    Examples:
      skipgraph plan log_densenet --layers 36 --growth-rate 12
      skipgraph plan densenet --set blocks=12,12,12 --block bottleneck -o plan.csv
    """  # noqa: D301  # \b keeps the lines of the examples apart
    check_output(output)
    topology = one_topology(name, file, layers=layers, settings=settings, seed=seed)

    from skipgraph.plan import NetworkSpec, plan_network

    spec = NetworkSpec(
        growth_rate=growth_rate,
        num_classes=classes,
        block=block,
        image_size=(image_size, image_size),
        in_channels=channels,
    )
    network = plan_network(topology, spec)
    if output is None and form in (None, "text"):
        print(network)
        return

    keys = [step.key for step in network.program]
    frame = network.to_frame()
    frame["label"] = frame["label"].astype(str)
    frame["reads"] = [" ".join(keys[read] for read in reads) for reads in frame["reads"]]
    for column in ("joined_shape", "shape"):
        frame[column] = ["x".join(map(str, shape)) for shape in frame[column]]
    put_out(frame, form=form, output=output)

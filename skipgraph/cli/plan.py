"""``skipgraph plan``: what every step of a network makes and costs."""

from pathlib import Path
from typing import Annotated

import typer

from skipgraph.cli.formats import Format, put_out
from skipgraph.cli.options import (
    Block,
    Channels,
    Classes,
    Fields,
    File,
    GrowthRate,
    ImageSize,
    Layers,
    PatternName,
    PatternSeed,
    Preset,
    Settings,
)
from skipgraph.cli.outputs import check_output
from skipgraph.cli.parse_spec import make_spec
from skipgraph.cli.parse_topology import one_topology

__all__ = ["plan"]


def plan(
    name: PatternName = None,
    layers: Layers = None,
    settings: Settings = None,
    file: File = None,
    seed: PatternSeed = 0,
    preset: Preset = None,
    growth_rate: GrowthRate = None,
    classes: Classes = None,
    block: Block = None,
    image_size: ImageSize = None,
    channels: Channels = None,
    fields: Fields = None,
    form: Annotated[
        Format | None,
        typer.Option("--format", help="How to write it.  [default: by FILE's ending, else text]", show_default=False),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE, not to the screen.")
    ] = None,
) -> None:
    """List the steps of a topology's network and what they cost.

    Shapes, parameters, MACs and bytes of each. Nothing is allocated; where shapes do not fit, every conflict is named.

    \b
    Examples:
      skipgraph plan log_densenet --layers 36 --growth-rate 12
      skipgraph plan densenet --layers 48 --set blocks=16,16,16 --preset densenet_bc -o plan.csv
      skipgraph plan "fc_densenet(n_pools=5)" --preset fc_densenet --spec image_size=352,480 --spec dropout=0
    """  # noqa: D301  # \b keeps the lines of the examples apart
    check_output(output)
    options = {
        "growth_rate": growth_rate,
        "num_classes": classes,
        "block": block,
        "image_size": image_size and (image_size, image_size),
        "in_channels": channels,
    }
    spec = make_spec(preset, fields, options=options)
    topology = one_topology(name, file, layers=layers, settings=settings, seed=seed)

    from skipgraph.plan import plan_network

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

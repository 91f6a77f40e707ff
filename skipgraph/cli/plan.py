"""``skipgraph plan``: shapes and costs of every step of a network."""

from pathlib import Path
from typing import Annotated

import typer

from skipgraph.cli.formats import Format, put_out
from skipgraph.cli.option_groups import SpecOptions, TopologyOptions, takes_option_groups
from skipgraph.cli.outputs import check_output

__all__ = ["plan"]


@takes_option_groups
def plan(
    chosen: TopologyOptions,
    network: SpecOptions,
    form: Annotated[
        Format | None,
        typer.Option("--format", help="How to write it.  [default: by FILE's ending, else text]", show_default=False),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE, not to the screen.")
    ] = None,
) -> None:
    """List the steps of a topology's network and their costs.

    Each step has its shapes, parameters, MACs and bytes. Nothing is allocated. If shapes do not fit,
    every conflict is named.

    \b
    Examples:
      skipgraph plan log_densenet --layers 36 --growth-rate 12
      skipgraph plan resnet50 --classes 10 --image-size 64
      skipgraph plan densenet --layers 48 --set blocks=16,16,16 --preset densenet_bc -o plan.csv
      skipgraph plan "fc_densenet(n_pools=5)" --preset fc_densenet --spec image_size=352,480 --spec dropout=0
    """  # noqa: D301  # \b keeps the lines of the examples apart
    check_output(output)
    spec = network.spec(chosen.name)
    topology = chosen.topology()

    from skipgraph.plan import plan_network

    bill = plan_network(topology, spec)
    if output is None and form in (None, "text"):
        print(bill)
        return

    keys = [step.key for step in bill.program]
    frame = bill.to_frame()
    frame["label"] = frame["label"].astype(str)
    frame["reads"] = [" ".join(keys[read] for read in reads) for reads in frame["reads"]]
    for column in ("joined_shape", "shape"):
        frame[column] = ["x".join(map(str, shape)) for shape in frame[column]]
    put_out(frame, form=form, output=output)

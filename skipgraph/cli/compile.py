"""``skipgraph compile``: print what a network costs, then write it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skipgraph.cli.options import Classes, File, GrowthRate, Layers, PatternName, Seed, Settings
from skipgraph.cli.outputs import check_output, print_table
from skipgraph.cli.sources import described, one_topology

if TYPE_CHECKING:
    from skipgraph.plan import NetworkPlan

__all__ = ["compile_network"]

_ENDINGS = (".pt2", ".safetensors")


def compile_network(
    name: PatternName = None,
    layers: Layers = None,
    growth_rate: GrowthRate = 12,
    classes: Classes = 10,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="The network: .pt2, or .safetensors with a .json beside."),
    ] = None,
    settings: Settings = None,
    file: File = None,
    seed: Seed = 0,
) -> None:
    """Print what a topology's network costs, then write it.

    Parameters, MACs and peak memory come from a plan, before any tensor exists.

    \b
    Examples:
      skipgraph compile log_densenet --layers 36 --growth-rate 12 --classes 10 -o net.pt2
      skipgraph compile densenet --layers 36
    """  # noqa: D301  # \b keeps the lines of the examples apart
    check_output(output, _ENDINGS)
    topology = one_topology(name, file, layers=layers, settings=settings, seed=seed)

    from skipgraph.plan import NetworkSpec, plan_network

    spec = NetworkSpec(growth_rate=growth_rate, num_classes=classes)
    print_bill(plan_network(topology, spec))
    if output is None:
        return

    from skipgraph import nn
    from skipgraph.nn.export import export_network
    from skipgraph.train import seeded

    with seeded(seed):
        net = nn.compile(topology, spec)
    export_network(net, output)
    print(f"{output}: {described(topology)}")


def print_bill(plan: "NetworkPlan") -> None:
    """Print what one image costs."""
    rows = [
        ("parameters", f"{plan.n_parameters:,}"),
        ("MACs", f"{plan.macs:,}"),
        ("peak bytes, inference", f"{plan.peak_inference_bytes:,}"),
        ("peak bytes, training", f"{plan.peak_training_bytes:,}"),
    ]
    print_table(["for one image, float32", "amount"], rows)

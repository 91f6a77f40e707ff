"""``skipgraph compile``: print the costs of a network, then write it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skipgraph.cli.option_groups import SeededTopologyOptions, SpecOptions, takes_option_groups
from skipgraph.cli.outputs import check_output, print_table
from skipgraph.cli.parse_topology import described
from skipgraph.errors import ArgumentError

if TYPE_CHECKING:
    from skipgraph.plan import NetworkPlan

__all__ = ["compile_network"]


@takes_option_groups
def compile_network(
    chosen: SeededTopologyOptions,
    network: SpecOptions,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write the network: .pt2, .onnx, or .safetensors with a .json next to it.",
        ),
    ] = None,
) -> None:
    """Print what the network of a topology costs, then write it.

    The plan counts parameters, MACs and peak memory before any tensor exists. Without -o, nothing is written.

    \b
    Examples:
      skipgraph compile log_densenet --layers 36 --growth-rate 12 --classes 10 -o net.pt2
      skipgraph compile densenet121
      skipgraph compile log_densenet --layers 12 -o net.onnx
      skipgraph compile densenet --layers 48 --set blocks=16,16,16 --preset densenet_bc
    """  # noqa: D301  # \b keeps the lines of the examples apart
    check_output(output, (".pt2", ".onnx", ".safetensors"))
    _check_neighbour(output)
    spec = network.spec(chosen.name)
    topology = chosen.topology()

    from skipgraph.plan import plan_network

    print_bill(plan_network(topology, spec))
    if output is None:
        return

    from skipgraph import nn
    from skipgraph.nn.export import export_network
    from skipgraph.train import seeded

    with seeded(chosen.seed):
        net = nn.compile(topology, spec)
    export_network(net, output)
    print(f"{output}: {described(topology)}")


def _check_neighbour(output: Path | None) -> None:
    """Refuse to replace a .json file of something else, such as of the topology that was read."""
    if output is None or output.suffix.lower() != ".safetensors":
        return
    neighbour = output.with_suffix(".json")
    if neighbour.exists() and "skipgraph network" not in neighbour.read_text(encoding="utf-8", errors="replace")[:200]:
        raise ArgumentError(
            f"-o {output}: would also replace {neighbour}, which describes no network: choose another name"
        )


def print_bill(plan: "NetworkPlan") -> None:
    """Print what one image costs."""
    rows = [
        ("parameters", f"{plan.n_parameters:,}"),
        ("MACs", f"{plan.macs:,}"),
        ("peak bytes, inference", f"{plan.peak_inference_bytes:,}"),
        ("peak bytes, training", f"{plan.peak_training_bytes:,}"),
    ]
    print_table(["for one example, float32", "amount"], rows)

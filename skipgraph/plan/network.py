"""plan_network: the whole bill of a network before any tensor exists."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from skipgraph.errors import PlanError
from skipgraph.plan import cost
from skipgraph.plan.keys import node_keys
from skipgraph.plan.nodeplan import NodePlan
from skipgraph.plan.schedule import last_uses
from skipgraph.plan.shapes import plan_steps
from skipgraph.plan.spec import NetworkSpec
from skipgraph.topology import Topology

__all__ = ["NetworkPlan", "plan_network"]


@dataclass(frozen=True, eq=False, repr=False)
class NetworkPlan:
    """A topology plus widths: every shape, the order, last uses and what it all costs.

    Made by `plan_network`. ``print(plan)`` is a table with a row for each step.

    Parameters
    ----------
    topology : Topology
        The graph.
    spec : NetworkSpec
        Widths and blocks.
    steps : tuple of NodePlan
        In execution order.
    """

    topology: Topology
    spec: NetworkSpec
    steps: tuple[NodePlan, ...]

    @property
    def n_parameters(self) -> int:
        """Number of trainable numbers."""
        return sum(step.n_parameters for step in self.steps)

    @property
    def macs(self) -> int:
        """Multiply-accumulates of convolutions and matrices for one image."""
        return sum(step.macs for step in self.steps)

    @property
    def concat_bytes(self) -> int:
        """Bytes of all joins together, for one image in float32: what grows with the square of a DenseNet's depth."""
        return sum(cost.tensor_bytes(step.joined_shape) for step in self.steps if len(step.reads) > 1)

    @cached_property
    def peak_inference_bytes(self) -> int:
        """Most bytes alive in a forward pass without gradients, for one image in float32, weights left out."""
        return cost.peak_inference_bytes(self.steps)

    @cached_property
    def peak_training_bytes(self) -> int:
        """Most bytes alive in a training step, for one image in float32: saved features and all gradients."""
        return cost.peak_training_bytes(self.steps)

    @cached_property
    def last_uses(self) -> tuple[int, ...]:
        """The last step that reads each step; the number of steps for a result."""
        return last_uses([step.reads for step in self.steps])

    @cached_property
    def dead_nodes(self) -> tuple[int, ...]:
        """Nodes of the topology that no head needs; the network leaves them out."""
        return tuple(np.flatnonzero(~self.topology.live).tolist())

    @cached_property
    def keys(self) -> Mapping[Hashable, str]:
        """The name of each node's module by the node's label."""
        return dict(zip(self.topology.labels, node_keys(self.topology.labels), strict=True))

    def rows(self) -> list[dict[str, Any]]:
        """Return one dict for each step.

        Returns
        -------
        list of dict
            Keys ``step``, ``key``, ``kind``, ``label``, ``stage``, ``reads``, ``aggregation``,
            ``joined_shape``, ``shape``, ``parameters``, ``macs``, ``output_bytes`` (one image, float32)
            and ``last_use``.
        """
        return [
            {
                "step": position,
                "key": step.key,
                "kind": step.kind,
                "label": step.label,
                "stage": step.stage,
                "reads": step.reads,
                "aggregation": step.aggregation.name.lower(),
                "joined_shape": step.joined_shape,
                "shape": step.shape,
                "parameters": step.n_parameters,
                "macs": step.macs,
                "output_bytes": cost.tensor_bytes(step.shape),
                "last_use": self.last_uses[position],
            }
            for position, step in enumerate(self.steps)
        ]

    def __repr__(self) -> str:
        return f"<NetworkPlan: {len(self.steps)} steps, {self.n_parameters:,} parameters, {self.macs:,} MACs>"

    def __str__(self) -> str:
        heads = ("step", "kind", "reads", "join", "output", "parameters", "MACs", "last use")
        table = [heads]
        for row in self.rows():
            reads = [self.steps[read].key for read in row["reads"]]
            shown = ", ".join(reads if len(reads) <= 4 else [*reads[:3], f"... ({len(reads)})"])
            table.append(
                (
                    row["key"],
                    row["kind"],
                    shown,
                    f"{row['aggregation']} {_shape(row['joined_shape'])}" if reads else _shape(row["joined_shape"]),
                    _shape(row["shape"]),
                    f"{row['parameters']:,}",
                    f"{row['macs']:,}",
                    "-" if row["last_use"] == len(self.steps) else self.steps[row["last_use"]].key,
                )
            )
        widths = [max(len(line[column]) for line in table) for column in range(len(heads))]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in table]
        lines.insert(1, "  ".join("-" * width for width in widths))
        lines.append(
            f"total: {self.n_parameters:,} parameters, {self.macs:,} MACs, peak bytes {self.peak_inference_bytes:,} "
            f"in inference and {self.peak_training_bytes:,} in training (one image, float32)"
        )
        if self.dead_nodes:
            lines.append(f"dead nodes left out: {', '.join(repr(self.topology.labels[n]) for n in self.dead_nodes)}")
        return "\n".join(line.rstrip() for line in lines)


def _shape(shape: tuple[int, ...]) -> str:
    return "x".join(map(str, shape))


def plan_network(topology: Topology, spec: NetworkSpec) -> NetworkPlan:
    """Work out every shape and cost of a network before any tensor exists.

    Parameters
    ----------
    topology : Topology
        Who reads whom. Attributes of nodes and edges override the spec, see Notes.
    spec : NetworkSpec
        Widths and blocks.

    Returns
    -------
    NetworkPlan
        With ``n_parameters``, ``macs``, ``peak_inference_bytes`` and ``peak_training_bytes``.

    Raises
    ------
    PlanError
        If shapes do not fit; the error lists every conflict with its nodes.

    Notes
    -----
    ``O(n_nodes + n_edges)``. Features of another stage are moved there once for all who read them;
    where the reads of a sum, mean, weighted or gated join differ in width, the narrow ones pass a 1x1
    convolution.

    Node attributes: ``width``, the channels that a node makes; ``growth``, the same in multiples of the growth rate;
    ``block``; ``inner_width``, the channels between the convolutions of a bottleneck; ``kernel``, the odd side of the
    largest convolution; ``groups``, in which that keeps channels apart.

    Edge attributes: ``channels``, how many of the source's channels the reader takes, or ``share``, which share of
    them, rounded to whole ones but not to none; ``side``, whether these are the ``"first"`` ones, as they are by
    default, or the ``"last"``. Shares that sum to one on either side split a feature.

    Examples
    --------
    >>> t = Topology.from_reads([[], [0], [0, 1]])
    >>> plan_network(t, NetworkSpec(growth_rate=4, num_classes=2))
    <NetworkPlan: 4 steps, 1,042 parameters, 958,496 MACs>
    """
    steps, faults = plan_steps(topology, spec)
    if faults:
        raise PlanError("no network can be made of this topology and spec", faults)
    return NetworkPlan(topology, spec, steps)

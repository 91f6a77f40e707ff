"""plan_network: the shapes and costs of a network before any tensor exists."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from skipgraph.arguments import checked
from skipgraph.errors import ArgumentError, PlanError
from skipgraph.plan import live_bytes
from skipgraph.plan.module_names import node_keys
from skipgraph.plan.planner import plan_steps
from skipgraph.plan.recompute import Recompute
from skipgraph.plan.schedule import last_uses
from skipgraph.plan.shared_joins import share_joins
from skipgraph.plan.spec import NetworkSpec
from skipgraph.plan.step import PlanStep
from skipgraph.topology import Topology

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["NetworkPlan", "plan_network"]


@dataclass(frozen=True, eq=False, repr=False)
class NetworkPlan:
    """A topology plus widths: every shape, the order, last uses and what it all costs.

    Made by `plan_network`. ``print(plan)`` is a table with a row for each step of the program.

    Parameters
    ----------
    topology : Topology
        The graph.
    spec : NetworkSpec
        Widths and blocks.
    steps : tuple of PlanStep
        In execution order.
    recompute : {"concat", "block"} or None
        What the backward pass recomputes instead of keeping it.
    """

    topology: Topology
    spec: NetworkSpec
    steps: tuple[PlanStep, ...]
    recompute: Recompute | None = None

    @cached_property
    def program(self) -> tuple[PlanStep, ...]:
        """The steps as they run, and before them the joins that they share, as steps of kind ``join``."""
        return share_joins(self.steps, concats=self.recompute is None)

    @property
    def n_parameters(self) -> int:
        """Number of trainable numbers."""
        return sum(step.n_parameters for step in self.steps)

    @property
    def macs(self) -> int:
        """Multiply-accumulates of convolutions and matrices for one example."""
        return sum(step.macs for step in self.steps)

    @property
    def concat_bytes(self) -> int:
        """Bytes of all joins together, for one example in float32: what grows with the square of a DenseNet's depth."""
        return sum(_join_bytes(step) for step in self.program)

    @cached_property
    def live_bytes_inference(self) -> tuple[int, ...]:
        """Most bytes alive while each step of the program runs, without gradients, for one example in float32."""
        return live_bytes.live_bytes_inference(self.program)

    @cached_property
    def live_bytes_training(self) -> tuple[int, ...]:
        """Most bytes alive while the backward pass is at each step of the program, for one example in float32."""
        return live_bytes.live_bytes_training(self.program, self.recompute)

    @property
    def peak_inference_bytes(self) -> int:
        """Most bytes alive in a forward pass without gradients, for one example in float32, weights left out."""
        return max(self.live_bytes_inference)

    @property
    def peak_training_bytes(self) -> int:
        """Most bytes alive in a training step, for one example in float32: saved features and all gradients."""
        return max(self.live_bytes_training)

    @cached_property
    def last_uses(self) -> tuple[int, ...]:
        """The last step of the program that reads each step; the number of steps where none does."""
        return last_uses([step.reads for step in self.program])

    @cached_property
    def dead_nodes(self) -> tuple[int, ...]:
        """Nodes of the topology that no head needs; the network leaves them out."""
        return tuple(np.flatnonzero(~self.topology.live).tolist())

    @cached_property
    def keys(self) -> Mapping[Hashable, str]:
        """The name of each node's module by the node's label."""
        return dict(zip(self.topology.labels, node_keys(self.topology.labels), strict=True))

    def rows(self) -> list[dict[str, Any]]:
        """Return one dict for each step of the program.

        Returns
        -------
        list of dict
            Keys ``step``, ``key``, ``kind``, ``label``, ``stage``, ``reads``, ``aggregation``,
            ``joined_shape``, ``shape``, ``parameters``, ``macs``, ``join_bytes`` (0 where a single feature is passed
            on), ``output_bytes``, ``live_bytes_inference``, ``live_bytes_training`` and ``last_use``. Bytes are of
            one example in float32.
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
                "join_bytes": _join_bytes(step),
                "output_bytes": live_bytes.tensor_bytes(step.shape),
                "live_bytes_inference": self.live_bytes_inference[position],
                "live_bytes_training": self.live_bytes_training[position],
                "last_use": self.last_uses[position],
            }
            for position, step in enumerate(self.program)
        ]

    def to_frame(self) -> "pd.DataFrame":
        """Return the rows as a table.

        Returns
        -------
        pandas.DataFrame
            A row for each step of the program and a column for each key of `rows`; columns named bytes are
            of one example in float32.

        Examples
        --------
        >>> t = Topology.from_reads([[], [0], [0, 1]])
        >>> plan_network(t, NetworkSpec(growth_rate=4)).to_frame()[["key", "parameters", "join_bytes"]]
                   key  parameters  join_bytes
        0        node0         216           0
        1        node1         304           0
        2  join2_node2           0       49152
        3        node2         456           0
        4         head         202       65536
        """
        import pandas as pd  # only here, as plans do without

        return pd.DataFrame(self.rows())

    def __repr__(self) -> str:
        return f"<NetworkPlan: {len(self.steps)} steps, {self.n_parameters:,} parameters, {self.macs:,} MACs>"

    def __str__(self) -> str:
        heads = (
            "step",
            "kind",
            "reads",
            "join",
            "output",
            "parameters",
            "MACs",
            "live bytes",
            "in training",
            "last use",
        )
        table = [heads]
        for row in self.rows():
            reads = [self.program[read].key for read in row["reads"]]
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
                    f"{row['live_bytes_inference']:,}",
                    f"{row['live_bytes_training']:,}",
                    "-" if row["last_use"] == len(self.program) else self.program[row["last_use"]].key,
                )
            )
        widths = [max(len(line[column]) for line in table) for column in range(len(heads))]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in table]
        lines.insert(1, "  ".join("-" * width for width in widths))
        lines.append(
            f"total: {self.n_parameters:,} parameters, {self.macs:,} MACs, peak bytes {self.peak_inference_bytes:,} "
            f"in inference and {self.peak_training_bytes:,} in training, {self.concat_bytes:,} bytes of joins "
            "(one example, float32)"
        )
        if self.dead_nodes:
            lines.append(f"dead nodes left out: {', '.join(repr(self.topology.labels[n]) for n in self.dead_nodes)}")
        return "\n".join(line.rstrip() for line in lines)


def _join_bytes(step: PlanStep) -> int:
    return live_bytes.tensor_bytes(step.joined_shape) if step.joins else 0


def _shape(shape: tuple[int, ...]) -> str:
    return "x".join(map(str, shape))


_MOST_EDGES = 5_000_000  # each takes some microseconds and a hundred bytes


@checked
def plan_network(topology: Topology, spec: NetworkSpec, *, recompute: Recompute | None = None) -> NetworkPlan:
    """Work out every shape and cost of a network before any tensor exists.

    Parameters
    ----------
    topology : Topology
        Who reads whom. Attributes of nodes and edges override the spec, see Notes.
    spec : NetworkSpec
        Widths and blocks.
    recompute : {"concat", "block"} or None
        What the backward pass of a training step recomputes instead of keeping it: the join of each
        step up to its first convolution or matrix, or all that a step makes.

    Returns
    -------
    NetworkPlan
        With ``n_parameters``, ``macs``, ``peak_inference_bytes`` and ``peak_training_bytes``.

    Raises
    ------
    ArgumentError
        If an argument is of another type, `recompute` is none of these, or there are more than 5 million edges.
    PlanError
        If shapes do not fit; the error lists every conflict with its nodes.

    Notes
    -----
    ``O(n_nodes + n_edges)``. A feature has one transport to another stage, for all nodes that read it there. If the
    features of a sum, mean, weighted or gated join differ in width, the narrow ones pass the projection of the spec's
    transition. Joins are shared where that saves additions, copies or bytes, see ``program``.

    Node attributes: ``width``, the channels that a node makes; ``growth``, the same in multiples of the growth rate;
    ``block``, the name of another block, which takes over the fields that both have;
    ``sublayer``, the same where the features are sequences; ``inner_width``, ``kernel``, ``padding``, ``dilation`` and
    ``groups``, which override these fields of a layer's block. ``kernel`` also overrides that of a stem. A kernel is a
    number or a word such as ``"1x7"``. A layer whose block has no such field is refused.

    Edge attributes: ``channels``, how many of the source's channels the edge carries, or ``share``, which share of
    them, rounded, but at least one channel; ``side``, whether these are the ``"first"`` ones (the default) or the
    ``"last"``. Two shares that sum to one, one on each side, split a feature. ``initial_weight`` says where the trained
    weight of the edge starts in a weighted join; an edge without one starts as in a mean. With
    ``Join(edge_weights="softmax")``, weights start in proportion to these numbers, which must be above zero.

    Examples
    --------
    >>> from skipgraph.plan.heads import NormReluPoolLinear
    >>> t = Topology.from_reads([[], [0], [0, 1]])
    >>> plan_network(t, NetworkSpec(growth_rate=4, head=NormReluPoolLinear(classes=2)))
    <NetworkPlan: 4 steps, 1,042 parameters, 958,496 MACs>
    """
    if topology.n_edges > _MOST_EDGES:
        raise ArgumentError(
            f"{topology!r} has more than the {_MOST_EDGES:,} edges that a plan takes: each is a part of a step"
        )
    steps, faults = plan_steps(topology, spec)
    if faults:
        raise PlanError("no network can be made of this topology and spec", faults)
    return NetworkPlan(topology, spec, steps, recompute)

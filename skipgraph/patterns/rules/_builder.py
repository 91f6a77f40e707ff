"""Builder of topologies whose rule says more than which layer reads which."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from skipgraph.arguments import check_n_edges
from skipgraph.patterns.rules._staged import annotate_edges, describe
from skipgraph.topology import Aggregation, NodeKind, Topology
from skipgraph.topology.kinds import Scalar

__all__ = ["MAX_LISTED_EDGES", "TopologyBuilder", "check_listed_edges"]

MAX_LISTED_EDGES = 2**23  # every edge is a Python int until the topology is finished

Label = int | str


def check_listed_edges(pattern: str, size: str, value: int, n_edges: float) -> None:
    """Refuse a topology with more edges than a list should hold; `n_edges` may be an estimate."""
    check_n_edges(pattern, value, n_edges, size=size, most=MAX_LISTED_EDGES)


@dataclass
class TopologyBuilder:
    """Builds a topology node by node; node 0, the input, is there from the start.

    Every method that adds a node returns its number. A node is at the stage of the first node that it reads, unless
    `stage` says otherwise. An attribute is None for nodes without it.
    """

    input_attributes: Mapping[str, Scalar] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.reads: list[list[int]] = [[]]
        self.kinds = [NodeKind.INPUT]
        self.stages = [0]
        self.aggregations = [Aggregation.CONCAT]
        self.labels: list[Label] = [0]
        self.attributes: list[Mapping[str, Scalar]] = [self.input_attributes]
        self.weights: dict[tuple[int, int], float] = {}

    def add(
        self,
        kind: NodeKind,
        label: Label,
        reads: Sequence[int],
        *,
        stage: int | None = None,
        aggregation: Aggregation = Aggregation.CONCAT,
        attributes: Mapping[str, Scalar] | None = None,
        weights: Sequence[float] | None = None,
    ) -> int:
        """Add a node that reads `reads`; `weights` are its initial coefficients, in the same order."""
        node = len(self.reads)
        self.reads.append(sorted(reads))
        self.kinds.append(kind)
        self.stages.append(self.stages[reads[0]] if stage is None else stage)
        self.aggregations.append(aggregation)
        self.labels.append(label)
        self.attributes.append(attributes or {})
        if weights is not None:
            self.weights.update({(source, node): weight for source, weight in zip(reads, weights, strict=True)})
        return node

    def layer(
        self,
        label: Label,
        *reads: int,
        aggregation: Aggregation = Aggregation.CONCAT,
        attributes: Mapping[str, Scalar] | None = None,
    ) -> int:
        """Add a layer."""
        return self.add(NodeKind.LAYER, label, reads, aggregation=aggregation, attributes=attributes)

    def merge(
        self, label: Label, *reads: int, aggregation: Aggregation, attributes: Mapping[str, Scalar] | None = None
    ) -> int:
        """Add a merge."""
        return self.add(NodeKind.MERGE, label, reads, aggregation=aggregation, attributes=attributes)

    def transition(
        self,
        label: Label,
        *reads: int,
        stage: int,
        aggregation: Aggregation = Aggregation.CONCAT,
        attributes: Mapping[str, Scalar] | None = None,
    ) -> int:
        """Add a transition to `stage`."""
        return self.add(NodeKind.TRANSITION, label, reads, stage=stage, aggregation=aggregation, attributes=attributes)

    def finish(self, pattern: Callable[..., Topology], arguments: Mapping[str, Any], paper: str) -> Topology:
        """Return the topology, with a title made of the pattern and its arguments."""
        name, provenance = describe(pattern, arguments, paper)
        columns = sorted({key for row in self.attributes for key in row})
        built = Topology.from_reads(
            self.reads,
            kinds=self.kinds,
            stages=self.stages,
            aggregations=self.aggregations,
            labels=self.labels,
            name=name,
            provenance=provenance,
            node_attributes={key: [row.get(key) for row in self.attributes] for key in columns},
        )
        return annotate_edges(built, "initial_weight", self.weights) if self.weights else built

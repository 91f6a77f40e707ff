"""From a topology and its widths to steps with shapes, or a list of all that does not fit."""

from skipgraph.plan.attributes import Attributes, Part
from skipgraph.plan.module_names import head_key, node_keys
from skipgraph.plan.operations import (
    AveragePool,
    Operations,
    PadImage,
    Relu,
    Shape,
    channels_of,
    with_channels,
    with_stride,
)
from skipgraph.plan.part import part_name
from skipgraph.plan.schedule import head_reads
from skipgraph.plan.spec import NetworkSpec
from skipgraph.plan.step import PlanStep, StepKind
from skipgraph.plan.transports import Transport
from skipgraph.topology import Aggregation, NodeKind, Topology

__all__ = ["plan_steps"]


def plan_steps(topology: Topology, spec: NetworkSpec) -> tuple[tuple[PlanStep, ...], tuple[str, ...]]:
    """Return the steps of a network in execution order, and all faults.

    Parameters
    ----------
    topology : Topology
        The graph.
    spec : NetworkSpec
        Widths and blocks.

    Returns
    -------
    tuple of PlanStep
        The steps of live nodes. With faults they are incomplete.
    tuple of str
        Every conflict found.
    """
    planner = _Planner(topology, spec)
    planner.plan()
    return tuple(planner.steps), tuple(planner.faults)


class _Planner:
    def __init__(self, topology: Topology, spec: NetworkSpec) -> None:
        self.topology, self.spec = topology, spec
        self.attributes = Attributes(topology, spec)
        self.keys = node_keys(topology.labels)
        self.steps: list[PlanStep] = []
        self.shapes: list[Shape] = []
        self.faults: list[str] = []
        self.at: dict[tuple[int, int], int] = {}  # (node, stage) -> the step that has the node's feature there
        stages = topology.stages.tolist()
        self.stages: list[int] = stages
        self.live: list[bool] = topology.live.tolist()
        self.first_stage: int = min(stages[node] for node in topology.nodes_of_kind(NodeKind.INPUT).tolist())

    def plan(self) -> None:
        topology = self.topology
        heads = head_reads(topology)
        live = self.live
        self.faults += self.attributes.faults()
        self.faults += [
            f"{self._name(node)} is an input that reaches no output: remove it or connect it to an output"
            for node in topology.nodes_of_kind(NodeKind.INPUT).tolist()
            if not live[node]
        ]
        later = [node for node in range(topology.n_nodes) if live[node] and self.stages[node] != self.first_stage]
        if later and not self.spec.features.has_pixels:
            self.faults.append(
                f"{self._name(later[0])} is in stage {self.stages[later[0]]}, one of {len(later)} nodes not in stage "
                f"{self.first_stage}: {self.spec.features.name()} have no resolution, so all nodes must be in one stage"
            )
        if self.faults:
            return
        for node in range(topology.n_nodes):
            kind = NodeKind(int(topology.kinds[node]))
            readers = [] if kind != NodeKind.OUTPUT else [i for i in topology.readers(node) if live[i]]
            if readers:
                self.faults.append(
                    f"{self._name(readers[0])} reads the output {self._name(node)}: no node may read one"
                )
            elif live[node] and kind != NodeKind.OUTPUT:
                self._plan_node(node, kind)
            if node in heads and not readers:
                self._plan_head(node, heads[node])

    def _name(self, node: int) -> str:
        label = self.topology.labels[node]
        return f"node {node}" if label == node else f"node {node} ({label!r})"

    @property
    def _transport(self) -> Transport:
        """What moves features between stages; a spec of one stage only has none, and is refused before."""
        if self.spec.transport is None:
            raise AssertionError(f"{self.spec.features.name()} have one stage")
        return self.spec.transport

    @property
    def _strides_layers(self) -> bool:
        return self.spec.transport is not None and self.spec.transport.strides_layers

    def _width(self, node: int) -> int | None:
        """Return the channels that the topology says a node makes, if it does."""
        width, growth = self.attributes.count("width", node), self.attributes.count("growth", node)
        if width is not None:
            return width
        return None if growth is None else growth * self.spec.growth_at(self.stages[node])

    def _plan_node(self, node: int, kind: NodeKind) -> None:
        stage = self.stages[node]
        if kind == NodeKind.INPUT:
            self._plan_stem(node)
            return
        read_stages = {self.stages[source] for source in self.topology.reads(node)}
        if kind == NodeKind.TRANSITION:
            # it takes its join to its stage itself, so features only get to the coarsest of their stages
            join_stage = max(read_stages)
        elif kind == NodeKind.LAYER and self._strides_layers:
            join_stage = read_stages.pop() if len(read_stages) == 1 and max(read_stages) <= stage else stage
        else:
            join_stage = stage
        joined = self._join(node, self.topology.reads(node), join_stage)
        if joined is None:
            return
        reads, parts, aggregation, shape = joined
        operations: Operations = ()
        step_kind: StepKind = "merge"
        if kind == NodeKind.TRANSITION:
            step_kind = "transition"
            transition = self.spec.transition
            width = self._made(node) if transition.is_shortcut else self._width(node)
            operations = transition.operations(channels_of(shape), width, stage - join_stage)
        elif kind == NodeKind.LAYER:
            step_kind = "layer"
            operations = self._layer_operations(node, channels_of(shape), stride=2 ** (stage - join_stage))
        elif self.spec.join.merge_relu:
            operations = (("relu", Relu()),)
        self._add(self.keys[node], step_kind, node, node, stage, reads, parts, aggregation, operations, shape)

    def _layer_operations(self, node: int, channels: int, *, stride: int) -> Operations:
        block = self.attributes.block(node)
        operations = block.operations(channels, self._made(node))
        if stride > 1:
            strided = with_stride(operations, stride)
            if strided is None:
                self.faults.append(
                    f"{self._name(node)} has no convolution whose stride leads to a coarser stage: its block is "
                    f"{part_name(type(block))}; take another transport than {part_name(type(self.spec.transport))}"
                )
            else:
                operations = strided
        readers = [reader for reader in self.topology.readers(node) if self.live[reader]]
        merged = readers and all(self.topology.kinds[reader] == NodeKind.MERGE for reader in readers)
        if self.spec.join.merge_relu and merged and operations and isinstance(operations[-1][1], Relu):
            operations = operations[:-1]  # the ReLU comes after the merge
        return operations

    def _made(self, node: int) -> int:
        return self._width(node) or self.spec.growth_at(self.stages[node])

    def _plan_stem(self, node: int) -> None:
        spec, own = self.spec, self._width(node)
        stem = self.attributes.overridden(spec.stem, node)
        channels = own or stem.channels
        if channels is None:
            growths = 1 if self.topology.aggregations.any() else spec.features.stem_growths
            channels = growths * spec.growth_at(self.stages[node])
        operations = stem.operations(spec.input, channels)
        if self.stages[node] > self.first_stage:
            operations = (*operations, ("shrink", AveragePool(2 ** (self.stages[node] - self.first_stage))))
        if spec.head.per_pixel:  # so that every stage halves what the one before it makes
            operations = (("pad", PadImage(self._side_multiple())), *operations)
        aggregation = Aggregation(int(self.topology.aggregations[node]))
        self._add(
            self.keys[node], "stem", node, node, self.stages[node], (), (), aggregation, operations, spec.input.shape
        )

    def _side_multiple(self) -> int:
        """Return what the sides of an image must be a multiple of, so that every stage halves them without rest."""
        last = int(self.topology.stages[self.topology.live].max())
        return self.spec.stem.stride << (last - self.first_stage)

    def _plan_head(self, node: int, reads: tuple[int, ...]) -> None:
        aggregation = Aggregation(int(self.topology.aggregations[node]))
        output = bool(self.topology.kinds[node] == NodeKind.OUTPUT)
        stage = max(self.stages[source] for source in reads) if output else self.stages[node]
        # a head in a stage finer than the image would have to leave pixels out
        scale = self.spec.stem.stride * 2 ** (stage - self.first_stage) if stage >= self.first_stage else 0
        if scale == 0 and self.spec.head.per_pixel:
            self.faults.append(
                f"the segmentation head at {self._name(node)} is in stage {stage}, which is finer than "
                f"the images of stage {self.first_stage}"
            )
            return
        joined = self._join(node, reads, stage, aggregation if output else Aggregation.CONCAT, reader="head")
        if joined is None:
            return
        positions, parts, aggregation, shape = joined
        self._add(
            head_key(self.keys[node], is_output=output),
            "head",
            node if output else None,
            node,
            self.stages[node],
            positions,
            parts,
            aggregation,
            self.spec.head.operations(channels_of(shape), scale),
            shape,
        )

    def _join(
        self,
        node: int,
        reads: tuple[int, ...],
        stage: int,
        aggregation: Aggregation | None = None,
        reader: str = "",
    ) -> tuple[tuple[int, ...], tuple[Part | None, ...], Aggregation, Shape] | None:
        """Return the steps that bring `reads` to one stage and, for a sum, one width, with the channels of each.

        None after a fault.
        """
        if aggregation is None:
            aggregation = Aggregation(int(self.topology.aggregations[node]))
        positions = [self._moved(source, stage) for source in reads]
        if any(position is None for position in positions):
            return None  # the fault that stopped the source is listed already
        found = [position for position in positions if position is not None]
        first = self.shapes[found[0]]
        if not self._same_sides(node, reads, found, stage):
            return None
        parts = self._parts(node, reads, found)
        if parts is None:
            return None
        widths = [
            channels_of(self.shapes[position]) if part is None else part[1] - part[0]
            for position, part in zip(found, parts, strict=True)
        ]
        if aggregation == Aggregation.CONCAT:
            return tuple(found), tuple(parts), aggregation, with_channels(first, sum(widths))
        width = max(widths)
        own = self._width(node)
        if own is not None and self.topology.kinds[node] == NodeKind.MERGE:
            width = own
        target = f"{reader}_{self.keys[node]}" if reader else self.keys[node]
        for place, source in enumerate(reads):
            if widths[place] != width:
                found[place] = self._project(found[place], parts[place], source, width, stage, target)
                parts[place] = None
        return tuple(found), tuple(parts), aggregation, with_channels(first, width)

    def _same_sides(self, node: int, reads: tuple[int, ...], positions: list[int], stage: int) -> bool:
        """Return whether all that a node joins is of one size; what is not becomes a fault."""
        first, fits = self.shapes[positions[0]], True
        for source, position in zip(reads[1:], positions[1:], strict=True):
            shape = self.shapes[position]
            if with_channels(shape, 0) != with_channels(first, 0):
                fits = False
                self.faults.append(
                    f"{self._name(node)} cannot join {self._name(reads[0])} of {_pixels(first)} pixels and "
                    f"{self._name(source)} of {_pixels(shape)} pixels in stage {stage}"
                )
        return fits

    def _parts(self, node: int, reads: tuple[int, ...], positions: list[int]) -> list[Part | None] | None:
        """Return the channels that each edge carries; None after a fault."""
        parts: list[Part | None] = []
        for source, position in zip(reads, positions, strict=True):
            width = channels_of(self.shapes[position])
            part = self.attributes.part(source, node, width)
            if part is not None and (part[0] < 0 or part[1] > width):
                wanted = part[1] - part[0]
                self.faults.append(
                    f"{self._name(node)} reads {wanted} channels of {self._name(source)}, which has {width}"
                )
                return None
            parts.append(part)
        return parts

    def _project(self, position: int, part: Part | None, source: int, width: int, stage: int, target: str) -> int:
        shape = self.shapes[position]
        if part is not None:
            shape = with_channels(shape, part[1] - part[0])
        # no node's key holds "_xto_", so these names never meet
        key = f"project_{self.keys[source]}_xto_{target}"
        operations = self.spec.transition.projection(channels_of(shape), width)
        return self._add(
            key, "projection", None, source, stage, (position,), (part,), Aggregation.CONCAT, operations, shape
        )

    def _moved(self, source: int, stage: int) -> int | None:
        """Return the step that has the feature of `source` in `stage`; one transport serves all readers there."""
        here = self.stages[source]
        while (source, stage) not in self.at:
            if (source, here) not in self.at:
                return None
            # one stage at a time, as a feature halfway may be read there too
            onward = here + (1 if stage > here else -1)
            if (source, onward) not in self.at:
                position = self.at[source, here]
                shape = self.shapes[position]
                operations = self._transport.operations(channels_of(shape), onward - here)
                key = f"move_{self.keys[source]}_xto_stage{onward}"
                self._add(
                    key, "transport", None, source, onward, (position,), (None,), Aggregation.CONCAT, operations, shape
                )
            here = onward
        return self.at[source, stage]

    def _add(
        self,
        key: str,
        kind: StepKind,
        node: int | None,
        source: int,
        stage: int,
        reads: tuple[int, ...],
        parts: tuple[Part | None, ...],
        aggregation: Aggregation,
        operations: Operations,
        joined_shape: Shape,
    ) -> int:
        join = self.spec.join
        weighted = node is not None and aggregation == Aggregation.WEIGHTED and len(reads) > 1
        step = PlanStep(
            key=key,
            kind=kind,
            node=node,
            label=self.topology.labels[source],
            stage=stage,
            reads=reads,
            parts=parts,
            aggregation=aggregation,
            operations=operations,
            joined_shape=joined_shape,
            edge_weights=join.edge_weights,
            initial_weights=self.attributes.initial_weights(source) if weighted else None,
            gate_bias=join.gate_bias,
        )
        self._check_divisors(source, operations)
        shape = step.shape
        if min(joined_shape) < 1 or min(min(made) for made in step.shapes) < 1:
            self.faults.append(
                f"{self._name(source)} has {_pixels(shape)} pixels in stage {stage}: "
                f"{self.spec.input.name()} of {_pixels(self.spec.input.shape)} are too small for it"
            )
            shape = (shape[0], *(max(1, side) for side in shape[1:]))
        self.steps.append(step)
        self.shapes.append(shape)
        if kind not in ("projection", "head"):
            self.at[source, stage] = len(self.steps) - 1
        return len(self.steps) - 1

    def _check_divisors(self, source: int, operations: Operations) -> None:
        self.faults += [
            f"{name} of {self._name(source)} has {fault}"
            for name, operation in operations
            for fault in operation.faults()
        ]


def _pixels(shape: Shape) -> str:
    return "x".join(map(str, shape[1:]))

"""From a rule's lists of predecessors to a topology, with transitions between stages."""

import inspect
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import Count, checked, shown
from skipgraph.errors import ArgumentError
from skipgraph.topology import NodeKind, Provenance, Topology
from skipgraph.topology.kinds import Scalar

__all__ = ["PAPER_LOG_DENSENET", "annotate_edges", "annotate_nodes", "build_staged", "build_topology", "describe"]

PAPER_LOG_DENSENET = (
    "H. Hu, D. Dey, A. Del Giorno, M. Hebert and J. A. Bagnell, "
    '"Log-DenseNet: How to Sparsify a DenseNet", 2017, arXiv:1711.00002'
)

Row = NDArray[np.int64] | Sequence[int]


def describe(pattern: Callable[..., Topology], arguments: Mapping[str, Any], paper: str) -> tuple[str, Provenance]:
    """Return the title and the provenance; the title names the pattern and each option that is not the default."""
    given = {key: _plain(value) for key, value in arguments.items()}
    parameters = inspect.signature(pattern).parameters
    options = [
        f"{key}={value}"
        for key, value in given.items()
        if parameters[key].kind is inspect.Parameter.KEYWORD_ONLY and value not in (parameters[key].default, None)
    ]
    name = f"{pattern.__name__}({', '.join(options)})" if options else pattern.__name__
    return name, Provenance(pattern.__name__, given, paper)


def _plain(value: Any) -> Any:
    """Return an argument in the form that files can hold: sequences as tuples, numpy numbers as Python numbers."""
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    return tuple(map(_plain, value)) if isinstance(value, Sequence) and not isinstance(value, str) else value


def build_topology(
    pattern: Callable[..., Topology],
    reads: Sequence[Row],
    *,
    blocks: tuple[int, ...],
    arguments: Mapping[str, Any],
    paper: str,
) -> Topology:
    """Return the topology in which layer ``i`` reads ``reads[i - 1]``, with transitions if there are several stages."""
    name, provenance = describe(pattern, arguments, paper)
    if len(blocks) == 1:
        return Topology.from_reads([[], *reads], name=name, provenance=provenance)
    return build_staged(reads, blocks, name=name, provenance=provenance)


@checked
def build_staged(reads: Sequence[Row], blocks: tuple[Count, ...], *, name: str, provenance: Provenance) -> Topology:
    """Return a topology with one stage for each block, and transitions that move features to coarser stages.

    A feature moves to every coarser stage up to the last that reads it. Each move is a transition that reads the
    finer copy, so layers read only nodes of their own stage.
    """
    if sum(blocks) != len(reads):
        raise ArgumentError(f"blocks {shown(blocks)} hold {sum(blocks)} layers: must hold {len(reads)} as reads does")
    ends = np.cumsum(blocks)
    stage_of = np.concatenate([[0], np.repeat(np.arange(len(blocks)), blocks)])
    last_stage = stage_of.copy()
    for layer, row in enumerate(reads, 1):
        for source in row:
            if not 0 <= source < layer:
                raise ArgumentError(f"layer {layer} reads {source}: a layer may read only 0..{layer - 1}")
            last_stage[source] = max(last_stage[source], stage_of[layer])
    copies: list[dict[int, int]] = [{} for _ in range(len(reads) + 1)]  # node that holds a feature at a stage
    copies[0][0] = 0
    new_reads: list[list[int]] = [[]]
    kinds, stages = [NodeKind.INPUT], [0]
    labels: list[int | str] = [0]
    for layer, row in enumerate(reads, 1):
        stage = int(stage_of[layer])
        if layer - 1 in ends:
            for feature in range(layer):
                if last_stage[feature] >= stage:
                    copies[feature][stage] = len(new_reads)
                    new_reads.append([copies[feature][stage - 1]])
                    kinds.append(NodeKind.TRANSITION)
                    stages.append(stage)
                    labels.append(f"{feature}@{stage}")
        copies[layer][stage] = len(new_reads)
        new_reads.append([copies[int(source)][stage] for source in row])
        kinds.append(NodeKind.LAYER)
        stages.append(stage)
        labels.append(layer)
    return Topology.from_reads(new_reads, kinds=kinds, stages=stages, labels=labels, name=name, provenance=provenance)


def annotate_edges(topology: Topology, key: str, values: Mapping[tuple[int, int], Scalar]) -> Topology:
    """Return the topology with an edge attribute: `values` by ``(j, i)``, and None for other edges."""
    column = [values.get((source, target)) for source, target in topology.edges().tolist()]
    return replace(topology, edge_attributes={**topology.edge_attributes, key: column})


def annotate_nodes(topology: Topology, key: str, values: Mapping[Hashable, Scalar]) -> Topology:
    """Return the topology with a node attribute: `values` by label, and None for other nodes."""
    column = [values.get(label) for label in topology.labels]
    return replace(topology, node_attributes={**topology.node_attributes, key: column})

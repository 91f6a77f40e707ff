"""ResNets whose bottlenecks have other widths and groups, and their stride in the 3x3 convolution."""

from dataclasses import replace
from typing import Literal

from skipgraph import patterns
from skipgraph.topology import NodeKind, Topology

__all__ = ["bottleneck_topology"]


def bottleneck_topology(depth: Literal[50, 101], *, width: int = 64, groups: int = 1) -> Topology:
    """Return a ResNet whose bottlenecks have `width` channels between their convolutions in the first stage.

    The 3x3 convolution has the groups and, at the start of a stage, the stride, as in the authors' code of ResNeXt.
    """
    drawn = patterns.resnet_imagenet(depth)
    layers = drawn.nodes_of_kind(NodeKind.LAYER).tolist()
    stages = drawn.stages.tolist()
    # a shortcut and the last layer of a bottleneck make 256 channels in the first stage, twice as many in the next
    widths = [256 << stages[node] if kind == NodeKind.TRANSITION else None for node, kind in enumerate(drawn.kinds)]
    all_groups: list[int | None] = [None] * drawn.n_nodes
    for first, middle, last in zip(layers[::3], layers[1::3], layers[2::3], strict=True):
        widths[first] = widths[middle] = width << stages[middle]
        widths[last] = 256 << stages[last]
        all_groups[middle] = groups
        stages[first] = stages[drawn.reads(first)[0]]
    attributes = {"kernel": drawn.node_attributes["kernel"], "width": widths, "groups": all_groups}
    return replace(drawn, stages=stages, node_attributes=attributes)

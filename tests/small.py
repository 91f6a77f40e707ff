"""Topologies at a small size, for tests of networks."""

from dataclasses import replace

from skipgraph.patterns import chain
from skipgraph.patterns.catalog import CATALOG
from skipgraph.topology import Aggregation, NodeKind, Topology
from skipgraph.topology.edit import with_outputs

# a fractal doubles with each column, and an image must halve at each level
_SIZES = {"fractal": 3, "fractal_drop_path": 3}


def small_pattern(name):
    """The pattern of some six layers, and a side of images that its stages can halve."""
    size = _SIZES.get(name, 6)
    try:
        topology = CATALOG[name](size)
    except TypeError:
        topology = CATALOG[name](size, seed=0)
    return topology, max(16, 2 ** (int(topology.stages.max()) + 1))


def small_chain(side, kernel=None):
    """A chain of two convolutions, and two fully connected layers after a pooling."""
    drawn = chain(4, blocks=(2, 2))  # the pooling is node 3
    columns = {
        "width": [5, 4, 6, None, 8, 7],
        "kernel": [None, kernel, None, None, side, 1],
        "block": [None, None, None, None, "fully_connected", "fully_connected"],
    }
    return with_outputs(replace(drawn, node_attributes=columns), [5])


def small_inception():
    """A residual block with a branch of means, and a reduction by a convolution and a pooling next to each other."""
    layer, merge = NodeKind.LAYER, NodeKind.MERGE
    return Topology.from_reads(
        [[], [0], [0], [1, 2], [3], [0, 4], [5], [5], [6, 7], [8]],
        kinds=[NodeKind.INPUT, layer, layer, merge, layer, merge, layer, NodeKind.TRANSITION, merge, NodeKind.OUTPUT],
        stages=[0, 0, 0, 0, 0, 0, 1, 1, 1, 1],
        labels=["in", "means", "conv", "cat", "up", "sum", "strided", "pool", "reduction", "out"],
        aggregations=[Aggregation.SUM if node == 5 else Aggregation.CONCAT for node in range(10)],
        node_attributes={
            "width": [6, 4, 5, None, 6, None, 4, None, None, None],
            "kernel": [None, None, "1x3", None, None, None, 3, None, None, None],
            "padding": [None, None, None, None, None, None, 0, None, None, None],
            "block": [None, "pool_conv_norm_relu", None, None, "pointwise", None, None, None, None, None],
        },
    )


def small_pyramid():
    """A dilated convolution and the mean of the image next to each other."""
    layer = NodeKind.LAYER
    return Topology.from_reads(
        [[], [0], [0], [1, 2], [3]],
        kinds=[NodeKind.INPUT, layer, layer, NodeKind.MERGE, NodeKind.OUTPUT],
        labels=["in", "rate3", "image", "pyramid", "out"],
        node_attributes={
            "width": [6, 4, 5, None, None],
            "dilation": [None, 3, None, None, None],
            "block": [None, None, "grid_conv_norm_relu", None, None],
        },
    )

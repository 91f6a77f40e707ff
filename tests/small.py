"""Topologies at a small size, for tests of networks."""

from dataclasses import replace

from skipgraph.patterns import chain
from skipgraph.patterns.catalog import CATALOG
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

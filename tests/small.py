"""Every pattern at a small size, for tests of networks."""

from skipgraph.patterns.catalog import CATALOG

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

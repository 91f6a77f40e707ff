"""Random channel links: each layer adds channels of earlier layers, drawn at random, to what it reads."""

from collections.abc import Sequence

import numpy as np

from skipgraph.arguments import Seed, check_counts, resolve_blocks, resolve_seed
from skipgraph.errors import ArgumentError
from skipgraph.patterns.drawing import annotate_edges
from skipgraph.patterns.sketch import Sketch, check_sketch
from skipgraph.topology import Topology

__all__ = ["random_channel_links"]

_MAX_WIDTH = 2**31  # so that channels can be numbered through a block


def random_channel_links(
    n_layers: int,
    *,
    seed: Seed,
    width: int | Sequence[int] = 8,
    max_links: int | Sequence[int] = 10,
    blocks: Sequence[int] | None = None,
) -> Topology:
    """Read the node just before each layer, and single channels of earlier layers at random.

    The cells behind NN-Mass. From the third layer of a block on, layer i adds channels of the layers 1 .. i - 2
    of its block to those of layer i - 1; all sets of as many channels are equally likely.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is node 0 and is not counted.
    seed : int or numpy.random.Generator
        What the channels are drawn with.
    width : int or sequence of int
        Channels of each layer, w, in all blocks or in each.
    max_links : int or sequence of int
        Most channels that a layer adds, t_c, in all blocks or in each; it adds all ``w * (i - 2)`` where there are no
        more.
    blocks : sequence of int, optional
        Layers in each block; they sum to `n_layers`. Between blocks a transition moves the last layer.

    Returns
    -------
    Topology
        A chain and the skip connections that carry at least one channel. The edge attribute ``"channels"`` holds how
        many they carry, and is None in the chain; the node attribute ``"width"`` holds the channels of each layer.
        Which ones is left out, as the channels of a layer are alike: a network takes the first.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    See Also
    --------
    skipgraph.metrics.cell_nn_mass : What the drawn channels add up to.

    References
    ----------
    .. [1] K. Bhardwaj, G. Li and R. Marculescu, "How does topology influence gradient propagation and model
       performance of deep networks with DenseNet-type skip connections?", CVPR 2021, arXiv:1910.00780.

    Examples
    --------
    >>> t = random_channel_links(8, seed=0)
    >>> sum(channels for channels in t.edge_attributes["channels"] if channels)
    58
    """
    sizes = resolve_blocks(n_layers, blocks)
    widths = check_counts("width", width, len(sizes))
    if max(widths) > _MAX_WIDTH:
        raise ArgumentError(f"width must be at most {_MAX_WIDTH}, got {max(widths)}")
    most = check_counts("max_links", max_links, len(sizes), least=0)
    work = sum(size * (min(links, wide * size) + 1.0) for size, wide, links in zip(sizes, widths, most, strict=True))
    check_sketch("random_channel_links", "n_layers", n_layers, work)
    generator, number = resolve_seed(seed)
    sketch = Sketch()
    channels: dict[tuple[int, int], int] = {}
    layer = node = 0
    for stage, size in enumerate(sizes):
        if stage:
            node = sketch.transition(f"transition{stage}", node, stage=stage)
        first = node + 1
        for place in range(size):
            layer += 1
            earlier = widths[stage] * max(place - 1, 0)
            drawn = generator.choice(max(earlier, 1), min(most[stage], earlier), replace=False)
            sources, counts = np.unique(first + drawn // widths[stage], return_counts=True)
            node = sketch.layer(layer, *sources.tolist(), node, attributes={"width": widths[stage]})
            channels.update({(source, node): n for source, n in zip(sources.tolist(), counts.tolist(), strict=True)})
    arguments = {"n_layers": n_layers, "seed": number, "width": width, "max_links": max_links, "blocks": blocks}
    return annotate_edges(sketch.finish(random_channel_links, arguments, _PAPER), "channels", channels)


_PAPER = (
    "K. Bhardwaj, G. Li and R. Marculescu, "
    '"How does topology influence gradient propagation and model performance of deep networks with DenseNet-type '
    'skip connections?", CVPR 2021, arXiv:1910.00780'
)

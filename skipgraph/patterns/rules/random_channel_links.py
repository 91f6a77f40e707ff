"""Random channel links: each layer also reads random channels of earlier layers."""

from collections.abc import Sequence

import numpy as np

from skipgraph.arguments import Seed, check_counts, checked, resolve_blocks, resolve_seed
from skipgraph.errors import ArgumentError
from skipgraph.patterns.rules._builder import TopologyBuilder, check_listed_edges
from skipgraph.patterns.rules._staged import annotate_edges
from skipgraph.topology import Topology

__all__ = ["random_channel_links"]

_MAX_WIDTH = 2**31  # so that channels can be numbered through a block


@checked
def random_channel_links(
    n_layers: int,
    *,
    seed: Seed,
    width: int | Sequence[int] = 8,
    max_links: int | Sequence[int] = 10,
    blocks: Sequence[int] | None = None,
) -> Topology:
    """Return a chain in which each layer also reads single channels of earlier layers, chosen at random.

    These are the cells of NN-Mass. From the third layer of a block on, layer i reads layer i - 1 and single channels
    of the layers 1 .. i - 2 of its block. All sets of that many channels are equally likely.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is node 0 and is not counted.
    seed : int or numpy.random.Generator
        Seed of the random channels.
    width : int or sequence of int
        Channels of each layer, w, in all blocks or in each.
    max_links : int or sequence of int
        Most channels that a layer adds, t_c, in all blocks or in each; if there are fewer, it adds all
        ``w * (i - 2)``.
    blocks : sequence of int, optional
        Layers in each block; they sum to `n_layers`. Between blocks a transition moves the last layer.

    Returns
    -------
    Topology
        A chain and the skip connections that carry at least one channel. The edge attribute ``"channels"`` is the
        number that they carry, and None in the chain; the node attribute ``"width"`` is the number of channels of a
        layer. The topology does not say which channels an edge carries, as the channels of a layer are alike: a
        network takes the first ones.

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
    check_listed_edges("random_channel_links", "n_layers", n_layers, work)
    generator, number = resolve_seed(seed)
    builder = TopologyBuilder()
    channels: dict[tuple[int, int], int] = {}
    layer = node = 0
    for stage, size in enumerate(sizes):
        if stage:
            node = builder.transition(f"transition{stage}", node, stage=stage)
        first = node + 1
        for place in range(size):
            layer += 1
            earlier = widths[stage] * max(place - 1, 0)
            drawn = generator.choice(max(earlier, 1), min(most[stage], earlier), replace=False)
            sources, counts = np.unique(first + drawn // widths[stage], return_counts=True)
            node = builder.layer(layer, *sources.tolist(), node, attributes={"width": widths[stage]})
            channels.update({(source, node): n for source, n in zip(sources.tolist(), counts.tolist(), strict=True)})
    arguments = {"n_layers": n_layers, "seed": number, "width": width, "max_links": max_links, "blocks": blocks}
    return annotate_edges(builder.finish(random_channel_links, arguments, _PAPER), "channels", channels)


_PAPER = (
    "K. Bhardwaj, G. Li and R. Marculescu, "
    '"How does topology influence gradient propagation and model performance of deep networks with DenseNet-type '
    'skip connections?", CVPR 2021, arXiv:1910.00780'
)

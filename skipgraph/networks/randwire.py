"""Randomly wired networks: their specs and the published networks."""

from skipgraph import patterns
from skipgraph.arguments import checked
from skipgraph.networks.network import Network
from skipgraph.plan import Images, NetworkSpec, blocks, heads, stems, transitions, transports

__all__ = [
    "randwire_spec",
    "randwire_ws_small",
]


@checked
def randwire_spec(*, width: int = 78, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> NetworkSpec:
    """Return the spec of the small regime of RandWire for ImageNet: depthwise-separable convolutions.

    The paper's sums pass each weight through a sigmoid; here the weights are plain, and a layer that reads one
    node has none.

    Parameters
    ----------
    width : int
        Channels in the first stage of random graphs, C; each further stage has twice as many.
    num_classes : int
        Number of logits.
    image_size : tuple of int
        Height and width, in pixels.

    Returns
    -------
    NetworkSpec
        For a `patterns.randwire_layout` topology, whose stage 0 is the input's.

    References
    ----------
    .. [1] S. Xie, A. Kirillov, R. Girshick and K. He, "Exploring Randomly Wired Neural Networks for Image
       Recognition", ICCV 2019, arXiv:1904.01569.
    """
    return NetworkSpec(
        growth_rate=(width, width, 2 * width, 4 * width),
        input=Images(size=image_size),
        stem=stems.TwoConvs(pooling="stride"),
        block=blocks.Separable(),
        transition=transitions.ConvNormRelu(pooling="stride"),
        transport=transports.Stride(),
        head=heads.PoolLinear(classes=num_classes),
    )


@checked
def randwire_ws_small(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> Network:
    """Return a RandWire network of the small regime for ImageNet, WS(4, 0.75), with the graphs of seed 0.

    It has 5,614,705 parameters: a count of this draw; the paper says 5.6M as a mean over graphs.

    Parameters
    ----------
    num_classes, image_size
        As in `randwire_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.randwire_layout(seed=0).rename("randwire_ws_small")
    return Network(topology, randwire_spec(num_classes=num_classes, image_size=image_size))

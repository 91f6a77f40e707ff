"""HarDNets: their specs and the published networks."""

from typing import Literal

from skipgraph import patterns
from skipgraph.arguments import checked
from skipgraph.networks.network import Network
from skipgraph.plan import Images, NetworkSpec, blocks, heads, stems, transitions, transports

__all__ = [
    "hardnet39ds",
    "hardnet68",
    "hardnet68ds",
    "hardnet85",
    "hardnet_spec",
]


@checked
def hardnet_spec(
    *, depthwise: bool = False, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)
) -> NetworkSpec:
    """Return the spec of HarDNet-68 and HarDNet-85, or of HarDNet-39DS and HarDNet-68DS, for ImageNet.

    The paper's ReLUs end at 6 and the classifier has a dropout; both are left out here.

    Parameters
    ----------
    depthwise : bool
        Whether 3x3 convolutions keep channels apart, after 1x1 ones that do not, and are in place of pooling.
    num_classes : int
        Number of logits.
    image_size : tuple of int
        Height and width, in pixels.

    Returns
    -------
    NetworkSpec
        For a `patterns.hardnet_layout` topology, whose nodes carry their widths.

    References
    ----------
    .. [1] P. Chao, C.-Y. Kao, Y.-S. Ruan, C.-H. Huang and Y.-L. Lin, "HarDNet: A Low Memory Traffic Network",
       ICCV 2019, arXiv:1909.00948.
    """
    pooling: Literal["depthwise", "max"] = "depthwise" if depthwise else "max"
    return NetworkSpec(
        input=Images(size=image_size),
        stem=stems.TwoConvs(pooling=pooling),
        block=blocks.PointDepthwise() if depthwise else blocks.ConvNormRelu(),
        transition=transitions.ConvNormRelu(pooling=pooling),
        transport=transports.NormConvPool(pooling=pooling),
        head=heads.PoolLinear(classes=num_classes),
    )


@checked
def hardnet39ds(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> Network:
    """Return HarDNet-39DS for ImageNet.

    It has 3,488,228 parameters: the tests of the model collection imgclsmob.

    Parameters
    ----------
    num_classes, image_size
        As in `hardnet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.hardnet_layout(39).rename("hardnet39ds")
    return Network(topology, hardnet_spec(depthwise=True, num_classes=num_classes, image_size=image_size))


@checked
def hardnet68ds(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> Network:
    """Return HarDNet-68DS for ImageNet.

    It has 4,180,602 parameters: the tests of the model collection imgclsmob.

    Parameters
    ----------
    num_classes, image_size
        As in `hardnet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.hardnet_layout(68).rename("hardnet68ds")
    return Network(topology, hardnet_spec(depthwise=True, num_classes=num_classes, image_size=image_size))


@checked
def hardnet68(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> Network:
    """Return HarDNet-68 for ImageNet.

    It has 17,565,348 parameters: the tests of the model collection imgclsmob.

    Parameters
    ----------
    num_classes, image_size
        As in `hardnet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.hardnet_layout(68).rename("hardnet68")
    return Network(topology, hardnet_spec(num_classes=num_classes, image_size=image_size))


@checked
def hardnet85(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> Network:
    """Return HarDNet-85 for ImageNet.

    It has 36,670,212 parameters: the tests of the model collection imgclsmob.

    Parameters
    ----------
    num_classes, image_size
        As in `hardnet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.hardnet_layout(85).rename("hardnet85")
    return Network(topology, hardnet_spec(num_classes=num_classes, image_size=image_size))

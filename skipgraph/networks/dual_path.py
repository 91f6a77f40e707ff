"""Dual path networks: their specs and the published networks."""

from skipgraph import patterns
from skipgraph.arguments import checked
from skipgraph.networks.network import Network
from skipgraph.plan import Images, NetworkSpec, blocks, heads, stems, transitions, transports

__all__ = [
    "dpn68",
    "dpn92",
    "dpn98",
    "dpn107",
    "dpn131",
    "dual_path_spec",
]


@checked
def dual_path_spec(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> NetworkSpec:
    """Return the spec of DPN-68 to DPN-131 for ImageNet.

    Parameters
    ----------
    num_classes : int
        Number of logits.
    image_size : tuple of int
        Height and width, in pixels.

    Returns
    -------
    NetworkSpec
        For a `patterns.dual_path_layout` topology, whose nodes carry their widths and groups.

    References
    ----------
    .. [1] Y. Chen, J. Li, H. Xiao, X. Jin, S. Yan and J. Feng, "Dual Path Networks", NIPS 2017, arXiv:1707.01629.
    """
    return NetworkSpec(
        input=Images(size=image_size),
        stem=stems.Imagenet(),
        block=blocks.BottleneckExpand(),
        transition=transitions.NormReluConv(pooling="stride"),
        transport=transports.Stride(),
        head=heads.NormReluPoolLinear(classes=num_classes),
    )


@checked
def dpn68(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> Network:
    """Return DPN-68 for ImageNet.

    It has 12,611,602 parameters: the tests of the model collection imgclsmob.

    Parameters
    ----------
    num_classes, image_size
        As in `dual_path_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.dual_path_layout(68).rename("dpn68")
    return Network(topology, dual_path_spec(num_classes=num_classes, image_size=image_size))


@checked
def dpn92(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> Network:
    """Return DPN-92 for ImageNet.

    It has 37,668,392 parameters: a recount of the authors' code.

    Parameters
    ----------
    num_classes, image_size
        As in `dual_path_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.dual_path_layout(92).rename("dpn92")
    return Network(topology, dual_path_spec(num_classes=num_classes, image_size=image_size))


@checked
def dpn98(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> Network:
    """Return DPN-98 for ImageNet.

    It has 61,570,728 parameters: the tests of the model collection imgclsmob.

    Parameters
    ----------
    num_classes, image_size
        As in `dual_path_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.dual_path_layout(98).rename("dpn98")
    return Network(topology, dual_path_spec(num_classes=num_classes, image_size=image_size))


@checked
def dpn107(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> Network:
    """Return DPN-107 for ImageNet.

    It has 86,917,800 parameters: the tests of the model collection imgclsmob.

    Parameters
    ----------
    num_classes, image_size
        As in `dual_path_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.dual_path_layout(107).rename("dpn107")
    return Network(topology, dual_path_spec(num_classes=num_classes, image_size=image_size))


@checked
def dpn131(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> Network:
    """Return DPN-131 for ImageNet.

    It has 79,254,504 parameters: the tests of the model collection imgclsmob.

    Parameters
    ----------
    num_classes, image_size
        As in `dual_path_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.dual_path_layout(131).rename("dpn131")
    return Network(topology, dual_path_spec(num_classes=num_classes, image_size=image_size))

"""CondenseNets: their specs and the published networks."""

from skipgraph import patterns
from skipgraph.arguments import checked
from skipgraph.networks.network import Network
from skipgraph.plan import Images, NetworkSpec, blocks, heads, stems, transitions

__all__ = [
    "condensenet50",
    "condensenet74_4",
    "condensenet74_8",
    "condensenet86",
    "condensenet_imagenet_spec",
    "condensenet_spec",
]


@checked
def condensenet_spec(*, groups: int = 4, num_classes: int = 10, image_size: tuple[int, int] = (32, 32)) -> NetworkSpec:
    """Return the spec of CondenseNet for CIFAR once it has condensed: 1x1 convolutions in groups, then 3x3 in groups.

    Which channels go to which group is learned in the paper, and spread evenly here.

    Parameters
    ----------
    groups : int
        Groups of both convolutions, of as many condensed to a share of ``1 / groups``; 4 or 8 in the paper.
    num_classes : int
        Number of logits.
    image_size : tuple of int
        Height and width, in pixels.

    Returns
    -------
    NetworkSpec
        For a `patterns.condensenet_cifar` topology.

    References
    ----------
    .. [1] G. Huang, S. Liu, L. van der Maaten and K. Q. Weinberger, "CondenseNet: An Efficient DenseNet using
       Learned Group Convolutions", CVPR 2018, arXiv:1711.09224.
    """
    return NetworkSpec(
        growth_rate=(8, 16, 32),
        input=Images(size=image_size),
        stem=stems.Conv(channels=16),
        block=blocks.BottleneckShuffle(groups=groups),
        transition=transitions.Pool(),
        head=heads.NormReluPoolLinear(classes=num_classes, share=0.5),
    )


@checked
def condensenet_imagenet_spec(
    *, groups: int = 4, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)
) -> NetworkSpec:
    """Return the spec of CondenseNet-74 for ImageNet once it has condensed.

    Parameters
    ----------
    groups : int
        Groups of both convolutions, of as many condensed to a share of ``1 / groups``; 4 or 8 in the paper.
    num_classes : int
        Number of logits.
    image_size : tuple of int
        Height and width, in pixels.

    Returns
    -------
    NetworkSpec
        For a `patterns.condensenet_imagenet` topology.

    References
    ----------
    .. [1] G. Huang, S. Liu, L. van der Maaten and K. Q. Weinberger, "CondenseNet: An Efficient DenseNet using
       Learned Group Convolutions", CVPR 2018, arXiv:1711.09224.
    """
    return NetworkSpec(
        growth_rate=(8, 16, 32, 64, 128),
        input=Images(size=image_size),
        stem=stems.Conv(channels=16, step=2),
        block=blocks.BottleneckShuffle(groups=groups),
        transition=transitions.Pool(),
        head=heads.NormReluPoolLinear(classes=num_classes, share=0.5),
    )


@checked
def condensenet50(*, num_classes: int = 10, image_size: tuple[int, int] = (32, 32)) -> Network:
    """Return CondenseNet-50 for CIFAR.

    It has 214,186 parameters: a recount of the authors' converted network; the paper says 0.22M.

    Parameters
    ----------
    num_classes, image_size
        As in `condensenet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.condensenet_cifar(50).rename("condensenet50")
    return Network(topology, condensenet_spec(num_classes=num_classes, image_size=image_size))


@checked
def condensenet86(*, num_classes: int = 10, image_size: tuple[int, int] = (32, 32)) -> Network:
    """Return CondenseNet-86 for CIFAR.

    It has 516,202 parameters: a recount of the authors' converted network; the paper says 0.52M.

    Parameters
    ----------
    num_classes, image_size
        As in `condensenet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.condensenet_cifar(86).rename("condensenet86")
    return Network(topology, condensenet_spec(num_classes=num_classes, image_size=image_size))


@checked
def condensenet74_4(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> Network:
    """Return CondenseNet-74 with 4 groups for ImageNet.

    It has 4,773,944 parameters: a recount of the authors' converted network; the paper says 4.8M.

    Parameters
    ----------
    num_classes, image_size
        As in `condensenet_imagenet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.condensenet_imagenet().rename("condensenet74_4")
    return Network(topology, condensenet_imagenet_spec(num_classes=num_classes, image_size=image_size))


@checked
def condensenet74_8(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> Network:
    """Return CondenseNet-74 with 8 groups for ImageNet.

    It has 2,935,416 parameters: a recount of the authors' converted network; the paper says 2.9M.

    Parameters
    ----------
    num_classes, image_size
        As in `condensenet_imagenet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.condensenet_imagenet().rename("condensenet74_8")
    return Network(
        topology,
        condensenet_imagenet_spec(groups=8, num_classes=num_classes, image_size=image_size),
    )

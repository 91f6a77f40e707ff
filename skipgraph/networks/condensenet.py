"""CondenseNets: their specs and the published networks."""

from skipgraph.arguments import checked
from skipgraph.plan import Images, NetworkSpec, blocks, heads, stems, transitions

__all__ = ["condensenet_imagenet_spec", "condensenet_spec"]


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

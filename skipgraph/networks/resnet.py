"""ResNets: their specs and the published networks."""

from skipgraph.arguments import checked
from skipgraph.plan import Images, Join, NetworkSpec, blocks, heads, stems, transitions, transports

__all__ = ["resnet_cifar_spec", "resnet_imagenet_spec"]


@checked
def resnet_cifar_spec(
    *, widths: tuple[int, ...] = (16, 32, 64), num_classes: int = 10, image_size: tuple[int, int] = (32, 32)
) -> NetworkSpec:
    """Return the spec of ResNet-20 to ResNet-110 for CIFAR, with shortcuts that have no weights.

    Parameters
    ----------
    widths : tuple of int
        Channels in each stage.
    num_classes : int
        Number of logits.
    image_size : tuple of int
        Height and width, in pixels.

    Returns
    -------
    NetworkSpec
        For a `patterns.resnet_cifar` topology; where each layer stands for a whole residual block, its block must
        be `blocks.ResidualBasic`.

    References
    ----------
    .. [1] K. He, X. Zhang, S. Ren and J. Sun, "Deep Residual Learning for Image Recognition",
       CVPR 2016, arXiv:1512.03385, section 4.2, option A.
    """
    return NetworkSpec(
        growth_rate=widths,
        input=Images(size=image_size),
        stem=stems.ConvNormRelu(channels=widths[0] if widths else None),
        block=blocks.ConvNormRelu(),
        transition=transitions.Pad(),
        transport=transports.Stride(),
        join=Join(merge_relu=True),
        head=heads.PoolLinear(classes=num_classes),
    )


@checked
def resnet_imagenet_spec(
    *, widths: tuple[int, ...] = (64, 128, 256, 512), num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)
) -> NetworkSpec:
    """Return the spec of ResNet-18 to ResNet-152 for ImageNet, with projections where the width changes.

    Parameters
    ----------
    widths : tuple of int
        Channels in each stage; in bottlenecks, between the convolutions.
    num_classes : int
        Number of logits.
    image_size : tuple of int
        Height and width, in pixels.

    Returns
    -------
    NetworkSpec
        For a `patterns.resnet_imagenet` topology; where each layer stands for a whole residual block, its block must
        be `blocks.ResidualBasic` or `blocks.ResidualBottleneck`, and `widths` what the block makes.

    References
    ----------
    .. [1] K. He, X. Zhang, S. Ren and J. Sun, "Deep Residual Learning for Image Recognition",
       CVPR 2016, arXiv:1512.03385, section 4.1, option B.
    """
    return NetworkSpec(
        growth_rate=widths,
        input=Images(size=image_size),
        stem=stems.Imagenet(channels=widths[0] if widths else None),
        block=blocks.ConvNormRelu(),
        transition=transitions.ConvNorm(pooling="stride"),
        transport=transports.Stride(),
        join=Join(merge_relu=True),
        head=heads.PoolLinear(classes=num_classes),
    )

"""Specs of published networks that add features up: classmethods of `NetworkSpec`."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from skipgraph.plan.spec import NetworkSpec

__all__ = ["dual_path", "fractalnet", "randwire", "resnet_cifar", "resnet_imagenet"]


def resnet_cifar(
    cls: type["NetworkSpec"],
    *,
    widths: tuple[int, ...] = (16, 32, 64),
    num_classes: int = 10,
    image_size: tuple[int, int] = (32, 32),
) -> "NetworkSpec":
    """Return the spec of ResNet-20 to ResNet-110 for CIFAR, with shortcuts that have no weights.

    Parameters
    ----------
    widths : tuple of int
        Channels in each stage.
    num_classes, image_size
        As in `NetworkSpec`.

    Returns
    -------
    NetworkSpec
        For a `patterns.resnet_cifar` topology; where each layer stands for a whole residual block, its `block` must
        be ``"residual_basic"``.

    References
    ----------
    .. [1] K. He, X. Zhang, S. Ren and J. Sun, "Deep Residual Learning for Image Recognition",
       CVPR 2016, arXiv:1512.03385, section 4.2, option A.
    """
    return cls(
        growth_rate=widths,
        num_classes=num_classes,
        image_size=image_size,
        block="conv_norm_relu",
        stem="conv_norm_relu",
        stem_channels=widths[0] if widths else None,
        transition="pad",
        transport="stride",
        merge_relu=True,
        head="pool_linear",
    )


def resnet_imagenet(
    cls: type["NetworkSpec"],
    *,
    widths: tuple[int, ...] = (64, 128, 256, 512),
    num_classes: int = 1000,
    image_size: tuple[int, int] = (224, 224),
) -> "NetworkSpec":
    """Return the spec of ResNet-18 to ResNet-152 for ImageNet, with projections where the width changes.

    Parameters
    ----------
    widths : tuple of int
        Channels in each stage; in bottlenecks, between the convolutions.
    num_classes, image_size
        As in `NetworkSpec`.

    Returns
    -------
    NetworkSpec
        For a `patterns.resnet_imagenet` topology; where each layer stands for a whole residual block, its `block` must
        be ``"residual_basic"`` or ``"residual_bottleneck"``, and `widths` what the block makes.

    References
    ----------
    .. [1] K. He, X. Zhang, S. Ren and J. Sun, "Deep Residual Learning for Image Recognition",
       CVPR 2016, arXiv:1512.03385, section 4.1, option B.
    """
    return cls(
        growth_rate=widths,
        num_classes=num_classes,
        image_size=image_size,
        block="conv_norm_relu",
        stem="imagenet",
        stem_channels=widths[0] if widths else None,
        transition="conv_norm",
        pooling="stride",
        transport="stride",
        merge_relu=True,
        head="pool_linear",
    )


def dual_path(
    cls: type["NetworkSpec"], *, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)
) -> "NetworkSpec":
    """Return the spec of DPN-68 to DPN-131 for ImageNet.

    Parameters
    ----------
    num_classes, image_size
        As in `NetworkSpec`.

    Returns
    -------
    NetworkSpec
        For a `patterns.dual_path_layout` topology, whose nodes carry their widths and groups.

    References
    ----------
    .. [1] Y. Chen, J. Li, H. Xiao, X. Jin, S. Yan and J. Feng, "Dual Path Networks", NIPS 2017, arXiv:1707.01629.
    """
    return cls(
        num_classes=num_classes,
        image_size=image_size,
        block="bottleneck_expand",
        stem="imagenet",
        pooling="stride",
        transport="stride",
    )


def fractalnet(
    cls: type["NetworkSpec"],
    *,
    widths: tuple[int, ...] = (64, 128, 256, 512, 512),
    num_classes: int = 10,
    image_size: tuple[int, int] = (32, 32),
) -> "NetworkSpec":
    """Return the spec of FractalNet for CIFAR as in the authors' code: convolutions with a bias and no norm.

    The first block reads the image itself. The last one is pooled by one mean over all pixels, not by a maximum of
    each square first; dropout and drop-path belong to training.

    Parameters
    ----------
    widths : tuple of int
        Channels in each block.
    num_classes, image_size
        As in `NetworkSpec`.

    Returns
    -------
    NetworkSpec
        For a `patterns.fractal` topology of five blocks.

    References
    ----------
    .. [1] G. Larsson, M. Maire and G. Shakhnarovich, "FractalNet: Ultra-Deep Neural Networks without Residuals",
       ICLR 2017, arXiv:1605.07648.
    """
    return cls(
        growth_rate=widths,
        num_classes=num_classes,
        image_size=image_size,
        block="conv_relu",
        bias=True,
        stem="none",
        transition="pool",
        pooling="max",
        head="pool_linear",
    )


def randwire(
    cls: type["NetworkSpec"],
    *,
    width: int = 78,
    num_classes: int = 1000,
    image_size: tuple[int, int] = (224, 224),
) -> "NetworkSpec":
    """Return the spec of the small regime of RandWire for ImageNet: depthwise-separable convolutions.

    The paper's sums pass each weight through a sigmoid; here the weights are plain, and a layer that reads one
    node has none.

    Parameters
    ----------
    width : int
        Channels in the first stage of random graphs, C; each further stage has twice as many.
    num_classes, image_size
        As in `NetworkSpec`.

    Returns
    -------
    NetworkSpec
        For a `patterns.randwire_layout` topology, whose stage 0 is the input's.

    References
    ----------
    .. [1] S. Xie, A. Kirillov, R. Girshick and K. He, "Exploring Randomly Wired Neural Networks for Image
       Recognition", ICCV 2019, arXiv:1904.01569.
    """
    return cls(
        growth_rate=(width, width, 2 * width, 4 * width),
        num_classes=num_classes,
        image_size=image_size,
        block="separable",
        stem="imagenet_two_convs",
        transition="conv_norm_relu",
        pooling="stride",
        transport="stride",
        head="pool_linear",
    )

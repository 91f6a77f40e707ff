"""Specs of published networks: the classmethods of `NetworkSpec`."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from skipgraph.plan.spec import NetworkSpec

__all__ = [
    "densenet",
    "densenet_bc",
    "densenet_imagenet",
    "fc_densenet",
    "fc_log_densenet",
    "log_densenet",
    "resnet_cifar",
]


def densenet(
    cls: type["NetworkSpec"], *, growth_rate: int = 12, num_classes: int = 10, image_size: tuple[int, int] = (32, 32)
) -> "NetworkSpec":
    """Return the spec of DenseNet-40 and DenseNet-100 for CIFAR: basic blocks behind a stem of 16 channels.

    Parameters
    ----------
    growth_rate, num_classes, image_size
        As in `NetworkSpec`.

    Returns
    -------
    NetworkSpec
        For a densenet topology of three stages with transition nodes.

    References
    ----------
    .. [1] G. Huang, Z. Liu, L. van der Maaten and K. Q. Weinberger,
       "Densely Connected Convolutional Networks", CVPR 2017, arXiv:1608.06993.
    """
    return cls(growth_rate=growth_rate, num_classes=num_classes, image_size=image_size, stem_channels=16)


def densenet_bc(
    cls: type["NetworkSpec"], *, growth_rate: int = 12, num_classes: int = 10, image_size: tuple[int, int] = (32, 32)
) -> "NetworkSpec":
    """Return the spec of DenseNet-BC for CIFAR: bottlenecks, and transitions that halve the channels.

    Parameters
    ----------
    growth_rate, num_classes, image_size
        As in `NetworkSpec`.

    Returns
    -------
    NetworkSpec
        For a densenet topology of three stages with transition nodes.

    References
    ----------
    .. [1] G. Huang, Z. Liu, L. van der Maaten and K. Q. Weinberger,
       "Densely Connected Convolutional Networks", CVPR 2017, arXiv:1608.06993.
    """
    return cls(
        growth_rate=growth_rate,
        num_classes=num_classes,
        image_size=image_size,
        block="bottleneck",
        compression=0.5,
    )


def densenet_imagenet(
    cls: type["NetworkSpec"],
    *,
    growth_rate: int = 32,
    num_classes: int = 1000,
    image_size: tuple[int, int] = (224, 224),
) -> "NetworkSpec":
    """Return the spec of DenseNet-121, 169, 201 and 264: bottlenecks behind the stem for ImageNet.

    Parameters
    ----------
    growth_rate, num_classes, image_size
        As in `NetworkSpec`.

    Returns
    -------
    NetworkSpec
        For a densenet topology of four stages with transition nodes.

    References
    ----------
    .. [1] G. Huang, Z. Liu, L. van der Maaten and K. Q. Weinberger,
       "Densely Connected Convolutional Networks", CVPR 2017, arXiv:1608.06993.
    """
    return cls(
        growth_rate=growth_rate,
        num_classes=num_classes,
        image_size=image_size,
        block="bottleneck",
        compression=0.5,
        stem="imagenet",
    )


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


def fc_densenet(
    cls: type["NetworkSpec"], *, num_classes: int = 11, image_size: tuple[int, int] = (224, 224), dropout: float = 0.2
) -> "NetworkSpec":
    """Return the spec of FC-DenseNet56, 67 and 103, with logits of each pixel of images of any size.

    Parameters
    ----------
    num_classes, image_size, dropout
        As in `NetworkSpec`.

    Returns
    -------
    NetworkSpec
        For an fc_densenet topology, whose nodes carry their widths.

    References
    ----------
    .. [1] S. Jegou, M. Drozdzal, D. Vazquez, A. Romero and Y. Bengio, "The One Hundred Layers Tiramisu: Fully
       Convolutional DenseNets for Semantic Segmentation", CVPR Workshops 2017, arXiv:1611.09326.
    """
    return cls(
        num_classes=num_classes,
        image_size=image_size,
        pooling="max",
        upsampling="transposed_conv",
        bias=True,
        dropout=dropout,
        head="segmentation_conv",
    )


def log_densenet(
    cls: type["NetworkSpec"], *, growth_rate: int = 24, num_classes: int = 10, image_size: tuple[int, int] = (32, 32)
) -> "NetworkSpec":
    """Return the spec of Log-DenseNet for CIFAR and SVHN: bottlenecks, and features moved one by one.

    Parameters
    ----------
    growth_rate, num_classes, image_size
        As in `NetworkSpec`.

    Returns
    -------
    NetworkSpec
        For a topology of three stages, log_densenet or one of those it was compared with: with transitions
        or without, as each feature that a coarser stage still reads passes a BN-ReLU-1x1-pool of its own.

    References
    ----------
    .. [1] H. Hu, D. Dey, A. Del Giorno, M. Hebert and J. A. Bagnell, "Log-DenseNet: How to Sparsify a
       DenseNet", 2017, arXiv:1711.00002.
    """
    return cls(growth_rate=growth_rate, num_classes=num_classes, image_size=image_size, block="bottleneck")


def fc_log_densenet(
    cls: type["NetworkSpec"], *, growth_rate: int = 24, num_classes: int = 11, image_size: tuple[int, int] = (224, 224)
) -> "NetworkSpec":
    """Return the spec of FC-Log-DenseNet for CamVid, with logits of each pixel of images of any size.

    Parameters
    ----------
    growth_rate, num_classes, image_size
        As in `NetworkSpec`.

    Returns
    -------
    NetworkSpec
        For an fc_log_densenet, fc_log_densenet_v2 or fc_loglog_densenet topology.

    References
    ----------
    .. [1] H. Hu, D. Dey, A. Del Giorno, M. Hebert and J. A. Bagnell, "Log-DenseNet: How to Sparsify a
       DenseNet", 2017, arXiv:1711.00002.
    """
    return cls(
        growth_rate=growth_rate,
        num_classes=num_classes,
        image_size=image_size,
        stem_channels=3 * growth_rate,
        upsampling="norm_transposed_conv",
        head="segmentation",
    )

"""Specs of published networks that put features side by side: classmethods of `NetworkSpec`."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from skipgraph.plan.spec import NetworkSpec

__all__ = [
    "condensenet",
    "condensenet_imagenet",
    "densenet",
    "densenet_bc",
    "densenet_imagenet",
    "fc_densenet",
    "fc_log_densenet",
    "hardnet",
    "log_densenet",
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


def condensenet(
    cls: type["NetworkSpec"], *, groups: int = 4, num_classes: int = 10, image_size: tuple[int, int] = (32, 32)
) -> "NetworkSpec":
    """Return the spec of CondenseNet for CIFAR once it has condensed: 1x1 convolutions in groups, then 3x3 in groups.

    Which channels go to which group is learned in the paper, and spread evenly here.

    Parameters
    ----------
    groups : int
        Groups of both convolutions, of as many condensed to a share of ``1 / groups``.
    num_classes, image_size
        As in `NetworkSpec`.

    Returns
    -------
    NetworkSpec
        For a `patterns.condensenet_cifar` topology.

    References
    ----------
    .. [1] G. Huang, S. Liu, L. van der Maaten and K. Q. Weinberger, "CondenseNet: An Efficient DenseNet using
       Learned Group Convolutions", CVPR 2018, arXiv:1711.09224.
    """
    return cls(
        growth_rate=(8, 16, 32),
        num_classes=num_classes,
        image_size=image_size,
        block="bottleneck_shuffle",
        groups=groups,
        stem_channels=16,
        transition="pool",
        head_share=0.5,
    )


def condensenet_imagenet(
    cls: type["NetworkSpec"], *, groups: int = 4, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)
) -> "NetworkSpec":
    """Return the spec of CondenseNet-74 for ImageNet once it has condensed.

    Parameters
    ----------
    groups : int
        As in `condensenet`; 4 or 8 in the paper.
    num_classes, image_size
        As in `NetworkSpec`.

    Returns
    -------
    NetworkSpec
        For a `patterns.condensenet_imagenet` topology.

    References
    ----------
    .. [1] G. Huang, S. Liu, L. van der Maaten and K. Q. Weinberger, "CondenseNet: An Efficient DenseNet using
       Learned Group Convolutions", CVPR 2018, arXiv:1711.09224.
    """
    return cls(
        growth_rate=(8, 16, 32, 64, 128),
        num_classes=num_classes,
        image_size=image_size,
        block="bottleneck_shuffle",
        groups=groups,
        stem="conv_stride",
        stem_channels=16,
        transition="pool",
        head_share=0.5,
    )


def hardnet(
    cls: type["NetworkSpec"],
    *,
    depthwise: bool = False,
    num_classes: int = 1000,
    image_size: tuple[int, int] = (224, 224),
) -> "NetworkSpec":
    """Return the spec of HarDNet-68 and HarDNet-85, or of HarDNet-39DS and HarDNet-68DS, for ImageNet.

    The paper's ReLUs end at 6 and the classifier has a dropout; both are left out here.

    Parameters
    ----------
    depthwise : bool
        Whether 3x3 convolutions keep channels apart, behind 1x1 ones that do not, and are in place of pooling.
    num_classes, image_size
        As in `NetworkSpec`.

    Returns
    -------
    NetworkSpec
        For a `patterns.hardnet_layout` topology, whose nodes carry their widths.

    References
    ----------
    .. [1] P. Chao, C.-Y. Kao, Y.-S. Ruan, C.-H. Huang and Y.-L. Lin, "HarDNet: A Low Memory Traffic Network",
       ICCV 2019, arXiv:1909.00948.
    """
    return cls(
        num_classes=num_classes,
        image_size=image_size,
        block="point_depthwise" if depthwise else "conv_norm_relu",
        stem="imagenet_two_convs",
        transition="conv_norm_relu",
        pooling="depthwise" if depthwise else "max",
        head="pool_linear",
    )

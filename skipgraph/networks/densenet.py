"""DenseNets: their specs and the published networks."""

from skipgraph.arguments import checked
from skipgraph.plan import Images, NetworkSpec, blocks, heads, stems, transitions, transports

__all__ = ["densenet_bc_spec", "densenet_imagenet_spec", "densenet_spec"]


@checked
def densenet_spec(
    *, growth_rate: int = 12, num_classes: int = 10, image_size: tuple[int, int] = (32, 32)
) -> NetworkSpec:
    """Return the spec of DenseNet-40 and DenseNet-100 for CIFAR: basic blocks after a stem of 16 channels.

    Parameters
    ----------
    growth_rate : int
        Channels that each layer makes.
    num_classes : int
        Number of logits.
    image_size : tuple of int
        Height and width, in pixels.

    Returns
    -------
    NetworkSpec
        For a densenet topology of three stages with transition nodes.

    References
    ----------
    .. [1] G. Huang, Z. Liu, L. van der Maaten and K. Q. Weinberger,
       "Densely Connected Convolutional Networks", CVPR 2017, arXiv:1608.06993.
    """
    return NetworkSpec(
        growth_rate=growth_rate,
        input=Images(size=image_size),
        stem=stems.Conv(channels=16),
        head=heads.NormReluPoolLinear(classes=num_classes),
    )


@checked
def densenet_bc_spec(
    *, growth_rate: int = 12, num_classes: int = 10, image_size: tuple[int, int] = (32, 32)
) -> NetworkSpec:
    """Return the spec of DenseNet-BC for CIFAR: bottlenecks, and transitions that halve the channels.

    Parameters
    ----------
    growth_rate : int
        Channels that each layer makes.
    num_classes : int
        Number of logits.
    image_size : tuple of int
        Height and width, in pixels.

    Returns
    -------
    NetworkSpec
        For a densenet topology of three stages with transition nodes.

    References
    ----------
    .. [1] G. Huang, Z. Liu, L. van der Maaten and K. Q. Weinberger,
       "Densely Connected Convolutional Networks", CVPR 2017, arXiv:1608.06993.
    """
    return NetworkSpec(
        growth_rate=growth_rate,
        input=Images(size=image_size),
        block=blocks.Bottleneck(),
        transition=transitions.NormReluConv(compression=0.5),
        transport=transports.NormConvPool(compression=0.5),
        head=heads.NormReluPoolLinear(classes=num_classes),
    )


@checked
def densenet_imagenet_spec(
    *, growth_rate: int = 32, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)
) -> NetworkSpec:
    """Return the spec of DenseNet-121, 169, 201 and 264: bottlenecks after the stem for ImageNet.

    Parameters
    ----------
    growth_rate : int
        Channels that each layer makes.
    num_classes : int
        Number of logits.
    image_size : tuple of int
        Height and width, in pixels.

    Returns
    -------
    NetworkSpec
        For a densenet topology of four stages with transition nodes.

    References
    ----------
    .. [1] G. Huang, Z. Liu, L. van der Maaten and K. Q. Weinberger,
       "Densely Connected Convolutional Networks", CVPR 2017, arXiv:1608.06993.
    """
    return NetworkSpec(
        growth_rate=growth_rate,
        input=Images(size=image_size),
        stem=stems.Imagenet(),
        block=blocks.Bottleneck(),
        transition=transitions.NormReluConv(compression=0.5),
        transport=transports.NormConvPool(compression=0.5),
        head=heads.NormReluPoolLinear(classes=num_classes),
    )

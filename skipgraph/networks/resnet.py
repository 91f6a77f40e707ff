"""ResNets: their specs and the published networks."""

from skipgraph import patterns
from skipgraph.arguments import checked
from skipgraph.networks.network import Network
from skipgraph.plan import Images, Join, NetworkSpec, blocks, heads, stems, transitions, transports

__all__ = [
    "resnet18",
    "resnet20_cifar",
    "resnet32_cifar",
    "resnet34",
    "resnet44_cifar",
    "resnet50",
    "resnet56_cifar",
    "resnet101",
    "resnet110_cifar",
    "resnet152",
    "resnet1202_cifar",
    "resnet_cifar_spec",
    "resnet_imagenet_spec",
]


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


@checked
def resnet20_cifar(*, num_classes: int = 10, image_size: tuple[int, int] = (32, 32)) -> Network:
    """Return ResNet-20 for CIFAR.

    It has 269,722 parameters: a recount with shortcuts that have no weights; the paper says 0.27M.

    Parameters
    ----------
    num_classes, image_size
        As in `resnet_cifar_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.resnet_cifar(20).rename("resnet20_cifar")
    return Network(topology, resnet_cifar_spec(num_classes=num_classes, image_size=image_size))


@checked
def resnet32_cifar(*, num_classes: int = 10, image_size: tuple[int, int] = (32, 32)) -> Network:
    """Return ResNet-32 for CIFAR.

    It has 464,154 parameters: a recount with shortcuts that have no weights; the paper says 0.46M.

    Parameters
    ----------
    num_classes, image_size
        As in `resnet_cifar_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.resnet_cifar(32).rename("resnet32_cifar")
    return Network(topology, resnet_cifar_spec(num_classes=num_classes, image_size=image_size))


@checked
def resnet44_cifar(*, num_classes: int = 10, image_size: tuple[int, int] = (32, 32)) -> Network:
    """Return ResNet-44 for CIFAR.

    It has 658,586 parameters: a recount with shortcuts that have no weights; the paper says 0.66M.

    Parameters
    ----------
    num_classes, image_size
        As in `resnet_cifar_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.resnet_cifar(44).rename("resnet44_cifar")
    return Network(topology, resnet_cifar_spec(num_classes=num_classes, image_size=image_size))


@checked
def resnet56_cifar(*, num_classes: int = 10, image_size: tuple[int, int] = (32, 32)) -> Network:
    """Return ResNet-56 for CIFAR.

    It has 853,018 parameters: a recount with shortcuts that have no weights; the paper says 0.85M.

    Parameters
    ----------
    num_classes, image_size
        As in `resnet_cifar_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.resnet_cifar(56).rename("resnet56_cifar")
    return Network(topology, resnet_cifar_spec(num_classes=num_classes, image_size=image_size))


@checked
def resnet110_cifar(*, num_classes: int = 10, image_size: tuple[int, int] = (32, 32)) -> Network:
    """Return ResNet-110 for CIFAR.

    It has 1,727,962 parameters: a recount with shortcuts that have no weights; the paper says 1.7M.

    Parameters
    ----------
    num_classes, image_size
        As in `resnet_cifar_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.resnet_cifar(110).rename("resnet110_cifar")
    return Network(topology, resnet_cifar_spec(num_classes=num_classes, image_size=image_size))


@checked
def resnet1202_cifar(*, num_classes: int = 10, image_size: tuple[int, int] = (32, 32)) -> Network:
    """Return ResNet-1202 for CIFAR.

    It has 19,421,274 parameters: a recount with shortcuts that have no weights; the paper says 19.4M.

    Parameters
    ----------
    num_classes, image_size
        As in `resnet_cifar_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.resnet_cifar(1202).rename("resnet1202_cifar")
    return Network(topology, resnet_cifar_spec(num_classes=num_classes, image_size=image_size))


@checked
def resnet18(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> Network:
    """Return ResNet-18 for ImageNet.

    It has 11,689,512 parameters: torchvision's table of models.

    Parameters
    ----------
    num_classes, image_size
        As in `resnet_imagenet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.resnet_imagenet(18).rename("resnet18")
    return Network(topology, resnet_imagenet_spec(num_classes=num_classes, image_size=image_size))


@checked
def resnet34(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> Network:
    """Return ResNet-34 for ImageNet.

    It has 21,797,672 parameters: torchvision's table of models.

    Parameters
    ----------
    num_classes, image_size
        As in `resnet_imagenet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.resnet_imagenet(34).rename("resnet34")
    return Network(topology, resnet_imagenet_spec(num_classes=num_classes, image_size=image_size))


@checked
def resnet50(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> Network:
    """Return ResNet-50 for ImageNet.

    It has 25,557,032 parameters: torchvision's table of models.

    Parameters
    ----------
    num_classes, image_size
        As in `resnet_imagenet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.resnet_imagenet(50).rename("resnet50")
    return Network(topology, resnet_imagenet_spec(num_classes=num_classes, image_size=image_size))


@checked
def resnet101(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> Network:
    """Return ResNet-101 for ImageNet.

    It has 44,549,160 parameters: torchvision's table of models.

    Parameters
    ----------
    num_classes, image_size
        As in `resnet_imagenet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.resnet_imagenet(101).rename("resnet101")
    return Network(topology, resnet_imagenet_spec(num_classes=num_classes, image_size=image_size))


@checked
def resnet152(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> Network:
    """Return ResNet-152 for ImageNet.

    It has 60,192,808 parameters: torchvision's table of models.

    Parameters
    ----------
    num_classes, image_size
        As in `resnet_imagenet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.resnet_imagenet(152).rename("resnet152")
    return Network(topology, resnet_imagenet_spec(num_classes=num_classes, image_size=image_size))
